#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# exec: the options that say what the process is; --process; terminals.
load helpers
load exec

setup() {
	test_begin
	SOCKET=$BATS_TEST_TMPDIR/s
}

# --- its process

@test "exec has the environment of the container" {
	config '.process.env += ["X=of the container"]'
	start
	inside sh -c 'echo "$X:$PATH:$HOME"'
	assert_output 'of the container:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/root'
}

@test "exec --env adds and replaces" {
	config '.process.env += ["X=1", "Y=2"]'
	start
	inside -e=X=3 --env=Z=4 sh -c 'echo $X $Y $Z'
	assert_output '3 2 4'
	assert_refused -e nothing "$ID" true
	assert_output_matches "'nothing'"
}

@test "exec: HOME from the passwd of the container, for the user" {
	start
	inside -u=1000 sh -c 'echo $HOME'
	assert_output /home/user
	inside -u=4242 sh -c 'echo $HOME'
	assert_output /
	inside -u=1000 -e=HOME=/x sh -c 'echo $HOME'
	assert_output /x
	inside -u=1000 -e=HOME= sh -c 'echo $HOME'
	assert_output /home/user
}

@test "exec: PATH of its own environment is where the program is looked for" {
	start
	mkdir "$BUNDLE/rootfs/other"
	ln -s /bin/busybox "$BUNDLE/rootfs/other/true"
	cp -a "$BUNDLE/rootfs/bin/busybox" "$BUNDLE/rootfs/other/echo"
	inside -e=PATH=/other echo there
	assert_output there
	assert_refused -e PATH=/nowhere "$ID" echo
	assert_output_matches 'PATH is /nowhere\)'
}

@test "exec --cwd, and that of the container" {
	config '.process.cwd = "/tmp"'
	start
	inside pwd
	assert_output /tmp
	inside --cwd=/etc pwd
	assert_output /etc
	assert_refused --cwd relative "$ID" true
	assert_output_matches 'not an absolute path'
}

@test "exec --cwd that is missing is an error, and is not made" {
	start
	assert_refused --cwd /not/there "$ID" true
	assert_output_matches '/not/there'
	[ ! -e "$BUNDLE/rootfs/not" ]
}

@test "exec --user: uid, gid, and strictly numbers" {
	local user

	start
	inside_sh -u=1000 'id -u; id -g'
	assert_output $'1000\n0'
	inside_sh --user=1000:2000 'id -u; id -g'
	assert_output $'1000\n2000'
	for user in user 1000: :1 1000:x 0x1 ' 1' -1 4294967295 1e3 ''; do
		assert_refused --user "$user" "$ID" true
		assert_output_matches user
	done
}

@test "exec --additional-gids" {
	config '.process.user.additionalGids = [5]'
	start
	inside_sh -g=6 --additional-gids=7 'id -G'
	assert_output '0 5 6 7'
	assert_refused -g x "$ID" true
	assert_output_matches additional-gids
}

@test "exec has the capabilities of the container, and nothing inheritable" {
	local set

	config '.process.capabilities = {bounding: ["CAP_KILL", "CAP_CHOWN"], permitted: ["CAP_KILL"],
		effective: ["CAP_KILL"], inheritable: ["CAP_KILL"]}'
	start
	detached -- sleep 1000
	assert_equal 0000000000000021 "$(capabilities_of CapBnd "$PID")"
	assert_equal 0000000000000000 "$(capabilities_of CapInh "$PID")"
	assert_equal 0000000000000000 "$(capabilities_of CapAmb "$PID")"
}

@test "exec --cap: bounding, effective, permitted, never inheritable" {
	config '.process.capabilities = {bounding: [], permitted: [], effective: []}'
	start
	detached --cap CAP_KILL -c net_raw -- sleep 1000
	assert_equal 0000000000002020 "$(capabilities_of CapBnd "$PID")"
	assert_equal 0000000000002020 "$(capabilities_of CapEff "$PID")"
	assert_equal 0000000000002020 "$(capabilities_of CapPrm "$PID")"
	assert_equal 0000000000000000 "$(capabilities_of CapInh "$PID")"
	assert_refused --cap CAP_NONSENSE "$ID" true
	assert_output_matches CAP_NONSENSE
}

@test "exec --no-new-privs" {
	config '.process.noNewPrivileges = false'
	start
	inside_sh 'grep NoNewPrivs /proc/self/status | tr -d "\t"'
	assert_output NoNewPrivs:0
	inside_sh --no-new-privs 'grep NoNewPrivs /proc/self/status | tr -d "\t"'
	assert_output NoNewPrivs:1
	brig delete --force "$ID"
	config '.process.noNewPrivileges = true'
	start
	inside_sh 'grep NoNewPrivs /proc/self/status | tr -d "\t"'
	assert_output NoNewPrivs:1
}

@test "exec --apparmor and --process-label: refused by a kernel without them" {
	start
	if [ ! -d /sys/kernel/security/apparmor ]; then
		assert_refused --apparmor some "$ID" true
		assert_output_matches apparmor
	fi
	if [ ! -d /sys/fs/selinux ]; then
		assert_refused --process-label a:b:c:s0 "$ID" true
		assert_output_matches 'selinux'
	fi
}

@test "exec has the resource limits and the OOM score of the container" {
	config '.process.rlimits = [{type: "RLIMIT_NOFILE", soft: 77, hard: 88}] | .process.oomScoreAdj = 123'
	start
	inside_sh 'ulimit -Sn; ulimit -Hn; cat /proc/self/oom_score_adj'
	assert_output $'77\n88\n123'
}

@test "exec is subject to the seccomp profile of the container" {
	config '.linux.seccomp = {defaultAction: "SCMP_ACT_ALLOW",
		syscalls: [{names: ["mkdir", "mkdirat"], action: "SCMP_ACT_ERRNO", errnoRet: 42}]}'
	start
	inside mkdir /tmp/x
	assert_equal 1 "$status"
	assert_output_matches 'No message of desired type'
	inside_sh 'grep ^Seccomp: /proc/self/status | tr -d "\t"'
	assert_output Seccomp:2
	brig delete --force "$ID"
	config '.process.noNewPrivileges = false | .process.capabilities.bounding = []
		| .process.capabilities.permitted = [] | .process.capabilities.effective = []'
	start
	inside mkdir /tmp/x
	assert_output_matches 'No message of desired type'
}

@test "exec hands the listener of its seccomp filter to the agent" {
	cc -static -O1 -o "$TEMPLATE/rootfs/bin/call" "$HERE/call.c"
	cp "$TEMPLATE/rootfs/bin/call" "$BUNDLE/rootfs/bin/call"
	config '.linux.seccomp = {defaultAction: "SCMP_ACT_ALLOW", listenerPath: $socket,
		syscalls: [{names: ["getpgid"], action: "SCMP_ACT_NOTIFY"}]}' --arg socket "$SOCKET"
	python3 "$HERE/agent.py" "$SOCKET" "$BATS_TEST_TMPDIR" 3>&- &
	wait_for test -S "$SOCKET"
	start
	rm "$SOCKET"
	mkdir "$BATS_TEST_TMPDIR/second"
	python3 "$HERE/agent.py" "$SOCKET" "$BATS_TEST_TMPDIR/second" 121=4242 3>&- &
	wait_for test -S "$SOCKET"
	inside call getpgid 0
	assert_output 'getpgid 4242'
	[ "$(jq .pid "$BATS_TEST_TMPDIR/second/state")" != "$(state_of pid)" ]
	assert_equal "$(state_of pid)" "$(jq .state.pid "$BATS_TEST_TMPDIR/second/state")"
	brig kill "$ID" KILL
}

@test "exec: execCPUAffinity" {
	[ "$(nproc)" -ge 2 ] || skip "needs two processors"
	start
	process_file '.args = ["grep", "Cpus_allowed_list", "/proc/self/status"] | .execCPUAffinity = {initial: "0", final: "1"}'
	inside -p="$BATS_TEST_TMPDIR/p.json"
	assert_output $'Cpus_allowed_list:\t1'
	process_file '.args = ["grep", "Cpus_allowed_list", "/proc/self/status"] | .execCPUAffinity = {initial: "0"}'
	inside -p="$BATS_TEST_TMPDIR/p.json"
	assert_equal 0 "$status"
}

# --- --process

@test "exec --process: all of a process from a file" {
	start
	process_file '.args = ["sh", "-c", "id; pwd; echo $X; ulimit -n"] | .user = {uid: 1000, gid: 1000, additionalGids: [9]}
		| .cwd = "/tmp" | .env = ["PATH=/bin", "X=y"] | .rlimits = [{type: "RLIMIT_NOFILE", soft: 50, hard: 60}]'
	inside --process="$BATS_TEST_TMPDIR/p.json"
	assert_equal 0 "$status"
	assert_output $'uid=1000(user) gid=1000(user) groups=9\n/tmp\ny\n50'
}

@test "exec --process: what it lacks for its confinement is the container's" {
	config '.process.capabilities = {bounding: ["CAP_KILL"], permitted: ["CAP_KILL"], effective: ["CAP_KILL"]}
		| .process.noNewPrivileges = true | .process.rlimits = [{type: "RLIMIT_NOFILE", soft: 77, hard: 88}]'
	start
	echo '{"args": ["sh", "-c", "grep -e CapEff -e CapBnd -e NoNewPrivs /proc/self/status; ulimit -n"],
		"cwd": "/", "env": ["PATH=/bin"]}' > "$BATS_TEST_TMPDIR/p.json"
	inside --process="$BATS_TEST_TMPDIR/p.json"
	assert_output $'CapEff:\t0000000000000020\nCapBnd:\t0000000000000020\nNoNewPrivs:\t1\n77'
}

@test "exec --process: options go over it" {
	start
	process_file '.args = ["sh", "-c", "id -u; pwd; echo $X"] | .env += ["X=1"]'
	inside --process="$BATS_TEST_TMPDIR/p.json" -u=5 --cwd=/tmp -e=X=2
	assert_output $'5\n/tmp\n2'
}

@test "exec --process: what is wrong is named with file and line" {
	start
	printf '{\n"args": ["true"],\n"cwd": 7\n}\n' > "$BATS_TEST_TMPDIR/p.json"
	assert_refused --process "$BATS_TEST_TMPDIR/p.json" "$ID"
	assert_output_matches 'p.json:3: cwd'
	echo '{"cwd": "/"}' > "$BATS_TEST_TMPDIR/p.json"
	assert_refused --process "$BATS_TEST_TMPDIR/p.json" "$ID"
	assert_output_matches 'args.*required'
	assert_refused --process "$BATS_TEST_TMPDIR/absent" "$ID"
	assert_output_matches 'absent'
}

# --- terminals

@test "exec --tty in the foreground: a terminal of its own, input, output, status" {
	start
	run python3 "$HERE/terminal.py" run --size 20x60 --send 'words\n' -- "$BRIG" --root "$ROOT" exec -t "$ID" \
		sh -c 'tty; stty size; echo ready; read x; echo "got $x"; exit 6'
	output=${output//$'\r'/}
	assert_equal 6 "$status"
	assert_output_matches '^/dev/pts/0$'
	assert_output_matches '^20 60$'
	assert_output_matches '^got words$'
	refute_output_matches 'settings left changed'
}

@test "exec --tty: it is the controlling terminal, and /dev/console stays as it was" {
	start
	run python3 "$HERE/terminal.py" run --send '\x03' -- "$BRIG" --root "$ROOT" exec --tty "$ID" \
		sh -c 'trap "echo interrupted; exit 3" INT; ls /dev/console; echo ready; while :; do sleep 0.1; done'
	assert_equal 3 "$status"
	assert_output_matches interrupted
	assert_output_matches 'No such file'
}

@test "exec --tty --console-socket --detach" {
	start
	receiver
	brig exec --tty --detach --console-socket "$SOCKET" "$ID" sh -c 'tty; echo hi' < /dev/null > /dev/null 2>&1
	wait $RECEIVER
	grep -q $'^hi\r$' "$BATS_TEST_TMPDIR/tty" # as the kernel ends lines
	output=$(tr -d '\r' < "$BATS_TEST_TMPDIR/tty")
	assert_output_matches '^received:'
	assert_output_matches '^/dev/pts/'
	assert_output_matches '^hi$'
}

@test "exec --process with a terminal" {
	start
	process_file '.args = ["stty", "size"] | .terminal = true | .consoleSize = {height: 11, width: 33}'
	receiver
	brig exec --detach --console-socket "$SOCKET" --process "$BATS_TEST_TMPDIR/p.json" "$ID" < /dev/null > /dev/null 2>&1
	wait $RECEIVER
	output=$(tr -d '\r' < "$BATS_TEST_TMPDIR/tty")
	assert_output_matches '^11 33$'
}

@test "exec: a terminal without its socket, and a socket without a terminal, are errors" {
	start
	assert_refused --tty --detach "$ID" true
	assert_output_matches 'console-socket'
	assert_refused --console-socket "$SOCKET" "$ID" true
	assert_output_matches 'console-socket'
	assert_refused --tty --detach --console-socket "$SOCKET" "$ID" true
	assert_output_matches "$SOCKET|No such file"
}

@test "exec without a terminal in a container that has one" {
	config '.process.terminal = true'
	receiver
	create --console-socket "$SOCKET"
	brig start "$ID"
	inside sh -c 'tty; echo $?'
	assert_output $'not a tty\n1'
	brig kill "$ID" KILL
	wait $RECEIVER
}
