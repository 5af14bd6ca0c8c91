#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# An ordinary user with delegated control groups: the life of a container, ids, limits.
load helpers

setup() {
	! is_root || skip "for an ordinary user"
	test_begin
}

# Of v1 nothing can be delegated to a user.
need_delegation() {
	[ "$(stat -f -c %T /sys/fs/cgroup)" = cgroup2fs ] || skip "of cgroup v1 nothing can be delegated to a user"
}

value() { # FILE : of the container's group
	cat "$(group_dir)/$1"
}

@test "rootless: run, with the caller as root inside" {
	run_sh 'id -u; xargs < /proc/self/uid_map; hostname'
	assert_output "$(printf '0\n0 %s 1\nbrig' "$(id -u)")"
}

@test "rootless: the exit status of the program" {
	config_sh 'exit 7'
	run -7 brig run -b "$BUNDLE" "$ID"
}

@test "rootless: create, state, start, kill, delete" {
	create
	assert_equal created "$(state_of status)"
	brig start "$ID"
	assert_equal running "$(state_of status)"
	run -1 brig delete "$ID"
	brig kill "$ID" KILL
	wait_status stopped
	brig delete "$ID"
	assert_gone
}

@test "rootless: delete --force of a running container" {
	start
	brig delete --force "$ID"
	assert_gone
}

@test "rootless: the state directory is the user's own without --root" {
	"$BRIG" create -b "$BUNDLE" "$ID" < /dev/null > /dev/null 2>&1
	[ -d "$XDG_RUNTIME_DIR/brig/$ID" ]
	"$BRIG" delete --force "$ID"
	[ ! -e "$XDG_RUNTIME_DIR/brig/$ID" ]
}

@test "rootless: limits in what is delegated" {
	need_delegation
	config '.linux.resources = {memory: {limit: 67108864}, pids: {limit: 20}, cpu: {quota: 50000, period: 100000}}'
	start
	[[ $(group_dir) = */user@*/* ]]
	assert_equal '67108864 20 50000 100000' "$(for f in memory pids cpu; do value $f.max; done | xargs)"
}

@test "rootless: every controller that is delegated keeps its limit" {
	need_delegation
	config '.linux.resources = {memory: {limit: 67108864, reservation: 33554432, swap: 100663296}, pids: {limit: 20},
		cpu: {shares: 2048, cpus: "0", mems: "0"}, blockIO: {throttleReadBpsDevice: [{major: $d[0], minor: $d[1], rate: 600000}]}}' \
		--argjson d "[$(stat -c %Hd,%Ld / | sed 's/,/, /')]"
	start
	assert_equal '67108864 33554432 33554432 20 0 0' \
		"$(for f in memory.max memory.low memory.swap.max pids.max cpuset.cpus cpuset.mems; do value $f; done | xargs)"
	[ "$(value cpu.weight)" -gt 100 ]
	value io.max | grep -q 'rbps=600000'
}

@test "rootless: a controller that is not delegated is refused by name, with the way to get it" {
	need_delegation
	config '.linux.resources.hugepageLimits = [{pageSize: "2MB", limit: 4194304}]'
	assert_brig_fails create -b "$BUNDLE" "$ID"
	assert_output_matches 'hugetlb.*(delegated|Delegate)'
	assert_gone
}

@test "rootless: the memory limit kills, and this is reported; the limit on processes holds" {
	need_delegation
	config '.linux.resources = {memory: {limit: 16777216, swap: 16777216}, pids: {limit: 5}}'
	config_sh 'tail /dev/zero; echo "tail: $?"; for i in 1 2 3 4 5 6; do sleep 1000 & done; wait'
	create
	"$BRIG" --root "$ROOT" events --interval 200ms "$ID" > events 2>&1 3>&- < /dev/null &
	follower=$!
	wait_for test -s events # it counts from here on
	brig start "$ID"
	wait_for grep -q 'tail: 137' out
	wait_for grep -q '"type":"oom"' events
	wait_for grep -q "can.t fork" err
	brig delete --force "$ID"
	wait $follower
}

@test "rootless: throttled time grows" {
	need_delegation
	config '.linux.resources.cpu = {quota: 5000, period: 100000}'
	config_sh 'while :; do :; done'
	start
	throttled() {
		brig events --stats "$ID" | jq -e '.data.cpu.throttling.throttledTime > 10000000'
	}
	wait_for throttled
}

@test "rootless: update changes what is named, exec goes into the group" {
	need_delegation
	config '.linux.resources = {memory: {limit: 67108864}, pids: {limit: 20}}'
	start
	brig update --memory 33554432 --cpu-quota 20000 "$ID"
	assert_equal '33554432 20 20000 100000' "$(for f in memory pids cpu; do value $f.max; done | xargs)"
	run -0 brig exec "$ID" sh -c 'id -u; cat /proc/self/cgroup' < /dev/null
	assert_output "$(printf '0\n0::/')"
}

@test "rootless: kill --all and delete reach what runs in the host's pid namespace" {
	local child

	need_delegation
	config 'del(.linux.namespaces[] | select(.type == "pid"))'
	config_sh 'sleep 999 & echo child $!; wait'
	start
	wait_for grep -q child out
	child=$(awk '/child/ { print $2 }' out)
	brig kill --all "$ID" KILL
	wait_for gone "$child"
	wait_status stopped
	brig delete "$ID"
	assert_gone
}

@test "rootless: the groups that the container made go with it" {
	local group

	need_delegation
	config '.mounts += [{destination: "/sys/fs/cgroup", type: "cgroup", source: "cgroup", options: ["rw"]}]'
	config_sh 'mkdir /sys/fs/cgroup/a /sys/fs/cgroup/a/b && echo made; exec sleep 1000'
	start
	wait_for grep -q made out
	group=$(group_dir)
	[ -d "$group/a/b" ]
	brig delete --force "$ID"
	[ ! -e "$group" ]
}

@test "rootless: pause, resume, ps" {
	need_delegation
	start
	brig pause "$ID"
	assert_equal paused "$(state_of status)"
	brig resume "$ID"
	assert_equal running "$(state_of status)"
	assert_equal "[$(state_of pid)]" "$(brig ps --format json "$ID" | jq -c .)"
}

@test "rootless: several ranges by newuidmap and newgidmap" {
	range=$(awk -F: -v u="$(id -un)" '$1 == u { print $2 }' /etc/subuid)
	config '.linux.uidMappings = [{containerID: 0, hostID: $uid, size: 1}, {containerID: 1, hostID: $range, size: 1000}]
		| .linux.gidMappings = [{containerID: 0, hostID: $gid, size: 1}, {containerID: 1, hostID: $range, size: 1000}]
		| .process.user = {uid: 5, gid: 6}' \
		--argjson uid "$(id -u)" --argjson gid "$(id -g)" --argjson range "$range"
	run_sh 'id -u; id -g; grep -c . /proc/self/uid_map'
	assert_output "$(printf '5\n6\n2')"
}

@test "rootless: a device node, a hostname of the host, a sysctl of the host: refused" {
	config '.linux.namespaces |= map(select(.type != "uts"))'
	assert_brig_fails run -b "$BUNDLE" "$ID"
	config 'del(.hostname) | .linux.sysctl = {"kernel.pid_max": "1000"}'
	assert_brig_fails run -b "$BUNDLE" "$ID"
}

@test "rootless: a scope of the user's own systemd" {
	local unit=brig-$ID.scope group property

	CGROUP_MANAGER=systemd
	need_delegation
	[ -S "$XDG_RUNTIME_DIR/bus" ] || skip "no systemd of the user's runs here"
	config '.linux.resources = {memory: {limit: 67108864}, pids: {limit: 20}}'
	create
	group=$(group_dir)
	[[ $group = */user@$(id -u).service/user.slice/$unit ]]
	assert_equal '67108864 20' "$(cat "$group"/{memory,pids}.max | xargs)"
	assert_equal '67108864 20 user.slice' "$(for property in MemoryMax TasksMax Slice; do
		systemctl --user show -P $property "$unit"; done | xargs)"
	brig start "$ID"
	brig delete --force "$ID"
	[ ! -e "$group" ]
	run systemctl --user list-units --all --plain --no-legend "$unit"
	assert_output ''
}
