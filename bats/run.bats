#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# run: in the foreground and detached, its exit status, what is left of it.
load helpers

@test "run shows the program's output" {
	run_sh 'echo hello'
	assert_output hello
	assert_gone
}

@test "run exits with the program's status" {
	local n

	for n in 0 1 7 255; do
		config_sh "exit $n"
		run_bundle
		assert_equal "$n" "$status"
		assert_gone
	done
}

@test "run exits with 128+N when signal N ends the program" {
	# pid 1 dies of SIGKILL only when it comes from outside
	config_sh 'echo ready; sleep 1000'
	brig run -b "$BUNDLE" "$ID" > "$BATS_TEST_TMPDIR/out" &
	wait_for grep -q ready "$BATS_TEST_TMPDIR/out"
	brig kill "$ID" KILL
	status=0
	wait $! || status=$?
	assert_equal 137 "$status"
	assert_gone
}

@test "run hands stdin, stdout and stderr to the program" {
	config_sh 'cat; echo to-err >&2'
	brig run -b "$BUNDLE" "$ID" < <(echo typed) > "$BATS_TEST_TMPDIR/out" 2> "$BATS_TEST_TMPDIR/err"
	assert_equal typed "$(cat "$BATS_TEST_TMPDIR/out")"
	assert_equal to-err "$(cat "$BATS_TEST_TMPDIR/err")"
}

@test "run forwards signals to the program" {
	local name

	for name in TERM INT HUP USR1 USR2; do
		config_sh "trap 'echo got $name; exit 9' $name; echo ready; while :; do sleep 0.1; done"
		rm -f "$BATS_TEST_TMPDIR/out" # the last one's, which was ready too
		brig run -b "$BUNDLE" "$ID" > "$BATS_TEST_TMPDIR/out" < /dev/null &
		wait_for grep -qs ready "$BATS_TEST_TMPDIR/out"
		kill -s $name "$(pgrep -f "$ROOT .*run .*$ID" | head -1)"
		status=0
		wait $! || status=$?
		assert_equal "9 ready got $name" "$status $(xargs < "$BATS_TEST_TMPDIR/out")"
		assert_gone
	done
}

@test "run keeps a change of the caller's window from a program without a terminal" {
	config_sh "trap 'echo got WINCH' WINCH; trap 'echo got USR1; exit 9' USR1; echo ready; while :; do sleep 0.1; done"
	brig run -b "$BUNDLE" "$ID" > "$BATS_TEST_TMPDIR/out" < /dev/null &
	wait_for grep -qs ready "$BATS_TEST_TMPDIR/out"
	kill -s WINCH "$(pgrep -f "$ROOT .*run .*$ID" | head -1)"
	sleep 0.3
	kill -s USR1 "$(pgrep -f "$ROOT .*run .*$ID" | head -1)"
	status=0
	wait $! || status=$?
	assert_equal "9 ready got USR1" "$status $(xargs < "$BATS_TEST_TMPDIR/out")"
}

@test "run --detach returns while the program runs" {
	brig run -b "$BUNDLE" --detach "$ID" < /dev/null > /dev/null 2>&1
	brig run -b "$BUNDLE" -d "$ID-2" < /dev/null > /dev/null 2>&1
	assert_equal 'running running' "$(state_of status) $(state_of status "$ID-2")"
}

@test "run --detach gives the pid file and keeps the container when it stops" {
	config_args true
	brig run -b "$BUNDLE" --detach --pid-file "$BATS_TEST_TMPDIR/pid" "$ID" < /dev/null > /dev/null 2>&1
	[ -s "$BATS_TEST_TMPDIR/pid" ]
	wait_status stopped
	brig delete "$ID"
	assert_gone
}

@test "run --keep keeps the stopped container" {
	config_args true
	run_bundle --keep
	assert_equal 0 "$status"
	assert_equal stopped "$(state_of status)"
	brig delete "$ID"
}

@test "run --pid-file" {
	config_args cat /proc/self/status
	run_bundle --pid-file "$BATS_TEST_TMPDIR/pid"
	assert_equal 0 "$status"
	grep -Eq '^[0-9]+$' "$BATS_TEST_TMPDIR/pid"
}

@test "run --pidfd-socket" {
	python3 "$HERE/pidfd.py" "$PWD/s" > got 3>&- &
	wait_for test -S s
	# A program that ends at once may be gone before its pid is read.
	brig run -d -b "$BUNDLE" --pidfd-socket "$PWD/s" --pid-file "$PWD/pid" "$ID" < /dev/null > said 2>&1
	wait $!
	assert_equal "$ID $(cat pid) 1" "$(cat got)"
	brig delete --force "$ID"
}

@test "run --no-subreaper and --no-new-keyring are taken, with one dash too" {
	config_args true
	run_bundle --no-subreaper --no-new-keyring
	assert_equal 0 "$status"
	run_bundle -no-subreaper -no-new-keyring
	assert_equal 0 "$status"
}

@test "run --keep of a program that fails, and that cannot be executed" {
	config_sh 'exit 5'
	run_bundle --keep
	assert_equal 5 "$status"
	assert_equal stopped "$(state_of status)"
	brig delete "$ID"
	config_args nowhere
	run_bundle --keep
	assert_equal 1 "$status"
	assert_gone
}

@test "run --preserve-fds" {
	config_sh 'cat <&3'
	echo through > "$BATS_TEST_TMPDIR/file"
	run -0 brig run -b "$BUNDLE" --preserve-fds=1 "$ID" 3< "$BATS_TEST_TMPDIR/file"
	assert_output through
}

@test "run --config" {
	jq '.process.args = ["echo", "other"]' "$BUNDLE/config.json" > "$BATS_TEST_TMPDIR/c.json"
	run_bundle --config "$BATS_TEST_TMPDIR/c.json"
	assert_output other
}

@test "run --config, and create, check and plan, from a pipe and from standard input" {
	config_args echo piped
	run -0 brig run -b "$BUNDLE" --config <(cat "$BUNDLE/config.json") "$ID" < /dev/null
	assert_output piped
	run -0 brig run -b "$BUNDLE" --config /dev/stdin "$ID" < "$BUNDLE/config.json"
	assert_output piped
	run -0 brig check -b "$BUNDLE" --config <(cat "$BUNDLE/config.json")
	run -0 brig plan -b "$BUNDLE" --config <(cat "$BUNDLE/config.json")
	brig create -b "$BUNDLE" --config <(cat "$BUNDLE/config.json") "$ID" < /dev/null > out 2>&1
	assert_equal created "$(state_of status)"
	mv "$BUNDLE/config.json" c.json && mkfifo "$BUNDLE/config.json"
	assert_brig_fails create -b "$BUNDLE" "$ID-2"
	assert_output_matches 'not a regular file'
	assert_brig_fails create -b "$BUNDLE" --config "$PWD" "$ID-2"
	assert_output_matches 'not a regular file'
}

@test "run of a program that is not there fails, says so and leaves nothing" {
	config_args no-such-program
	run_bundle
	assert_equal 1 "$status"
	assert_output_matches no-such-program
	assert_gone
}

@test "run with an id in use is an error" {
	create
	run_bundle
	assert_equal 1 "$status"
	assert_output_matches 'exist|in use'
	assert_equal created "$(state_of status)"
}

@test "run ends though a child of the program lives on with its output" {
	# with a pid namespace of its own the child dies with pid 1
	run_sh 'sleep 1000 & echo done'
	assert_output done
	assert_gone
}

@test "run without a pid namespace: what the program left is killed" {
	config 'del(.linux.namespaces[] | select(.type == "pid"))'
	config_sh 'sleep 999 > /dev/null 2>&1 < /dev/null & echo done'
	run_bundle
	assert_equal "0 done" "$status $output"
	assert_gone
}

@test "run: stdin at its end does not end the container" {
	config_sh 'sleep 0.3; echo late'
	run -0 brig run -b "$BUNDLE" "$ID" < /dev/null
	assert_output late
}

@test "run and exec with SIGCHLD ignored, and signals blocked, by the caller" {
	config_args sh -c 'exit 7'
	status=0
	(trap '' CHLD && exec "$BRIG" --root "$ROOT" run -b "$BUNDLE" "$ID" < /dev/null) || status=$?
	assert_equal 7 "$status"
	assert_gone
	config_args sleep 1000
	brig run -d -b "$BUNDLE" "$ID" < /dev/null > out 2>&1
	status=0
	(trap '' CHLD && exec "$BRIG" --root "$ROOT" exec "$ID" sh -c 'exit 5' < /dev/null) || status=$?
	assert_equal 5 "$status"
	run -0 python3 -c 'import os, signal, sys
signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGCHLD, signal.SIGUSR1})
os.execv(sys.argv[1], sys.argv[1:])' "$BRIG" --root "$ROOT" exec "$ID" grep SigBlk /proc/self/status < /dev/null
	assert_output $'SigBlk:\t0000000000000000'
}
