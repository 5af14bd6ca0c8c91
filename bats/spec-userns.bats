#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# config-linux.md User namespace mappings; file systems in user namespaces; without root, and nested.
load helpers

# A user namespace with these maps: "CONTAINER HOST SIZE" each, uids and gids alike.
map() { # RANGE…
	config '.linux.namespaces |= (map(select(.type != "user")) + [{type: "user"}])
		| .linux.uidMappings = [$ARGS.positional[] | split(" ") | map(tonumber)
			| {containerID: .[0], hostID: .[1], size: .[2]}]
		| .linux.gidMappings = .linux.uidMappings' --args "$@"
}

reachable() {
	chmod 755 "$BATS_RUN_TMPDIR" "$BATS_RUN_TMPDIR"/* "$BATS_TEST_TMPDIR" "$BUNDLE" 2>/dev/null || :
}

# The bundle gets a rootfs of its own that belongs to this id.
own_rootfs() { # ID
	cp -a "$BUNDLE/rootfs" "$BUNDLE/own"
	rm -r "$BUNDLE/rootfs"
	mv "$BUNDLE/own" "$BUNDLE/rootfs"
	chown -hR "$1:$1" "$BUNDLE" "$BATS_TEST_TMPDIR"
}

# Runs a command in a mount namespace where this user has subordinate ids 100000 to 165535.
with_subordinate() { # USER COMMAND…
	mkdir -p "$BATS_TEST_TMPDIR/etc"
	echo "$1:100000:65536" | tee "$BATS_TEST_TMPDIR/etc/subuid" > "$BATS_TEST_TMPDIR/etc/subgid"
	run unshare -m sh -ec 'mount -t overlay o -o "lowerdir=$1:/etc" /etc; shift 2; exec "$@"' \
		sh "$BATS_TEST_TMPDIR/etc" "$@"
}

# Runs the bundle as the user nobody with subordinate ids 100000 to 165535 and its own directory.
as_nobody() { # ARG… : of brig
	ROOT=$BATS_TEST_TMPDIR/state
	mkdir -p "$ROOT"
	chown 65534:65534 "$ROOT"
	with_subordinate nobody setpriv --reuid 65534 --regid 65534 --clear-groups "$BRIG" --root "$ROOT" "$@"
}

rootless() {
	[ -u "$(command -v newuidmap)" ] || skip "newuidmap is not installed set-uid"
	reachable
	own_rootfs 65534
	config 'del(.linux.resources)
		| .mounts |= map(select(.type != "cgroup"))
		| .mounts |= map(if .type == "devpts" then .options -= ["gid=5"] else . end)'
}

@test "uidMappings, gidMappings: several ranges" {
	reachable
	map "0 100000 10" "10 300000 5" "1000 400000 1"
	run_sh 'cat /proc/self/uid_map /proc/self/gid_map | xargs'
	assert_output "$(echo 0 100000 10 10 300000 5 1000 400000 1 0 100000 10 10 300000 5 1000 400000 1)"
	config '.process.user = {uid: 12, gid: 1000, additionalGids: [11]}'
	config_sh 'sleep 1000'
	start
	assert_equal '300002 400000' "$(stat -c '%u %g' "/proc/$(state_of pid)")"
	grep -q '^Groups:.300001' "/proc/$(state_of pid)/status"
}

@test "uidMappings: the files of the rootfs keep their owners" {
	reachable
	map "0 100000 65536"
	run_sh 'stat -c %u /bin/busybox'
	assert_output 65534
	assert_equal 0 "$(stat -c %u "$BUNDLE/rootfs/bin/busybox")"
}

@test "uidMappings: empty, overlapping and overflowing ranges are errors" {
	map "0 100000 0"
	run -1 brig check -b "$BUNDLE"
	assert_output_matches 'linux.uidMappings\[0\].size'
	assert_output_matches 'linux.gidMappings\[0\].size'
	map "0 100000 10" "5 200000 10"
	run -1 brig check -b "$BUNDLE"
	assert_output_matches 'linux.uidMappings\[1\].*overlap'
	map "0 100000 10" "10 100005 10"
	run -1 brig check -b "$BUNDLE"
	assert_output_matches 'linux.uidMappings\[1\].*host ids overlap'
	map "0 4294967290 10"
	run -1 brig check -b "$BUNDLE"
	assert_output_matches 'linux.uidMappings\[0\]'
}

@test "uidMappings: a new user namespace without them is an error, and they without it too" {
	map
	assert_brig_fails create -b "$BUNDLE" "$ID"
	assert_output_matches 'linux.uidMappings.*no uid mappings'
	map "0 100000 10"
	config '.linux.namespaces |= map(select(.type != "user"))'
	assert_brig_fails create -b "$BUNDLE" "$ID"
	assert_output_matches 'linux.uidMappings.*no user namespace'
	assert_gone
}

@test "uidMappings: a user of the process that is not mapped is an error that names it" {
	reachable
	map "0 100000 10"
	config '.process.user = {uid: 4711, gid: 0}'
	assert_brig_fails create -b "$BUNDLE" "$ID"
	assert_output_matches '4711'
	assert_gone
}

@test "user namespace: container root owns nothing of the host" {
	reachable
	map "0 100000 65536"
	config 'del(.linux.maskedPaths, .linux.readonlyPaths)'
	touch "$BATS_TEST_TMPDIR/secret" "$BUNDLE/rootfs/secret"
	chmod 600 "$BATS_TEST_TMPDIR/secret"
	config '.mounts += [{destination: "/secret", type: "none", source: $s, options: ["bind"]}]' \
		--arg s "$BATS_TEST_TMPDIR/secret"
	run_sh 'cat /secret 2>&1; echo 1 > /proc/sys/kernel/panic || :; mount -t tmpfs t /tmp 2>&1; id -u'
	assert_output_matches 'secret.*Permission denied'
	assert_output_matches '^0$'
}

@test "user namespace: idmap without mappings takes those of the container" {
	reachable
	mkdir "$BATS_TEST_TMPDIR/d" "$BUNDLE/rootfs"/{plain,mapped}
	touch "$BATS_TEST_TMPDIR/d/f"
	chown 7:8 "$BATS_TEST_TMPDIR/d/f"
	map "0 100000 65536"
	config '.mounts += [{destination: "/plain", source: $s, options: ["bind"]},
		{destination: "/mapped", source: $s, options: ["bind", "idmap"]}]' --arg s "$BATS_TEST_TMPDIR/d"
	run_sh 'stat -c %u:%g /plain/f /mapped/f; touch /mapped/new'
	assert_output $'65534:65534\n7:8'
	assert_equal 0:0 "$(stat -c %u:%g "$BATS_TEST_TMPDIR/d/new")"
}

@test "user namespace: idmap takes the maps of a joined namespace" {
	reachable
	mkdir "$BATS_TEST_TMPDIR/d" "$BUNDLE/rootfs/d"
	chown 7:8 "$BATS_TEST_TMPDIR/d"
	map "0 100000 65536"
	start
	config '.linux.namespaces |= map(if .type == "user" then .path = $p else . end)
		| del(.linux.uidMappings, .linux.gidMappings)
		| .mounts += [{destination: "/d", source: $s, options: ["bind", "idmap"]}]' \
		--arg p "/proc/$(state_of pid)/ns/user" --arg s "$BATS_TEST_TMPDIR/d"
	config_sh 'stat -c %u:%g /d'
	run -0 brig run -b "$BUNDLE" "$ID-2"
	assert_output 7:8
}

@test "user namespace: a bind source that only the host's root can reach" {
	reachable
	mkdir -p "$BATS_TEST_TMPDIR/closed/d" "$BUNDLE/rootfs/d"
	echo data > "$BATS_TEST_TMPDIR/closed/d/f"
	chmod 700 "$BATS_TEST_TMPDIR/closed"
	map "0 100000 65536"
	config '.mounts += [{destination: "/d", source: $s, options: ["bind", "ro"]}]' \
		--arg s "$BATS_TEST_TMPDIR/closed/d"
	run_sh 'cat /d/f'
	assert_output data
}

@test "user namespace: sysfs without a network namespace, and proc without a pid namespace, are bound" {
	reachable
	map "0 100000 65536"
	config '.linux.namespaces |= map(select(.type != "network" and .type != "pid"))'
	run_sh 'grep -E " /(proc|sys) " /proc/mounts; ls /sys/class/net; cat /proc/$$/comm; :'
	assert_output_matches '^sysfs /sys sysfs ro,nosuid,nodev,noexec'
	assert_output_matches '^proc /proc proc '
	assert_output_matches '^sh$'
}

@test "user namespace: devpts with a gid that is not mapped" {
	reachable
	map "0 100000 1"
	run_sh 'grep -c devpts /proc/mounts'
	assert_output 1
}

@test "user namespaces nested twice: ids are those of both maps" {
	reachable
	own_rootfs 100000
	mkdir "$BATS_TEST_TMPDIR/state"
	chown 100000:100000 "$BATS_TEST_TMPDIR/state"
	map "0 1000 100"
	chown -hR 101000:101000 "$BUNDLE/rootfs"
	config 'del(.linux.resources) | .mounts |= map(select(.type != "cgroup"))'
	config_sh 'cat /proc/self/uid_map | xargs; touch /made; id -u'
	ROOT=$BATS_TEST_TMPDIR/state
	with_subordinate root unshare -U -m --map-users=auto --map-groups=auto --setuid 0 --setgid 0 \
		"$BRIG" --root "$ROOT" run -b "$BUNDLE" "$ID"
	assert_output $'0 1000 100\n0'
	assert_equal 101000 "$(stat -c %u "$BUNDLE/rootfs/made")"
}

# A rootless engine is root of a user namespace, and its user's files are closed to other ids.
@test "user namespaces nested twice: a bind source that the container's root cannot reach; who may not mount does without" {
	local closed=$BATS_TEST_TMPDIR/closed

	reachable
	own_rootfs 100000
	ROOT=$BATS_TEST_TMPDIR/state
	mkdir -p "$ROOT" "$closed/d" "$BUNDLE/rootfs/d"
	echo data > "$closed/d/f"
	chmod 700 "$closed"
	chown -R 100000:100000 "$ROOT" "$closed"
	map "0 1000 100"
	chown -hR 101000:101000 "$BUNDLE/rootfs"
	config 'del(.linux.resources) | .mounts |= map(select(.type != "cgroup")) +
		[{destination: "/d", source: $s, options: ["bind", "ro"]}]' --arg s "$closed/d"
	config_sh 'cat /d/f; grep -o " /d ro" /proc/self/mountinfo'
	with_subordinate root unshare -U -m --map-users=auto --map-groups=auto --setuid 0 --setgid 0 \
		"$BRIG" --root "$ROOT" run -b "$BUNDLE" "$ID"
	assert_output $'data\n /d ro'
	# In the mounts of the host's root.
	chmod 755 "$closed"
	with_subordinate root unshare -U --map-users=auto --map-groups=auto --setuid 0 --setgid 0 \
		"$BRIG" --root "$ROOT" run -b "$BUNDLE" "$ID"
	assert_output $'data\n /d ro'
}

@test "without root: several ranges by newuidmap and newgidmap" {
	rootless
	map "0 65534 1" "1 100000 65535"
	config_sh 'cat /proc/self/uid_map | xargs; cat /proc/self/setgroups; touch /made; id -u'
	as_nobody run -b "$BUNDLE" "$ID"
	assert_output $'0 65534 1 1 100000 65535\nallow\n0'
	assert_equal 65534 "$(stat -c %u "$BUNDLE/rootfs/made")"
}

@test "without root: a range that is not subordinate is refused by newuidmap, in its words" {
	rootless
	map "0 65534 1" "1 200000 10"
	as_nobody run -b "$BUNDLE" "$ID"
	assert_equal 1 "$status"
	assert_output_matches 'linux.uidMappings.*newuidmap.*200000'
	assert_equal '' "$(ls "$BATS_TEST_TMPDIR/state")"
}

@test "without root: one's own id alone needs no helper" {
	rootless
	map "0 65534 1"
	config_sh 'cat /proc/self/uid_map | xargs; cat /proc/self/setgroups'
	as_nobody run -b "$BUNDLE" "$ID"
	assert_output $'0 65534 1\ndeny'
}

@test "without root: no user namespace is an error with a hint" {
	rootless
	config '.linux.namespaces |= map(select(.type != "user"))'
	as_nobody run -b "$BUNDLE" "$ID"
	assert_equal 1 "$status"
	assert_output_matches 'linux.namespaces.*user namespace'
}
