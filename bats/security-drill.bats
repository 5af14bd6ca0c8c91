#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Neighbours look into every process of brig's before each of its steps (tests/fault/peek-drill). Needs a
# build with -Dfault=true (scripts/test makes the sanitizer build so).
load helpers

setup() {
	require_root
	grep -q BRIG_FAULT_STOP "$BRIG" || skip "this build cannot stop at a step (-Dfault=true can)"
	test_begin
	FAULT=$(cd "$BATS_TEST_DIRNAME/../tests/fault" && pwd)
}

# A table without the lines that match, for a life.
without() { # PATTERN LIFE
	grep -v "$1" "$FAULT/peek-table" > table
	run "$FAULT/peek-drill" --brig "$BRIG" --table table "$2"
}

@test "neighbours see of stopped processes what tests/fault/peek-table says, and no more" {
	# slow: every process is stopped and inspected before each of its steps
	run "$FAULT/peek-drill" --brig "$BRIG"
	assert_output_matches '^[1-9][0-9]{3} looks at [0-9]+ places in [0-9]+ s, 0 saw too much, 0 other problems$'
	assert_equal 0 "$status"
	echo "# ${lines[-1]}" >&3
}

@test "what is seen and not in the table makes the drill fail" {
	without fd-numbers plain
	assert_equal 1 "$status"
	assert_output_matches '^plain/create host-proc sealed-start.*: fd-numbers$'
	without 'process_vm_readv' plain
	assert_equal 1 "$status"
	assert_output_matches '^plain/control inside control: .*process_vm_readv ptrace pidfd_getfd$'
}
