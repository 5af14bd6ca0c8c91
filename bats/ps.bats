#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# ps: the processes of a container.
load helpers

@test "ps shows the container's processes in the host's numbers" {
	config_sh 'sleep 998 & sleep 999'
	start
	wait_for eval '[ "$(brig ps "$ID" | grep -c " sleep 99[89]\$")" = 2 ]'
	run -0 brig ps "$ID"
	has '^UID +PID'
	has " $(state_of pid) .*sleep"
	has 'sleep 998'
	equal 3 "${#lines[@]}"
}

@test "ps --format json is a list of pids" {
	start
	run -0 brig ps --format json "$ID"
	equal "[$(state_of pid)]" "$(jq -c . <<< "$output")"
	run -0 brig ps -f json "$ID"
	equal "[$(state_of pid)]" "$(jq -c . <<< "$output")"
}

@test "ps hands options on to ps" {
	start
	run -0 brig ps "$ID" -o pid,comm
	has '^ *PID +COMMAND'
	has "^ *$(state_of pid) "
}

@test "ps refuses options that show no pid" {
	start
	fails ps "$ID" -o comm
	has pid
}

@test "ps of what does not exist, without an id, in another format: errors" {
	fails ps "$ID"
	run brig ps
	[ "$status" -ne 0 ]
	start
	fails ps --format xml "$ID"
	has xml
}

@test "ps of a stopped container" {
	config_args true
	start
	wait_status stopped
	run brig ps --format json "$ID"
	[ "$status" = 1 ] || [ "$output" = '[]' ] || [ "$output" = null ]
}
