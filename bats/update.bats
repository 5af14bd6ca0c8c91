#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# update: each limit read back from its file; partial updates; a failed one changes nothing.
load helpers
load limits

# The option has this effect.
updates() { # OPTION VALUE CONTROLLER V1-FILE EXPECTED V2-FILE EXPECTED
	run -0 brig update "$1" "$2" "$ID"
	is ''
	equal "$(is_v1 "$3" && echo "$5" || echo "$7")" "$(value "$3" "$4" "$6")"
}

@test "update --memory, with every suffix, and -1" {
	need_controller memory
	start
	updates --memory 67108864 memory memory.limit_in_bytes 67108864 memory.max 67108864
	updates --memory 32m memory memory.limit_in_bytes 33554432 memory.max 33554432
	updates --memory 65536k memory memory.limit_in_bytes 67108864 memory.max 67108864
	updates --memory 1G memory memory.limit_in_bytes 1073741824 memory.max 1073741824
	updates --memory -1 memory memory.limit_in_bytes 9223372036854771712 memory.max max
}

@test "update --memory and --memory-swap, up and down" {
	local m=memory

	need_controller memory
	config '.linux.resources.memory = {limit: 33554432, swap: 33554432}'
	start
	run -0 brig update --memory 64m --memory-swap 96m "$ID"
	equal "$(is_v1 $m && echo 100663296 || echo 33554432)" "$(value $m memory.memsw.limit_in_bytes memory.swap.max)"
	run -0 brig update --memory 16m --memory-swap 16m "$ID"
	equal 16777216 "$(value $m memory.limit_in_bytes memory.max)"
	equal "$(is_v1 $m && echo 16777216 || echo 0)" "$(value $m memory.memsw.limit_in_bytes memory.swap.max)"
	run -0 brig update --memory-swap -1 "$ID"
	equal 16777216 "$(value $m memory.limit_in_bytes memory.max)"
	equal "$(is_v1 $m && echo 9223372036854771712 || echo max)" "$(value $m memory.memsw.limit_in_bytes memory.swap.max)"
}

@test "update --memory-swap alone goes with the limit that stands, --memory alone with the swap" {
	need memory
	resources '{memory: {limit: 33554432, swap: 67108864}}'
	start
	run -0 brig update --memory-swap 48m "$ID"
	holds memory memory.memsw.limit_in_bytes 50331648 memory.swap.max 16777216
	holds memory memory.limit_in_bytes 33554432 memory.max 33554432
	run -0 brig update --memory 40m "$ID"
	holds memory memory.limit_in_bytes 41943040 memory.max 41943040
	holds memory memory.memsw.limit_in_bytes 50331648 memory.swap.max 16777216
	fails update --memory-swap 8m "$ID"
	holds memory memory.memsw.limit_in_bytes 50331648 memory.swap.max 16777216
}

@test "update --memory takes effect" {
	need memory
	resources '{memory: {limit: 268435456, swap: 268435456}}'
	config_sh 'while [ ! -e /tmp/go ]; do sleep 0.05; done; tail /dev/zero; echo "tail: $?"; sleep 1000'
	start
	brig update --memory 32m --memory-swap 32m "$ID"
	touch "$BUNDLE/rootfs/tmp/go"
	wait_for grep -q 'tail: 137' "$BATS_TEST_TMPDIR/out"
}

@test "update --memory-reservation" {
	need_controller memory
	start
	updates --memory-reservation 8m memory memory.soft_limit_in_bytes 8388608 memory.low 8388608
}

@test "update --pids-limit: a number, and none" {
	need_controller pids
	start
	updates --pids-limit 20 pids pids.max 20 pids.max 20
	updates --pids-limit -1 pids pids.max max pids.max max
}

@test "update --pids-limit takes effect" {
	need_controller pids
	config_sh 'while [ ! -e /tmp/go ]; do sleep 0.05; done; sleep 999 & sleep 999 & sleep 999 & echo all; wait'
	start
	brig update --pids-limit 2 "$ID"
	touch "$BUNDLE/rootfs/tmp/go"
	wait_for grep -qi 'fork' "$BATS_TEST_TMPDIR/err"
	run grep all "$BATS_TEST_TMPDIR/out"
	[ "$status" != 0 ]
}

@test "update --cpu-quota keeps the period, --cpu-period keeps the quota" {
	need_controller cpu
	config '.linux.resources.cpu = {quota: 20000, period: 50000}'
	start
	equal '20000 50000' "$(quota_and_period)"
	run -0 brig update --cpu-quota 30000 "$ID"
	equal '30000 50000' "$(quota_and_period)"
	run -0 brig update --cpu-period 60000 "$ID"
	equal '30000 60000' "$(quota_and_period)"
	run -0 brig update --cpu-quota 1000 --cpu-period 2000 "$ID"
	equal '1000 2000' "$(quota_and_period)"
	run -0 brig update --cpu-quota -1 "$ID"
	# Beside no quota systemd writes a period of its own.
	case $(is_v1 cpu && echo v1)${CGROUP_MANAGER-} in
	v1*) equal '-1 2000' "$(quota_and_period)" ;;
	systemd) wait_for eval '[ "$(quota_and_period)" = "max 100000" ]' ;;
	*) equal 'max 2000' "$(quota_and_period)" ;;
	esac
}

@test "update --cpu-share, --cpu-idle, --cpu-burst" {
	need_controller cpu
	start
	updates --cpu-share 2048 cpu cpu.shares 2048 cpu.weight 174
	if [ -e "$(file_of cpu cpu.cfs_burst_us cpu.max.burst)" ]; then
		run -0 brig update --cpu-quota 20000 --cpu-period 50000 --cpu-burst 10000 "$ID"
		equal 10000 "$(value cpu cpu.cfs_burst_us cpu.max.burst)"
	fi
	if [ -e "$(file_of cpu cpu.idle cpu.idle)" ]; then
		updates --cpu-idle 1 cpu cpu.idle 1 cpu.idle 1
		updates --cpu-idle 0 cpu cpu.idle 0 cpu.idle 0
	fi
}

@test "update --cpu-burst alone keeps quota and period; more than the quota is refused" {
	need cpu
	resources '{cpu: {quota: 20000, period: 50000}}'
	start
	updates --cpu-burst 10000 cpu cpu.cfs_burst_us 10000 cpu.max.burst 10000
	equal '20000 50000' "$(quota_and_period)"
	fails update --cpu-burst 30000 "$ID"
	holds cpu cpu.cfs_burst_us 10000 cpu.max.burst 10000
}

@test "update --cpu-rt-period and --cpu-rt-runtime; without them on this host an error that says where" {
	need cpu
	[ "${CGROUP_MANAGER:-cgroupfs}" = cgroupfs ] || skip "a slice of systemd has no real time to give"
	group_named "$ID"
	start
	if is_v1 cpu && [ -e "$(file_of cpu cpu.rt_period_us)" ]; then
		updates --cpu-rt-period 900000 cpu cpu.rt_period_us 900000
		updates --cpu-rt-runtime 20000 cpu cpu.rt_runtime_us 20000
		equal 900000 "$(value cpu cpu.rt_period_us)"
	else
		fails update --cpu-rt-period 900000 "$ID"
		has 'resources.cpu.realtimePeriod.*v1 cpu hierarchy'
		fails update --cpu-rt-runtime 20000 "$ID"
		has 'resources.cpu.realtimeRuntime.*v1 cpu hierarchy'
	fi
}

@test "update --cpuset-cpus and --cpuset-mems" {
	need_controller cpuset
	start
	updates --cpuset-cpus 0 cpuset cpuset.cpus 0 cpuset.cpus 0
	updates --cpuset-mems 0 cpuset cpuset.mems 0 cpuset.mems 0
	equal 0 "$(awk '/Cpus_allowed_list/ { print $2 }' "/proc/$(state_of pid)/status")"
}

@test "update --blkio-weight, in the file of the scheduler that keeps it" {
	need blkio
	start
	attempt update --blkio-weight 200 "$ID"
	if [ -e "$(file_of blkio blkio.bfq.weight io.bfq.weight)" ]; then
		equal 200 "$(value blkio blkio.bfq.weight io.bfq.weight | sed 's/default //')"
	elif is_v2 blkio && [ -e "$(group_dir)/io.weight" ]; then
		equal 'default 1920' "$(value blkio '' io.weight)"
	else
		has "resources.blockIO.weight cannot be set"
	fi
	fails update --blkio-weight 1001 "$ID"
	has '1001'
}

@test "update --kernel-memory is accepted with a warning" {
	start
	run -0 brig update --kernel-memory 1m --kernel-memory-tcp 1m "$ID"
	has 'warning.*kernel memory|kernel memory.*ignoring'
}

@test "update --resources from a file" {
	need_controller pids
	need_controller memory
	start
	echo '{"pids": {"limit": 17}, "memory": {"limit": 50331648}}' > "$BATS_TEST_TMPDIR/r"
	run -0 brig update --resources "$BATS_TEST_TMPDIR/r" "$ID"
	equal 17 "$(value pids pids.max pids.max)"
	equal 50331648 "$(value memory memory.limit_in_bytes memory.max)"
}

@test "update --resources from standard input; what is not named stays" {
	need_controller pids
	need_controller memory
	config '.linux.resources.memory = {limit: 33554432}'
	start
	echo '{"pids": {"limit": 18}}' | brig update -r - "$ID"
	equal 18 "$(value pids pids.max pids.max)"
	equal 33554432 "$(value memory memory.limit_in_bytes memory.max)"
}

@test "update --resources: throttles, and those that are not named stay" {
	local file number

	need blkio
	[ -b /dev/vda ] || skip "no disk that is surely there"
	number=$((16#$(stat -c %t /dev/vda))):$((16#$(stat -c %T /dev/vda)))
	resources "{blockIO: {throttleReadBpsDevice: [{major: ${number%:*}, minor: ${number#*:}, rate: 1048576}],
		throttleReadIOPSDevice: [{major: ${number%:*}, minor: ${number#*:}, rate: 100}]}}"
	start
	jq -n "{blockIO: {throttleReadBpsDevice: [{major: ${number%:*}, minor: ${number#*:}, rate: 2097152}]}}" | brig update -r - "$ID"
	if is_v1 blkio; then
		equal "$number 2097152" "$(value blkio blkio.throttle.read_bps_device)"
		equal "$number 100" "$(value blkio blkio.throttle.read_iops_device)"
	else
		equal "$number rbps=2097152 wbps=max riops=100 wiops=max" "$(value blkio '' io.max)"
	fi
	jq -n "{blockIO: {throttleReadIOPSDevice: [{major: ${number%:*}, minor: ${number#*:}, rate: 0}]}}" | brig update -r - "$ID"
	if is_v1 blkio; then
		equal '' "$(value blkio blkio.throttle.read_iops_device)"
	else
		equal "$number rbps=2097152 wbps=max riops=max wiops=max" "$(value blkio '' io.max)"
	fi
}

@test "update --resources: huge pages" {
	[ -e /sys/kernel/mm/hugepages/hugepages-2048kB ] || skip "no huge pages of 2 MB"
	need hugetlb
	resources '{hugepageLimits: [{pageSize: "2MB", limit: 4194304}]}'
	start
	echo '{"hugepageLimits": [{"pageSize": "2MB", "limit": 6291456}]}' | brig update -r - "$ID"
	holds hugetlb hugetlb.2MB.limit_in_bytes 6291456 hugetlb.2MB.max 6291456
	holds hugetlb hugetlb.2MB.rsvd.limit_in_bytes 6291456 hugetlb.2MB.rsvd.max 6291456
}

@test "update --resources: unified, and what it can't be" {
	[ "$(hierarchy)" ] || skip "no cgroup v2 on this host"
	start
	echo '{"unified": {"cgroup.max.depth": "5"}}' | brig update -r - "$ID"
	equal 5 "$(cat "$(group_dir)/cgroup.max.depth")"
	echo '{"unified": {"../cgroup.procs": "0"}}' > r
	fails update -r r "$ID"
	has 'resources.unified.*not the name of a cgroup file'
	echo '{"unified": {"nonsense.max": "0"}}' > r
	fails update -r r "$ID"
	has 'resources.unified.*nonsense'
}

@test "update --resources: a limit of cgroup v1 is an error on v2 that says so" {
	need memory
	start
	echo '{"memory": {"swappiness": 7}, "pids": {"limit": 9}}' > r
	if is_v1 memory; then
		run -0 brig update -r r "$ID"
		equal 7 "$(value memory memory.swappiness)"
		holds pids pids.max 9 pids.max 9
	else
		fails update -r r "$ID"
		has 'resources.memory.swappiness.*v1 memory hierarchy'
		[ "$(value pids '' pids.max)" != 9 ]
	fi
}

@test "update --resources: rdma without the controller is an error that names it" {
	! is_v1 rdma && ! is_v2 rdma || skip "this host has the controller rdma"
	start
	echo '{"rdma": {"mlx5_1": {"hcaHandles": 3}}}' > r
	fails update -r r "$ID"
	has "resources.rdma.*controller .rdma.|controller 'rdma' is not delegated to this user"
}

@test "update --resources: device rules are not changed, and this is said" {
	start
	echo '{"devices": [{"allow": true, "access": "rwm"}]}' > "$BATS_TEST_TMPDIR/r"
	run -0 brig update -r "$BATS_TEST_TMPDIR/r" "$ID"
	has 'devices.*an update does not change'
}

@test "update --resources: what is wrong is named with file, line and path" {
	start
	printf '{\n "memory": {"limit": "much"}\n}\n' > "$BATS_TEST_TMPDIR/r"
	fails update -r "$BATS_TEST_TMPDIR/r" "$ID"
	has '/r:2: memory.limit'
	fails update -r "$BATS_TEST_TMPDIR/absent" "$ID"
	has 'absent'
	echo '{' > "$BATS_TEST_TMPDIR/r"
	fails update -r "$BATS_TEST_TMPDIR/r" "$ID"
	fails update -r "$BATS_TEST_TMPDIR/r" --memory 1m "$ID"
	has 'cannot be combined'
}

@test "a limit that is refused leaves all as it was" {
	need_controller pids
	need_controller memory
	config '.linux.resources = {pids: {limit: 30}, memory: {limit: 67108864}}'
	start
	fails update --pids-limit 40 --memory 32m --cpuset-cpus 4000 "$ID"
	equal 30 "$(value pids pids.max pids.max)"
	equal 67108864 "$(value memory memory.limit_in_bytes memory.max)"
}

@test "a limit that is refused leaves limits that bound each other as they were" {
	need memory
	need cpu
	need cpuset
	resources '{memory: {limit: 33554432, swap: 50331648}, cpu: {quota: 20000, period: 50000, burst: 10000, shares: 2048}}'
	start
	fails update --memory 64m --memory-swap 128m --cpu-quota 5000 --cpu-period 100000 --cpu-burst 1000 --cpu-share 512 \
		--cpuset-cpus 4000 "$ID"
	has 'the limits are unchanged'
	holds memory memory.limit_in_bytes 33554432 memory.max 33554432
	holds memory memory.memsw.limit_in_bytes 50331648 memory.swap.max 16777216
	equal '20000 50000' "$(quota_and_period)"
	holds cpu cpu.cfs_burst_us 10000 cpu.max.burst 10000
	holds cpu cpu.shares 2048 cpu.weight 174
	fails update --memory 8m --memory-swap 8m --cpuset-cpus 4000 "$ID"
	holds memory memory.limit_in_bytes 33554432 memory.max 33554432
	holds memory memory.memsw.limit_in_bytes 50331648 memory.swap.max 16777216
}

@test "checkBeforeUpdate refuses a limit below what is in use" {
	need_controller memory
	config '.linux.resources.memory = {limit: 67108864}'
	config_sh 'head -c 20000000 /dev/zero > /dev/shm/x; echo full; sleep 1000'
	start
	wait_for grep -q full "$BATS_TEST_TMPDIR/out"
	echo '{"memory": {"limit": 8388608, "checkBeforeUpdate": true}}' > "$BATS_TEST_TMPDIR/r"
	fails update -r "$BATS_TEST_TMPDIR/r" "$ID"
	has 'in use'
	equal 67108864 "$(value memory memory.limit_in_bytes memory.max)"
}

@test "update of a created and of a paused container" {
	need_controller pids
	create
	updates --pids-limit 21 pids pids.max 21 pids.max 21
	brig start "$ID"
	brig pause "$ID"
	updates --pids-limit 22 pids pids.max 22 pids.max 22
	equal paused "$(state_of status)"
}

@test "update of what is stopped, unknown or without a cgroup is an error" {
	fails update --pids-limit 1 "$ID"
	has 'does not exist'
	start
	brig kill "$ID" KILL
	wait_status stopped
	fails update --pids-limit 1 "$ID"
	has "$ID is stopped"
	brig delete "$ID"
	config 'del(.linux.cgroupsPath, .linux.resources)'
	brig --cgroup-manager=disabled create -b "$BUNDLE" "$ID" < /dev/null > /dev/null 2>&1
	fails update --pids-limit 1 "$ID"
	has 'no cgroup of its own'
}

@test "update of schemata needs resctrl and a class" {
	start
	fails update --l3-cache-schema 'L3:0=f' "$ID"
	has 'intelRdt'
	fails update --mem-bw-schema 'MB:0=20' "$ID"
	has 'intelRdt'
}

@test "update refuses numbers that are none" {
	start
	for option in --pids-limit --cpu-quota --cpu-share --memory --cpu-idle --blkio-weight; do
		fails update "$option" x "$ID"
		has "$option"
		fails update "$option" '' "$ID"
	done
	fails update --cpu-share -1 "$ID"
	fails update --memory -2 "$ID"
	fails update --cpu-idle 2 "$ID"
}
