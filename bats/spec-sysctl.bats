#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# config-linux.md Sysctl: what belongs to a namespace of the container is set in it, all else refused.
load helpers

sysctl() { # JSON
	config ".linux.sysctl = $1"
}

assert_refused() { # KEY PATTERN
	config '.linux.sysctl = {($k): "1"}' --arg k "$1"
	assert_brig_fails create -b "$BUNDLE" "$ID"
	assert_output_matches "linux.sysctl\[\"?$1"
	assert_output_matches "$2"
}

@test "sysctl: ipc, mqueue, network and uts, in the container and not on the host" {
	local before

	before=$(cd /proc/sys && cat kernel/shmmni kernel/msgmax kernel/sem kernel/shm_rmid_forced fs/mqueue/msg_max \
		net/ipv4/ip_forward kernel/domainname)
	sysctl '{"kernel.shmmni": "1234", "kernel.msgmax": "9001", "kernel.sem": "10 20 30 40", "kernel.shm_rmid_forced": "1",
		"fs.mqueue.msg_max": "11", "net.ipv4.ip_forward": "1", "kernel.domainname": "example.org"}'
	run_sh 'cd /proc/sys && cat kernel/shmmni kernel/msgmax kernel/sem kernel/shm_rmid_forced fs/mqueue/msg_max net/ipv4/ip_forward kernel/domainname'
	assert_output $'1234\n9001\n10\t20\t30\t40\n1\n11\n1\nexample.org'
	assert_equal "$before" "$(cd /proc/sys && cat kernel/shmmni kernel/msgmax kernel/sem kernel/shm_rmid_forced fs/mqueue/msg_max \
		net/ipv4/ip_forward kernel/domainname)"
}

@test "sysctl: every ipc parameter of the list" {
	sysctl '{"kernel.msgmnb": "16385", "kernel.msgmni": "100", "kernel.shmall": "1000", "kernel.shmmax": "2000000",
		"kernel.msg_next_id": "5", "kernel.sem_next_id": "6", "kernel.shm_next_id": "7"}'
	[ -e /proc/sys/kernel/msg_next_id ] || config 'del(.linux.sysctl["kernel.msg_next_id", "kernel.sem_next_id", "kernel.shm_next_id"])'
	run_sh 'cd /proc/sys/kernel && cat msgmnb msgmni shmall shmmax'
	assert_output $'16385\n100\n1000\n2000000'
}

@test "sysctl: dots and slashes" {
	sysctl '{"kernel/shmmni": "1234", "net/ipv4/ip_forward": "1", "net.ipv4.conf.lo.forwarding": "0",
		"net/ipv4/conf/lo/rp_filter": "1"}'
	run_sh 'cd /proc/sys && cat kernel/shmmni net/ipv4/ip_forward net/ipv4/conf/lo/forwarding net/ipv4/conf/lo/rp_filter'
	assert_output $'1234\n1\n0\n1'
}

@test "sysctl: user.* with a user namespace, not without" {
	assert_refused user.max_user_namespaces 'user namespace'
	sysctl '{"user.max_user_namespaces": "3"}'
	config '.linux.namespaces += [{type: "user"}] | .linux.uidMappings = [{containerID: 0, hostID: 100000, size: 65536}]
		| .linux.gidMappings = .linux.uidMappings'
	run_sh 'cat /proc/sys/user/max_user_namespaces'
	assert_output 3
}

@test "sysctl: in a user namespace the others too" {
	sysctl '{"kernel.shmmni": "1234", "net.ipv4.ip_forward": "1"}'
	config '.linux.namespaces += [{type: "user"}] | .linux.uidMappings = [{containerID: 0, hostID: 100000, size: 65536}]
		| .linux.gidMappings = .linux.uidMappings'
	run_sh 'cat /proc/sys/kernel/shmmni /proc/sys/net/ipv4/ip_forward'
	assert_output $'1234\n1'
}

@test "sysctl: what belongs to no namespace is refused, in every spelling" {
	local key

	for key in vm.swappiness kernel.panic kernel/core_pattern fs.file-max kernel.shmmni.x kernel.pid_max dev.cdrom.info \
		../vm/swappiness net/../vm/swappiness net.ipv4..ip_forward /net/ipv4/ip_forward net/ . .. net; do
		config '.linux.sysctl = {($k): "1"}' --arg k "$key"
		assert_brig_fails create -b "$BUNDLE" "$ID"
		assert_output_matches 'linux.sysctl'
	done
	assert_refused kernel.hostname 'hostname'
	assert_gone
}

@test "sysctl: refused without the namespace it belongs to" {
	local kind key

	while read -r kind key; do
		cp "$BUNDLE/config.json" "$BUNDLE/good"
		config 'del(.linux.namespaces[] | select(.type == $t)) | del(.hostname, .domainname)' --arg t "$kind"
		assert_refused "$key" "host.s $kind namespace"
		mv "$BUNDLE/good" "$BUNDLE/config.json"
	done <<- 'E'
		ipc kernel.shmmni
		ipc fs.mqueue.msg_max
		network net.ipv4.ip_forward
		uts kernel.domainname
	E
	assert_gone
}

@test "sysctl and hostname: refused in a namespace that is the host's, joined by path" {
	config '(.linux.namespaces[] | select(.type == "network")).path = "/proc/self/ns/net"'
	assert_refused net.ipv4.ip_forward 'host.s network namespace'
	config 'del(.linux.sysctl) | (.linux.namespaces[] | select(.type == "uts")).path = "/proc/self/ns/uts" | .hostname = "x"'
	assert_brig_fails create -b "$BUNDLE" "$ID"
	assert_output_matches hostname
	assert_gone
}

@test "sysctl: in a namespace of another container, joined by path" {
	start
	bundle_make "$BATS_TEST_TMPDIR/two"
	jq --arg p "/proc/$(state_of pid)/ns/ipc" '(.linux.namespaces[] | select(.type == "ipc")).path = $p
		| .linux.sysctl = {"kernel.shmmni": "1234"} | .process.args = ["cat", "/proc/sys/kernel/shmmni"]' \
		"$BATS_TEST_TMPDIR/two/config.json" > "$BATS_TEST_TMPDIR/c"
	mv "$BATS_TEST_TMPDIR/c" "$BATS_TEST_TMPDIR/two/config.json"
	run -0 brig run -b "$BATS_TEST_TMPDIR/two" "$ID-two"
	assert_output 1234
}

@test "sysctl: a name or value that the kernel does not take is an error with the name" {
	sysctl '{"net.ipv4.no_such_sysctl": "1"}'
	assert_brig_fails create -b "$BUNDLE" "$ID"
	assert_output_matches 'net.ipv4.no_such_sysctl.*no such sysctl'
	sysctl '{"kernel.shmmni": "many"}'
	assert_brig_fails create -b "$BUNDLE" "$ID"
	assert_output_matches "kernel.shmmni.*'many'"
	sysctl '{"kernel.shmmni": 1}'
	assert_brig_fails create -b "$BUNDLE" "$ID"
	assert_output_matches 'linux.sysctl.*kernel.shmmni'
	assert_gone
}

@test "sysctl: written though the container has no /proc, a faked one, or a read-only /proc/sys" {
	sysctl '{"kernel.shmmni": "1234"}'
	config '.mounts |= map(select(.destination | startswith("/proc") | not)) | del(.linux.maskedPaths, .linux.readonlyPaths)'
	mkdir -p "$BUNDLE/rootfs/proc/sys/kernel"
	echo fake > "$BUNDLE/rootfs/proc/sys/kernel/shmmni"
	config_args sleep 1000
	start
	assert_equal fake "$(< "$BUNDLE/rootfs/proc/sys/kernel/shmmni")"
	assert_equal 1234 "$(nsenter -t "$(state_of pid)" -i cat /proc/sys/kernel/shmmni)"
	brig delete --force "$ID"
	rm -r "$BUNDLE/rootfs/proc/sys"
	config '.mounts += [{destination: "/proc", type: "proc", source: "proc", options: ["ro"]}] | .linux.readonlyPaths = ["/proc/sys"]'
	run_sh 'cat /proc/sys/kernel/shmmni'
	assert_output 1234
}
