#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Every step of create, of parent and child, is made to fail once, and the runtime is killed once after
# each: one clean error and nothing left, or what is left is listed and wholly removed. Needs a build
# with -Dfault=true (scripts/test makes the sanitizer build so).
load helpers

setup() {
	grep -q BRIG_FAULT_KILL "$BRIG" || skip "this build cannot make a step fail (-Dfault=true can)"
	test_begin
	# Something for every step to do.
	config '.hooks = {prestart: [$h], createRuntime: [$h], createContainer: [$h], startContainer: [$h + {path: "/bin/true"}]}
		| .linux.sysctl = {"kernel.shm_rmid_forced": "1"}
		| .linux.resources.pids.limit = 100
		| .linux.cgroupsPath = "/" + $id + "/c"' --argjson h '{"path": "/bin/true"}' --arg id "$ID"
}

# The names of the steps that one process of a create goes through, of both in their order.
steps_of() { # runtime|container
	brig --trace "$BATS_TEST_TMPDIR/t.json" create -b "$BUNDLE" --pid-file "$BATS_TEST_TMPDIR/pid" "$ID-trace" \
		< /dev/null > /dev/null
	brig delete --force "$ID-trace"
	rm "$BATS_TEST_TMPDIR/pid"
	# Without joinable, which init runs after create has the last message, and which a trace may have or not.
	jq -r --arg cat "$1" '.[] | select(.ph == "X" and .cat == $cat and .name != "joinable") | .name' \
		"$BATS_TEST_TMPDIR/t.json"
}

nothing_left() {
	assert_equal "" "$(brig list -q)"
	assert_equal "" "$(find /sys/fs/cgroup -type d -path "*$ID*")"
	assert_equal "" "$(grep -lFsz "TAG=$TAG" /proc/[0-9]*/environ | while read -r f; do
		is_ours "$(cut -d/ -f3 <<< "$f")" || echo "$f"; done 2> /dev/null)"
	[ ! -e "$BATS_TEST_TMPDIR/pid" ]
}

create_with_pid_file() {
	timeout 10 "$BRIG" --root "$ROOT" create -b "$BUNDLE" --pid-file "$BATS_TEST_TMPDIR/pid" "$ID" \
		< /dev/null > "$BATS_TEST_TMPDIR/out" 2> "$BATS_TEST_TMPDIR/err"
}

@test "each step of the runtime fails once: one error that names it, nothing left" {
	steps_of runtime > steps
	[ "$(wc -l < steps)" -gt 15 ]
	while read -r step; do
		echo "step $step"
		BRIG_FAULT=$step run -1 create_with_pid_file
		grep -q "made to fail at step $step" "$BATS_TEST_TMPDIR/err"
		assert_equal 1 "$(wc -l < "$BATS_TEST_TMPDIR/err")"
		nothing_left
	done < steps
	echo "# $(wc -l < steps) steps of the runtime" >&3
}

@test "each step of init up to the gate fails once: one error that names it, nothing left" {
	steps_of container > steps
	[ "$(wc -l < steps)" -gt 20 ]
	while read -r step; do
		echo "step $step"
		BRIG_FAULT=$step run -1 create_with_pid_file
		grep -q "made to fail at step $step" "$BATS_TEST_TMPDIR/err"
		nothing_left
	done < steps
	echo "# $(wc -l < steps) steps of init" >&3
}

@test "each step of init from the gate on fails once: start says so, the container is stopped or gone" {
	for step in start-hooks rlimits mark-cloexec announce-exec seccomp exec; do
		echo "step $step"
		BRIG_FAULT=$step create
		run -1 timeout 10 "$BRIG" --root "$ROOT" start "$ID"
		assert_output_matches "made to fail at step $step"
		run -0 brig delete --force "$ID"
		nothing_left
	done
}

@test "the runtime is killed after each of its steps: delete --force removes what is left" {
	steps_of runtime > steps
	while read -r step; do
		echo "step $step"
		BRIG_FAULT_KILL=$step run create_with_pid_file
		[ "$status" -ge 128 ]
		rm -f "$BATS_TEST_TMPDIR/pid"
		assert_equal "$ID" "$(brig list -q)"
		run -0 timeout 15 "$BRIG" --root "$ROOT" delete --force "$ID"
		nothing_left
	done < steps
}

@test "init is killed after each of its steps: create fails, nothing left" {
	steps_of container > steps
	while read -r step; do
		[ "$step" != ready ] || continue # then create is over
		echo "step $step"
		BRIG_FAULT_KILL=$step run -1 create_with_pid_file
		nothing_left
	done < steps
}
