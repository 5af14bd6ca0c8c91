#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# plan: what create would do, without doing it and without root.
load helpers

plan() { # [OPTION…]
	run -0 --separate-stderr brig plan -b "$BUNDLE" "$@"
}

# The binary and the bundle where an ordinary user can reach them.
as_user() { # COMMAND…
	cp "$BRIG" "$BATS_TEST_TMPDIR/brig"
	chmod 755 "$BATS_TEST_TMPDIR/brig" "$BATS_TEST_TMPDIR" "${BATS_TEST_TMPDIR%/*}" "$BATS_RUN_TMPDIR"
	setpriv --reuid 65534 --regid 65534 --clear-groups test -x "$BATS_TEST_TMPDIR/brig" ||
		skip "nobody cannot get at $BATS_TEST_TMPDIR"
	setpriv --reuid 65534 --regid 65534 --clear-groups "$@"
}

@test "plan names what create would do" {
	config '.hostname = "box" | .process.user.uid = 1000 | .linux.sysctl = {"net.ipv4.ip_forward": "1"}
		| .hooks.poststop = [{path: "/bin/true"}] | .process.rlimits = [{type: "RLIMIT_CORE", soft: 0, hard: 0}]'
	plan
	assert_output_matches 'box'
	assert_output_matches 'net.ipv4.ip_forward'
	assert_output_matches '/bin/true'
	assert_output_matches 'pid'
	assert_output_matches '/dev/shm'
	assert_output_matches 'nosuid'
	assert_output_matches 'CAP_KILL'
	assert_output_matches '/proc/kcore'
	assert_output_matches '/bin/sleep'
	assert_output_matches '/dev/null'
}

@test "plan --format json is JSON, and says the same every time" {
	plan --format json
	jq -e . <<< "$output" > /dev/null
	# shellcheck disable=SC2154
	assert_equal '' "$stderr"
	cp <(echo "$output") "$BATS_TEST_TMPDIR/one"
	plan --format json
	assert_equal "$(cat "$BATS_TEST_TMPDIR/one")" "$output"
}

@test "plan --format text is the default; another is refused" {
	plan
	cp <(echo "$output") "$BATS_TEST_TMPDIR/one"
	plan --format text
	assert_equal "$(cat "$BATS_TEST_TMPDIR/one")" "$output"
	assert_brig_fails plan -b "$BUNDLE" --format yaml
	assert_output_matches yaml
}

@test "plan prints the rules of a seccomp filter by architecture, and unknown names" {
	config '.linux.seccomp = {defaultAction: "SCMP_ACT_ERRNO", architectures: ["SCMP_ARCH_X86_64", "SCMP_ARCH_X86"],
		syscalls: [{names: ["read", "write", "fly", "swim", "fly"], action: "SCMP_ACT_ALLOW"},
		{names: ["clone"], action: "SCMP_ACT_ERRNO"}]}'
	plan --format json
	assert_equal '["fly","swim"]' "$(jq -c .seccomp.unknownNames <<< "$output")"
	# A rule with the default action does nothing.
	assert_equal 2 "$(jq '[.seccomp.rules[]] | unique | add' <<< "$output")"
	[ "$(uname -m)" != x86_64 ] || assert_equal '["SCMP_ARCH_X86_64","SCMP_ARCH_X86"]' "$(jq -c '.seccomp.rules | keys_unsorted' <<< "$output")"
	config '.linux.seccomp.syscalls = []'
	plan --format json
	assert_equal null "$(jq -c .seccomp.unknownNames <<< "$output")"
}

@test "plan does nothing" {
	plan
	run -0 brig list -q
	assert_output ''
	[ ! -e "$ROOT" ] || assert_equal '' "$(ls "$ROOT")"
}

@test "plan as an ordinary user" {
	run -0 as_user "$BATS_TEST_TMPDIR/brig" plan -b "$BUNDLE"
	assert_output_matches '/dev/shm'
}

@test "plan of what would be refused: as far as it goes, the problem, and 1" {
	config '.process.cwd = "relative" | .hostname = "box"'
	assert_brig_fails plan -b "$BUNDLE"
	assert_output_matches 'process.cwd'
	assert_output_matches 'hostname: box'
	echo '{' > "$BUNDLE/config.json"
	assert_brig_fails plan -b "$BUNDLE"
	refute_output_matches 'hostname'
}

@test "plan, as an ordinary user, of a config that uses every property" {
	cp "$HERE/../tests/golden/full.json" "$BUNDLE/config.json"
	run --separate-stderr as_user "$BATS_TEST_TMPDIR/brig" plan -b "$BUNDLE" --format json
	assert_equal 1 "$status" # no host has it all
	assert_equal galley "$(jq -r .hostname <<< "$output")"
	assert_equal 'user cgroup ipc uts pid time mount' "$(jq -r '.namespaces.new | join(" ")' <<< "$output")"
	assert_equal '9 uplink%d' "$(jq -r '"\(.user.additionalGids[0]) \(.netDevices.eth1)"' <<< "$output")"
	output=$stderr
	assert_output_matches 'see brig check'
}

# A bundle with something in every slice that this host can do.
rich_config() {
	config '.hostname = "box" | .process.user = {uid: 1000, gid: 1001, additionalGids: [7, 8], umask: 23}
		| .process.rlimits = [{type: "RLIMIT_NOFILE", soft: 100, hard: 200}, {type: "RLIMIT_CORE", soft: 0, hard: 0}]
		| .process.capabilities = {bounding: ["CAP_KILL", "CAP_CHOWN"], permitted: ["CAP_KILL"],
			effective: ["CAP_KILL"], inheritable: ["CAP_KILL"], ambient: ["CAP_KILL"]}
		| .process.noNewPrivileges = true | .process.oomScoreAdj = 42
		| .linux.sysctl = {"net.ipv4.ip_forward": "1", "kernel.shmmni": "1234"}
		| .linux.devices = [{path: "/dev/fuse", type: "c", major: 10, minor: 229, fileMode: 384, uid: 1000, gid: 1001}]
		| .linux.cgroupsPath = $g | .root.readonly = true
		| .mounts += [{destination: "/srv", type: "tmpfs", source: "tmpfs", options: ["ro", "nosuid", "size=64k"]},
			{destination: "/mnt", source: "/usr", options: ["rbind", "rro", "nodev"]}]' --arg g "/$ID"
	if has_controller pids; then
		config '.linux.resources.pids = {limit: 17}'
	fi
	if has_controller memory; then
		config '.linux.resources.memory = {limit: 67108864}'
	fi
}

@test "plan by an ordinary user is what a traced create of root did" {
	local mine

	rich_config
	mine=$(as_user "$BATS_TEST_TMPDIR/brig" plan -b "$BUNDLE" --format json "$ID" 2> /dev/null)
	create_traced
	jq -S '.[] | select(.name == "plan") | .args' "$BATS_TEST_TMPDIR/t.json" > "$BATS_TEST_TMPDIR/did"
	[ -s "$BATS_TEST_TMPDIR/did" ]
	jq -S . <<< "$mine" | diff - "$BATS_TEST_TMPDIR/did"
}

create_traced() {
	"$BRIG" --root "$ROOT" --trace "$BATS_TEST_TMPDIR/t.json" create -b "$BUNDLE" "$ID" \
		< /dev/null > "$BATS_TEST_TMPDIR/out" 2>&1
}

@test "plan against the kernel: mounts and their options" {
	local pid destination type options option seen

	rich_config
	plan --format json "$ID"
	jq -r '.mounts[] | [.destination, (.type // "-"), (.options // "-")] | @tsv' <<< "$output" > mounts
	start
	pid=$(state_of pid)
	[ "$(wc -l < mounts)" -gt 7 ]
	while read -r destination type options; do
		if [ "$type" = link ]; then
			[ -L "/proc/$pid/root$destination" ] || { echo "no link at $destination" && return 1; }
			continue
		fi
		# of several mounts at one place the last is seen: "5:mount point 6:options - type"
		seen=$(awk -v d="$destination" '$5 == d { for (i = 7; $i != "-"; i++); l = $(i + 1) " " $6 } END { print l }' "/proc/$pid/mountinfo")
		[ -n "$seen" ] || { echo "nothing mounted at $destination" && return 1; }
		case $type in
		bind | rbind) ;;
		*) assert_equal "$destination $type" "$destination ${seen% *}" ;;
		esac
		for option in ${options//,/ }; do
			case $option in
			ro | nosuid | nodev | noexec | relatime | noatime) ;;
			rro) option=ro ;;
			*) continue ;;
			esac
			[[ ,${seen#* }, = *,$option,* ]] || { echo "$destination: no $option in $seen" && return 1; }
		done
	done < mounts
	[[ $(awk '$5 == "/" { print $6 }' "/proc/$pid/mountinfo") = ro,* ]]
}

@test "plan against the kernel: cgroup files, limits, capabilities, ids, names, namespaces, sysctls, devices" {
	local pid file value kind set key

	rich_config
	plan --format json "$ID"
	cp <(echo "$output") p.json
	start
	pid=$(state_of pid)
	jq -r '.cgroup.settings[] | select(.file | test("devices[.]") | not) | "\(.file) \(.value)"' p.json |
		while read -r file value; do assert_equal "$file $value" "$file $(cat "$file")"; done
	jq -r '.cgroup.hierarchies[].directory' p.json | while read -r file; do grep -qx "$pid" "$file/cgroup.procs"; done
	assert_equal '100 200' "$(awk '/^Max open files/ { print $4, $5 }' "/proc/$pid/limits")"
	assert_equal "$(jq -r '.rlimits[] | select(.type == "RLIMIT_NOFILE") | "\(.soft) \(.hard)"' p.json)" '100 200'
	for set in inheritable:Inh permitted:Prm effective:Eff bounding:Bnd ambient:Amb; do
		assert_equal "$set $(mask_of "$(jq -r ".capabilities.${set%:*}[]" p.json)")" \
			"$set $(awk -v s="Cap${set#*:}:" '$1 == s { print $2 }' "/proc/$pid/status")"
	done
	assert_equal 'NoNewPrivs: 1' "$(grep NoNewPrivs "/proc/$pid/status" | tr '\t' ' ')"
	assert_equal "$(jq -r '"\(.user.uid) \(.user.gid) \(.user.additionalGids | join(" ")) \(.user.umask)"' p.json)" \
		"$(awk '/^(Uid|Gid):/ { printf "%s ", $2 } /^Groups:/ { printf "%s %s ", $2, $3 } /^Umask:/ { u = $2 } END { print u }' "/proc/$pid/status")"
	assert_equal "$(jq .oomScoreAdj p.json)" "$(cat "/proc/$pid/oom_score_adj")"
	assert_equal "$(jq -r .hostname p.json)" "$(nsenter -t "$pid" -u hostname)"
	for kind in cgroup:cgroup ipc:ipc mnt:mount net:network pid:pid uts:uts user:user time:time; do
		value=$(jq --arg k "${kind#*:}" '.namespaces.new | any(. == $k)' p.json)
		if [ "$value" = true ]; then
			[ "$(readlink "/proc/$pid/ns/${kind%:*}")" != "$(readlink "/proc/self/ns/${kind%:*}")" ]
		else
			assert_equal "$(readlink "/proc/self/ns/${kind%:*}")" "$(readlink "/proc/$pid/ns/${kind%:*}")"
		fi
	done
	jq -r '.sysctl | to_entries[] | "\(.key) \(.value)"' p.json | while read -r key value; do
		assert_equal "$key $value" "$key $(nsenter -t "$pid" -n -i cat "/proc/sys/${key//.//}")"
	done
	jq -r '.devices[] | "\(.path) \(.number) \(.mode) \(.uid) \(.gid)"' p.json | while read -r file value; do
		# shellcheck disable=SC2046,SC2183 # five words of stat are five arguments
		assert_equal "$file $value" "$file $(printf '%d:%d 0%s %s %s' $(stat -c '0x%t 0x%T %a %u %g' "/proc/$pid/root$file"))"
	done
}

# The mask of capabilities as the kernel prints it.
mask_of() { # NAMES
	local name mask=0

	for name in $1; do
		case $name in
		CAP_CHOWN) mask=$((mask | 1 << 0)) ;;
		CAP_KILL) mask=$((mask | 1 << 5)) ;;
		*) return 1 ;;
		esac
	done
	printf '%016x\n' "$mask"
}

@test "plan shows every file of the cgroup with its value" {
	config '.linux.cgroupsPath = "/the/group" | .linux.resources.memory = {limit: 67108864}
		| .linux.resources.pids = {limit: 17}'
	plan
	assert_output_matches '/the/group'
	output=${output//$'\n'/ }
	assert_output_matches '(memory.limit_in_bytes|memory.max).*67108864'
	assert_output_matches 'pids.max.*17'
}
