# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# What the security bats files share. Each of their cases is an attack on the built binary; their
# names say which advisories they stand for, and SECURITY.md says what stops them.
#
# RACES and EXECS in the environment say how often those that race are tried; the default is for a
# run of all tests, hundreds and a thousand for a closer look.
# shellcheck disable=SC2034,SC2154,SC2016 # used by the bats files; set by bats; jq programs

RACES=${RACES:-8}
EXECS=${EXECS:-40}

# The root file system of the file has the attacker in it.
attack_begin() {
	file_begin
	cc -static -O1 -o "$TEMPLATE/rootfs/bin/attack" "$HERE/attack.c"
}

# A directory of the host that must stay as it is; assert_untouched compares.
outside() {
	OUTSIDE=$BATS_TEST_TMPDIR/outside
	mkdir "$OUTSIDE" "$OUTSIDE/pts"
	echo host > "$OUTSIDE/null"
	echo host > "$OUTSIDE/ptmx"
	echo host > "$OUTSIDE/pts/ptmx"
	chmod 600 "$OUTSIDE"/*x "$OUTSIDE/null"
	outside_now > "$BATS_TEST_TMPDIR/outside-before"
}

outside_now() {
	find "$OUTSIDE" -printf '%P %y %m %U %G %s %l\n' | sort
	cat "$OUTSIDE/null" "$OUTSIDE/ptmx" "$OUTSIDE/pts/ptmx"
	grep -F " $OUTSIDE" /proc/self/mountinfo || :
}

assert_untouched() {
	outside_now | diff "$BATS_TEST_TMPDIR/outside-before" -
}

# A root file system without mounts at /dev, so that the image's own directory is used.
bare_dev() {
	config '.mounts |= map(select(.destination | startswith("/dev") | not))'
}

# Rights of the container's processes, in every set but the inheritable one.
capabilities() { # NAME…
	config '.process.capabilities = {bounding: $c, effective: $c, permitted: $c}' \
		--argjson c "$(jq -nc '$ARGS.positional' --args -- "$@")"
}

# An attacker in a container of its own, $ID-a, that goes on until the test's end; the rest of the
# config is that of the bundle. What it says is in $SAID.
attacker() { # ARGUMENT OF attack…
	SAID=$BATS_TEST_TMPDIR/said-by-attacker
	config_args attack "$@"
	brig run -d -b "$BUNDLE" "$ID-a" < /dev/null > "$SAID" 2> "$BATS_TEST_TMPDIR/err"
	wait_for test -s "$SAID"
}

# A bundle of its own for the victim, beside the attacker's, with the same root file system.
victim() {
	VICTIM=$BATS_TEST_TMPDIR/victim
	mkdir "$VICTIM"
	cp -al "$TEMPLATE/rootfs" "$VICTIM/rootfs"
	cp "$BUNDLE/config.json" "$VICTIM/config.json"
	BUNDLE=$VICTIM
}

# Without the rights of root: the user 65534, with a bundle and a state directory of its own.
nobody_begin() {
	require_root
	chmod 755 "$BATS_RUN_TMPDIR" "$BATS_RUN_TMPDIR"/* "$BATS_TEST_TMPDIR" "$BUNDLE"
	cp -a "$BUNDLE/rootfs" "$BUNDLE/own" && rm -r "$BUNDLE/rootfs" && mv "$BUNDLE/own" "$BUNDLE/rootfs"
	NOBODY_ROOT=$BATS_TEST_TMPDIR/state
	mkdir "$NOBODY_ROOT"
	rm "$BUNDLE/config.json"
	chown -hR 65534:65534 "$BUNDLE" "$BATS_TEST_TMPDIR"
	setpriv --reuid 65534 --regid 65534 --clear-groups "$BRIG" spec --rootless --bundle "$BUNDLE"
	config '.process.terminal = false | .root.readonly = false | .process.args = ["sleep", "1000"]
		| .process.env += ["TAG=" + $t]' --arg t "$TAG"
}

as_nobody() { # ARG…
	setpriv --reuid 65534 --regid 65534 --clear-groups "$BRIG" --root "$NOBODY_ROOT" "$@"
}

nobody_end() {
	[ ! -d "${NOBODY_ROOT:-}" ] || as_nobody delete --force "$ID" || :
}
