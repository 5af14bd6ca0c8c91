#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# linux.cgroupsPath, whose group it is, and what becomes of groups that are not ours.
load helpers
load limits

setup() {
	limits_begin
	[ "${CGROUP_MANAGER:-cgroupfs}" = cgroupfs ] || skip "paths are for the files driver"
	need pids
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
	equal "/$TAG-ours/a" "$(path_of "\"/$TAG-ours/a\"")"
	equal "/$TAG-ours/a" "$(path_of "\"//$TAG-ours/./a/\"")"
	[ ! -e "$OURS" ]
}

@test "cgroupsPath: relative, and unset, at a place that does not depend on the caller" {
	local here there

	here=$(path_of "\"$TAG-ours/a\"")
	[[ $here = /*"/$TAG-ours/a" ]]
	mkdir "$OURS"
	there=$(echo "$BASHPID" > "$OURS/cgroup.procs" && path_of "\"$TAG-ours/a\"")
	equal "$here" "$there"
	[[ $(path_of null) = /*"$ID" ]]
}

@test "cgroupsPath: what climbs, or is no group of its own, is refused" {
	config '.linux.cgroupsPath = "/../x"'
	fails create -b "$BUNDLE" "$ID"
	has 'cgroupsPath.*\.\.'
	config '.linux.cgroupsPath = "/"'
	fails create -b "$BUNDLE" "$ID"
	has 'cgroupsPath.*cgroup of the container alone'
	config '.linux.cgroupsPath = "system.slice:brig:x"'
	fails create -b "$BUNDLE" "$ID"
	has 'cgroupsPath.*systemd'
	assert_gone
}

@test "parents that were not there go with the container, those that were stay as they are" {
	mkdir "$OURS"
	echo 77 > "$OURS/pids.max" 2> /dev/null || echo +pids > "$(hierarchy pids)/cgroup.subtree_control"
	echo 77 > "$OURS/pids.max"
	config '.linux.cgroupsPath = $p | .linux.resources.pids.limit = 5' --arg p "/$TAG-ours/new/$ID"
	start
	holds pids pids.max 5 pids.max 5
	equal 77 "$(cat "$OURS/pids.max")"
	brig delete --force "$ID"
	equal 77 "$(cat "$OURS/pids.max")"
	[ ! -e "$OURS/new" ]
}

@test "a group that was there is used, and is there afterwards without what was made in it" {
	mkdir "$OURS"
	config '.linux.cgroupsPath = $p' --arg p "/$TAG-ours"
	start
	equal "$OURS" "$(group_dir pids)"
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
	fails create -b "$BUNDLE" "$ID"
	has "not empty: process $process"
	kill $process
	wait $process || :
	wait_for eval '[ ! -s "$OURS/cgroup.procs" ]'
	assert_gone
	[ -d "$OURS" ]
}

@test "a group that is frozen is an error" {
	need freezer
	OURS=$(hierarchy freezer)/$TAG-ours
	mkdir "$OURS"
	if is_v1 freezer; then echo FROZEN > "$OURS/freezer.state"; else echo 1 > "$OURS/cgroup.freeze"; fi
	config '.linux.cgroupsPath = $p' --arg p "/$TAG-ours"
	fails create -b "$BUNDLE" "$ID"
	has "$OURS is frozen"
	assert_gone
}

@test "--cgroup-manager=disabled: limits are refused, what asks for none is not" {
	config '.linux.resources.pids.limit = 5'
	fails --cgroup-manager=disabled create -b "$BUNDLE" "$ID"
	has 'linux.resources.pids.limit.*limits cannot be set with --cgroup-manager=disabled'
	config '.linux.resources.pids.limit = -1'
	config_args true
	attempt --cgroup-manager=disabled run -b "$BUNDLE" "$ID"
	equal 0 "$status"
}

# --- freezing beneath a frozen parent

@test "resume beneath a frozen parent is an error in time that says so, and works when it is thawed" {
	# slow: resume waits 10 s for the thaw
	local parent

	need freezer
	parent=$(hierarchy freezer)/$TAG-frozen
	config '.linux.cgroupsPath = $p' --arg p "/$TAG-frozen/$ID"
	start
	brig pause "$ID"
	if is_v1 freezer; then echo FROZEN > "$parent/freezer.state"; else echo 1 > "$parent/cgroup.freeze"; fi
	run -1 timeout 30 "$BRIG" --root "$ROOT" resume "$ID"
	has 'still frozen.*parent'
	if is_v1 freezer; then echo THAWED > "$parent/freezer.state"; else echo 0 > "$parent/cgroup.freeze"; fi
	attempt resume "$ID"
	equal running "$(state_of status)"
}

# --- config-linux.md "Cgroup ownership"

# A user namespace whose root is 100000 here, with a cgroup namespace and a cgroup mount.
owned() { # MOUNT-OPTION
	need_v2
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
	equal 100000 "$(stat -c %u "$dir")"
	while read -r file; do
		[ ! -e "$dir/$file" ] || equal "$file 100000" "$file $(stat -c %u "$dir/$file")"
	done < /sys/kernel/cgroup/delegate
	equal 0 "$(stat -c %u "$dir/cgroup.freeze")"
	equal 0 "$(stat -c %u "$dir/pids.max")"
	equal 0 "$(stat -c %u "$dir/..")"
	brig delete --force "$ID"
	[ ! -e "$dir" ]
}

@test "ownership: with a cgroup mount for reading only the group stays root's" {
	owned ro
	start
	equal 0 "$(stat -c %u "$(group_dir)")"
	equal 0 "$(stat -c %u "$(group_dir)/cgroup.procs")"
}
