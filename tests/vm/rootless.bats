#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# An ordinary user with delegated control groups: the life of a container, ids, limits.
load helpers

setup() {
	[ "$(id -u)" != 0 ] || skip "for an ordinary user"
	test_begin
	rm "$BUNDLE/config.json"
	"$BRIG" spec --rootless --bundle "$BUNDLE"
	config '.process.terminal = false | .root.readonly = false | .process.args = ["sleep", "1000"]
		| .process.env += ["TAG=" + $tag]' --arg tag "$TAG"
}

# Of v1 nothing can be delegated to a user.
need_v2() {
	[ "$(stat -f -c %T /sys/fs/cgroup)" = cgroup2fs ] || skip "no pure cgroup v2 here"
}

@test "rootless: run, with the caller as root inside" {
	run_sh 'id -u; xargs < /proc/self/uid_map; hostname'
	is "$(printf '0\n0 %s 1\nbrig' "$(id -u)")"
}

@test "rootless: the exit status of the program" {
	config_sh 'exit 7'
	run -7 brig run -b "$BUNDLE" "$ID"
}

@test "rootless: create, state, start, kill, delete" {
	create
	equal created "$(state_of status)"
	brig start "$ID"
	equal running "$(state_of status)"
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
	need_v2
	config '.linux.resources = {memory: {limit: 67108864}, pids: {limit: 20}, cpu: {quota: 50000, period: 100000}}'
	start
	group=/sys/fs/cgroup$(sed -n 's/^0:://p' "/proc/$(state_of pid)/cgroup")
	[[ $group = */user@*/* ]]
	equal '67108864 20 50000 100000' "$(cat "$group"/{memory,pids,cpu}.max | xargs)"
}

@test "rootless: pause, resume, ps" {
	need_v2
	start
	brig pause "$ID"
	equal paused "$(state_of status)"
	brig resume "$ID"
	equal running "$(state_of status)"
	equal "[$(state_of pid)]" "$(brig ps --format json "$ID" | jq -c .)"
}

@test "rootless: several ranges by newuidmap and newgidmap" {
	range=$(awk -F: -v u="$(id -un)" '$1 == u { print $2 }' /etc/subuid)
	config '.linux.uidMappings = [{containerID: 0, hostID: $uid, size: 1}, {containerID: 1, hostID: $range, size: 1000}]
		| .linux.gidMappings = [{containerID: 0, hostID: $gid, size: 1}, {containerID: 1, hostID: $range, size: 1000}]
		| .process.user = {uid: 5, gid: 6}' \
		--argjson uid "$(id -u)" --argjson gid "$(id -g)" --argjson range "$range"
	run_sh 'id -u; id -g; grep -c . /proc/self/uid_map'
	is "$(printf '5\n6\n2')"
}

@test "rootless: a device node, a hostname of the host, a sysctl of the host: refused" {
	config '.linux.namespaces |= map(select(.type != "uts"))'
	fails run -b "$BUNDLE" "$ID"
	config 'del(.hostname) | .linux.sysctl = {"kernel.pid_max": "1000"}'
	fails run -b "$BUNDLE" "$ID"
}

@test "rootless: a scope of the user's own systemd" {
	local unit=brig-$ID.scope group property

	need_v2
	[ -S "$XDG_RUNTIME_DIR/bus" ] || skip "no systemd of the user's runs here"
	config '.linux.resources = {memory: {limit: 67108864}, pids: {limit: 20}}'
	brig --systemd-cgroup create -b "$BUNDLE" "$ID" < /dev/null > "$BATS_TEST_TMPDIR/out" 2>&1
	group=/sys/fs/cgroup$(sed -n 's/^0:://p' "/proc/$(state_of pid)/cgroup")
	[[ $group = */user@$(id -u).service/user.slice/$unit ]]
	equal '67108864 20' "$(cat "$group"/{memory,pids}.max | xargs)"
	equal '67108864 20 user.slice' "$(for property in MemoryMax TasksMax Slice; do
		systemctl --user show -P $property "$unit"; done | xargs)"
	brig start "$ID"
	brig delete --force "$ID"
	[ ! -e "$group" ]
	run systemctl --user list-units --all --plain --no-legend "$unit"
	is ''
}
