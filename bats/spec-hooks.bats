#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# config.md POSIX-platform Hooks and the steps of runtime.md Lifecycle, as far as hooks.bats leaves
# it: what a failure of each kind stops, destroys and still runs.
load helpers

setup() {
	test_begin
	LOG=$BATS_TEST_TMPDIR/log
	: > "$LOG"
}

hook() { # KIND SCRIPT [EXTRA-JSON]
	config '.hooks[$kind] += [{path: "/bin/sh", args: ["sh", "-c", $script]} + $extra]' \
		--arg kind "$1" --arg script "$2" --argjson extra "${3:-"{}"}"
}

# Hooks of every kind that write their kind to the log, or for startContainer to /log inside.
all_hooks() {
	local kind

	for kind in prestart createRuntime createContainer poststart poststop; do
		hook $kind "echo $kind >> $LOG"
	done
	hook startContainer 'echo startContainer >> /log'
}

log() {
	xargs < "$LOG"
}

# A container of which nothing is left: state, control group, processes.
assert_destroyed() {
	assert_gone
	[ -z "$(find /sys/fs/cgroup -name "*$ID*" 2>/dev/null)" ]
	[ -z "$(tagged_processes)" ]
}

@test "a prestart hook fails: error, nothing further but poststop" {
	hook prestart 'exit 1'
	all_hooks
	fails create -b "$BUNDLE" "$ID"
	has 'hooks.prestart\[0\]'
	equal poststop "$(log)"
	assert_destroyed
}

@test "a createRuntime hook fails: error, nothing further but poststop" {
	all_hooks
	hook createRuntime 'exit 1'
	fails create -b "$BUNDLE" "$ID"
	has 'hooks.createRuntime\[1\]'
	equal 'prestart createRuntime poststop' "$(log)"
	assert_destroyed
}

@test "a createContainer hook fails: error, nothing further but poststop" {
	all_hooks
	hook createContainer 'exit 1'
	hook createContainer "echo never >> $LOG"
	fails create -b "$BUNDLE" "$ID"
	has 'hooks.createContainer\[1\]'
	equal 'prestart createRuntime createContainer poststop' "$(log)"
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
	fails start "$ID"
	has 'hooks.startContainer\[1\]'
	equal startContainer "$(< "$BUNDLE/rootfs/log")"
	equal 'prestart createRuntime createContainer poststop' "$(log)"
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
	fails start "$ID"
	has 'hooks.poststart\[1\]'
	equal 'prestart createRuntime createContainer poststart poststop' "$(log)"
	gone "$pid"
	assert_destroyed
}

@test "run, detached or not, ends alike when a startContainer or poststart hook fails" {
	local kind

	for kind in startContainer poststart; do
		config 'del(.hooks)'
		hook $kind 'echo the reason >&2; exit 1'
		hook poststop "echo poststop >> $LOG"
		fails run -b "$BUNDLE" "$ID"
		has "hooks.$kind\[0\].*the reason"
		assert_destroyed
		fails run -d -b "$BUNDLE" "$ID"
		has "hooks.$kind\[0\].*the reason"
		assert_destroyed
	done
	equal 'poststop poststop poststop poststop' "$(log)"
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
	equal 'third fifth' "$(log)"
	has 'warning.*hooks.poststop\[0\].*reason one'
	has 'warning.*hooks.poststop\[1\].*SIGKILL'
	has 'warning.*hooks.poststop\[3\].*/no/such/hook'
	assert_destroyed
}

@test "poststop runs once: at delete, at delete --force, at the end of run" {
	hook poststop "echo poststop >> $LOG"
	start
	brig delete --force "$ID"
	equal poststop "$(log)"
	create
	brig delete --force "$ID"
	equal 'poststop poststop' "$(log)"
	config_args true
	run -0 brig run -b "$BUNDLE" "$ID"
	equal 'poststop poststop poststop' "$(log)"
}

@test "create fails for another reason: poststop runs when hooks had begun, else not" {
	all_hooks
	fails create -b "$BUNDLE" --pid-file /no/such/directory/pid "$ID"
	equal 'prestart createRuntime createContainer poststop' "$(log)"
	: > "$LOG"
	config '.mounts += [{destination: "/data", type: "tmpfs", source: "tmpfs", options: ["size=nonsense"]}]'
	fails create -b "$BUNDLE" "$ID"
	equal '' "$(log)"
	assert_destroyed
}

@test "a program that cannot be executed: no poststart, the container stays stopped until delete" {
	all_hooks
	config_args no-such-program
	create
	fails start "$ID"
	wait_status stopped
	equal 'prestart createRuntime createContainer' "$(log)"
	brig delete "$ID"
	equal 'prestart createRuntime createContainer poststop' "$(log)"
}

@test "a timeout of every kind kills the hook and counts as its failure" {
	# slow: six hooks have a timeout of 1 s, the least that there is
	local kind begin=$SECONDS

	for kind in prestart createRuntime createContainer startContainer poststart; do
		config 'del(.hooks)'
		hook $kind 'sleep 1000 & wait' '{"timeout": 1}'
		hook poststop "echo $kind >> $LOG"
		fails run -d -b "$BUNDLE" "$ID"
		has "hooks.$kind\[0\].*1000 ms"
		assert_destroyed
	done
	equal 'prestart createRuntime createContainer startContainer poststart' "$(log)"
	config 'del(.hooks)'
	hook poststop 'sleep 1000 & wait' '{"timeout": 1}'
	config_args true
	run -0 brig run -b "$BUNDLE" "$ID"
	has 'hooks.poststop\[0\].*1000 ms'
	[ $((SECONDS - begin)) -lt 60 ]
	assert_destroyed
}

@test "hooks that are wrong are refused at create, each at its place" {
	local filter path

	while IFS='|' read -r filter path; do
		config 'del(.hooks) | .hooks.poststop = [{path: "/bin/true"}, {path: "/bin/true"}]'
		config "$filter"
		fails create -b "$BUNDLE" "$ID"
		has "config.json:[0-9]+: (error: )?hooks.$path"
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
	equal "/bin/sh $BATS_TEST_TMPDIR/h" "$(log)"
}

@test "paths resolve outside for createContainer, inside for startContainer" {
	printf '#!/bin/sh\necho inside > /seen\n' > "$BUNDLE/rootfs/hook-inside"
	printf '#!/bin/sh\necho outside > %s\n' "$LOG" > "$BATS_TEST_TMPDIR/hook-outside"
	chmod +x "$BUNDLE/rootfs/hook-inside" "$BATS_TEST_TMPDIR/hook-outside"
	config '.hooks = {createContainer: [{path: $p}], startContainer: [{path: "/hook-inside"}]}' --arg p "$BATS_TEST_TMPDIR/hook-outside"
	start
	equal outside "$(log)"
	equal inside "$(< "$BUNDLE/rootfs/seen")"
}

@test "createContainer sees the mounts of the container, at its root file system" {
	config '.mounts += [{destination: "/data", type: "tmpfs", source: "tmpfs"}]'
	hook createContainer "cat /proc/self/mountinfo > $LOG"
	create
	output=$(< "$LOG")
	has "$BUNDLE/rootfs/data"
	has "$BUNDLE/rootfs/proc"
}

@test "poststart runs before start returns, poststop before delete returns" {
	hook poststart "sleep 0.5; echo poststart >> $LOG"
	hook poststop "sleep 0.5; echo poststop >> $LOG"
	start
	equal poststart "$(log)"
	brig delete --force "$ID"
	equal 'poststart poststop' "$(log)"
}

@test "a hook that leaves a process behind does not hold up the runtime" {
	local begin=$SECONDS

	hook createRuntime "sleep 20 > /dev/null 2>&1 < /dev/null & echo \$! > $LOG"
	create
	[ $((SECONDS - begin)) -lt 15 ]
	kill "$(log)"
}

@test "what a hook says goes where the command's own output goes" {
	hook createRuntime 'echo from hook; echo and error >&2'
	create
	equal 'from hook' "$(< "$BATS_TEST_TMPDIR/out")"
	equal 'and error' "$(< "$BATS_TEST_TMPDIR/err")"
}

@test "an empty list of hooks, and kinds that are unknown, are nothing" {
	config '.hooks = {prestart: [], createRuntime: [], poststop: [], postmortem: [{path: "x"}]}'
	run_sh 'echo ok'
	is ok
}
