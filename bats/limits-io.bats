#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# linux.resources.blockIO: values in the files of v1 or v2, and what they do to a loop device.
load helpers
load limits

teardown() {
	limits_end
	[ ! "${DISK:-}" ] || losetup -d "$DISK"
}

# A disk of the host's, /dev/disk in the container; $NUMBER is its MAJOR:MINOR.
disk_make() {
	require_limit_controller blkio
	[ -e /dev/loop-control ] || modprobe loop 2> /dev/null || skip "no loop devices on this host"
	truncate -s 16M disk.img
	DISK=$(losetup --find --show disk.img) || skip "no loop device can be set up"
	NUMBER=$((16#$(stat -c %t "$DISK"))):$((16#$(stat -c %T "$DISK")))
	config '.linux.devices = [{path: "/dev/disk", type: "b", major: $major, minor: $minor}]
		| .linux.resources.devices = [{allow: false, access: "rwm"},
			{allow: true, type: "b", major: $major, minor: $minor, access: "rw"}]' \
		--argjson major "${NUMBER%:*}" --argjson minor "${NUMBER#*:}"
}

block_io() { # NAME KEY VALUE : one entry of a list, for our disk
	config '.linux.resources.blockIO[$name] = [{major: $major, minor: $minor, ($key): $value}]' \
		--arg name "$1" --arg key "$2" --argjson value "$3" \
		--argjson major "${NUMBER%:*}" --argjson minor "${NUMBER#*:}"
}

# A throttle is in its file, and what it limits takes at least this long.
throttled() { # LIST RATE V1-FILE V2-KEY HUNDREDTHS DD-OPTION…
	local least=$5 took

	disk_make
	block_io "$1" rate "$2"
	config_sh "up() { awk '{ print int(\$1 * 100) }' /proc/uptime; }
		a=\$(up); dd status=none ${*:6} || exit 1; b=\$(up); echo \$((b - a)); sleep 1000"
	start
	if is_v1 blkio; then
		assert_equal "$NUMBER $2" "$(value blkio "blkio.throttle.$3")"
	else
		value blkio '' io.max | grep -Eqx "$NUMBER (.* )?$4=$2( .*)?"
	fi
	wait_for test -s "$BATS_TEST_TMPDIR/out"
	took=$(< "$BATS_TEST_TMPDIR/out")
	[ "$took" -ge "$least" ] || { echo "$took hundredths, not $least" && return 1; }
}

READ='if=/dev/disk of=/dev/null iflag=direct' WRITE='if=/dev/zero of=/dev/disk oflag=direct conv=notrunc'

# Or not always: the machine may be busy.
@test "without a throttle a disk is not slow" {
	disk_make
	# shellcheck disable=SC2016 # for the shell in the container
	run_sh "for try in 1 2 3 4 5 6 7 8 9; do
			a=\$(cut -d. -f1 /proc/uptime); dd status=none $READ bs=64k count=48; dd status=none $WRITE bs=4k count=48
			b=\$(cut -d. -f1 /proc/uptime); [ \$((b - a)) -gt 1 ] || exit 0
		done; exit 1"
}

@test "blockIO.throttleReadBpsDevice: 3 MiB at 2 MiB a second" {
	throttled throttleReadBpsDevice 2097152 read_bps_device rbps 100 "$READ" bs=64k count=48
}

@test "blockIO.throttleWriteBpsDevice: 3 MiB at 2 MiB a second" {
	throttled throttleWriteBpsDevice 2097152 write_bps_device wbps 100 "$WRITE" bs=64k count=48
}

@test "blockIO.throttleReadIOPSDevice: 48 reads, 30 a second" {
	throttled throttleReadIOPSDevice 30 read_iops_device riops 100 "$READ" bs=4k count=48
}

@test "blockIO.throttleWriteIOPSDevice: 48 writes, 30 a second" {
	throttled throttleWriteIOPSDevice 30 write_iops_device wiops 100 "$WRITE" bs=4k count=48
}

# Linux 5.16 to 6.4 counts for v1 only what a throttle lets pass.
@test "events --stats counts the bytes and operations of a disk" {
	disk_make
	block_io throttleReadBpsDevice rate 1099511627776
	block_io throttleWriteBpsDevice rate 1099511627776
	config_sh "dd status=none $READ bs=64k count=16; dd status=none $WRITE bs=4k count=2; echo done; sleep 1000"
	start
	wait_for grep -q done "$BATS_TEST_TMPDIR/out"
	run -0 brig events --stats "$ID"
	assert_equal '1048576 8192 16 2' "$(counted ioServiceBytesRecursive Read) $(counted ioServiceBytesRecursive Write) $(
		counted ioServicedRecursive Read) $(counted ioServicedRecursive Write)"
}

counted() { # KIND OPERATION : of our disk, in $output
	jq --arg kind "$1" --arg op "$2" --arg number "$NUMBER" \
		'.data.blkio[$kind][] | select(.op == $op and "\(.major):\(.minor)" == $number).value' <<< "$output"
}

@test "blockIO: several throttles of one device stand beside each other" {
	disk_make
	block_io throttleReadBpsDevice rate 1048576
	block_io throttleWriteIOPSDevice rate 100
	create
	if is_v1 blkio; then
		assert_equal "$NUMBER 1048576" "$(value blkio blkio.throttle.read_bps_device)"
		assert_equal "$NUMBER 100" "$(value blkio blkio.throttle.write_iops_device)"
	else
		assert_equal "$NUMBER rbps=1048576 wbps=max riops=max wiops=100" "$(value blkio '' io.max)"
	fi
}

@test "blockIO: a device that is not there is an error that names the entry" {
	require_limit_controller blkio
	resources '{blockIO: {throttleReadBpsDevice: [{major: 8, minor: 1000000, rate: 1}]}}'
	assert_plan_error 'blockIO.throttleReadBpsDevice\[0\]' 'no such device'
	resources '{blockIO: {throttleReadBpsDevice: [{major: 5000, minor: 0, rate: 1}]}}'
	assert_plan_error 'blockIO.throttleReadBpsDevice\[0\]' '5000:0 is not a device number'
}

# BFQ keeps weights, and for v2 a cost model too, by another file and on another scale.
@test "blockIO.weight is in the file of an I/O scheduler, or an error where none keeps it" {
	local dir

	require_limit_controller blkio
	resources '{blockIO: {weight: 200}}'
	if is_v1 blkio; then
		run_brig create -b "$BUNDLE" "$ID"
		if [ "$status" = 0 ]; then
			assert_equal 200 "$(value blkio blkio.bfq.weight | sed 's/default //')"
		else
			assert_output_matches 'linux.resources.blockIO.weight cannot be set.*blkio.weight and no blkio.bfq.weight'
		fi
		return
	fi
	create
	dir=$(group_dir blkio)
	if [ -e "$dir/io.bfq.weight" ]; then
		assert_equal 'default 200' "$(cat "$dir/io.bfq.weight")"
	else
		assert_equal 'default 1920' "$(cat "$dir/io.weight")"
	fi
}

@test "blockIO.weightDevice: a weight for one disk with BFQ; without it an error that says so" {
	local scheduler

	disk_make
	scheduler=/sys/block/$(basename "$DISK")/queue/scheduler
	block_io weightDevice weight 300
	echo none > "$scheduler"
	[ -e "$UNIFIED/io.cost.qos" ] || assert_plan_error 'blockIO.weightDevice\[0\]' 'scheduler|kernel or cgroup has no'
	echo bfq > "$scheduler" || skip "no BFQ in this kernel"
	create
	value blkio blkio.bfq.weight_device io.bfq.weight | grep -qx "$NUMBER 300"
	brig delete --force "$ID"
	echo none > "$scheduler"
}

@test "blockIO.leafWeight is an error that says where it could be kept" {
	require_limit_controller blkio
	resources '{blockIO: {leafWeight: 200}}'
	assert_plan_error blockIO.leafWeight 'v1 blkio hierarchy'
	resources '{blockIO: {weightDevice: [{major: 7, minor: 0, leafWeight: 200}]}}'
	assert_plan_error 'blockIO.weightDevice\[0\]' 'v1 blkio hierarchy'
}

@test "blockIO.weight out of range, and a device without a weight, are refused" {
	resources '{blockIO: {weight: 1001}}'
	assert_plan_error blockIO.weight 'not from 10 to 1000'
	resources '{blockIO: {weightDevice: [{major: 7, minor: 0}]}}'
	assert_plan_error 'blockIO.weightDevice\[0\]' 'neither weight nor leafWeight'
}
