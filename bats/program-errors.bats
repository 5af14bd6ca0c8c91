#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# create says that there is no program to execute, start why it could not be executed.
load helpers

# create fails with this reason, and nothing is left.
create_fails() { # REASON…
	local word

	assert_brig_fails create -b "$BUNDLE" --pid-file "$BATS_TEST_TMPDIR/pid" "$ID"
	for word; do
		assert_output_matches "$word"
	done
	assert_gone
	[ ! -e "$BATS_TEST_TMPDIR/pid" ]
}

# start fails with this reason and the container is stopped afterwards.
start_fails() { # REASON…
	local word

	create
	assert_brig_fails start "$ID"
	for word; do
		assert_output_matches "$word"
	done
	wait_status stopped
	brig delete "$ID"
	assert_gone
}

@test "not in PATH: the PATH is named" {
	config '.process.env = ["PATH=/here:/and/there"]'
	config_args nowhere
	create_fails nowhere '/here:/and/there'
}

@test "no PATH at all" {
	config '.process.env = []'
	config_args nowhere
	create_fails nowhere PATH
}

@test "a path that is not there" {
	config_args /no/such/program
	create_fails /no/such/program 'No such file|not found|does not exist'
}

@test "a script's interpreter that is not there, by its name" {
	printf '#!/opt/missing/python9\n' > "$BUNDLE/rootfs/bin/script"
	chmod 755 "$BUNDLE/rootfs/bin/script"
	config_args /bin/script
	start_fails /bin/script /opt/missing/python9
}

@test "a script with DOS line ends" {
	printf '#!/bin/sh\r\necho hi\r\n' > "$BUNDLE/rootfs/bin/script"
	chmod 755 "$BUNDLE/rootfs/bin/script"
	config_args script
	start_fails script 'CR|carriage return|DOS'
}

@test "an ELF file's interpreter that is not there, by its name" {
	cp "$(readlink -f "$(command -v env)")" "$BUNDLE/rootfs/bin/dynamic"
	config_args /bin/dynamic
	start_fails /bin/dynamic 'ld-linux'
}

@test "no x bit" {
	printf '#!/bin/sh\n' > "$BUNDLE/rootfs/bin/script"
	chmod 644 "$BUNDLE/rootfs/bin/script"
	config_args /bin/script
	create_fails /bin/script 'execut|x bit|permission denied'
}

@test "an x bit, but not for this user" {
	printf '#!/bin/sh\n' > "$BUNDLE/rootfs/bin/script"
	chmod 700 "$BUNDLE/rootfs/bin/script"
	config '.process.user = {uid: 1000, gid: 1000}'
	config_args /bin/script
	create_fails /bin/script 'permission denied|execut'
}

@test "a directory" {
	config_args /etc
	create_fails /etc 'directory'
}

@test "another architecture" {
	cp "$BUNDLE/rootfs/bin/busybox" "$BUNDLE/rootfs/bin/foreign"
	# e_machine: 183, AArch64
	printf '\xb7\x00' | dd of="$BUNDLE/rootfs/bin/foreign" bs=1 seek=18 conv=notrunc status=none
	config_args /bin/foreign
	start_fails /bin/foreign 'aarch64|architecture|machine'
}

@test "a file that is no program" {
	printf '\0\1\2\3' > "$BUNDLE/rootfs/bin/data"
	chmod 755 "$BUNDLE/rootfs/bin/data"
	config_args /bin/data
	start_fails /bin/data 'format|not a program|neither'
}

@test "an empty file" {
	: > "$BUNDLE/rootfs/bin/empty"
	chmod 755 "$BUNDLE/rootfs/bin/empty"
	config_args /bin/empty
	start_fails /bin/empty 'format|empty|not a program|neither'
}

@test "a noexec mount" {
	mkdir "$BATS_TEST_TMPDIR/d"
	cp "$BUNDLE/rootfs/bin/busybox" "$BATS_TEST_TMPDIR/d/sh"
	config '.mounts += [{destination: "/d", source: $s, options: ["bind", "noexec"]}]' --arg s "$BATS_TEST_TMPDIR/d"
	config_args /d/sh -c true
	create_fails /d/sh noexec
}

@test "a loop of symbolic links" {
	ln -s loop "$BUNDLE/rootfs/bin/loop"
	config_args /bin/loop
	start_fails /bin/loop 'symbolic links|loop'
}

@test "arguments too long" {
	config '.process.args = ["echo", $big]' --arg big "$(head -c 100000 /dev/zero | tr '\0' x)"
	config '.process.args[1] = .process.args[1] + .process.args[1]'
	start_fails 'too long|Argument list'
}

@test "run says the same, exits with 1, and leaves nothing" {
	config_args nowhere
	run_bundle
	assert_equal 1 "$status"
	assert_output_matches nowhere
	assert_gone
}

@test "what is not there fits what engines look for, in text and in the log" {
	config_args nowhere
	assert_brig_fails --log "$PWD/log" --log-format json create -b "$BUNDLE" "$ID"
	# podman and Docker make 127 of this text
	assert_output_matches 'executable file `nowhere` not found in \$PATH: no such file or directory'
	assert_equal 1 "$(wc -l < log)"
	assert_equal "$output" "brig: $(jq -r .msg log)"
}

@test "what may not be executed fits what engines look for" {
	# and 126 of this one
	config_args /etc/passwd
	assert_brig_fails create -b "$BUNDLE" "$ID"
	assert_output_matches '/etc/passwd.*: permission denied$'
}

@test "what runs only for its user's capabilities is not refused" {
	cp "$BUNDLE/rootfs/bin/busybox" "$BUNDLE/rootfs/bin/echo700" && chmod 700 "$BUNDLE/rootfs/bin/echo700"
	printf '#!/bin/sh\necho script\n' > "$BUNDLE/rootfs/bin/echo700"
	config '.process.user = {uid: 1000, gid: 1000} | .process.args = ["echo700"]
		| .process.capabilities = (["bounding", "permitted", "inheritable", "effective", "ambient"] | map({(.): ["CAP_DAC_OVERRIDE"]}) | add)'
	run_bundle
	assert_output script
}

@test "a directory and a file without x in PATH are passed over for what comes later" {
	mkdir -p "$BUNDLE/rootfs/a/prog" "$BUNDLE/rootfs/b" "$BUNDLE/rootfs/c"
	: > "$BUNDLE/rootfs/b/prog"
	printf '#!/bin/sh\necho found\n' > "$BUNDLE/rootfs/c/prog"
	chmod 755 "$BUNDLE/rootfs/c/prog"
	config '.process.env = ["PATH=/a:/b:/c"] | .process.args = ["prog"]'
	run_bundle
	assert_output found
}

@test "a program relative to the working directory" {
	mkdir "$BUNDLE/rootfs/work"
	printf '#!/bin/sh\necho found\n' > "$BUNDLE/rootfs/work/prog"
	chmod 755 "$BUNDLE/rootfs/work/prog"
	config '.process.cwd = "/work" | .process.args = ["./prog"]'
	run_bundle
	assert_output found
	config '.process.args = ["prog"] | .process.env = ["PATH=:/bin"]'
	run_bundle
	assert_output found
}

@test "a program that a startContainer hook brings" {
	config '.process.args = ["brought"]
		| .hooks.startContainer = [{path: "/bin/sh", args: ["sh", "-c", "printf \"#!/bin/sh\\necho brought\" > /bin/brought; chmod 755 /bin/brought"]}]'
	run_bundle
	assert_output brought
}

@test "a program that goes between create and start" {
	cp "$BUNDLE/rootfs/bin/busybox" "$BUNDLE/rootfs/bin/fleeting"
	config_args fleeting true
	create
	rm "$BUNDLE/rootfs/bin/fleeting"
	assert_brig_fails start "$ID"
	assert_output_matches 'executable file `fleeting` not found in \$PATH: no such file or directory \(PATH is /.*\)'
}

@test "without process create asks for no program" {
	config 'del(.process)'
	create
	assert_equal created "$(state_of status)"
}
