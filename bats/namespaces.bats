#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Namespaces: made new, joined by path, left as the caller's.
load helpers

inode() { # KIND [PID]
	readlink "/proc/${2:-self}/ns/$1"
}

without() { # TYPE
	config 'del(.linux.namespaces[] | select(.type == $t))' --arg t "$1"
}

join() { # TYPE PATH
	config '.linux.namespaces |= map(select(.type != $t)) + [{type: $t, path: $p}]' --arg t "$1" --arg p "$2"
}

@test "new namespaces of the default config differ from ours" {
	local kind

	config '.linux.namespaces += [{type: "cgroup"}] | .linux.namespaces |= unique'
	start
	for kind in pid net mnt ipc uts cgroup; do
		[ "$(inode $kind)" != "$(inode $kind "$(state_of pid)")" ] || { echo "$kind is ours" && false; }
	done
	equal "$(inode user)" "$(inode user "$(state_of pid)")"
}

@test "a namespace that is not listed stays the caller's" {
	without network
	without ipc
	start
	equal "$(inode net) $(inode ipc)" "$(inode net "$(state_of pid)") $(inode ipc "$(state_of pid)")"
}

@test "without a uts namespace a hostname is refused or set by nobody" {
	local before

	before=$(hostname)
	without uts
	config '.hostname = "other"'
	attempt create -b "$BUNDLE" "$ID"
	equal "$before" "$(hostname)"
	[ "$status" = 0 ] || has hostname
}

@test "no linux.namespaces at all" {
	config 'del(.linux.namespaces, .hostname, .linux.maskedPaths, .linux.readonlyPaths, .linux.resources, .mounts)
		| .root.readonly = false'
	config_args true
	attempt run -b "$BUNDLE" "$ID"
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
	equal "$(inode net $pid)" "$(inode net "$(state_of pid)")"
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
		equal "$kind $(inode $kind "$pid")" "$kind $(inode $kind "$(state_of pid "$ID-2")")"
	done
	[ "$(inode mnt "$pid")" != "$(inode mnt "$(state_of pid "$ID-2")")" ]
	brig delete --force "$ID-2"
}

@test "a path of another type is refused" {
	join network /proc/self/ns/uts
	fails create -b "$BUNDLE" "$ID"
	has 'namespace'
	assert_gone
}

@test "a path that is no namespace, or nothing, is refused" {
	join network /etc/passwd
	fails create -b "$BUNDLE" "$ID"
	has /etc/passwd
	join network /no/such/ns
	fails create -b "$BUNDLE" "$ID"
	has /no/such/ns
	assert_gone
}

@test "a relative path is refused" {
	join network proc/self/ns/net
	fails create -b "$BUNDLE" "$ID"
	has 'linux.namespaces\[[0-9]+\]'
}

@test "a duplicate type is refused" {
	config '.linux.namespaces += [{type: "pid"}]'
	fails create -b "$BUNDLE" "$ID"
	has 'linux.namespaces\[[0-9]+\].*pid|duplicate|twice'
	assert_gone
}

@test "an unknown type is refused with its place" {
	config '.linux.namespaces += [{type: "nonsense"}]'
	fails create -b "$BUNDLE" "$ID"
	has 'config.json:[0-9]+: (error: )?linux.namespaces\[[0-9]+\].type'
}

@test "hostname and domainname are set in the new uts namespace" {
	config '.hostname = "box" | .domainname = "example.org"'
	run_sh 'hostname; cat /proc/sys/kernel/domainname'
	is $'box\nexample.org'
}

@test "a new network namespace has lo, up" {
	config '.process.capabilities |= map_values(. + ["CAP_NET_RAW"])'
	run_sh 'ip -o link show lo; ping -c 1 -w 2 127.0.0.1'
	has 'LOOPBACK,UP'
	has '1 packets received'
}

@test "a joined network namespace is left as it is" {
	local pid

	unshare -n sleep 100 &
	pid=$!
	wait_for eval "[ \$(readlink /proc/$pid/ns/net) != $(inode net) ]"
	join network "/proc/$pid/ns/net"
	run_sh 'ip -o link show lo'
	hasnt 'LOOPBACK,UP'
	kill $pid
}

@test "the program is pid 1 of its namespace, and reaps orphans" {
	run_sh 'echo $$; sh -c "sleep 0.1 &"; i=0
		while set -- /proc/[0-9]*; [ $# -gt 1 ] && [ $((i += 1)) -lt 100 ]; do sleep 0.1; done; echo "$@"'
	is $'1\n/proc/1'
}

@test "the cgroup namespace's root is the container's own group" {
	config '.linux.namespaces += [{type: "cgroup"}] | .linux.namespaces |= unique'
	run_sh 'cat /proc/self/cgroup'
	hasnt ":/.+"
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
	equal '0 0 0 100000 65536 0 200000 65536' "$(xargs < "$BATS_TEST_TMPDIR/out")"
	equal '100000 200000' "$(stat -c '%u %g' "/proc/$(state_of pid)")"
}

@test "mappings without a user namespace are refused" {
	config '.linux.uidMappings = [{containerID: 0, hostID: 100000, size: 65536}]'
	fails create -b "$BUNDLE" "$ID"
	has 'uidMappings'
}

@test "time namespace with offsets" {
	[ -e /proc/self/ns/time ] || skip "no time namespaces in this kernel"
	config '.linux.namespaces += [{type: "time"}] | .linux.timeOffsets = {boottime: {secs: 1000000}}'
	run_sh 'cut -d. -f1 /proc/uptime'
	[ "$output" -ge 1000000 ]
}
