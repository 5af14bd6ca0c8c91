#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# config-linux.md Devices and Default Devices.
load helpers

device() { # JSON : one more device
	config '.linux.devices += [$d]' --argjson d "$1"
}

# A user namespace in which ids are shifted, over a rootfs that its root can use.
shifted() {
	chmod 755 "$BATS_RUN_TMPDIR" "$BATS_RUN_TMPDIR"/* "$BATS_TEST_TMPDIR" "$BUNDLE" 2>/dev/null || :
	cp -a "$BUNDLE/rootfs" "$BUNDLE/own"
	rm -r "$BUNDLE/rootfs"
	mv "$BUNDLE/own" "$BUNDLE/rootfs"
	chown -R 100000:200000 "$BUNDLE/rootfs"
	config '.linux.namespaces += [{type: "user"}]
		| .linux.uidMappings = [{containerID: 0, hostID: 100000, size: 65536}]
		| .linux.gidMappings = [{containerID: 0, hostID: 200000, size: 65536}]'
}

@test "devices: type c, b, u and p, with what stat says of them" {
	config '.linux.devices = [
		{path: "/dev/char", type: "c", major: 1, minor: 3},
		{path: "/dev/unbuffered", type: "u", major: 1, minor: 5},
		{path: "/dev/block", type: "b", major: 7, minor: 700},
		{path: "/dev/pipe", type: "p"}]'
	run_sh 'cd /dev; stat -c "%n|%F|%t:%T" char unbuffered block pipe'
	assert_output_matches '^char.character special file.1:3$'
	assert_output_matches '^unbuffered.character special file.1:5$'
	assert_output_matches '^block.block special file.7:2bc$'
	assert_output_matches '^pipe.fifo.0:0$'
}

@test "devices: fileMode, uid and gid as given, whatever the umask; without them 0666 of root" {
	config '.linux.devices = [
		{path: "/dev/a", type: "c", major: 1, minor: 3, fileMode: 416, uid: 7, gid: 8},
		{path: "/dev/b", type: "c", major: 1, minor: 5},
		{path: "/dev/c", type: "p", fileMode: 2, uid: 9}] | .process.user.umask = 63'
	umask 077
	run_sh 'cd /dev; stat -c "%n %a %u:%g" a b c'
	assert_output $'a 640 7:8\nb 666 0:0\nc 2 9:0'
}

@test "devices: outside of /dev, in directories that are made, and behind links of the rootfs" {
	mkdir "$BUNDLE/rootfs/real"
	ln -s /real "$BUNDLE/rootfs/link"
	config '.linux.devices = [
		{path: "/opt/a/b/null", type: "c", major: 1, minor: 3},
		{path: "/link/zero", type: "c", major: 1, minor: 5}]'
	run_sh 'stat -c %t:%T /opt/a/b/null /real/zero; stat -c %a /opt/a/b'
	assert_output $'1:3\n1:5\n755'
}

@test "devices: a link of the rootfs leads no device out of it" {
	mkdir "$BATS_TEST_TMPDIR/outside"
	ln -s "$BATS_TEST_TMPDIR/outside" "$BUNDLE/rootfs/abs"
	device '{"path": "/abs/null", "type": "c", "major": 1, "minor": 3}'
	run_sh 'true'
	assert_equal '' "$(ls "$BATS_TEST_TMPDIR/outside")"
}

@test "devices: an existing node that matches is taken as it is" {
	mkdir "$BUNDLE/rootfs/opt"
	mknod -m 600 "$BUNDLE/rootfs/opt/null" c 1 3
	device '{"path": "/opt/null", "type": "c", "major": 1, "minor": 3}'
	run_sh 'stat -c %t:%T /opt/null'
	assert_output 1:3
}

@test "devices: an existing file that does not match is an error that says what it is" {
	local kind

	device '{"path": "/opt/null", "type": "c", "major": 1, "minor": 3}'
	mkdir "$BUNDLE/rootfs/opt"
	for kind in 'touch:regular file' 'mkdir:directory' 'ln -s /dev/null:symbolic link' 'mkfifo:fifo' \
		'mknod -m 666 X c 1 5:device 1.5' 'mknod -m 666 X b 1 3:block device'; do
		rm -rf "$BUNDLE/rootfs/opt/null"
		if [[ $kind = *X* ]]; then
			eval "${kind/X*/} $BUNDLE/rootfs/opt/null $(sed 's/.*X \(.*\):.*/\1/' <<< "$kind")"
		else
			eval "${kind%:*} $BUNDLE/rootfs/opt/null"
		fi
		assert_brig_fails create -b "$BUNDLE" "$ID"
		assert_output_matches "/opt/null.*${kind#*:}"
		assert_gone
	done
}

@test "devices: two different ones at the same path are an error" {
	config '.linux.devices = [{path: "/dev/x", type: "c", major: 1, minor: 3},
		{path: "/dev/x", type: "c", major: 1, minor: 5}]'
	assert_brig_fails create -b "$BUNDLE" "$ID"
	assert_output_matches '/dev/x'
	assert_gone
}

@test "devices: major and minor are required but for a fifo, and have to be numbers of the kernel" {
	config '.linux.devices = [{path: "/dev/x", type: "c", minor: 3}, {path: "/dev/y", type: "b", major: 1},
		{path: "/dev/z", type: "c", major: -1, minor: 3}, {path: "/dev/w", type: "c", major: 5000, minor: 3}]'
	run -1 brig check -b "$BUNDLE"
	assert_output_matches 'linux.devices\[0\].major.*required'
	assert_output_matches 'linux.devices\[1\].minor.*required'
	assert_output_matches 'linux.devices\[2\].major'
	assert_output_matches 'linux.devices\[3\].major'
}

@test "devices: a path that is not full and an unknown type are errors" {
	config '.linux.devices = [{path: "dev/x", type: "c", major: 1, minor: 3}]'
	assert_brig_fails create -b "$BUNDLE" "$ID"
	assert_output_matches 'linux.devices\[0\].path'
	config '.linux.devices = [{path: "/dev/x", type: "s", major: 1, minor: 3}]'
	assert_brig_fails create -b "$BUNDLE" "$ID"
	assert_output_matches 'linux.devices\[0\].type'
}

@test "devices: bound from the host where mknod is not allowed" {
	device '{"path": "/opt/other-name", "type": "c", "major": 1, "minor": 5}'
	config_sh 'grep -cE " /dev/(null|zero) " /proc/mounts; stat -c %t:%T /opt/other-name /dev/null'
	run -0 setpriv --bounding-set -mknod --inh-caps -mknod "$BRIG" --root "$ROOT" run -b "$BUNDLE" "$ID"
	assert_output $'2\n1:5\n1:3'
}

@test "devices: bound from the host in a user namespace" {
	shifted
	device '{"path": "/opt/full", "type": "c", "major": 1, "minor": 7}'
	device '{"path": "/opt/pipe", "type": "p", "fileMode": 384}'
	run_sh 'stat -c %t:%T /opt/full /dev/zero; stat -c "%F %a" /opt/pipe; echo x > /dev/null && head -c 3 /dev/zero | wc -c'
	assert_output $'1:7\n1:5\nfifo 600\n3'
	# what the first container made to bind on is no obstacle to a second
	run_sh 'stat -c %t:%T /opt/full'
	assert_output 1:7
}

@test "devices: in a user namespace too a different existing file is an error" {
	mkdir "$BUNDLE/rootfs/opt"
	echo data > "$BUNDLE/rootfs/opt/full"
	shifted
	device '{"path": "/opt/full", "type": "c", "major": 1, "minor": 7}'
	assert_brig_fails create -b "$BUNDLE" "$ID"
	assert_output_matches '/opt/full.*regular file'
	assert_gone
}

@test "devices: one that the host has no node for cannot be bound, and is named" {
	shifted
	device '{"path": "/dev/none", "type": "b", "major": 7, "minor": 777}'
	assert_brig_fails create -b "$BUNDLE" "$ID"
	assert_output_matches '/dev/none.*7:777'
	assert_gone
}

@test "default devices: an entry with the path of one takes its place" {
	device '{"path": "/dev/zero", "type": "c", "major": 1, "minor": 5, "fileMode": 292, "uid": 3}'
	run_sh 'stat -c "%a %u" /dev/zero'
	assert_output '444 3'
}

@test "default devices: a file of the image in the place of one is covered, not used" {
	config '.mounts |= map(select(.destination | startswith("/dev") | not))'
	echo from-image > "$BUNDLE/rootfs/dev/null"
	run_sh 'stat -c %t:%T /dev/null; wc -c < /dev/null'
	assert_output $'1:3\n0'
	assert_equal from-image "$(cat "$BUNDLE/rootfs/dev/null")"
}

@test "default devices: /dev/ptmx belongs to the container's own devpts" {
	run_sh 'exec 3<>/dev/ptmx && ls /dev/pts'
	assert_output_matches '^0$'
	assert_output_matches '^ptmx$'
}

@test "default devices: a /dev bound from the host gets nothing added" {
	mkdir "$BATS_TEST_TMPDIR/dev"
	mknod -m 666 "$BATS_TEST_TMPDIR/dev/null" c 1 3
	config '.mounts |= map(select(.destination | startswith("/dev") | not))
		| .mounts += [{destination: "/dev", type: "bind", source: $s, options: ["rbind"]}]' \
		--arg s "$BATS_TEST_TMPDIR/dev"
	run_sh 'ls /dev'
	assert_output null
	assert_equal null "$(ls "$BATS_TEST_TMPDIR/dev")"
}

@test "default devices: /dev/console is there with a terminal only" {
	run_sh 'ls /dev/console 2>&1 || :'
	assert_output_matches 'No such file'
}
