#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# linux.resources.memory: values in the files of v1 or v2, and what they do.
load helpers
load limits

# `tail /dev/zero` keeps all that it reads.
HUNGRY='tail /dev/zero > /dev/null'

NONE_V1=9223372036854771712

NO_SUCH_LIMIT='v2 (has no such limit|counts it).*v1 memory hierarchy'

@test "memory.limit, reservation and swap are in their files" {
	require_limit_controller memory
	resources '{memory: {limit: 67108864, swap: 100663296, reservation: 33554432}}'
	create
	assert_cgroup_file memory memory.limit_in_bytes 67108864 memory.max 67108864
	assert_cgroup_file memory memory.memsw.limit_in_bytes 100663296 memory.swap.max 33554432
	assert_cgroup_file memory memory.soft_limit_in_bytes 33554432 memory.low 33554432
}

@test "memory.limit, reservation and swap: -1 is no limit" {
	require_limit_controller memory
	resources '{memory: {limit: -1, swap: -1, reservation: -1}}'
	create
	assert_cgroup_file memory memory.limit_in_bytes $NONE_V1 memory.max max
	assert_cgroup_file memory memory.memsw.limit_in_bytes $NONE_V1 memory.swap.max max
	assert_cgroup_file memory memory.soft_limit_in_bytes $NONE_V1 memory.low max
}

@test "memory.limit: what needs more is killed, run exits with 137 and the kernel counts it" {
	require_limit_controller memory
	resources '{memory: {limit: 33554432, swap: 33554432}}'
	config_sh "exec $HUNGRY"
	run -137 brig run -b "$BUNDLE" "$ID"
	config_sh "$HUNGRY; sleep 1000"
	start
	wait_for eval '[ "$(value memory memory.oom_control memory.events | count_of oom_kill)" = 1 ]'
}

@test "memory.limit: what needs less is not killed" {
	require_limit_controller memory
	resources '{memory: {limit: 33554432, swap: 33554432}}'
	run_sh 'head -c 16000000 /dev/zero | tail -c 15000000 | wc -c'
	assert_output 15000000
}

@test "memory.limit: one process is killed and the others live on" {
	require_limit_controller memory
	resources '{memory: {limit: 33554432, swap: 33554432}}'
	run_sh "($HUNGRY); echo status \$?"
	assert_output_matches '^status 137$'
}

@test "memory.limit: too little to begin with is an error that says so" {
	require_limit_controller memory
	resources '{memory: {limit: 4096}}'
	assert_brig_fails create -b "$BUNDLE" "$ID"
	assert_output_matches 'memory.limit'
	assert_gone
}

@test "memory.swap: what is more than the limit goes there, or is killed" {
	require_limit_controller memory
	[ "$(wc -l < /proc/swaps)" -gt 1 ] || skip "no swap on this host"
	resources '{memory: {limit: 16777216, swap: 50331648}}'
	run_sh 'head -c 20000000 /dev/zero | tail -c 19000000 > /dev/null; echo status $?'
	assert_output_matches '^status 0$'
	resources '{memory: {limit: 16777216, swap: 16777216}}'
	run_sh 'head -c 20000000 /dev/zero | tail -c 19000000 > /dev/null; echo status $?'
	assert_output_matches '^status 137$'
}

@test "memory.swap below the limit is refused, and without a limit on v2" {
	require_limit_controller memory
	resources '{memory: {limit: 67108864, swap: 33554432}}'
	assert_plan_error memory.swap 'below memory.limit'
	resources '{memory: {swap: 33554432}}'
	is_v2 memory || return 0
	assert_plan_error memory.swap 'cannot be converted for cgroup v2 without a memory.limit'
}

@test "memory.kernelTCP has its file on v1, and is an error on v2 that names v1" {
	require_limit_controller memory
	resources '{memory: {kernelTCP: 1048576}}'
	is_v1 memory || { assert_plan_error memory.kernelTCP "$NO_SUCH_LIMIT" && return; }
	create
	assert_equal 1048576 "$(value memory memory.kmem.tcp.limit_in_bytes)"
}

@test "memory.kernel: kept on v1, or a warning where the kernel does not; an error on v2 that names v1" {
	require_limit_controller memory
	resources '{memory: {kernel: 33554432}}'
	is_v1 memory || { assert_plan_error memory.kernel "$NO_SUCH_LIMIT" && return; }
	create
	[ "$(value memory memory.kmem.limit_in_bytes)" = 33554432 ] ||
		grep -q 'linux.resources.memory.kernel: this kernel accepts .* and ignores it' "$BATS_TEST_TMPDIR/err"
}

@test "memory.swappiness has its file on v1, and is an error on v2 that names v1" {
	require_limit_controller memory
	resources '{memory: {swappiness: 7}}'
	is_v1 memory || { assert_plan_error memory.swappiness "$NO_SUCH_LIMIT" && return; }
	create
	assert_equal 7 "$(value memory memory.swappiness)"
	brig delete --force "$ID"
	resources '{memory: {swappiness: 101}}'
	assert_plan_error memory.swappiness 'largest is 100'
}

@test "memory.disableOOMKiller is in its file on v1: what needs more waits; true is an error on v2" {
	require_limit_controller memory
	resources '{memory: {limit: 33554432, swap: 33554432, disableOOMKiller: true}}'
	# What a system call needs, as the reading of `tail` does, would be refused.
	config_args awk 'BEGIN { for (s = "x"; ; s = s s); }'
	is_v1 memory || { assert_plan_error memory.disableOOMKiller "$NO_SUCH_LIMIT" && return; }
	start
	assert_equal 1 "$(value memory memory.oom_control | count_of oom_kill_disable)"
	wait_for grep -qx 'under_oom 1' "$(file_of memory memory.oom_control)"
	assert_equal running "$(state_of status)"
	assert_equal 0 "$(value memory memory.oom_control | count_of oom_kill)"
	brig kill "$ID" KILL
	wait_status stopped
}

@test "memory.disableOOMKiller: false is what v2 does anyway" {
	require_limit_controller memory
	resources '{memory: {limit: 33554432, swap: 33554432, disableOOMKiller: false}}'
	config_sh "exec $HUNGRY"
	run -137 brig run -b "$BUNDLE" "$ID"
}

@test "memory.useHierarchy: true holds everywhere, false is an error where it can't be kept" {
	require_limit_controller memory
	resources '{memory: {useHierarchy: true}}'
	create
	is_v2 memory || assert_equal 1 "$(value memory memory.use_hierarchy)"
	brig delete --force "$ID"
	resources '{memory: {useHierarchy: false}}'
	if is_v2 memory; then
		assert_plan_error memory.useHierarchy "$NO_SUCH_LIMIT"
	elif [ "$(cat /sys/fs/cgroup/memory/memory.use_hierarchy)" = 1 ]; then
		assert_plan_error memory.useHierarchy 'parent'
	fi
}

@test "memory.checkBeforeUpdate does not hinder a new container" {
	require_limit_controller memory
	resources '{memory: {limit: 67108864, checkBeforeUpdate: true}}'
	create
	assert_cgroup_file memory memory.limit_in_bytes 67108864 memory.max 67108864
}
