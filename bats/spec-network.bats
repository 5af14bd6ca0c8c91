#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# config-linux.md Network Devices; devices that hooks bring. The host of these tests is a network
# namespace of its own, which takes all devices with it when it ends.
load helpers

# Runs a script with `brig` where there is a device eve (02:00:00:00:00:01, MTU 1400, addresses of
# both families) with its other end, and a device bob.
hosted() { # SCRIPT
	ROOT=$ROOT BUNDLE=$BUNDLE ID=$ID T=$BATS_TEST_TMPDIR run unshare -n bash -euc "$(declare -f brig)
		ip link add eve mtu 1400 address 02:00:00:00:00:01 type veth peer name eve-end
		ip link add bob type veth peer name bob-end
		ip link set eve up; ip link set eve-end up
		ip address add 192.0.2.7/24 dev eve; ip address add 198.51.100.1/32 dev eve
		ip address add 2001:db8::7/64 dev eve nodad
		$1"
}

devices() { # JSON
	config '.linux.netDevices = $d' --argjson d "$1"
}

need_veth() {
	unshare -n ip link add v0 type veth peer name v1 2> /dev/null || skip "no veth devices"
}

setup() {
	need_veth
	test_begin
}

@test "netDevices: moved under its own name, with its addresses of both families, and up" {
	devices '{"eve": {}}'
	config_sh 'ip -o link show eve; ip -o addr show eve'
	hosted 'brig run -b $BUNDLE $ID; ip -o link show eve 2>&1 || :'
	assert_output_matches 'eve@.*[<,]UP[,>].*mtu 1400'
	assert_output_matches 'link/ether 02:00:00:00:00:01'
	assert_output_matches 'inet 192.0.2.7/24'
	assert_output_matches 'inet 198.51.100.1/32'
	assert_output_matches 'inet6 2001:db8::7/64'
	assert_output_matches 'eve.*does not exist'
}

@test "netDevices: an address with a lifetime and one of the link are left to the kernel" {
	devices '{"eve": {}}'
	config_sh 'ip -o addr show eve'
	hosted 'ip address add 203.0.113.9/24 dev eve valid_lft 500 preferred_lft 500
		ip address add 169.254.7.7/16 dev eve scope link
		brig run -b $BUNDLE $ID'
	assert_output_matches '192.0.2.7'
	refute_output_matches '203.0.113.9|169.254.7.7'
}

@test "netDevices: what belongs to an address goes with it" {
	devices '{"eve": {}}'
	config_sh 'ip -o addr show eve'
	hosted 'ip address add 203.0.113.9/24 broadcast 203.0.113.200 dev eve
		ip address add 10.1.1.1 peer 10.2.2.2/32 dev eve
		brig run -b $BUNDLE $ID'
	assert_output_matches 'inet 203.0.113.9/24 brd 203.0.113.200'
	assert_output_matches 'inet 10.1.1.1 peer 10.2.2.2/32'
}

@test "netDevices: renamed on the way" {
	devices '{"eve": {"name": "eth0"}, "bob": {"name": "eve"}}'
	config_sh 'ls /sys/class/net | xargs; cat /sys/class/net/eth0/address'
	hosted 'brig run -b $BUNDLE $ID'
	assert_output $'eth0 eve lo\n02:00:00:00:00:01'
}

@test "netDevices: names by a template with %d" {
	devices '{"eve": {"name": "eth%d"}, "bob": {"name": "eth%d"}}'
	config_sh 'ls /sys/class/net | xargs; ip -o addr | grep -c 192.0.2.7'
	hosted 'brig run -b $BUNDLE $ID'
	assert_output $'eth0 eth1 lo\n1'
}

@test "netDevices: a name that is taken is an error before anything has moved; a template is not" {
	devices '{"bob": {}, "eve": {"name": "taken"}}'
	config '.linux.namespaces |= map(if .type == "network" then .path = "/proc/self/fd/9" else . end)'
	config_sh 'ls /sys/class/net | xargs'
	hosted 'unshare -n sleep 100 & holder=$!
		until [ "$(readlink /proc/$holder/ns/net)" != "$(readlink /proc/self/ns/net)" ]; do sleep 0.02; done
		exec 9< /proc/$holder/ns/net
		nsenter --net=/proc/self/fd/9 ip link add taken type veth peer name taken2
		brig run -b $BUNDLE $ID 2>&1 || echo refused
		ip -o address show eve; ip -o link show bob
		sed -i "s/\"taken\"/\"taken%d\"/" $BUNDLE/config.json
		brig run -b $BUNDLE $ID
		kill $holder'
	assert_output_matches "linux.netDevices.*eve.*'taken'"
	assert_output_matches '^refused$'
	assert_output_matches 'eve +inet 192.0.2.7'
	assert_output_matches 'bob@'
	assert_output_matches '^bob lo taken taken0 taken2$'
}

@test "netDevices: a device that the host has not is an error before anything has moved" {
	devices '{"bob": {}, "none": {}}'
	hosted 'brig create -b $BUNDLE $ID > $T/out 2>&1 < /dev/null || cat $T/out; ip -o link show bob'
	assert_output_matches 'linux.netDevices\["none"\].*no such device'
	assert_output_matches 'bob@'
}

@test "netDevices: without a network namespace, the loopback, one name twice and bad names are errors" {
	devices '{"lo": {}, "eve": {"name": "x"}, "bob": {"name": "x"}, "a/b": {}, "c": {"name": "e%dth"},
		"d": {"name": "far-too-long-name"}}'
	config 'del(.linux.namespaces[] | select(.type == "network"))'
	run -1 brig check -b "$BUNDLE"
	assert_output_matches 'linux.netDevices\["lo"\].*loopback'
	assert_output_matches "linux.netDevices.*'x' too"
	assert_output_matches 'linux.netDevices\["a/b"\]'
	assert_output_matches 'linux.netDevices\["c"\].name'
	assert_output_matches 'linux.netDevices\["d"\].name'
	assert_output_matches "linux.netDevices.*host's network namespace"
}

@test "netDevices: back on the host, as they were, when creating fails later" {
	devices '{"eve": {"name": "eth0"}, "bob": {"name": "eth1"}}'
	config '.hooks.createRuntime = [{path: "/bin/false"}]'
	hosted 'brig create -b $BUNDLE $ID > $T/out 2>&1 < /dev/null || cat $T/out
		ip -o link show eve; ip -o link show bob; ip -o address show eve'
	assert_output_matches '/bin/false'
	assert_output_matches 'eve@.*[<,]UP[,>]'
	assert_output_matches 'bob@'
	assert_output_matches 'inet 192.0.2.7/24'
	assert_output_matches 'inet6 2001:db8::7/64'
}

@test "netDevices: back on the host when the container's own side fails" {
	devices '{"eve": {"name": "eth0"}}'
	config '.mounts += [{destination: "/x", type: "nonsensefs"}]'
	hosted 'brig create -b $BUNDLE $ID > $T/out 2>&1 < /dev/null || cat $T/out; ip -o address show eve'
	assert_output_matches 'nonsensefs'
	assert_output_matches 'inet 192.0.2.7/24'
}

@test "netDevices: back on the host when another one of them cannot be moved" {
	devices '{"bob": {}, "eve": {"name": "eth0"}, "stay": {}}'
	hosted 'ip link add stay type bridge
		brig create -b $BUNDLE $ID > $T/out 2>&1 < /dev/null || cat $T/out
		ip -o address show eve; ip -o link show bob; ip -o link show stay'
	assert_output_matches 'linux.netDevices\["stay"\]'
	assert_output_matches 'inet 192.0.2.7/24'
	assert_output_matches 'bob@'
	assert_output_matches 'stay:'
}

@test "netDevices: devices go to a joined namespace even when init is late to join it" {
	devices '{"eve": {}}'
	config '.linux.namespaces = [{type: "mount"}, {type: "network", path: "/proc/self/fd/9"}]
		| .mounts |= map(select(.type != "sysfs" and .type != "mqueue")) | del(.hostname)'
	config_sh 'ls /sys/class/net 2>/dev/null; ip -o link | cut -d: -f2 | xargs'
	hosted 'unshare -n sleep 100 & holder=$!
		until [ "$(readlink /proc/$holder/ns/net)" != "$(readlink /proc/self/ns/net)" ]; do sleep 0.02; done
		exec 9< /proc/$holder/ns/net
		for i in 1 2 3 4 5 6 7 8; do
			brig run -b $BUNDLE $ID
			nsenter --net=/proc/self/fd/9 ip link set eve netns $$
		done
		kill $holder'
	assert_equal 8 "$(grep -c eve <<< "$output")"
}

@test "netDevices: delete leaves a device to its namespace" {
	devices '{"eve": {}}'
	config '.linux.namespaces |= map(if .type == "network" then .path = "/proc/self/fd/9" else . end)'
	config_args true
	hosted 'unshare -n sleep 100 & holder=$!
		until [ "$(readlink /proc/$holder/ns/net)" != "$(readlink /proc/self/ns/net)" ]; do sleep 0.02; done
		exec 9< /proc/$holder/ns/net
		brig run -b $BUNDLE $ID
		ip link show eve 2>&1 || :
		nsenter --net=/proc/self/fd/9 ip -o address show eve
		kill $holder'
	assert_output_matches 'does not exist'
	assert_output_matches 'eve +inet 192.0.2.7/24'
}

@test "netDevices: a virtual device ends with the container's own namespace" {
	devices '{"eve": {}}'
	hosted 'brig create -b $BUNDLE $ID > $T/out 2>&1 < /dev/null || cat $T/out
		ip -o link show eve-end; brig delete -f $ID
		for i in $(seq 100); do ip link show eve-end > /dev/null 2>&1 || break; sleep 0.05; done
		ip link show eve-end 2>&1 || :'
	assert_output_matches 'eve-end@'
	assert_output_matches 'does not exist'
}

@test "hooks: a veth that createRuntime moves in is there when the program runs" {
	cat > "$BATS_TEST_TMPDIR/hook" <<- 'HOOK'
		#!/bin/sh -e
		PATH=/usr/sbin:/usr/bin:/sbin:/bin
		pid=$(jq .pid)
		ip link set bob netns "$pid" name eth0
		nsenter -t "$pid" -n ip address add 10.9.9.1/24 dev eth0
		nsenter -t "$pid" -n ip link set eth0 up
		ip address add 10.9.9.2/24 dev bob-end
		ip link set bob-end up
	HOOK
	chmod +x "$BATS_TEST_TMPDIR/hook"
	config '.hooks.createRuntime = [{path: $h}]' --arg h "$BATS_TEST_TMPDIR/hook"
	config_sh 'ip -o addr show eth0; ping -c 1 -w 5 10.9.9.2'
	config '.process.capabilities |= map_values(. + ["CAP_NET_RAW"])'
	hosted 'brig run -b $BUNDLE $ID'
	assert_output_matches 'eth0 +inet 10.9.9.1/24'
	assert_output_matches '1 packets received'
}

@test "netDevices: without libmnl an error says so, and all else works" {
	local lib

	for lib in /lib/*/libmnl.so.0 /usr/lib/*/libmnl.so.0 /lib*/libmnl.so.0; do
		[ ! -e "$lib" ] || realpath "$lib"
	done | sort -u > libraries
	config_args true
	hide='while read -r l; do mount --bind /dev/null "$l"; done < libraries; exec "$@"'
	run -0 unshare -m sh -c "$hide" sh "$BRIG" --root "$ROOT" run -b "$BUNDLE" "$ID"
	devices '{"eve": {}}'
	run -1 unshare -mn sh -c "ip link add eve type veth peer name peer; $hide" sh "$BRIG" --root "$ROOT" \
		run -b "$BUNDLE" "$ID"
	assert_output_matches 'linux.netDevices needs a library: .*libmnl.so.0'
}

@test "netDevices: where memory files cannot be executed, an error says so, and all else works" {
	[ -e /proc/sys/vm/memfd_noexec ] || skip "a kernel without vm.memfd_noexec"
	config_args true
	forbid='echo 2 > /proc/sys/vm/memfd_noexec; exec "$@"'
	run -0 unshare -pf --mount-proc sh -c "$forbid" sh "$BRIG" --root "$ROOT" run -b "$BUNDLE" "$ID"
	devices '{"eve": {}}'
	run -1 unshare -pnf --mount-proc sh -c "ip link add eve type veth peer name peer; $forbid" sh "$BRIG" \
		--root "$ROOT" run -b "$BUNDLE" "$ID"
	assert_output_matches 'make memory file brig-helper to execute \(sysctl vm.memfd_noexec is 2\)'
}
