#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# The root file system and what is mounted in it.
load helpers
load mounts

@test "the default config's mounts are there, with their options" {
	run_sh 'while read -r _ _ _ root at opts _; do echo "$at $opts"; done < /proc/self/mountinfo'
	assert_output_matches '^/ '
	assert_output_matches '^/proc '
	assert_output_matches '^/dev .*nosuid'
	assert_output_matches '^/dev/pts .*nosuid.*noexec'
	assert_output_matches '^/dev/shm .*nosuid.*nodev.*noexec'
	assert_output_matches '^/dev/mqueue .*nosuid.*nodev.*noexec'
	assert_output_matches '^/sys ro.*nosuid.*nodev.*noexec'
}

@test "nothing of the host's mounts is left in the container" {
	run_sh 'while read -r _ _ _ _ at _; do echo "$at"; done < /proc/self/mountinfo'
	refute_output_matches '^/(tmp|mnt|old|run)'
	assert_equal / "${lines[0]}"
}

@test "nothing of the container's mounts is seen on the host" {
	start
	run -0 cat /proc/self/mountinfo
	refute_output_matches "$ID|$BUNDLE"
}

@test "a shared root of the caller stays untouched" {
	config_args true
	run -0 unshare -m --propagation shared sh -c '
		before=$(wc -l < /proc/self/mountinfo)
		"$@" || exit
		[ $(wc -l < /proc/self/mountinfo) = $before ]' sh "$BRIG" --root "$ROOT" run -b "$BUNDLE" "$ID"
}

@test "root.readonly" {
	config '.root.readonly = true'
	config_sh 'touch /x'
	run_bundle
	[ "$status" -ne 0 ]
	assert_output_matches 'Read-only file system'
	config '.root.readonly = false'
	run_sh 'touch /x && echo written'
	assert_output written
}

@test "root.path: absolute, relative, a symbolic link to a directory" {
	config '.root.path = $p' --arg p "$BUNDLE/rootfs"
	run_sh 'echo ok'
	config '.root.path = "./rootfs/"'
	run_sh 'echo ok'
	ln -s rootfs "$BUNDLE/link"
	config '.root.path = "link"'
	run_sh 'echo ok'
}

@test "root.path that is a file or nothing is refused" {
	touch "$BUNDLE/file"
	config '.root.path = "file"'
	assert_brig_fails create -b "$BUNDLE" "$ID"
	assert_output_matches 'file'
	config '.root.path = "none"'
	assert_brig_fails create -b "$BUNDLE" "$ID"
	assert_output_matches 'none'
	assert_gone
}

@test "the bundle may itself be a mount of the caller's" {
	config_args echo hi
	run -0 unshare -m sh -c 'mount -t tmpfs -o mode=755 t "$1" && mkdir "$1/b" && cp -a "$2/." "$1/b" && shift 2 && "$@"' sh \
		/mnt "$BUNDLE" "$BRIG" --root "$ROOT" run -b /mnt/b "$ID"
	assert_output hi
}

@test "a tmpfs with size and mode; its directory is made" {
	mount_at /a/b/c tmpfs tmpfs size=64k mode=700 nosuid
	run_sh 'grep " /a/b/c " /proc/mounts; stat -c %a /a/b/c'
	assert_output_matches 'tmpfs /a/b/c tmpfs .*nosuid.*size=64k.*mode=700'
	assert_output_matches '^700$'
}

@test "bind mounts of a directory and of a file; their targets are made" {
	mkdir "$BATS_TEST_TMPDIR/dir"
	echo in-dir > "$BATS_TEST_TMPDIR/dir/f"
	echo in-file > "$BATS_TEST_TMPDIR/file"
	mount_at /new/dir bind "$BATS_TEST_TMPDIR/dir" rbind
	mount_at /new/file none "$BATS_TEST_TMPDIR/file" bind
	run_sh 'cat /new/dir/f /new/file'
	assert_output $'in-dir\nin-file'
}

@test "a relative bind source is taken from the bundle" {
	mkdir "$BUNDLE/data"
	echo here > "$BUNDLE/data/f"
	mount_at /data bind data bind
	run_sh 'cat /data/f'
	assert_output here
}

@test "bind mounts: ro, nosuid, nodev, noexec and those that clear" {
	mkdir "$BATS_TEST_TMPDIR/d"
	mount_at /ro bind "$BATS_TEST_TMPDIR/d" bind ro nosuid nodev noexec
	mount_at /rw bind "$BATS_TEST_TMPDIR/d" bind ro rw nosuid suid nodev dev noexec exec
	options_of /ro
	assert_output_matches '^ro,nosuid,nodev,noexec'
	options_of /rw
	assert_output_matches '^rw[, ]'
	refute_output_matches 'nosuid|nodev|noexec'
	config_sh 'touch /ro/x'
	run_bundle
	assert_output_matches 'Read-only'
	config_sh 'touch /rw/x'
	run_bundle
	assert_equal 0 "$status"
}

@test "mounts are made in the order of the list" {
	mount_at /m tmpfs one
	mount_at /m/sub tmpfs two
	mount_at /m tmpfs three
	run_sh 'awk "\$2 ~ /^\/m/ { print \$1 }" /proc/mounts; ls /m'
	assert_output $'one\ntwo\nthree'
}

@test "propagation words" {
	local word

	for word in shared private slave unbindable; do
		mount_at "/p-$word" tmpfs tmpfs "$word"
	done
	run_sh 'cat /proc/self/mountinfo'
	assert_output_matches ' /p-shared .* shared:'
	assert_output_matches ' /p-unbindable .* unbindable '
	refute_output_matches ' /p-private .*(shared|master|unbindable)'
}

@test "rootfsPropagation: each word, and a bad one" {
	local word

	for word in private slave rprivate rslave; do
		config '.linux.rootfsPropagation = $w' --arg w $word
		run_sh 'cat /proc/self/mountinfo'
		refute_output_matches ' / / .* shared:'
	done
	config '.linux.rootfsPropagation = "shared"'
	run_sh 'cat /proc/self/mountinfo'
	assert_output_matches ' / .* shared:'
	config '.linux.rootfsPropagation = "unbindable"'
	run_sh 'cat /proc/self/mountinfo'
	assert_output_matches ' / .* unbindable '
	config '.linux.rootfsPropagation = "bogus"'
	assert_brig_fails create -b "$BUNDLE" "$ID"
	assert_output_matches 'rootfsPropagation'
}

@test "unknown option words go to the file system, which may refuse them" {
	mount_at /t tmpfs tmpfs nonsense=1
	assert_brig_fails create -b "$BUNDLE" "$ID"
	assert_output_matches 'mounts\[[0-9]+\] /t.*nonsense|/t'
	assert_gone
}

@test "an unknown file system is named" {
	mount_at /t nonsensefs none
	assert_brig_fails create -b "$BUNDLE" "$ID"
	assert_output_matches 'nonsensefs'
	assert_gone
}

@test "symbolic links in the rootfs lead nowhere outside of it" {
	mkdir "$BATS_TEST_TMPDIR/outside"
	ln -s "$BATS_TEST_TMPDIR/outside" "$BUNDLE/rootfs/abs"
	ln -s ../../../../../../../..$BATS_TEST_TMPDIR/outside "$BUNDLE/rootfs/rel"
	mount_at /abs/made tmpfs tmpfs
	mount_at /rel/made tmpfs tmpfs
	config '.process.args = ["true"]'
	run_brig run -b "$BUNDLE" "$ID"
	assert_equal '' "$(ls "$BATS_TEST_TMPDIR/outside")"
}

@test "a /proc or /sys in the rootfs that is a symbolic link is refused" {
	rmdir "$BUNDLE/rootfs/proc"
	mkdir "$BUNDLE/rootfs/x"
	ln -s x "$BUNDLE/rootfs/proc"
	assert_brig_fails create -b "$BUNDLE" "$ID"
	assert_output_matches proc
	assert_gone
}

@test "a /dev in the rootfs that is a symbolic link does not reach the host's" {
	mkdir "$BATS_TEST_TMPDIR/outside"
	rmdir "$BUNDLE/rootfs/dev"
	ln -s "$BATS_TEST_TMPDIR/outside" "$BUNDLE/rootfs/dev"
	config '.process.args = ["true"]'
	run_brig run -b "$BUNDLE" "$ID"
	assert_equal '' "$(ls "$BATS_TEST_TMPDIR/outside")"
}

@test "default devices" {
	run_sh 'for d in null zero full random urandom tty; do stat -c "%n %F %t:%T %a" /dev/$d; done
		echo x > /dev/null && head -c 3 /dev/zero | wc -c'
	assert_output_matches '^/dev/null character special file 1:3 666'
	assert_output_matches '^/dev/zero character special file 1:5 666'
	assert_output_matches '^/dev/full character special file 1:7 666'
	assert_output_matches '^/dev/random character special file 1:8 666'
	assert_output_matches '^/dev/urandom character special file 1:9 666'
	assert_output_matches '^/dev/tty character special file 5:0 666'
	assert_output_matches '^3$'
}

@test "default links" {
	run_sh 'for l in fd stdin stdout stderr ptmx; do echo "$l $(readlink /dev/$l)"; done'
	assert_output_matches '^fd /proc/self/fd$'
	assert_output_matches '^stdin /proc/self/fd/0$'
	assert_output_matches '^stdout /proc/self/fd/1$'
	assert_output_matches '^stderr /proc/self/fd/2$'
	assert_output_matches '^ptmx (/dev/)?pts/ptmx$'
}

@test "devices of the config, anywhere, with mode and owner" {
	config '.linux.devices = [
		{path: "/dev/fuse2", type: "c", major: 10, minor: 229, fileMode: 438, uid: 5, gid: 6},
		{path: "/opt/pipe", type: "p", fileMode: 384},
		{path: "/dev/loop77", type: "b", major: 7, minor: 77}]'
	run_sh 'stat -c "%n|%F|%t:%T|%a|%u:%g" /dev/fuse2 /opt/pipe /dev/loop77'
	assert_output_matches '/dev/fuse2.character special file.a:e5.666.5:6'
	assert_output_matches '/opt/pipe.fifo.0:0.600.0:0'
	assert_output_matches '/dev/loop77.block special file.7:4d'
}

@test "a device path where something else stands is refused" {
	mkdir -p "$BUNDLE/rootfs/opt"
	touch "$BUNDLE/rootfs/opt/null"
	config '.linux.devices = [{path: "/opt/null", type: "c", major: 1, minor: 3}]'
	assert_brig_fails create -b "$BUNDLE" "$ID"
	assert_output_matches '/opt/null'
	assert_gone
}

@test "masked paths: a file reads as empty, a directory has no entry" {
	config '.linux.maskedPaths = ["/proc/kcore", "/proc/interrupts", "/etc/passwd", "/home", "/does/not/exist"]'
	mkdir "$BUNDLE/rootfs/home/x"
	run_sh 'cat /etc/passwd | wc -c; ls /home | wc -l; head -c 10 /proc/interrupts | wc -c; touch /home/y || echo ro'
	assert_output $'0\n0\n0\ntouch: /home/y: Read-only file system\nro'
}

@test "read-only paths, and what cannot be found is passed over" {
	config '.linux.readonlyPaths = ["/etc", "/proc/sys", "/does/not/exist"]'
	run_sh 'touch /etc/x || echo ro; echo 1 > /proc/sys/kernel/domainname || echo ro'
	assert_output_matches 'ro
.*
ro|ro'
	assert_equal 2 "$(grep -c '^ro$' <<< "$output")"
}

@test "sysctl in the container's own namespaces; elsewhere refused" {
	config '.linux.sysctl = {"net.ipv4.ip_forward": "1", "kernel.msgmax": "9000"}'
	run_sh 'cat /proc/sys/net/ipv4/ip_forward /proc/sys/kernel/msgmax'
	assert_output $'1\n9000'
	config '.linux.sysctl = {"vm.swappiness": "1"}'
	assert_brig_fails create -b "$BUNDLE" "$ID"
	assert_output_matches 'vm.swappiness'
	assert_gone
}

@test "a cgroup mount shows the container's own groups, read-only when asked, and changes no mount of the host" {
	local before

	before=$(grep -e ' - cgroup2\? ' /proc/self/mountinfo)
	mount_at /sys/fs/cgroup cgroup cgroup ro nosuid
	run_sh 'ls /sys/fs/cgroup; mkdir /sys/fs/cgroup/x || echo denied'
	assert_output_matches denied
	assert_equal "$before" "$(grep -e ' - cgroup2\? ' /proc/self/mountinfo)"
	[ -d /sys/fs/cgroup/unified ] || return 0
	assert_output_matches '^memory'
}

@test "no mounts at all" {
	config 'del(.mounts, .linux.maskedPaths, .linux.readonlyPaths)'
	run_sh 'echo ok; ls -d /proc/1 2>&1 || :'
	assert_output_matches ok
	assert_output_matches 'No such file'
}

@test "mounts in a new tmpfs, also twice at one place" {
	config '.mounts += [
		{destination: "/t", type: "tmpfs", source: "t", options: ["ro"]},
		{destination: "/t/a", type: "tmpfs", source: "a"},
		{destination: "/t/a", type: "tmpfs", source: "again"},
		{destination: "/t/b", type: "tmpfs", source: "b"},
		{destination: "/t/b/c", type: "tmpfs", source: "c"}]'
	run_sh 'grep " /t" /proc/mounts | cut -d " " -f 1,2,4 | cut -d , -f 1; mkdir /t/x 2>&1 | tail -n 1'
	assert_output $'t /t ro\na /t/a rw\nagain /t/a rw\nb /t/b rw\nc /t/b/c rw\nmkdir: can\'t create directory \'/t/x\': Read-only file system'
	config '.mounts += [{destination: "/t", type: "tmpfs"}, {destination: "/t/a", type: "tmpfs", options: ["mode=755", "nonsense"]}]'
	assert_brig_fails create -b "$BUNDLE" "$ID"
	assert_output_matches "option 'nonsense'"
	assert_gone
}

@test "a mount onto /" {
	config '.mounts = [{destination: "/", type: "bind", source: "rootfs", options: ["rbind"]}] + .mounts'
	config '.process.args = ["echo", "ok"]'
	run_brig run -b "$BUNDLE" "$ID"
	assert_equal 0 "$status"
	assert_output ok
}

@test "five hundred mounts" {
	config '.mounts += [range(500) | {destination: "/m/\(.)", type: "tmpfs", source: "tmpfs"}]'
	run_sh 'grep -c " /m/" /proc/mounts'
	assert_output 500
}
