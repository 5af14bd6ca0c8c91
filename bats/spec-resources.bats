#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# linux.resources: limits that runtimes drop or misread. The rest of them is in tests/golden/cgroup.
load helpers

# A controller that a limit has had enabled at the root of cgroup2 stays so; the host's is given back.
ROOT_CONTROLLERS=/sys/fs/cgroup/unified/cgroup.subtree_control

setup() {
	test_begin
	CONTROLLERS=$(cat "$ROOT_CONTROLLERS" 2> /dev/null || :)
}

teardown() {
	local name

	test_end
	for name in $(cat "$ROOT_CONTROLLERS" 2> /dev/null); do
		grep -qw "$name" <<< "$CONTROLLERS" || echo "-$name" > "$ROOT_CONTROLLERS" || :
	done
}

# The file of the container's group that holds a limit, wherever its controller is.
limit_file() { # V1-FILE V2-FILE
	local dir

	dir=$(group_dir "${1%%.*}")
	[ -e "$dir/$1" ] && echo "$dir/$1" || echo "$dir/$2"
}

@test "pids.limit: 0 is a limit, under which the program runs and forks nothing" {
	need_controller pids
	config '.linux.resources.pids.limit = 0'
	config_sh 'read -r _; (echo forked) ; echo not reached'
	mkfifo in
	brig create -b "$BUNDLE" "$ID" <> in > out 2>&1
	equal 0 "$(cat "$(limit_file pids.max pids.max)")"
	brig start "$ID"
	echo go > in
	wait_status stopped
	! grep -q forked out
}

@test "pids.limit: -1 is no limit" {
	need_controller pids
	config '.linux.resources.pids.limit = -1'
	create
	equal max "$(cat "$(limit_file pids.max pids.max)")"
}

@test "hugepageLimits: the limit of what is used and of what is reserved" {
	local size=2MB

	[ -e /sys/kernel/mm/hugepages/hugepages-2048kB ] || skip "no huge pages of 2 MB"
	need_controller hugetlb
	config '.linux.resources.hugepageLimits = [{pageSize: "2MB", limit: 4194304}]'
	create
	equal 4194304 "$(cat "$(limit_file hugetlb.$size.limit_in_bytes hugetlb.$size.max)")"
	equal 4194304 "$(cat "$(limit_file hugetlb.$size.rsvd.limit_in_bytes hugetlb.$size.rsvd.max)")"
}

@test "a limit of cgroup v1 is kept there, and an error on v2 that says so" {
	config '.linux.resources.memory.swappiness = 7'
	if [ -d /sys/fs/cgroup/memory ]; then
		create
		equal 7 "$(cat "$(group_dir memory)/memory.swappiness")"
	else
		fails create -b "$BUNDLE" "$ID"
		has 'linux.resources.memory.swappiness.*v1'
		assert_gone
	fi
}

@test "a limit without its controller is an error that names it" {
	! has_controller rdma || skip "this host has the controller rdma"
	config '.linux.resources.rdma = {mlx5_1: {hcaHandles: 3, hcaObjects: 10000}}'
	fails create -b "$BUNDLE" "$ID"
	has 'linux.resources.rdma.*rdma'
	assert_gone
}

@test "unified: a key that climbs is refused, one without a controller is an error" {
	config '.linux.resources.unified = {"../cgroup.procs": "0"}'
	fails create -b "$BUNDLE" "$ID"
	has 'linux.resources.unified'
	config '.linux.resources.unified = {"nonsense.max": "1"}'
	fails create -b "$BUNDLE" "$ID"
	has 'linux.resources.unified.*nonsense'
	assert_gone
}
