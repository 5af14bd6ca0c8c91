#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Attacks on processes of brig by a neighbour: a container with the host's /proc (read-only), in the
# host's pid namespace, or in a pid namespace that another one joins. bats/security-drill.bats stops
# brig at each step for it; here it races. See bats/security.bash.
# shellcheck disable=SC2154,SC2016 # set by bats and security.bash; jq programs
load helpers
load security

setup_file() { attack_begin; }

# A neighbour with what Docker gives, and a monitoring agent's view of the host's processes.
neighbour() { # ARGUMENT OF attack…
	capabilities CAP_{AUDIT_WRITE,CHOWN,DAC_OVERRIDE,FOWNER,FSETID,KILL,MKNOD,NET_BIND_SERVICE,NET_RAW} \
		CAP_{SETFCAP,SETGID,SETPCAP,SETUID,SYS_CHROOT}
	config '.mounts += [{destination: "/host/proc", source: "/proc", options: ["rbind", "ro"]}]'
	attacker "$@"
	victim
	config 'del(.mounts[] | select(.destination == "/host/proc"))'
	config_args true
}

run_often() {
	local i

	for ((i = 0; i < RACES; i++)); do
		brig run -b "$BUNDLE" "$ID" < /dev/null
	done
	wait_for grep -q '^seen' "$SAID"
	output=$(< "$SAID")
	assert_output_matches '^seen$'
	refute_output_matches 'opened|read|traced'
}

user_namespace() {
	chmod 755 "$BATS_RUN_TMPDIR" "$BATS_RUN_TMPDIR"/* "$BATS_TEST_TMPDIR" "$BUNDLE"
	config '.linux.namespaces += [{type: "user"}]
		| .linux.uidMappings = [{containerID: 0, hostID: 100000, size: 65536}] | .linux.gidMappings = .linux.uidMappings'
}

@test "a neighbour with the host's /proc opens nothing of a container with a new user namespace" {
	neighbour new /host/proc
	user_namespace
	run_often
}

@test "a neighbour with the host's /proc opens nothing of a container that joins a user namespace" {
	local first

	neighbour new /host/proc
	user_namespace
	config_args sleep 1000
	brig run -d -b "$BUNDLE" "$ID-u" < /dev/null > "$BATS_TEST_TMPDIR/out" 2>&1
	first=$(state_of pid "$ID-u")
	config '.linux.namespaces |= map(if .type == "user" then .path = $p else . end)
		| del(.linux.uidMappings, .linux.gidMappings)' --arg p "/proc/$first/ns/user"
	config_args true
	run_often
}

@test "a neighbour with the host's /proc opens nothing of what holds the user namespace of an id-mapped mount" {
	neighbour new /host/proc
	mkdir "$BATS_TEST_TMPDIR/data"
	config '.mounts += [{destination: "/data", source: $d, options: ["bind"],
		uidMappings: [{containerID: 0, hostID: 100000, size: 65536}],
		gidMappings: [{containerID: 0, hostID: 100000, size: 65536}]}]' --arg d "$BATS_TEST_TMPDIR/data"
	run_often
}

# The longer the program is looked for as the user with its capabilities, the wider the window was.
@test "a neighbour with the host's /proc opens nothing of init while it looks through a PATH of 400 entries" {
	neighbour new /host/proc
	config '.process.env = ["PATH=" + ([range(400) | "/nowhere/\(.)"] | join(":")) + ":/bin"]'
	run_often
}

@test "a neighbour in the host's pid namespace opens nothing of brig either" {
	config 'del(.linux.namespaces[] | select(.type == "pid"))'
	attacker look
	victim
	config '.linux.namespaces += [{type: "pid"}]'
	user_namespace
	config_args true
	run_often
}

# The kernel gives the owner of a user namespace every capability in it.
@test "a neighbour with the host's /proc traces nothing of a container with a user namespace" {
	local pid

	victim
	user_namespace
	brig run -d -b "$BUNDLE" "$ID" < /dev/null > "$BATS_TEST_TMPDIR/out" 2>&1
	pid=$(state_of pid)
	BUNDLE=$BATS_TEST_TMPDIR/bundle
	capabilities CAP_{AUDIT_WRITE,CHOWN,DAC_OVERRIDE,FOWNER,FSETID,KILL,MKNOD,SETFCAP,SETGID,SETPCAP,SETUID,SYS_CHROOT}
	config '.mounts += [{destination: "/host/proc", source: "/proc", options: ["rbind", "ro"]}]'
	config_args ls "/host/proc/$pid/root/" "/host/proc/$pid/cwd/"
	run -1 brig run -b "$BUNDLE" "$ID-n" < /dev/null
	assert_output_matches "root/: Permission denied"
	assert_output_matches "cwd/: Permission denied"
	refute_output_matches '^bin'
	config_args cat "/host/proc/$pid/environ"
	run -1 brig run -b "$BUNDLE" "$ID-n" < /dev/null
	assert_output_matches "Permission denied"
	# who has the right in config.json may
	capabilities CAP_SYS_PTRACE CAP_DAC_OVERRIDE
	run -0 brig run -b "$BUNDLE" "$ID-n" < /dev/null
	assert_output_matches "TAG=$TAG"
}

# --- in a pid namespace that others are in

joins_pid_of_attacker() {
	local first

	first=$(state_of pid "$ID-a")
	victim
	config '.linux.namespaces |= map(if .type == "pid" then .path = $p else . end)' --arg p "/proc/$first/ns/pid"
	config_args true
}

# As "brig run", with one more mount on the host.
run_beside_mount() {
	unshare -m sh -c 'mount -t tmpfs none "$1" && shift && exec "$@"' sh "$1" \
		"$BRIG" --root "$ROOT" run -b "$BUNDLE" "$ID" < /dev/null
}

@test "an init in a pid namespace of others shows no mount of the host while it makes its own" {
	mkdir "$BATS_TEST_TMPDIR/marked-mount"
	attacker words marked-mount
	joins_pid_of_attacker
	config '.hooks.createRuntime = [{path: "/bin/sleep", args: ["sleep", "0.3"]}]'
	run_beside_mount "$BATS_TEST_TMPDIR/marked-mount"
	wait_for grep -q '^seen' "$SAID"
	output=$(< "$SAID")
	assert_output_matches '^seen$'
	refute_output_matches marked-mount
}

@test "an init in a pid namespace of others gets all that another has: mounts, /proc, read-only paths, hooks, no pivot" {
	attacker look
	joins_pid_of_attacker
	mkdir "$BATS_TEST_TMPDIR/data"
	echo hello > "$BATS_TEST_TMPDIR/data/file"
	printf '#!/bin/sh\ncat > %s\n' "$BATS_TEST_TMPDIR/state" > "$BATS_TEST_TMPDIR/hook"
	chmod +x "$BATS_TEST_TMPDIR/hook"
	config '.mounts += [{destination: "/data", source: $d, options: ["bind"]}]
		| .hooks.createContainer = [{path: $h}] | .hooks.createRuntime = [{path: "/bin/true"}]
		| .root.readonly = true' --arg d "$BATS_TEST_TMPDIR/data" --arg h "$BATS_TEST_TMPDIR/hook"
	config_sh 'cat /data/file; ls -d /proc/1/root; test "$(readlink /proc/self/ns/pid)" = "$(readlink /proc/1/ns/pid)" && echo same
		touch /x; echo $$; ls -d /.. /old 2> /dev/null; grep -c " / / " /proc/self/mountinfo
		echo x > /proc/sys/kernel/domainname; true'
	run_bundle
	assert_equal 0 "$status"
	assert_output_matches '^hello$'
	assert_output_matches 'touch: /x: Read-only'
	assert_output_matches 'domainname: Read-only'
	assert_output_matches '^same$'
	jq -e '.pid > 1 and .status == "creating"' "$BATS_TEST_TMPDIR/state"
	run -0 brig run --no-pivot -b "$BUNDLE" "$ID" < /dev/null
	assert_output_matches '^hello$'
}

@test "createContainer hooks in a pid and user namespace of others: CAP_SYS_PTRACE there does not show the host's root" {
	local first

	user_namespace
	capabilities CAP_SYS_PTRACE CAP_DAC_OVERRIDE CAP_SYS_ADMIN
	attacker look
	first=$(state_of pid "$ID-a")
	joins_pid_of_attacker
	# of_brig() of attack.c goes by the name
	printf '#!/bin/sh\nsleep 0.3\nreadlink /proc/self/ns/user > %s\n' "$BATS_TEST_TMPDIR/said" > "$BATS_TEST_TMPDIR/brig-hook"
	chmod +x "$BATS_TEST_TMPDIR/brig-hook"
	: > "$BATS_TEST_TMPDIR/said"
	chmod 666 "$BATS_TEST_TMPDIR/said"
	config '.linux.namespaces |= map(if .type == "user" then .path = $p else . end) | del(.linux.uidMappings, .linux.gidMappings)
		| .hooks.createContainer = [{path: $h}]' --arg p "/proc/$first/ns/user" --arg h "$BATS_TEST_TMPDIR/brig-hook"
	brig run -b "$BUNDLE" "$ID" < /dev/null
	assert_equal "$(readlink "/proc/$first/ns/user")" "$(< "$BATS_TEST_TMPDIR/said")"
	brig run -b "$BUNDLE" "$ID" < /dev/null
	wait_for grep -q '^seen' "$SAID"
	output=$(< "$SAID")
	assert_output_matches '^seen$'
	refute_output_matches 'opened|read|traced'
}

@test "a createContainer hook that fails or takes too long in a pid namespace of others is an error of create" {
	attacker look
	joins_pid_of_attacker
	config '.hooks.createContainer = [{path: "/bin/false"}]'
	run -1 brig run -b "$BUNDLE" "$ID" < /dev/null
	assert_output_matches 'hooks.createContainer\[0\]: /bin/false: exit status 1'
	config '.hooks.createContainer = [{path: "/bin/sleep", args: ["sleep", "100"], timeout: 1}]'
	run -1 brig run -b "$BUNDLE" "$ID" < /dev/null
	assert_output_matches 'hooks.createContainer\[0\]: /bin/sleep'
}

@test "an error while the root of an init in a pid namespace of others is made comes out, and nothing is left" {
	attacker look
	joins_pid_of_attacker
	config '.mounts += [{destination: "/data", source: "/nowhere/at/all", options: ["bind"]}]'
	run -1 brig run -b "$BUNDLE" "$ID" < /dev/null
	assert_output_matches 'mounts\[[0-9]*\] /nowhere/at/all -> /data.*No such file'
	config '.mounts |= map(if .destination == "/data" then {destination: "/data", type: "proc", source: "proc", options: ["nothing=1"]} else . end)'
	run -1 brig run -b "$BUNDLE" "$ID" < /dev/null
	assert_output_matches 'mounts\[[0-9]*\] proc -> /data.*nothing'
}

# --- words of the caller

@test "the container does not see the command line of its caller: exec -e, and run at the gate" {
	attacker words SECRET-WORD
	for ((i = 0; i < EXECS; i++)); do
		brig exec -e A=SECRET-WORD "$ID-a" true SECRET-WORD < /dev/null
	done
	wait_for grep -q '^seen' "$SAID"
	output=$(< "$SAID")
	assert_output_matches '^seen$'
	refute_output_matches SECRET-WORD
	victim
	SECRET=SECRET-WORD brig --log "$BATS_TEST_TMPDIR/SECRET-WORD" create -b "$BUNDLE" "$ID" < /dev/null > "$BATS_TEST_TMPDIR/out" 2>&1
	run -0 brig exec "$ID" cat /proc/1/cmdline < /dev/null
	assert_output brig:init
	tr '\0' '\n' < "/proc/$(state_of pid)/cmdline" > "$BATS_TEST_TMPDIR/said"
	assert_equal brig:init "$(< "$BATS_TEST_TMPDIR/said")"
	assert_equal '' "$(tr '\0' '\n' < "/proc/$(state_of pid)/environ")"
}

@test "rootless: neither command line nor environment of the caller is left in init's memory" {
	local pid

	! grep -aq __asan_init "$BRIG" || skip "AddressSanitizer keeps freed memory, and maps more than can be read"
	nobody_begin
	export SECRET=SECRET-WORD
	as_nobody --log "$BATS_TEST_TMPDIR/SECRET-WORD" create -b "$BUNDLE" "$ID" < /dev/null > "$BATS_TEST_TMPDIR/out" 2>&1
	unset SECRET
	pid=$(as_nobody state "$ID" | jq .pid)
	run python3 -c '
import sys
proc = "/proc/" + sys.argv[1]
print(open(proc + "/cmdline", "rb").read().rstrip(b"\0").decode())
print(len(open(proc + "/environ", "rb").read().rstrip(b"\0")))
memory, found = open(proc + "/mem", "rb"), []
for line in open(proc + "/maps"):
    where, rights = line.split()[:2]
    begin, end = (int(x, 16) for x in where.split("-"))
    if rights.startswith("rw"):
        memory.seek(begin)
        if b"SECRET-WORD" in memory.read(end - begin):
            found.append(line)
print(found)' "$pid"
	nobody_end
	assert_output $'brig:init\n0\n[]'
}

# --- fs.suid_dumpable

# What sysctl fs.suid_dumpable says is what a change of ids or of the user namespace leaves; with 1
# that is a process that can be traced.
@test "after each change of ids or of the user namespace the process is hidden at once" {
	! grep -aq __asan_init "$BRIG" || skip "LeakSanitizer does not work under strace"
	user_namespace
	config '.process.user = {uid: 7, gid: 8}'
	config_args true
	strace -f -o "$BATS_TEST_TMPDIR/calls" -e trace=setresuid,setresgid,setns,unshare,prctl,execve \
		"$BRIG" --root "$ROOT" run -b "$BUNDLE" "$ID" < /dev/null > "$BATS_TEST_TMPDIR/out" 2>&1
	config_args sleep 1000
	brig run -d -b "$BUNDLE" "$ID" < /dev/null > "$BATS_TEST_TMPDIR/out" 2>&1
	strace -f -o "$BATS_TEST_TMPDIR/calls-exec" -e trace=setresuid,setresgid,setns,unshare,prctl,execve \
		"$BRIG" --root "$ROOT" exec -u 9:9 "$ID" true < /dev/null > "$BATS_TEST_TMPDIR/out" 2>&1
	for file in calls calls-exec; do
		run -0 python3 -c '
import re, sys
lines = {}
for line in open(sys.argv[1]):
    pid, call = line.split(None, 1)
    lines.setdefault(pid, []).append(call)
changes = 0
for calls in lines.values():
    for i, call in enumerate(calls):
        if re.match(r"setres[ug]id|(setns|unshare)\(.*CLONE_NEWUSER", call) and "= 0" in call:
            assert calls[i + 1].startswith("prctl(PR_SET_DUMPABLE, SUID_DUMP_DISABLE"), call
            changes += 1
print(changes)' "$BATS_TEST_TMPDIR/$file"
		[ "$output" -ge 4 ]
	done
}
