#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# create: its options, its state, its wrong transitions; a failed one leaves nothing.
load helpers

@test "create prints nothing and leaves a created container" {
	create
	[ ! -s "$BATS_TEST_TMPDIR/out" ]
	[ ! -s "$BATS_TEST_TMPDIR/err" ]
	equal created "$(state_of status)"
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
	equal created "$(state_of status)"
	equal "$BUNDLE" "$(state_of bundle)"
}

@test "create: -b DIR, -b=DIR, --bundle DIR, --bundle=DIR, -bDIR are alike" {
	local n=0 option

	for option in "-b $BUNDLE" "-b=$BUNDLE" "--bundle $BUNDLE" "--bundle=$BUNDLE"; do
		n=$((n + 1))
		# shellcheck disable=SC2086
		brig create $option "$ID-$n" < /dev/null > /dev/null 2>&1
		equal created "$(state_of status "$ID-$n")"
		equal "$BUNDLE" "$(state_of bundle "$ID-$n")"
	done
}

@test "create takes options after the id" {
	brig create "$ID" --bundle "$BUNDLE" --pid-file "$BATS_TEST_TMPDIR/pid" < /dev/null > /dev/null 2>&1
	equal created "$(state_of status)"
	[ -s "$BATS_TEST_TMPDIR/pid" ]
}

@test "create resolves a relative bundle" {
	cd "$BATS_TEST_TMPDIR"
	brig create -b ./bundle/../bundle "$ID" < /dev/null > /dev/null 2>&1
	equal "$BUNDLE" "$(state_of bundle)"
}

@test "create --pid-file holds the digits of the pid and nothing else" {
	create --pid-file "$BATS_TEST_TMPDIR/pid"
	equal "$(state_of pid)" "$(cat "$BATS_TEST_TMPDIR/pid")"
	run -0 od -c "$BATS_TEST_TMPDIR/pid"
	hasnt '\\n'
	[ -d "/proc/$(cat "$BATS_TEST_TMPDIR/pid")" ]
}

@test "create --pid-file is relative to the caller's directory" {
	cd "$BATS_TEST_TMPDIR"
	create --pid-file here.pid
	equal "$(state_of pid)" "$(cat "$BATS_TEST_TMPDIR/here.pid")"
	[ ! -e "$BUNDLE/here.pid" ]
}

@test "create --pid-file where a directory is fails and leaves nothing, not even half a file" {
	mkdir "$BATS_TEST_TMPDIR/pid" "$BATS_TEST_TMPDIR/pid/full"
	fails create -b "$BUNDLE" --pid-file "$BATS_TEST_TMPDIR/pid" "$ID"
	has 'pid-file'
	assert_gone
	equal "" "$(find "$BATS_TEST_TMPDIR" -maxdepth 1 -name '.pid*')"
}

@test "create --pid-file in a directory that does not exist fails and leaves nothing" {
	fails create -b "$BUNDLE" --pid-file "$BATS_TEST_TMPDIR/no/pid" "$ID"
	has 'No such file'
	assert_gone
}

@test "create --config takes another file for config.json" {
	jq '.annotations = {from: "elsewhere"}' "$BUNDLE/config.json" > "$BATS_TEST_TMPDIR/other.json"
	create --config "$BATS_TEST_TMPDIR/other.json"
	equal elsewhere "$(state_of annotations.from)"
}

@test "create --no-new-keyring keeps the caller's session keyring" {
	config_sh 'cat /proc/keys; exec sleep 1000'
	create --no-new-keyring
	equal created "$(state_of status)"
}

@test "create --no-pivot" {
	start --no-pivot
	equal running "$(state_of status)"
	equal / "$(enter -m pwd)"
}

@test "create --preserve-fds hands descriptors on, and no others" {
	config_sh 'exec ls /proc/self/fd > /fds'
	brig create -b "$BUNDLE" --preserve-fds 2 "$ID" < /dev/null > /dev/null 2>&1 3< /dev/null 4< /dev/null 5< /dev/null
	brig start "$ID"
	wait_status stopped
	run -0 cat "$BUNDLE/rootfs/fds"
	# ls itself opens one more, the directory
	is $'0\n1\n2\n3\n4\n5'
}

@test "create --pidfd-socket: the pidfd of the container's first process arrives, with the id" {
	python3 "$HERE/pidfd.py" "$PWD/s" > got 3>&- &
	wait_for test -S s
	create --pidfd-socket "$PWD/s"
	wait $!
	equal "$ID $(state_of pid) 1" "$(cat got)"
	fails create -b "$BUNDLE" --pidfd-socket "$PWD/absent" "$ID-2"
	has 'pidfd-socket.*absent.*No such file'
	assert_gone "$ID-2"
}

@test "create --no-subreaper is taken, with one dash too" {
	create --no-subreaper
	brig delete --force "$ID"
	create -no-subreaper
}

@test "create --preserve-fds of a descriptor that is not open is an error" {
	fails create -b "$BUNDLE" --preserve-fds 40 "$ID"
	has 'preserve-fds|descriptor'
	assert_gone
}

@test "create: no descriptor but stdio reaches the program" {
	config_sh 'exec ls /proc/self/fd > /fds'
	brig create -b "$BUNDLE" "$ID" < /dev/null > /dev/null 2>&1 7< /dev/null 42< /dev/null
	brig start "$ID"
	wait_status stopped
	run -0 cat "$BUNDLE/rootfs/fds"
	is $'0\n1\n2\n3'
}

@test "create without an id is an error" {
	attempt create -b "$BUNDLE"
	[ "$status" -ne 0 ]
	has '(id|ID|argument)'
}

@test "create with two ids is an error" {
	attempt create -b "$BUNDLE" "$ID" "$ID-2"
	[ "$status" -ne 0 ]
	assert_gone
	assert_gone "$ID-2"
}

@test "create refuses ids that are not file names of ours" {
	local id

	for id in '' . .. .hidden a/b ../x 'a b' 'a:b' 'ä' $'a\nb' "$(printf 'x%.0s' {1..1100})"; do
		attempt create -b "$BUNDLE" -- "$id"
		equal "1 '$id'" "$status '$id'"
		has '\bid\b|identifier'
	done
	run -0 brig list -q
	is ''
}

@test "create takes every letter that an id may have" {
	ID=$ID-aZ09_+.-x
	create
	equal created "$(state_of status)"
}

@test "create twice with one id is an error, and the first stays" {
	local pid

	create
	pid=$(state_of pid)
	fails create -b "$BUNDLE" "$ID"
	has "$ID.*(exist|in use)"
	equal "created $pid" "$(state_of status) $(state_of pid)"
}

@test "create with the id of a stopped container is an error" {
	config_args true
	start
	wait_status stopped
	fails create -b "$BUNDLE" "$ID"
	has 'exist|in use'
}

@test "create without a bundle says what is missing" {
	fails create -b "$BATS_TEST_TMPDIR/none" "$ID"
	has 'none'
	mkdir "$BATS_TEST_TMPDIR/empty"
	fails create -b "$BATS_TEST_TMPDIR/empty" "$ID"
	has 'config.json'
	assert_gone
}

@test "create names the place in config.json that it refuses" {
	config 'del(.root.path)'
	fails create -b "$BUNDLE" "$ID"
	has 'config.json:[0-9]+: (error: )?root.path: required, but missing'
	assert_gone
}

@test "create without a rootfs fails and leaves nothing" {
	mv "$BUNDLE/rootfs" "$BUNDLE/elsewhere"
	fails create -b "$BUNDLE" "$ID"
	has rootfs
	assert_gone
}

@test "create that fails in the middle leaves nothing: a mount that the kernel refuses" {
	config '.mounts += [{destination: "/data", type: "tmpfs", source: "tmpfs", options: ["size=nonsense"]}]'
	fails create -b "$BUNDLE" "$ID"
	has '/data'
	assert_gone
}

@test "create that fails in the middle leaves nothing: a missing bind source" {
	config '.mounts += [{destination: "/data", source: "/does/not/exist", options: ["bind"]}]'
	fails create -b "$BUNDLE" "$ID"
	has '/does/not/exist'
	assert_gone
}

@test "create that fails in the middle leaves nothing: a namespace path that is none" {
	config '.linux.namespaces |= map(select(.type != "network")) + [{type: "network", path: "/proc/self/ns/uts"}]'
	fails create -b "$BUNDLE" "$ID"
	has 'namespace'
	assert_gone
}

@test "create gives the container's output its own stdout and stderr" {
	config_sh 'echo to-out; echo to-err >&2'
	create
	brig start "$ID"
	wait_status stopped
	equal to-out "$(cat "$BATS_TEST_TMPDIR/out")"
	equal to-err "$(cat "$BATS_TEST_TMPDIR/err")"
}

@test "create without process: created, and start refuses" {
	config 'del(.process)'
	create
	equal created "$(state_of status)"
	fails start "$ID"
	has process
}

@test "create puts the process in its cgroup in every hierarchy that is mounted" {
	local pid line path

	need_root
	need_controller pids
	config '.linux.cgroupsPath = $p' --arg p "/$TAG/in"
	create
	pid=$(state_of pid)
	while IFS=: read -r _ line path; do
		[ -z "$line" ] || [ -d "/sys/fs/cgroup/${line#name=}" ] || continue
		equal "$line:/$TAG/in" "$line:$path"
	done < "/proc/$pid/cgroup"
	brig delete --force "$ID"
	equal '' "$(find /sys/fs/cgroup -path "*$TAG/in*" 2> /dev/null)"
	find /sys/fs/cgroup -depth -type d -name "$TAG" -exec rmdir {} +
}
