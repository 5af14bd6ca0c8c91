#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# start, and its wrong transitions.
load helpers

@test "start runs the program of a created container and prints nothing" {
	create
	run -0 brig start "$ID"
	assert_output ''
	assert_equal running "$(state_of status)"
}

@test "start keeps the pid that create gave" {
	local pid

	create
	pid=$(state_of pid)
	brig start "$ID"
	assert_equal "$pid" "$(state_of pid)"
	wait_for grep -q sleep "/proc/$pid/cmdline"
}

@test "start works when the bundle has gone by then" {
	create
	mv "$BUNDLE/config.json" "$BUNDLE/x"
	run -0 brig start "$ID"
	assert_equal running "$(state_of status)"
}

@test "start of what does not exist is an error" {
	assert_brig_fails start "$ID"
	assert_output_matches "$ID.*(not exist|no such|not found|No such)"
}

@test "start without an id, and with two, is an error" {
	run brig start
	[ "$status" -ne 0 ]
	run brig start "$ID" "$ID-2"
	[ "$status" -ne 0 ]
}

@test "start twice is an error that says running" {
	start
	assert_brig_fails start "$ID"
	assert_output_matches running
	assert_equal running "$(state_of status)"
}

@test "start of a stopped container is an error that says stopped" {
	config_args true
	start
	wait_status stopped
	assert_brig_fails start "$ID"
	assert_output_matches stopped
}

@test "start of a container killed while created is an error that says stopped" {
	create
	brig kill "$ID" KILL
	wait_status stopped
	assert_brig_fails start "$ID"
	assert_output_matches stopped
}

@test "start by two at once: one of them wins" {
	local one=0 two=0

	create
	brig start "$ID" 2> "$BATS_TEST_TMPDIR/one" &
	brig start "$ID" 2> "$BATS_TEST_TMPDIR/two" || two=$?
	wait $! || one=$?
	assert_equal 1 $((one + two))
	assert_equal running "$(state_of status)"
}

@test "start does not wait for the program's end" {
	create
	run -0 timeout 5 "$BRIG" --root "$ROOT" start "$ID"
}
