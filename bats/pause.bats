#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# pause and resume: processes stop and go on; every state.
load helpers

# A container that counts into its standard output.
start_counting() {
	config_sh 'i=0; while :; do i=$((i + 1)); echo $i; sleep 0.02; done'
	start
	wait_for counted 1
}

counted() { # N : it has come to N
	[ "$(wc -l < "$BATS_TEST_TMPDIR/out")" -ge "$1" ]
}

@test "pause stops the processes, resume lets them go on" {
	local n

	require_controller freezer
	start_counting
	run -0 brig pause "$ID"
	assert_output ''
	assert_equal paused "$(state_of status)"
	n=$(wc -l < "$BATS_TEST_TMPDIR/out")
	sleep 0.3
	assert_equal "$n" "$(wc -l < "$BATS_TEST_TMPDIR/out")"
	run -0 brig resume "$ID"
	assert_output ''
	assert_equal running "$(state_of status)"
	wait_for counted $((n + 2))
}

@test "pause stops processes of sub-groups too" {
	local n group

	require_controller freezer
	start_counting
	group=$(group_dir freezer)
	mkdir "$group/below"
	state_of pid > "$group/below/cgroup.procs"
	brig pause "$ID"
	n=$(wc -l < "$BATS_TEST_TMPDIR/out")
	sleep 0.2
	assert_equal "$n" "$(wc -l < "$BATS_TEST_TMPDIR/out")"
	brig resume "$ID"
	wait_for counted $((n + 2))
}

@test "pause and resume of a created container" {
	require_controller freezer
	create
	brig pause "$ID"
	assert_equal paused "$(state_of status)"
	assert_brig_fails start "$ID"
	assert_output_matches paused
	brig resume "$ID"
	assert_equal created "$(state_of status)"
	brig start "$ID"
	assert_equal running "$(state_of status)"
}

@test "a paused container is shown by list, and its processes by ps" {
	require_controller freezer
	start
	brig pause "$ID"
	run -0 brig list
	assert_output_matches "$ID.*paused"
	run -0 brig ps --format json "$ID"
	assert_output "[$(state_of pid)]"
}

@test "pause of a paused container is an error that says so" {
	require_controller freezer
	start
	brig pause "$ID"
	assert_brig_fails pause "$ID"
	assert_output_matches 'paused already'
	assert_equal paused "$(state_of status)"
}

@test "resume of what is not paused is an error that names the state" {
	create
	assert_brig_fails resume "$ID"
	assert_output_matches "$ID is created, not paused"
	brig start "$ID"
	assert_brig_fails resume "$ID"
	assert_output_matches "$ID is running, not paused"
	brig kill "$ID" KILL
	wait_status stopped
	assert_brig_fails resume "$ID"
	assert_output_matches "$ID is stopped"
}

@test "pause of a stopped container is an error" {
	start
	brig kill "$ID" KILL
	wait_status stopped
	assert_brig_fails pause "$ID"
	assert_output_matches "not running: $ID is stopped"
}

@test "pause and resume of what does not exist" {
	assert_brig_fails pause "$ID"
	assert_output_matches "$ID does not exist"
	assert_brig_fails resume "$ID"
	assert_output_matches "$ID does not exist"
}

@test "pause without a cgroup is an error, and the container runs on" {
	config 'del(.linux.cgroupsPath, .linux.resources)'
	brig --cgroup-manager=disabled create -b "$BUNDLE" "$ID" < /dev/null > /dev/null 2>&1
	brig start "$ID"
	assert_brig_fails pause "$ID"
	assert_output_matches 'no cgroup of its own'
	assert_equal running "$(state_of status)"
}

@test "kill KILL of a paused container takes effect" {
	require_controller freezer
	start
	brig pause "$ID"
	brig kill "$ID" KILL
	wait_status stopped
}

@test "kill TERM of a paused container waits for resume" {
	require_controller freezer
	config_sh 'trap "echo got; exit 0" TERM; echo ready; while :; do sleep 0.05; done'
	start
	wait_for grep -q ready "$BATS_TEST_TMPDIR/out"
	brig pause "$ID"
	brig kill "$ID" TERM
	sleep 0.2
	assert_equal paused "$(state_of status)"
	brig resume "$ID"
	wait_status stopped
	grep -q got "$BATS_TEST_TMPDIR/out"
}

@test "delete --force of a paused container" {
	require_controller freezer
	start
	brig pause "$ID"
	assert_brig_fails delete "$ID"
	assert_output_matches paused
	brig delete --force "$ID"
	assert_gone
}

@test "pause and resume take no more than an id" {
	run brig pause
	[ "$status" -ne 0 ]
	run brig resume a b
	[ "$status" -ne 0 ]
}
