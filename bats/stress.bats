#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Many containers, one after the other and at once; nothing is left.
load helpers

@test "run of true, 200 times in a row" {
	# slow: 200 containers, one after the other
	local i

	config_args true
	for ((i = 0; i < 200; i++)); do
		brig run -b "$BUNDLE" "$ID-$i" < /dev/null
	done
	run -0 brig list -q
	assert_output ''
}

@test "run of true, 50 at once" {
	local i pid pids=() failed=0

	config_args true
	for ((i = 0; i < 50; i++)); do
		brig run -b "$BUNDLE" "$ID-$i" < /dev/null &
		pids+=($!)
	done
	for pid in "${pids[@]}"; do
		wait "$pid" || failed=$((failed + 1))
	done
	assert_equal 0 "$failed"
	run -0 brig list -q
	assert_output ''
}

@test "create of one id by ten at once: exactly one wins" {
	local i pid pids=() won=0

	for ((i = 0; i < 10; i++)); do
		brig create -b "$BUNDLE" "$ID" < /dev/null > /dev/null 2>&1 &
		pids+=($!)
	done
	for pid in "${pids[@]}"; do
		wait "$pid" && won=$((won + 1))
	done
	assert_equal 1 "$won"
	assert_equal created "$(state_of status)"
}

@test "list while containers come and go" {
	local i

	config_args true
	for ((i = 0; i < 30; i++)); do
		brig run -b "$BUNDLE" "$ID-$i" < /dev/null
	done &
	for ((i = 0; i < 30; i++)); do
		brig list > /dev/null
		brig list --format json | jq -e 'type' > /dev/null
	done
	wait $!
}

@test "create killed at any moment leaves what delete --force removes" {
	local i pid

	for i in 0 1 2 3 5 8 12 16 20 25 30; do
		brig create -b "$BUNDLE" "$ID" < /dev/null > /dev/null 2>&1 &
		pid=$!
		sleep "0.0$(printf %02d "$i")"
		pkill -KILL -f -- "--root $ROOT create -b $BUNDLE $ID" 2>/dev/null || :
		wait $pid || :
		brig delete --force "$ID"
		[ ! -e "$ROOT/$ID" ]
	done
}
