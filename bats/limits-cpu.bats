#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# linux.resources.cpu: values in the files of v1 or v2, and what they do.
load helpers
load limits

# The kernel's newer conversion, under which 1024 shares have the weight 100.
@test "cpu.shares: on v1 as they are, on v2 the weight of the quadratic conversion" {
	local shares weight

	require_limit_controller cpu
	while read -r shares weight; do
		resources "{cpu: {shares: $shares}}"
		create
		assert_cgroup_file cpu cpu.shares "$shares" cpu.weight "$weight"
		brig delete --force "$ID"
	done <<< $'2 1\n512 59\n1024 100\n2048 174\n262144 10000'
}

@test "cpu.shares: a group with more of them gets more of a processor" {
	local light heavy light_before heavy_before

	require_limit_controller cpu
	require_limit_controller cpuset
	config_sh 'while :; do :; done'
	resources '{cpu: {shares: 128, cpus: "0"}}'
	start
	light=$ID
	ID=$ID-heavy
	config '.linux.resources.cpu.shares = 8192'
	start
	light=$(state_of pid "$light") heavy=$(state_of pid)
	light_before=$(ticks "$light") heavy_before=$(ticks "$heavy")
	sleep 2
	[ $(($(ticks "$heavy") - heavy_before)) -gt $((2 * ($(ticks "$light") - light_before))) ]
}

# User and system time of a process, in ticks.
ticks() { # PID
	stat_fields "$1" | awk '{ print $12 + $13 }'
}

@test "cpu.quota and period are in their files, together and alone" {
	require_limit_controller cpu
	resources '{cpu: {quota: 20000, period: 50000}}'
	create
	assert_equal '20000 50000' "$(quota_and_period)"
	brig delete --force "$ID"
	resources '{cpu: {quota: 20000}}'
	create
	assert_equal '20000 100000' "$(quota_and_period)"
	brig delete --force "$ID"
	resources '{cpu: {period: 50000}}'
	create
	assert_equal "$(is_v1 cpu && echo -1 || echo max) 50000" "$(quota_and_period)"
}

@test "cpu.quota: -1 is no limit" {
	require_limit_controller cpu
	resources '{cpu: {quota: -1, period: 50000}}'
	create
	assert_equal "$(is_v1 cpu && echo -1 || echo max) 50000" "$(quota_and_period)"
}

@test "cpu.quota: a program that wants more is throttled" {
	local before

	require_limit_controller cpu
	resources '{cpu: {quota: 5000, period: 50000}}'
	config_sh 'while :; do :; done'
	start
	wait_for eval '[ "$(value cpu cpu.stat cpu.stat | count_of nr_throttled)" -gt 2 ]'
	before=$(throttled)
	wait_for eval '[ "$(throttled)" -gt "$before" ]'
}

throttled() {
	if is_v1 cpu; then
		value cpu cpu.stat | count_of throttled_time
	else
		value cpu '' cpu.stat | count_of throttled_usec
	fi
}

@test "cpu.burst is in its file, and is not above the quota" {
	require_limit_controller cpu
	resources '{cpu: {quota: 20000, period: 50000, burst: 10000}}'
	create
	assert_cgroup_file cpu cpu.cfs_burst_us 10000 cpu.max.burst 10000
	brig delete --force "$ID"
	resources '{cpu: {quota: 20000, period: 50000, burst: 30000}}'
	assert_plan_error cpu.burst 'above cpu.quota'
}

@test "cpu.idle is in its file" {
	require_limit_controller cpu
	resources '{cpu: {idle: 1}}'
	create
	assert_cgroup_file cpu cpu.idle 1 cpu.idle 1
	brig delete --force "$ID"
	resources '{cpu: {idle: 0}}'
	create
	assert_cgroup_file cpu cpu.idle 0 cpu.idle 0
	brig delete --force "$ID"
	resources '{cpu: {idle: 2}}'
	assert_plan_error cpu.idle 'neither 0 nor 1'
}

@test "cpu.realtimePeriod and realtimeRuntime: a real-time program runs in them; on v2 an error that names v1" {
	require_limit_controller cpu
	resources '{cpu: {realtimeRuntime: 20000, realtimePeriod: 500000}}'
	if is_v2 cpu; then
		assert_plan_error cpu.realtimePeriod 'v2 has no such limit.*v1 cpu hierarchy'
		resources '{cpu: {realtimeRuntime: 20000}}'
		assert_plan_error cpu.realtimeRuntime 'v2 has no such limit.*v1 cpu hierarchy'
		return
	fi
	[ -e /sys/fs/cgroup/cpu/cpu.rt_runtime_us ] || { assert_plan_error cpu.realtimePeriod 'v1 cpu hierarchy' && return; }
	[ "${CGROUP_MANAGER:-cgroupfs}" = cgroupfs ] || skip "a slice of systemd has no real time to give"
	group_named "$ID"
	start
	assert_equal 20000 "$(value cpu cpu.rt_runtime_us)"
	assert_equal 500000 "$(value cpu cpu.rt_period_us)"
	chrt --fifo --pid 1 "$(state_of pid)"
	brig delete --force "$ID"
	resources '{}'
	start
	run -1 chrt --fifo --pid 1 "$(state_of pid)"
}

@test "cpu.realtimeRuntime: more than the parent group has is an error that says so" {
	need_v1 cpu
	[ -e /sys/fs/cgroup/cpu/cpu.rt_runtime_us ] || skip "no real-time groups in this kernel"
	[ "${CGROUP_MANAGER:-cgroupfs}" = cgroupfs ] || skip "systemd has no such parent"
	config '.linux.cgroupsPath = $p' --arg p "/$TAG-parent/$ID"
	resources '{cpu: {realtimeRuntime: 20000}}'
	assert_plan_error cpu.realtimeRuntime 'parent cgroup'
}

@test "cpu.cpus and mems are in their files, and are what the program may use" {
	require_limit_controller cpuset
	resources '{cpu: {cpus: "0", mems: "0"}}'
	start
	assert_cgroup_file cpuset cpuset.cpus 0 cpuset.cpus 0
	assert_cgroup_file cpuset cpuset.mems 0 cpuset.mems 0
	assert_equal 0 "$(allowed Cpus)"
	assert_equal 0 "$(allowed Mems)"
	assert_equal 1 "$(brig exec "$ID" nproc < /dev/null)"
}

allowed() { # Cpus|Mems
	awk -v word="$1_allowed_list:" '$1 == word { print $2 }' "/proc/$(state_of pid)/status"
}

@test "cpu.cpus: a processor that is not there is an error, and so is what is no list" {
	require_limit_controller cpuset
	resources '{cpu: {cpus: "4000"}}'
	assert_plan_error cpu.cpus 'cpuset.cpus'
	resources '{cpu: {cpus: "some"}}'
	assert_plan_error cpu.cpus 'not a CPU list'
}

@test "a period that the kernel does not have is refused" {
	resources '{cpu: {quota: 2000, period: 999}}'
	assert_plan_error cpu.period 'not from 1000 to 1000000'
}
