#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# create: its options, its state, its wrong transitions; a failed one leaves nothing.
load helpers

@test "create prints nothing and leaves a created container" {
	create
	[ ! -s "$BATS_TEST_TMPDIR/out" ]
	[ ! -s "$BATS_TEST_TMPDIR/err" ]
	assert_equal created "$(state_of status)"
}

@test "create: the program does not run before start" {
	config_sh 'touch /started; sleep 1000'
	create
	sleep 0.2
	[ ! -e "$BUNDLE/rootfs/started" ]
	brig start "$ID"
	wait_for test -e "$BUNDLE/rootfs/started"
}

@test "create takes the bundle from the current directory" {
	cd "$BUNDLE"
	brig create "$ID" < /dev/null > /dev/null 2>&1
	assert_equal created "$(state_of status)"
	assert_equal "$BUNDLE" "$(state_of bundle)"
}

@test "create: -b DIR, -b=DIR, --bundle DIR, --bundle=DIR, -bDIR are alike" {
	local n=0 option

	for option in "-b $BUNDLE" "-b=$BUNDLE" "--bundle $BUNDLE" "--bundle=$BUNDLE"; do
		n=$((n + 1))
		# shellcheck disable=SC2086
		brig create $option "$ID-$n" < /dev/null > /dev/null 2>&1
		assert_equal created "$(state_of status "$ID-$n")"
		assert_equal "$BUNDLE" "$(state_of bundle "$ID-$n")"
	done
}

@test "create takes options after the id" {
	brig create "$ID" --bundle "$BUNDLE" --pid-file "$BATS_TEST_TMPDIR/pid" < /dev/null > /dev/null 2>&1
	assert_equal created "$(state_of status)"
	[ -s "$BATS_TEST_TMPDIR/pid" ]
}

@test "create resolves a relative bundle" {
	cd "$BATS_TEST_TMPDIR"
	brig create -b ./bundle/../bundle "$ID" < /dev/null > /dev/null 2>&1
	assert_equal "$BUNDLE" "$(state_of bundle)"
}

@test "create --pid-file holds the digits of the pid and nothing else" {
	create --pid-file "$BATS_TEST_TMPDIR/pid"
	assert_equal "$(state_of pid)" "$(cat "$BATS_TEST_TMPDIR/pid")"
	run -0 od -c "$BATS_TEST_TMPDIR/pid"
	refute_output_matches '\\n'
	[ -d "/proc/$(cat "$BATS_TEST_TMPDIR/pid")" ]
}

@test "create --pid-file is relative to the caller's directory" {
	cd "$BATS_TEST_TMPDIR"
	create --pid-file here.pid
	assert_equal "$(state_of pid)" "$(cat "$BATS_TEST_TMPDIR/here.pid")"
	[ ! -e "$BUNDLE/here.pid" ]
}

@test "create --pid-file where a directory is fails and leaves nothing, not even half a file" {
	mkdir "$BATS_TEST_TMPDIR/pid" "$BATS_TEST_TMPDIR/pid/full"
	assert_brig_fails create -b "$BUNDLE" --pid-file "$BATS_TEST_TMPDIR/pid" "$ID"
	assert_output_matches 'pid-file'
	assert_gone
	assert_equal "" "$(find "$BATS_TEST_TMPDIR" -maxdepth 1 -name '.pid*')"
}

@test "create --pid-file in a directory that does not exist fails and leaves nothing" {
	assert_brig_fails create -b "$BUNDLE" --pid-file "$BATS_TEST_TMPDIR/no/pid" "$ID"
	assert_output_matches 'No such file'
	assert_gone
}

@test "create --config takes another file for config.json" {
	jq '.annotations = {from: "elsewhere"}' "$BUNDLE/config.json" > "$BATS_TEST_TMPDIR/other.json"
	create --config "$BATS_TEST_TMPDIR/other.json"
	assert_equal elsewhere "$(state_of annotations.from)"
}

@test "create --no-new-keyring keeps the caller's session keyring" {
	config_sh 'cat /proc/keys; exec sleep 1000'
	create --no-new-keyring
	assert_equal created "$(state_of status)"
}

@test "create --no-pivot" {
	start --no-pivot
	assert_equal running "$(state_of status)"
	assert_equal / "$(enter -m pwd)"
}

@test "create --preserve-fds hands descriptors on, and no others" {
	config_sh 'exec ls /proc/self/fd > /fds'
	brig create -b "$BUNDLE" --preserve-fds 2 "$ID" < /dev/null > /dev/null 2>&1 3< /dev/null 4< /dev/null 5< /dev/null
	brig start "$ID"
	wait_status stopped
	run -0 cat "$BUNDLE/rootfs/fds"
	# ls itself opens one more, the directory
	assert_output $'0\n1\n2\n3\n4\n5'
}

@test "create --pidfd-socket: the pidfd of the container's first process arrives, with the id" {
	python3 "$HERE/pidfd.py" "$PWD/s" > got 3>&- &
	wait_for test -S s
	create --pidfd-socket "$PWD/s"
	wait $!
	assert_equal "$ID $(state_of pid) 1" "$(cat got)"
	assert_brig_fails create -b "$BUNDLE" --pidfd-socket "$PWD/absent" "$ID-2"
	assert_output_matches 'pidfd-socket.*absent.*No such file'
	assert_gone "$ID-2"
}

@test "create --no-subreaper is taken, with one dash too" {
	create --no-subreaper
	brig delete --force "$ID"
	create -no-subreaper
}

@test "create --preserve-fds of a descriptor that is not open is an error" {
	assert_brig_fails create -b "$BUNDLE" --preserve-fds 40 "$ID"
	assert_output_matches 'preserve-fds|descriptor'
	assert_gone
}

@test "create: no descriptor but stdio reaches the program" {
	config_sh 'exec ls /proc/self/fd > /fds'
	brig create -b "$BUNDLE" "$ID" < /dev/null > /dev/null 2>&1 7< /dev/null 42< /dev/null
	brig start "$ID"
	wait_status stopped
	run -0 cat "$BUNDLE/rootfs/fds"
	assert_output $'0\n1\n2\n3'
}

@test "create without an id is an error" {
	run_brig create -b "$BUNDLE"
	[ "$status" -ne 0 ]
	assert_output_matches '(id|ID|argument)'
}

@test "create with two ids is an error" {
	run_brig create -b "$BUNDLE" "$ID" "$ID-2"
	[ "$status" -ne 0 ]
	assert_gone
	assert_gone "$ID-2"
}

@test "create refuses ids that are not file names of ours" {
	local id

	for id in '' . .. .hidden a/b ../x 'a b' 'a:b' 'ä' $'a\nb' "$(printf 'x%.0s' {1..1100})"; do
		run_brig create -b "$BUNDLE" -- "$id"
		assert_equal "1 '$id'" "$status '$id'"
		assert_output_matches '\bid\b|identifier'
	done
	run -0 brig list -q
	assert_output ''
}

@test "create takes every letter that an id may have" {
	ID=$ID-aZ09_+.-x
	create
	assert_equal created "$(state_of status)"
}

@test "create twice with one id is an error, and the first stays" {
	local pid

	create
	pid=$(state_of pid)
	assert_brig_fails create -b "$BUNDLE" "$ID"
	assert_output_matches "$ID.*(exist|in use)"
	assert_equal "created $pid" "$(state_of status) $(state_of pid)"
}

@test "create with the id of a stopped container is an error" {
	config_args true
	start
	wait_status stopped
	assert_brig_fails create -b "$BUNDLE" "$ID"
	assert_output_matches 'exist|in use'
}

@test "create without a bundle says what is missing" {
	assert_brig_fails create -b "$BATS_TEST_TMPDIR/none" "$ID"
	assert_output_matches 'none'
	mkdir "$BATS_TEST_TMPDIR/empty"
	assert_brig_fails create -b "$BATS_TEST_TMPDIR/empty" "$ID"
	assert_output_matches 'config.json'
	assert_gone
}

@test "create names the place in config.json that it refuses" {
	config 'del(.root.path)'
	assert_brig_fails create -b "$BUNDLE" "$ID"
	assert_output_matches 'config.json:[0-9]+: (error: )?root.path: required, but missing'
	assert_gone
}

@test "create without a rootfs fails and leaves nothing" {
	mv "$BUNDLE/rootfs" "$BUNDLE/elsewhere"
	assert_brig_fails create -b "$BUNDLE" "$ID"
	assert_output_matches rootfs
	assert_gone
}

@test "create that fails in the middle leaves nothing: a mount that the kernel refuses" {
	config '.mounts += [{destination: "/data", type: "tmpfs", source: "tmpfs", options: ["size=nonsense"]}]'
	assert_brig_fails create -b "$BUNDLE" "$ID"
	assert_output_matches '/data'
	assert_gone
}

@test "create that fails in the middle leaves nothing: a missing bind source" {
	config '.mounts += [{destination: "/data", source: "/does/not/exist", options: ["bind"]}]'
	assert_brig_fails create -b "$BUNDLE" "$ID"
	assert_output_matches '/does/not/exist'
	assert_gone
}

@test "create that fails in the middle leaves nothing: a namespace path that is none" {
	config '.linux.namespaces |= map(select(.type != "network")) + [{type: "network", path: "/proc/self/ns/uts"}]'
	assert_brig_fails create -b "$BUNDLE" "$ID"
	assert_output_matches 'namespace'
	assert_gone
}

@test "create gives the container's output its own stdout and stderr" {
	config_sh 'echo to-out; echo to-err >&2'
	create
	brig start "$ID"
	wait_status stopped
	assert_equal to-out "$(cat "$BATS_TEST_TMPDIR/out")"
	assert_equal to-err "$(cat "$BATS_TEST_TMPDIR/err")"
}

@test "create without process: created, and start refuses" {
	config 'del(.process)'
	create
	assert_equal created "$(state_of status)"
	assert_brig_fails start "$ID"
	assert_output_matches process
}

@test "create puts the process in its cgroup in every hierarchy that is mounted" {
	local pid line path

	require_root
	require_controller pids
	config '.linux.cgroupsPath = $p' --arg p "/$TAG/in"
	create
	pid=$(state_of pid)
	while IFS=: read -r _ line path; do
		[ -z "$line" ] || [ -d "/sys/fs/cgroup/${line#name=}" ] || continue
		assert_equal "$line:/$TAG/in" "$line:$path"
	done < "/proc/$pid/cgroup"
	brig delete --force "$ID"
	assert_equal '' "$(find /sys/fs/cgroup -path "*$TAG/in*" 2> /dev/null)"
	find /sys/fs/cgroup -depth -type d -name "$TAG" -exec rmdir {} +
}
