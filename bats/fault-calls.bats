#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# A part of what tests/fault/drill does, and of tests/soak: system calls that fail, the runtime killed
# before some, and many lives at random. Both by hand are complete.
load helpers

setup() {
	require_root
	test_begin
	TESTS=$(cd "$BATS_TEST_DIRNAME/../tests" && pwd)
}

# A brig whose delete leaves the directory.
leaky() {
	printf '#!/bin/sh\n"%s" "$@" || exit\ncase $3 in delete) for id; do :; done; mkdir -p "$2/$id";; esac\n' "$BRIG" > brig
	chmod +x brig
}

# The machine of tests/vm is slow, and has more time for a case.
within() { # COMMAND…
	timeout $((${BATS_TEST_TIMEOUT:-180} - 10)) "$@"
}

drill() { # ARG…
	within "$TESTS/fault/drill" --brig "$BRIG" "$@"
}

@test "a call that fails is one error, and nothing is left; or brig does without it" {
	# slow: each 37th system call of seven commands is made to fail
	! grep -aq __asan_init "$BRIG" || skip "a sanitizer makes calls of its own, and does not bear that they fail"
	run -0 drill --sample 37 create run-userns start exec kill delete update
	assert_output_matches '^[1-9][0-9]+ points drilled, 0 not clean'
	echo "# ${lines[-1]}" >&3
}

@test "delete --force: a signal, a read, a removal that fails loses nothing" {
	run -0 drill --only pidfd_send_signal,read,unlinkat delete-force
	assert_output_matches '^[1-9][0-9]* points drilled, 0 not clean'
}

@test "a seek, an accept, a receive that fail cut no filter or input off and lose no created container" {
	# slow: each of these system calls of three commands is made to fail
	! grep -aq __asan_init "$BRIG" || skip "as above"
	run -0 drill --messages --only lseek,accept4,recvmsg create run ps
	assert_output_matches '^[1-9][0-9]* points drilled, 0 not clean'
	refute_output_matches 'Broken pipe|without a word'
	echo "# ${lines[-1]}" >&3
}

@test "the drill sees what is left" {
	leaky
	run -1 timeout 60 "$TESTS/fault/drill" --brig brig --point start:0:1:EIO
	assert_output_matches 'left: file'
}

@test "200 lives at random, eight at once, the runtime killed now and then" {
	# slow: 200 lives
	run -0 within "$TESTS/soak" --brig "$BRIG" --lives 200 --seed "$RANDOM"
	assert_output_matches '^200 lives in'
	assert_output_matches '^0 problems'
	echo "# ${lines[0]}" >&3
}

@test "the soak sees what is left" {
	# slow: the soak ends only after it has waited for what is left to go
	leaky
	run timeout 60 "$TESTS/soak" --brig brig --lives 3 --kill 0
	[ "$status" != 0 ]
	assert_output_matches "left: \['/"
}
