#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Terminals: handed over the console socket, and copied in the foreground.
load helpers

setup() {
	test_begin
	config '.process.terminal = true'
	SOCKET=$BATS_TEST_TMPDIR/s
}

# A receiver of one terminal; what it says goes to $BATS_TEST_TMPDIR/tty.
receiver() { # [--send TEXT]
	python3 "$HERE/terminal.py" receive "$SOCKET" "$@" > "$BATS_TEST_TMPDIR/tty" 2>&1 3>&- &
	RECEIVER=$!
	wait_for test -S "$SOCKET"
}

said() {
	tr -d '\r' < "$BATS_TEST_TMPDIR/tty"
}

# Runs the bundle on a terminal of our making.
on_terminal() { # [OPTION OF terminal.py…]
	run python3 "$HERE/terminal.py" run "$@" -- "$BRIG" --root "$ROOT" run -b "$BUNDLE" "$ID"
	output=${output//$'\r'/}
}

@test "console socket: one terminal arrives, and the program speaks on it" {
	config_sh 'tty; test -t 0 && test -t 1 && test -t 2 && echo all three'
	receiver
	create --console-socket "$SOCKET"
	brig start "$ID"
	wait $RECEIVER
	output=$(said)
	assert_output_matches '^received:'
	assert_output_matches '^/dev/(pts/0|console)$'
	assert_output_matches '^all three$'
}

@test "console socket: the terminal ends lines as the kernel does, that of run in the foreground as the program does" {
	config_sh 'echo line; stty -a | grep -o "[-]*onlcr"'
	receiver
	create --console-socket "$SOCKET"
	brig start "$ID"
	wait $RECEIVER
	grep -q $'^line\r$' "$BATS_TEST_TMPDIR/tty"
	grep -q $'^onlcr\r$' "$BATS_TEST_TMPDIR/tty"
	brig delete --force "$ID"
	config_sh 'echo line'
	brig run -b "$BUNDLE" "$ID" < /dev/null > "$BATS_TEST_TMPDIR/out"
	grep -qx line "$BATS_TEST_TMPDIR/out"
}

@test "console socket: relative to the caller's directory" {
	cd "$BATS_TEST_TMPDIR"
	config_sh 'echo hi'
	receiver
	create --console-socket s
	brig start "$ID"
	wait $RECEIVER
	output=$(said)
	assert_output_matches '^hi$'
}

@test "console socket: what is typed arrives" {
	config_sh 'echo ready; read x; echo "got $x"'
	receiver --send 'words\n'
	create --console-socket "$SOCKET"
	brig start "$ID"
	wait $RECEIVER
	output=$(said)
	assert_output_matches '^got words$'
}

@test "console socket with run --detach" {
	config_sh 'echo hi'
	receiver
	brig run -d -b "$BUNDLE" --console-socket "$SOCKET" "$ID" < /dev/null > /dev/null 2>&1
	wait $RECEIVER
	output=$(said)
	assert_output_matches '^hi$'
}

@test "the terminal is the controlling one: ^C is a signal" {
	config_sh 'trap "echo interrupted; exit 3" INT; echo ready; while :; do sleep 0.1; done'
	on_terminal --send '\x03'
	assert_equal 3 "$status"
	assert_output_matches '^\^?C?interrupted|interrupted$'
}

@test "/dev/console is the terminal" {
	config_sh 'echo to-console > /dev/console; stat -c %F /dev/console'
	on_terminal
	assert_output_matches '^to-console$'
	assert_output_matches 'character special file'
}

@test "consoleSize" {
	config '.process.consoleSize = {height: 11, width: 33}'
	config_sh 'stty size'
	receiver
	create --console-socket "$SOCKET"
	brig start "$ID"
	wait $RECEIVER
	output=$(said)
	assert_output_matches '^11 33$'
}

@test "consoleSize without a terminal is ignored" {
	config '.process.terminal = false | .process.consoleSize = {height: 11, width: 33}'
	run_sh 'echo ok'
	assert_output ok
}

@test "terminal without a console socket: create and run --detach are errors" {
	assert_brig_fails create -b "$BUNDLE" "$ID"
	assert_output_matches 'console.?socket'
	assert_gone
	assert_brig_fails run --detach -b "$BUNDLE" "$ID"
	assert_output_matches 'console.?socket'
	assert_gone
}

@test "a console socket without a terminal is an error" {
	config '.process.terminal = false'
	assert_brig_fails create -b "$BUNDLE" --console-socket "$SOCKET" "$ID"
	assert_output_matches 'console.?socket|terminal'
	assert_gone
}

@test "a console socket that nobody listens on is an error" {
	assert_brig_fails create -b "$BUNDLE" --console-socket "$SOCKET" "$ID"
	assert_output_matches "$SOCKET|No such file"
	assert_gone
}

@test "foreground: output, input, status" {
	config_sh 'echo ready; read x; echo "got $x"; exit 7'
	on_terminal --send 'words\n'
	assert_equal 7 "$status"
	assert_output_matches '^got words$'
	refute_output_matches 'settings left changed'
	assert_gone
}

@test "foreground: the window's size, and its changes" {
	config_sh 'stty size; trap "stty size; exit 0" WINCH; echo ready; while :; do sleep 0.1; done'
	on_terminal --size 20x60 --resize 25x70
	assert_equal 0 "$status"
	assert_output_matches '^20 60$'
	assert_output_matches '^25 70$'
}

@test "foreground: the terminal is restored when the program is killed" {
	config_sh 'echo ready; kill -KILL $$; sleep 1000'
	config 'del(.linux.namespaces[] | select(.type == "pid"))'
	on_terminal
	assert_equal 137 "$status"
	refute_output_matches 'settings left changed'
}

@test "foreground: the terminal is restored when the program cannot be executed" {
	config_args no-such-program
	on_terminal
	assert_equal 1 "$status"
	assert_output_matches no-such-program
	refute_output_matches 'settings left changed'
	assert_gone
}

@test "foreground: the terminal is restored when brig itself is told to end" {
	config_sh 'trap "exit 4" TERM; echo ready; while :; do sleep 0.1; done'
	python3 "$HERE/terminal.py" run -- "$BRIG" --root "$ROOT" run -b "$BUNDLE" "$ID" > "$BATS_TEST_TMPDIR/tty" 2>&1 &
	wait_for grep -q ready "$BATS_TEST_TMPDIR/tty"
	pkill -TERM -f -- "^$BRIG --root $ROOT run -b $BUNDLE $ID" || :
	status=0
	wait $! || status=$?
	assert_equal 4 "$status"
	output=$(said)
	refute_output_matches 'settings left changed'
}

@test "foreground: much output arrives whole" {
	config_sh 'seq 1 20000'
	on_terminal
	assert_equal 20000 "$(tail -1 <<< "$output")"
	assert_equal 20000 "$(grep -c '^[0-9]*$' <<< "$output")"
}

@test "foreground: stdin a terminal, stdout a pipe, and the reverse" {
	config_sh 'echo hi'
	run bash -c 'python3 "$1" run -- sh -c "\"\$@\" | cat > $2" sh "$3" --root "$4" run -b "$5" "$6"; cat "$2"' \
		sh "$HERE/terminal.py" "$BATS_TEST_TMPDIR/o" "$BRIG" "$ROOT" "$BUNDLE" "$ID"
	assert_output_matches hi
	run bash -c 'python3 "$1" run -- sh -c "\"\$@\" < /dev/null" sh "$2" --root "$3" run -b "$4" "$5"' \
		sh "$HERE/terminal.py" "$BRIG" "$ROOT" "$BUNDLE" "$ID"
	assert_output_matches hi
}

@test "foreground with neither: output is still there" {
	config_sh 'echo hi'
	run -0 brig run -b "$BUNDLE" "$ID" < /dev/null
	assert_output_matches hi
}

@test "the container's own devpts: no other terminal is in it" {
	config_sh 'ls /dev/pts | sort | xargs'
	on_terminal
	assert_output_matches '^(0 )?ptmx$'
}
