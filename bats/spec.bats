#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# spec: the config that it writes.
load helpers

setup() {
	test_begin
	mkdir "$BATS_TEST_TMPDIR/new"
	cd "$BATS_TEST_TMPDIR/new" || return 1
}

@test "spec writes config.json here and prints nothing" {
	run -0 brig spec
	assert_output ''
	assert_equal '"1.3.0"' "$(jq .ociVersion config.json)"
	assert_equal '["sh"]' "$(jq -c .process.args config.json)"
	assert_equal '"rootfs"' "$(jq .root.path config.json)"
	assert_equal true "$(jq .root.readonly config.json)"
}

@test "spec --bundle and -b write elsewhere" {
	run -0 brig spec --bundle "$BATS_TEST_TMPDIR/new"
	[ -s "$BATS_TEST_TMPDIR/new/config.json" ]
	mkdir "$BATS_TEST_TMPDIR/b"
	run -0 brig spec -b="$BATS_TEST_TMPDIR/b"
	[ -s "$BATS_TEST_TMPDIR/b/config.json" ]
}

@test "spec does not overwrite" {
	echo mine > config.json
	assert_brig_fails spec
	assert_output_matches 'exist|already'
	assert_equal mine "$(cat config.json)"
}

@test "spec into a directory that is not there is an error" {
	assert_brig_fails spec -b "$BATS_TEST_TMPDIR/none"
	assert_output_matches 'No such file'
}

@test "spec: what it writes has no inheritable capability, and runs" {
	brig spec
	assert_equal '[]' "$(jq -c '.process.capabilities.inheritable // []' config.json)"
	mv "$BUNDLE/rootfs" .
	jq '.process.terminal = false | .process.args = ["echo", "it runs"]' config.json > c
	mv c config.json
	run -0 brig run "$ID"
	assert_output 'it runs'
}

@test "spec: check finds nothing wrong with it" {
	brig spec
	mv "$BUNDLE/rootfs" .
	run -0 brig check
}

@test "spec --rootless maps the caller and drops what only root can have" {
	run -0 brig spec --rootless
	assert_equal '[{"containerID":0,"hostID":0,"size":1}]' "$(jq -cS .linux.uidMappings config.json)"
	assert_equal 1 "$(jq '[.linux.namespaces[] | select(.type == "user")] | length' config.json)"
	assert_equal 0 "$(jq '[.linux.namespaces[] | select(.type == "network")] | length' config.json)"
	assert_equal null "$(jq .linux.resources config.json)"
}

@test "spec --rootless of a user maps that user" {
	cp "$BRIG" "$BATS_TEST_TMPDIR/brig"
	chmod 755 "${BATS_TEST_TMPDIR%/*}" "$BATS_RUN_TMPDIR" "$BATS_TEST_TMPDIR/brig"
	chmod 777 .
	reachable "$PWD" || skip "nobody cannot get at $PWD"
	setpriv --reuid 65534 --regid 65534 --clear-groups "$BATS_TEST_TMPDIR/brig" spec --rootless
	assert_equal 65534 "$(jq '.linux.uidMappings[0].hostID' config.json)"
	assert_equal 65534 "$(jq '.linux.gidMappings[0].hostID' config.json)"
}

reachable() { # DIR
	setpriv --reuid 65534 --regid 65534 --clear-groups test -w "$1"
}

@test "spec takes no arguments" {
	run brig spec extra
	[ "$status" -ne 0 ]
	[ ! -e config.json ]
}
