#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# linux.cgroupsPath, whose group it is, and what becomes of groups that are not ours.
load helpers
load limits

setup() {
	limits_begin
	[ "${CGROUP_MANAGER:-cgroupfs}" = cgroupfs ] || skip "paths are for the files driver"
	require_limit_controller pids
	OURS=$(hierarchy pids)/$TAG-ours
}

teardown() {
	limits_end
	[ ! -d "$OURS" ] || find "$OURS" -depth -type d -exec rmdir {} +
}

path_of() { # CGROUPS-PATH (JSON) : where the container is, beneath the mount point
	config ".linux.cgroupsPath = $1"
	create
	group_dir pids | sed "s|^$(hierarchy pids)||"
	brig delete --force "$ID"
}

@test "cgroupsPath: absolute from the mount point, also through . and //" {
	assert_equal "/$TAG-ours/a" "$(path_of "\"/$TAG-ours/a\"")"
	assert_equal "/$TAG-ours/a" "$(path_of "\"//$TAG-ours/./a/\"")"
	[ ! -e "$OURS" ]
}

@test "cgroupsPath: relative, and unset, at a place that does not depend on the caller" {
	local here there

	here=$(path_of "\"$TAG-ours/a\"")
	[[ $here = /*"/$TAG-ours/a" ]]
	mkdir "$OURS"
	there=$(echo "$BASHPID" > "$OURS/cgroup.procs" && path_of "\"$TAG-ours/a\"")
	assert_equal "$here" "$there"
	[[ $(path_of null) = /*"$ID" ]]
}

@test "cgroupsPath: what climbs, or is no group of its own, is refused" {
	config '.linux.cgroupsPath = "/../x"'
	assert_brig_fails create -b "$BUNDLE" "$ID"
	assert_output_matches 'cgroupsPath.*\.\.'
	config '.linux.cgroupsPath = "/"'
	assert_brig_fails create -b "$BUNDLE" "$ID"
	assert_output_matches 'cgroupsPath.*cgroup of the container alone'
	config '.linux.cgroupsPath = "system.slice:brig:x"'
	assert_brig_fails create -b "$BUNDLE" "$ID"
	assert_output_matches 'cgroupsPath.*systemd'
	assert_gone
}

@test "parents that were not there go with the container, those that were stay as they are" {
	mkdir "$OURS"
	echo 77 > "$OURS/pids.max" 2> /dev/null || echo +pids > "$(hierarchy pids)/cgroup.subtree_control"
	echo 77 > "$OURS/pids.max"
	config '.linux.cgroupsPath = $p | .linux.resources.pids.limit = 5' --arg p "/$TAG-ours/new/$ID"
	start
	assert_cgroup_file pids pids.max 5 pids.max 5
	assert_equal 77 "$(cat "$OURS/pids.max")"
	brig delete --force "$ID"
	assert_equal 77 "$(cat "$OURS/pids.max")"
	[ ! -e "$OURS/new" ]
}

@test "a group that was there is used, and is there afterwards without what was made in it" {
	mkdir "$OURS"
	config '.linux.cgroupsPath = $p' --arg p "/$TAG-ours"
	start
	assert_equal "$OURS" "$(group_dir pids)"
	mkdir "$OURS/sub"
	brig delete --force "$ID"
	[ -d "$OURS" ]
	[ ! -e "$OURS/sub" ]
}

@test "a group with a process is an error that names it" {
	local process

	mkdir "$OURS"
	sleep 1000 3>&- &
	process=$!
	echo $process > "$OURS/cgroup.procs"
	config '.linux.cgroupsPath = $p' --arg p "/$TAG-ours"
	assert_brig_fails create -b "$BUNDLE" "$ID"
	assert_output_matches "not empty: process $process"
	kill $process
	wait $process || :
	wait_for eval '[ ! -s "$OURS/cgroup.procs" ]'
	assert_gone
	[ -d "$OURS" ]
}

@test "a group that is frozen is an error" {
	require_limit_controller freezer
	OURS=$(hierarchy freezer)/$TAG-ours
	mkdir "$OURS"
	if is_v1 freezer; then echo FROZEN > "$OURS/freezer.state"; else echo 1 > "$OURS/cgroup.freeze"; fi
	config '.linux.cgroupsPath = $p' --arg p "/$TAG-ours"
	assert_brig_fails create -b "$BUNDLE" "$ID"
	assert_output_matches "$OURS is frozen"
	assert_gone
}

@test "--cgroup-manager=disabled: limits are refused, what asks for none is not" {
	config '.linux.resources.pids.limit = 5'
	assert_brig_fails --cgroup-manager=disabled create -b "$BUNDLE" "$ID"
	assert_output_matches 'linux.resources.pids.limit.*limits cannot be set with --cgroup-manager=disabled'
	config '.linux.resources.pids.limit = -1'
	config_args true
	run_brig --cgroup-manager=disabled run -b "$BUNDLE" "$ID"
	assert_equal 0 "$status"
}

# --- freezing beneath a frozen parent

@test "resume beneath a frozen parent is an error in time that says so, and works when it is thawed" {
	# slow: resume waits 10 s for the thaw
	local parent

	require_limit_controller freezer
	parent=$(hierarchy freezer)/$TAG-frozen
	config '.linux.cgroupsPath = $p' --arg p "/$TAG-frozen/$ID"
	start
	brig pause "$ID"
	if is_v1 freezer; then echo FROZEN > "$parent/freezer.state"; else echo 1 > "$parent/cgroup.freeze"; fi
	run -1 timeout 30 "$BRIG" --root "$ROOT" resume "$ID"
	assert_output_matches 'still frozen.*parent'
	if is_v1 freezer; then echo THAWED > "$parent/freezer.state"; else echo 0 > "$parent/cgroup.freeze"; fi
	run_brig resume "$ID"
	assert_equal running "$(state_of status)"
}

# --- config-linux.md "Cgroup ownership"

# A user namespace whose root is 100000 here, with a cgroup namespace and a cgroup mount.
owned() { # MOUNT-OPTION
	require_v2
	chmod 755 "$BATS_RUN_TMPDIR" "$BATS_RUN_TMPDIR"/* "$BATS_TEST_TMPDIR" "$BUNDLE" 2> /dev/null || :
	cp -a --remove-destination "$BUNDLE/rootfs" "$BUNDLE/own"
	rm -r "$BUNDLE/rootfs"
	mv "$BUNDLE/own" "$BUNDLE/rootfs"
	chown -R 100000:100000 "$BUNDLE/rootfs"
	config '.linux.namespaces |= (map(select(.type != "cgroup" and .type != "user")) + [{type: "user"}, {type: "cgroup"}])
		| .linux.uidMappings = [{containerID: 0, hostID: 100000, size: 65536}] | .linux.gidMappings = .linux.uidMappings
		| .mounts = (.mounts | map(select(.type != "cgroup")))
			+ [{destination: "/sys/fs/cgroup", type: "cgroup", source: "cgroup", options: ["nosuid", "noexec", "nodev", $o]}]' \
		--arg o "$1"
}

@test "ownership: with a writable cgroup mount the group is the container root's, who can divide it" {
	local dir file

	owned rw
	config_sh 'mkdir /sys/fs/cgroup/sub && echo $$ > /sys/fs/cgroup/sub/cgroup.procs && echo moved; sleep 1000'
	start
	dir=$(group_dir)
	wait_for grep -q moved "$BATS_TEST_TMPDIR/out"
	dir=${dir%/sub}
	assert_equal 100000 "$(stat -c %u "$dir")"
	while read -r file; do
		[ ! -e "$dir/$file" ] || assert_equal "$file 100000" "$file $(stat -c %u "$dir/$file")"
	done < /sys/kernel/cgroup/delegate
	assert_equal 0 "$(stat -c %u "$dir/cgroup.freeze")"
	assert_equal 0 "$(stat -c %u "$dir/pids.max")"
	assert_equal 0 "$(stat -c %u "$dir/..")"
	brig delete --force "$ID"
	[ ! -e "$dir" ]
}

@test "ownership: with a cgroup mount for reading only the group stays root's" {
	owned ro
	start
	assert_equal 0 "$(stat -c %u "$(group_dir)")"
	assert_equal 0 "$(stat -c %u "$(group_dir)/cgroup.procs")"
}
