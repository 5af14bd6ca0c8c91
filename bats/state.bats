#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# state: the properties that the specification demands, also when the container changes unseen.
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
	assert_equal '[]' "$(< "$BATS_TEST_TMPDIR/invalid")"
}

@test "state of a created container, complete" {
	config '.annotations = {"org.example.key": "value", "b": ""}'
	create
	run -0 --separate-stderr brig state "$ID"
	# shellcheck disable=SC2154
	assert_equal '' "$stderr"
	assert_equal '"1.3.0"' "$(jq .ociVersion <<< "$output")"
	assert_equal "\"$ID\"" "$(jq .id <<< "$output")"
	assert_equal '"created"' "$(jq .status <<< "$output")"
	assert_equal "\"$BUNDLE\"" "$(jq .bundle <<< "$output")"
	assert_equal '{"b":"","org.example.key":"value"}' "$(jq -cS .annotations <<< "$output")"
	assert_equal number "$(jq -r '.pid | type' <<< "$output")"
	[ -d "/proc/$(jq .pid <<< "$output")" ]
}

@test "state: the pid is that of the container's init, seen from here" {
	start
	assert_equal "$(readlink "/proc/$(state_of pid)/ns/pid")" "$(enter -p -m readlink /proc/1/ns/pid)"
}

@test "state goes created, running, stopped" {
	create
	assert_equal created "$(state_of status)"
	brig start "$ID"
	assert_equal running "$(state_of status)"
	brig kill "$ID" KILL
	wait_status stopped
}

@test "state: stopped when the program ends by itself, at once or later" {
	config_args true
	start
	wait_status stopped
	[ "$(state_of pid)" = 0 ] || [ "$(state_of pid)" = null ]
}

@test "state: stopped when init is killed behind our back" {
	start
	kill -KILL "$(state_of pid)"
	wait_status stopped
}

@test "state: stopped when a created one is killed behind our back" {
	create
	kill -KILL "$(state_of pid)"
	wait_status stopped
}

@test "state: stopped for a zombie that nobody reaps" {
	local pid

	# detached, its parent (ours, by the subreaper) does not wait
	config_args true
	python3 - "$BRIG" "$ROOT" "$BUNDLE" "$ID" <<'P' &
import ctypes, subprocess, sys, time
ctypes.CDLL(None).prctl(36, 1)
brig, root, bundle, ident = sys.argv[1:]
subprocess.run([brig, '--root', root, 'run', '-d', '-b', bundle, ident], check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
time.sleep(1000)
P
	pid=$!
	wait_for brig state "$ID" > /dev/null 2>&1
	wait_status stopped
	kill $pid
	wait $pid || :
}

@test "state: stopped when the pid belongs to somebody else by now" {
	local pid sleeper

	start
	pid=$(state_of pid)
	kill -KILL "$pid"
	wait_for gone "$pid"
	wait_status stopped
	# pid numbers come again: ask the kernel for this very one
	echo $((pid - 1)) > /proc/sys/kernel/ns_last_pid 2>/dev/null || skip "ns_last_pid cannot be written"
	env -u TAG sleep 5 &
	sleeper=$!
	[ "$sleeper" = "$pid" ] || { kill $sleeper; skip "the pid went to somebody else"; }
	assert_equal stopped "$(state_of status)"
	assert_brig_fails kill "$ID" KILL
	[ -d "/proc/$sleeper" ]
	brig delete "$ID"
	[ -d "/proc/$sleeper" ]
	kill $sleeper
}

@test "state of what does not exist is an error" {
	run -1 --separate-stderr brig state "$ID"
	assert_output ''
	# shellcheck disable=SC2154
	output=$stderr
	assert_output_matches "$ID"
}

@test "state without an id, with two, with a bad one: errors" {
	run brig state
	[ "$status" -ne 0 ]
	create
	run brig state "$ID" "$ID"
	[ "$status" -ne 0 ]
	assert_brig_fails state ../x
}

@test "state: paused when the cgroup is frozen" {
	require_controller freezer
	start
	group_freeze FROZEN
	wait_status paused
	group_freeze THAWED
	wait_status running
}

@test "state: what a half-written state directory holds does not crash us" {
	mkdir -p "$ROOT/$ID-half"
	assert_brig_fails state "$ID-half"
	echo '{"id":' > "$ROOT/$ID-half/state.json"
	assert_brig_fails state "$ID-half"
	run -0 brig delete --force "$ID-half"
	[ ! -e "$ROOT/$ID-half" ]
}

@test "state is valid when created, running, stopped" {
	create
	keep_state
	brig start "$ID"
	keep_state
	brig kill "$ID" KILL
	wait_status stopped
	keep_state
	assert_equal 'created running stopped' "$(jq -r .status state.{1,2,3} | xargs)"
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
	assert_brig_fails kill "$ID" TERM
	brig delete "$ID" < /dev/null > /dev/null 2>&1 3>&- &
	deleter=$!
	assert_brig_fails start "$ID"
	status=0
	wait $deleter || status=$?
	assert_equal 1 "$status"
	assert_equal creating "$(state_of status)"
	echo > "$BATS_TEST_TMPDIR/go"
	wait $creator
	assert_equal created "$(state_of status)"
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
	assert_equal 'creating creating creating created running stopped' "$(
		jq -r .status prestart createRuntime createContainer startContainer poststart poststop | xargs)"
	assert_equal '""' "$(jq -c .annotations.empty prestart createRuntime createContainer startContainer poststart poststop | uniq)"
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
		assert_equal "$kind $pid" "$kind $(jq .pid "$BATS_TEST_TMPDIR/$kind")"
	done
	for kind in createContainer startContainer; do
		assert_equal "$kind 1" "$kind $(jq .pid "$BATS_TEST_TMPDIR/$kind")"
	done
	brig delete --force "$ID"
	# without a pid namespace they are the same
	config 'del(.linux.namespaces[] | select(.type == "pid"))'
	start
	assert_equal "$(state_of pid)" "$(jq .pid "$BATS_TEST_TMPDIR/createContainer")"
	assert_equal "$(state_of pid)" "$(jq .pid "$BUNDLE/rootfs/startContainer")"
}

@test "ociVersion: every 1.x by SemVer is taken, and told in the state as it is in the config" {
	local version

	for version in 1.0.0 1.0.2-dev 1.2.1 1.3.0 1.999.0 1.0.0-rc.1+build.5 1.0.0-0a.-x+001; do
		config '.ociVersion = $v' --arg v "$version"
		create
		assert_equal "$version" "$(state_of ociVersion)"
		brig delete --force "$ID"
	done
}

@test "ociVersion: what is not SemVer, another major version, none: refused" {
	local version

	for version in 1 1.0 v1.0.0 1.0.0.0 01.0.0 1.0.x 1.0.0- 1.0.0+ 1.0.0-a..b 1.0.0-01 '1.0.0 ' 2.0.0 0.5.0 ''; do
		config '.ociVersion = $v' --arg v "$version"
		assert_brig_fails create -b "$BUNDLE" "$ID"
		assert_output_matches 'ociVersion'
	done
	config 'del(.ociVersion)'
	assert_brig_fails create -b "$BUNDLE" "$ID"
	assert_output_matches 'ociVersion: required'
	config '.ociVersion = 1'
	assert_brig_fails create -b "$BUNDLE" "$ID"
	assert_output_matches ociVersion
	assert_gone
}

@test "unknown properties are ignored wherever they are" {
	config '.x = 1 | .process.x = [] | .root.x = {} | .linux.x = "x" | .linux.resources.x = null | .mounts[0].x = true
		| .process.user.x = 1 | .hooks.x = 1 | .linux.seccomp = {defaultAction: "SCMP_ACT_ALLOW", x: 1}
		| .annotations["org.opencontainers.unknown"] = "x" | .windows = {a: 1} | .solaris = {}'
	run_sh 'echo ok'
	assert_output ok
}

@test "annotations: a key that is empty, a value that is no string: refused" {
	config '.annotations = {"": "x"}'
	assert_brig_fails create -b "$BUNDLE" "$ID"
	assert_output_matches annotations
	config '.annotations = {a: 1}'
	assert_brig_fails create -b "$BUNDLE" "$ID"
	assert_output_matches 'annotations.*a'
	config '.annotations = ["a"]'
	assert_brig_fails create -b "$BUNDLE" "$ID"
	assert_output_matches annotations
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
	assert_equal "$(jq -cS .annotations "$BUNDLE/config.json")" "$(brig state "$ID" | jq -cS .annotations)"
}

@test "without process: created, told as such; start is an error, and delete wants force" {
	config 'del(.process)'
	create
	keep_state
	valid state.1
	assert_equal created "$(state_of status)"
	assert_brig_fails start "$ID"
	assert_output_matches process
	assert_equal created "$(state_of status)" # as if start had not been attempted
	assert_brig_fails delete "$ID"
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
	assert_equal before "$(state_of annotations.a)"
	brig delete "$ID"
	assert_equal before "$(< "$BATS_TEST_TMPDIR/out")"
	assert_equal 'before before' "$(xargs < "$BATS_TEST_TMPDIR/log")"
}
