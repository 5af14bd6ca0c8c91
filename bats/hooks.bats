#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# The six kinds of hooks: when, where, with what, and what a failure of each does.
load helpers

hook() { # KIND SCRIPT [EXTRA-JSON]
	config '.hooks[$kind] += [{path: "/bin/sh", args: ["sh", "-c", $script]} + $extra]' \
		--arg kind "$1" --arg script "$2" --argjson extra "${3:-"{}"}"
}

log() {
	cat "$LOG"
}

log_words() {
	xargs < "$LOG"
}

setup() {
	test_begin
	LOG=$BATS_TEST_TMPDIR/log
	: > "$LOG"
}

# Hooks of every kind that write their kind to the log, or for startContainer to /log inside.
all_hooks() {
	local kind

	for kind in prestart createRuntime createContainer poststart poststop; do
		hook $kind "echo $kind >> $LOG"
	done
	hook startContainer 'echo startContainer >> /log'
}

# A container of which nothing is left: state, control group, processes.
assert_destroyed() {
	assert_gone
	[ -z "$(find /sys/fs/cgroup -name "*$ID*" 2>/dev/null)" ]
	[ -z "$(tagged_processes)" ]
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
	assert_equal 'prestart createRuntime createContainer' "$(log | xargs)"
	brig start "$ID"
	wait_status stopped
	assert_equal 'prestart createRuntime createContainer poststart' "$(log | xargs)"
	assert_equal 'startContainer program' "$(xargs < "$BUNDLE/rootfs/hooked")"
	brig delete "$ID"
	assert_equal 'prestart createRuntime createContainer poststart poststop' "$(log | xargs)"
}

@test "hooks of one kind run in the order of the list" {
	hook createRuntime "echo 1 >> $LOG"
	hook createRuntime "echo 2 >> $LOG"
	hook createRuntime "echo 3 >> $LOG"
	create
	assert_equal '1 2 3' "$(log | xargs)"
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
		assert_equal "$kind 1.3.0 $ID $BUNDLE value" "$kind $(jq -r '"\(.ociVersion) \(.id) \(.bundle) \(.annotations.key)"' "$BATS_TEST_TMPDIR/$kind")"
	done
	for kind in prestart createRuntime createContainer; do
		assert_equal "$kind creating" "$kind $(jq -r .status "$BATS_TEST_TMPDIR/$kind")"
	done
	for kind in prestart createRuntime poststart; do
		[ "$(jq .pid "$BATS_TEST_TMPDIR/$kind")" -gt 1 ]
	done
	# As seen by the container: runtime.md State.
	for kind in createContainer startContainer; do
		assert_equal 1 "$(jq .pid "$BATS_TEST_TMPDIR/$kind")"
	done
	assert_equal running "$(jq -r .status "$BATS_TEST_TMPDIR/poststart")"
	assert_equal stopped "$(jq -r .status "$BATS_TEST_TMPDIR/poststop")"
}

@test "hooks: standard output of each kind is discarded, also 200 KB of it, and where nobody reads" {
	local kind

	for kind in prestart createRuntime createContainer startContainer poststart poststop; do
		hook $kind "echo said-by-$kind && seq 40000 && echo heard-$kind >&2"
	done
	config_sh 'echo program'
	run -0 brig run -b "$BUNDLE" "$ID"
	assert_output_matches '^program$'
	assert_output_matches '^heard-createRuntime$'
	refute_output_matches 'said-by|^40000$'
	config_args true
	brig run -b "$BUNDLE" "$ID" >&- 2> "$BATS_TEST_TMPDIR/err" < /dev/null
	brig run -b "$BUNDLE" "$ID" > /dev/full 2>> "$BATS_TEST_TMPDIR/err" < /dev/null
	assert_equal 0 "$(grep -c hooks "$BATS_TEST_TMPDIR/err")"
}

@test "hooks: those on the host's side run in the bundle, after delete of the bundle in the caller's directory" {
	local kind

	for kind in prestart createRuntime poststart poststop; do
		hook $kind "pwd >> $LOG"
	done
	config_args true
	cd /
	create
	brig start "$ID"
	wait_status stopped
	brig delete "$ID"
	assert_equal "$BUNDLE $BUNDLE $BUNDLE $BUNDLE" "$(log_words)"
	: > "$LOG"
	create
	mv "$BUNDLE" "$BUNDLE-gone"
	brig delete --force "$ID"
	assert_equal "$BUNDLE $BUNDLE /" "$(log_words)"
	mv "$BUNDLE-gone" "$BUNDLE"
}

@test "hooks: args, env and nothing else reaches one" {
	hook createRuntime "env > $LOG; echo \"\$0 \$1\" >> $LOG" '{"env": ["A=1", "B=x=y"]}'
	config '.hooks.createRuntime[0].args += ["arg"]' && config '.hooks.createRuntime[0].args[3] = "zero" | .hooks.createRuntime[0].args[4] = "one"'
	create
	output=$(log)
	assert_output_matches '^A=1$'
	assert_output_matches '^B=x=y$'
	assert_output_matches '^zero one$'
	refute_output_matches '^(HOME|TAG|BATS|TERM)'
}

@test "hooks in the runtime's namespace see the host, those of the container its own" {
	hook createRuntime "readlink /proc/self/ns/mnt /proc/self/ns/uts > $LOG"
	create
	assert_equal "$(readlink /proc/self/ns/mnt /proc/self/ns/uts)" "$(log)"
	brig delete --force "$ID"
	config 'del(.hooks)'
	hook createContainer "readlink /proc/self/ns/mnt /proc/self/ns/uts > $LOG"
	hook startContainer 'for n in mnt uts; do readlink /proc/self/ns/$n; done > /inside'
	start
	assert_equal "$(readlink "/proc/$(state_of pid)/ns/mnt" "/proc/$(state_of pid)/ns/uts")" "$(log)"
	assert_equal "$(log)" "$(cat "$BUNDLE/rootfs/inside")"
}

@test "a network hook can reach the container's network namespace by the pid" {
	hook createRuntime "pid=\$(jq .pid); nsenter -t \$pid -n readlink /proc/self/ns/net > $LOG"
	create
	assert_equal "$(readlink "/proc/$(state_of pid)/ns/net")" "$(log)"
}

@test "a failing prestart, createRuntime or createContainer hook fails create; poststop runs; nothing is left" {
	local kind

	for kind in prestart createRuntime createContainer; do
		: > "$LOG"
		config 'del(.hooks)'
		hook $kind 'echo the reason >&2; exit 3'
		hook $kind "echo second >> $LOG"
		hook poststop "echo poststop >> $LOG"
		assert_brig_fails create -b "$BUNDLE" "$ID"
		assert_output_matches "hooks.$kind\[0\]|$kind"
		assert_output_matches 'status 3|exited.* 3'
		refute_output_matches second
		output=$(log)
		refute_output_matches second
		assert_gone
	done
}

# runtime.md, lifecycle: both go on with the container's destruction
@test "a failing startContainer hook fails start, and the container is destroyed" {
	hook startContainer 'exit 3'
	hook poststop "echo poststop >> $LOG"
	config_sh 'touch /ran'
	create
	assert_brig_fails start "$ID"
	assert_output_matches startContainer
	[ ! -e "$BUNDLE/rootfs/ran" ]
	assert_equal poststop "$(log)"
	assert_gone
}

@test "a failing poststart hook is an error of start, and the container is destroyed" {
	hook poststart 'exit 3'
	hook poststop "echo poststop >> $LOG"
	create
	assert_brig_fails start "$ID"
	assert_output_matches poststart
	assert_equal poststop "$(log)"
	assert_gone
}

@test "poststart runs after the program has begun" {
	hook poststart "tr '\\\\0' ' ' < /proc/\$(jq .pid)/cmdline > $LOG"
	start
	output=$(log)
	assert_output_matches sleep
}

@test "a failing poststop hook is a warning: the others run and delete succeeds" {
	hook poststop 'exit 3'
	hook poststop "echo second >> $LOG"
	config_args true
	start
	wait_status stopped
	run -0 brig delete "$ID"
	assert_output_matches poststop
	assert_equal second "$(log)"
	assert_gone
}

@test "poststop runs after the container is gone" {
	hook poststop "ls -d $ROOT/$ID >> $LOG 2>&1; find /sys/fs/cgroup -name '*$ID*' >> $LOG; jq -r .status >> $LOG"
	config_args true
	start
	wait_status stopped
	brig delete "$ID"
	output=$(log)
	refute_output_matches cgroup
	assert_output_matches stopped
}

@test "a hook that outlives its timeout is killed and the create fails" {
	local begin=$SECONDS

	hook createRuntime "echo \$\$ > $LOG; exec sleep 100" '{"timeout": 1}'
	assert_brig_fails create -b "$BUNDLE" "$ID"
	assert_output_matches 'time'
	[ $((SECONDS - begin)) -lt 20 ]
	wait_for gone "$(log)"
	assert_gone
}

@test "a hook that ends in time is not disturbed by its timeout" {
	hook createRuntime "sleep 0.2; echo done > $LOG" '{"timeout": 10}'
	create
	assert_equal 'done' "$(log)"
}

@test "hooks with a relative path, without one, with a timeout of 0: refused" {
	config '.hooks.createRuntime = [{path: "bin/true"}]'
	assert_brig_fails create -b "$BUNDLE" "$ID"
	assert_output_matches 'hooks.createRuntime\[0\].path'
	config '.hooks.createRuntime = [{args: ["true"]}]'
	assert_brig_fails create -b "$BUNDLE" "$ID"
	assert_output_matches 'hooks.createRuntime\[0\].path'
	config '.hooks.createRuntime = [{path: "/bin/true", timeout: 0}]'
	assert_brig_fails create -b "$BUNDLE" "$ID"
	assert_output_matches 'hooks.createRuntime\[0\].timeout'
	assert_gone
}

@test "a hook that is not there fails with its path" {
	config '.hooks.createRuntime = [{path: "/no/such/hook"}]'
	assert_brig_fails create -b "$BUNDLE" "$ID"
	assert_output_matches '/no/such/hook'
	assert_gone
}

@test "a hook killed by a signal says which" {
	hook createRuntime 'kill -KILL $$'
	assert_brig_fails create -b "$BUNDLE" "$ID"
	assert_output_matches 'SIGKILL|signal 9|killed'
}

@test "hooks inherit no descriptor but stdio" {
	hook createRuntime "ls -l /proc/self/fd > $LOG"
	brig create -b "$BUNDLE" "$ID" < /dev/null > /dev/null 2>&1 9< /dev/null
	# 0, 1, 2 and the directory that ls reads; the line of the total is not one
	assert_equal 4 "$(grep -c -- '->' "$LOG")"
}

@test "a startContainer hook has the limits of the program" {
	local limits='for i in n Hn u c f; do ulimit -$i; done'

	config '.process.rlimits = [{type: "RLIMIT_NOFILE", soft: 37, hard: 53}, {type: "RLIMIT_NPROC", soft: 4321, hard: 4321},
		{type: "RLIMIT_CORE", soft: 0, hard: 0}, {type: "RLIMIT_FSIZE", soft: 1048576, hard: 1048576}]'
	hook startContainer "($limits) > /seen"
	hook createContainer "ulimit -n > $LOG"
	config_sh "$limits"
	run -0 brig run -b "$BUNDLE" "$ID"
	assert_output $'37\n53\n4321\n0\n2048'
	assert_equal "$output" "$(< "$BUNDLE/rootfs/seen")"
	assert_equal "$(ulimit -n)" "$(log)"
}

@test "a hook that does not read its stdin is no error" {
	config '.annotations.big = $b' --arg b "$(head -c 100000 /dev/zero | tr '\0' x)"
	hook createRuntime 'exit 0'
	create
	assert_equal created "$(state_of status)"
}

@test "a prestart hook fails: error, nothing further but poststop" {
	hook prestart 'exit 1'
	all_hooks
	assert_brig_fails create -b "$BUNDLE" "$ID"
	assert_output_matches 'hooks.prestart\[0\]'
	assert_equal poststop "$(log_words)"
	assert_destroyed
}

@test "a createRuntime hook fails: error, nothing further but poststop" {
	all_hooks
	hook createRuntime 'exit 1'
	assert_brig_fails create -b "$BUNDLE" "$ID"
	assert_output_matches 'hooks.createRuntime\[1\]'
	assert_equal 'prestart createRuntime poststop' "$(log_words)"
	assert_destroyed
}

@test "a createContainer hook fails: error, nothing further but poststop" {
	all_hooks
	hook createContainer 'exit 1'
	hook createContainer "echo never >> $LOG"
	assert_brig_fails create -b "$BUNDLE" "$ID"
	assert_output_matches 'hooks.createContainer\[1\]'
	assert_equal 'prestart createRuntime createContainer poststop' "$(log_words)"
	assert_destroyed
}

@test "a startContainer hook fails: error of start, the program does not run, the container is destroyed" {
	local pid

	all_hooks
	hook startContainer 'exit 1'
	hook startContainer 'echo never >> /log'
	config_sh 'echo program >> /log'
	create
	pid=$(state_of pid)
	assert_brig_fails start "$ID"
	assert_output_matches 'hooks.startContainer\[1\]'
	assert_equal startContainer "$(< "$BUNDLE/rootfs/log")"
	assert_equal 'prestart createRuntime createContainer poststop' "$(log_words)"
	gone "$pid"
	assert_destroyed
}

@test "a poststart hook fails: error of start, the program is stopped, the container is destroyed" {
	local pid

	all_hooks
	hook poststart 'exit 1'
	hook poststart "echo never >> $LOG"
	config_sh 'trap "" TERM HUP INT; echo program >> /log; sleep 1000'
	create
	pid=$(state_of pid)
	assert_brig_fails start "$ID"
	assert_output_matches 'hooks.poststart\[1\]'
	assert_equal 'prestart createRuntime createContainer poststart poststop' "$(log_words)"
	gone "$pid"
	assert_destroyed
}

@test "run, detached or not, ends alike when a startContainer or poststart hook fails" {
	local kind

	for kind in startContainer poststart; do
		config 'del(.hooks)'
		hook $kind 'echo the reason >&2; exit 1'
		hook poststop "echo poststop >> $LOG"
		assert_brig_fails run -b "$BUNDLE" "$ID"
		assert_output_matches "hooks.$kind\[0\].*the reason"
		assert_destroyed
		assert_brig_fails run -d -b "$BUNDLE" "$ID"
		assert_output_matches "hooks.$kind\[0\].*the reason"
		assert_destroyed
	done
	assert_equal 'poststop poststop poststop poststop' "$(log_words)"
}

@test "poststop hooks fail: each is a warning, all run, delete succeeds" {
	hook poststop 'echo reason one >&2; exit 1'
	hook poststop 'kill -9 $$'
	hook poststop "echo third >> $LOG"
	config '.hooks.poststop += [{path: "/no/such/hook"}]'
	hook poststop "echo fifth >> $LOG"
	config_args true
	start
	wait_status stopped
	run -0 brig delete "$ID"
	assert_equal 'third fifth' "$(log_words)"
	assert_output_matches 'warning.*hooks.poststop\[0\].*reason one'
	assert_output_matches 'warning.*hooks.poststop\[1\].*SIGKILL'
	assert_output_matches 'warning.*hooks.poststop\[3\].*/no/such/hook'
	assert_destroyed
}

@test "poststop runs once: at delete, at delete --force, at the end of run" {
	hook poststop "echo poststop >> $LOG"
	start
	brig delete --force "$ID"
	assert_equal poststop "$(log_words)"
	create
	brig delete --force "$ID"
	assert_equal 'poststop poststop' "$(log_words)"
	config_args true
	run -0 brig run -b "$BUNDLE" "$ID"
	assert_equal 'poststop poststop poststop' "$(log_words)"
}

@test "create fails for another reason: poststop runs when hooks had begun, else not" {
	all_hooks
	assert_brig_fails create -b "$BUNDLE" --pid-file /no/such/directory/pid "$ID"
	assert_equal 'prestart createRuntime createContainer poststop' "$(log_words)"
	: > "$LOG"
	config '.mounts += [{destination: "/data", type: "tmpfs", source: "tmpfs", options: ["size=nonsense"]}]'
	assert_brig_fails create -b "$BUNDLE" "$ID"
	assert_equal '' "$(log_words)"
	assert_destroyed
}

@test "a program that cannot be executed: no poststart, the container stays stopped until delete" {
	all_hooks
	config_args no-such-program
	create
	assert_brig_fails start "$ID"
	wait_status stopped
	assert_equal 'prestart createRuntime createContainer' "$(log_words)"
	brig delete "$ID"
	assert_equal 'prestart createRuntime createContainer poststop' "$(log_words)"
}

@test "a timeout of every kind kills the hook and counts as its failure" {
	# slow: six hooks have a timeout of 1 s, the least that there is
	local kind begin=$SECONDS

	for kind in prestart createRuntime createContainer startContainer poststart; do
		config 'del(.hooks)'
		hook $kind 'sleep 1000 & wait' '{"timeout": 1}'
		hook poststop "echo $kind >> $LOG"
		assert_brig_fails run -d -b "$BUNDLE" "$ID"
		assert_output_matches "hooks.$kind\[0\]: /bin/sh: timed out after 1 s"
		assert_destroyed
	done
	assert_equal 'prestart createRuntime createContainer startContainer poststart' "$(log_words)"
	config 'del(.hooks)'
	hook poststop 'sleep 1000 & wait' '{"timeout": 1}'
	config_args true
	run -0 brig run -b "$BUNDLE" "$ID"
	assert_output_matches 'hooks.poststop\[0\].*timed out after 1 s'
	[ $((SECONDS - begin)) -lt 60 ]
	assert_destroyed
}

@test "hooks that are wrong are refused at create, each at its place" {
	local filter path

	while IFS='|' read -r filter path; do
		config 'del(.hooks) | .hooks.poststop = [{path: "/bin/true"}, {path: "/bin/true"}]'
		config "$filter"
		assert_brig_fails create -b "$BUNDLE" "$ID"
		assert_output_matches "config.json:[0-9]+: (error: )?hooks.$path"
	done <<- 'E'
		.hooks.poststop[1].timeout = -1|poststop.1..timeout
		.hooks.poststop[1].timeout = 0|poststop.1..timeout
		.hooks.poststop[1].timeout = 1.5|poststop.1..timeout
		.hooks.poststop[1].timeout = "1"|poststop.1..timeout
		.hooks.poststop[1].path = ""|poststop.1..path
		.hooks.poststop[1].path = "true"|poststop.1..path
		.hooks.poststop[1].env = ["A"]|poststop.1..env.0.
		.hooks.poststop[1].args = "x"|poststop.1..args
		.hooks.startContainer = [{}]|startContainer.0..path
		.hooks.poststart = {}|poststart
	E
	assert_gone
}

@test "a hook without args has its path as the only one, without env an empty environment" {
	printf '#!/bin/sh\ntr "\\0" " " < /proc/$$/cmdline > %s; tr "\\0" " " < /proc/$$/environ >> %s\n' "$LOG" "$LOG" > "$BATS_TEST_TMPDIR/h"
	chmod +x "$BATS_TEST_TMPDIR/h"
	config '.hooks.createRuntime = [{path: $p}]' --arg p "$BATS_TEST_TMPDIR/h"
	create
	assert_equal "/bin/sh $BATS_TEST_TMPDIR/h" "$(log_words)"
}

@test "paths resolve outside for createContainer, inside for startContainer" {
	printf '#!/bin/sh\necho inside > /seen\n' > "$BUNDLE/rootfs/hook-inside"
	printf '#!/bin/sh\necho outside > %s\n' "$LOG" > "$BATS_TEST_TMPDIR/hook-outside"
	chmod +x "$BUNDLE/rootfs/hook-inside" "$BATS_TEST_TMPDIR/hook-outside"
	config '.hooks = {createContainer: [{path: $p}], startContainer: [{path: "/hook-inside"}]}' --arg p "$BATS_TEST_TMPDIR/hook-outside"
	start
	assert_equal outside "$(log_words)"
	assert_equal inside "$(< "$BUNDLE/rootfs/seen")"
}

@test "createContainer sees the mounts of the container, at its root file system" {
	config '.mounts += [{destination: "/data", type: "tmpfs", source: "tmpfs"}]'
	hook createContainer "cat /proc/self/mountinfo > $LOG"
	create
	output=$(< "$LOG")
	assert_output_matches "$BUNDLE/rootfs/data"
	assert_output_matches "$BUNDLE/rootfs/proc"
}

@test "poststart runs before start returns, poststop before delete returns" {
	hook poststart "sleep 0.5; echo poststart >> $LOG"
	hook poststop "sleep 0.5; echo poststop >> $LOG"
	start
	assert_equal poststart "$(log_words)"
	brig delete --force "$ID"
	assert_equal 'poststart poststop' "$(log_words)"
}

@test "a hook that leaves a process behind does not hold up the runtime" {
	local begin=$SECONDS

	hook createRuntime "sleep 20 > /dev/null 2>&1 < /dev/null & echo \$! > $LOG"
	create
	[ $((SECONDS - begin)) -lt 15 ]
	kill "$(log_words)"
}

@test "what a hook says on standard error goes where the command's own errors go" {
	hook createRuntime 'echo from hook; echo and error >&2'
	create
	assert_equal '' "$(< "$BATS_TEST_TMPDIR/out")"
	assert_equal 'and error' "$(< "$BATS_TEST_TMPDIR/err")"
}

@test "an empty list of hooks, and kinds that are unknown, are nothing" {
	config '.hooks = {prestart: [], createRuntime: [], poststop: [], postmortem: [{path: "x"}]}'
	run_sh 'echo ok'
	assert_output ok
}
