#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# exec: the program and its status, where it is, descriptors, states; what the container sees of us.
load helpers
load exec

setup() {
	test_begin
	SOCKET=$BATS_TEST_TMPDIR/s
}

# --- the program

@test "exec runs a program with its arguments, output and status" {
	start
	inside sh -c 'echo "$0 $1"; echo err >&2; exit 7' a 'b  c'
	assert_equal 7 "$status"
	assert_output $'a b  c\nerr'
}

@test "exec passes standard input" {
	start
	run brig exec "$ID" cat <<< 'some text'
	assert_equal 0 "$status"
	assert_output 'some text'
}

@test "exec: what follows the id belongs to the program" {
	start
	inside echo --tty -d --help
	assert_output '--tty -d --help'
}

@test "exec: status 128 + N of a program that a signal ended" {
	start
	inside sh -c 'kill -KILL $$'
	assert_equal 137 "$status"
	inside sh -c 'kill -TERM $$'
	assert_equal 143 "$status"
}

@test "exec of what cannot be executed is 255, with the reason that start gives" {
	start
	assert_refused "$ID" no-such-program
	assert_output_matches 'no-such-program.*not found in \$PATH'
	assert_refused "$ID" /etc/passwd
	assert_output_matches 'not executable'
	assert_refused "$ID" /etc
	assert_output_matches 'directory'
	printf '#!/bin/absent\n' > "$BUNDLE/rootfs/bin/script"
	chmod +x "$BUNDLE/rootfs/bin/script"
	assert_refused "$ID" script
	assert_output_matches 'interpreter /bin/absent is missing'
	assert_equal running "$(state_of status)"
}

@test "exec of a program without one, or with two, is an error" {
	start
	assert_refused "$ID"
	assert_output_matches 'program is missing'
	process_file '.args = ["true"]'
	assert_refused --process "$BATS_TEST_TMPDIR/p.json" "$ID" true
	assert_output_matches 'process'
	assert_refused
}

@test "exec: a warning about the process object says once that it is ignored" {
	start
	process_file '.args = ["true"] | .capabilities.bounding = ["CAP_NONSENSE"]'
	run -0 brig --log-level warning exec --process "$BATS_TEST_TMPDIR/p.json" "$ID" < /dev/null
	assert_output_matches 'p.json: process.capabilities.bounding.*CAP_NONSENSE.*, ignoring$'
	refute_output_matches 'ignoring, ignoring'
}

@test "exec forwards signals in the foreground" {
	local pid

	start
	"$BRIG" --root "$ROOT" exec "$ID" sh -c 'trap "echo got; exit 3" TERM; echo ready; while :; do sleep 0.05; done' \
		> "$BATS_TEST_TMPDIR/exec-out" 2>&1 < /dev/null 3>&- &
	pid=$!
	wait_for grep -q ready "$BATS_TEST_TMPDIR/exec-out"
	kill -TERM $pid
	status=0
	wait $pid || status=$?
	assert_equal 3 "$status"
	grep -q got "$BATS_TEST_TMPDIR/exec-out"
}

@test "exec ends when the container is killed" {
	start
	detached -- sleep 1000
	brig kill "$ID" KILL
	wait_for gone "$PID"
}

@test "exec: twenty at once" {
	local i pid pids=() failed=0

	start
	for ((i = 0; i < 20; i++)); do
		brig exec "$ID" true < /dev/null > /dev/null 2>&1 &
		pids+=($!)
	done
	for pid in "${pids[@]}"; do
		wait "$pid" || failed=$((failed + 1))
	done
	assert_equal 0 "$failed"
	assert_equal '[1]' "$(brig exec "$ID" sh -c 'ls -d /proc/[0-9]*' < /dev/null | wc -l | jq -c '[. - 1]')"
}

# --- where it is

same_namespaces() { # PID : as init
	local kind

	for kind in pid net mnt ipc uts user cgroup time; do
		[ -e "/proc/self/ns/$kind" ] || continue
		assert_equal "$(readlink "/proc/$(state_of pid)/ns/$kind")" "$(readlink "/proc/$1/ns/$kind")"
	done
}

@test "exec joins every namespace of the container, its root and its cgroup" {
	start
	detached -- sleep 1000
	same_namespaces "$PID"
	assert_equal "$(cat "/proc/$(state_of pid)/cgroup")" "$(cat "/proc/$PID/cgroup")"
	assert_equal "$(stat -Lc '%d:%i' "/proc/$(state_of pid)/root")" "$(stat -Lc '%d:%i' "/proc/$PID/root")"
	assert_equal "[$(state_of pid),$PID]" "$(brig ps --format json "$ID")"
}

@test "exec in a container with a user namespace" {
	require_root
	chmod 755 "$BATS_RUN_TMPDIR" "$BATS_RUN_TMPDIR"/* "$BATS_TEST_TMPDIR" "$BUNDLE"
	config '.linux.namespaces += [{type: "user"}]
		| .linux.uidMappings = [{containerID: 0, hostID: 100000, size: 65536}]
		| .linux.gidMappings = .linux.uidMappings'
	start
	detached -- sleep 1000
	same_namespaces "$PID"
	assert_equal 100000 "$(stat -c %u "/proc/$PID")"
	inside id -u
	assert_output 0
	inside -u=1000:1000 id
	assert_output 'uid=1000(user) gid=1000(user)'
	assert_refused -u 70000 "$ID" true
	assert_output_matches '70000 is not mapped'
}

@test "exec without root, in a container of an ordinary user" {
	require_root
	chmod 755 "$BATS_RUN_TMPDIR" "$BATS_RUN_TMPDIR"/* "$BATS_TEST_TMPDIR" "$BUNDLE"
	cp -a "$BUNDLE/rootfs" "$BUNDLE/own" && rm -r "$BUNDLE/rootfs" && mv "$BUNDLE/own" "$BUNDLE/rootfs"
	ROOT=$BATS_TEST_TMPDIR/state
	mkdir "$ROOT"
	chown -hR 65534:65534 "$BUNDLE" "$BATS_TEST_TMPDIR"
	config 'del(.linux.resources) | .linux.namespaces += [{type: "user"}]
		| .linux.uidMappings = [{containerID: 0, hostID: 65534, size: 1}] | .linux.gidMappings = .linux.uidMappings
		| .mounts |= (map(select(.type != "cgroup")) | map(if .type == "devpts" then .options -= ["gid=5"] else . end))
		| .linux.seccomp = {defaultAction: "SCMP_ACT_ALLOW", syscalls: [{names: ["mkdir"], action: "SCMP_ACT_ERRNO"}]}'
	as_nobody() {
		setpriv --reuid 65534 --regid 65534 --clear-groups "$BRIG" --root "$ROOT" "$@"
	}
	as_nobody create -b "$BUNDLE" "$ID" < /dev/null > "$BATS_TEST_TMPDIR/out" 2>&1
	as_nobody start "$ID"
	run as_nobody exec "$ID" sh -c 'id -u; cat /proc/self/uid_map | xargs; mkdir /tmp/x; echo $?' < /dev/null
	assert_output "$(printf '0\n0 65534 1\nmkdir: can%st create directory %s: Operation not permitted\n1' "'" "'/tmp/x'")"
	printf '#!/bin/absent\n' > "$BUNDLE/rootfs/bin/script"
	chmod 755 "$BUNDLE/rootfs/bin/script"
	run as_nobody exec "$ID" script < /dev/null
	assert_output_matches 'interpreter /bin/absent is missing'
	as_nobody exec -d --pid-file "$BATS_TEST_TMPDIR/pid" "$ID" sleep 1000 < /dev/null > /dev/null 2>&1
	same_namespaces "$(< "$BATS_TEST_TMPDIR/pid")"
	as_nobody delete --force "$ID"
}

@test "exec in a container that shares namespaces with the host" {
	require_root
	config '.linux.namespaces |= map(select(.type == "mount")) | del(.hostname)
		| .mounts |= map(select(.type != "sysfs" and .type != "mqueue"))'
	start
	detached -- sleep 1000
	same_namespaces "$PID"
	brig kill --all "$ID" KILL
}

@test "exec in a container without a mount namespace has its root" {
	[ "$(awk '$5 == "/" { print $7 }' /proc/self/mountinfo | grep -c shared)" = 0 ] || skip "/ is shared here"
	config '.linux.namespaces |= map(select(.type != "mount")) | .mounts = [] | del(.linux.maskedPaths, .linux.readonlyPaths)'
	start || skip "$(cat "$BATS_TEST_TMPDIR/err")"
	inside ls /bin/busybox
	assert_output /bin/busybox
	inside sh -c 'pwd; ls -d /work'
	assert_output_matches "/work.*No such file"
}

@test "exec sees the time namespace of the container" {
	[ -e /proc/self/ns/time ] || skip "no time namespaces in this kernel"
	config '.linux.namespaces += [{type: "time"}] | .linux.timeOffsets = {boottime: {secs: 1000000}}'
	start
	inside cut -d. -f1 /proc/uptime
	[ "$output" -gt 1000000 ]
}

@test "exec --cgroup puts the program into a sub-group" {
	local group

	group_named "$ID"
	start
	for group in $(group_dirs); do
		mkdir "$group/sub"
		[ ! -e "$group/cpuset.effective_cpus" ] || cat "$group/cpuset.cpus" > "$group/sub/cpuset.cpus"
		[ ! -e "$group/cpuset.effective_mems" ] || cat "$group/cpuset.mems" > "$group/sub/cpuset.mems"
	done
	detached --cgroup sub -- sleep 1000
	assert_equal "$(grep "/$ID" "/proc/$(state_of pid)/cgroup" | sed 's|$|/sub|')" "$(grep "/$ID" "/proc/$PID/cgroup")"
	detached --cgroup / -- sleep 1000
	assert_equal "$(cat "/proc/$(state_of pid)/cgroup")" "$(cat "/proc/$PID/cgroup")"
	if [ -d /sys/fs/cgroup/pids ]; then
		detached --cgroup pids:/sub/ -- sleep 1000
		grep -q ":pids:.*/${ID}[^/]*/sub$" "/proc/$PID/cgroup"
		grep -q ":memory:.*/${ID}[^/]*$" "/proc/$PID/cgroup"
	fi
}

@test "exec --cgroup of what is not there, or climbs, is an error" {
	start
	assert_refused --cgroup absent "$ID" true
	assert_output_matches 'does not exist'
	assert_refused --cgroup ../.. "$ID" true
	assert_output_matches "contains '..'"
	assert_refused --cgroup nosuch:/ "$ID" true
	assert_output_matches 'no cgroup with this controller'
}

# --- files and descriptors

@test "exec --pid-file is there before the program runs, however long it takes" {
	! grep -aq __asan_init "$BRIG" || skip "LeakSanitizer does not work under strace"
	mkdir "$BATS_TEST_TMPDIR/told"
	config '.mounts += [{destination: "/told", source: $s, options: ["bind"]}]' --arg s "$BATS_TEST_TMPDIR/told"
	start
	run -0 timeout 60 strace -o calls -e trace=renameat -e inject=renameat:delay_enter=500000 \
		"$BRIG" --root "$ROOT" exec --pid-file "$BATS_TEST_TMPDIR/told/pid" "$ID" sh -c 'cat /told/pid; echo " of $$"'
	assert_output_matches '^[1-9][0-9]* of [1-9][0-9]*$'
	grep -q 'told.*DELAYED' calls
}

@test "exec --detach --pid-file" {
	start
	detached -- sleep 1000
	assert_equal "sleep 1000 " "$(tr '\0' ' ' < "/proc/$PID/cmdline")"
	[[ $(< "$BATS_TEST_TMPDIR/pid") =~ ^[0-9]+$ ]]
}

@test "exec --detach of what cannot be executed is 255, and leaves no pid file" {
	start
	assert_refused --detach --pid-file "$BATS_TEST_TMPDIR/pid" "$ID" no-such-program
	assert_output_matches 'not found'
	[ ! -e "$BATS_TEST_TMPDIR/pid" ]
	assert_refused --detach --pid-file /nowhere/pid "$ID" touch /tmp/ran
	assert_output_matches pid-file
	[ ! -e "$BUNDLE/rootfs/tmp/ran" ]
}

@test "exec --pidfd-socket" {
	start
	python3 "$HERE/pidfd.py" "$SOCKET" > "$BATS_TEST_TMPDIR/got" 3>&- &
	wait_for test -S "$SOCKET"
	detached --pidfd-socket "$SOCKET" -- sleep 1000
	wait $!
	assert_equal "$ID $PID 1" "$(cat "$BATS_TEST_TMPDIR/got")"
}

@test "exec --preserve-fds hands descriptors on, and no others" {
	start
	run brig exec --preserve-fds 2 "$ID" sh -c 'cat <&4; exec ls /proc/self/fd' \
		< /dev/null 3< /dev/null 4<<< through 5< /dev/null 42< /dev/null
	# ls itself opens one more, the directory
	assert_output $'through\n0\n1\n2\n3\n4\n5'
	run brig exec "$ID" ls /proc/self/fd < /dev/null 7< /dev/null 42< /dev/null
	assert_output $'0\n1\n2\n3'
	assert_refused --preserve-fds 40 "$ID" true
	assert_output_matches preserve-fds
}

# --- states

@test "exec in a created container" {
	create
	inside echo hi
	assert_output hi
	assert_equal created "$(state_of status)"
	brig start "$ID"
}

@test "exec in a stopped container, and in none, is an error" {
	start
	brig kill "$ID" KILL
	wait_status stopped
	assert_refused "$ID" true
	assert_output_matches "not running: $ID is stopped"
	assert_refused "$ID-none" true
	assert_output_matches 'does not exist'
	brig delete "$ID"
	create
	brig kill "$ID" KILL
	wait_status stopped
	assert_refused "$ID" true
	assert_output_matches stopped
}

@test "exec in a paused container is refused, and waits with --ignore-paused" {
	local pid

	start
	brig pause "$ID" || skip "cannot be paused here"
	assert_refused "$ID" true
	assert_output_matches paused
	"$BRIG" --root "$ROOT" exec --ignore-paused "$ID" echo resumed > "$BATS_TEST_TMPDIR/exec-out" 2>&1 < /dev/null 3>&- &
	pid=$!
	sleep 0.3
	[ ! -s "$BATS_TEST_TMPDIR/exec-out" ]
	brig resume "$ID"
	wait $pid
	grep -qx resumed "$BATS_TEST_TMPDIR/exec-out"
}

# --- what the container sees of us

# Keeps exec waiting inside, right before its program: nobody takes what comes to this socket.
stall() {
	python3 - "$SOCKET" 3>&- <<- 'END' &
		import os, socket, sys, time
		s = socket.socket(socket.AF_UNIX)
		s.bind(sys.argv[1] + '.new')
		s.listen(0)
		c = socket.socket(socket.AF_UNIX)
		c.connect(sys.argv[1] + '.new')
		os.rename(sys.argv[1] + '.new', sys.argv[1])
		time.sleep(8)
	END
	STALL=$!
	wait_for test -S "$SOCKET"
}

@test "the container can neither look into exec on its way in nor trace it (CVE-2016-9962)" {
	local pid

	config '.process.capabilities = {bounding: ["CAP_KILL", "CAP_DAC_OVERRIDE"], permitted: ["CAP_DAC_OVERRIDE"], effective: ["CAP_DAC_OVERRIDE"]}'
	start
	stall
	"$BRIG" --root "$ROOT" exec --pidfd-socket "$SOCKET" "$ID" true > /dev/null 2>&1 < /dev/null 3>&- &
	pid=$!
	waiting() {
		brig exec "$ID" sh -c 'grep -l brig:exec /proc/[0-9]*/comm' < /dev/null 2> /dev/null | grep -q proc
	}
	wait_for waiting
	inside sh -c 'for c in $(grep -l brig:exec /proc/[0-9]*/comm); do
		p=${c%/comm}; echo found
		for l in $p/exe $p/root $p/cwd $p/fd/*; do readlink $l; done; cat $p/environ $p/maps $p/mem; done 2>&1'
	assert_output_matches found
	assert_output_matches 'denied'
	assert_output "$(sed -n "/^found$/p; /can't open.*denied/p" <<< "$output")"
	kill $pid $STALL
	wait $pid || :
}

@test "a link to a descriptor of ours leads nowhere, as cwd and as program (CVE-2024-21626)" {
	local n

	start
	for n in 3 4 5 6 7 8 9 10 11 12; do
		assert_refused --cwd "/proc/self/fd/$n" "$ID" true
		ln -sf "/proc/self/fd/$n/../../../bin/true" "$BUNDLE/rootfs/bin/out"
		ln -sfn "/proc/self/fd/$n" "$BUNDLE/rootfs/dir"
		assert_refused "$ID" out
		assert_refused --cwd /dir "$ID" true
		assert_refused "$ID" "/proc/self/fd/$n/bin/true"
	done
}

@test "/proc/self/exe as the program is not brig to be written to (CVE-2019-5736)" {
	local before

	before=$(sha256sum "$BRIG")
	start
	cp "$BUNDLE/rootfs/bin/busybox" "$BUNDLE/rootfs/bin/sh2"
	assert_refused "$ID" /proc/self/exe || :
	inside sh -c 'for p in /proc/[0-9]*; do echo > $p/exe; done 2>/dev/null; true'
	assert_equal "$before" "$(sha256sum "$BRIG")"
}
