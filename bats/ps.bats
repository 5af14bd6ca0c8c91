#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# ps: the processes of a container.
load helpers

@test "ps shows the container's processes in the host's numbers" {
	config_sh 'sleep 998 & sleep 999'
	start
	wait_for eval '[ "$(brig ps "$ID" | grep -c " sleep 99[89]\$")" = 2 ]'
	run -0 brig ps "$ID"
	assert_output_matches '^UID +PID'
	assert_output_matches " $(state_of pid) .*sleep"
	assert_output_matches 'sleep 998'
	assert_equal 3 "${#lines[@]}"
}

@test "ps --format json is a list of pids" {
	start
	run -0 brig ps --format json "$ID"
	assert_equal "[$(state_of pid)]" "$(jq -c . <<< "$output")"
	run -0 brig ps -f json "$ID"
	assert_equal "[$(state_of pid)]" "$(jq -c . <<< "$output")"
}

@test "ps hands options on to ps" {
	start
	run -0 brig ps "$ID" -o pid,comm
	assert_output_matches '^ *PID +COMMAND'
	assert_output_matches "^ *$(state_of pid) "
}

@test "ps refuses options that show no pid" {
	start
	assert_brig_fails ps "$ID" -o comm
	assert_output_matches pid
}

@test "ps of what does not exist, without an id, in another format: errors" {
	assert_brig_fails ps "$ID"
	run brig ps
	[ "$status" -ne 0 ]
	start
	assert_brig_fails ps --format xml "$ID"
	assert_output_matches xml
}

@test "ps of a stopped container" {
	config_args true
	start
	wait_status stopped
	run brig ps --format json "$ID"
	[ "$status" = 1 ] || [ "$output" = '[]' ] || [ "$output" = null ]
}

# brig with this script in the place of ps(1), for itself alone.
with_ps() { # SCRIPT ARG…
	require_root
	printf '#!/bin/sh\n%s\n' "$1" > fake
	chmod +x fake
	shift
	unshare -m --propagation private sh -c 'mount --bind fake "$(readlink -f /usr/bin/ps)" && exec "$@"' sh \
		"$BRIG" --root "$ROOT" "$@"
}

@test "ps: however much other processes, or its own, have to show" {
	local pid

	start
	pid=$(state_of pid)
	run -0 with_ps "echo 'UID PID CMD'; printf '0 1 '; head -c 70000000 /dev/zero | tr '\\0' x
		echo; echo '0 $pid sleep'" ps "$ID" -e
	assert_output $'UID PID CMD\n0 '"$pid sleep"
	with_ps "echo 'UID PID CMD'; printf '0 $pid '; head -c 70000000 /dev/zero | tr '\\0' x; echo" ps "$ID" -e |
		wc -c > size
	[ "$(cat size)" -gt 70000000 ]
}

@test "ps asks for the container's processes only, unless it is given options" {
	start
	run -0 with_ps 'echo PID; echo "$*" > asked' ps "$ID"
	grep -Eqx -- "-f -p [0-9]+,$(state_of pid)" asked
	run -0 with_ps 'echo PID; echo "$*" > asked' ps "$ID" -o pid
	assert_equal '-o pid' "$(cat asked)"
}

@test "ps: one that has no option -p lists all, and what it fails of is told" {
	start
	run -0 with_ps '[ "$1" = -ef ] || exit 1; echo PID; echo '"$(state_of pid)" ps "$ID"
	assert_output $'PID\n'"$(state_of pid)"
	run -1 with_ps 'echo PID; exit 3' ps "$ID"
	assert_output_matches 'ps failed'
	run -1 with_ps 'exit 3' ps "$ID"
	assert_output_matches 'ps failed'
}
