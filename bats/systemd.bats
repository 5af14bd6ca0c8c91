#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# --systemd-cgroup: the scope, its properties, its end.
load helpers

CGROUP_MANAGER=systemd

setup() {
	[ -d /run/systemd/system ] || skip "no systemd runs here"
	[ "$(brig features | jq .linux.cgroup.systemd)" = true ] || skip "built without the systemd driver"
	test_begin
	UNIT=brig-$ID.scope
}

# shellcheck disable=SC2120 # as in helpers.bash, whose it stands for
create() { # [OPTION…]
	brig create -b "$BUNDLE" "$@" "$ID" < /dev/null > "$BATS_TEST_TMPDIR/out" 2> "$BATS_TEST_TMPDIR/err" ||
		{ cat "$BATS_TEST_TMPDIR/err" && return 1; }
}

property() { # NAME [UNIT]
	systemctl show -P "$1" "${2:-$UNIT}"
}

group_of() { # the container's group, seen from the mount point of systemd's hierarchy
	sed -n 's/^0:://p; s/^[0-9]*:name=systemd://p' "/proc/$(state_of pid)/cgroup" | grep . | sort -u | head -1
}

loaded() { # UNIT
	systemctl list-units --all --plain --no-legend "$1" | grep -q .
}

value() { # FILE: of the container's group in cgroup v2
	cat "/sys/fs/cgroup$(group_of)/$1"
}

@test "systemd: a scope in system.slice, which goes with the container" {
	start
	assert_equal "/system.slice/$UNIT" "$(group_of)"
	assert_equal "active yes system.slice" "$(property ActiveState) $(property Delegate) $(property Slice)"
	brig delete --force "$ID"
	run loaded "$UNIT"
	[ "$status" = 1 ]
}

@test "systemd: slice:prefix:name, in a slice within slices" {
	config '.linux.cgroupsPath = "bta-btb.slice:pre:" + $id' --arg id "$ID"
	UNIT=pre-$ID.scope
	start
	assert_equal "/bta.slice/bta-btb.slice/$UNIT" "$(group_of)"
	brig delete --force "$ID"
	config '.linux.cgroupsPath = "::" + $id' --arg id "$ID"
	UNIT=$ID.scope
	start
	assert_equal "/system.slice/$UNIT" "$(group_of)"
	brig delete --force "$ID"
	systemctl stop bta.slice
}

# systemd has its groups in v1.
need_v1() {
	[ -d /sys/fs/cgroup/systemd ] || skip "systemd has no groups in cgroup v1 here"
}

v1_value() { # CONTROLLER/FILE
	cat "$(group_dir "${1%%/*}")/${1#*/}"
}

v1_values() {
	local i

	for i in memory/memory.limit_in_bytes memory/memory.memsw.limit_in_bytes pids/pids.max \
		cpu/cpu.{shares,cfs_quota_us,cfs_period_us}; do
		v1_value $i
	done | xargs
}

properties() { # NAME…
	local i

	for i; do
		property "$i"
	done | xargs
}

V1_PROPERTIES=(MemoryLimit TasksMax CPUShares CPUQuotaPerSecUSec CPUQuotaPeriodUSec)

# Reloaded, and with a new unit in the slice, systemd writes the limits of all that are in there anew.
disturb() {
	systemctl daemon-reload
	systemd-run --quiet --scope -p CPUWeight=30 -p IOWeight=70 -p TasksMax=9 -p DevicePolicy=strict \
		-p MemoryMax=90M true 3>&-
	property ActiveState > /dev/null # what was queued is done before it answers
}

@test "systemd: a path, a slice that is none, an annotation that is none: refused" {
	config '.linux.cgroupsPath = "/a/b"'
	run_brig create -b "$BUNDLE" "$ID"
	[ "$status" = 1 ]
	assert_output_matches 'linux.cgroupsPath.*slice:prefix:name'
	config '.linux.cgroupsPath = "a/b.slice:p:n"'
	run_brig create -b "$BUNDLE" "$ID"
	[ "$status" = 1 ]
	config '.linux.cgroupsPath = "a--b.slice:p:n"'
	run_brig create -b "$BUNDLE" "$ID"
	[ "$status" = 1 ]
	assert_output_matches 'a--b.slice.*slice'
	config 'del(.linux.cgroupsPath) | .annotations = {"org.systemd.property.KillSignal": "uint64 x"}'
	run_brig create -b "$BUNDLE" "$ID"
	[ "$status" = 1 ]
	assert_output_matches 'org.systemd.property.KillSignal'
	config '.annotations = {"org.systemd.property.NoSuchThing": "true"}'
	run_brig create -b "$BUNDLE" "$ID"
	[ "$status" = 1 ]
	assert_output_matches 'systemd rejected.*NoSuchThing'
	assert_gone
}

@test "systemd: limits as properties and in files, also after a reload" {
	local i

	require_v2
	config '.linux.resources += {memory: {limit: 67108864, swap: 100663296, reservation: 33554432},
		pids: {limit: 20}, cpu: {shares: 2048, quota: 21000, period: 70000, cpus: "0"}}'
	start
	assert_equal '67108864 33554432 20 0 18446744073709551615' "$(for i in MemoryMax MemoryLow TasksMax AllowedCPUs MemoryHigh; do
		property $i; done | sed s/infinity/18446744073709551615/ | xargs)"
	# systemd keeps a quota to a hundredth of a percent.
	for i in 1 2; do
		assert_equal '67108864 33554432 33554432 20 21000 70000 0' "$(for i in memory.max memory.swap.max memory.low pids.max cpu.max \
			cpuset.cpus; do value $i; done | xargs)"
		systemctl daemon-reload
	done
}

@test "systemd: update tells systemd too" {
	require_v2
	config '.linux.resources.cpu = {quota: 33000, period: 70000} | .linux.resources.memory = {limit: 67108864}'
	start
	brig update --memory 50331648 --cpu-quota 20000 --pids-limit 30 "$ID"
	assert_equal '50331648 30 285.715ms' "$(for i in MemoryMax TasksMax CPUQuotaPerSecUSec; do property $i; done | xargs)"
	assert_equal '50331648 30 20000 70000' "$(for i in memory.max pids.max cpu.max; do value $i; done | xargs)"
	brig update --cpu-quota 14000 "$ID"
	systemctl daemon-reload
	assert_equal '50331648 30 14000 70000' "$(for i in memory.max pids.max cpu.max; do value $i; done | xargs)"
}

@test "systemd: on v1 limits are properties, and stand when systemd writes its own" {
	need_v1
	config '.linux.resources += {memory: {limit: 67108864, swap: 100663296}, pids: {limit: 20},
		cpu: {shares: 512, quota: 21000, period: 70000}}'
	start
	# systemd keeps a quota to a hundredth of a percent.
	assert_equal '67108864 20 512 300ms 70ms' "$(properties "${V1_PROPERTIES[@]}")"
	assert_equal '67108864 100663296 20 512 21000 70000' "$(v1_values)"
	disturb
	assert_equal '67108864 100663296 20 512 21000 70000' "$(v1_values)"
	assert_equal 'active 67108864' "$(properties ActiveState MemoryLimit)"
}

@test "systemd: on v1 a weight is a property, as far as systemd has one" {
	local dir

	need_v1
	modprobe -q bfq || :
	start
	dir=$(group_dir blkio)
	brig delete --force "$ID"
	config '.linux.resources.blockIO = {weight: 150}'
	run_brig create -b "$BUNDLE" "$ID"
	[ "$status" = 0 ] || { assert_output_matches 'no blkio.weight and no blkio.bfq.weight' && skip "no scheduler with weights here"; }
	disturb
	assert_equal "650 150" "$(property BlockIOWeight) $(sed 's/default //' "$dir/blkio.bfq.weight")"
	brig update --blkio-weight 90 "$ID"
	disturb
	assert_equal "90 90" "$(property BlockIOWeight) $(sed 's/default //' "$dir/blkio.bfq.weight")"
	brig update --blkio-weight 200 "$ID"
	assert_equal "1000 200" "$(property BlockIOWeight) $(sed 's/default //' "$dir/blkio.bfq.weight")"
}

@test "systemd: a limit of no processes is one of 1 for systemd" {
	config '.linux.resources.pids = {limit: 0}'
	start
	assert_equal 1 "$(property TasksMax)"
}

@test "systemd: update tells systemd of v1 too" {
	need_v1
	config '.linux.resources += {memory: {limit: 67108864}, cpu: {quota: 33000, period: 70000}}'
	start
	brig update --memory 50331648 --cpu-quota 35000 --cpu-share 300 --pids-limit 30 "$ID"
	assert_equal '50331648 30 300 500ms 70ms' "$(properties "${V1_PROPERTIES[@]}")"
	disturb
	assert_equal '50331648 30 300 35000 70000' "$(v1_values | cut -d' ' -f1,3-)"
	brig update --cpu-period 50000 --memory -1 "$ID"
	assert_equal 'infinity 30 300 700ms 50ms' "$(properties "${V1_PROPERTIES[@]}")"
	disturb
	assert_equal '9223372036854771712 30 300 35000 50000' "$(v1_values | cut -d' ' -f1,3-)"
}

@test "systemd: on v1 device rules are properties, and stand when systemd writes its own" {
	local before

	need_v1
	config '.linux.resources.devices = [{allow: false}, {allow: true, type: "c", major: 10, minor: 229, access: "rw"},
			{allow: true, type: "b", major: 7, access: "r"}]
		| .linux.devices = [{path: "/dev/kmsg", type: "c", major: 1, minor: 11}]'
	start
	assert_equal strict "$(property DevicePolicy)"
	run -0 property DeviceAllow
	assert_output_matches '^/dev/char/10:229 rw$'
	assert_output_matches '^block-7 r$'
	assert_output_matches '^char-\* m$'
	before=$(v1_value devices/devices.list | sort)
	disturb
	assert_equal "$before" "$(v1_value devices/devices.list | sort)"
	run brig exec "$ID" cat /dev/kmsg
	[ "$status" != 0 ]
	assert_output_matches 'Operation not permitted'
	brig exec "$ID" sh -c ': > /dev/null'
}

@test "systemd: on v1 all devices stay all; what systemd can't be told of is a warning" {
	need_v1
	config '.linux.resources.devices = [{allow: true}]'
	start
	disturb
	assert_equal "auto a *:* rwm" "$(property DevicePolicy) $(v1_value devices/devices.list)"
	brig delete --force "$ID"
	config_sh 'echo runs'
	run -0 brig run -b "$BUNDLE" "$ID"
	assert_output runs
	config '.linux.resources.devices = [{allow: true}, {allow: false, type: "c", major: 1, minor: 11, access: "rw"}]'
	run -0 brig run -b "$BUNDLE" "$ID"
	assert_output_matches "linux.resources.devices: systemd has no property for 'c 1:11 rw' .devices.deny."
	config '.linux.resources.devices = [{allow: false}, {allow: true, type: "c", minor: 11, access: "rw"}]'
	run -0 brig run -b "$BUNDLE" "$ID"
	assert_output_matches "systemd has no property for 'c \*:11 rw' .devices.allow."
}

@test "systemd: without a limit on processes there is none" {
	require_v2
	config 'del(.linux.resources.pids)'
	start
	assert_equal max "$(value pids.max)"
}

@test "systemd: properties by annotation, with their types" {
	config '.annotations = {"org.systemd.property.TimeoutStopUSec": "uint64 12000000",
		"org.systemd.property.KillSignal": "15", "org.systemd.property.Description": "'"'it is \\\\'mine\\\\''"'",
		"org.systemd.property.CollectMode": "\"inactive\"", "org.systemd.property.SendSIGHUP": "true",
		"org.systemd.property.After": "['"'dbus.service'"']", "org.systemd.property.RuntimeMaxSec": "uint64 600"}'
	start
	assert_equal "12s 15 it is 'mine' inactive yes 10min" "$(for i in TimeoutStopUSec KillSignal Description CollectMode SendSIGHUP \
		RuntimeMaxUSec; do property $i; done | tr '\n' ' ' | sed 's/ $//')"
	[[ " $(property After) " = *' dbus.service '* ]]
}

@test "systemd: pause, ps, resume" {
	start
	brig pause "$ID"
	assert_equal paused "$(state_of status)"
	brig resume "$ID"
	assert_equal "[$(state_of pid)]" "$(brig ps --format json "$ID" | jq -c .)"
}

@test "systemd: devices are allowed and denied" {
	config '.linux.resources.devices = [{allow: false, access: "rwm"}, {allow: true, type: "c", major: 1, minor: 3, access: "rw"}]
		| .linux.devices = [{path: "/dev/kmsg", type: "c", major: 1, minor: 11}]'
	config_sh 'echo x > /dev/null && echo null; cat /dev/kmsg > /dev/null || echo denied'
	run -0 brig run -b "$BUNDLE" "$ID"
	assert_output_matches '^null'
	assert_output_matches 'Operation not permitted'
	assert_output_matches '^denied'
}

@test "systemd: a container that was out of memory leaves no failed unit" {
	require_v2
	config '.linux.resources.memory = {limit: 8388608, swap: 8388608}'
	config_sh 'head -c 100000000 /dev/zero | tail -c 90000000 > /dev/null; sleep 1000'
	create
	brig start "$ID"
	wait_for grep -q '^oom_kill [1-9]' "/sys/fs/cgroup$(group_of)/memory.events"
	brig delete --force "$ID"
	run loaded "$UNIT"
	[ "$status" = 1 ]
}

@test "systemd: the program's own groups go with the container" {
	require_v2
	config '.mounts |= map(if .type == "cgroup" then .options -= ["ro"] else . end)'
	config_sh 'mkdir /sys/fs/cgroup/a /sys/fs/cgroup/a/b && echo $$ > /sys/fs/cgroup/a/b/cgroup.procs; exec sleep 1000'
	start
	wait_for test -d "/sys/fs/cgroup/system.slice/$UNIT/a/b"
	brig delete --force "$ID"
	[ ! -e "/sys/fs/cgroup/system.slice/$UNIT" ]
}

@test "systemd: a unit of this name that is somebody else's is an error, and stays" {
	systemd-run --quiet --unit="$UNIT" --scope sleep 1000 > /dev/null 2>&1 3>&- &
	wait_for systemctl -q is-active "$UNIT"
	run_brig create -b "$BUNDLE" "$ID"
	[ "$status" = 1 ]
	assert_output_matches "$UNIT"
	systemctl -q is-active "$UNIT"
	systemctl stop "$UNIT"
	assert_gone
}

# The life of one container: of ten, eight end by themselves.
live() { # NUMBER
	case $(($1 % 10)) in
	8) brig create -b "$BUNDLE" "$ID-$1" && brig delete --force "$ID-$1" ;;
	9) brig run --detach -b "$BUNDLE" "$ID-$1" && brig delete --force "$ID-$1" ;;
	*) "$BRIG" --root "$ROOT" --systemd-cgroup run -b "$BUNDLE" "$ID-$1" || [ $? = 3 ] ;;
	esac < /dev/null > "$1.out" 2>&1 3>&-
}

@test "systemd: 100 containers, ten at a time: no unit is left, loaded or failed" {
	# slow: 100 containers, each with a scope that systemd makes and removes
	local i lot pids failed=0

	config_sh 'exit 3'
	for lot in 0 1 2 3 4 5 6 7 8 9; do
		pids=()
		for i in 0 1 2 3 4 5 6 7 8 9; do
			live $((lot * 10 + i)) &
			pids+=($!)
		done
		for i in "${pids[@]}"; do
			wait "$i" || failed=$((failed + 1))
		done
	done
	assert_equal 0 "$failed"
	run systemctl list-units --all --plain --no-legend "*$TAG*"
	assert_output ''
}

@test "systemd: a bus that does not answer is an error in time" {
	PYTHONPATH=$HERE python3 -c 'import sys, time
from listen import listen
s = listen(sys.argv[1]); time.sleep(100)' "$BATS_TEST_TMPDIR/bus" 3>&- &
	local pid=$!

	wait_for test -S "$BATS_TEST_TMPDIR/bus"
	export DBUS_SYSTEM_BUS_ADDRESS=unix:path=$BATS_TEST_TMPDIR/bus
	status=0
	timeout 100 "$BRIG" --root "$ROOT" --systemd-cgroup create -b "$BUNDLE" "$ID" < /dev/null > said 2>&1 || status=$?
	output=$(< said)
	kill $pid
	[ "$status" = 1 ]
	assert_output_matches 'systemd did not answer'
	unset DBUS_SYSTEM_BUS_ADDRESS
	assert_gone
}
