#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# An ordinary user to whom no control group is delegated: what works, and what says how to get one.
load helpers

setup() {
	! is_root || skip "for an ordinary user"
	[ ! -w "$(hierarchy)$(sed -n 's/^0:://p' /proc/self/cgroup)/.." ] || skip "control groups are delegated here"
	test_begin
}

@test "bare: a container without limits runs in the group of its caller" {
	config '.linux.namespaces |= map(select(.type != "cgroup"))'
	run_sh 'cat /proc/self/cgroup'
	assert_output "$(cat /proc/self/cgroup)"
}

@test "bare: create, start, exec, ps, kill, delete" {
	start
	run -0 brig exec "$ID" echo inside < /dev/null
	assert_output inside
	brig kill "$ID" KILL
	wait_status stopped
	brig delete "$ID"
	start
	brig delete --force "$ID"
	assert_gone
}

@test "bare: a limit is refused in one line, which says what is missing and how to get it" {
	require_v2
	config '.linux.resources.pids = {limit: 20}'
	assert_brig_fails create -b "$BUNDLE" "$ID"
	assert_equal 1 "$(wc -l <<< "$output")"
	assert_output_matches 'delegated to this user.*--systemd-cgroup.*systemd-run --user --scope'
	assert_gone
}

@test "bare: a limit where v2 has no controllers is refused in one line" {
	[ "$(stat -f -c %T /sys/fs/cgroup)" != cgroup2fs ] || skip "for hosts with cgroup v1"
	config '.linux.resources.pids = {limit: 20}'
	assert_brig_fails create -b "$BUNDLE" "$ID"
	assert_equal 1 "$(wc -l <<< "$output")"
	assert_output_matches 'pids.*a user can set only limits of controllers that are delegated in cgroup v2'
	assert_gone
}

@test "bare: both ways that the line names lead to the limit" {
	require_v2
	config '.linux.resources.pids = {limit: 20}
		| .mounts += [{destination: "/sys/fs/cgroup", type: "cgroup", source: "cgroup", options: ["ro"]}]'
	config_sh 'cat /sys/fs/cgroup/pids.max'
	run -0 brig --systemd-cgroup run -b "$BUNDLE" "$ID"
	assert_output 20
	run -0 systemd-run --user --scope --quiet "$BRIG" --root "$ROOT" run -b "$BUNDLE" "$ID"
	assert_output 20
}

@test "bare: what needs a group of the container's own is an error that says so" {
	local words

	start
	for words in 'update --pids-limit 5' pause 'events --stats'; do
		# shellcheck disable=SC2086 # words
		assert_brig_fails $words "$ID"
		assert_output_matches 'no cgroup of its own'
	done
}
