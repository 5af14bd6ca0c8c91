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
	has 'box'
	has 'net.ipv4.ip_forward'
	has '/bin/true'
	has 'pid'
	has '/dev/shm'
	has 'nosuid'
	has 'CAP_KILL'
	has '/proc/kcore'
	has '/bin/sleep'
	has '/dev/null'
}

@test "plan --format json is JSON, and says the same every time" {
	plan --format json
	jq -e . <<< "$output" > /dev/null
	# shellcheck disable=SC2154
	equal '' "$stderr"
	cp <(echo "$output") "$BATS_TEST_TMPDIR/one"
	plan --format json
	equal "$(cat "$BATS_TEST_TMPDIR/one")" "$output"
}

@test "plan --format text is the default; another is refused" {
	plan
	cp <(echo "$output") "$BATS_TEST_TMPDIR/one"
	plan --format text
	equal "$(cat "$BATS_TEST_TMPDIR/one")" "$output"
	fails plan -b "$BUNDLE" --format yaml
	has yaml
}

@test "plan does nothing" {
	plan
	run -0 brig list -q
	is ''
	[ ! -e "$ROOT" ] || equal '' "$(ls "$ROOT")"
}

@test "plan as an ordinary user" {
	run -0 as_user "$BATS_TEST_TMPDIR/brig" plan -b "$BUNDLE"
	has '/dev/shm'
}

@test "plan of what would be refused: the problems, and 1" {
	config '.process.cwd = "relative"'
	fails plan -b "$BUNDLE"
	has 'process.cwd'
}

@test "plan shows every file of the cgroup with its value" {
	config '.linux.cgroupsPath = "/the/group" | .linux.resources.memory = {limit: 67108864}
		| .linux.resources.pids = {limit: 17}'
	plan
	has '/the/group'
	output=${output//$'\n'/ }
	has '(memory.limit_in_bytes|memory.max).*67108864'
	has 'pids.max.*17'
}
