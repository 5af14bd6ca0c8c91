#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# An ordinary user to whom nothing is given: no control groups, no D-Bus, no subordinate ids, no state
# directory. (tests/vm/rootless.bats is about one to whom control groups are delegated.)
load helpers

setup() {
	require_root
	test_begin
	chmod 755 "$BATS_RUN_TMPDIR" "$BATS_RUN_TMPDIR"/* "$BATS_TEST_TMPDIR" "$BUNDLE"
	cp -a "$BUNDLE/rootfs" "$BUNDLE/own" && rm -r "$BUNDLE/rootfs" && mv "$BUNDLE/own" "$BUNDLE/rootfs"
	cp "$BRIG" "$BATS_TEST_TMPDIR/brig" && OURS=$BATS_TEST_TMPDIR/brig
	mkdir "$BATS_TEST_TMPDIR/xdg"
	rm "$BUNDLE/config.json"
	chown -hR 65534:65534 "$BUNDLE" "$BATS_TEST_TMPDIR"
	bare spec --rootless --bundle "$BUNDLE"
	config '.process.terminal = false | .root.readonly = false | .process.args = ["sleep", "1000"]
		| .process.env += ["TAG=" + $tag]' --arg tag "$TAG"
}

teardown() {
	local id

	for id in $(bare list -q 2>/dev/null); do
		bare delete --force "$id"
	done
	test_end
}

user() { # COMMAND… : with an environment of its own
	setpriv --reuid 65534 --regid 65534 --clear-groups env -i PATH="$PATH" XDG_RUNTIME_DIR="$BATS_TEST_TMPDIR/xdg" "$@"
}

bare() { # ARG… : of brig
	user "$OURS" "$@"
}

bare_sh() { # SCRIPT : $output
	config_sh "$1"
	run bare run -b "$BUNDLE" "$ID"
	[ "$status" = 0 ] || { echo "status $status: $output" && return 1; }
}

@test "spec --rootless runs as it is, in a terminal" {
	rm "$BUNDLE/config.json"
	bare spec --rootless --bundle "$BUNDLE"
	run python3 "$HERE/terminal.py" run --when '/ # ' --send 'id -u; tty; exit 7\n' -- \
		setpriv --reuid 65534 --regid 65534 --clear-groups env -i PATH="$PATH" XDG_RUNTIME_DIR="$BATS_TEST_TMPDIR/xdg" \
		"$OURS" run -b "$BUNDLE" "$ID"
	output=${output//$'\r'/}
	assert_equal 7 "$status"
	assert_output_matches '^0$'
	assert_output_matches '^/dev/pts/0$'
	assert_equal '' "$(ls "$BATS_TEST_TMPDIR/xdg/brig")"
}

@test "create, state, start, exec, ps, kill, delete without any privilege" {
	bare create -b "$BUNDLE" --pid-file "$BATS_TEST_TMPDIR/xdg/pid" "$ID" < /dev/null > out 2>&1
	assert_equal created "$(bare state "$ID" | jq -r .status)"
	bare start "$ID"
	run -0 bare exec "$ID" id -u < /dev/null
	assert_output 0
	assert_equal "[$(cat xdg/pid)]" "$(bare ps --format json "$ID" | jq -c .)"
	run -1 bare delete "$ID"
	bare kill "$ID" KILL
	wait_for gone "$(cat xdg/pid)"
	bare delete "$ID"
	assert_equal '' "$(ls "$BATS_TEST_TMPDIR/xdg/brig")"
}

@test "the state is in XDG_RUNTIME_DIR; without it one line says what to do" {
	bare create -b "$BUNDLE" "$ID" < /dev/null > out 2>&1
	[ -d "xdg/brig/$ID" ]
	bare delete --force "$ID"
	run -1 setpriv --reuid 65534 --regid 65534 --clear-groups env -i PATH="$PATH" "$OURS" run -b "$BUNDLE" "$ID"
	assert_equal 1 "${#lines[@]}"
	assert_output_matches '/run/brig.*(XDG_RUNTIME_DIR|Permission denied)'
}

@test "limits without a delegated group: one line that says how to get one" {
	config '.linux.resources = {pids: {limit: 10}}'
	run -1 bare run -b "$BUNDLE" "$ID"
	assert_equal 1 "${#lines[@]}"
	assert_output_matches 'linux.resources.pids.limit.*delegated|no cgroup is delegated to this user'
	assert_equal '' "$(ls "$BATS_TEST_TMPDIR/xdg/brig")"
}

@test "--systemd-cgroup without a bus of the user's: one line that says what is missing" {
	[ -d /run/systemd/system ] || bare --systemd-cgroup features > /dev/null
	config_args true
	# Of cgroup v1 nothing is delegated to a user, and without limits nothing is needed.
	if [ ! -e /sys/fs/cgroup/unified ] && [ ! -e /sys/fs/cgroup/cgroup.controllers ]; then
		run -0 bare --systemd-cgroup run -b "$BUNDLE" "$ID"
		return
	fi
	run -1 bare --systemd-cgroup run -b "$BUNDLE" "$ID"
	assert_equal 1 "${#lines[@]}"
	[[ $output == *'built without'* ]] || assert_output_matches "user's bus.*session.*enable-linger.*XDG_RUNTIME_DIR"
	assert_equal '' "$(ls "$BATS_TEST_TMPDIR/xdg/brig")"
}

@test "newuidmap and newgidmap are taken by their absolute path, not from PATH" {
	[ -u /usr/bin/newuidmap ] || skip "newuidmap is not installed set-uid"
	mkdir bin
	printf '#!/bin/sh\ntouch %s/$(basename "$0")\n' "$BATS_TEST_TMPDIR/xdg" | tee bin/newuidmap > bin/newgidmap
	chmod 755 bin/*
	config '.linux.uidMappings += [{containerID: 1, hostID: 200000, size: 10}] | .linux.gidMappings = .linux.uidMappings'
	PATH=$BATS_TEST_TMPDIR/bin:$PATH run bare run -b "$BUNDLE" "$ID"
	assert_equal 1 "$status"
	assert_output_matches 'newuidmap'
	[ ! -e xdg/newuidmap ] && [ ! -e xdg/newgidmap ]
}

@test "/sys/fs/cgroup cannot be written to, with and without a cgroup namespace (CVE-2023-25809)" {
	local script='cd /sys/fs/cgroup && ls | grep -q . && for d in . *; do [ ! -d $d ] || mkdir $d/made; done 2>&1 | sort -u'

	bare_sh "$script"
	refute_output_matches made/x
	[ -z "$(grep -v 'Read-only file system\|Permission denied' <<< "$output")" ]
	config '.linux.namespaces |= map(select(.type != "cgroup"))
		| .mounts += [{destination: "/sys/fs/cgroup", type: "cgroup", source: "cgroup", options: ["rw", "nosuid", "nodev"]}]'
	bare_sh "$script; echo \$((\$(ls /sys/fs/cgroup | wc -l) > 0))"
	[ -z "$(grep -v 'Read-only file system\|Permission denied\|^1$' <<< "$output")" ]
	config '.linux.namespaces += [{type: "cgroup"}]'
	bare_sh "$script; echo \$((\$(ls /sys/fs/cgroup | wc -l) > 0))"
	[ -z "$(grep -v 'Read-only file system\|Permission denied\|^1$' <<< "$output")" ]
}

@test "devices are the host's, bound; mknod(2) is not possible; one that the host has not is refused" {
	config '.linux.devices = [{path: "/dev/nothing", type: "c", major: 1, minor: 3, fileMode: 438, uid: 0, gid: 0}]'
	bare_sh 'stat -c "%n %t:%T" /dev/null /dev/zero /dev/nothing; echo x > /dev/nothing && echo written; mknod /tmp/n c 1 3'"|| :"
	assert_output_matches '^/dev/null 1:3$'
	assert_output_matches '^/dev/nothing 1:3$'
	assert_output_matches '^written$'
	assert_output_matches 'mknod: .*Operation not permitted'
	config '.linux.devices[0].minor = 250'
	run -1 bare run -b "$BUNDLE" "$ID"
	assert_output_matches 'linux.devices|1:250'
}

@test "gid=5 of devpts, which is not mapped, is left out" {
	config '.mounts |= map(if .type == "devpts" then .options += ["gid=5"] else . end)'
	bare_sh 'grep devpts /proc/mounts'
	refute_output_matches 'gid=5'
}

@test "/proc and /sys where the namespace that they show is the host's" {
	config '.linux.namespaces |= map(select(.type != "pid" and .type != "network"))
		| .mounts |= map(if .destination == "/sys" then {destination: "/sys", type: "sysfs", source: "sysfs", options: ["ro", "nosuid", "nodev", "noexec"]} else . end)'
	bare_sh 'test -d /proc/$$ && ls /sys/class/net && echo $(($$ > 1))'
	assert_output_matches '^lo$'
	assert_output_matches '^1$'
}

@test "plan and check say yes to what runs" {
	run -0 bare check -b "$BUNDLE"
	run -0 bare plan -b "$BUNDLE"
}
