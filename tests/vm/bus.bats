#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# The system's D-Bus is stopped, or hangs, under a container of --cgroup-manager=systemd: an error
# in time, or the work done without it. For a virtual machine, and alone there.
load helpers

CGROUP_MANAGER=systemd

setup() {
	[ "$(systemd-detect-virt)" != none ] && [ -d /run/systemd/system ] || skip "no virtual machine with systemd"
	test_begin
}

teardown() {
	bus_back
	test_end
}

bus_hangs() {
	systemctl kill --kill-whom=main --signal=STOP dbus.service
	wait_for grep -q '^State:[[:space:]]T' "/proc/$(systemctl show -P MainPID dbus.service)/status"
}

bus_gone() {
	systemctl stop dbus.socket dbus.service
}

bus_back() {
	systemctl kill --kill-whom=main --signal=CONT dbus.service 2> /dev/null || :
	systemctl start dbus.socket dbus.service
	wait_for systemd_on_bus
}

systemd_on_bus() {
	busctl --timeout=2 status org.freedesktop.systemd1 > /dev/null 2>&1
}

# brig ends by itself in 60 s; what it said is $output, how it ended $status.
in_time() { # ARG…
	status=0
	timeout 60 "$BRIG" --root "$ROOT" --systemd-cgroup "$@" < /dev/null > said 2>&1 || status=$?
	output=$(< said)
	[ "$status" != 124 ] || { echo "not within 60 s: $*: $output" && return 1; }
}

nothing_left() {
	assert_gone
	run find /sys/fs/cgroup -name "*$ID*"
	assert_output ''
}

@test "bus: create without one is an error at once, and leaves nothing" {
	bus_gone
	in_time create -b "$BUNDLE" "$ID"
	assert_equal 1 "$status"
	assert_output_matches 'connect to systemd \(system bus\)'
	nothing_left
}

@test "bus: create with one that hangs is an error in time, and leaves nothing" {
	bus_hangs
	in_time create -b "$BUNDLE" "$ID"
	assert_equal 1 "$status"
	assert_output_matches 'systemd did not answer within [0-9]+ ms'
	nothing_left
}

@test "bus: whoever is killed while the second program asks takes it along" {
	local pid aid

	bus_hangs
	"$BRIG" --root "$ROOT" --systemd-cgroup create -b "$BUNDLE" "$ID" < /dev/null > said 2>&1 3>&- &
	pid=$!
	wait_for pgrep -x -P "$pid" brig-helper
	aid=$(pgrep -x -P "$pid" brig-helper)
	kill -KILL "$pid"
	wait "$pid" || :
	wait_for [ ! -e "/proc/$aid" ]
	bus_back
	in_time delete --force "$ID"
	assert_equal 0 "$status"
	nothing_left
}

@test "bus: what needs no systemd works without it" {
	config '.linux.resources.pids = {limit: 30}'
	start
	bus_hangs
	in_time exec "$ID" echo inside
	assert_equal '0 inside' "$status $output"
	in_time pause "$ID"
	assert_equal paused "$(state_of status)"
	in_time resume "$ID"
	in_time ps --format json "$ID"
	assert_output "[$(state_of pid)]"
	in_time events --stats "$ID"
	assert_equal 30 "$(jq .data.pids.limit <<< "$output")"
	in_time kill "$ID" KILL
	wait_status stopped
}

@test "bus: update with one that hangs is an error in time, and the old limit stands" {
	config '.linux.resources.pids = {limit: 30}'
	start
	bus_hangs
	in_time update --pids-limit 40 "$ID"
	assert_equal 1 "$status"
	assert_output_matches 'systemd did not answer'
	assert_equal 30 "$(cat "$(group_dir pids)/pids.max")"
	bus_back
	in_time update --pids-limit 40 "$ID"
	assert_equal '0 40' "$status $(cat "$(group_dir pids)/pids.max")"
}

@test "bus: delete with one that hangs, or without one, removes the container all the same" {
	local trouble unit=brig-$ID.scope

	for trouble in bus_hangs bus_gone; do
		start
		$trouble
		in_time delete --force "$ID"
		assert_equal 0 "$status"
		nothing_left
		bus_back
		wait_for unit_forgotten
	done
}

unit_forgotten() {
	[ -z "$(systemctl list-units --all --plain --no-legend "$unit")" ]
}
