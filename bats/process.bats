#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# What the program finds itself with: ids, environment, directory, limits, capabilities.
load helpers

status_of() { # KEY : a line of the program's /proc/self/status
	run_sh "sed -n 's/^$1:[[:space:]]*//p' /proc/self/status"
}

# Refuses the config that this makes, naming a path in it (an extended regular expression).
assert_refused() { # FILTER PATH
	cp "$BUNDLE/config.json" "$BUNDLE/good"
	config "$1"
	assert_brig_fails create -b "$BUNDLE" "$ID"
	assert_output_matches "config.json:[0-9]+: (error: )?$2"
	assert_gone
	mv "$BUNDLE/good" "$BUNDLE/config.json"
}

# policy, real-time priority and nice of the program and of its child: proc(5), fields 41, 40, 19
scheduling() {
	config_sh 'stat() { read -r line < /proc/$1/stat; set -- ${line##*) }; echo ${39} ${38} ${17}; }
		stat 1; sleep 100 & stat $!; kill -9 $!'
	run_bundle
	assert_equal 0 "$status"
}

# Where the kernel gives real-time only to groups with a share of it (v1): one of its own.
real_time_budget() {
	[ ! -e /sys/fs/cgroup/cpu/cpu.rt_runtime_us ] ||
		config '.linux.cgroupsPath = $p | .linux.resources.cpu = {realtimePeriod: 1000000, realtimeRuntime: 10000}' \
			--arg p "/$TAG-realtime"
}

@test "args arrive as they are" {
	config_args sh -c 'for a; do echo "[$a]"; done' sh 'a b' '' '$x' $'two\nlines' 'ü' '*'
	run_bundle
	assert_output $'[a b]\n[]\n[$x]\n[two\nlines]\n[ü]\n[*]'
}

@test "args: empty or missing is refused" {
	config '.process.args = []'
	assert_brig_fails create -b "$BUNDLE" "$ID"
	assert_output_matches 'process.args'
	config 'del(.process.args)'
	assert_brig_fails create -b "$BUNDLE" "$ID"
	assert_output_matches 'process.args'
	assert_gone
}

@test "env is the config's and no more, in its order; the last of two wins" {
	config '.process.env = ["PATH=/bin", "B=2", "A=1", "B=3", "EMPTY="]'
	run_sh 'tr "\0" "\n" < /proc/1/environ; :'
	refute_output_matches 'TAG='
	assert_output_matches '^A=1$'
	assert_output_matches '^B=3$'
	assert_output_matches '^EMPTY=$'
	refute_output_matches '^B=2$'
}

@test "HOME comes from the container's passwd unless it is given, and not empty" {
	config '.process.user.uid = 1000'
	run_sh 'echo $HOME'
	assert_output /home/user
	config '.process.user.uid = 0'
	run_sh 'echo $HOME'
	assert_output /root
	config '.process.env += ["HOME=/else"]'
	run_sh 'echo $HOME'
	assert_output /else
	config '.process.env += ["HOME="]' && run_sh 'env | grep HOME'
	assert_output HOME=/root
}

@test "HOME: a user called 1000 is not uid 1000" {
	echo '1000:x:0:0::/evil:/bin/sh' > "$BUNDLE/rootfs/etc/passwd"
	config '.process.user.uid = 1000'
	run_sh 'id -u; echo $HOME'
	assert_output_matches '^1000$'
	refute_output_matches evil
}

@test "cwd: as said, made when missing, refused when relative" {
	config '.process.cwd = "/usr/bin"'
	run_sh pwd
	assert_output /usr/bin
	config '.process.cwd = "/made/here"'
	run_sh pwd
	assert_output /made/here
	config '.process.cwd = "made"'
	assert_brig_fails create -b "$BUNDLE" "$ID"
	assert_output_matches 'process.cwd'
	config 'del(.process.cwd)'
	assert_brig_fails create -b "$BUNDLE" "$ID"
	assert_output_matches 'process.cwd'
}

@test "cwd: one that only root can enter will do for another user" {
	mkdir -m 700 "$BUNDLE/rootfs/private"
	config '.process.cwd = "/private" | .process.user = {uid: 1000, gid: 1000} | .process.capabilities = {}'
	run_sh 'echo $PWD; ls . 2> /dev/null || echo closed'
	assert_output_matches '^/private$'
	assert_output_matches '^closed$'
	config_args sleep 1000
	brig run -b "$BUNDLE" --detach "$ID" < /dev/null > /dev/null 2>&1
	run -0 brig exec --cwd /private "$ID" sh -c 'echo $PWD; id -u'
	assert_output_matches '^/private$'
	assert_output_matches '^1000$'
}

@test "cwd through our descriptors is refused or stays inside" {
	local n

	for n in 3 4 5 6 7 8 9 10 12 14 16; do
		config '.process.cwd = $c' --arg c "/proc/self/fd/$n"
		config_sh 'ls ../../../../.. 2>/dev/null; cat ../../../../etc/hostname 2>/dev/null; pwd'
		run_brig run -b "$BUNDLE" "$ID"
		refute_output_matches "^lib64$|^$(cat /etc/hostname)\$"
		assert_gone
	done
}

@test "uid, gid and additional groups" {
	config '.process.user = {uid: 1000, gid: 1001, additionalGids: [5, 6]}'
	run_sh 'id -u; id -g; id -G'
	assert_output $'1000\n1001\n1001 5 6'
}

@test "without additional groups the caller's do not stay" {
	config '.process.user = {uid: 1000, gid: 1000}'
	status_of Groups
	assert_output ''
}

@test "a uid beyond 32 bits is refused, with its place" {
	config '.process.user.uid = 4294967296'
	assert_brig_fails create -b "$BUNDLE" "$ID"
	assert_output_matches 'config.json:[0-9]+: (error: )?process.user.uid'
	config '.process.user.uid = -1'
	assert_brig_fails create -b "$BUNDLE" "$ID"
	assert_output_matches 'process.user.uid'
}

@test "umask: as said; unset, the caller's stays" {
	config '.process.user.umask = 63'
	run_sh umask
	assert_output 0077
	config 'del(.process.user.umask)'
	umask 0027
	run_sh umask
	assert_output 0027
}

@test "rlimits" {
	config '.process.rlimits = [{type: "RLIMIT_NOFILE", soft: 123, hard: 456}, {type: "RLIMIT_CORE", soft: 0, hard: 0}]'
	run_sh 'ulimit -Sn; ulimit -Hn; ulimit -c'
	assert_output $'123\n456\n0'
}

@test "rlimits: twice one type, an unknown one, soft above hard: refused" {
	config '.process.rlimits = [{type: "RLIMIT_CORE", soft: 0, hard: 0}, {type: "RLIMIT_CORE", soft: 1, hard: 1}]'
	assert_brig_fails create -b "$BUNDLE" "$ID"
	assert_output_matches 'process.rlimits\[1\]'
	config '.process.rlimits = [{type: "RLIMIT_NONSENSE", soft: 0, hard: 0}]'
	assert_brig_fails create -b "$BUNDLE" "$ID"
	assert_output_matches 'process.rlimits\[0\].type'
	config '.process.rlimits = [{type: "RLIMIT_CORE", soft: 2, hard: 1}]'
	assert_brig_fails create -b "$BUNDLE" "$ID"
	assert_output_matches 'process.rlimits\[0\]'
	assert_gone
}

@test "the five capability sets" {
	config '.process.capabilities = {bounding: ["CAP_KILL", "CAP_CHOWN"], permitted: ["CAP_KILL", "CAP_CHOWN"],
		effective: ["CAP_KILL"], inheritable: ["CAP_KILL"], ambient: ["CAP_KILL"]}'
	run_sh 'grep ^Cap /proc/self/status'
	assert_output_matches 'CapInh:.0000000000000020'
	assert_output_matches 'CapPrm:.0000000000000021'
	assert_output_matches 'CapBnd:.0000000000000021'
	assert_output_matches 'CapAmb:.0000000000000020'
}

@test "no capabilities at all" {
	config '.process.capabilities = {}'
	run_sh 'grep ^Cap /proc/self/status'
	assert_equal 5 "$(grep -c '0000000000000000' <<< "$output")"
}

@test "capabilities of an ordinary user: the ambient set gives them" {
	config '.process.user.uid = 1000 | .process.capabilities = {bounding: ["CAP_KILL"], permitted: ["CAP_KILL"],
		effective: ["CAP_KILL"], inheritable: ["CAP_KILL"], ambient: ["CAP_KILL"]}'
	run_sh 'grep ^CapEff /proc/self/status'
	assert_output_matches '0000000000000020'
}

@test "an unknown capability is a warning" {
	config '.process.capabilities.bounding += ["CAP_NONSENSE"]'
	run_sh 'echo ran'
	assert_output_matches '^ran$'
	run -0 "$BRIG" --root "$ROOT" --log-level warning run -b "$BUNDLE" "$ID"
	assert_output_matches 'CAP_NONSENSE'
}

@test "noNewPrivileges: true, false, absent" {
	config '.process.noNewPrivileges = true'
	status_of NoNewPrivs
	assert_output 1
	config '.process.noNewPrivileges = false'
	status_of NoNewPrivs
	assert_output 0
	config 'del(.process.noNewPrivileges)'
	status_of NoNewPrivs
	assert_output 0
}

@test "oomScoreAdj: as said; unset, the caller's stays" {
	config '.process.oomScoreAdj = 500'
	run_sh 'cat /proc/self/oom_score_adj'
	assert_output 500
	config 'del(.process.oomScoreAdj)'
	run_sh 'cat /proc/self/oom_score_adj'
	assert_output "$(cat /proc/self/oom_score_adj)"
}

@test "a session of its own" {
	run_sh 'cut -d" " -f1,6 /proc/$$/stat'
	assert_output '1 1'
}

@test "no signal is blocked or ignored" {
	config_args grep '^Sig[BI]' /proc/self/status
	run -0 sh -c 'trap "" HUP PIPE USR1; exec "$@"' sh "$BRIG" --root "$ROOT" run -b "$BUNDLE" "$ID"
	assert_output_matches 'SigBlk:.0000000000000000'
	assert_output_matches 'SigIgn:.0000000000000000'
}

@test "a control group that the process starts in: its very first instruction is counted" {
	config_sh 'cat /proc/self/cgroup'
	group_named "$TAG-born"
	config 'del(.linux.namespaces[] | select(.type == "cgroup"))'
	run_bundle
	assert_equal 0 "$status"
	assert_output_matches "/$TAG-born"
}

@test "stdio that is a file belongs to the container's user afterwards; /dev/null does not" {
	local before

	before=$(stat -c %u /dev/null)
	config '.process.user = {uid: 1000, gid: 1000}'
	config_sh 'echo x > /proc/self/fd/1'
	brig run -b "$BUNDLE" "$ID" < /dev/null 2>&1 | cat > "$BATS_TEST_TMPDIR/out"
	assert_equal x "$(cat "$BATS_TEST_TMPDIR/out")"
	assert_equal "$before" "$(stat -c %u /dev/null)"
}

@test "our own binary cannot be written from the container" {
	local before

	before=$(sha256sum "$BRIG")
	config_args /proc/self/exe
	run_brig run -b "$BUNDLE" "$ID"
	config_sh 'echo x > /proc/1/exe; ls -l /proc/1/exe'
	run_brig run -b "$BUNDLE" "$ID"
	assert_equal "$before" "$(sha256sum "$BRIG")"
}

@test "scheduler: the ordinary policies, with nice" {
	config '.process.scheduler = {policy: "SCHED_OTHER", nice: 5}'
	scheduling
	assert_output $'0 0 5\n0 0 5'
	config '.process.scheduler = {policy: "SCHED_BATCH", nice: -3}'
	scheduling
	assert_output $'3 0 -3\n3 0 -3'
	config '.process.scheduler = {policy: "SCHED_IDLE"}'
	scheduling
	assert_output $'5 0 0\n5 0 0'
}

@test "scheduler: nice is 0 when it is not given" {
	config '.process.scheduler = {policy: "SCHED_OTHER"}'
	config_sh 'read -r line < /proc/1/stat; set -- ${line##*) }; echo ${17}'
	run nice -n 7 "$BRIG" --root "$ROOT" run -b "$BUNDLE" "$ID"
	assert_output 0
}

@test "scheduler: real-time policies with their priority" {
	chrt -f 1 true 2> /dev/null || skip "real-time scheduling is not allowed here"
	real_time_budget
	config '.process.scheduler = {policy: "SCHED_FIFO", priority: 7}'
	scheduling
	assert_output $'1 7 0\n1 7 0'
	config '.process.scheduler = {policy: "SCHED_RR", priority: 99}'
	scheduling
	assert_output $'2 99 0\n2 99 0'
}

@test "scheduler: SCHED_FLAG_RESET_ON_FORK" {
	config '.process.scheduler = {policy: "SCHED_BATCH", flags: ["SCHED_FLAG_RESET_ON_FORK"]}'
	real_time_budget
	chrt -f 1 true 2> /dev/null && config '.process.scheduler |= . + {policy: "SCHED_FIFO", priority: 7}'
	scheduling
	assert_equal '0 0 0' "$(tail -1 <<< "$output")"
	[ "$(head -1 <<< "$output")" != '0 0 0' ]
}

@test "scheduler: SCHED_DEADLINE with its numbers" {
	chrt -d -T 1000000 -D 10000000 -P 10000000 0 true 2> /dev/null || skip "no deadline scheduling here"
	config '.process.scheduler = {policy: "SCHED_DEADLINE", runtime: 1000000, deadline: 10000000, period: 20000000,
		flags: ["SCHED_FLAG_RESET_ON_FORK", "SCHED_FLAG_RECLAIM", "SCHED_FLAG_DL_OVERRUN"]}'
	start
	output=$(chrt -p "$(state_of pid)")
	assert_output_matches 'SCHED_DEADLINE'
	assert_output_matches '1000000/10000000/20000000'
}

@test "scheduler: every flag is taken" {
	config '.process.scheduler = {policy: "SCHED_OTHER", nice: 1,
		flags: ["SCHED_FLAG_KEEP_POLICY", "SCHED_FLAG_KEEP_PARAMS"]}'
	run_sh 'echo ok'
	assert_output ok
	grep -q 'uclamp' /proc/self/sched 2>/dev/null || skip "this kernel has no utilization clamping"
	config '.process.scheduler.flags = ["SCHED_FLAG_UTIL_CLAMP_MIN", "SCHED_FLAG_UTIL_CLAMP_MAX"]'
	run_sh 'echo ok'
	assert_output ok
}

@test "scheduler: what the kernel has not, or does not take, is refused" {
	assert_refused '.process.scheduler = {policy: "SCHED_NO"}' process.scheduler.policy
	assert_refused '.process.scheduler = {nice: 1}' process.scheduler.policy
	assert_refused '.process.scheduler = {policy: "SCHED_ISO"}' process.scheduler.policy
	assert_refused '.process.scheduler = {policy: "SCHED_OTHER", nice: 20}' process.scheduler.nice
	assert_refused '.process.scheduler = {policy: "SCHED_OTHER", nice: -21}' process.scheduler.nice
	assert_refused '.process.scheduler = {policy: "SCHED_OTHER", priority: 1}' process.scheduler.priority
	assert_refused '.process.scheduler = {policy: "SCHED_FIFO"}' process.scheduler
	assert_refused '.process.scheduler = {policy: "SCHED_RR", priority: 100}' process.scheduler.priority
	assert_refused '.process.scheduler = {policy: "SCHED_OTHER", flags: ["RESET"]}' 'process.scheduler.flags.0.'
	assert_refused '.process.scheduler = {policy: "SCHED_BATCH", runtime: 5000}' process.scheduler
	assert_refused '.process.scheduler = {policy: "SCHED_DEADLINE"}' process.scheduler
	assert_refused '.process.scheduler = {policy: "SCHED_DEADLINE", runtime: 30000, deadline: 20000, period: 40000}' process.scheduler
}

@test "ioPriority: class and level, of the whole process group" {
	config_sh 'ionice -p 1; sh -c "ionice -p \$\$"'
	config '.process.ioPriority = {class: "IOPRIO_CLASS_BE", priority: 6}'
	run_bundle
	assert_output $'best-effort: prio 6\nbest-effort: prio 6'
	config '.process.ioPriority = {class: "IOPRIO_CLASS_RT", priority: 0}'
	run_bundle
	assert_output $'realtime: prio 0\nrealtime: prio 0'
	config '.process.ioPriority = {class: "IOPRIO_CLASS_IDLE", priority: 7}'
	run_bundle
	assert_output_matches '^idle'
}

@test "ioPriority: an unknown class, a level beyond 7, a missing one: refused" {
	assert_refused '.process.ioPriority = {class: "BE", priority: 1}' process.ioPriority.class
	assert_refused '.process.ioPriority = {class: "IOPRIO_CLASS_BE", priority: 8}' process.ioPriority.priority
	assert_refused '.process.ioPriority = {class: "IOPRIO_CLASS_BE", priority: -1}' process.ioPriority.priority
	assert_refused '.process.ioPriority = {class: "IOPRIO_CLASS_BE"}' process.ioPriority.priority
	assert_refused '.process.ioPriority = {priority: 1}' process.ioPriority.class
}

@test "execCPUAffinity is not the init process's: that one has all CPUs, whatever the caller has" {
	local all

	[ "$(nproc --all)" -gt 1 ] || skip "one CPU only"
	run_sh 'grep Cpus_allowed_list /proc/self/status'
	all=$output
	config '.process.execCPUAffinity = {initial: "0", final: "0"}'
	run_sh 'grep Cpus_allowed_list /proc/self/status'
	assert_output "$all"
	run -0 taskset -c 0 "$BRIG" --root "$ROOT" run -b "$BUNDLE" "$ID"
	assert_output "$all"
}

@test "execCPUAffinity: lists that are none are refused" {
	local list

	for list in a 1- 3-1 1,,2 -1 '0 1' 99999999; do
		assert_refused ".process.execCPUAffinity = {initial: \"$list\"}" process.execCPUAffinity.initial
		assert_refused ".process.execCPUAffinity = {final: \"$list\"}" process.execCPUAffinity.final
	done
	config '.process.execCPUAffinity = {initial: "", final: "0,0-0"}'
	run_sh 'echo ok'
	assert_output ok
}

@test "memoryPolicy: the mode and nodes that the program runs with" {
	local mode want

	[ -e /proc/self/numa_maps ] || skip "a kernel without NUMA"
	while IFS='|' read -r mode want; do
		config ".linux.memoryPolicy = $mode"
		run_sh 'cat /proc/self/numa_maps'
		assert_equal "$mode $want" "$mode $(head -1 <<< "$output" | cut -d' ' -f2)"
	done <<- 'E'
		{"mode": "MPOL_DEFAULT"}|default
		{"mode": "MPOL_BIND", "nodes": "0"}|bind:0
		{"mode": "MPOL_BIND", "nodes": "0-0,0", "flags": ["MPOL_F_STATIC_NODES"]}|bind=static:0
		{"mode": "MPOL_BIND", "nodes": "0", "flags": ["MPOL_F_RELATIVE_NODES"]}|bind=relative:0
		{"mode": "MPOL_INTERLEAVE", "nodes": "0"}|interleave:0
		{"mode": "MPOL_PREFERRED", "nodes": "0"}|prefer:0
		{"mode": "MPOL_LOCAL"}|local
	E
}

@test "memoryPolicy: the newer modes, or an error that names them" {
	local mode

	[ -e /proc/self/numa_maps ] || skip "a kernel without NUMA"
	config_sh 'echo ok'
	for mode in MPOL_PREFERRED_MANY MPOL_WEIGHTED_INTERLEAVE; do
		config '.linux.memoryPolicy = {mode: $m, nodes: "0"}' --arg m $mode
		run_brig run -b "$BUNDLE" "$ID"
		[ "$output" = ok ] || assert_output_matches "linux.memoryPolicy.*$mode.*Invalid argument"
	done
}

@test "memoryPolicy: what set_mempolicy(2) would not take is refused" {
	assert_refused '.linux.memoryPolicy = {mode: "BIND", nodes: "0"}' linux.memoryPolicy.mode
	assert_refused '.linux.memoryPolicy = {nodes: "0"}' linux.memoryPolicy.mode
	assert_refused '.linux.memoryPolicy = {mode: "MPOL_BIND"}' linux.memoryPolicy.nodes
	assert_refused '.linux.memoryPolicy = {mode: "MPOL_INTERLEAVE", nodes: ""}' linux.memoryPolicy.nodes
	assert_refused '.linux.memoryPolicy = {mode: "MPOL_DEFAULT", nodes: "0"}' linux.memoryPolicy.nodes
	assert_refused '.linux.memoryPolicy = {mode: "MPOL_LOCAL", nodes: "0"}' linux.memoryPolicy.nodes
	assert_refused '.linux.memoryPolicy = {mode: "MPOL_BIND", nodes: "0-"}' linux.memoryPolicy.nodes
	assert_refused '.linux.memoryPolicy = {mode: "MPOL_BIND", nodes: "0", flags: ["STATIC"]}' 'linux.memoryPolicy.flags.0.'
	assert_refused '.linux.memoryPolicy = {mode: "MPOL_BIND", nodes: "0", flags: ["MPOL_F_STATIC_NODES", "MPOL_F_RELATIVE_NODES"]}' linux.memoryPolicy.flags
}

@test "personality: LINUX32 shows a 32 bit machine, LINUX the real one" {
	[ "$(uname -m)" = x86_64 ] || skip "written for x86_64"
	config '.linux.personality = {domain: "LINUX32"}'
	run_sh 'uname -m'
	assert_output i686
	config '.linux.personality = {domain: "LINUX"}'
	config_sh 'uname -m'
	run -0 setarch i686 "$BRIG" --root "$ROOT" run -b "$BUNDLE" "$ID"
	assert_output x86_64
}

@test "personality: a flag is an error, as is an unknown or missing domain" {
	assert_refused '.linux.personality = {domain: "LINUX", flags: ["ADDR_NO_RANDOMIZE"]}' linux.personality.flags
	assert_refused '.linux.personality = {domain: "LINUX64"}' linux.personality.domain
	assert_refused '.linux.personality = {}' linux.personality.domain
	config '.linux.personality = {domain: "LINUX", flags: []}'
	run_sh 'echo ok'
	assert_output ok
}

@test "selinuxLabel: in force, or refused where there is no SELinux" {
	[ ! -d /sys/fs/selinux/booleans ] || skip "SELinux runs here; the refusal cannot be seen"
	assert_refused '.process.selinuxLabel = "system_u:system_r:svirt_lxc_net_t:s0"' process.selinuxLabel
	config '.process.selinuxLabel = ""'
	run_sh 'echo ok'
	assert_output ok
}

@test "apparmorProfile: in force, or refused where there is no AppArmor" {
	config '.process.apparmorProfile = "unconfined"'
	run_sh 'echo ok'
	assert_output ok
	config '.process.apparmorProfile = "no-such-profile"'
	assert_brig_fails create -b "$BUNDLE" "$ID"
	assert_output_matches 'process.apparmorProfile.*(no-such-profile|not enabled)'
	assert_gone
}

@test "capabilities that the runtime does not have are a warning" {
	config '.process.capabilities |= map_values(. + ["CAP_MKNOD"])'
	config_sh 'grep ^CapBnd /proc/self/status'
	run -0 setpriv --bounding-set -mknod "$BRIG" --root "$ROOT" run -b "$BUNDLE" "$ID"
	assert_output_matches 'warning.*process.capabilities.*CAP_MKNOD'
	assert_output_matches '^CapBnd:'
}

@test "rlimits: every type is what the program sees" {
	config '.process.rlimits = ($l | split("\n") | map(select(. != "") | split(" ") | {type: .[0], soft: .[1] | tonumber, hard: .[2] | tonumber}))' --arg l "
RLIMIT_AS 3000000000 4000000000
RLIMIT_CORE 1 2
RLIMIT_CPU 100 200
RLIMIT_DATA 3000000000 4000000000
RLIMIT_FSIZE 1000000 2000000
RLIMIT_LOCKS 10 20
RLIMIT_MEMLOCK 4096 8192
RLIMIT_MSGQUEUE 1000 2000
RLIMIT_NICE 0 0
RLIMIT_NOFILE 50 60
RLIMIT_NPROC 70 80
RLIMIT_RSS 90 100
RLIMIT_RTPRIO 0 0
RLIMIT_RTTIME 11 12
RLIMIT_SIGPENDING 13 14
RLIMIT_STACK 1048576 2097152"
	run_sh 'sed -E "s/ (seconds|bytes|processes|files|locks|signals|us) *$//; s/^Max //; s/  +/ /g; s/ +$//" /proc/self/limits'
	assert_output 'Limit Soft Limit Hard Limit Units
cpu time 100 200
file size 1000000 2000000
data size 3000000000 4000000000
stack size 1048576 2097152
core file size 1 2
resident set 90 100
processes 70 80
open files 50 60
locked memory 4096 8192
address space 3000000000 4000000000
file locks 10 20
pending signals 13 14
msgqueue size 1000 2000
nice priority 0 0
realtime priority 0 0
realtime timeout 11 12'
}

@test "rlimits: what is not said stays as the caller has it, infinity is the greatest number" {
	config '.process.rlimits = [{type: "RLIMIT_CPU", soft: 424242, hard: 424242}]'
	config_sh 'ulimit -Hn; ulimit -t'
	sed -i 's/424242/18446744073709551615/' "$BUNDLE/config.json" # jq would round it
	run bash -c 'ulimit -n 123 && exec "$@"' bash "$BRIG" --root "$ROOT" run -b "$BUNDLE" "$ID"
	assert_output $'123\nunlimited'
}

@test "rlimits: more than can be had is an error that says so" {
	config '.process.rlimits = [{type: "RLIMIT_NOFILE", soft: 10, hard: 4000000000}]'
	assert_brig_fails create -b "$BUNDLE" "$ID"
	assert_output_matches 'RLIMIT_NOFILE'
	assert_gone
}

@test "rlimits so tight that the runtime itself could do nothing more" {
	config '.process.rlimits = [{type: "RLIMIT_NOFILE", soft: 3, hard: 3}, {type: "RLIMIT_FSIZE", soft: 0, hard: 0},
		{type: "RLIMIT_NPROC", soft: 1, hard: 1}, {type: "RLIMIT_CORE", soft: 0, hard: 0}]
		| .linux.seccomp = {defaultAction: "SCMP_ACT_ALLOW", syscalls: [{names: ["ptrace"], action: "SCMP_ACT_ERRNO"}]}'
	run_sh 'ulimit -n; ulimit -f'
	assert_output $'3\n0'
}

@test "umask beyond 0777 is refused" {
	assert_refused '.process.user.umask = 512' process.user.umask
}

@test "umask: what the runtime makes does not depend on the caller's" {
	config '.process.user = {uid: 1000, gid: 1000} | .process.cwd = "/made/here"'
	config_sh 'pwd; umask; stat -c %a /dev/null /dev/pts/ptmx /made'
	umask 0077
	run_bundle
	assert_output $'/made/here\n0077\n666\n666\n755'
}

@test "standard streams: files and terminals go to the user, the host's devices do not" {
	local before

	before=$(stat -c %u:%g /dev/zero /dev/full)
	config '.process.user = {uid: 1234, gid: 1235}'
	config_sh 'echo out; echo err >&2; stat -L -c %u /proc/self/fd/1'
	brig run -b "$BUNDLE" "$ID" < /dev/zero > "$BATS_TEST_TMPDIR/o" 2> "$BATS_TEST_TMPDIR/e"
	assert_equal $'out\n1234' "$(< "$BATS_TEST_TMPDIR/o")"
	assert_equal 1234 "$(stat -c %u "$BATS_TEST_TMPDIR/o")"
	assert_equal 1234 "$(stat -c %u "$BATS_TEST_TMPDIR/e")"
	config_sh 'true'
	brig run -b "$BUNDLE" "$ID" < /dev/full > /dev/full 2> /dev/zero
	assert_equal "$before" "$(stat -c %u:%g /dev/zero /dev/full)"
	config '.process.terminal = true'
	config_sh 'for i in 0 1 2; do stat -L -c "%u %F" /proc/self/fd/$i; done'
	run python3 "$HERE/terminal.py" run -- "$BRIG" --root "$ROOT" run -b "$BUNDLE" "$ID"
	assert_equal 3 "$(grep -c '^1234 character special file' <<< "$output")"
}

@test "consoleSize: more than a terminal can have is refused, unless there is none" {
	assert_refused '.process.terminal = true | .process.consoleSize = {height: 65536, width: 1}' process.consoleSize
	assert_refused '.process.consoleSize = {height: 65536}' process.consoleSize.width
	config '.process.consoleSize = {height: 65536, width: 1}'
	run_sh 'echo ok'
	assert_output ok
}

@test "intelRdt is refused where no resctrl file system is mounted" {
	[ ! -e /sys/fs/resctrl/schemata ] || skip "resctrl is mounted"
	assert_refused '.linux.intelRdt = {closID: "/"}' linux.intelRdt
	assert_refused '.linux.intelRdt = {}' linux.intelRdt
	assert_refused '.linux.intelRdt = {memBwSchema: "L3:0=1"}' linux.intelRdt.memBwSchema
	assert_refused '.linux.intelRdt = {schemata: ["L3:0=1\nMB:0=1"]}' 'linux.intelRdt.schemata.0.'
	assert_refused '.linux.intelRdt = {closID: "a/b"}' linux.intelRdt.closID
}

@test "cwd through the host's procfs, should we have it open, makes nothing on the host" {
	local n

	config '.linux.sysctl = {"kernel.shmmni": "100"}'
	for n in 3 4 5 6 7 8 9 10 11 12 13 14; do
		config '.process.cwd = $c' --arg c "/proc/self/fd/$n/1/root$BATS_TEST_TMPDIR/made-$n"
		run_brig run -b "$BUNDLE" "$ID"
		assert_equal 1 "$status"
		config '.process.cwd = $c' --arg c "/proc/thread-self/fd/$n/1/cwd/../../../../../../$BATS_TEST_TMPDIR/made-$n"
		run_brig run -b "$BUNDLE" "$ID"
		assert_equal 1 "$status"
	done
	[ -z "$(find "$BATS_TEST_TMPDIR" -maxdepth 1 -name 'made*')" ]
}
