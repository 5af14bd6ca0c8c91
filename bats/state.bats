#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# state: what the spec's state schema asks for, right also when things happen behind our back.
load helpers

@test "state of a created container, complete" {
	config '.annotations = {"org.example.key": "value", "b": ""}'
	create
	run -0 --separate-stderr brig state "$ID"
	# shellcheck disable=SC2154
	equal '' "$stderr"
	equal '"1.3.0"' "$(jq .ociVersion <<< "$output")"
	equal "\"$ID\"" "$(jq .id <<< "$output")"
	equal '"created"' "$(jq .status <<< "$output")"
	equal "\"$BUNDLE\"" "$(jq .bundle <<< "$output")"
	equal '{"b":"","org.example.key":"value"}' "$(jq -cS .annotations <<< "$output")"
	equal number "$(jq -r '.pid | type' <<< "$output")"
	[ -d "/proc/$(jq .pid <<< "$output")" ]
}

@test "state: the pid is that of the container's init, seen from here" {
	start
	equal "$(readlink "/proc/$(state_of pid)/ns/pid")" "$(enter -p -m readlink /proc/1/ns/pid)"
}

@test "state goes created, running, stopped" {
	create
	equal created "$(state_of status)"
	brig start "$ID"
	equal running "$(state_of status)"
	brig kill "$ID" KILL
	wait_status stopped
}

@test "state: stopped when the program ends by itself, at once or later" {
	config_args true
	start
	wait_status stopped
	[ "$(state_of pid)" = 0 ] || [ "$(state_of pid)" = null ]
}

@test "state: stopped when init is killed behind our back" {
	start
	kill -KILL "$(state_of pid)"
	wait_status stopped
}

@test "state: stopped when a created one is killed behind our back" {
	create
	kill -KILL "$(state_of pid)"
	wait_status stopped
}

@test "state: stopped for a zombie that nobody reaps" {
	local pid

	# detached, its parent (ours, by the subreaper) does not wait
	config_args true
	python3 - "$BRIG" "$ROOT" "$BUNDLE" "$ID" <<'P' &
import ctypes, subprocess, sys, time
ctypes.CDLL(None).prctl(36, 1)
brig, root, bundle, ident = sys.argv[1:]
subprocess.run([brig, '--root', root, 'run', '-d', '-b', bundle, ident], check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
time.sleep(1000)
P
	pid=$!
	wait_for brig state "$ID" > /dev/null 2>&1
	wait_status stopped
	kill $pid
	wait $pid || :
}

@test "state: stopped when the pid belongs to somebody else by now" {
	local pid sleeper

	start
	pid=$(state_of pid)
	kill -KILL "$pid"
	wait_for gone "$pid"
	wait_status stopped
	# pid numbers come again: ask the kernel for this very one
	echo $((pid - 1)) > /proc/sys/kernel/ns_last_pid 2>/dev/null || skip "ns_last_pid cannot be written"
	env -u TAG sleep 5 &
	sleeper=$!
	[ "$sleeper" = "$pid" ] || { kill $sleeper; skip "the pid went to somebody else"; }
	equal stopped "$(state_of status)"
	fails kill "$ID" KILL
	[ -d "/proc/$sleeper" ]
	brig delete "$ID"
	[ -d "/proc/$sleeper" ]
	kill $sleeper
}

@test "state of what does not exist is an error" {
	run -1 --separate-stderr brig state "$ID"
	is ''
	# shellcheck disable=SC2154
	output=$stderr
	has "$ID"
}

@test "state without an id, with two, with a bad one: errors" {
	run brig state
	[ "$status" -ne 0 ]
	create
	run brig state "$ID" "$ID"
	[ "$status" -ne 0 ]
	fails state ../x
}

@test "state: paused when the cgroup is frozen" {
	need_controller freezer
	start
	group_freeze FROZEN
	wait_status paused
	group_freeze THAWED
	wait_status running
}

@test "state: what a half-written state directory holds does not crash us" {
	mkdir -p "$ROOT/$ID-half"
	fails state "$ID-half"
	echo '{"id":' > "$ROOT/$ID-half/state.json"
	fails state "$ID-half"
	run -0 brig delete --force "$ID-half"
	[ ! -e "$ROOT/$ID-half" ]
}
