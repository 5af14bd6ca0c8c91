#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# What a container costs, in counts that do not depend on the machine's mood. Each bound stands a
# little above what was measured: what goes beyond it was not meant, or has to be worth it.
load helpers

setup() {
	test_begin
	! grep -aq __asan_init "$BRIG" || skip "a sanitizer makes calls and uses memory of its own"
	config_args true
	# A run makes, enters, mounts and removes a group in each.
	HIERARCHIES=$(find /sys/fs/cgroup -mindepth 2 -maxdepth 2 -name cgroup.procs | wc -l)
	# It covers those that this kernel has.
	COVERED=$(jq -r '.linux | .maskedPaths[], .readonlyPaths[]' "$BUNDLE/config.json" |
		while read -r path; do [ ! -e "$path" ] || echo "$path"; done | wc -l)
}

# Every system call of a command and its children, a line each, in ./calls.
traced() { # COMMAND…
	timeout 120 strace -f -o calls "$@" < /dev/null > /dev/null
	grep -v -e '<\.\.\. ' -e '+++' -e '---' calls > c
	mv c calls
}

# How many calls match, of all or of one name.
calls() { # [NAME]
	grep -cE "^[0-9]+ +${1:-}" calls
}

at_most() { # BOUND NUMBER WHAT
	echo "# $3: $2, bound $1" >&3
	[ "$2" -le "$1" ] || { echo "$3: $2, more than $1" && return 1; }
}

@test "run: system calls of runtime, init and a program of busybox" {
	traced "$BRIG" --root "$ROOT" run -b "$BUNDLE" "$ID"
	at_most $((415 + 8 * HIERARCHIES + 3 * COVERED)) "$(calls)" "system calls"
	at_most 1 "$(calls clone3)" "processes"
	at_most 2 "$(grep -c 'exec.* = 0$' calls)" "executions: brig, the program"
}

@test "run: the host's mount table, time zone and users are not read" {
	traced "$BRIG" --root "$ROOT" run -b "$BUNDLE" "$ID"
	run -1 grep -E '"/proc/[a-z0-9]+/mount|/etc/(localtime|passwd|nsswitch)' calls
}

@test "run: no call that has to be tried again, no pause" {
	traced "$BRIG" --root "$ROOT" run -b "$BUNDLE" "$ID"
	run -1 grep -E 'nanosleep|EAGAIN|EBUSY' calls
}

# A process is moved by another under a lock whose taking waits for a grace period, milliseconds.
@test "run with a user namespace: every process enters its cgroups itself or is born there" {
	chmod 755 "$BATS_RUN_TMPDIR" "$BATS_RUN_TMPDIR"/* "$BATS_TEST_TMPDIR" "$BUNDLE" 2> /dev/null || :
	config '.linux.namespaces += [{type: "user"}]
		| .linux.uidMappings = [{containerID: 0, hostID: 100000, size: 10}] | .linux.gidMappings = .linux.uidMappings'
	traced "$BRIG" --root "$ROOT" run -b "$BUNDLE" "$ID"
	run -1 grep -E '/cgroup.procs", O_(WRONLY|RDWR)' calls
}

@test "exec: system calls of runtime, the process in between and the program" {
	config_args sleep 1000
	create
	brig start "$ID"
	traced "$BRIG" --root "$ROOT" exec "$ID" true
	# nine of them are guards: hidden again (3), the record is a regular file (2), init is alive (2), signals (2)
	at_most $((247 + 2 * HIERARCHIES)) "$(calls)" "system calls"
	at_most 2 "$(calls clone3)" "processes"
	# What is known is not asked for: the namespaces that the configuration makes, whether the gate is open.
	at_most 4 "$(grep -c 'readlinkat.*/ns/' calls)" "namespaces looked at"
	assert_equal 1 "$(grep -c '"/proc/[0-9]*/cgroup"' calls)"
	assert_equal 0 "$(calls connect)"
}

@test "start and delete: system calls of each" {
	config_args sleep 1000
	create
	traced "$BRIG" --root "$ROOT" start "$ID"
	at_most 86 "$(calls)" "system calls of start"
	brig kill "$ID" KILL
	wait_status stopped
	traced "$BRIG" --root "$ROOT" delete "$ID"
	at_most $((62 + HIERARCHIES)) "$(calls)" "system calls of delete"
}

@test "run: a process enters its v1 groups by itself, which waits for no grace period" {
	[ -e /sys/fs/cgroup/memory/cgroup.procs ] || skip "no cgroup v1"
	traced "$BRIG" --root "$ROOT" run -b "$BUNDLE" "$ID"
	run -1 grep 'cgroup\.procs.*O_WRONLY' calls
	grep -q '/tasks".*O_WRONLY' calls
}

@test "run: memory and page faults" {
	local faults memory failed

	cc -std=gnu17 -D_GNU_SOURCE -static -o timer "$HERE/../tests/bench/timer.c"
	read -r _ _ _ _ faults memory failed < <(
		echo "brig - $BRIG --root $ROOT run -b $BUNDLE $ID-{}" | ./timer 3)
	assert_equal 0 "$failed"
	at_most 4096 "$memory" "KiB of the largest process"
	at_most 200 "$faults" "page faults of the runtime"
}

@test "the shared libraries, and the bytes that are kept of a container" {
	at_most 0 "$(ldd "$BRIG" 2>&1 | grep -c '=>')" "shared libraries"
	create
	at_most 5632 "$(cat "$ROOT/$ID"/*.json | wc -c)" "bytes of state and configuration"
}
