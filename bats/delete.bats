#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# delete, with and without --force, in every state.
load helpers

@test "delete removes a stopped container, silently" {
	config_args true
	start
	wait_status stopped
	run -0 brig delete "$ID"
	assert_output ''
	assert_gone
}

@test "delete of a created container is an error that names --force" {
	create
	assert_brig_fails delete "$ID"
	assert_output_matches created
	assert_output_matches '--force'
	assert_equal created "$(state_of status)"
}

@test "delete of a running container is an error that says running" {
	start
	assert_brig_fails delete "$ID"
	assert_output_matches running
	assert_equal running "$(state_of status)"
}

@test "delete --force removes a created container" {
	create
	run -0 brig delete --force "$ID"
	assert_gone
}

@test "delete --force and -f remove a running container" {
	local pid

	start
	pid=$(state_of pid)
	run -0 brig delete --force "$ID"
	assert_gone
	wait_for gone "$pid"
	start
	run -0 brig delete "$ID" -f
	assert_gone
}

@test "delete --force of what does not exist is no error, delete is" {
	run -0 brig delete --force "$ID"
	assert_output ''
	assert_brig_fails delete "$ID"
	assert_output_matches "$ID"
}

@test "delete twice is an error" {
	config_args true
	start
	wait_status stopped
	brig delete "$ID"
	assert_brig_fails delete "$ID"
	assert_output_matches "$ID"
}

@test "delete without an id, and with a bad one, is an error" {
	run brig delete
	[ "$status" -ne 0 ]
	assert_brig_fails delete ../x
	assert_brig_fails delete --force ../x
}

@test "delete removes the cgroups, and those that the container made in its own" {
	local dir

	require_controller pids
	group_named "$TAG-cg"
	start
	for dir in $(group_dirs); do
		mkdir -p "$dir/deep/er"
	done
	brig delete --force "$ID"
	assert_equal '' "$(find /sys/fs/cgroup -path "*$TAG-cg*" 2> /dev/null)"
}

# 50 names of 100 bytes are 5 KB; a path has at most 4.
@test "delete removes groups that are nested deeper than a path can say" {
	local dir i name

	require_controller pids
	start
	dir=$(group_dir pids)
	name=$(printf 'n%.0s' {1..100})
	(
		cd "$dir"
		for ((i = 0; i < 50; i++)); do
			mkdir "$name"
			cd "./$name"
		done
	)
	brig kill "$ID" KILL
	wait_status stopped
	brig delete "$ID"
	[ ! -e "$dir" ]
}

@test "delete --force kills what runs without a pid namespace" {
	local child

	config 'del(.linux.namespaces[] | select(.type == "pid"))'
	config_sh 'sleep 999 & echo child $!; wait'
	start
	wait_for grep -q child "$BATS_TEST_TMPDIR/out"
	child=$(awk '/child/ { print $2 }' "$BATS_TEST_TMPDIR/out")
	brig delete --force "$ID"
	wait_for gone "$child"
	assert_gone
}

@test "delete of a stopped container whose processes live on kills them" {
	local child

	config 'del(.linux.namespaces[] | select(.type == "pid"))'
	config_sh 'setsid sleep 999 < /dev/null > /dev/null 2>&1 & echo child $!'
	start
	wait_status stopped
	child=$(awk '/child/ { print $2 }' "$BATS_TEST_TMPDIR/out")
	brig delete --force "$ID"
	wait_for gone "$child"
	assert_gone
}

@test "delete --force of a frozen container" {
	local dir

	require_controller freezer
	start
	dir=$(group_dir freezer)
	group_freeze FROZEN
	run -0 timeout 20 "$BRIG" --root "$ROOT" delete --force "$ID"
	assert_gone
	[ ! -d "$dir" ]
}

@test "delete works when the bundle has gone" {
	config_args true
	start
	wait_status stopped
	rm -rf "$BUNDLE"
	run -0 brig delete "$ID"
	assert_gone
}

@test "delete leaves other containers alone" {
	config_args true
	start
	wait_status stopped
	brig create -b "$BUNDLE" "$ID-2" < /dev/null > /dev/null 2>&1
	brig delete "$ID"
	assert_equal created "$(state_of status "$ID-2")"
}

@test "delete --force many times at once: all end well" {
	local i pids=() failed=0

	start
	for i in 1 2 3 4 5; do
		brig delete --force "$ID" &
		pids+=($!)
	done
	for i in "${pids[@]}"; do
		wait "$i" || failed=$((failed + 1))
	done
	assert_equal 0 "$failed"
	assert_gone
}
