#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# config-linux.md Seccomp: actions, operators, flags, architectures, the listener and its agent.
load helpers

setup_file() {
	file_begin
	cc -static -O1 -o "$TEMPLATE/rootfs/bin/call" "$HERE/call.c"
}

setup() {
	test_begin
	SOCKET=$BATS_TEST_TMPDIR/agent
	AGENT=
}

teardown() {
	[ -z "$AGENT" ] || kill "$AGENT" 2>/dev/null || :
	test_end
}

# What bin/call needs before it makes its calls.
STARTS='["execve", "brk", "arch_prctl", "set_tid_address", "set_robust_list", "rseq", "prlimit64", "readlink",
	"readlinkat", "getrandom", "mprotect", "fstat", "newfstatat", "mmap", "write", "exit_group", "ioctl"]'

# What the address sanitizer calls when a program ends.
SANITIZER='["sigaltstack", "gettid", "mmap", "munmap", "exit_group"]'

# seccomp '{defaultAction: …}' [JQ-OPTION…]
seccomp() {
	local profile=$1

	shift
	config ".linux.seccomp = $profile" --argjson starts "$STARTS" --arg socket "$SOCKET" "$@"
}

# One rule for getpgid over an allowing default; errno 42 is ENOMSG, which nobody returns by himself.
rule() { # ARGS-JSON
	seccomp '{defaultAction: "SCMP_ACT_ALLOW", syscalls: [{names: ["getpgid"], action: "SCMP_ACT_ERRNO",
		errnoRet: 42, args: $a}]}' --argjson a "$1"
}

# getpgid with these arguments: fails by the rule, or does not
hits() { # ARG…
	config_args call getpgid "$@"
	run -0 brig run -b "$BUNDLE" "$ID"
	assert_output 'getpgid ENOMSG'
}

misses() { # ARG…
	config_args call getpgid "$@"
	run -0 brig run -b "$BUNDLE" "$ID"
	refute_output_matches ENOMSG
}

# The agent of agent.py, listening.
agent() { # [NUMBER=VALUE…]
	rm -f "$SOCKET"
	python3 "$HERE/agent.py" "$SOCKET" "$BATS_TEST_TMPDIR" "$@" 3>&- &
	AGENT=$!
	wait_for test -S "$SOCKET"
}

# A profile that notifies of these, and the program `call getpid + getppid`.
notify() { # NAME…
	seccomp '{defaultAction: "SCMP_ACT_ALLOW", listenerPath: $socket, listenerMetadata: "meta data",
		syscalls: [{names: $names, action: "SCMP_ACT_NOTIFY"}]}' \
		--argjson names "$(jq -nc '$ARGS.positional' --args -- "$@")"
	config_args call getpid + getppid
}

in_time() {
	run timeout -k 5 60 "$BRIG" --root "$ROOT" "$@"
}

@test "seccomp: without a profile there is no filter, with one there is" {
	run_sh 'grep ^Seccomp: /proc/self/status'
	assert_output_matches 'Seccomp:.0'
	seccomp '{defaultAction: "SCMP_ACT_ALLOW", syscalls: [{names: ["ptrace"], action: "SCMP_ACT_ERRNO"}]}'
	run_sh 'grep ^Seccomp: /proc/self/status'
	assert_output_matches 'Seccomp:.2'
}

@test "seccomp: SCMP_ACT_ERRNO gives EPERM, or errnoRet" {
	seccomp '{defaultAction: "SCMP_ACT_ALLOW", syscalls: [{names: ["getuid", "getgid"], action: "SCMP_ACT_ERRNO"},
		{names: ["getppid"], action: "SCMP_ACT_ERRNO", errnoRet: 28}]}'
	config_args call getuid + getgid + getppid + getpid
	run -0 brig run -b "$BUNDLE" "$ID"
	assert_output $'getuid EPERM\ngetgid EPERM\ngetppid ENOSPC\ngetpid 1'
}

@test "seccomp: an errnoRet of 0 is a success that does nothing" {
	config '.process.user.uid = 7'
	seccomp '{defaultAction: "SCMP_ACT_ALLOW", syscalls: [{names: ["getuid"], action: "SCMP_ACT_ERRNO", errnoRet: 0}]}'
	config_args call getuid
	run -0 brig run -b "$BUNDLE" "$ID"
	assert_output 'getuid 0'
}

@test "seccomp: defaultErrnoRet" {
	seccomp '{defaultAction: "SCMP_ACT_ERRNO", syscalls: [{names: $starts, action: "SCMP_ACT_ALLOW"}]}'
	config_args call getppid
	run -0 brig run -b "$BUNDLE" "$ID"
	assert_output 'getppid EPERM'
	config '.linux.seccomp.defaultErrnoRet = 28'
	run -0 brig run -b "$BUNDLE" "$ID"
	assert_output 'getppid ENOSPC'
}

@test "seccomp: KILL, KILL_THREAD, KILL_PROCESS and TRAP end the program with SIGSYS" {
	local action

	config_args call getpid + getppid
	for action in KILL KILL_THREAD KILL_PROCESS TRAP; do
		seccomp '{defaultAction: "SCMP_ACT_ALLOW", syscalls: [{names: ["getppid"], action: $action}]}' \
			--arg action "SCMP_ACT_$action"
		run brig run -b "$BUNDLE" "$ID"
		assert_equal "$action 159 getpid 1" "$action $status $output"
	done
}

@test "seccomp: ALLOW and LOG go on; TRACE without a tracer is ENOSYS" {
	local action

	config_args call getppid
	for action in ALLOW LOG TRACE; do
		seccomp '{defaultAction: "SCMP_ACT_KILL_PROCESS", syscalls: [{names: $starts, action: "SCMP_ACT_ALLOW"},
			{names: ["getppid"], action: $action}]}' --arg action "SCMP_ACT_$action"
		run -0 brig run -b "$BUNDLE" "$ID"
		[ $action = TRACE ] || assert_output 'getppid 0'
		[ $action != TRACE ] || assert_output 'getppid ENOSYS'
	done
}

@test "seccomp: the operators" {
	local op value two hit miss

	while read -r op value two hit miss; do
		rule "[{\"index\": 0, \"op\": \"SCMP_CMP_$op\", \"value\": $value, \"valueTwo\": $two}]"
		hits "$hit"
		misses "$miss"
	done <<- 'E'
		NE 5 0 6 5
		LT 5 0 4 5
		LE 5 0 5 6
		EQ 5 0 5 6
		GE 5 0 5 4
		GT 5 0 6 5
		MASKED_EQ 240 48 63 79
		EQ 4294967301 0 4294967301 5
		GT 4294967295 0 4294967296 4294967295
	E
}

@test "seccomp: several args of a rule must all match" {
	rule '[{"index": 0, "op": "SCMP_CMP_EQ", "value": 5}, {"index": 1, "op": "SCMP_CMP_EQ", "value": 7}]'
	hits 5 7
	misses 5 8
	misses 4 7
}

@test "seccomp: one index twice in a rule makes rules of their own" {
	rule '[{"index": 0, "op": "SCMP_CMP_EQ", "value": 5}, {"index": 0, "op": "SCMP_CMP_EQ", "value": 6}]'
	hits 5
	hits 6
	misses 7
}

@test "seccomp: unknown names of system calls are skipped with a warning" {
	seccomp '{defaultAction: "SCMP_ACT_ALLOW",
		syscalls: [{names: ["no_such_call", "getppid", "nor_this"], action: "SCMP_ACT_ERRNO"}]}'
	config_args call getppid
	run -0 "$BRIG" --root "$ROOT" --log-level warning run -b "$BUNDLE" "$ID"
	assert_output_matches 'getppid EPERM'
	assert_output_matches "linux.seccomp.*does not know 2 of the names.*'no_such_call'"
}

@test "seccomp: newer system calls than those of the profile answer ENOSYS where the default is an errno" {
	seccomp '{defaultAction: "SCMP_ACT_ERRNO", syscalls: [{names: $starts, action: "SCMP_ACT_ALLOW"}]}'
	config_args call 1000 + getppid
	run -0 brig run -b "$BUNDLE" "$ID"
	assert_output $'1000 ENOSYS\ngetppid EPERM'
	config '.linux.seccomp.defaultAction = "SCMP_ACT_KILL_PROCESS"'
	run brig run -b "$BUNDLE" "$ID"
	assert_equal 159 "$status"
}

@test "seccomp: errnoRet and defaultErrnoRet with an action that takes none, or too large, are refused" {
	local action

	for action in ALLOW KILL KILL_PROCESS KILL_THREAD TRAP LOG NOTIFY; do
		seccomp '{defaultAction: "SCMP_ACT_ALLOW", listenerPath: $socket,
			syscalls: [{names: ["getppid"], action: $a, errnoRet: 1}]}' --arg a "SCMP_ACT_$action"
		assert_brig_fails create -b "$BUNDLE" "$ID"
		assert_output_matches 'linux.seccomp.syscalls\[0\].errnoRet'
	done
	for action in ALLOW KILL LOG; do
		seccomp '{defaultAction: $a, defaultErrnoRet: 1}' --arg a "SCMP_ACT_$action"
		assert_brig_fails create -b "$BUNDLE" "$ID"
		assert_output_matches 'linux.seccomp.defaultErrnoRet'
	done
	seccomp '{defaultAction: "SCMP_ACT_ERRNO", defaultErrnoRet: 4096}'
	assert_brig_fails create -b "$BUNDLE" "$ID"
	assert_output_matches 'linux.seccomp.defaultErrnoRet'
	assert_gone
}

@test "seccomp: words that are none, and what is missing, are refused at their place" {
	local filter path

	while IFS='|' read -r filter path; do
		seccomp '{defaultAction: "SCMP_ACT_ALLOW", syscalls: [{names: ["getppid"], action: "SCMP_ACT_ERRNO",
			args: [{index: 0, value: 1, op: "SCMP_CMP_EQ"}]}]}'
		config "$filter"
		assert_brig_fails create -b "$BUNDLE" "$ID"
		assert_output_matches "linux.seccomp$path"
	done <<- 'E'
		.linux.seccomp.defaultAction = "SCMP_ACT_NO"|.defaultAction
		del(.linux.seccomp.defaultAction)|.defaultAction
		.linux.seccomp.syscalls[0].action = "ALLOW"|.syscalls.0..action
		del(.linux.seccomp.syscalls[0].action)|.syscalls.0..action
		.linux.seccomp.syscalls[0].names = []|.syscalls.0..names
		del(.linux.seccomp.syscalls[0].names)|.syscalls.0..names
		.linux.seccomp.syscalls[0].args[0].op = "EQ"|.syscalls.0..args.0..op
		.linux.seccomp.syscalls[0].args[0].index = 6|.syscalls.0..args.0..index
		del(.linux.seccomp.syscalls[0].args[0].value)|.syscalls.0..args.0..value
		.linux.seccomp.architectures = ["SCMP_ARCH_VAX"]|.architectures.0.
		.linux.seccomp.flags = ["SECCOMP_FILTER_FLAG_NO"]|.flags.0.
	E
	assert_gone
}

@test "seccomp: every architecture of the specification is taken" {
	seccomp '{defaultAction: "SCMP_ACT_ALLOW", syscalls: [{names: ["getppid"], action: "SCMP_ACT_ERRNO"}],
		architectures: ("X86 X86_64 X32 ARM AARCH64 MIPS MIPS64 MIPS64N32 MIPSEL MIPSEL64 MIPSEL64N32 PPC PPC64
			PPC64LE S390 S390X PARISC PARISC64 RISCV64 LOONGARCH64 M68K SH SHEB" | [splits("\\s+")] |
			map("SCMP_ARCH_" + .))}'
	config_args call getppid
	run -0 --separate-stderr brig run -b "$BUNDLE" "$ID"
	assert_output 'getppid EPERM'
}

@test "seccomp: every flag, alone and together" {
	local flags

	config_args call getppid
	for flags in '[]' '["TSYNC"]' '["LOG"]' '["SPEC_ALLOW"]' '["WAIT_KILLABLE_RECV"]' '["TSYNC", "LOG", "SPEC_ALLOW"]'; do
		seccomp '{defaultAction: "SCMP_ACT_ALLOW", syscalls: [{names: ["getppid"], action: "SCMP_ACT_ERRNO"}],
			flags: ($f | map("SECCOMP_FILTER_FLAG_" + .))}' --argjson f "$flags"
		run -0 brig run -b "$BUNDLE" "$ID"
		assert_output 'getppid EPERM'
	done
}

# The filter is the last thing that happens, so the profile need not allow what the runtime does.
@test "seccomp: a profile needs only what the program needs, with and without noNewPrivileges" {
	local privs uid

	seccomp '{defaultAction: "SCMP_ACT_ERRNO", syscalls: [{names: ($starts + ["getuid"]), action: "SCMP_ACT_ALLOW"}]}'
	config_args call getuid
	for privs in true false null; do
		for uid in 0 1000; do
			config ".process.noNewPrivileges = $privs | .process.user.uid = $uid | .process.env += [\"HOME=/\"]
				| if .process.noNewPrivileges == null then del(.process.noNewPrivileges) else . end"
			run -0 brig run -b "$BUNDLE" "$ID"
			assert_equal "$privs getuid $uid" "$privs $output"
		done
	done
}

@test "seccomp: loading the filter leaves the program no capability that it has not without one" {
	local uid before

	config '.process.noNewPrivileges = false'
	for uid in 0 1000; do
		config 'del(.linux.seccomp) | .process.user.uid = $u' --argjson u $uid
		run_sh 'grep -E "^(Cap|NoNewPrivs)" /proc/self/status'
		before=$output
		assert_output_matches 'NoNewPrivs:.0'
		seccomp '{defaultAction: "SCMP_ACT_ALLOW", syscalls: [{names: ["ptrace"], action: "SCMP_ACT_ERRNO"}]}'
		run_sh 'grep -E "^(Cap|NoNewPrivs)" /proc/self/status'
		assert_output "$before"
	done
}

# A startContainer hook: a script in the container.
start_hook() { # SCRIPT
	config '.hooks.startContainer += [{path: "/bin/sh", args: ["sh", "-c", $s]}]' --arg s "$1"
}

@test "seccomp: startContainer hooks have the filter, as their program is the image's" {
	seccomp '{defaultAction: "SCMP_ACT_ALLOW", syscalls: [{names: ["getpgid"], action: "SCMP_ACT_ERRNO", errnoRet: 42}]}'
	start_hook '/bin/call getpgid + capget > /first; grep ^Seccomp: /proc/self/status >> /first'
	start_hook '/bin/call getpgid > /second'
	# neither of the host's has it
	config '.hooks.createContainer = [$h] | .hooks.createRuntime = [$h]' --argjson h "$(jq -nc \
		'{path: "/bin/grep", args: ["grep", "-q", "^Seccomp:.0", "/proc/self/status"]}')"
	config_args call getpgid
	run -0 brig run -b "$BUNDLE" "$ID"
	assert_output 'getpgid ENOMSG'
	assert_equal $'getpgid ENOMSG\ncapget EFAULT\nSeccomp:\t2' "$(< "$BUNDLE/rootfs/first")"
	assert_equal 'getpgid ENOMSG' "$(< "$BUNDLE/rootfs/second")"
}

@test "seccomp: a process that a startContainer hook leaves behind has the filter" {
	local pid

	seccomp '{defaultAction: "SCMP_ACT_ALLOW", syscalls: [{names: ["ptrace"], action: "SCMP_ACT_ERRNO"}]}'
	start_hook 'sleep 4711 > /dev/null 2>&1 < /dev/null &'
	start
	pid=$(brig ps "$ID" -eo pid,args | awk '/sleep 4711/ { print $1 }')
	assert_equal 2 "$(awk '/^Seccomp:/ { print $2 }' "/proc/$pid/status")"
}

# At that point the runtime holds CAP_SYS_ADMIN, to load the filter without noNewPrivileges.
@test "seccomp: a startContainer hook has the rights of the program, and no more" {
	local privs uid look='grep -E "^(Uid|Gid|Groups|Cap.*|NoNewPrivs|Seccomp):" /proc/self/status'

	seccomp '{defaultAction: "SCMP_ACT_ALLOW", syscalls: [{names: ["ptrace"], action: "SCMP_ACT_ERRNO"}]}'
	start_hook "$look > /tmp/hook"
	for privs in true false; do
		for uid in 0 1000; do
			config '.process.noNewPrivileges = $p | .process.user = {uid: $u, gid: 5, additionalGids: [7]}' \
				--argjson p $privs --argjson u $uid
			rm -f "$BUNDLE/rootfs/tmp/hook"
			run_sh "$look"
			assert_output "$(< "$BUNDLE/rootfs/tmp/hook")"
			assert_output_matches 'Seccomp:.2'
			assert_output_matches "NoNewPrivs:.$([ $privs = true ] && echo 1 || echo 0)"
		done
	done
}

@test "seccomp: a startContainer hook has no listener: what is notified of fails with ENOSYS" {
	notify getpid
	start_hook '/bin/call getpid + getpgid > /seen'
	agent 39=11
	config '.linux.seccomp.flags = ["SECCOMP_FILTER_FLAG_TSYNC", "SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV"]'
	in_time run -b "$BUNDLE" "$ID"
	assert_equal "0 getpid 11" "$status $(head -1 <<< "$output")"
	assert_equal 'getpid ENOSYS getpgid 0' "$(xargs < "$BUNDLE/rootfs/seen" | sed 's/getpgid [1-9].*/getpgid 0/')"
	wait $AGENT
}

@test "seccomp: a profile with which a startContainer hook cannot begin or end is an error that says so" {
	local action

	start_hook true
	config_sh 'touch /ran'
	for action in ERRNO KILL_THREAD KILL_PROCESS TRAP TRACE; do
		seccomp '{defaultAction: "SCMP_ACT_ALLOW", syscalls: [{names: ["execve"], action: $a}]}' --arg a "SCMP_ACT_$action"
		in_time run -b "$BUNDLE" "$ID"
		assert_equal "$action 1" "$action $status"
		assert_output_matches 'hooks.startContainer\[0\]: (exec )?/bin/sh.*under process.rlimits and linux.seccomp'
		assert_gone
		# nothing at all: not the message, not the end
		seccomp '{defaultAction: $a}' --arg a "SCMP_ACT_$action"
		in_time run -b "$BUNDLE" "$ID"
		assert_equal "$action 1" "$action $status"
		assert_output_matches 'hooks.startContainer\[0\]: (exec )?/bin/sh.*under process.rlimits and linux.seccomp'
		assert_gone
	done
	[ ! -e "$BUNDLE/rootfs/ran" ]
}

@test "seccomp: a program that is not there is told though the filter forbids to tell" {
	seccomp '{defaultAction: "SCMP_ACT_ERRNO", syscalls: [{names: ($starts + $san), action: "SCMP_ACT_ALLOW"}]}' \
		--argjson san "$SANITIZER"
	printf '#!/no/such/shell\n' > "$BUNDLE/rootfs/bin/fleeting"
	chmod 755 "$BUNDLE/rootfs/bin/fleeting"
	config_args fleeting
	assert_brig_fails run -b "$BUNDLE" "$ID"
	assert_output_matches 'fleeting.*not found'
	create
	rm "$BUNDLE/rootfs/bin/fleeting"
	assert_brig_fails start "$ID"
	assert_output_matches 'fleeting.*not found'
}

@test "seccomp: a profile that forbids execve is an error of start" {
	seccomp '{defaultAction: "SCMP_ACT_ERRNO", defaultErrnoRet: 28, syscalls: [{names: $san, action: "SCMP_ACT_ALLOW"}]}' \
		--argjson san "$SANITIZER"
	create
	assert_brig_fails start "$ID"
	assert_output_matches 'No space left'
}

@test "seccomp: a profile of every system call is loaded quickly" {
	local i compile mounts

	seccomp '{defaultAction: "SCMP_ACT_ERRNO", architectures: ["SCMP_ARCH_X86_64", "SCMP_ARCH_X86", "SCMP_ARCH_X32"],
		syscalls: [{names: $names, action: "SCMP_ACT_ALLOW"},
		{names: ["personality"], action: "SCMP_ACT_ALLOW", args: [{index: 0, value: 8, op: "SCMP_CMP_EQ"}]},
		{names: ["clone"], action: "SCMP_ACT_ALLOW", args: [{index: 0, value: 2114060288, valueTwo: 0, op: "SCMP_CMP_MASKED_EQ"}]}]}' \
		--argjson names "$(echo '#include <sys/syscall.h>' | cc -E -dM - | sed -n 's/^#define __NR_\([a-z0-9_]*\) .*/\1/p' |
			jq -Rsc 'split("\n") - ["", "personality", "clone"]')"
	[ "$(jq '.linux.seccomp.syscalls[0].names | length' "$BUNDLE/config.json")" -gt 300 ]
	config_args call getppid
	for i in 1 2 3 4 5; do
		run -0 "$BRIG" --root "$ROOT" --trace "$BATS_TEST_TMPDIR/trace" run -b "$BUNDLE" "$ID"
		assert_output_matches '^getppid 0$' # newer headers have names that an older libseccomp does not know
		jq -r '[.[] | select(.name == "compile-seccomp") | .dur] + [.[] | select(.name == "mounts" and .ph == "X") | .dur]
			| @tsv' "$BATS_TEST_TMPDIR/trace" >> took
	done
	# The least of each, to each other: machines differ, and are busy now and then.
	compile=$(cut -f 1 took | sort -n | head -1)
	mounts=$(cut -f 2 took | sort -n | head -1)
	echo "$compile microseconds, the mounts $mounts"
	jq -ne "$compile < 60 * $mounts"
}

@test "seccomp: the agent gets the container process state and the listener" {
	config '.annotations = {"org.example.key": "value"}'
	notify getpid
	agent 39=4711
	create
	brig start "$ID"
	wait_status stopped
	wait $AGENT
	assert_output '' # nothing was said
	assert_equal $'getpid 4711\ngetppid 0' "$(< "$BATS_TEST_TMPDIR/out")"
	assert_equal 1 "$(< "$BATS_TEST_TMPDIR/fds")"
	assert_equal '["fds","metadata","ociVersion","pid","state"]' "$(jq -c keys "$BATS_TEST_TMPDIR/state")"
	assert_equal '["seccompFd"]' "$(jq -c .fds "$BATS_TEST_TMPDIR/state")"
	assert_equal 'meta data' "$(jq -r .metadata "$BATS_TEST_TMPDIR/state")"
	assert_equal 1.3.0 "$(jq -r .ociVersion "$BATS_TEST_TMPDIR/state")"
	assert_equal "1.3.0 $ID $BUNDLE value" "$(jq -r '.state | "\(.ociVersion) \(.id) \(.bundle) \(.annotations["org.example.key"])"' "$BATS_TEST_TMPDIR/state")"
	has_status "$(jq -r .state.status "$BATS_TEST_TMPDIR/state")"
	assert_equal "$(jq .pid "$BATS_TEST_TMPDIR/state")" "$(jq .state.pid "$BATS_TEST_TMPDIR/state")"
	# the pid as the runtime sees it, which is that of the notification too
	assert_equal "39 $(jq .pid "$BATS_TEST_TMPDIR/state")" "$(< "$BATS_TEST_TMPDIR/calls")"
}

has_status() {
	[[ $1 = creating || $1 = created || $1 = running ]]
}

@test "seccomp: the listener arrives every time" {
	local i

	notify getpid
	for i in 1 2 3 4 5 6 7 8 9 10; do
		agent 39=$i
		in_time run -b "$BUNDLE" "$ID"
		assert_equal "0 getpid $i" "$status $(head -1 <<< "$output")"
		wait $AGENT
	done
}

@test "seccomp: no deadlock when the profile notifies of what the runtime itself needs" {
	local name

	for name in sendmsg write close execve exit_group sendto futex clock_gettime mmap capset prctl; do
		notify getpid $name
		agent 39=11
		in_time run -b "$BUNDLE" "$ID"
		assert_equal "$name 0 getpid 11" "$name $status $(head -1 <<< "$output")"
		wait $AGENT
	done
}

@test "seccomp: no deadlock when everything is notified of" {
	seccomp '{defaultAction: "SCMP_ACT_NOTIFY", listenerPath: $socket}'
	config_args call getpid + getppid
	agent 39=11
	in_time run -b "$BUNDLE" "$ID"
	assert_equal 0 "$status"
	assert_output $'getpid 11\ngetppid 0'
	wait $AGENT
	[ "$(wc -l < "$BATS_TEST_TMPDIR/calls")" -gt 5 ]
}

@test "seccomp: notify with an ordinary user, noNewPrivileges and every flag" {
	notify getpid
	config '.process.user = {uid: 1000, gid: 1000} | .process.noNewPrivileges = true |
		.linux.seccomp.flags = ("TSYNC LOG SPEC_ALLOW WAIT_KILLABLE_RECV" / " " | map("SECCOMP_FILTER_FLAG_" + .))'
	agent 39=11
	in_time run -b "$BUNDLE" "$ID"
	assert_equal "0 getpid 11" "$status $(head -1 <<< "$output")"
}

@test "seccomp: notify in a user namespace" {
	notify getpid
	config '.linux.namespaces += [{type: "user"}] | .linux.uidMappings = [{containerID: 0, hostID: 100000, size: 65536}]
		| .linux.gidMappings = .linux.uidMappings'
	agent 39=11
	in_time run -b "$BUNDLE" "$ID"
	assert_equal "0 getpid 11" "$status $(head -1 <<< "$output")"
}

@test "seccomp: without an agent start fails, nothing runs, and the container is destroyed" {
	notify getpid
	config '.hooks.poststop = [{path: "/bin/sh", args: ["sh", "-c", "echo poststop >> \($log)"]}]' --arg log "$BATS_TEST_TMPDIR/log"
	config_sh 'touch /ran'
	create
	assert_brig_fails start "$ID"
	assert_output_matches "listenerPath.*$SOCKET"
	[ ! -e "$BUNDLE/rootfs/ran" ]
	assert_equal poststop "$(< "$BATS_TEST_TMPDIR/log")"
	assert_gone
	assert_brig_fails run -b "$BUNDLE" "$ID"
	[ ! -e "$BUNDLE/rootfs/ran" ]
	assert_gone
}

@test "seccomp: a container that waits for its agent can be killed" {
	: > "$BATS_TEST_TMPDIR/hold"
	notify getpid
	agent
	create
	in_time start "$ID"
	assert_equal 0 "$status"
	assert_equal running "$(state_of status)"
	brig kill "$ID" KILL
	wait_status stopped
	rm "$BATS_TEST_TMPDIR/hold"
	wait $AGENT
	brig delete "$ID"
}

@test "seccomp: one connection for each container, closed after the state" {
	# the agent reads to the end of the file before it looks at anything
	notify getpid
	agent 39=11
	create
	brig start "$ID"
	wait_for test -e "$BATS_TEST_TMPDIR/state"
	jq -e .pid "$BATS_TEST_TMPDIR/state"
	wait $AGENT
}

@test "seccomp: listenerPath without SCMP_ACT_NOTIFY is ignored" {
	seccomp '{defaultAction: "SCMP_ACT_ALLOW", listenerPath: "/no/such/socket", listenerMetadata: "x",
		syscalls: [{names: ["getppid"], action: "SCMP_ACT_ERRNO"}]}'
	config_args call getppid
	run -0 brig run -b "$BUNDLE" "$ID"
	assert_output 'getppid EPERM'
}

@test "seccomp: listenerMetadata without listenerPath, and SCMP_ACT_NOTIFY without, are refused" {
	seccomp '{defaultAction: "SCMP_ACT_ALLOW", listenerMetadata: "x"}'
	assert_brig_fails create -b "$BUNDLE" "$ID"
	assert_output_matches 'linux.seccomp.listenerMetadata'
	seccomp '{defaultAction: "SCMP_ACT_ALLOW", syscalls: [{names: ["getpid"], action: "SCMP_ACT_NOTIFY"}]}'
	assert_brig_fails create -b "$BUNDLE" "$ID"
	assert_output_matches 'linux.seccomp.listenerPath'
	assert_gone
}

@test "seccomp: notify by a user without rights on the host" {
	notify getpid
	config '.linux.namespaces |= map(select(.type != "network" and .type != "cgroup")) + [{type: "user"}]
		| .linux.uidMappings = [{containerID: 0, hostID: 1000, size: 1}] | .linux.gidMappings = .linux.uidMappings
		| del(.linux.resources) | .mounts |= map(select(.type != "sysfs" and .type != "cgroup")
		| .options |= ((. // []) - ["gid=5"]))'
	mkdir "$BATS_TEST_TMPDIR/root"
	cp "$BRIG" "$BATS_TEST_TMPDIR/brig"
	chmod 755 "$BATS_RUN_TMPDIR" "$BATS_FILE_TMPDIR" "$BATS_TEST_TMPDIR"
	chown -R 1000:1000 "$BUNDLE" "$BATS_TEST_TMPDIR/root"
	agent 39=11
	chmod 777 "$SOCKET"
	run timeout -k 5 60 setpriv --reuid 1000 --regid 1000 --clear-groups \
		"$BATS_TEST_TMPDIR/brig" --root "$BATS_TEST_TMPDIR/root" run -b "$BUNDLE" "$ID"
	assert_equal "0 getpid 11" "$status $(head -1 <<< "$output")"
}
