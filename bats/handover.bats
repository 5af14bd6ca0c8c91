#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# What the environment of create, start, run and exec hands through: descriptors of sd_listen_fds(3) to the
# program, and its sd_notify(3) back.
load helpers

setup_file() {
	file_begin
	cc -static -O1 -o "$TEMPLATE/rootfs/bin/notify" "$HERE/notify.c"
}

SAY='echo "$LISTEN_FDS $LISTEN_FDNAMES $((LISTEN_PID == $$))"'

# brig with two descriptors that systemd would have opened for it.
listening() { # ARG…
	LISTEN_FDS=2 LISTEN_FDNAMES=web:log bash -c 'LISTEN_PID=$$ exec "$@"' sh "$BRIG" --root "$ROOT" "$@" \
		3<<< first 4<<< second
}

@test "LISTEN_FDS: run hands the descriptors on, with their names and the pid of the program" {
	config_sh "$SAY; cat <&3; cat <&4; exec ls /proc/self/fd"
	run -0 listening run -b "$BUNDLE" "$ID" 5< /dev/null
	# ls itself opens one more, the directory
	assert_output $'2 web:log 1\nfirst\nsecond\n0\n1\n2\n3\n4\n5'
}

@test "LISTEN_FDS: create takes them, start needs none" {
	config_sh "{ $SAY; cat <&4; } > /said"
	listening create -b "$BUNDLE" "$ID" < /dev/null > /dev/null 2>&1
	brig start "$ID"
	wait_status stopped
	assert_equal $'2 web:log 1\nsecond' "$(cat "$BUNDLE/rootfs/said")"
}

@test "LISTEN_FDS: exec, whose program has another pid" {
	start
	run -0 listening exec "$ID" sh -c "$SAY; cat <&3; echo \$((\$\$ == 1)); exec ls /proc/self/fd" < /dev/null 5< /dev/null
	assert_output $'2 web:log 1\nfirst\n0\n0\n1\n2\n3\n4\n5'
}

@test "LISTEN_FDS: --preserve-fds counts after them" {
	config_sh "$SAY; cat <&5; exec ls /proc/self/fd"
	run -0 listening run --preserve-fds 1 -b "$BUNDLE" "$ID" 5<<< third 6< /dev/null
	assert_output $'2 web:log 1\nthird\n0\n1\n2\n3\n4\n5\n6'
	config_args sleep 1000
	start
	run -0 listening exec --preserve-fds 1 "$ID" sh -c 'cat <&5' < /dev/null 5<<< third
	assert_output third
}

@test "LISTEN_FDS: in the container's own process namespace or the host's, the pid fits" {
	config '.linux.namespaces |= map(select(.type != "pid")) | .mounts |= map(select(.type != "proc"))
		| del(.linux.maskedPaths, .linux.readonlyPaths)'
	config_sh "$SAY"
	run -0 listening run -b "$BUNDLE" "$ID"
	assert_output '2 web:log 1'
}

@test "LISTEN_FDS: what is meant for another process, or is none, is not handed on" {
	config_sh 'echo "$LISTEN_FDS,$LISTEN_PID"; exec ls /proc/self/fd'
	LISTEN_FDS=1 LISTEN_PID=1 run -0 brig run -b "$BUNDLE" "$ID" 3< /dev/null
	assert_output $',\n0\n1\n2\n3'
	LISTEN_FDS=1 run -0 brig run -b "$BUNDLE" "$ID" 3< /dev/null
	assert_output $',\n0\n1\n2\n3'
	run -0 env LISTEN_FDS=0 bash -c 'LISTEN_PID=$$ exec "$@"' sh "$BRIG" --root "$ROOT" run -b "$BUNDLE" "$ID"
	assert_output $',\n0\n1\n2\n3'
}

@test "LISTEN_FDS: a wrong number, and descriptors that are not open, are errors" {
	LISTEN_FDS=x run bash -c 'LISTEN_PID=$$ exec "$@"' sh "$BRIG" --root "$ROOT" run -b "$BUNDLE" "$ID"
	assert_equal 1 "$status"
	assert_output_matches 'LISTEN_FDS'
	LISTEN_FDS=90 run bash -c 'LISTEN_PID=$$ exec "$@"' sh "$BRIG" --root "$ROOT" run -b "$BUNDLE" "$ID"
	assert_equal 1 "$status"
	assert_output_matches 'LISTEN_FDS 90: descriptor [0-9]+ is not open'
	assert_gone
}

@test "--preserve-fds does not take a descriptor of our own for one of the caller's" {
	config_args true
	run "$BRIG" --root "$ROOT" --log "$PWD/log" run --preserve-fds 1 -b "$BUNDLE" "$ID" 3>&-
	assert_equal 1 "$status"
	assert_output_matches 'preserve-fds 1: descriptor 3 is not open'
}

# --- NOTIFY_SOCKET

# Somebody who listens as systemd does; what came is in the file log.
service_manager() { # SOCKET
	python3 "$HERE/notify.py" "$1" log 3>&- &
	MANAGER=$!
	export NOTIFY_SOCKET=$1
	wait_for grep -sqx listening log
}

setup() {
	test_begin
	MANAGER=
}

teardown() {
	[ -z "$MANAGER" ] || kill "$MANAGER"
	unset NOTIFY_SOCKET
	test_end
}

said() { # LINES : exactly what the service manager has heard
	assert_equal "$1" "$(sed 1d log)"
}

@test "NOTIFY_SOCKET: run in the foreground passes on what the program says of itself, all of its life" {
	service_manager "$PWD/s"
	config_sh 'notify "STATUS=warming up" "READY=1
	STATUS=serving" RELOADING=1 WATCHDOG=1 && sleep 0.1 && notify STOPPING=1 BARRIER=1; exit 3'
	config '.process.args[2] |= gsub("\t"; "")'
	run_bundle
	assert_equal 3 "$status"
	said $'STATUS=warming up\nREADY=1\nSTATUS=serving\nRELOADING=1\nWATCHDOG=1\nSTOPPING=1\nBARRIER=1 (1 descriptor)'
	assert_gone
}

@test "NOTIFY_SOCKET: neither pids nor descriptors of the container pass, nor what nobody knows" {
	service_manager "$PWD/s"
	config_sh 'notify MAINPID=1 FDSTORE=1 X=1 READY=0 READY=11 "MAINPID=1
STATUS=seen
NOTIFYACCESS=all" BARRIER=1'
	run_bundle
	assert_equal 0 "$status"
	said $'STATUS=seen\nBARRIER=1 (1 descriptor)'
}

@test "NOTIFY_SOCKET: run --detach returns when the program is ready, with the pid, and not before" {
	service_manager "$PWD/s"
	config_sh 'notify STATUS=wait; sleep 0.5; touch /ready; notify READY=1; exec sleep 1000'
	brig run -b "$BUNDLE" --detach --pid-file pid "$ID" < /dev/null > /dev/null 2>&1
	[ -e "$BUNDLE/rootfs/ready" ]
	said "STATUS=wait"$'\n'"READY=1"$'\n'"MAINPID=$(cat pid)"$'\n'"BARRIER=1 (1 descriptor)"
}

@test "NOTIFY_SOCKET: run --detach that is interrupted while it waits takes the container with it" {
	service_manager "$PWD/s"
	config_sh 'touch /began; exec sleep 1000'
	"$BRIG" --root "$ROOT" run -b "$BUNDLE" --detach "$ID" > out 2>&1 < /dev/null 3>&- &
	wait_for test -e "$BUNDLE/rootfs/began"
	sleep 0.1
	kill -TERM $!
	status=0
	wait $! || status=$?
	assert_equal 1 "$status"
	grep -q 'wait for READY=1: Interrupted' out
	assert_gone
}

@test "NOTIFY_SOCKET: create, and start that waits; meanwhile others may look at the container and end it" {
	service_manager "$PWD/s"
	config_sh 'touch /began; exec sleep 1000'
	create
	brig start "$ID" > out 2>&1 < /dev/null 3>&- &
	wait_for test -e "$BUNDLE/rootfs/began"
	sleep 0.2
	kill -0 $!
	assert_equal running "$(state_of status)"
	brig exec "$ID" notify READY=1 STATUS=late < /dev/null || exec_has_none=$?
	assert_equal 1 "$exec_has_none" # exec is not told of the socket
	run -0 brig exec -e NOTIFY_SOCKET=/run/notify/notify.sock "$ID" notify READY=1 < /dev/null
	wait $!
	said "READY=1"$'\n'"MAINPID=$(state_of pid)"$'\n'"BARRIER=1 (1 descriptor)"
	brig delete --force "$ID"
	create
	brig start "$ID" > out 2>&1 < /dev/null 3>&- &
	wait_status running
	brig kill "$ID" KILL
	wait $!
	brig delete "$ID"
	assert_gone
}

@test "NOTIFY_SOCKET: an abstract one" {
	service_manager "@$ID"
	config_sh 'notify READY=1 BARRIER=1'
	run_bundle
	assert_equal 0 "$status"
	said $'READY=1\nBARRIER=1 (1 descriptor)'
}

@test "NOTIFY_SOCKET: in a user namespace, as another user, on a read-only root" {
	service_manager "$PWD/s"
	chmod 755 "$BATS_RUN_TMPDIR" "$BATS_RUN_TMPDIR"/* "$BATS_TEST_TMPDIR" "$BUNDLE"
	config '.linux.namespaces += [{type: "user"}] | .process.user = {uid: 1000, gid: 1000} | .root.readonly = true
		| .linux.uidMappings = [{containerID: 0, hostID: 100000, size: 65536}] | .linux.gidMappings = .linux.uidMappings'
	chown 100000:100000 "$BUNDLE/rootfs"
	config_sh 'notify READY=1 BARRIER=1 && touch /run/notify/x'
	run_bundle
	assert_output "touch: /run/notify/x: Read-only file system"
	said $'READY=1\nBARRIER=1 (1 descriptor)'
}

@test "NOTIFY_SOCKET: without one the container has none; one that leads nowhere is a warning" {
	config_sh 'echo "$NOTIFY_SOCKET"; ls -d /run/notify'
	run_bundle
	assert_output_matches 'No such file'
	config_args true
	NOTIFY_SOCKET=$PWD/absent run_bundle
	assert_equal 0 "$status"
	assert_output_matches "NOTIFY_SOCKET: .*$PWD/absent.*: No such file.*, ignoring"
	NOTIFY_SOCKET=$PWD/absent timeout 10 "$BRIG" --root "$ROOT" run --detach -b "$BUNDLE" "$ID" < /dev/null > /dev/null 2>&1
	brig delete --force "$ID"
}

@test "NOTIFY_SOCKET: start without it does not wait, and with it for a container made without does not either" {
	config_args sleep 1000
	service_manager "$PWD/s"
	create
	NOTIFY_SOCKET='' timeout 10 "$BRIG" --root "$ROOT" start "$ID"
	brig delete --force "$ID"
	NOTIFY_SOCKET='' create
	timeout 10 "$BRIG" --root "$ROOT" start "$ID"
	said ''
}

# --- descriptors that come from the container

@test "NOTIFY_SOCKET: a descriptor whose closing blocks does not keep run from passing on signals and what is said" {
	service_manager "$PWD/s"
	config_sh 'trap "touch /got; exit 7" USR1; notify +STATUS=a +BARRIER=1 +X=1 READY=1; touch /began
		while :; do sleep 0.1; done'
	"$BRIG" --root "$ROOT" run -b "$BUNDLE" "$ID" < /dev/null > out 2>&1 3>&- &
	wait_for test -e "$BUNDLE/rootfs/began"
	wait_for grep -qx READY=1 log
	kill -USR1 $!
	wait_for test -e "$BUNDLE/rootfs/got"
	status=0
	wait $! || status=$?
	assert_equal 7 "$status"
	said $'STATUS=a\nBARRIER=1 (1 descriptor)\nREADY=1'
}

@test "NOTIFY_SOCKET: start and run --detach are not held up by it, and can be ended meanwhile" {
	service_manager "$PWD/s"
	config_sh 'notify +STATUS=a +BARRIER=1 READY=1; exec sleep 1000'
	create
	SECONDS=0
	brig start "$ID" > out 2>&1 < /dev/null 3>&-
	[ "$SECONDS" -lt 10 ]
	said $'STATUS=a\nBARRIER=1 (1 descriptor)\nREADY=1\n'"MAINPID=$(state_of pid)"$'\nBARRIER=1 (1 descriptor)'
	brig delete --force "$ID"
	config_sh 'notify +STATUS=a +BARRIER=1 +X=1; touch /began; exec sleep 1000'
	"$BRIG" --root "$ROOT" run -b "$BUNDLE" --detach "$ID" > out 2>&1 < /dev/null 3>&- &
	wait_for test -e "$BUNDLE/rootfs/began"
	SECONDS=0
	kill -TERM $!
	wait $! || :
	[ "$SECONDS" -lt 10 ]
	assert_gone
}

@test "NOTIFY_SOCKET: nobody is left who listens, and who does shows nothing of the host" {
	service_manager "$PWD/s"
	config_sh 'touch /began; exec sleep 1000'
	"$BRIG" --root "$ROOT" run -b "$BUNDLE" "$ID" < /dev/null > out 2>&1 3>&- &
	wait_for test -e "$BUNDLE/rootfs/began"
	for listener in $(cat "/proc/$!/task/$!/children"); do
		[ "$(cat "/proc/$listener/comm")" != brig:notify ] || break
	done
	assert_equal brig:notify "$(cat "/proc/$listener/comm")"
	assert_equal 2 "$(find "/proc/$listener/fd" -mindepth 1 -lname 'socket:*' | wc -l)"
	assert_equal 2 "$(find "/proc/$listener/fd" -mindepth 1 | wc -l)"
	kill -KILL $!
	wait_for gone "$listener"
}
