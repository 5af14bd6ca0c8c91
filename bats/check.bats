#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# check: all problems of a bundle at once; 0 only when it would be created.
load helpers

@test "check of a good bundle: silent, or at most a word, and 0" {
	run -0 brig check -b "$BUNDLE"
	hasnt 'config.json:'
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
	fails check -b "$BUNDLE"
	has 'config.json:[0-9]+: (error: )?root.path'
	has 'config.json:[0-9]+: (error: )?linux.namespaces\[[0-9]+\].type'
	has 'config.json:[0-9]+: (error: )?process.rlimits\[0\].type'
}

@test "check names all the problems that the schema does not see" {
	config '.process.cwd = "relative" | .hooks.poststop = [{path: "x"}]
		| .process.rlimits = [{type: "RLIMIT_CORE", soft: 1, hard: 1}, {type: "RLIMIT_CORE", soft: 1, hard: 1}]
		| .linux.namespaces += [{type: "pid"}] | .linux.personality = {domain: "LINUX", flags: ["X"]}'
	fails check -b "$BUNDLE"
	has 'process.cwd'
	has 'hooks.poststop\[0\].path'
	has 'process.rlimits\[1\]'
	has 'linux.namespaces\[[0-9]+\]'
	has 'linux.personality.flags'
}

@test "check says the line right" {
	local line

	config '.process.cwd = "relative"'
	line=$(grep -n '"cwd"' "$BUNDLE/config.json" | cut -d: -f1)
	fails check -b "$BUNDLE"
	has "config.json:$line: (error: )?process.cwd"
}

@test "check --format json" {
	config '.process.cwd = "relative" | .hooks.poststop = [{path: "x"}]'
	fails check -b "$BUNDLE" --format json
	jq -e . <<< "$output" > /dev/null
	has 'process.cwd'
	has 'hooks.poststop\[0\].path'
	has 'config.md'
	run -0 brig check -b "$TEMPLATE" --format json
	jq -e . <<< "$output" > /dev/null
}

@test "check of what this host cannot do" {
	config '.linux.resources.network = {classID: 5} | .linux.resources.unified = {"nonsense.max": "1"}'
	if [ -d /sys/fs/cgroup/net_cls ]; then
		skip "net_cls is mounted here"
	fi
	fails check -b "$BUNDLE"
	has 'linux.resources.network'
}

@test "check of what cannot be parsed: truncated, garbage behind, a NUL, a bomb, a wrong type, twice a key" {
	local whole

	whole=$(cat "$BUNDLE/config.json")
	head -c 300 <<< "$whole" > "$BUNDLE/config.json"
	fails check -b "$BUNDLE"
	has 'config.json'
	echo "$whole {}" > "$BUNDLE/config.json"
	fails check -b "$BUNDLE"
	has 'config.json:[0-9]+'
	head -c 100000 /dev/zero | tr '\0' '[' > "$BUNDLE/config.json"
	fails check -b "$BUNDLE"
	has 'config.json:1'
	jq '.hostname = "a\u0000b"' <<< "$whole" > "$BUNDLE/config.json"
	fails check -b "$BUNDLE"
	has 'hostname'
	sed '0,/"ociVersion"/s//"hostname": "twice", "ociVersion"/' <<< "$whole" > "$BUNDLE/config.json"
	fails check -b "$BUNDLE"
	has 'hostname.*(twice|duplicate|again)'
	: > "$BUNDLE/config.json"
	fails check -b "$BUNDLE"
	has 'config.json'
	echo '[]' > "$BUNDLE/config.json"
	fails check -b "$BUNDLE"
}

@test "check: ociVersion missing, ill-formed, of another major version" {
	local version

	config 'del(.ociVersion)'
	fails check -b "$BUNDLE"
	has 'ociVersion: required, but missing'
	for version in '' 1 1.0 v1.0.0 2.0.0 1.0.0.0 01.0.0; do
		config '.ociVersion = $v' --arg v "$version"
		fails check -b "$BUNDLE"
		has 'ociVersion'
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
	is ''
}

@test "check of no bundle, without a config: an error" {
	fails check -b "$BATS_TEST_TMPDIR/none"
	has 'none'
}
