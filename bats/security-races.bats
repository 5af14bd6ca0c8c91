#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# A container that exchanges directories and links of a shared volume while others are made.
load helpers
load security

setup_file() { attack_begin; }

# A volume with two names, "a" and "b", that an attacker exchanges for ever, shared with the victim,
# whose bundle is then $BUNDLE.
raced() { # MAKE-B : the commands that make b, in the volume
	VOLUME=$BATS_TEST_TMPDIR/volume
	[ -d "$VOLUME" ] || mkdir "$VOLUME"
	(cd "$VOLUME" && { [ -e a ] || mkdir a; } && eval "$1")
	config '.mounts += [{destination: "/vol", type: "bind", source: $v, options: ["bind"]}]' --arg v "$VOLUME"
	attacker swap /vol/a /vol/b
	victim
}

# So many victims are made; the attacker has to be at it to the last.
race() { # COMMAND for each
	local i

	for ((i = 0; i < RACES; i++)); do
		"$@"
	done
	assert_equal running "$(state_of status "$ID-a")"
}

# The links that b is, one race after the other.
each_link() { # COMMAND
	local target

	for target in "$OUTSIDE" "../../../../../../../../../../../..$OUTSIDE" /; do
		rm -rf "$BATS_TEST_TMPDIR/volume" "$BATS_TEST_TMPDIR/victim"
		"$1" "$target"
		assert_untouched
		brig delete --force "$ID-a"
		BUNDLE=$BATS_TEST_TMPDIR/bundle
		cp "$TEMPLATE/config.json" "$BUNDLE/config.json"
	done
}

run_raced() {
	run_brig run -b "$BUNDLE" "$ID"
	case $status in
	0) assert_output "$WANTED" ;;
	1) assert_output_matches "$REFUSAL" ;;
	*) echo "status $status: $output" && return 1 ;;
	esac
}

mount_in_race() { # TARGET
	raced "ln -s $1 b"
	config '.mounts += [{destination: "/vol/a/x/y", type: "tmpfs", source: "raced"},
		{destination: "/vol/b/z", type: "tmpfs", source: "raced"}]'
	config_sh 'grep -c " - tmpfs raced " /proc/self/mountinfo'
	WANTED=2 REFUSAL='/vol/[ab]/' race run_raced
}

@test "a mount whose destination is exchanged for a link stays in the container (CVE-2021-30465, CVE-2024-45310)" {
	outside
	each_link mount_in_race
}

file_in_race() { # TARGET
	echo bound > "$BATS_TEST_TMPDIR/file"
	raced "ln -s $1 b"
	config '.mounts += [("/vol/a/null", "/vol/b/new", "/vol/a/deep/er/new") |
		{destination: ., type: "bind", source: $f, options: ["bind"]}]' --arg f "$BATS_TEST_TMPDIR/file"
	# by the root of the mount: the file that was bound
	config_sh 'awk "\$4 ~ /\/file$/" /proc/self/mountinfo | wc -l'
	WANTED=3 REFUSAL='/vol/[ab]/' race run_raced
}

@test "a file that is bound in a directory exchanged for a link stays in the container (CVE-2024-45310)" {
	outside
	each_link file_in_race
}

device_in_race() { # TARGET
	raced "ln -s $1 b"
	config '.linux.devices = [("/vol/a/zero", "/vol/b/d/zero") | {path: ., type: "c", major: 1, minor: 5, uid: 7}]'
	config_sh 'echo made'
	WANTED=made REFUSAL='/vol/[ab]/|in the way' race run_raced
}

@test "a device in a directory exchanged for a link is made, and given away, in the container only" {
	outside
	each_link device_in_race
}

# Root file systems whose /dev is the raced one: links, ptmx, console and default devices go there.
dev_in_race() { # TARGET
	raced "ln -s $1 b"
	bare_dev
	config_sh 'ls -l /dev'
	config '.mounts |= map(select(.destination != "/vol"))'
	rm -rf "$BUNDLE/rootfs/dev" "$BUNDLE/rootfs/vol"
	mkdir "$BUNDLE/rootfs/vol"
	ln -s vol/a "$BUNDLE/rootfs/dev"
	T=$BATS_TEST_TMPDIR ROOT=$ROOT B=$BUNDLE I=$ID RACES=$RACES TTY=$HERE/terminal.py run unshare -m bash -uc '
		mount --bind "$T/volume" "$B/rootfs/vol"
		for ((i = 0; i < RACES; i++)); do
			timeout 20 "$BRIG" --root "$ROOT" run -b "$B" "$I"
			timeout 20 python3 "$TTY" run -- "$BRIG" --root "$ROOT" run -b "$B" "$I"
			jq ".process.terminal = (.process.terminal | not)" "$B/config.json" > "$B/c" && mv "$B/c" "$B/config.json"
		done < /dev/null' 3>&-
	assert_equal running "$(state_of status "$ID-a")"
}

@test "a /dev exchanged for a link: no node, link, console or removal on the host (CVE-2025-52565, CVE-2026-41579, CVE-2026-88264)" {
	# slow: RACES containers for each kind of link
	outside
	each_link dev_in_race
}

@test "a /dev/null exchanged for a fake one never masks a file with the fake (CVE-2025-31133)" {
	VOLUME=$BATS_TEST_TMPDIR/volume
	mkdir "$VOLUME"
	mknod -m 666 "$VOLUME/a" c 1 3
	ln "$VOLUME/a" "$VOLUME/null"
	raced 'echo of-the-attacker > b'
	brig delete --force "$ID-a"
	rm "$VOLUME/a"
	BUNDLE=$BATS_TEST_TMPDIR/bundle
	attacker swap /vol/null /vol/b
	BUNDLE=$VICTIM
	echo of-the-image > "$BUNDLE/rootfs/masked"
	bare_dev
	config '.mounts += [{destination: "/dev", type: "bind", source: $v, options: ["bind"]}]
		| .linux.maskedPaths = ["/masked"]' --arg v "$VOLUME"
	config_sh 'stat -c %t:%T /masked; cat /masked'
	WANTED=1:3 REFUSAL='/dev/null is a' race run_raced
}

cwd_in_race() { # TARGET
	raced "ln -s $1 b"
	config '.process.cwd = "/vol/a"'
	config_sh 'readlink /proc/self/cwd'
	race cwd_raced
}

cwd_raced() {
	run python3 -c '
import os, sys
for fd in range(3, 12):
    os.dup2(os.open("/", os.O_RDONLY), fd, inheritable=True)
os.execvp(sys.argv[1], sys.argv[1:])' "$BRIG" --root "$ROOT" run -b "$BUNDLE" "$ID" < /dev/null
	case $status in
	0) [[ $output =~ ^/(vol/[ab])?$ ]] || { echo "$output" && return 1; } ;;
	*) assert_output_matches 'process.cwd' ;;
	esac
}

@test "a working directory exchanged for a link to a descriptor is in the container, or refused (CVE-2024-21626)" {
	# slow: RACES containers for each of three descriptors
	local n

	outside
	for n in 5 8 11; do
		rm -rf "$BATS_TEST_TMPDIR/volume" "$BATS_TEST_TMPDIR/victim"
		cwd_in_race "/proc/self/fd/$n"
		brig delete --force "$ID-a"
		BUNDLE=$BATS_TEST_TMPDIR/bundle
		cp "$TEMPLATE/config.json" "$BUNDLE/config.json"
	done
	assert_untouched
}
