#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Namespaces: made new, joined by path, left as the caller's.
load helpers
KINDS="cgroup ipc mount network pid time user uts"
mapped='.linux.uidMappings = [{containerID: 0, hostID: 100000, size: 65536}]
	| .linux.gidMappings = [{containerID: 0, hostID: 200000, size: 65536}]'

inode() { # KIND [PID]
	readlink "/proc/${2:-self}/ns/$(file_of "$1")"
}

without() { # TYPE
	config 'del(.linux.namespaces[] | select(.type == $t))' --arg t "$1"
}

join() { # TYPE PATH
	config '.linux.namespaces |= map(select(.type != $t)) + [{type: $t, path: $p}]' --arg t "$1" --arg p "$2"
}

file_of() { # KIND : its name below /proc/PID/ns
	case $1 in
	mount) echo mnt ;;
	network) echo net ;;
	*) echo "$1" ;;
	esac
}

# The container's namespaces are these: [{type…}…] as jq would write it.
namespaces() { # JQ
	config ".linux.namespaces = $1"
}

need_time() {
	[ -e /proc/self/ns/time ] || skip "no time namespaces in this kernel"
}

reachable() {
	chmod 755 "$BATS_RUN_TMPDIR" "$BATS_RUN_TMPDIR"/* "$BATS_TEST_TMPDIR" "$BUNDLE" 2>/dev/null || :
}

# A process in new namespaces, until the test ends: $HOLDER. Its options are those of unshare.
hold() { # OPTION…
	unshare "$@" --fork --kill-child sleep 300 < /dev/null > /dev/null 2>&1 3>&- &
	HOLDER_PARENT=$!
	wait_for pgrep -P $HOLDER_PARENT > /dev/null
	HOLDER=$(pgrep -P $HOLDER_PARENT)
	wait_for grep -q sleep "/proc/$HOLDER/comm"
}

teardown() {
	test_end
	[ -z "${HOLDER-}" ] || kill -KILL "$HOLDER" 2>/dev/null || :
}

@test "new namespaces of the default config differ from ours" {
	local kind

	config '.linux.namespaces += [{type: "cgroup"}] | .linux.namespaces |= unique'
	start
	for kind in pid net mnt ipc uts cgroup; do
		[ "$(inode $kind)" != "$(inode $kind "$(state_of pid)")" ] || { echo "$kind is ours" && false; }
	done
	assert_equal "$(inode user)" "$(inode user "$(state_of pid)")"
}

@test "a namespace that is not listed stays the caller's" {
	without network
	without ipc
	start
	assert_equal "$(inode net) $(inode ipc)" "$(inode net "$(state_of pid)") $(inode ipc "$(state_of pid)")"
}

@test "without a uts namespace a hostname is refused or set by nobody" {
	local before

	before=$(hostname)
	without uts
	config '.hostname = "other"'
	run_brig create -b "$BUNDLE" "$ID"
	assert_equal "$before" "$(hostname)"
	[ "$status" = 0 ] || assert_output_matches hostname
}

@test "no linux.namespaces at all" {
	config 'del(.linux.namespaces, .hostname, .linux.maskedPaths, .linux.readonlyPaths, .linux.resources, .mounts)
		| .root.readonly = false'
	config_args true
	run_brig run -b "$BUNDLE" "$ID"
	# a container without its own mount namespace: allowed by the spec; never may it harm the host
	[ -e /proc/self/ns ]
}

@test "a network namespace is joined by its path" {
	local pid

	unshare -n sleep 100 &
	pid=$!
	wait_for eval "[ \$(readlink /proc/$pid/ns/net) != $(inode net) ]"
	join network "/proc/$pid/ns/net"
	start
	assert_equal "$(inode net $pid)" "$(inode net "$(state_of pid)")"
	kill $pid
}

@test "another container's namespaces are joined, its pid namespace too" {
	local kind pid

	start
	pid=$(state_of pid)
	join ipc "/proc/$pid/ns/ipc"
	join uts "/proc/$pid/ns/uts"
	join network "/proc/$pid/ns/net"
	join pid "/proc/$pid/ns/pid"
	config 'del(.hostname)'
	brig run -d -b "$BUNDLE" "$ID-2" < /dev/null > /dev/null 2>&1
	for kind in ipc uts net pid; do
		assert_equal "$kind $(inode $kind "$pid")" "$kind $(inode $kind "$(state_of pid "$ID-2")")"
	done
	[ "$(inode mnt "$pid")" != "$(inode mnt "$(state_of pid "$ID-2")")" ]
	brig delete --force "$ID-2"
}

@test "a path of another type is refused" {
	join network /proc/self/ns/uts
	assert_brig_fails create -b "$BUNDLE" "$ID"
	assert_output_matches 'namespace'
	assert_gone
}

@test "a path that is no namespace, or nothing, is refused" {
	join network /etc/passwd
	assert_brig_fails create -b "$BUNDLE" "$ID"
	assert_output_matches /etc/passwd
	join network /no/such/ns
	assert_brig_fails create -b "$BUNDLE" "$ID"
	assert_output_matches /no/such/ns
	assert_gone
}

@test "a relative path is refused" {
	join network proc/self/ns/net
	assert_brig_fails create -b "$BUNDLE" "$ID"
	assert_output_matches 'linux.namespaces\[[0-9]+\]'
}

@test "a duplicate type is refused" {
	config '.linux.namespaces += [{type: "pid"}]'
	assert_brig_fails create -b "$BUNDLE" "$ID"
	assert_output_matches 'linux.namespaces\[[0-9]+\].*pid|duplicate|twice'
	assert_gone
}

@test "an unknown type is refused with its place" {
	config '.linux.namespaces += [{type: "nonsense"}]'
	assert_brig_fails create -b "$BUNDLE" "$ID"
	assert_output_matches 'config.json:[0-9]+: (error: )?linux.namespaces\[[0-9]+\].type'
}

@test "hostname and domainname are set in the new uts namespace" {
	config '.hostname = "box" | .domainname = "example.org"'
	run_sh 'hostname; cat /proc/sys/kernel/domainname'
	assert_output $'box\nexample.org'
}

@test "a new network namespace has lo, up" {
	config '.process.capabilities |= map_values(. + ["CAP_NET_RAW"])'
	run_sh 'ip -o link show lo; ping -c 1 -w 2 127.0.0.1'
	assert_output_matches 'LOOPBACK,UP'
	assert_output_matches '1 packets received'
}

@test "a joined network namespace is left as it is" {
	local pid

	unshare -n sleep 100 &
	pid=$!
	wait_for eval "[ \$(readlink /proc/$pid/ns/net) != $(inode net) ]"
	join network "/proc/$pid/ns/net"
	run_sh 'ip -o link show lo'
	refute_output_matches 'LOOPBACK,UP'
	kill $pid
}

@test "the program is pid 1 of its namespace, and reaps orphans" {
	run_sh 'echo $$; sh -c "sleep 0.1 &"; i=0
		while set -- /proc/[0-9]*; [ $# -gt 1 ] && [ $((i += 1)) -lt 100 ]; do sleep 0.1; done; echo "$@"'
	assert_output $'1\n/proc/1'
}

@test "the cgroup namespace's root is the container's own group" {
	config '.linux.namespaces += [{type: "cgroup"}] | .linux.namespaces |= unique'
	run_sh 'cat /proc/self/cgroup'
	refute_output_matches ":/.+"
}

@test "a user namespace with mappings" {
	chmod 755 "$BATS_RUN_TMPDIR" "$BATS_RUN_TMPDIR"/* "$BATS_TEST_TMPDIR" "$BUNDLE" 2>/dev/null || :
	config '.linux.namespaces += [{type: "user"}]
		| .linux.uidMappings = [{containerID: 0, hostID: 100000, size: 65536}]
		| .linux.gidMappings = [{containerID: 0, hostID: 200000, size: 65536}]
		| .root.readonly = true'
	config_sh 'id -u; id -g; cat /proc/self/uid_map /proc/self/gid_map; sleep 1000'
	start
	wait_for grep -q 200000 "$BATS_TEST_TMPDIR/out"
	assert_equal '0 0 0 100000 65536 0 200000 65536' "$(xargs < "$BATS_TEST_TMPDIR/out")"
	assert_equal '100000 200000' "$(stat -c '%u %g' "/proc/$(state_of pid)")"
}

@test "mappings without a user namespace are refused" {
	config '.linux.uidMappings = [{containerID: 0, hostID: 100000, size: 65536}]'
	assert_brig_fails create -b "$BUNDLE" "$ID"
	assert_output_matches 'uidMappings'
}

@test "time namespace with offsets" {
	[ -e /proc/self/ns/time ] || skip "no time namespaces in this kernel"
	config '.linux.namespaces += [{type: "time"}] | .linux.timeOffsets = {boottime: {secs: 1000000}}'
	run_sh 'cut -d. -f1 /proc/uptime'
	[ "$output" -ge 1000000 ]
}

@test "namespaces: all eight kinds, new" {
	local kind

	need_time
	reachable
	namespaces "[\"$(sed 's/ /", "/g' <<< "$KINDS")\" | {type: .}]"
	config "$mapped"
	start
	for kind in $KINDS; do
		[ "$(inode "$kind")" != "$(inode "$kind" "$(state_of pid)")" ] || { echo "$kind is ours" && false; }
	done
}

@test "namespaces: a kind that is not listed is the runtime's own, each in turn" {
	local kind

	for kind in cgroup ipc network pid time user uts; do
		[ -e "/proc/self/ns/$(file_of $kind)" ] || continue
		config ".linux.namespaces = [\"$(sed 's/ /", "/g' <<< "$KINDS")\"
			| {type: select(. != \"$kind\" and . != \"user\" and . != \"time\")}] | del(.hostname)"
		brig create -b "$BUNDLE" "$ID-$kind" < /dev/null > "$BATS_TEST_TMPDIR/out" 2>&1 ||
			{ cat "$BATS_TEST_TMPDIR/out" && false; }
		assert_equal "$(inode $kind)" "$(inode $kind "$(state_of pid "$ID-$kind")")"
		brig delete -f "$ID-$kind"
	done
}

@test "namespaces: all eight kinds, joined by path" {
	local kind

	need_time
	reachable
	hold --cgroup --ipc --mount --net --pid --time --uts --user
	echo 0 100000 65536 > "/proc/$HOLDER/uid_map"
	echo 0 200000 65536 > "/proc/$HOLDER/gid_map"
	namespaces "[\"$(sed 's/ /", "/g' <<< "$KINDS")\" | {type: ., path: (\"/proc/$HOLDER/ns/\"
		+ ({mount: \"mnt\", network: \"net\"}[.] // .))}]"
	config 'del(.hostname, .linux.resources)'
	start
	for kind in $KINDS; do
		assert_equal "$kind $(inode "$kind" "$HOLDER")" "$kind $(inode "$kind" "$(state_of pid)")"
	done
}

@test "namespaces: each kind joined alone" {
	local kind

	hold --cgroup --ipc --mount --net --pid --uts
	for kind in cgroup ipc mount network pid uts; do
		config '.linux.namespaces |= map(select(.type != $t and .type != "cgroup"))
			+ [{type: $t, path: $p}] | del(.hostname)' \
			--arg t $kind --arg p "/proc/$HOLDER/ns/$(file_of $kind)"
		brig create -b "$BUNDLE" "$ID-$kind" < /dev/null > "$BATS_TEST_TMPDIR/out" 2>&1 ||
			{ cat "$BATS_TEST_TMPDIR/out" && false; }
		assert_equal "$kind $(inode $kind "$HOLDER")" "$kind $(inode $kind "$(state_of pid "$ID-$kind")")"
		brig delete -f "$ID-$kind"
		cp "$TEMPLATE/config.json" "$BUNDLE"
	done
}

@test "namespaces: mounts of a container in a joined mount namespace stay in it" {
	local before

	hold --mount
	before=$(cat /proc/self/mountinfo)
	config '.linux.namespaces |= map(if .type == "mount" then .path = $p else . end)' \
		--arg p "/proc/$HOLDER/ns/mnt"
	start
	assert_equal "$before" "$(cat /proc/self/mountinfo)"
}

@test "namespaces: a path of another kind is an error, for each kind" {
	local kind other

	for kind in $KINDS; do
		other=uts
		[ $kind != uts ] || other=ipc
		cp "$TEMPLATE/config.json" "$BUNDLE"
		config '.linux.namespaces |= map(select(.type != $t)) + [{type: $t, path: $p}] | del(.hostname)' \
			--arg t $kind --arg p "/proc/self/ns/$other"
		assert_brig_fails create -b "$BUNDLE" "$ID"
		assert_output_matches "/proc/self/ns/$other is not a $kind namespace"
		assert_gone
	done
}

@test "namespaces: a second entry of a kind is an error, for each kind, new or joined" {
	local kind

	for kind in $KINDS; do
		cp "$TEMPLATE/config.json" "$BUNDLE"
		config '.linux.namespaces |= map(select(.type != $t))
			+ [{type: $t}, {type: $t, path: $p}]' --arg t $kind --arg p "/proc/self/ns/$(file_of $kind)"
		config "$mapped"
		assert_brig_fails create -b "$BUNDLE" "$ID"
		assert_output_matches "linux.namespaces\[[0-9]+\].*second $kind namespace"
		assert_gone
	done
}

# Runs the bundle where `ip netns` has made the namespace named $TAG, with a device called inside;
# all of it in a mount namespace of its own.
run_with_netns() {
	run -0 unshare -m sh -ec 'mount -t tmpfs r /run; ip netns add "$TAG"
		ip -n "$TAG" link add inside type veth peer name peer
		"$@"' sh "$BRIG" --root "$ROOT" run -b "$BUNDLE" "$ID"
}

@test "namespaces: a named network namespace of ip netns" {
	config '.linux.namespaces |= map(if .type == "network" then .path = $p else . end)' \
		--arg p "/run/netns/$TAG"
	config_sh 'ls /sys/class/net | xargs'
	run_with_netns
	assert_output 'inside lo peer'
}

@test "namespaces: a new user namespace along with a network namespace of the host's making" {
	reachable
	config '.linux.namespaces |= map(if .type == "network" then .path = $p else . end) + [{type: "user"}]' \
		--arg p "/run/netns/$TAG"
	config "$mapped"
	config_sh 'ip -o link | cut -d: -f2 | xargs; id -u; cat /proc/self/uid_map | xargs'
	run_with_netns
	assert_output_matches 'inside'
	assert_output_matches '^0 100000 65536$'
}

@test "namespaces: a new user namespace along with other kinds of the host's" {
	local kind

	reachable
	hold --cgroup --ipc --net --pid --time --uts
	for kind in cgroup ipc network pid time uts; do
		[ -e "/proc/self/ns/$(file_of $kind)" ] || continue
		cp "$TEMPLATE/config.json" "$BUNDLE"
		config "$mapped"
		config '.linux.namespaces |= map(select(.type != $t)) + [{type: $t, path: $p}, {type: "user"}]
			| del(.hostname, (.mounts[] | select(.type == "mqueue")))' \
			--arg t $kind --arg p "/proc/$HOLDER/ns/$(file_of $kind)"
		brig create -b "$BUNDLE" "$ID-$kind" < /dev/null > "$BATS_TEST_TMPDIR/out" 2>&1 ||
			{ echo "$kind: $(cat "$BATS_TEST_TMPDIR/out")" && false; }
		assert_equal "$kind $(inode $kind "$HOLDER")" "$kind $(inode $kind "$(state_of pid "$ID-$kind")")"
		brig delete -f "$ID-$kind"
	done
}

@test "namespaces: another container's user namespace, and those that belong to it" {
	local kind pid

	reachable
	config '.linux.namespaces += [{type: "user"}]'
	config "$mapped"
	start
	pid=$(state_of pid)
	config '.linux.namespaces |= map(if .type == "mount" then . else
		.path = "/proc/" + $p + "/ns/" + ({network: "net"}[.type] // .type) end)
		| del(.hostname, .linux.uidMappings, .linux.gidMappings)' --arg p "$pid"
	brig run -d -b "$BUNDLE" "$ID-2" < /dev/null > "$BATS_TEST_TMPDIR/out2" 2>&1 ||
		{ cat "$BATS_TEST_TMPDIR/out2" && false; }
	for kind in user network pid ipc uts; do
		assert_equal "$kind $(inode $kind "$pid")" "$kind $(inode $kind "$(state_of pid "$ID-2")")"
	done
	assert_equal 100000 "$(stat -c %u "/proc/$(state_of pid "$ID-2")")"
	brig delete --force "$ID-2"
}

@test "namespaces: joining another container's pid namespace, its end is the end of both" {
	start
	config '.linux.namespaces |= map(if .type == "pid" then .path = $p else . end)' \
		--arg p "/proc/$(state_of pid)/ns/pid"
	brig run -d -b "$BUNDLE" "$ID-2" < /dev/null > /dev/null 2>&1
	brig kill "$ID" KILL
	wait_status stopped "$ID"
	wait_status stopped "$ID-2"
	brig delete "$ID-2"
}

@test "timeOffsets: boottime and monotonic, with nanoseconds and backwards" {
	need_time
	config '.linux.namespaces += [{type: "time"}]'
	config '.linux.timeOffsets = {boottime: {secs: 1000000, nanosecs: 5},
		monotonic: {secs: -100, nanosecs: 250000000}}'
	run_sh 'cut -d. -f1 /proc/uptime; cat /proc/self/timens_offsets'
	[ "${lines[0]}" -ge 1000000 ]
	assert_output_matches '^monotonic +-100 +250000000$'
	assert_output_matches '^boottime +1000000 +5$'
}

@test "timeOffsets: in a new user namespace whose root is another user of the host" {
	need_time
	config '.linux.namespaces += [{type: "time"}, {type: "user"}]
		| .linux.uidMappings = [{containerID: 0, hostID: 100000, size: 65536}] | .linux.gidMappings = .linux.uidMappings
		| .linux.timeOffsets = {boottime: {secs: 1000000}}'
	config_sh 'cut -d. -f1 /proc/uptime'
	run -0 brig run -b "$BUNDLE" "$ID"
	[ "$output" -ge 1000000 ]
}

@test "timeOffsets: without a new time namespace is an error" {
	config '.linux.timeOffsets = {boottime: {secs: 1}}'
	assert_brig_fails create -b "$BUNDLE" "$ID"
	assert_output_matches 'linux.timeOffsets.*time namespace'
	need_time
	config '.linux.namespaces += [{type: "time", path: "/proc/self/ns/time"}]'
	assert_brig_fails create -b "$BUNDLE" "$ID"
	assert_output_matches 'linux.timeOffsets'
	assert_gone
}

@test "timeOffsets: more nanoseconds than a second has are an error" {
	need_time
	config '.linux.namespaces += [{type: "time"}]'
	config '.linux.timeOffsets = {boottime: {secs: 1, nanosecs: 1000000000}}'
	assert_brig_fails create -b "$BUNDLE" "$ID"
	assert_output_matches 'timeOffsets'
	assert_gone
}

@test "pid namespace: signals without a handler are ignored by pid 1, KILL from outside works" {
	config_args sleep 1000
	start
	brig kill "$ID" TERM
	brig kill "$ID" INT
	sleep 0.2
	assert_equal running "$(state_of status)"
	brig kill "$ID" KILL
	wait_status stopped
}

@test "pid namespace: a handler of pid 1 is called, and its exit code is that of run" {
	config_sh 'trap "exit 7" TERM; echo ready; while :; do sleep 0.05; done'
	start
	wait_for grep -q ready "$BATS_TEST_TMPDIR/out"
	brig kill "$ID" TERM
	wait_status stopped
}

@test "pid namespace: the end of pid 1 is the end of all others" {
	local pids

	config_sh 'sleep 1000 & sleep 1000 & sleep 1000'
	start
	wait_for eval '[ "$(brig ps -f json $ID | jq length)" = 3 ]'
	pids=$(brig ps -f json "$ID" | jq '.[]')
	brig kill "$ID" KILL
	wait_status stopped
	for pid in $pids; do
		wait_for gone "$pid"
	done
}

@test "pid namespace: without one of its own the container has a pid of the host" {
	config '.linux.namespaces |= map(select(.type != "pid"))'
	config_sh 'echo $$; sleep 1000'
	start
	wait_for test -s "$BATS_TEST_TMPDIR/out"
	assert_equal "$(state_of pid)" "$(cat "$BATS_TEST_TMPDIR/out")"
}

@test "hostname and domainname: 64 bytes fit, 65 and those without a uts namespace are errors" {
	local name

	name=$(printf '%064d' 0)
	config '.hostname = $n | .domainname = $n' --arg n "$name"
	run_sh 'hostname; cat /proc/sys/kernel/domainname'
	assert_output "$name"$'\n'"$name"
	config '.hostname = $n | .domainname = $n' --arg n "0$name"
	run -1 brig check -b "$BUNDLE"
	assert_output_matches 'hostname.*65 bytes'
	assert_output_matches 'domainname.*65 bytes'
	config '.hostname = "a" | .domainname = "b" | del(.linux.namespaces[] | select(.type == "uts"))'
	run -1 brig check -b "$BUNDLE"
	assert_output_matches 'hostname.*uts'
	assert_output_matches 'domainname.*uts'
}
