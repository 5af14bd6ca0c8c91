#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# No wait without an end: what is waited for does not come, and the error says which process is stuck
# and in what; signals to the runtime end a wait, and what was made is taken back.
load helpers

hook() { # KIND SCRIPT [TIMEOUT]
	config '.hooks[$k] = [{path: "/bin/sh", args: ["sh", "-c", $s], env: ["PATH=/usr/bin:/bin", "TAG=" + $t]}
			+ (if $n == "" then {} else {timeout: ($n | tonumber)} end)]' \
		--arg k "$1" --arg s "$2" --arg t "$TAG" --arg n "${3-}"
}

setup() {
	SERVER=
	test_begin
}

teardown() {
	[ -z "$SERVER" ] || kill "$SERVER" || :
	test_end
}

# As attempt, in $took seconds.
timed() { # ARG…
	local begin=$SECONDS

	run_brig "$@"
	took=$((SECONDS - begin))
}

nothing_left() {
	assert_gone
	assert_equal "" "$(find /sys/fs/cgroup -type d -path "*$ID*")"
	assert_equal "" "$(tagged_processes)"
}

@test "start: init does not answer" {
	# slow: start waits 10 s for init
	create
	pid=$(state_of pid)
	kill -STOP "$pid"
	timed start "$ID"
	assert_equal 1 "$status"
	assert_output_matches "init does not answer within 10000 ms, is it frozen\?: process $pid \(brig:init, state T"
	[ "$took" -lt 14 ]
	kill -CONT "$pid"
	brig start "$ID"
	assert_equal running "$(state_of status)"
}

@test "start: a peer that connects to the gate and says nothing is not waited for" {
	# slow: start gives the silent peer up after 5 s
	create
	python3 -c 'import socket, time, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
s.connect(sys.argv[1])
time.sleep(20)' "$ROOT/$ID/gate" > /dev/null 2>&1 3>&- &
	sleep 0.5
	timed start "$ID"
	kill $!
	assert_equal 0 "$status"
	[ "$took" -lt 9 ]
}

@test "create: a process that does not get on is killed, and named" {
	hook createRuntime 'kill -STOP $(sed "s/.*\"pid\": *\([0-9]*\).*/\1/")'
	timed create -b "$BUNDLE" "$ID"
	assert_equal 1 "$status"
	assert_output_matches 'the container.s process was stopped by a signal: process [0-9]+ \(brig:init, state T'
	[ "$took" -lt 10 ]
	nothing_left
}

@test "exec: who is stopped from inside the container is not waited for" {
	local i

	require_root
	config_sh 'echo "$$"; while :; do for f in /proc/[0-9]*; do
			[ "$f" = /proc/$$ ] || kill -STOP "${f#/proc/}"; done; done 2> /dev/null'
	start
	# --detach: the program itself may be stopped too, and its end is then waited for
	for ((i = 0; i < 40; i++)); do
		timed exec --detach "$ID" true
		[ "$took" -lt 10 ]
		[ "$status" = 0 ] || break
	done
	[ "$status" != 0 ] || skip "it was never hit"
	assert_output_matches "the container.s process was stopped by a signal: process [0-9]+ \\(.*, state T"
}

@test "exec: a file system that does not answer is waited for once, and the rest says who waits" {
	# slow: exec is given up after 15 s, and pause waits 10 s for the freezer
	require_root
	[ -e /dev/fuse ] || skip "no FUSE here"
	start
	python3 "$HERE/fuse.py" "$(state_of pid)" /etc > fuse 2>&1 3>&- &
	SERVER=$!
	wait_for grep -sqx mounted fuse
	timed exec --user 1000 "$ID" true
	[ "$status" != 0 ]
	assert_output_matches 'made no progress for 15 s: process [0-9]+ \(brig:exec, state [DS]'
	[ "$took" -lt 25 ]
	assert_output_matches 'did not end within 3000 ms: process [0-9]+ \(brig:exec, state D, in request_wait_answer\), ignoring'
	assert_brig_fails pause "$ID" # no freezer stops one in state D
	assert_output_matches 'brig:exec, state D, in request_wait_answer'
	kill "$SERVER"
	wait "$SERVER" || :
	SERVER=
	wait_for sh -c "! grep -q brig:exec /proc/[0-9]*/comm 2> /dev/null"
}

@test "create and start: a hook without a timeout may take its time" {
	# slow: a hook takes longer than the 15 s after which a child is given up
	hook createContainer 'sleep 20'
	run_brig create -b "$BUNDLE" "$ID" &
	sed 's/createContainer/startContainer/' "$BUNDLE/config.json" > start.json
	brig create -b "$BUNDLE" --config start.json "$ID-2" < /dev/null > /dev/null
	brig start "$ID-2"
	assert_equal running "$(state_of status "$ID-2")"
	wait $!
	assert_equal created "$(state_of status)"
}

@test "create: a hook with a timeout in the container ends with it" {
	hook createContainer 'sleep 100' 1
	timed create -b "$BUNDLE" "$ID"
	assert_equal 1 "$status"
	assert_output_matches 'hooks.createContainer\[0\].*timed out after 1 s and was killed'
	nothing_left
}

@test "a signal to create ends a hook of the host, and everything is taken back" {
	local sig

	hook createRuntime "touch '$PWD/there'; sleep 100"
	for sig in TERM INT HUP; do
		rm -f there
		env --default-signal=INT "$BRIG" --root "$ROOT" create -b "$BUNDLE" "$ID" < /dev/null > said 2>&1 3>&- &
		wait_for test -e there
		kill -"$sig" $!
		status=0 && wait $! || status=$?
		output=$(< said)
		assert_equal 1 "$status"
		assert_output "brig: hooks.createRuntime[0]: /bin/sh: killed, because the runtime received SIG$sig"
		nothing_left
	done
}

@test "a signal to create ends the wait for a hook in the container" {
	hook createContainer "touch $BATS_TEST_TMPDIR/there; sleep 100"
	brig create -b "$BUNDLE" "$ID" < /dev/null > said 2>&1 3>&- &
	wait_for test -e there
	kill "$(pgrep -P $! -x brig || echo $!)"
	status=0 && wait $! || status=$?
	output=$(< said)
	assert_equal 1 "$status"
	assert_output "brig: ended by SIGTERM while waiting for the container's process"
	nothing_left
}

@test "a lock that is not given back: who holds it" {
	# slow: delete waits 10 s for the lock
	start
	flock "$ROOT/$ID" sleep 100 3>&- &
	wait_for sh -c '! flock -n "$1" true' sh "$ROOT/$ID"
	timed delete --force "$ID"
	kill "$(pgrep -P $!)" $!
	assert_equal 1 "$status"
	assert_output_matches "$ID is still locked after 10000 ms: process [0-9]+ \((flock|sleep), state S"
	[ "$took" -lt 14 ]
}

@test "create: nobody accepts at the console socket" {
	# slow: create waits 10 s for the terminal to be accepted
	config '.process.terminal = true'
	python3 -c 'import socket, time
s = socket.socket(socket.AF_UNIX)
s.bind("sock")
s.listen(0)
c = [socket.socket(socket.AF_UNIX) for _ in range(1)]
for one in c: one.connect("sock")
open("there", "w")
time.sleep(30)' > /dev/null 2>&1 3>&- &
	wait_for test -e there
	timed create -b "$BUNDLE" --console-socket sock "$ID"
	kill $!
	assert_equal 1 "$status"
	assert_output_matches 'console-socket: connect to sock: not accepted within 10 s'
	[ "$took" -lt 14 ]
	nothing_left
}

@test "delete --force: a process that does not die is named, and the container stays for another try" {
	# slow: delete waits 10 s for the end of the process
	local parent=/sys/fs/cgroup/freezer/$TAG-parent pid

	[ -d /sys/fs/cgroup/freezer ] || skip "only the v1 freezer keeps SIGKILL off"
	config '.linux.cgroupsPath = $p' --arg p "/$TAG-parent/c"
	start
	pid=$(state_of pid)
	echo FROZEN > "$parent/freezer.state"
	timed delete --force "$ID"
	echo THAWED > "$parent/freezer.state"
	assert_equal 1 "$status"
	assert_output_matches "still exists 10000 ms after SIGKILL: process $pid \(sleep, state D"
	[ "$took" -lt 14 ]
	assert_equal "$ID" "$(brig list -q)"
	run -0 brig delete --force "$ID"
	nothing_left
}

@test "create: an init that can't be killed stays known" {
	# slow: create waits more than 10 s for the end of a frozen init
	local parent=/sys/fs/cgroup/freezer/$TAG-parent

	[ -d /sys/fs/cgroup/freezer ] || skip "only the v1 freezer keeps SIGKILL off"
	config '.linux.cgroupsPath = $p' --arg p "/$TAG-parent/c"
	hook createRuntime "echo FROZEN > $parent/freezer.state; exit 1"
	timed create -b "$BUNDLE" "$ID"
	echo THAWED > "$parent/freezer.state"
	assert_equal 1 "$status"
	assert_output_matches "did not end within 3000 ms: process [0-9]+ \(brig:init, state D"
	assert_output_matches "container $ID is only partly removed, delete --force removes the rest"
	assert_equal "$ID" "$(brig list -q)"
	run -0 brig delete --force "$ID"
	nothing_left
}

@test "pause: below a frozen group nothing thaws" {
	# slow: resume waits 10 s for the thaw
	local parent=/sys/fs/cgroup/freezer/$TAG-parent

	[ -d /sys/fs/cgroup/freezer ] || skip "only the v1 freezer says frozen of what is below"
	config '.linux.cgroupsPath = $p' --arg p "/$TAG-parent/c"
	start
	echo FROZEN > "$parent/freezer.state"
	timed resume "$ID"
	echo THAWED > "$parent/freezer.state"
	assert_equal 1 "$status"
	assert_output_matches "is still frozen after 10000 ms \(FROZEN\); is a parent frozen\?: process [0-9]+ \(sleep, state D"
	[ "$took" -lt 14 ]
}

@test "run: a terminal's output that nobody reads holds up neither signals nor the end" {
	config '.process.terminal = true'
	# the shell itself writes nothing: in a write(2) that blocks it would hear no signal
	config_sh 'trap "exit 7" TERM; while :; do echo yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy; done & wait'
	mkfifo out
	# shellcheck disable=SC2217 # it opens the fifo
	sleep 100 < out 3>&- &
	reader=$!
	brig run -b "$BUNDLE" "$ID" < /dev/null > out 2> err 3>&- &
	wait_status running
	sleep 1
	kill "$(pgrep -P $! -x brig || echo $!)"
	status=0 && timeout 10 tail --pid $! -f /dev/null && wait $! || status=$?
	kill "$reader"
	assert_equal 7 "$status"
	assert_gone
}
