#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# list: table, json, ids only.
load helpers

# Tests share the state directory of the file and run one after the other: it is empty here.

@test "list of nothing: a header, [] or null, nothing" {
	run -0 brig list
	assert_output_matches '^ID +PID +STATUS +BUNDLE +CREATED +OWNER'
	assert_equal 1 "${#lines[@]}"
	run -0 brig list --format json
	[[ $output = '[]' || $output = null ]]
	run -0 brig list -q
	assert_output ''
}

@test "list when the state directory is not there" {
	ROOT=$BATS_TEST_TMPDIR/none
	run -0 brig list
	assert_output_matches '^ID +PID'
}

@test "list shows a line per container" {
	create
	config_args true
	brig run -d -b "$BUNDLE" "$ID-b" < /dev/null > /dev/null 2>&1
	wait_status stopped "$ID-b"
	run -0 brig list
	assert_output_matches "^ID +PID +STATUS +BUNDLE +CREATED +OWNER"
	assert_output_matches "^$ID +$(state_of pid) +created +$BUNDLE +20..-..-..T..:..:..[0-9.]*Z? +[a-z]+"
	assert_output_matches "^$ID-b +0 +stopped +$BUNDLE "
	assert_equal 3 "${#lines[@]}"
}

@test "list --format json" {
	config '.annotations = {a: "b"}'
	create
	run -0 brig list --format json
	assert_equal 1 "$(jq length <<< "$output")"
	assert_equal "$ID created $BUNDLE $(state_of pid)" "$(jq -r '.[0] | "\(.id) \(.status) \(.bundle) \(.pid)"' <<< "$output")"
	assert_equal b "$(jq -r '.[0].annotations.a' <<< "$output")"
	assert_equal string "$(jq -r '.[0].created | type' <<< "$output")"
	assert_equal "$(id -un)" "$(jq -r '.[0].owner' <<< "$output")"
}

@test "list -f json, -f=json and --format=json are alike" {
	local option

	create
	for option in '-f json' '-f=json' '--format=json'; do
		# shellcheck disable=SC2086
		run -0 brig list $option
		assert_equal "$ID" "$(jq -r '.[0].id' <<< "$output")"
	done
}

@test "list -q and --quiet print ids, sorted" {
	brig create -b "$BUNDLE" "$ID-b" < /dev/null > /dev/null 2>&1
	brig create -b "$BUNDLE" "$ID-a" < /dev/null > /dev/null 2>&1
	run -0 brig list -q
	assert_output "$ID-a"$'\n'"$ID-b"
	run -0 brig list --quiet
	assert_output "$ID-a"$'\n'"$ID-b"
}

@test "list refuses another format, and arguments" {
	assert_brig_fails list --format yaml
	assert_output_matches yaml
	run brig list "$ID"
	[ "$status" -ne 0 ]
}

@test "list passes over what is no container" {
	create
	mkdir -p "$ROOT/$ID-empty"
	echo stray > "$ROOT/stray"
	run -0 brig list -q
	assert_output_matches "^$ID\$"
	rm -r "$ROOT/$ID-empty" "$ROOT/stray"
}
