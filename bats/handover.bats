#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# What the environment of create, run and exec hands through to the program: descriptors of sd_listen_fds(3).
load helpers

SAY='echo "$LISTEN_FDS $LISTEN_FDNAMES $((LISTEN_PID == $$))"'

# brig with two descriptors that systemd would have opened for it.
listening() { # ARG…
	LISTEN_FDS=2 LISTEN_FDNAMES=web:log bash -c 'LISTEN_PID=$$ exec "$@"' sh "$BRIG" --root "$ROOT" "$@" \
		3<<< first 4<<< second
}

@test "LISTEN_FDS: run hands the descriptors on, with their names and the pid of the program" {
	config_sh "$SAY; cat <&3; cat <&4; exec ls /proc/self/fd"
	run -0 listening run -b "$BUNDLE" "$ID" 5< /dev/null
	# ls itself opens one more, the directory
	is $'2 web:log 1\nfirst\nsecond\n0\n1\n2\n3\n4\n5'
}

@test "LISTEN_FDS: create takes them, start needs none" {
	config_sh "{ $SAY; cat <&4; } > /said"
	listening create -b "$BUNDLE" "$ID" < /dev/null > /dev/null 2>&1
	brig start "$ID"
	wait_status stopped
	equal $'2 web:log 1\nsecond' "$(cat "$BUNDLE/rootfs/said")"
}

@test "LISTEN_FDS: exec, whose program has another pid" {
	start
	run -0 listening exec "$ID" sh -c "$SAY; cat <&3; echo \$((\$\$ == 1)); exec ls /proc/self/fd" < /dev/null 5< /dev/null
	is $'2 web:log 1\nfirst\n0\n0\n1\n2\n3\n4\n5'
}

@test "LISTEN_FDS: --preserve-fds counts after them" {
	config_sh "$SAY; cat <&5; exec ls /proc/self/fd"
	run -0 listening run --preserve-fds 1 -b "$BUNDLE" "$ID" 5<<< third 6< /dev/null
	is $'2 web:log 1\nthird\n0\n1\n2\n3\n4\n5\n6'
	config_args sleep 1000
	start
	run -0 listening exec --preserve-fds 1 "$ID" sh -c 'cat <&5' < /dev/null 5<<< third
	is third
}

@test "LISTEN_FDS: in the container's own process namespace or the host's, the pid fits" {
	config '.linux.namespaces |= map(select(.type != "pid")) | .mounts |= map(select(.type != "proc"))
		| del(.linux.maskedPaths, .linux.readonlyPaths)'
	config_sh "$SAY"
	run -0 listening run -b "$BUNDLE" "$ID"
	is '2 web:log 1'
}

@test "LISTEN_FDS: what is meant for another process, or is none, is not handed on" {
	config_sh 'echo "$LISTEN_FDS,$LISTEN_PID"; exec ls /proc/self/fd'
	LISTEN_FDS=1 LISTEN_PID=1 run -0 brig run -b "$BUNDLE" "$ID" 3< /dev/null
	is $',\n0\n1\n2\n3'
	LISTEN_FDS=1 run -0 brig run -b "$BUNDLE" "$ID" 3< /dev/null
	is $',\n0\n1\n2\n3'
	run -0 env LISTEN_FDS=0 bash -c 'LISTEN_PID=$$ exec "$@"' sh "$BRIG" --root "$ROOT" run -b "$BUNDLE" "$ID"
	is $',\n0\n1\n2\n3'
}

@test "LISTEN_FDS: a wrong number, and descriptors that are not open, are errors" {
	LISTEN_FDS=x run bash -c 'LISTEN_PID=$$ exec "$@"' sh "$BRIG" --root "$ROOT" run -b "$BUNDLE" "$ID"
	equal 1 "$status"
	has 'LISTEN_FDS'
	LISTEN_FDS=90 run bash -c 'LISTEN_PID=$$ exec "$@"' sh "$BRIG" --root "$ROOT" run -b "$BUNDLE" "$ID"
	equal 1 "$status"
	has 'LISTEN_FDS 90: descriptor [0-9]+ is not open'
	assert_gone
}

@test "--preserve-fds does not take a descriptor of our own for one of the caller's" {
	config_args true
	run "$BRIG" --root "$ROOT" --log "$PWD/log" run --preserve-fds 1 -b "$BUNDLE" "$ID" 3>&-
	equal 1 "$status"
	has 'preserve-fds 1: descriptor 3 is not open'
}
