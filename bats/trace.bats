#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# --trace and BRIG_TRACE: Trace Event JSON of the steps of parent and child.
load helpers

@test "--trace writes the steps of parent and child" {
	config_args true
	run -0 "$BRIG" --root "$ROOT" --trace "$BATS_TEST_TMPDIR/t.json" run -b "$BUNDLE" "$ID"
	jq -e '(if type == "array" then . else .traceEvents end) | length > 5' "$BATS_TEST_TMPDIR/t.json"
	jq -e '[(if type == "array" then . else .traceEvents end)[] | select(.ph == "X") | (.ts | type), (.dur | type)] | unique == ["number"]' "$BATS_TEST_TMPDIR/t.json"
	jq -e '[(if type == "array" then . else .traceEvents end)[] | .pid // .tid, .tid] | unique | length >= 2' "$BATS_TEST_TMPDIR/t.json"
	output=$(jq -r '(if type == "array" then . else .traceEvents end)[].name' "$BATS_TEST_TMPDIR/t.json")
	assert_output_matches mounts
	assert_output_matches pivot
	assert_output_matches cgroup
}

@test "BRIG_TRACE does the same; create and start each write theirs" {
	BRIG_TRACE=$BATS_TEST_TMPDIR/c.json create
	jq -e '(if type == "array" then . else .traceEvents end) | length > 5' "$BATS_TEST_TMPDIR/c.json"
	BRIG_TRACE=$BATS_TEST_TMPDIR/s.json brig start "$ID"
	jq -e . "$BATS_TEST_TMPDIR/s.json" > /dev/null
}

@test "--trace of a create that fails is still whole" {
	config '.mounts += [{destination: "/data", type: "tmpfs", source: "tmpfs", options: ["size=nonsense"]}]'
	run_brig --trace "$BATS_TEST_TMPDIR/t.json"
	run -1 "$BRIG" --root "$ROOT" --trace "$BATS_TEST_TMPDIR/t.json" create -b "$BUNDLE" "$ID"
	jq -e . "$BATS_TEST_TMPDIR/t.json" > /dev/null
}

@test "--trace to where nothing can be written is an error" {
	config_args true
	run "$BRIG" --root "$ROOT" --trace /no/such/dir/t run -b "$BUNDLE" "$ID"
	assert_equal 1 "$status"
	assert_output_matches /no/such/dir/t
}

@test "neither the trace nor BRIG_TRACE reaches the container" {
	config_sh 'env; ls /proc/self/fd'
	BRIG_TRACE=$BATS_TEST_TMPDIR/c.json run -0 brig run -b "$BUNDLE" "$ID"
	refute_output_matches BRIG_TRACE
	refute_output_matches '^4$'
}
