#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# linux.resources: hugepageLimits, network, rdma, unified, and what is without its controller.
load helpers
load limits

# --- huge pages

teardown() {
	limits_end
	[ ! "${PAGES:-}" ] || echo "$PAGES" > /proc/sys/vm/nr_hugepages
}

need_huge_pages() {
	[ -e /sys/kernel/mm/hugepages/hugepages-2048kB ] || skip "no huge pages of 2 MB"
	require_limit_controller hugetlb
	# Beneath a parent that others share the controller would stay enabled as long as they are there.
	group_named "$ID"
}

@test "hugepageLimits: the limit of what is used and of what is reserved" {
	need_huge_pages
	resources '{hugepageLimits: [{pageSize: "2MB", limit: 4194304}]}'
	create
	assert_cgroup_file hugetlb hugetlb.2MB.limit_in_bytes 4194304 hugetlb.2MB.max 4194304
	assert_cgroup_file hugetlb hugetlb.2MB.rsvd.limit_in_bytes 4194304 hugetlb.2MB.rsvd.max 4194304
}

@test "hugepageLimits: one page more than the limit is not to be had" {
	need_huge_pages
	exec 7< /proc/sys/vm/nr_hugepages
	flock 7
	PAGES=$(cat /proc/sys/vm/nr_hugepages)
	echo $((PAGES + 3)) > /proc/sys/vm/nr_hugepages
	[ "$(cat /proc/sys/vm/nr_hugepages)" -ge $((PAGES + 3)) ] || skip "no memory for three huge pages"
	resources '{hugepageLimits: [{pageSize: "2MB", limit: 4194304}]}'
	config '.mounts += [{destination: "/mnt", type: "hugetlbfs", source: "hugetlbfs", options: ["pagesize=2M"]}]'
	config_sh 'fallocate -l 4M /mnt/two && echo two; fallocate -l 2M /mnt/one || echo not one more; sleep 1000'
	start
	wait_for grep -q 'not one more' "$BATS_TEST_TMPDIR/out"
	grep -qx two "$BATS_TEST_TMPDIR/out"
	run -0 brig events --stats "$ID"
	jq -e '.data.hugetlb."2MB" | .usage == 4194304 and .failcnt >= 1' <<< "$output"
	brig delete --force "$ID"
}

@test "hugepageLimits: a size that is none, and one that this machine does not have, are errors" {
	need_huge_pages
	resources '{hugepageLimits: [{pageSize: "2mb", limit: 1}]}'
	assert_plan_error 'hugepageLimits\[0\].pageSize' 'not a huge page size'
	resources '{hugepageLimits: [{pageSize: "3MB", limit: 1}]}'
	assert_plan_error 'hugepageLimits\[0\]' 'hugetlb.3MB'
}

# --- network: hierarchies of v1, in a mount namespace of our own where the host has none

# Runs the shell function where net_cls and net_prio are mounted at $NETWORK.
with_network() { # FUNCTION
	local dir

	for dir in /sys/fs/cgroup/net_cls,net_prio /sys/fs/cgroup/net_prio,net_cls; do
		[ ! -d "$dir" ] || { NETWORK=$dir "$1" && return; }
	done
	mkdir net
	# shellcheck disable=SC2163 # the function that $1 names
	export -f brig assert_equal "$1"
	export ROOT ID BUNDLE CGROUP_MANAGER
	NETWORK=$PWD/net unshare -m --propagation private bash -euc '
		mount -t cgroup -o net_cls,net_prio none "$NETWORK" || exit 77
		"$0"' "$1" || { [ $? = 77 ] && skip "net_cls and net_prio can't be mounted"; }
}

network_limits() {
	local status=0 dir

	brig create -b "$BUNDLE" "$ID" < /dev/null > said 2>&1 || { cat said && return 1; }
	dir=$(find "$NETWORK" -type d -name "*$ID*")
	assert_equal 1048577 "$(cat "$dir/net_cls.classid")" && assert_equal 'lo 5' "$(grep lo "$dir/net_prio.ifpriomap")" &&
		grep -qx "$(brig state "$ID" | jq .pid)" "$dir/cgroup.procs" || status=1
	brig delete --force "$ID"
	[ ! -e "$dir" ] && return $status
}

network_errors() {
	brig create -b "$BUNDLE" "$ID" < /dev/null > said 2>&1 && return 1
	grep 'linux.resources.network.priorities' said && assert_equal '' "$(find "$NETWORK" -type d -name "*$ID*")"
}

@test "network.classID and priorities are in their files of v1" {
	resources '{network: {classID: 1048577, priorities: [{name: "lo", priority: 5}]}}'
	with_network network_limits
}

@test "network.priorities: an interface that is not there is an error" {
	resources '{network: {priorities: [{name: "absent0", priority: 5}]}}'
	with_network network_errors
}

@test "network: without a hierarchy of v1 an error that says what to mount" {
	[ ! -e /sys/fs/cgroup/net_cls ] || skip "this host has net_cls"
	resources '{network: {classID: 1}}'
	assert_plan_error network.classID 'mount'
	resources '{network: {priorities: [{name: "lo", priority: 1}]}}'
	assert_plan_error 'network.priorities\[0\]' 'mount'
}

# --- rdma

@test "rdma: without the controller an error that names it" {
	! is_v1 rdma && ! is_v2 rdma || skip "this host has the controller rdma"
	resources '{rdma: {mlx5_1: {hcaHandles: 3, hcaObjects: 10000}}}'
	assert_plan_error rdma 'controller .rdma.'
}

@test "rdma: a device that is not there is an error that names it" {
	require_limit_controller rdma
	resources '{rdma: {nosuch0: {hcaHandles: 3, hcaObjects: 10000}}}'
	assert_plan_error rdma 'nosuch0 hca_handle=3 hca_object=10000.*rdma.max'
}

# --- unified

@test "unified: a key without a controller is written, line by line" {
	[ "$UNIFIED" ] || skip "no cgroup v2 on this host"
	resources '{unified: {"cgroup.max.depth": "3\n7"}}'
	create
	assert_equal 7 "$(cat "$(group_dir)/cgroup.max.depth")"
}

@test "unified: a key that brig has no property for has its controller enabled, and the last word" {
	need_v2_of memory
	resources '{memory: {limit: 67108864}, unified: {"memory.high": "33554432", "memory.max": "50331648"}}'
	create
	assert_equal 33554432 "$(cat "$(group_dir)/memory.high")"
	assert_equal 50331648 "$(cat "$(group_dir)/memory.max")"
}

@test "unified: a key that the kernel does not know is an error of the kernel that names it" {
	[ "$UNIFIED" ] || skip "no cgroup v2 on this host"
	resources '{unified: {"cgroup.nonsense": "1"}}'
	assert_plan_error unified 'cgroup.nonsense'
}

@test "unified: a controller that cgroup v2 does not have here is an error that names it" {
	resources '{unified: {"nonsense.max": "1"}}'
	assert_plan_error unified 'nonsense'
	is_v1 memory || return 0
	resources '{unified: {"memory.max": "1"}}'
	assert_plan_error unified "memory.*(v1|not mounted)"
}

@test "unified: a key that climbs, and one that is ours, are refused" {
	[ "$UNIFIED" ] || skip "no cgroup v2 on this host"
	resources '{unified: {"../cgroup.procs": "0"}}'
	assert_plan_error unified 'not the name of a cgroup file'
	resources '{unified: {"cgroup.procs": "0"}}'
	assert_plan_error unified 'reserved for the runtime'
}
