#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# events: statistics as engines read them, and the OOM killer.
load helpers

need_memory() {
	require_controller memory
	config '.linux.resources.memory = {limit: 33554432, swap: 33554432}'
}

# A container that wants more memory than it may have, when told so, and survives it.
start_hungry() {
	need_memory
	config_sh 'while [ ! -e /tmp/go ]; do sleep 0.05; done; tail /dev/zero; echo "tail: $?"; sleep 1000'
	start
}

# Follows in the background; what it says goes to $BATS_TEST_TMPDIR/events. It is there when it has
# printed something.
follow() {
	"$BRIG" --root "$ROOT" events --interval 200ms "$ID" > "$BATS_TEST_TMPDIR/events" 2>&1 3>&- < /dev/null &
	FOLLOWER=$!
	wait_for grep -q stats "$BATS_TEST_TMPDIR/events"
}

@test "events --stats prints one object of the form that engines read" {
	start
	run -0 brig events --stats "$ID"
	assert_equal 1 "${#lines[@]}"
	jq -e '.type == "stats" and .id == $id and (.data | has("cpu") and has("memory") and has("pids") and
		has("blkio") and has("hugetlb") and has("rdma") and has("cpuset"))' --arg id "$ID" <<< "$output"
}

@test "events --stats: processor time grows and is in nanoseconds" {
	local begin before after

	config_sh 'while :; do :; done'
	start
	begin=$(date +%s%N)
	before=$(processor_time)
	wait_for grown_to $((before + 50000000))
	after=$(processor_time)
	[ $((after - before)) -lt $(($(date +%s%N) - begin)) ]
}

processor_time() {
	brig events --stats "$ID" | jq .data.cpu.usage.total
}

grown_to() { # NANOSECONDS
	[ "$(processor_time)" -gt "$1" ]
}

@test "events --stats: memory, its limit and what is used" {
	need_memory
	start
	run -0 brig events --stats "$ID"
	jq -e '.data.memory | .usage.limit == 33554432 and .usage.usage > 0 and .usage.usage < 33554432 and
		(.raw | length) > 10 and .swap.limit >= 33554432' <<< "$output"
}

@test "events --stats: the most memory there was, and memory of swap, kernel, sockets and files" {
	start_hungry
	touch "$BUNDLE/rootfs/tmp/go"
	wait_for grep -q 'tail: 137' "$BATS_TEST_TMPDIR/out"
	run -0 brig events --stats "$ID"
	jq -e '.data.memory | .usage.failcnt >= 0 and .usage.max > 16777216 and .usage.max <= 33554432 and .kernel.usage > 0
		and .kernelTCP.usage >= 0 and .cache >= 0 and .swap.limit == 33554432 and .swap.usage > 0' <<< "$output"
}

@test "events --stats: processors and memory nodes as lists of numbers" {
	require_controller cpuset
	config '.linux.resources.cpu = {cpus: "0", mems: "0"}'
	start
	run -0 brig events --stats "$ID"
	assert_equal "[0] [0]" "$(jq -c .data.cpuset.cpus <<< "$output") $(jq -c .data.cpuset.mems <<< "$output")"
}

@test "events --stats: processes and their limit, 0 when there is none" {
	require_controller pids
	config '.linux.resources.pids = {limit: 7}'
	config_sh 'sleep 999 & sleep 999 & wait'
	start
	wait_for eval '[ "$(brig ps --format json "$ID" | jq length)" = 3 ]'
	assert_equal '[3,7]' "$(brig events --stats "$ID" | jq -c '.data.pids | [.current, .limit]')"
	brig delete --force "$ID"
	config 'del(.linux.resources.pids)'
	start
	assert_equal 0 "$(brig events --stats "$ID" | jq -c .data.pids.limit)"
}

@test "events --stats: throttled time of a container with little of a processor" {
	require_controller cpu
	config '.linux.resources.cpu = {quota: 5000, period: 100000}'
	config_sh 'while :; do :; done'
	start
	throttled() {
		brig events --stats "$ID" |
			jq -e '.data.cpu.throttling | .throttledPeriods > 0 and .throttledTime > 10000000'
	}
	wait_for throttled
}

@test "events --stats: pressure where there is a cgroup v2 group" {
	[ -e /sys/fs/cgroup/cgroup.controllers ] || [ -d /sys/fs/cgroup/unified ] || skip "no cgroup v2 on this host"
	[ -e /proc/pressure/cpu ] || skip "no pressure stall information in this kernel"
	start
	run -0 brig events --stats "$ID"
	jq -e '.data | .cpu.psi.some.avg10 >= 0 and .memory.psi.full.total >= 0 and .blkio.psi.some.avg300 >= 0' <<< "$output"
}

@test "events reports that a process was killed for want of memory" {
	start_hungry
	follow
	touch "$BUNDLE/rootfs/tmp/go"
	wait_for grep -q 'tail: 137' "$BATS_TEST_TMPDIR/out"
	wait_for grep -qx "{\"type\":\"oom\",\"id\":\"$ID\"}" "$BATS_TEST_TMPDIR/events"
	brig kill "$ID" KILL
	wait $FOLLOWER
}

@test "events reports that init itself was killed for want of memory, then ends" {
	local try

	need_memory
	config_sh 'while [ ! -e /tmp/go ]; do sleep 0.05; done; exec tail /dev/zero'
	# systemd may remove the group, with what was counted, before anybody can look at it.
	for try in 1 2 3 4 5; do
		rm -f "$BUNDLE/rootfs/tmp/go"
		start
		follow
		touch "$BUNDLE/rootfs/tmp/go"
		wait $FOLLOWER
		assert_equal stopped "$(state_of status)"
		! grep -qx "{\"type\":\"oom\",\"id\":\"$ID\"}" "$BATS_TEST_TMPDIR/events" || return 0
		[ "${CGROUP_MANAGER-}" = systemd ] || break
		brig delete "$ID"
	done
	echo "no word of it in $try containers"
	return 1
}

@test "events says nothing of memory when there was enough" {
	need_memory
	start
	follow
	brig kill "$ID" KILL
	wait $FOLLOWER
	run cat "$BATS_TEST_TMPDIR/events"
	assert_output_matches '"type":"stats"'
	refute_output_matches oom
}

@test "events prints every interval, a line each, until the container stops" {
	local begin n

	start
	begin=$(date +%s%3N)
	follow
	wait_for eval '[ "$(wc -l < "$BATS_TEST_TMPDIR/events")" -ge 4 ]'
	brig kill "$ID" KILL
	wait $FOLLOWER
	n=$(jq -c 'select(.type == "stats")' "$BATS_TEST_TMPDIR/events" | wc -l)
	assert_equal "$n" "$(wc -l < "$BATS_TEST_TMPDIR/events")"
	[ "$n" -le $((($(date +%s%3N) - begin) / 200 + 1)) ]
}

@test "events ends when a container is deleted" {
	start
	follow
	brig delete --force "$ID"
	wait $FOLLOWER
}

@test "events of a paused and of a created container" {
	create
	run -0 brig events --stats "$ID"
	brig start "$ID"
	brig pause "$ID" || skip "cannot be paused here"
	run -0 brig events --stats "$ID"
}

@test "events of what is stopped, unknown or without a cgroup is an error" {
	start
	brig kill "$ID" KILL
	wait_status stopped
	assert_brig_fails events --stats "$ID"
	assert_output_matches "$ID is stopped"
	brig delete "$ID"
	assert_brig_fails events "$ID"
	assert_output_matches 'does not exist'
	config 'del(.linux.cgroupsPath, .linux.resources)'
	brig --cgroup-manager=disabled create -b "$BUNDLE" "$ID" < /dev/null > /dev/null 2>&1
	assert_brig_fails events --stats "$ID"
	assert_output_matches 'no cgroup of its own'
}

@test "events refuses an interval that is none" {
	start
	for time in 0 5 -1s x 0s ''; do
		assert_brig_fails events --interval "$time" "$ID"
		assert_output_matches interval
	done
}
