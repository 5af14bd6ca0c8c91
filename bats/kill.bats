#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# kill: every spelling of a signal, every state.
load helpers

# A running container that says which signal it got, and ends with it.
start_trapped() { # NAME
	config_sh "trap 'echo got $1; exit 0' $1; echo ready; while :; do sleep 0.05; done"
	start
	wait_for grep -q ready "$BATS_TEST_TMPDIR/out"
}

got() { # NAME
	wait_for grep -q "got $1" "$BATS_TEST_TMPDIR/out"
}

@test "kill sends TERM when nothing is said" {
	start_trapped TERM
	run -0 brig kill "$ID"
	assert_output ''
	got TERM
}

@test "kill takes a number" {
	start_trapped USR1
	brig kill "$ID" 10
	got USR1
}

@test "kill takes names with and without SIG, in any case" {
	local name n=0

	config_sh 'trap "echo got" USR1; echo ready; while :; do sleep 0.05; done'
	start
	wait_for grep -q ready "$BATS_TEST_TMPDIR/out"
	for name in USR1 SIGUSR1 usr1 sigusr1 SigUsr1; do
		brig kill "$ID" "$name"
		n=$((n + 1))
		wait_for [ "$(grep -c got "$BATS_TEST_TMPDIR/out")" -ge 0 ]
		wait_for eval "[ \$(grep -c got '$BATS_TEST_TMPDIR/out') -ge $n ]"
	done
}

@test "kill takes real-time signals" {
	local name

	config_args sleep 1000
	for name in RTMIN RTMIN+1 SIGRTMAX-1 RTMAX 34 64; do
		create
		brig kill "$ID" "$name"
		assert_equal created "$(state_of status)"
		brig delete --force "$ID"
	done
}

@test "kill with 0 only asks" {
	start
	brig kill "$ID" 0
	assert_equal running "$(state_of status)"
}

@test "kill refuses what is no signal" {
	local name

	start
	for name in NOPE SIG 65 -1 1x 99999999999999999999 '' SIGSIGTERM; do
		assert_brig_fails kill "$ID" -- "$name"
		assert_output_matches signal
	done
	assert_equal running "$(state_of status)"
}

@test "kill KILL ends a running container" {
	start
	brig kill "$ID" KILL
	wait_status stopped
}

@test "kill ends a created container" {
	create
	brig kill "$ID" KILL
	wait_status stopped
	brig delete "$ID"
	assert_gone
}

@test "kill of a stopped container is an error that says stopped" {
	start
	brig kill "$ID" KILL
	wait_status stopped
	assert_brig_fails kill "$ID" KILL
	assert_output_matches 'stopped|not running'
	assert_brig_fails kill "$ID" TERM
	assert_output_matches 'stopped|not running'
}

@test "kill of what does not exist is an error" {
	assert_brig_fails kill "$ID" TERM
	assert_output_matches "$ID"
}

@test "kill without an id, and with too much, is an error" {
	run brig kill
	[ "$status" -ne 0 ]
	create
	run brig kill "$ID" TERM TERM
	[ "$status" -ne 0 ]
	assert_equal created "$(state_of status)"
}

@test "kill --all of a stopped container is no error" {
	start
	brig kill "$ID" KILL
	wait_status stopped
	run -0 brig kill --all "$ID" KILL
	run -0 brig kill -a "$ID" 9
}

@test "kill --all reaches every process without a pid namespace" {
	config 'del(.linux.namespaces[] | select(.type == "pid"))'
	config_sh 'sleep 999 & echo child $!; wait'
	start
	wait_for grep -q child "$BATS_TEST_TMPDIR/out"
	brig kill --all "$ID" KILL
	wait_for gone "$(awk '/child/ { print $2 }' "$BATS_TEST_TMPDIR/out")"
	wait_status stopped
}

@test "kill of a frozen container takes effect" {
	require_controller freezer
	start
	group_freeze FROZEN
	brig kill "$ID" KILL
	wait_status stopped
}

@test "kill: pid 1 ignores a signal it has no handler for" {
	start
	brig kill "$ID" TERM
	sleep 0.3
	assert_equal running "$(state_of status)"
}

@test "kill --all signals by pidfd, each process once, wherever it is beneath the group" {
	! grep -aq __asan_init "$BRIG" || skip "LeakSanitizer does not work under strace"
	local dir child

	command -v strace > /dev/null || skip "no strace here"
	require_root
	config_sh 'echo "[$$]"; sh -c "trap \"echo got >> /got\" USR1; touch /began; while :; do sleep 0.1; done" & trap "echo got >> /got" USR1
		while :; do wait; done'
	start
	wait_for test -e "$BUNDLE/rootfs/began"
	child=$(pgrep -P "$(state_of pid)" -x sh)
	for dir in $(group_dirs); do
		mkdir "$dir/beneath"
		echo "$child" > "$dir/beneath/cgroup.procs" 2>/dev/null || : # cpuset
	done
	strace -f -o calls -e trace=kill,tgkill,pidfd_open,pidfd_send_signal \
		"$BRIG" --root "$ROOT" kill --all "$ID" USR1
	wait_for eval '[ "$(wc -l < "$BUNDLE/rootfs/got")" = 2 ]'
	run -1 grep -E '(^|[ ])(kill|tgkill)\(' calls
	assert_equal 1 "$(grep -c "pidfd_open($child," calls)"
	assert_equal "$(($(grep -c 'pidfd_open(' calls) - 1))" "$(grep -c 'pidfd_send_signal(.*SIGUSR1' calls)" # one to see if init lives
}

@test "of 3000 groups beneath, ps and kill --all list none that has none beneath it, and thaw what was frozen" {
	# slow: the kernel makes and removes 6000 cgroups
	! grep -aq __asan_init "$BRIG" || skip "LeakSanitizer does not work under strace"
	local dir

	command -v strace > /dev/null || skip "no strace here"
	require_root
	start
	for dir in $(group_dirs); do
		case $dir in */freezer/* | "$(hierarchy)"/*) python3 -c 'import os, sys
for i in range(3000): os.mkdir(f"{sys.argv[1]}/{i}")' "$dir" ;; esac
	done
	strace -f -c -o ps-calls "$BRIG" --root "$ROOT" ps -f json "$ID"
	strace -f -c -o kill-calls "$BRIG" --root "$ROOT" kill --all "$ID" CONT
	cat ps-calls kill-calls
	[ "$(awk '$NF == "getdents64" { print $4 }' ps-calls)" -lt 1000 ]
	[ "$(awk '$NF == "getdents64" { print $4 }' kill-calls)" -lt 1000 ]
	[ "$(awk '$NF == "write" { print $4 }' kill-calls)" -lt 100 ]
}
