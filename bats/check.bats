#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# check: all problems of a bundle at once; 0 only when it would be created.
load helpers

@test "check of a good bundle: silent, or at most a word, and 0" {
	run -0 brig check -b "$BUNDLE"
	refute_output_matches 'config.json:'
}

@test "check takes the current directory, -b, --bundle" {
	cd "$BUNDLE"
	run -0 brig check
	run -0 brig check "--bundle=$BUNDLE"
	run -0 brig check "-b=$BUNDLE"
}

@test "check names every problem, each with its line and path" {
	config '.process.cwd = "relative" | .root.path = 5 | .linux.namespaces += [{type: "nonsense"}]
		| .hooks.poststop = [{path: "x"}] | .process.rlimits = [{type: "RLIMIT_X", soft: 1, hard: 1}]'
	assert_brig_fails check -b "$BUNDLE"
	assert_output_matches 'config.json:[0-9]+: (error: )?root.path'
	assert_output_matches 'config.json:[0-9]+: (error: )?linux.namespaces\[[0-9]+\].type'
	assert_output_matches 'config.json:[0-9]+: (error: )?process.rlimits\[0\].type'
}

@test "check names all the problems that the schema does not see" {
	config '.process.cwd = "relative" | .hooks.poststop = [{path: "x"}]
		| .process.rlimits = [{type: "RLIMIT_CORE", soft: 1, hard: 1}, {type: "RLIMIT_CORE", soft: 1, hard: 1}]
		| .linux.namespaces += [{type: "pid"}] | .linux.personality = {domain: "LINUX", flags: ["X"]}'
	assert_brig_fails check -b "$BUNDLE"
	assert_output_matches 'process.cwd'
	assert_output_matches 'hooks.poststop\[0\].path'
	assert_output_matches 'process.rlimits\[1\]'
	assert_output_matches 'linux.namespaces\[[0-9]+\]'
	assert_output_matches 'linux.personality.flags'
}

@test "check says the line right" {
	local line

	config '.process.cwd = "relative"'
	line=$(grep -n '"cwd"' "$BUNDLE/config.json" | cut -d: -f1)
	assert_brig_fails check -b "$BUNDLE"
	assert_output_matches "config.json:$line: (error: )?process.cwd"
}

@test "check --format json" {
	config '.process.cwd = "relative" | .hooks.poststop = [{path: "x"}]'
	assert_brig_fails check -b "$BUNDLE" --format json
	jq -e . <<< "$output" > /dev/null
	assert_output_matches 'process.cwd'
	assert_output_matches 'hooks.poststop\[0\].path'
	assert_output_matches 'config.md'
	run -0 brig check -b "$TEMPLATE" --format json
	jq -e . <<< "$output" > /dev/null
}

@test "check of what this host cannot do" {
	config '.linux.resources.network = {classID: 5} | .linux.resources.unified = {"nonsense.max": "1"}'
	if [ -d /sys/fs/cgroup/net_cls ]; then
		skip "net_cls is mounted here"
	fi
	assert_brig_fails check -b "$BUNDLE"
	assert_output_matches 'linux.resources.network'
}

@test "check of what cannot be parsed: truncated, garbage behind, a NUL, a bomb, a wrong type, twice a key" {
	local whole

	whole=$(cat "$BUNDLE/config.json")
	head -c 300 <<< "$whole" > "$BUNDLE/config.json"
	assert_brig_fails check -b "$BUNDLE"
	assert_output_matches 'config.json'
	echo "$whole {}" > "$BUNDLE/config.json"
	assert_brig_fails check -b "$BUNDLE"
	assert_output_matches 'config.json:[0-9]+'
	head -c 100000 /dev/zero | tr '\0' '[' > "$BUNDLE/config.json"
	assert_brig_fails check -b "$BUNDLE"
	assert_output_matches 'config.json:1'
	jq '.hostname = "a\u0000b"' <<< "$whole" > "$BUNDLE/config.json"
	assert_brig_fails check -b "$BUNDLE"
	assert_output_matches 'hostname'
	sed '0,/"ociVersion"/s//"hostname": "twice", "ociVersion"/' <<< "$whole" > "$BUNDLE/config.json"
	assert_brig_fails check -b "$BUNDLE"
	assert_output_matches 'hostname.*(twice|duplicate|again)'
	: > "$BUNDLE/config.json"
	assert_brig_fails check -b "$BUNDLE"
	assert_output_matches 'config.json'
	echo '[]' > "$BUNDLE/config.json"
	assert_brig_fails check -b "$BUNDLE"
}

@test "check: ociVersion missing, ill-formed, of another major version" {
	local version

	config 'del(.ociVersion)'
	assert_brig_fails check -b "$BUNDLE"
	assert_output_matches 'ociVersion: required, but missing'
	for version in '' 1 1.0 v1.0.0 2.0.0 1.0.0.0 01.0.0; do
		config '.ociVersion = $v' --arg v "$version"
		assert_brig_fails check -b "$BUNDLE"
		assert_output_matches 'ociVersion'
	done
	for version in 1.0.0 1.0.2-dev 1.3.0 1.99.0+build; do
		config '.ociVersion = $v' --arg v "$version"
		run -0 brig check -b "$BUNDLE"
	done
}

@test "check passes over unknown properties" {
	config '.unknown = {a: [1, {b: null}]} | .process.unknown = true | .linux.unknown = 1.5e10'
	run -0 brig check -b "$BUNDLE"
}

@test "check changes nothing" {
	find "$BUNDLE" -printf '%p %T@\n' | sort > "$BATS_TEST_TMPDIR/before"
	run -0 brig check -b "$BUNDLE"
	find "$BUNDLE" -printf '%p %T@\n' | sort > "$BATS_TEST_TMPDIR/after"
	cmp "$BATS_TEST_TMPDIR/before" "$BATS_TEST_TMPDIR/after"
	run -0 brig list -q
	assert_output ''
}

@test "check of no bundle, without a config: an error" {
	assert_brig_fails check -b "$BATS_TEST_TMPDIR/none"
	assert_output_matches 'none'
}

# One problem: check names it with path, line, section and hint, create refuses it with the same words.
refused_as() { # PATH-PATTERN WORDS SECTION : for the config as it is
	local words

	assert_brig_fails check -b "$BUNDLE" --format json
	words=$(jq -r --arg p "$1" '.problems[] | select(.path | test("^" + $p + "$")) | select(.severity == "error")
		| "\(.line > 0) \(.section): \(.text)"' <<< "$output")
	[[ $words =~ ^true\ $3:\ .*$2 ]] || { echo "$1: not '$2' of $3: $words; all: $output" && return 1; }
	[ "$(jq .ok <<< "$output")" = false ]
	assert_brig_fails create -b "$BUNDLE" "$ID"
	[ ! -e "$ROOT/$ID" ]
}

@test "check: a controller that is not there" {
	config '.linux.resources.rdma = {nosuchdevice: {hcaHandles: 1}}'
	[ -d /sys/fs/cgroup/rdma ] || grep -qsw rdma /sys/fs/cgroup/cgroup.controllers ||
		refused_as 'linux.resources.rdma.*' 'rdma' 'config-linux.md RDMA'
	config 'del(.linux.resources.rdma) | .linux.resources.unified = {"nonsense.max": "1"}'
	refused_as 'linux.resources.unified.*' '(nonsense|cgroup v2 is not mounted)' 'config-linux.md Unified'
}

@test "check: a kind of namespace that is unknown, twice, at a path of another kind, at none" {
	config '.linux.namespaces += [{type: "nonsense"}]'
	refused_as 'linux.namespaces.[0-9]+..type' 'nonsense' 'config-linux.md Namespaces'
	config '.linux.namespaces |= map(select(.type != "nonsense")) + [{type: "uts"}]'
	refused_as 'linux.namespaces.[0-9]+.' 'second uts' 'config-linux.md Namespaces'
	config '.linux.namespaces |= map(select(.type != "uts")) + [{type: "uts", path: "/proc/self/ns/ipc"}]'
	refused_as 'linux.namespaces.[0-9]+..path' 'not a uts namespace' 'config-linux.md Namespaces'
	config '.linux.namespaces |= map(select(.type != "uts")) + [{type: "uts", path: "/no/such/file"}] | del(.hostname)'
	refused_as 'linux.namespaces.[0-9]+..path' 'No such file' 'config-linux.md Namespaces'
}

@test "check: capabilities that are not there are warnings, and the bundle would be created" {
	config '.process.capabilities.bounding += ["CAP_NONSENSE"] | .process.capabilities.ambient += ["CAP_SYS_ADMIN"]'
	run -0 brig check -b "$BUNDLE" --format json
	assert_equal 'true warning config.md Linux Process' "$(jq -r '"\(.ok) \(.problems[0].severity) \(.problems[0].section)"' <<< "$output")"
	assert_output_matches 'CAP_NONSENSE'
	create
}

@test "check: seccomp: words that nobody knows, an errno too much, a listener too little" {
	local base='{defaultAction: "SCMP_ACT_ALLOW", architectures: ["SCMP_ARCH_X86_64"]}' change path words

	while read -r path words change; do
		config ".linux.seccomp = ($base | $change)"
		refused_as "$path" "$words" 'config-linux.md Seccomp'
	done <<- 'EOF'
		linux.seccomp.defaultAction NONSENSE .defaultAction = "SCMP_ACT_NONSENSE"
		linux.seccomp.architectures.1. NONSENSE .architectures += ["SCMP_ARCH_NONSENSE"]
		linux.seccomp.flags.0. NONSENSE .flags = ["NONSENSE"]
		linux.seccomp.defaultErrnoRet errno .defaultErrnoRet = 1
		linux.seccomp.syscalls.0..action NONSENSE .syscalls = [{names: ["read"], action: "NONSENSE"}]
		linux.seccomp.syscalls.0..names least .syscalls = [{names: [], action: "SCMP_ACT_LOG"}]
		linux.seccomp.syscalls.0..errnoRet errno .syscalls = [{names: ["read"], action: "SCMP_ACT_LOG", errnoRet: 1}]
		linux.seccomp.syscalls.0..args.0..op NONSENSE .syscalls = [{names: ["read"], action: "SCMP_ACT_LOG", args: [{index: 0, value: 1, op: "NONSENSE"}]}]
		linux.seccomp.listenerPath notify .syscalls = [{names: ["mkdir"], action: "SCMP_ACT_NOTIFY"}]
		linux.seccomp.listenerMetadata listenerPath .listenerMetadata = "x"
	EOF
	config ".linux.seccomp = ($base | .syscalls = [{names: [\"read\", \"nosuchcall\"], action: \"SCMP_ACT_LOG\"}])"
	run -0 brig check -b "$BUNDLE"
	assert_output_matches 'warning: linux.seccomp.syscalls: .*nosuchcall'
}

@test "check: AppArmor and SELinux where the kernel has them not" {
	if [ ! -e /sys/kernel/security/apparmor ]; then
		config '.process.apparmorProfile = "nosuchprofile"'
		refused_as process.apparmorProfile 'AppArmor is not enabled' 'config.md Linux Process'
		config 'del(.process.apparmorProfile)'
	fi
	[ ! -e /sys/fs/selinux/enforce ] || skip "SELinux is enabled here"
	config '.process.selinuxLabel = "a:b:c:s0"'
	refused_as process.selinuxLabel 'SELinux is not enabled' 'config.md Linux Process'
}

@test "check: resctrl that is not mounted" {
	[ ! -e /sys/fs/resctrl/schemata ] || skip "resctrl is mounted here"
	config '.linux.intelRdt = {closID: "group"}'
	refused_as linux.intelRdt 'no resctrl filesystem' 'config-linux.md IntelRdt'
}

@test "check: a file system that the kernel has not; a source that is not there" {
	config '.mounts += [{destination: "/odd", type: "nosuchfs", source: "x"}]'
	refused_as 'mounts.[0-9]+..type' "does not support the file system 'nosuchfs'" 'config.md Mounts'
	config '.mounts[-1] = {destination: "/odd", source: "/no/such/source", options: ["bind"]}'
	refused_as 'mounts.[0-9]+..source' 'No such file' 'config.md Mounts'
	config '.mounts[-1] = {destination: "/odd", source: "x"}'
	refused_as 'mounts.[0-9]+..type' 'missing' 'config.md POSIX-platform Mounts'
}

@test "check: processors and memory nodes that this host has not" {
	require_controller cpuset
	config '.linux.resources.cpu = {cpus: "0,8191"}'
	refused_as linux.resources.cpu.cpus 'CPUs' 'config-linux.md CPU'
	config '.linux.resources.cpu = {mems: "0,1023"}'
	refused_as linux.resources.cpu.mems 'memory nodes' 'config-linux.md CPU'
	config '.linux.resources.cpu = {cpus: "0", mems: "0"}'
	run -0 brig check -b "$BUNDLE"
}

@test "check: a block device that this host has not" {
	[ -d /sys/fs/cgroup/blkio ] || require_controller io
	config '.linux.resources.blockIO = {throttleReadBpsDevice: [{major: 4095, minor: 7, rate: 600}]}'
	refused_as 'linux.resources.blockIO.*' 'no block device 4095:7' 'config-linux.md Block IO'
}

@test "check: huge pages of a size that this kernel has not" {
	require_controller hugetlb
	config '.linux.resources.hugepageLimits = [{pageSize: "3MB", limit: 0}]'
	refused_as 'linux.resources.hugepageLimits.0..pageSize' 'does not support huge pages of 3MB' 'config-linux.md Huge page limits'
}

@test "check: a device to bind that this host has not" {
	config '.linux.namespaces += [{type: "user"}] | .linux.uidMappings = [{containerID: 0, hostID: 0, size: 65536}]
		| .linux.gidMappings = .linux.uidMappings
		| .linux.devices = [{type: "b", path: "/dev/odd", major: 4095, minor: 7}]'
	refused_as 'linux.devices.0.' 'no block device 4095:7' 'config-linux.md Devices'
}

@test "check: id maps that do not fit" {
	config '.mounts += [{destination: "/m", source: "/usr", options: ["bind", "idmap"]}]'
	refused_as 'mounts.[0-9]+..options' 'without mappings' 'config.md Linux mount options'
	config 'del(.mounts[-1]) | .linux.namespaces += [{type: "user"}]'
	refused_as linux.uidMappings 'no uid mappings' 'config-linux.md User namespace mappings'
}

@test "check: a network device that is not there" {
	config '.linux.netDevices = {nosuchdev0: {}}'
	refused_as 'linux.netDevices.*' 'no network device' 'config-linux.md Network Devices'
}

@test "check: values of the process that the kernel would refuse" {
	local path section change

	cp "$BUNDLE/config.json" good.json
	while read -r path section change; do
		cp good.json "$BUNDLE/config.json"
		config "$change"
		refused_as "$path" '' "config.*${section//_/ }.*"
	done <<- 'EOF'
		process.args Process .process.args = []
		process.cwd Process .process.cwd = "relative"
		process.env.0. Process .process.env = ["x"]
		process.rlimits.1..type POSIX_process .process.rlimits = [{type: "RLIMIT_CORE", soft: 0, hard: 0}, {type: "RLIMIT_CORE", soft: 0, hard: 0}]
		process.rlimits.0..type POSIX_process .process.rlimits = [{type: "RLIMIT_X", soft: 0, hard: 0}]
		process.scheduler.* Linux_Process .process.scheduler = {policy: "SCHED_FIFO", priority: 0}
		process.ioPriority.* Process .process.ioPriority = {class: "IOPRIO_CLASS_BE", priority: 8}
		process.oomScoreAdj Linux_Process .process.oomScoreAdj = 1001
		process.execCPUAffinity.* Linux_Process .process.execCPUAffinity = {initial: "x"}
		hooks.prestart.0..path Hooks .hooks.prestart = [{path: "x"}]
		hooks.prestart.0..timeout Hooks .hooks.prestart = [{path: "/x", timeout: 0}]
		annotations.* Annotations .annotations = {"": "x"}
		linux.sysctl.* Sysctl .linux.sysctl = {"vm.swappiness": "1"}
		linux.personality.flags.* Personality .linux.personality = {domain: "LINUX", flags: ["X"]}
		linux.rootfsPropagation Rootfs .linux.rootfsPropagation = "x"
		linux.maskedPaths.0. Masked .linux.maskedPaths = ["x"]
		linux.readonlyPaths.0. Readonly .linux.readonlyPaths = ["x"]
		linux.memoryPolicy.mode Memory_policy .linux.memoryPolicy = {mode: "x"}
		linux.devices.0..path Devices .linux.devices = [{type: "c", path: "x", major: 1, minor: 3}]
		linux.resources.pids.limit PIDs .linux.resources.pids = {limit: "x"}
		hostname Hostname .linux.namespaces |= map(select(.type != "uts")) | .hostname = "x"
		root.path Root .root.path = "nosuchroot"
	EOF
}

@test "check: what the reader refuses and what the plan refuses, each once and in the text's numbers" {
	config '.process.args = 5 | .process.cwd = null | .mounts = [{source: "x"}, {destination: "/a", type: "nosuchfs"}]
		| .linux.namespaces = [{type: 1}, {type: "pid"}, {type: "pid"}, {type: "mount"}] | del(.hostname)'
	assert_brig_fails check -b "$BUNDLE" --format json
	assert_equal 'linux.namespaces[0].type linux.namespaces[2] mounts[0].destination mounts[1].type process.args process.cwd' \
		"$(jq -r '[.problems[].path] | sort | join(" ")' <<< "$output")"
}
