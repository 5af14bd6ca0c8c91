#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# update: each limit read back from its file; partial updates; a failed one changes nothing.
load helpers
load limits

# The option has this effect.
updates() { # OPTION VALUE CONTROLLER V1-FILE EXPECTED V2-FILE EXPECTED
	run -0 brig update "$1" "$2" "$ID"
	assert_output ''
	assert_equal "$(is_v1 "$3" && echo "$5" || echo "$7")" "$(value "$3" "$4" "$6")"
}

@test "update --memory, with every suffix, and -1" {
	require_controller memory
	start
	updates --memory 67108864 memory memory.limit_in_bytes 67108864 memory.max 67108864
	updates --memory 32m memory memory.limit_in_bytes 33554432 memory.max 33554432
	updates --memory 65536k memory memory.limit_in_bytes 67108864 memory.max 67108864
	updates --memory 1G memory memory.limit_in_bytes 1073741824 memory.max 1073741824
	updates --memory -1 memory memory.limit_in_bytes 9223372036854771712 memory.max max
}

@test "update --memory and --memory-swap, up and down" {
	local m=memory

	require_controller memory
	config '.linux.resources.memory = {limit: 33554432, swap: 33554432}'
	start
	run -0 brig update --memory 64m --memory-swap 96m "$ID"
	assert_equal "$(is_v1 $m && echo 100663296 || echo 33554432)" "$(value $m memory.memsw.limit_in_bytes memory.swap.max)"
	run -0 brig update --memory 16m --memory-swap 16m "$ID"
	assert_equal 16777216 "$(value $m memory.limit_in_bytes memory.max)"
	assert_equal "$(is_v1 $m && echo 16777216 || echo 0)" "$(value $m memory.memsw.limit_in_bytes memory.swap.max)"
	run -0 brig update --memory-swap -1 "$ID"
	assert_equal 16777216 "$(value $m memory.limit_in_bytes memory.max)"
	assert_equal "$(is_v1 $m && echo 9223372036854771712 || echo max)" "$(value $m memory.memsw.limit_in_bytes memory.swap.max)"
}

@test "update --memory-swap alone goes with the limit that stands, --memory alone with the swap" {
	require_limit_controller memory
	resources '{memory: {limit: 33554432, swap: 67108864}}'
	start
	run -0 brig update --memory-swap 48m "$ID"
	assert_cgroup_file memory memory.memsw.limit_in_bytes 50331648 memory.swap.max 16777216
	assert_cgroup_file memory memory.limit_in_bytes 33554432 memory.max 33554432
	run -0 brig update --memory 40m "$ID"
	assert_cgroup_file memory memory.limit_in_bytes 41943040 memory.max 41943040
	assert_cgroup_file memory memory.memsw.limit_in_bytes 50331648 memory.swap.max 16777216
	assert_brig_fails update --memory-swap 8m "$ID"
	assert_cgroup_file memory memory.memsw.limit_in_bytes 50331648 memory.swap.max 16777216
}

@test "update --memory takes effect" {
	require_limit_controller memory
	resources '{memory: {limit: 268435456, swap: 268435456}}'
	config_sh 'while [ ! -e /tmp/go ]; do sleep 0.05; done; tail /dev/zero; echo "tail: $?"; sleep 1000'
	start
	brig update --memory 32m --memory-swap 32m "$ID"
	touch "$BUNDLE/rootfs/tmp/go"
	wait_for grep -q 'tail: 137' "$BATS_TEST_TMPDIR/out"
}

@test "update --memory-reservation" {
	require_controller memory
	start
	updates --memory-reservation 8m memory memory.soft_limit_in_bytes 8388608 memory.low 8388608
}

@test "update --pids-limit: a number, and none" {
	require_controller pids
	start
	updates --pids-limit 20 pids pids.max 20 pids.max 20
	updates --pids-limit -1 pids pids.max max pids.max max
}

@test "update --pids-limit takes effect" {
	require_controller pids
	config_sh 'while [ ! -e /tmp/go ]; do sleep 0.05; done; sleep 999 & sleep 999 & sleep 999 & echo all; wait'
	start
	brig update --pids-limit 2 "$ID"
	touch "$BUNDLE/rootfs/tmp/go"
	wait_for grep -qi 'fork' "$BATS_TEST_TMPDIR/err"
	run grep all "$BATS_TEST_TMPDIR/out"
	[ "$status" != 0 ]
}

@test "update --cpu-quota keeps the period, --cpu-period keeps the quota" {
	require_controller cpu
	config '.linux.resources.cpu = {quota: 20000, period: 50000}'
	start
	assert_equal '20000 50000' "$(quota_and_period)"
	run -0 brig update --cpu-quota 30000 "$ID"
	assert_equal '30000 50000' "$(quota_and_period)"
	run -0 brig update --cpu-period 60000 "$ID"
	assert_equal '30000 60000' "$(quota_and_period)"
	run -0 brig update --cpu-quota 1000 --cpu-period 2000 "$ID"
	assert_equal '1000 2000' "$(quota_and_period)"
	run -0 brig update --cpu-quota -1 "$ID"
	# Beside no quota systemd writes a period of its own.
	case $(is_v1 cpu && echo v1)${CGROUP_MANAGER-} in
	v1*) assert_equal '-1 2000' "$(quota_and_period)" ;;
	systemd) wait_for eval '[ "$(quota_and_period)" = "max 100000" ]' ;;
	*) assert_equal 'max 2000' "$(quota_and_period)" ;;
	esac
}

@test "update --cpu-share, --cpu-idle, --cpu-burst" {
	require_controller cpu
	start
	updates --cpu-share 2048 cpu cpu.shares 2048 cpu.weight 174
	if [ -e "$(file_of cpu cpu.cfs_burst_us cpu.max.burst)" ]; then
		run -0 brig update --cpu-quota 20000 --cpu-period 50000 --cpu-burst 10000 "$ID"
		assert_equal 10000 "$(value cpu cpu.cfs_burst_us cpu.max.burst)"
	fi
	if [ -e "$(file_of cpu cpu.idle cpu.idle)" ]; then
		updates --cpu-idle 1 cpu cpu.idle 1 cpu.idle 1
		updates --cpu-idle 0 cpu cpu.idle 0 cpu.idle 0
	fi
}

@test "update --cpu-burst alone keeps quota and period; more than the quota is refused" {
	require_limit_controller cpu
	resources '{cpu: {quota: 20000, period: 50000}}'
	start
	updates --cpu-burst 10000 cpu cpu.cfs_burst_us 10000 cpu.max.burst 10000
	assert_equal '20000 50000' "$(quota_and_period)"
	assert_brig_fails update --cpu-burst 30000 "$ID"
	assert_cgroup_file cpu cpu.cfs_burst_us 10000 cpu.max.burst 10000
}

@test "update --cpu-rt-period and --cpu-rt-runtime; without them on this host an error that says where" {
	require_limit_controller cpu
	[ "${CGROUP_MANAGER:-cgroupfs}" = cgroupfs ] || skip "a slice of systemd has no real time to give"
	group_named "$ID"
	start
	if is_v1 cpu && [ -e "$(file_of cpu cpu.rt_period_us)" ]; then
		updates --cpu-rt-period 900000 cpu cpu.rt_period_us 900000
		updates --cpu-rt-runtime 20000 cpu cpu.rt_runtime_us 20000
		assert_equal 900000 "$(value cpu cpu.rt_period_us)"
	else
		assert_brig_fails update --cpu-rt-period 900000 "$ID"
		assert_output_matches 'resources.cpu.realtimePeriod.*v1 cpu hierarchy'
		assert_brig_fails update --cpu-rt-runtime 20000 "$ID"
		assert_output_matches 'resources.cpu.realtimeRuntime.*v1 cpu hierarchy'
	fi
}

@test "update --cpuset-cpus and --cpuset-mems" {
	require_controller cpuset
	start
	updates --cpuset-cpus 0 cpuset cpuset.cpus 0 cpuset.cpus 0
	updates --cpuset-mems 0 cpuset cpuset.mems 0 cpuset.mems 0
	assert_equal 0 "$(awk '/Cpus_allowed_list/ { print $2 }' "/proc/$(state_of pid)/status")"
}

@test "update --blkio-weight, in the file of the scheduler that keeps it" {
	require_limit_controller blkio
	start
	run_brig update --blkio-weight 200 "$ID"
	if [ -e "$(file_of blkio blkio.bfq.weight io.bfq.weight)" ]; then
		assert_equal 200 "$(value blkio blkio.bfq.weight io.bfq.weight | sed 's/default //')"
	elif is_v2 blkio && [ -e "$(group_dir)/io.weight" ]; then
		assert_equal 'default 1920' "$(value blkio '' io.weight)"
	else
		assert_output_matches "resources.blockIO.weight cannot be set"
	fi
	assert_brig_fails update --blkio-weight 1001 "$ID"
	assert_output_matches '1001'
}

@test "update --kernel-memory is accepted with a warning" {
	start
	run -0 brig update --kernel-memory 1m --kernel-memory-tcp 1m "$ID"
	assert_output_matches 'warning.*kernel memory|kernel memory.*ignoring'
}

@test "update --resources from a file" {
	require_controller pids
	require_controller memory
	start
	echo '{"pids": {"limit": 17}, "memory": {"limit": 50331648}}' > "$BATS_TEST_TMPDIR/r"
	run -0 brig update --resources "$BATS_TEST_TMPDIR/r" "$ID"
	assert_equal 17 "$(value pids pids.max pids.max)"
	assert_equal 50331648 "$(value memory memory.limit_in_bytes memory.max)"
}

@test "update --resources from standard input; what is not named stays" {
	require_controller pids
	require_controller memory
	config '.linux.resources.memory = {limit: 33554432}'
	start
	echo '{"pids": {"limit": 18}}' | brig update -r - "$ID"
	assert_equal 18 "$(value pids pids.max pids.max)"
	assert_equal 33554432 "$(value memory memory.limit_in_bytes memory.max)"
}

@test "update --resources: throttles, and those that are not named stay" {
	local file number

	require_limit_controller blkio
	[ -b /dev/vda ] || skip "no disk that is surely there"
	number=$((16#$(stat -c %t /dev/vda))):$((16#$(stat -c %T /dev/vda)))
	resources "{blockIO: {throttleReadBpsDevice: [{major: ${number%:*}, minor: ${number#*:}, rate: 1048576}],
		throttleReadIOPSDevice: [{major: ${number%:*}, minor: ${number#*:}, rate: 100}]}}"
	start
	jq -n "{blockIO: {throttleReadBpsDevice: [{major: ${number%:*}, minor: ${number#*:}, rate: 2097152}]}}" | brig update -r - "$ID"
	if is_v1 blkio; then
		assert_equal "$number 2097152" "$(value blkio blkio.throttle.read_bps_device)"
		assert_equal "$number 100" "$(value blkio blkio.throttle.read_iops_device)"
	else
		assert_equal "$number rbps=2097152 wbps=max riops=100 wiops=max" "$(value blkio '' io.max)"
	fi
	jq -n "{blockIO: {throttleReadIOPSDevice: [{major: ${number%:*}, minor: ${number#*:}, rate: 0}]}}" | brig update -r - "$ID"
	if is_v1 blkio; then
		assert_equal '' "$(value blkio blkio.throttle.read_iops_device)"
	else
		assert_equal "$number rbps=2097152 wbps=max riops=max wiops=max" "$(value blkio '' io.max)"
	fi
}

@test "update --resources: huge pages" {
	[ -e /sys/kernel/mm/hugepages/hugepages-2048kB ] || skip "no huge pages of 2 MB"
	require_limit_controller hugetlb
	resources '{hugepageLimits: [{pageSize: "2MB", limit: 4194304}]}'
	start
	echo '{"hugepageLimits": [{"pageSize": "2MB", "limit": 6291456}]}' | brig update -r - "$ID"
	assert_cgroup_file hugetlb hugetlb.2MB.limit_in_bytes 6291456 hugetlb.2MB.max 6291456
	assert_cgroup_file hugetlb hugetlb.2MB.rsvd.limit_in_bytes 6291456 hugetlb.2MB.rsvd.max 6291456
}

@test "update --resources: unified, and what it can't be" {
	[ "$(hierarchy)" ] || skip "no cgroup v2 on this host"
	start
	echo '{"unified": {"cgroup.max.depth": "5"}}' | brig update -r - "$ID"
	assert_equal 5 "$(cat "$(group_dir)/cgroup.max.depth")"
	echo '{"unified": {"../cgroup.procs": "0"}}' > r
	assert_brig_fails update -r r "$ID"
	assert_output_matches 'resources.unified.*not the name of a cgroup file'
	echo '{"unified": {"nonsense.max": "0"}}' > r
	assert_brig_fails update -r r "$ID"
	assert_output_matches 'resources.unified.*nonsense'
}

@test "update --resources: a limit of cgroup v1 is an error on v2 that says so" {
	require_limit_controller memory
	start
	echo '{"memory": {"swappiness": 7}, "pids": {"limit": 9}}' > r
	if is_v1 memory; then
		run -0 brig update -r r "$ID"
		assert_equal 7 "$(value memory memory.swappiness)"
		assert_cgroup_file pids pids.max 9 pids.max 9
	else
		assert_brig_fails update -r r "$ID"
		assert_output_matches 'resources.memory.swappiness.*v1 memory hierarchy'
		[ "$(value pids '' pids.max)" != 9 ]
	fi
}

@test "update --resources: rdma without the controller is an error that names it" {
	! is_v1 rdma && ! is_v2 rdma || skip "this host has the controller rdma"
	start
	echo '{"rdma": {"mlx5_1": {"hcaHandles": 3}}}' > r
	assert_brig_fails update -r r "$ID"
	assert_output_matches "resources.rdma.*controller .rdma.|controller 'rdma' is not delegated to this user"
}

@test "update --resources: device rules are not changed, and this is said" {
	start
	echo '{"devices": [{"allow": true, "access": "rwm"}]}' > "$BATS_TEST_TMPDIR/r"
	run -0 brig update -r "$BATS_TEST_TMPDIR/r" "$ID"
	assert_output_matches 'devices.*an update does not change'
}

@test "update --resources: what is wrong is named with file, line and path" {
	start
	printf '{\n "memory": {"limit": "much"}\n}\n' > "$BATS_TEST_TMPDIR/r"
	assert_brig_fails update -r "$BATS_TEST_TMPDIR/r" "$ID"
	assert_output_matches '/r:2: memory.limit'
	assert_brig_fails update -r "$BATS_TEST_TMPDIR/absent" "$ID"
	assert_output_matches 'absent'
	echo '{' > "$BATS_TEST_TMPDIR/r"
	assert_brig_fails update -r "$BATS_TEST_TMPDIR/r" "$ID"
	assert_brig_fails update -r "$BATS_TEST_TMPDIR/r" --memory 1m "$ID"
	assert_output_matches 'cannot be combined'
}

@test "a limit that is refused leaves all as it was" {
	require_controller pids
	require_controller memory
	config '.linux.resources = {pids: {limit: 30}, memory: {limit: 67108864}}'
	start
	assert_brig_fails update --pids-limit 40 --memory 32m --cpuset-cpus 4000 "$ID"
	assert_equal 30 "$(value pids pids.max pids.max)"
	assert_equal 67108864 "$(value memory memory.limit_in_bytes memory.max)"
}

@test "a limit that is refused leaves limits that bound each other as they were" {
	require_limit_controller memory
	require_limit_controller cpu
	require_limit_controller cpuset
	resources '{memory: {limit: 33554432, swap: 50331648}, cpu: {quota: 20000, period: 50000, burst: 10000, shares: 2048}}'
	start
	assert_brig_fails update --memory 64m --memory-swap 128m --cpu-quota 5000 --cpu-period 100000 --cpu-burst 1000 --cpu-share 512 \
		--cpuset-cpus 4000 "$ID"
	assert_output_matches 'the limits are unchanged'
	assert_cgroup_file memory memory.limit_in_bytes 33554432 memory.max 33554432
	assert_cgroup_file memory memory.memsw.limit_in_bytes 50331648 memory.swap.max 16777216
	assert_equal '20000 50000' "$(quota_and_period)"
	assert_cgroup_file cpu cpu.cfs_burst_us 10000 cpu.max.burst 10000
	assert_cgroup_file cpu cpu.shares 2048 cpu.weight 174
	assert_brig_fails update --memory 8m --memory-swap 8m --cpuset-cpus 4000 "$ID"
	assert_cgroup_file memory memory.limit_in_bytes 33554432 memory.max 33554432
	assert_cgroup_file memory memory.memsw.limit_in_bytes 50331648 memory.swap.max 16777216
}

@test "checkBeforeUpdate refuses a limit below what is in use" {
	require_controller memory
	config '.linux.resources.memory = {limit: 67108864}'
	config_sh 'head -c 20000000 /dev/zero > /dev/shm/x; echo full; sleep 1000'
	start
	wait_for grep -q full "$BATS_TEST_TMPDIR/out"
	echo '{"memory": {"limit": 8388608, "checkBeforeUpdate": true}}' > "$BATS_TEST_TMPDIR/r"
	assert_brig_fails update -r "$BATS_TEST_TMPDIR/r" "$ID"
	assert_output_matches 'in use'
	assert_equal 67108864 "$(value memory memory.limit_in_bytes memory.max)"
}

@test "update of a created and of a paused container" {
	require_controller pids
	create
	updates --pids-limit 21 pids pids.max 21 pids.max 21
	brig start "$ID"
	brig pause "$ID"
	updates --pids-limit 22 pids pids.max 22 pids.max 22
	assert_equal paused "$(state_of status)"
}

@test "update of what is stopped, unknown or without a cgroup is an error" {
	assert_brig_fails update --pids-limit 1 "$ID"
	assert_output_matches 'does not exist'
	start
	brig kill "$ID" KILL
	wait_status stopped
	assert_brig_fails update --pids-limit 1 "$ID"
	assert_output_matches "$ID is stopped"
	brig delete "$ID"
	config 'del(.linux.cgroupsPath, .linux.resources)'
	brig --cgroup-manager=disabled create -b "$BUNDLE" "$ID" < /dev/null > /dev/null 2>&1
	assert_brig_fails update --pids-limit 1 "$ID"
	assert_output_matches 'no cgroup of its own'
}

@test "update of schemata needs resctrl and a class" {
	start
	assert_brig_fails update --l3-cache-schema 'L3:0=f' "$ID"
	assert_output_matches 'intelRdt'
	assert_brig_fails update --mem-bw-schema 'MB:0=20' "$ID"
	assert_output_matches 'intelRdt'
}

@test "update refuses numbers that are none" {
	start
	for option in --pids-limit --cpu-quota --cpu-share --memory --cpu-idle --blkio-weight; do
		assert_brig_fails update "$option" x "$ID"
		assert_output_matches "$option"
		assert_brig_fails update "$option" '' "$ID"
	done
	assert_brig_fails update --cpu-share -1 "$ID"
	assert_brig_fails update --memory -2 "$ID"
	assert_brig_fails update --cpu-idle 2 "$ID"
}
