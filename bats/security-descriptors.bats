#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# What a container could reach by descriptors and processes of ours: leaked ones, a working directory
# behind one, a brig on its way in, init at its gate.
load helpers
load exec
load security

setup_file() { attack_begin; }

setup() {
	test_begin
	SOCKET=$BATS_TEST_TMPDIR/s
}

# Runs a command with descriptors 3 to 30 open on a directory of the host, some of them inheritable.
with_host_fds() { # COMMAND…
	python3 -c '
import os, sys
for fd in range(3, 31):
    os.dup2(os.open("/etc", os.O_RDONLY), fd, inheritable=True)
os.execvp(sys.argv[1], sys.argv[1:])' "$@" < /dev/null
}

@test "run: no working directory leads out by a descriptor, whatever is open (CVE-2024-21626)" {
	# slow: 33 containers, one for each descriptor and path
	local n

	outside
	for n in $(seq 3 30); do
		config '.process.cwd = $c' --arg c "/proc/self/fd/$n"
		config_args touch owned
		run with_host_fds "$BRIG" --root "$ROOT" run -b "$BUNDLE" "$ID"
		assert_equal 1 "$status"
		assert_output_matches 'process.cwd'
		assert_gone
	done
	ln -sfn /proc/self/fd/3 "$BUNDLE/rootfs/dir"
	for n in /dir /proc/1/cwd /proc/self/root/proc/self/fd/3 /proc/thread-self/fd/4 /dev/fd/5; do
		config '.process.cwd = $c' --arg c "$n"
		run with_host_fds "$BRIG" --root "$ROOT" run -b "$BUNDLE" "$ID"
		assert_equal 1 "$status"
		assert_output_matches 'process.cwd'
	done
	[ ! -e /etc/owned ]
}

@test "exec: no working directory leads out by a descriptor, whatever is open (CVE-2024-21626)" {
	# slow: one exec for each descriptor
	local n

	start
	for n in $(seq 3 30); do
		run with_host_fds "$BRIG" --root "$ROOT" exec --cwd "/proc/self/fd/$n" "$ID" touch owned
		assert_equal 255 "$status"
		assert_output_matches 'process.cwd'
	done
	ln -sfn /proc/self/fd/3 "$BUNDLE/rootfs/dir"
	for n in /dir /proc/thread-self/fd/4 /dev/fd/5; do
		run with_host_fds "$BRIG" --root "$ROOT" exec --cwd "$n" "$ID" true
		assert_equal 255 "$status"
	done
	[ ! -e /etc/owned ]
}

@test "the program has its standard streams and no other descriptor, by run and by exec (CVE-2024-21626)" {
	local wanted=$'0\n1\n2\n3'

	# ls opens one itself, the directory
	config_args ls /proc/self/fd
	run with_host_fds "$BRIG" --root "$ROOT" --log "$BATS_TEST_TMPDIR/log" run -b "$BUNDLE" "$ID"
	assert_output "$wanted"
	config_args sleep 1000
	start
	run with_host_fds "$BRIG" --root "$ROOT" --log "$BATS_TEST_TMPDIR/log" exec "$ID" ls /proc/self/fd
	assert_output "$wanted"
}

@test "the working directory is in the container, and root's has no way up (CVE-2024-21626)" {
	config_sh 'pwd; cd ../../../../../..; pwd; ls -d etc/passwd; stat -c %i . /'
	run_bundle --no-pivot
	assert_equal 0 "$status"
	assert_equal "/ / etc/passwd" "$(head -3 <<< "$output" | xargs)"
	assert_equal "${lines[3]}" "${lines[4]}"
}

# --- init at its gate

@test "a created container's init shows no descriptor of the host to an exec in it" {
	config '.linux.sysctl = {"kernel.domainname": "x"} | .process.oomScoreAdj = 1'
	brig --log "$BATS_TEST_TMPDIR/log" create -b "$BUNDLE" "$ID" < /dev/null > "$BATS_TEST_TMPDIR/out" 2>&1
	inside attack fds 1
	assert_output_matches '^looked$'
	refute_output_matches 'opened'
}

@test "with CAP_SYS_PTRACE too an exec finds nothing of the host behind init's descriptors" {
	config '.linux.sysctl = {"kernel.domainname": "x"} | .process.oomScoreAdj = 1'
	capabilities CAP_SYS_PTRACE CAP_DAC_OVERRIDE
	brig --log "$BATS_TEST_TMPDIR/log" create -b "$BUNDLE" "$ID" < /dev/null > "$BATS_TEST_TMPDIR/out" 2>&1
	inside attack fds 1
	assert_output_matches 'opened.*socket:'
	# 9fa0 is a procfs
	refute_output_matches "9fa0|$BATS_TEST_TMPDIR|$ROOT|: /"
}

@test "rootless: init at its gate has nothing of the host behind its descriptors" {
	nobody_begin
	as_nobody --log "$BATS_TEST_TMPDIR/log" create -b "$BUNDLE" "$ID" < /dev/null > "$BATS_TEST_TMPDIR/out" 2>&1
	run as_nobody exec "$ID" attack fds 1 < /dev/null
	assert_output_matches '^looked$'
	refute_output_matches 'opened'
	# config.json may give the right to look
	run as_nobody exec --cap CAP_SYS_PTRACE "$ID" attack fds 1 < /dev/null
	nobody_end
	assert_output_matches 'opened.*socket:'
	refute_output_matches "9fa0|$BATS_TEST_TMPDIR|: /"
}

# --- exec on its way in

# Execs while the attacker is at work, then what it has said.
exec_often() {
	local i

	for ((i = 0; i < EXECS; i++)); do
		brig exec "$ID-a" true < /dev/null
	done
	wait_for grep -q '^seen' "$SAID"
	output=$(< "$SAID")
	assert_output_matches '^seen$'
}

@test "a container that looks at every process sees nothing of brig while it execs often (CVE-2016-9962)" {
	attacker look
	exec_often
	refute_output_matches 'opened|read|traced'
}

@test "in a user namespace CAP_SYS_PTRACE does not show anything of brig either (CVE-2016-9962)" {
	chmod 755 "$BATS_RUN_TMPDIR" "$BATS_RUN_TMPDIR"/* "$BATS_TEST_TMPDIR" "$BUNDLE"
	config '.linux.namespaces += [{type: "user"}]
		| .linux.uidMappings = [{containerID: 0, hostID: 100000, size: 65536}] | .linux.gidMappings = .linux.uidMappings'
	capabilities CAP_SYS_PTRACE CAP_DAC_OVERRIDE CAP_SYS_ADMIN
	attacker look
	exec_often
	refute_output_matches 'opened|read|traced'
}

@test "a container whose pid namespace is joined sees nothing of the init that joins (CVE-2016-9962)" {
	local i first

	attacker look
	first=$(state_of pid "$ID-a")
	victim
	config '.linux.namespaces |= map(if .type == "pid" then .path = $p else . end)' --arg p "/proc/$first/ns/pid"
	config_args true
	for ((i = 0; i < RACES; i++)); do
		brig run -b "$VICTIM" "$ID" < /dev/null
	done
	create
	output=$(< "$SAID")
	assert_output_matches '^seen$'
	refute_output_matches 'opened|read|traced'
	brig delete --force "$ID"
}

@test "a container whose pid namespace is joined by one with a new time namespace sees nothing of it" {
	local i first

	[ -e /proc/self/ns/time ] || skip "no time namespaces in this kernel"
	attacker look
	first=$(state_of pid "$ID-a")
	victim
	config '.linux.namespaces |= map(if .type == "pid" then .path = $p else . end) | .linux.namespaces += [{type: "time"}]' \
		--arg p "/proc/$first/ns/pid"
	config_args true
	for ((i = 0; i < RACES; i++)); do
		brig run -b "$VICTIM" "$ID" < /dev/null
	done
	output=$(< "$SAID")
	assert_output_matches '^seen$'
	refute_output_matches 'opened|read|traced'
}

@test "the seccomp listener stays with the agent: no process of the container has it" {
	config '.linux.seccomp = {defaultAction: "SCMP_ACT_ALLOW", listenerPath: $s,
		syscalls: [{names: ["sched_yield"], action: "SCMP_ACT_NOTIFY"}]}' --arg s "$SOCKET"
	python3 - "$SOCKET" "$HERE" > "$BATS_TEST_TMPDIR/agent" 3>&- <<- 'END' &
		import array, socket, sys, time
		sys.path.insert(0, sys.argv[2])
		from listen import listen
		c = listen(sys.argv[1]).accept()[0]
		data, more, _, _ = c.recvmsg(65536, socket.CMSG_SPACE(16))
		print(len(more), flush=True)
		time.sleep(60)
	END
	AGENT=$!
	wait_for test -S "$SOCKET"
	config_sh 'ls -l /proc/self/fd /proc/1/fd'
	run_bundle
	kill $AGENT
	assert_equal 0 "$status"
	refute_output_matches 'seccomp'
	assert_equal 1 "$(cat "$BATS_TEST_TMPDIR/agent")"
}
