#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# config.md Root and config-linux.md Rootfs Mount Propagation: the root as both sides see it.
load helpers

# Runs a script with `brig` in a mount namespace of its own. There $B is a copy of the bundle on a
# shared mount, as systemd makes the host's.
privately() { # SCRIPT
	ROOT=$ROOT BUNDLE=$BUNDLE ID=$ID T=$BATS_TEST_TMPDIR run unshare -m \
		bash -euc "$(declare -f brig run_in); B=\$T/h/b; mkdir \$T/h
			mount -t tmpfs -o mode=755 h \$T/h; mount --make-shared \$T/h; cp -a \$BUNDLE \$B; $1"
}

run_in() { # ID COMMAND…
	local pid

	pid=$(brig state "$1" | jq .pid)
	shift
	nsenter -t "$pid" -m -p -- "$@"
}

# A container; then a mount below the root on each side. Prints what each sees of the other's.
both_sides='mkdir $B/rootfs/{host,box}; brig create -b $B $ID > $T/out 2>&1 < /dev/null || cat $T/out
	mount -t tmpfs from-host $B/rootfs/host; run_in $ID mount -t tmpfs from-box /box
	run_in $ID grep -q from-host /proc/self/mountinfo && echo "box sees host"
	grep -q from-box /proc/self/mountinfo && echo "host sees box"
	run_in $ID cat /proc/self/mountinfo | awk "\$5 == \"/\"" | sed "s/ - .*//; s/.*relatime/root:/"
	brig delete -f $ID; grep -c " $B/rootfs" /proc/self/mountinfo'

@test "rootfsPropagation: slave takes the host's mounts and gives none" {
	config '.linux.rootfsPropagation = "slave"'
	privately "$both_sides"
	assert_output_matches '^box sees host$'
	refute_output_matches 'host sees box'
	assert_output_matches '^root: master:[0-9]+$'
	assert_output_matches '^1$'
}

@test "rootfsPropagation: private takes and gives no mounts" {
	config '.linux.rootfsPropagation = "private"'
	privately "$both_sides"
	assert_output $'root:\n1'
}

@test "rootfsPropagation: shared is a peer group of its own, not the host's" {
	config '.linux.rootfsPropagation = "shared"'
	privately "$both_sides"
	refute_output_matches 'sees'
	assert_output_matches '^root: shared:[0-9]+$'
	assert_output_matches '^1$'
}

@test "rootfsPropagation: binds in a shared root are peers of it, in a private one they are not" {
	mkdir -p "$BUNDLE/rootfs"/{a/m,b}
	config '.linux.rootfsPropagation = "shared"'
	start
	run -0 nsenter -t "$(state_of pid)" -m sh -c 'mount --bind /a /b && mount -t tmpfs t /b/m'
	run -0 cat "/proc/$(state_of pid)/mountinfo"
	assert_output_matches ' /a/m '
	config '.linux.rootfsPropagation = "private"'
	brig run -d -b "$BUNDLE" "$ID-2" < /dev/null > /dev/null 2>&1
	run -0 nsenter -t "$(state_of pid "$ID-2")" -m sh -c 'mount --bind /a /b && mount -t tmpfs t /b/m'
	run -0 cat "/proc/$(state_of pid "$ID-2")/mountinfo"
	assert_output_matches ' /b/m '
	refute_output_matches ' /a/m '
	brig delete -f "$ID-2"
}

@test "rootfsPropagation: unbindable cannot be bound" {
	config '.linux.rootfsPropagation = "unbindable"'
	mkdir "$BUNDLE/rootfs/m"
	start
	run nsenter -t "$(state_of pid)" -m mount --bind / /m
	[ "$status" -ne 0 ]
	config 'del(.linux.rootfsPropagation)'
	brig create -b "$BUNDLE" "$ID-2" < /dev/null > /dev/null 2>&1
	run -0 nsenter -t "$(state_of pid "$ID-2")" -m mount --bind / /m
	brig delete -f "$ID-2"
}

@test "rootfsPropagation: unset lets nothing out to the host" {
	privately "$both_sides"
	refute_output_matches 'host sees box'
	assert_output_matches '^1$'
}

@test "rootfsPropagation: an unknown word is an error, with its line" {
	config '.linux.rootfsPropagation = "Private"'
	assert_brig_fails create -b "$BUNDLE" "$ID"
	assert_output_matches 'config.json:[0-9]+:.*linux.rootfsPropagation.*Private'
	assert_gone
}

@test "root: an overlay of several layers made by the caller" {
	local dir=$BATS_TEST_TMPDIR

	mkdir "$dir"/{l1,l2,up,work}
	mkdir "$dir/l1/etc"
	echo one > "$dir/l1/etc/layer"
	mkdir "$dir/l2/etc"
	echo two > "$dir/l2/etc/layer"
	touch "$dir/l2/etc/two"
	config_sh 'cat /etc/layer; ls /etc; rm /etc/two; echo new > /made; awk "\$5 == \"/\"" /proc/self/mountinfo'
	T=$dir ROOT=$ROOT BUNDLE=$BUNDLE ID=$ID run -0 unshare -m bash -euc '
		cp -a $BUNDLE/rootfs $T/base
		mount -t overlay o -o lowerdir=$T/l1:$T/l2:$T/base,upperdir=$T/up,workdir=$T/work $BUNDLE/rootfs
		"$BRIG" --root "$ROOT" run -b "$BUNDLE" "$ID"'
	assert_equal one "${lines[0]}"
	assert_output_matches '^two$'
	assert_output_matches '^passwd$'
	assert_output_matches ' - overlay '
	assert_equal new "$(cat "$dir/up/made")"
	[ -c "$dir/up/etc/two" ]
}

@test "root: read-only while mounts in it stay writable, and the host's own copy too" {
	config '.root.readonly = true
		| .mounts += [{destination: "/tmp", type: "tmpfs", source: "t"}]'
	mkdir -p "$BUNDLE/rootfs/tmp"
	run_sh 'touch /etc/x 2>&1; touch /tmp/x && echo written'
	assert_output_matches 'Read-only file system'
	assert_output_matches '^written$'
	touch "$BUNDLE/rootfs/host-writes"
}

@test "root: a mount of the caller's below root.path is in the container" {
	config_sh 'cat /sub/f; grep -c " /sub " /proc/mounts'
	privately 'mkdir $B/rootfs/sub; mount -t tmpfs s $B/rootfs/sub; echo data > $B/rootfs/sub/f
		brig run -b $B $ID'
	assert_output $'data\n1'
}

@test "root: --no-pivot moves it over / and hides the old root all the same" {
	config_sh 'awk "\$5 == \"/\"" /proc/self/mountinfo | wc -l; ls /; ls -d /../work 2>&1'
	run_bundle --no-pivot
	refute_output_matches '^/../work$'
	assert_output_matches '^bin$'
}

@test "root: path that lies where only the host's root can walk, with a user namespace" {
	chmod 755 "$BATS_RUN_TMPDIR" "$BATS_RUN_TMPDIR"/* "$BATS_TEST_TMPDIR" 2>/dev/null || :
	chmod 700 "$BUNDLE"
	config '.linux.namespaces += [{type: "user"}]
		| .linux.uidMappings = [{containerID: 0, hostID: 100000, size: 65536}]
		| .linux.gidMappings = [{containerID: 0, hostID: 100000, size: 65536}]'
	run_sh 'echo ran'
	assert_output ran
}
