#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# The host's mounts, and the kernel's own file systems: what of them a container gets to see.
# shellcheck disable=SC2016,SC2086,SC2154 # scripts of other shells; words; set by bats
load helpers
load security

setup_file() { attack_begin; }

userns() { # a user namespace whose root is nobody on the host
	chmod 755 "$BATS_RUN_TMPDIR" "$BATS_RUN_TMPDIR"/* "$BATS_TEST_TMPDIR" "$BUNDLE" 2>/dev/null || :
	config '.linux.namespaces += [{type: "user"}]
		| .linux.uidMappings = [{containerID: 0, hostID: 100000, size: 65536}]
		| .linux.gidMappings = .linux.uidMappings'
}

# In a mount namespace of its own, in which a script has changed what the host has mounted.
with_mounts() { # SCRIPT [OPTION…] : runs the bundle; $status, $output
	local script=$1

	shift
	T=$BATS_TEST_TMPDIR ROOT=$ROOT BUNDLE=$BUNDLE ID=$ID run unshare -m bash -euc "$(declare -f brig)
		$script
		brig run -b \"\$BUNDLE\" \"\$@\" \"\$ID\" < /dev/null" - "$@"
}

# A process without any right makes a user namespace, where it has all of them, and there mounts.
mounter() {
	config '.mounts += [{destination: "/tmp", type: "tmpfs", source: "t", options: ["mode=1777"]}]
		| .process.user = {uid: 1000, gid: 1000}'
	config_sh 'mkdir /tmp/p /tmp/s
		unshare -Urmnpf sh -c "mount -t proc p /tmp/p && echo proc mounted
			mount -t sysfs s /tmp/s && echo sysfs mounted
			ls /tmp/p/sys/kernel/core_pattern /tmp/s/kernel; echo tried" 2>&1'
}

mounts_nothing() { # SCRIPT [OPTION…]
	with_mounts "$@"
	assert_output_matches '^tried$'
	refute_output_matches '^(proc|sysfs) mounted$'
	refute_output_matches '^(/tmp/p/sys/kernel/core_pattern|mm)$'
}

# --- --no-pivot

@test "--no-pivot: no new user namespace mounts a proc or sysfs, as with pivot_root" {
	local user

	require_root
	mounter
	capabilities CAP_SETFCAP
	for user in 0 1000; do
		config ".process.user = {uid: $user, gid: $user}"
		mounts_nothing :
		mounts_nothing : --no-pivot
	done
}

@test "--no-pivot: nor by a proc of the host's that is stacked, hidden, or at a name with a space" {
	require_root
	mounter
	mounts_nothing 'mkdir -p "$T/a b\040c" "$T/below/x" "$T/tree"
		mount -t proc p "$T/a b\040c"
		mount -t sysfs s "$T/a b\040c"
		mount -t proc p "$T/a b\040c"
		mount -t proc p "$T/below/x"
		mount -t tmpfs t "$T/below"
		mount -t tmpfs t "$T/tree"
		mkdir "$T/tree/y"
		mount -t proc p "$T/tree/y"' --no-pivot
}

@test "--no-pivot: nor in a container with a user namespace, whose mounts of the host are locked" {
	require_root
	! grep -aq __asan_init "$BRIG" || skip "LeakSanitizer does not work under strace"
	mounter
	userns
	mounts_nothing : --no-pivot
	# as if the root was an initramfs
	mounts_nothing 'BRIG="strace -fqq -o /dev/null -e trace=pivot_root -e inject=pivot_root:error=EINVAL $BRIG"
		brig() { $BRIG --root "$ROOT" "$@"; }' --no-pivot
	# what is out of reach can't be covered
	with_mounts 'mkdir -p "$T/below/x"
		mount -t proc p "$T/below/x"
		mount -t tmpfs t "$T/below"
		BRIG="strace -fqq -o /dev/null -e trace=pivot_root -e inject=pivot_root:error=EINVAL $BRIG"
		brig() { $BRIG --root "$ROOT" "$@"; }' --no-pivot
	assert_equal 1 "$status"
	assert_output_matches "^brig: .*--no-pivot: the host's proc at .*/below/x can neither be unmounted .* nor covered"
	assert_gone
}

@test "--no-pivot: where nothing is masked a new proc is the kernel's to give, as with pivot_root" {
	local option

	require_root
	mounter
	config '.linux.maskedPaths = [] | .linux.readonlyPaths = []'
	for option in '' --no-pivot; do
		with_mounts : $option
		assert_output_matches '^proc mounted$'
	done
}

@test "--no-pivot: nothing that the host has mounted is left below the root" {
	require_root
	config_args attack peel /proc/1 "$BATS_TEST_TMPDIR/m/f"
	capabilities CAP_SYS_ADMIN CAP_SYS_CHROOT
	with_mounts 'mkdir "$T/m"; mount -t tmpfs t "$T/m"; touch "$T/m/f"' --no-pivot
	assert_output seen
	userns
	with_mounts 'mount -t tmpfs t "$T/m"; touch "$T/m/f"' --no-pivot
	assert_output $'seen\nstays'
}

@test "--no-pivot with a shared root changes no mount of the host" {
	require_root
	config '.linux.rootfsPropagation = "shared" | .process.args = ["true"]'
	with_mounts 'mkdir "$T/m"
		mount -t tmpfs t "$T/m"
		cp -a "$BUNDLE" "$T/m/bundle"
		BUNDLE=$T/m/bundle
		mount --make-rshared /
		cut -d" " -f3-5 /proc/self/mountinfo > "$T/before"
		trap "cut -d\" \" -f3-5 /proc/self/mountinfo | diff \"\$T/before\" - && echo same" EXIT' --no-pivot
	assert_output same
}

@test "--no-pivot from within a chroot: the mounts outside of it are gone too" {
	ldd "$BRIG" 2>&1 | grep -Eq 'statically|not a dynamic' || skip "brig is a dynamic program here, and its libraries are not in there"
	require_root
	mounter
	mounts_nothing 'mkdir "$T/cell"
		mount --bind "$T/cell" "$T/cell"
		mkdir -p "$T/cell/proc" "$T/cell/sys/fs/cgroup" "$T/cell$BUNDLE" "$T/cell$ROOT" "$T/cell/bin" "$T/cell/dev"
		mount --bind "$BUNDLE" "$T/cell$BUNDLE"
		mount --rbind /proc "$T/cell/proc"
		mount --rbind /sys "$T/cell/sys"
		mount --rbind /dev "$T/cell/dev"
		cp "$BRIG" "$T/cell/bin/brig"
		brig() { chroot "$T/cell" /bin/brig --root "$ROOT" "$@"; }' --no-pivot
}

# --- a host whose /proc or /sys is partly covered

@test "user namespace: where the host's /proc is covered in part it is not handed out: an error says why" {
	require_root
	userns
	config_args ls /proc
	with_mounts 'echo covered > "$T/f"; mount --bind "$T/f" /proc/uptime; mount -t tmpfs t /proc/sys/kernel'
	assert_equal 1 "$status"
	assert_output_matches "^brig: .*mounts\[0\].*the host's /proc is partly covered \(by /proc/uptime, /proc/sys/kernel\).*config.json"
	refute_output_matches '^1$'
	assert_gone
	with_mounts 'mount --bind "$T/f" /proc/uptime
		"$BRIG" check -b "$BUNDLE" || echo "checked $?"'
	assert_output_matches "mounts\[0\].*the host's /proc is partly covered \(by /proc/uptime\)"
	assert_output_matches '^checked 1$'
}

@test "user namespace: of a pid namespace that the host has made /proc is its own, not the host's" {
	local other

	require_root
	brig run -d -b "$BUNDLE" "$ID-other" < /dev/null > "$BATS_TEST_TMPDIR/out" 2>&1
	other=$(state_of pid "$ID-other")
	userns
	config '.linux.namespaces |= map(if .type == "pid" then .path = $p else . end)' --arg p "/proc/$other/ns/pid"
	config_sh 'echo "$(ls /proc | grep -c "^[0-9]") processes"; tr "\\0" " " < /proc/1/cmdline'
	run_bundle
	assert_equal 0 "$status"
	assert_output_matches '^[45] processes$'
	assert_output_matches 'sleep 1000'
}

@test "user namespace: where the host's /sys is covered in part it is not handed out: an error says why" {
	require_root
	userns
	config_args ls /sys/class/net
	with_mounts 'mount -t tmpfs t /sys/class'
	assert_equal 1 "$status"
	assert_output_matches "^brig: .*mounts\[[0-9]+\].*the host's /sys is partly covered \(by /sys/class\)"
	assert_gone
}

@test "user namespace: of a network namespace that is the host's /sys is bound, what is mounted on it read-only" {
	require_root
	userns
	config '.linux.namespaces |= map(select(.type != "network"))
		| .mounts |= map(if .type == "sysfs" then .options -= ["ro"] else . end | select(.type != "cgroup"))'
	config_sh 'touch /sys/kernel/debug/x 2>&1; sed -n "s|.* /\(sys[^ ]*\) \(r[ow]\),.* - |\1 \2 |p" /proc/self/mountinfo'
	with_mounts 'mount -t tmpfs -o mode=1777 t /sys/kernel/debug'
	assert_output_matches 'debug/x: Read-only file system'
	assert_output_matches '^sys rw '
	refute_output_matches '^sys/.* rw '
}

# --- files of the container that the runtime reads

@test "/etc/passwd of the image that leads to a file of the kernel's is not read" {
	local file

	require_root
	! grep -aq __asan_init "$BRIG" || skip "LeakSanitizer does not work under strace"
	config 'del(.process.env[] | select(startswith("HOME="))) | .process.user.uid = 7'
	config_sh 'echo "$HOME"'
	for file in /proc/kmsg /proc/self/mem /proc/self/environ /sys/kernel/uevent_seqnum; do
		ln -sf "$file" "$BUNDLE/rootfs/etc/passwd"
		run strace -f -o "$BATS_TEST_TMPDIR/calls" -e trace=openat,openat2,read,pread64 \
			timeout 20 "$BRIG" --root "$ROOT" run -b "$BUNDLE" "$ID" < /dev/null
		assert_equal 0 "$status"
		assert_output /
		run -0 grep 'etc/passwd"' "$BATS_TEST_TMPDIR/calls"
		assert_output_matches 'O_PATH'
		run -1 grep -E 'etc/passwd", (\{flags=)?[^}]*O_NONBLOCK|self/fd/' "$BATS_TEST_TMPDIR/calls"
	done
}

@test "tmpcopyup does not copy a directory of the kernel's to which the image has a link" {
	require_root
	ln -s /proc/self "$BUNDLE/rootfs/link"
	config '.mounts += [{destination: "/link", type: "tmpfs", source: "t", options: ["tmpcopyup"]}]'
	config_args true
	assert_brig_fails run -b "$BUNDLE" "$ID"
	assert_output_matches "mounts\[[0-9]+\].*/link: copy up /link: it is on a pseudo file system"
	assert_gone
}
