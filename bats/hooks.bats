#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# The six kinds of hooks: when, where, with what, and what a failure of each does.
load helpers

# A hook as JSON: a shell script on the host, which finds the state on its stdin.
hook() { # KIND SCRIPT [EXTRA-JSON]
	config '.hooks[$kind] += [{path: "/bin/sh", args: ["sh", "-c", $script]} + $extra]' \
		--arg kind "$1" --arg script "$2" --argjson extra "${3:-"{}"}"
}

log() {
	cat "$BATS_TEST_TMPDIR/log"
}

setup() {
	test_begin
	LOG=$BATS_TEST_TMPDIR/log
	: > "$LOG"
}

@test "hooks run in their order around the lifecycle" {
	local kind

	for kind in prestart createRuntime poststart poststop; do
		hook $kind "echo $kind >> $LOG"
	done
	# these two run with the container's mounts: createContainer before, startContainer after pivot
	hook createContainer "echo createContainer >> $LOG"
	hook startContainer 'echo startContainer > /hooked; cat /hooked'
	config_sh 'echo program >> /hooked'
	create
	equal 'prestart createRuntime createContainer' "$(log | xargs)"
	brig start "$ID"
	wait_status stopped
	equal 'prestart createRuntime createContainer poststart' "$(log | xargs)"
	equal 'startContainer program' "$(xargs < "$BUNDLE/rootfs/hooked")"
	brig delete "$ID"
	equal 'prestart createRuntime createContainer poststart poststop' "$(log | xargs)"
}

@test "hooks of one kind run in the order of the list" {
	hook createRuntime "echo 1 >> $LOG"
	hook createRuntime "echo 2 >> $LOG"
	hook createRuntime "echo 3 >> $LOG"
	create
	equal '1 2 3' "$(log | xargs)"
}

@test "hooks get the state on stdin: valid, with the status of the moment" {
	local kind

	config '.annotations = {key: "value"}'
	for kind in prestart createRuntime createContainer poststart poststop; do
		hook $kind "cat > $BATS_TEST_TMPDIR/$kind"
	done
	hook startContainer 'cat > /startContainer'
	start
	brig kill "$ID" KILL
	wait_status stopped
	brig delete "$ID"
	mv "$BUNDLE/rootfs/startContainer" "$BATS_TEST_TMPDIR/"
	for kind in prestart createRuntime createContainer startContainer poststart poststop; do
		equal "$kind 1.3.0 $ID $BUNDLE value" "$kind $(jq -r '"\(.ociVersion) \(.id) \(.bundle) \(.annotations.key)"' "$BATS_TEST_TMPDIR/$kind")"
	done
	for kind in prestart createRuntime createContainer; do
		equal "$kind creating" "$kind $(jq -r .status "$BATS_TEST_TMPDIR/$kind")"
	done
	for kind in prestart createRuntime poststart; do
		[ "$(jq .pid "$BATS_TEST_TMPDIR/$kind")" -gt 1 ]
	done
	# As seen by the container: runtime.md State.
	for kind in createContainer startContainer; do
		equal 1 "$(jq .pid "$BATS_TEST_TMPDIR/$kind")"
	done
	equal running "$(jq -r .status "$BATS_TEST_TMPDIR/poststart")"
	equal stopped "$(jq -r .status "$BATS_TEST_TMPDIR/poststop")"
}

@test "hooks: args, env and nothing else reaches one" {
	hook createRuntime "env > $LOG; echo \"\$0 \$1\" >> $LOG" '{"env": ["A=1", "B=x=y"]}'
	config '.hooks.createRuntime[0].args += ["arg"]' && config '.hooks.createRuntime[0].args[3] = "zero" | .hooks.createRuntime[0].args[4] = "one"'
	create
	output=$(log)
	has '^A=1$'
	has '^B=x=y$'
	has '^zero one$'
	hasnt '^(HOME|TAG|BATS|TERM)'
}

@test "hooks in the runtime's namespace see the host, those of the container its own" {
	hook createRuntime "readlink /proc/self/ns/mnt /proc/self/ns/uts > $LOG"
	create
	equal "$(readlink /proc/self/ns/mnt /proc/self/ns/uts)" "$(log)"
	brig delete --force "$ID"
	config 'del(.hooks)'
	hook createContainer "readlink /proc/self/ns/mnt /proc/self/ns/uts > $LOG"
	hook startContainer 'for n in mnt uts; do readlink /proc/self/ns/$n; done > /inside'
	start
	equal "$(readlink "/proc/$(state_of pid)/ns/mnt" "/proc/$(state_of pid)/ns/uts")" "$(log)"
	equal "$(log)" "$(cat "$BUNDLE/rootfs/inside")"
}

@test "a network hook can reach the container's network namespace by the pid" {
	hook createRuntime "pid=\$(jq .pid); nsenter -t \$pid -n readlink /proc/self/ns/net > $LOG"
	create
	equal "$(readlink "/proc/$(state_of pid)/ns/net")" "$(log)"
}

@test "a failing prestart, createRuntime or createContainer hook fails create; poststop runs; nothing is left" {
	local kind

	for kind in prestart createRuntime createContainer; do
		: > "$LOG"
		config 'del(.hooks)'
		hook $kind 'echo the reason >&2; exit 3'
		hook $kind "echo second >> $LOG"
		hook poststop "echo poststop >> $LOG"
		fails create -b "$BUNDLE" "$ID"
		has "hooks.$kind\[0\]|$kind"
		has 'status 3|exited.* 3'
		hasnt second
		output=$(log)
		hasnt second
		assert_gone
	done
}

# runtime.md, lifecycle: both go on with the container's destruction
@test "a failing startContainer hook fails start, and the container is destroyed" {
	hook startContainer 'exit 3'
	hook poststop "echo poststop >> $LOG"
	config_sh 'touch /ran'
	create
	fails start "$ID"
	has startContainer
	[ ! -e "$BUNDLE/rootfs/ran" ]
	equal poststop "$(log)"
	assert_gone
}

@test "a failing poststart hook is an error of start, and the container is destroyed" {
	hook poststart 'exit 3'
	hook poststop "echo poststop >> $LOG"
	create
	fails start "$ID"
	has poststart
	equal poststop "$(log)"
	assert_gone
}

@test "poststart runs after the program has begun" {
	hook poststart "tr '\\\\0' ' ' < /proc/\$(jq .pid)/cmdline > $LOG"
	start
	output=$(log)
	has sleep
}

@test "a failing poststop hook is a warning: the others run and delete succeeds" {
	hook poststop 'exit 3'
	hook poststop "echo second >> $LOG"
	config_args true
	start
	wait_status stopped
	run -0 brig delete "$ID"
	has poststop
	equal second "$(log)"
	assert_gone
}

@test "poststop runs after the container is gone" {
	hook poststop "ls -d $ROOT/$ID >> $LOG 2>&1; find /sys/fs/cgroup -name '*$ID*' >> $LOG; jq -r .status >> $LOG"
	config_args true
	start
	wait_status stopped
	brig delete "$ID"
	output=$(log)
	hasnt cgroup
	has stopped
}

@test "a hook that outlives its timeout is killed and the create fails" {
	local begin=$SECONDS

	hook createRuntime "echo \$\$ > $LOG; exec sleep 100" '{"timeout": 1}'
	fails create -b "$BUNDLE" "$ID"
	has 'time'
	[ $((SECONDS - begin)) -lt 20 ]
	wait_for gone "$(log)"
	assert_gone
}

@test "a hook that ends in time is not disturbed by its timeout" {
	hook createRuntime "sleep 0.2; echo done > $LOG" '{"timeout": 10}'
	create
	equal 'done' "$(log)"
}

@test "hooks with a relative path, without one, with a timeout of 0: refused" {
	config '.hooks.createRuntime = [{path: "bin/true"}]'
	fails create -b "$BUNDLE" "$ID"
	has 'hooks.createRuntime\[0\].path'
	config '.hooks.createRuntime = [{args: ["true"]}]'
	fails create -b "$BUNDLE" "$ID"
	has 'hooks.createRuntime\[0\].path'
	config '.hooks.createRuntime = [{path: "/bin/true", timeout: 0}]'
	fails create -b "$BUNDLE" "$ID"
	has 'hooks.createRuntime\[0\].timeout'
	assert_gone
}

@test "a hook that is not there fails with its path" {
	config '.hooks.createRuntime = [{path: "/no/such/hook"}]'
	fails create -b "$BUNDLE" "$ID"
	has '/no/such/hook'
	assert_gone
}

@test "a hook killed by a signal says which" {
	hook createRuntime 'kill -KILL $$'
	fails create -b "$BUNDLE" "$ID"
	has 'SIGKILL|signal 9|killed'
}

@test "hooks inherit no descriptor but stdio" {
	hook createRuntime "ls -l /proc/self/fd > $LOG"
	brig create -b "$BUNDLE" "$ID" < /dev/null > /dev/null 2>&1 9< /dev/null
	# 0, 1, 2 and the directory that ls reads; the line of the total is not one
	equal 4 "$(grep -c -- '->' "$LOG")"
}

@test "a startContainer hook has the limits of the program" {
	local limits='for i in n Hn u c f; do ulimit -$i; done'

	config '.process.rlimits = [{type: "RLIMIT_NOFILE", soft: 37, hard: 53}, {type: "RLIMIT_NPROC", soft: 4321, hard: 4321},
		{type: "RLIMIT_CORE", soft: 0, hard: 0}, {type: "RLIMIT_FSIZE", soft: 1048576, hard: 1048576}]'
	hook startContainer "($limits) > /seen"
	hook createContainer "ulimit -n > $LOG"
	config_sh "$limits"
	run -0 brig run -b "$BUNDLE" "$ID"
	is $'37\n53\n4321\n0\n2048'
	equal "$output" "$(< "$BUNDLE/rootfs/seen")"
	equal "$(ulimit -n)" "$(log)"
}

@test "a hook that does not read its stdin is no error" {
	config '.annotations.big = $b' --arg b "$(head -c 100000 /dev/zero | tr '\0' x)"
	hook createRuntime 'exit 0'
	create
	equal created "$(state_of status)"
}
