#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# linux.resources.pids: its value in pids.max, and what it does.
load helpers
load limits

@test "pids.limit is in its file, and one more than it can't be forked" {
	require_limit_controller pids
	resources '{pids: {limit: 3}}'
	config_sh 'sleep 999 & sleep 999 & echo three; (sleep 999) & echo four; wait'
	create
	assert_cgroup_file pids pids.max 3 pids.max 3
	brig start "$ID"
	wait_for grep -qi 'fork' "$BATS_TEST_TMPDIR/err"
	assert_equal three "$(cat "$BATS_TEST_TMPDIR/out")"
}

@test "pids.limit: 0 is a limit, under which the program runs and forks nothing" {
	require_limit_controller pids
	resources '{pids: {limit: 0}}'
	config_sh 'read -r _; (echo forked) ; echo not reached'
	mkfifo in
	brig create -b "$BUNDLE" "$ID" <> in > out 2>&1
	assert_cgroup_file pids pids.max 0 pids.max 0
	brig start "$ID"
	echo go > in
	wait_status stopped
	grep -qi fork out
	run -1 grep -E 'forked|not reached' out
}

@test "pids.limit: 1 has room for the program of a container with a user namespace" {
	require_limit_controller pids
	chmod 755 "$BATS_RUN_TMPDIR" "$BATS_RUN_TMPDIR"/* "$BATS_TEST_TMPDIR" "$BUNDLE" 2> /dev/null || :
	resources '{pids: {limit: 1}}'
	config '.linux.namespaces += [{type: "user"}]
		| .linux.uidMappings = [{containerID: 0, hostID: 100000, size: 10}] | .linux.gidMappings = .linux.uidMappings'
	config_sh 'echo here; (echo forked); echo not reached'
	run -2 brig run -b "$BUNDLE" "$ID"
	assert_output_matches '^here$'
	refute_output_matches 'forked|not reached'
}

@test "pids.limit: -1 is no limit, and less is none" {
	require_limit_controller pids
	resources '{pids: {limit: -1}}'
	create
	assert_cgroup_file pids pids.max max pids.max max
	brig delete --force "$ID"
	resources '{pids: {limit: -2}}'
	assert_plan_error pids.limit 'not a number of processes'
}

@test "pids.limit counts the processes of exec too" {
	require_limit_controller pids
	resources '{pids: {limit: 4}}'
	start
	run -0 brig exec "$ID" true < /dev/null
	brig exec -d "$ID" sleep 999 < /dev/null > out 2>&1
	brig exec -d "$ID" sleep 999 < /dev/null > out 2>&1
	assert_equal 3 "$(value pids pids.current pids.current)"
	run_brig exec "$ID" sh -c 'sleep 999 & sleep 999 & true'
	[ "$status" != 0 ]
}
