#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# runtime.md State, config.md Specification version and Annotations: what is told about a container
# is valid by schema/state.json, to everybody who is told.
load helpers

# Keeps the state that brig prints, for valid.
keep_state() {
	kept=$((kept + 1))
	brig state "$ID" > "$BATS_TEST_TMPDIR/state.$kept"
}

# States, as the schema and the text of runtime.md define them: all at once, as Python and jq take most of the time.
valid() { # FILE…
	python3 "$HERE/valid.py" state.json "$@"
	jq -n '[inputs | select((.ociVersion | test("^1\\.[0-9]+\\.[0-9]+$") | not) or (.bundle | startswith("/") | not)
		or (.status | IN("created", "running")) and (.pid | type != "number" or . <= 0))]' "$@" > "$BATS_TEST_TMPDIR/invalid"
	equal '[]' "$(< "$BATS_TEST_TMPDIR/invalid")"
}

@test "state is valid when created, running, stopped" {
	create
	keep_state
	brig start "$ID"
	keep_state
	brig kill "$ID" KILL
	wait_status stopped
	keep_state
	equal 'created running stopped' "$(jq -r .status state.{1,2,3} | xargs)"
	valid state.{1,2,3}
}

@test "state is valid and creating while create works; nothing but state is possible then" {
	# slow: start and delete wait 10 s for the lock that create holds
	local creator deleter

	mkfifo "$BATS_TEST_TMPDIR/go"
	config '.hooks.createRuntime = [{path: "/bin/sh", args: ["sh", "-c", "timeout 60 cat \($f)"]}]' --arg f "$BATS_TEST_TMPDIR/go"
	brig create -b "$BUNDLE" "$ID" < /dev/null > /dev/null 2>&1 3>&- &
	creator=$!
	wait_for brig state "$ID" > /dev/null 2>&1
	wait_status creating
	keep_state
	valid state.1
	fails kill "$ID" TERM
	brig delete "$ID" < /dev/null > /dev/null 2>&1 3>&- &
	deleter=$!
	fails start "$ID"
	status=0
	wait $deleter || status=$?
	equal 1 "$status"
	equal creating "$(state_of status)"
	echo > "$BATS_TEST_TMPDIR/go"
	wait $creator
	equal created "$(state_of status)"
}

@test "every hook is told a valid state" {
	local kind

	config '.annotations = {"org.example.key": "v", "empty": ""}'
	for kind in prestart createRuntime createContainer poststart poststop; do
		config '.hooks[$kind] = [{path: "/bin/sh", args: ["sh", "-c", "cat > \($to)"]}]' --arg kind $kind \
			--arg to "$BATS_TEST_TMPDIR/$kind"
	done
	config '.hooks.startContainer = [{path: "/bin/sh", args: ["sh", "-c", "cat > /startContainer"]}]'
	start
	brig delete --force "$ID"
	mv "$BUNDLE/rootfs/startContainer" "$BATS_TEST_TMPDIR/"
	cd "$BATS_TEST_TMPDIR"
	valid prestart createRuntime createContainer startContainer poststart poststop
	equal 'creating creating creating created running stopped' "$(
		jq -r .status prestart createRuntime createContainer startContainer poststart poststop | xargs)"
	equal '""' "$(jq -c .annotations.empty prestart createRuntime createContainer startContainer poststart poststop | uniq)"
}

# runtime.md State: the pid as seen by the runtime, or by the container
@test "hooks are told the pid as it is in their namespace" {
	local kind pid

	for kind in prestart createRuntime createContainer poststart; do
		config '.hooks[$kind] = [{path: "/bin/sh", args: ["sh", "-c", "cat > \($to)"]}]' --arg kind $kind \
			--arg to "$BATS_TEST_TMPDIR/$kind"
	done
	config '.hooks.startContainer = [{path: "/bin/sh", args: ["sh", "-c", "cat > /startContainer"]}]'
	start
	pid=$(state_of pid)
	mv "$BUNDLE/rootfs/startContainer" "$BATS_TEST_TMPDIR/"
	for kind in prestart createRuntime poststart; do
		equal "$kind $pid" "$kind $(jq .pid "$BATS_TEST_TMPDIR/$kind")"
	done
	for kind in createContainer startContainer; do
		equal "$kind 1" "$kind $(jq .pid "$BATS_TEST_TMPDIR/$kind")"
	done
	brig delete --force "$ID"
	# without a pid namespace they are the same
	config 'del(.linux.namespaces[] | select(.type == "pid"))'
	start
	equal "$(state_of pid)" "$(jq .pid "$BATS_TEST_TMPDIR/createContainer")"
	equal "$(state_of pid)" "$(jq .pid "$BUNDLE/rootfs/startContainer")"
}

@test "ociVersion: every 1.x by SemVer is taken, and told in the state as it is in the config" {
	local version

	for version in 1.0.0 1.0.2-dev 1.2.1 1.3.0 1.999.0 1.0.0-rc.1+build.5 1.0.0-0a.-x+001; do
		config '.ociVersion = $v' --arg v "$version"
		create
		equal "$version" "$(state_of ociVersion)"
		brig delete --force "$ID"
	done
}

@test "ociVersion: what is not SemVer, another major version, none: refused" {
	local version

	for version in 1 1.0 v1.0.0 1.0.0.0 01.0.0 1.0.x 1.0.0- 1.0.0+ 1.0.0-a..b 1.0.0-01 '1.0.0 ' 2.0.0 0.5.0 ''; do
		config '.ociVersion = $v' --arg v "$version"
		fails create -b "$BUNDLE" "$ID"
		has 'ociVersion'
	done
	config 'del(.ociVersion)'
	fails create -b "$BUNDLE" "$ID"
	has 'ociVersion: required'
	config '.ociVersion = 1'
	fails create -b "$BUNDLE" "$ID"
	has ociVersion
	assert_gone
}

@test "unknown properties are ignored wherever they are" {
	config '.x = 1 | .process.x = [] | .root.x = {} | .linux.x = "x" | .linux.resources.x = null | .mounts[0].x = true
		| .process.user.x = 1 | .hooks.x = 1 | .linux.seccomp = {defaultAction: "SCMP_ACT_ALLOW", x: 1}
		| .annotations["org.opencontainers.unknown"] = "x" | .windows = {a: 1} | .solaris = {}'
	run_sh 'echo ok'
	is ok
}

@test "annotations: a key that is empty, a value that is no string: refused" {
	config '.annotations = {"": "x"}'
	fails create -b "$BUNDLE" "$ID"
	has annotations
	config '.annotations = {a: 1}'
	fails create -b "$BUNDLE" "$ID"
	has 'annotations.*a'
	config '.annotations = ["a"]'
	fails create -b "$BUNDLE" "$ID"
	has annotations
	assert_gone
}

@test "annotations: none, an empty map, and many are told as they are" {
	config 'del(.annotations)'
	create
	[ "$(brig state "$ID" | jq -c '.annotations // {}')" = '{}' ]
	brig delete --force "$ID"
	config '.annotations = {}'
	create
	[ "$(brig state "$ID" | jq -c '.annotations // {}')" = '{}' ]
	brig delete --force "$ID"
	config '.annotations = ([range(2000)] | map({key: "key\(.)", value: "ü\n\"\(.)"}) | from_entries)'
	create
	equal "$(jq -cS .annotations "$BUNDLE/config.json")" "$(brig state "$ID" | jq -cS .annotations)"
}

@test "without process: created, told as such; start is an error, and delete wants force" {
	config 'del(.process)'
	create
	keep_state
	valid state.1
	equal created "$(state_of status)"
	fails start "$ID"
	has process
	equal created "$(state_of status)" # as if start had not been attempted
	fails delete "$ID"
	brig delete --force "$ID"
	assert_gone
}

@test "changes of config.json after create have no effect" {
	config_sh 'echo before'
	config '.hooks.poststart = [{path: "/bin/sh", args: ["sh", "-c", "echo before >> \($l)"]}] | .hooks.poststop = .hooks.poststart
		| .annotations = {a: "before"}' --arg l "$BATS_TEST_TMPDIR/log"
	create
	config 'del(.hooks) | .process.args = ["echo", "after"] | .annotations = {a: "after"}'
	brig start "$ID"
	wait_status stopped
	equal before "$(state_of annotations.a)"
	brig delete "$ID"
	equal before "$(< "$BATS_TEST_TMPDIR/out")"
	equal 'before before' "$(xargs < "$BATS_TEST_TMPDIR/log")"
}
