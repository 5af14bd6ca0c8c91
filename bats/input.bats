#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Input of any kind, and hosts short of something: a clear error and nothing left, or it works.
load helpers

# An error of one line in $output, and nothing of the container.
clean() {
	assert_equal 1 "$(wc -l <<< "$output")"
	assert_output_matches '^brig: '
	assert_equal "" "$(brig list -q)"
	assert_equal "" "$(find /sys/fs/cgroup -type d -path "*$ID*")"
}

# As attempt, with these limits of ulimit.
limited() { # "-n 4" ARG…
	local limit=$1

	shift
	status=0
	# shellcheck disable=SC2086 # two words
	(ulimit $limit && exec "$BRIG" --root "$ROOT" "$@") < /dev/null > said 2>&1 || status=$?
	output=$(< said)
}

works() {
	run -0 brig run -b "$BUNDLE" "$ID"
	assert_equal "" "$(brig list -q)"
}

@test "ids: of 255 bytes works, what is longer, climbs or has other bytes is refused" {
	local id long

	config_args true
	config '.linux.cgroupsPath = $p' --arg p "/$ID" # the default has the id in a name, with more
	long=$(printf 'a%.0s' {1..255})
	run -0 brig run -b "$BUNDLE" "$long"
	for id in "${long}a" ../x a/b .. . .x '' ' ' 'a b' $'a\nb' $'a\033[2Jb' ä a:b 'a*'; do
		assert_brig_fails run -b "$BUNDLE" "$id"
		clean
	done
}

@test "signals: names in any case with and without SIG, numbers from 0 to 64; others are refused" {
	local s

	start
	for s in 0 winch SIGWINCH SigWinch 28 CONT RTMIN+30 RTMAX-30 64; do
		brig kill "$ID" "$s" # the first process of a pid namespace, so that none ends it
	done
	assert_equal running "$(state_of status)"
	for s in 65 1000 99999999999999999999 0x9 9x SIG FOO SIGSIGKILL RTMIN+31 RTMAX-31 'KILL ' ''; do
		assert_brig_fails kill "$ID" "$s"
		assert_output_matches 'signal'
	done
	assert_brig_fails kill "$ID" -1
	assert_equal running "$(state_of status)"
}

@test "numbers of options: not a number, negative, too large, with a unit that is none" {
	local n

	start
	for n in '' x 1x ' 1' +1 0x10 1.5 99999999999999999999 -1; do
		assert_brig_fails update --pids-limit="$n" "$ID" || [ "$n" = -1 ]
		assert_brig_fails update --cpu-share="$n" "$ID"
		assert_brig_fails run --preserve-fds="$n" -b "$BUNDLE" "$ID-x"
	done
	for n in '' x 1x 1kk m 99999999999999999999 -2; do
		assert_brig_fails update --memory="$n" "$ID"
	done
	assert_brig_fails run --preserve-fds=1000000000 -b "$BUNDLE" "$ID-x"
	assert_equal running "$(state_of status)"
}

@test "descriptors 0 to 2 closed: each and all, run and create" {
	config_args true
	brig run -b "$BUNDLE" "$ID" 0<&-
	brig run -b "$BUNDLE" "$ID" 1>&-
	brig run -b "$BUNDLE" "$ID" 2>&-
	brig run -b "$BUNDLE" "$ID" 0<&- 1>&- 2>&-
	config_sh 'readlink /proc/self/fd/0 > /0; readlink /proc/self/fd/1 > /1'
	brig run -b "$BUNDLE" "$ID" 0<&- 1>&- 2>&-
	assert_equal /dev/null "$(< "$BUNDLE/rootfs/0")"
	assert_equal /1 "$(< "$BUNDLE/rootfs/1")"
	config_args sleep 1000
	brig create -b "$BUNDLE" "$ID" 0<&- 1>&- 2>&-
	brig start "$ID" 0<&- 1>&- 2>&-
	brig exec "$ID" true 0<&- 1>&- 2>&-
	assert_equal running "$(state_of status)"
}

@test "nobody reads what we say: it works, and an error is one all the same" {
	config_args true
	config '.hooks.createRuntime = [{path: "/bin/sh", args: ["sh", "-c", "echo said >&2"]}]'
	{ brig run -b "$BUNDLE" "$ID" < /dev/null && echo 0 > status; } 2>&1 | true
	wait_for test -s status
	assert_equal 0 "$(< status)"
	config '.hooks.createRuntime[0].args = ["sh", "-c", "exit 3"]'
	{ brig run -b "$BUNDLE" "$ID" < /dev/null || echo $? > status2; } 2>&1 | true
	wait_for test -s status2
	assert_equal 1 "$(< status2)"
	assert_equal "" "$(brig list -q)"
}

@test "few descriptors: at every limit an error and nothing left, or it works" {
	local n worked=0

	config_args true
	config 'del(.process.rlimits)'
	for n in {4..40}; do
		limited "-n $n" run -b "$BUNDLE" "$ID"
		[ "$status" = 0 ] && worked=1 && continue
		[ "$status" != 127 ] || continue # not even the C library could be opened
		echo "at $n: $output"
		assert_equal 1 "$status"
		assert_output_matches 'Too many open files'
		clean
	done
	assert_equal 1 "$worked"
}

@test "few descriptors for the program, and a seccomp filter" {
	config_args true
	for n in 0 1 3 4 6; do
		config '.process.rlimits = [{type: "RLIMIT_NOFILE", soft: ($n | tonumber), hard: ($n | tonumber)}]
			| .linux.seccomp = {defaultAction: "SCMP_ACT_ALLOW", syscalls: [{names: ["ptrace"], action: "SCMP_ACT_ERRNO"}]}' \
			--arg n "$n"
		works
	done
}

@test "limits at zero: of file sizes an error, the others work" {
	local l

	config_args true
	config 'del(.process.rlimits)'
	status=0
	(ulimit -f 0 && exec "$BRIG" --root "$ROOT" run -b "$BUNDLE" "$ID") < /dev/null 2>&1 | cat > said || :
	output=$(< said)
	assert_output_matches 'write config.json: File too large'
	clean
	for l in "-u 0" "-l 0" "-i 0" "-q 0" "-c 0" "-e 0" "-r 0" "-s 64"; do
		limited "$l" run -b "$BUNDLE" "$ID"
		assert_equal "0 " "$status $output"
	done
}

@test "a full disk: create and exec fail, delete works" {
	mkdir full
	unshare -m sh -c 'mount -t tmpfs -o size=16k tmpfs full && head -c 1m /dev/zero > full/fill 2> /dev/null
		"$0" --root full create -b "$1" "$2" < /dev/null > said 2>&1; echo $? > status
		ls full > left' "$BRIG" "$BUNDLE" "$ID"
	output=$(< said)
	assert_equal 1 "$(< status)"
	assert_output_matches 'No space left on device'
	clean
	assert_equal fill "$(< left)"
	unshare -m sh -c 'mount -t tmpfs -o size=64k tmpfs full
		"$0" --root full create -b "$1" "$2" < /dev/null > /dev/null 2>&1 || exit 1
		head -c 1m /dev/zero > full/fill 2> /dev/null
		"$0" --root full start "$2" && "$0" --root full delete --force "$2" && ls full > left' "$BRIG" "$BUNDLE" "$ID"
	assert_equal fill "$(< left)"
}

@test "a read-only state directory: an error that names it, and what is there can be read" {
	mkdir ro
	"$BRIG" --root ro create -b "$BUNDLE" "$ID" < /dev/null > /dev/null 2>&1
	unshare -m sh -c 'mount --bind ro ro && mount -o remount,ro,bind ro
		"$0" --root ro create -b "$1" "$2-b" < /dev/null > said 2>&1; echo $? > status
		"$0" --root ro list -q > listed; "$0" --root ro delete --force "$2" > said2 2>&1; echo $? > status2' \
		"$BRIG" "$BUNDLE" "$ID"
	output=$(< said)
	assert_equal 1 "$(< status)"
	assert_output_matches 'ro.*Read-only file system'
	assert_equal "$ID" "$(< listed)"
	assert_equal 1 "$(< status2)"
	grep -q 'Read-only file system' said2
	"$BRIG" --root ro delete --force "$ID"
}

@test "names as long as paths may be" {
	# slow: one container for each length
	local deep

	config_args true
	deep=/tmp$(printf '/d%.0s' {1..2040})
	config '.mounts += [{destination: $d, type: "tmpfs", source: "tmpfs"}]' --arg d "$deep"
	works
	config '.mounts[-1].destination = "/tmp/" + ("d" * 256)'
	assert_brig_fails run -b "$BUNDLE" "$ID"
	assert_output_matches 'File name too long'
	clean
	config '.mounts[-1].destination = "/" + ("d/" * 3000)'
	assert_brig_fails run -b "$BUNDLE" "$ID"
	assert_output_matches 'File name too long'
	clean
	rm -rf "$BUNDLE/rootfs/tmp"
	for option in --pid-file --console-socket --pidfd-socket --config; do
		assert_brig_fails create -b "$BUNDLE" "$option" "/$(printf 'p%.0s' {1..5000})" "$ID"
		clean
	done
	assert_brig_fails create -b "/$(printf 'p%.0s' {1..5000})" "$ID"
	clean
	output=$("$BRIG" --root "/$(printf 'r/%.0s' {1..2500})" create -b "$BUNDLE" "$ID" 2>&1 || :)
	assert_output_matches 'too long'
}

@test "10,000 mounts" {
	config_args true
	config '.mounts += [range(10000) | {destination: "/tmp/\(.)", type: "tmpfs", source: "tmpfs"}]'
	BATS_TEST_TIMEOUT=120 works
	rm -rf "$BUNDLE/rootfs/tmp"
}

@test "1 MiB of arguments, 1 MiB of environment; more than the kernel takes is an error" {
	config_sh 'shift 8; echo ${#1}'
	config '.process.args += [range(10) | "x" * 100000]'
	works
	assert_output 100000
	config_args sh -c 'echo ${#A9}'
	config '.process.env += [range(10) | "A\(.)=" + "x" * 100000]'
	works
	assert_output 100000
	config_args true
	config '.process.args += ["x" * 200000]'
	assert_brig_fails run -b "$BUNDLE" "$ID"
	assert_output_matches 'Argument list too long'
	clean
}

@test "a config.json of 4 MiB works, one above 16 MiB is refused" {
	config_args true
	config '.annotations = ([range(4000) | {key: "k\(.)", value: ("v" * 1024)}] | from_entries)'
	works
	config '.annotations = ([range(17000) | {key: "k\(.)", value: ("v" * 1024)}] | from_entries)'
	assert_brig_fails run -b "$BUNDLE" "$ID"
	assert_output_matches 'config.json is larger than 16 MiB'
	clean
}

@test "environment: brig's own says nothing, whatever it holds" {
	config_args true
	run -0 env -i "$BRIG" --root "$ROOT" run -b "$BUNDLE" "$ID"
	run -0 env HOME= PATH= TMPDIR=/nonexistent XDG_RUNTIME_DIR=/nonexistent LANG=xx LC_ALL=xx "$BRIG" --root "$ROOT" \
		run -b "$BUNDLE" "$ID"
	run -0 env "BIG=$(printf 'x%.0s' {1..100000})" "$BRIG" --root "$ROOT" run -b "$BUNDLE" "$ID"
}

@test "args of none: main's own vector empty or odd" {
	run -1 python3 -c 'import os, sys; os.execv(sys.argv[1], [""])' "$BRIG" list extra
	run python3 -c 'import os, sys; os.execv(sys.argv[1], ["-brig", "--version"])' "$BRIG"
	assert_equal 0 "$status"
}
