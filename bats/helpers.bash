# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# What the bats files share: a bundle per test, a state directory per file, and the proof that
# nothing is left.
#
# BRIG is the binary under test (default: the one of build/). Each file begins with
#	load helpers
# which brings setup_file, setup, teardown and teardown_file. A file that needs more in one of them
# defines its own and calls the file_begin, test_begin, test_end, file_end it replaces.
# CGROUP_MANAGER, when set, is the --cgroup-manager of `brig` (see there): cgroupfs or systemd.
#
# Every test has: $BUNDLE, a bundle whose config runs `sleep 1000` without a terminal on a writable
# root; $ID, an id nobody else uses; $ROOT, the --root of its file; and `brig`, the binary with that --root.
# shellcheck disable=SC2034,SC2154,SC2016 # used by the bats files; set by bats; jq and sh programs

bats_require_minimum_version 1.5.0

HERE=${BASH_SOURCE[0]%/*}
export PYTHONDONTWRITEBYTECODE=1 # of listen.py
BRIG=${BRIG:-$(find "$HERE/../build" -type f -name brig -perm -u+x 2>/dev/null | head -1)}
export BRIG
export TAG # in the environment of all that a file starts, and in each of its ids

setup_file() { file_begin; }
setup() { test_begin; }
teardown() { test_end; }
teardown_file() { file_end; }

file_begin() {
	[ -x "$BRIG" ] || { echo "no brig: set BRIG or build it in build/" && return 1; }
	TAG=bt$$-$RANDOM
	TEMPLATE=$BATS_FILE_TMPDIR/template
	export TEMPLATE
	rootfs_make "$TEMPLATE/rootfs"
	# shellcheck disable=SC2046 # no word for root
	"$BRIG" spec $(is_root || echo --rootless) --bundle "$TEMPLATE"
	jq --arg tag "$TAG" '.process.terminal = false | .root.readonly = false | .process.args = ["sleep", "1000"]
		| .process.env += ["TAG=" + $tag]' "$TEMPLATE/config.json" > "$TEMPLATE/c"
	mv "$TEMPLATE/c" "$TEMPLATE/config.json"
	host_snapshot | sort > "$BATS_FILE_TMPDIR/before"
}

# Fails when the file has left something, or taken a mount away, after a short time for what the
# kernel does later. (Files that went may have been those of another bats file at the same time.)
file_end() {
	local i

	for i in 1 2 3 4 5 6 7 8 9 10; do
		host_snapshot | sort > "$BATS_FILE_TMPDIR/after"
		host_changes > "$BATS_FILE_TMPDIR/changes"
		[ -s "$BATS_FILE_TMPDIR/changes" ] || return 0
		sleep "0.$i"
	done
	cat "$BATS_FILE_TMPDIR/changes"
	return 1
}

host_changes() {
	comm -13 "$BATS_FILE_TMPDIR/before" "$BATS_FILE_TMPDIR/after" | sed 's/^/left on the host: /'
	comm -23 "$BATS_FILE_TMPDIR/before" "$BATS_FILE_TMPDIR/after" |
		sed -n 's/^mount/gone from the host: mount/p'
}

# All that a container could leave, one thing a line: mounts, files of the default and of this
# file's state directory, control groups and processes of this file, named network namespaces.
host_snapshot() {
	awk '{ print "mount", $4, $5, $6 }' /proc/self/mountinfo
	find /run/brig /run/netns -mindepth 1 -printf 'file %p\n' 2>/dev/null || :
	find "$BATS_FILE_TMPDIR/root" -mindepth 1 -printf 'file %p\n' 2>/dev/null || :
	find /sys/fs/cgroup -mindepth 1 -type d -path "*$TAG*" -printf 'cgroup %p\n' 2>/dev/null || :
	tagged_processes
}

# Processes that carry our tag in their environment, but this one's own line of ancestors.
tagged_processes() {
	local pid

	grep -lFsz "TAG=$TAG" /proc/[0-9]*/environ | cut -d/ -f3 | while read -r pid; do
		is_ours "$pid" || echo "process $pid $(tr '\0' ' ' < "/proc/$pid/cmdline")"
	done 2>/dev/null || :
}

# True for bats itself: the processes of the same process group (bats starts no other).
is_ours() { # PID
	local fields group

	group=$(stat_fields self | cut -d' ' -f3)
	fields=$(stat_fields "$1") || return 0
	[[ $fields = Z* ]] || [ "$(cut -d' ' -f3 <<< "$fields")" = "$group" ]
}

# state, parent, process group, session, …
stat_fields() { # PID
	sed 's/.*) //' "/proc/$1/stat" 2>/dev/null
}

test_begin() {
	ROOT=$BATS_FILE_TMPDIR/root
	ID=$TAG-$BATS_TEST_NUMBER
	BUNDLE=$BATS_TEST_TMPDIR/bundle
	bundle_make "$BUNDLE"
	cd "$BATS_TEST_TMPDIR" || return 1
}

test_end() {
	local dir

	for dir in "$ROOT"/*/; do
		[ ! -d "$dir" ] || brig delete --force "$(basename "$dir")" || echo "delete --force $dir: $?"
	done
}

brig() {
	"$BRIG" --root "$ROOT" ${CGROUP_MANAGER:+--cgroup-manager="$CGROUP_MANAGER"} "$@"
}

# --- bundles

# A root file system with busybox and what a container looks at.
rootfs_make() { # DIR
	mkdir -p "$1"/{bin,dev,etc,home,proc,root,sys,tmp,usr/bin,var}
	chmod 1777 "$1/tmp"
	cp "$(command -v busybox)" "$1/bin/busybox"
	# shellcheck disable=SC2046 # words
	python3 -c 'import os, sys
for name in sys.argv[2:]:
	name == "busybox" or os.symlink("busybox", os.path.join(sys.argv[1], name))' "$1/bin" $("$1/bin/busybox" --list)
	printf 'root:x:0:0:root:/root:/bin/sh\nuser:x:1000:1000::/home/user:/bin/sh\n' > "$1/etc/passwd"
	printf 'root:x:0:\nuser:x:1000:\n' > "$1/etc/group"
}

bundle_make() { # DIR
	cp -alT "$TEMPLATE" "$1"
	cp --remove-destination "$TEMPLATE/config.json" "$1/config.json"
}

# Changes the config by a jq filter: config '.hostname = $h' --arg h box
config() { # FILTER [JQ-OPTION…]
	local filter=$1

	shift
	jq "$filter" "$BUNDLE/config.json" "$@" > "$BUNDLE/config.new"
	mv "$BUNDLE/config.new" "$BUNDLE/config.json"
}

# The program of the container.
config_args() { # ARG…
	config '.process.args = $a' --argjson a "$(jq -nc '$ARGS.positional' --args -- "$@")"
}

config_sh() { # SCRIPT
	config_args sh -c "$1"
}

# --- containers

# Runs the bundle in the foreground: `run_bundle` then $status, $output.
run_bundle() { # [OPTION…]
	run brig run -b "$BUNDLE" "$@" "$ID"
}

# As run_bundle, for a script; assert_brig_fails unless it exits 0.
run_sh() { # SCRIPT
	config_sh "$1"
	run -0 brig run -b "$BUNDLE" "$ID"
}

create() { # [OPTION…] : a created container; its output goes nowhere, so that `run` can end
	brig create -b "$BUNDLE" "$@" "$ID" < /dev/null > "$BATS_TEST_TMPDIR/out" 2> "$BATS_TEST_TMPDIR/err"
}

start() { # [OPTION…] : a running container
	create "$@" && brig start "$ID"
}

state_of() { # KEY [ID]
	brig state "${2:-$ID}" | jq -r ".$1"
}

# A program of the host's in namespaces of the container; a user has to be root in there.
enter() { # OPTION… PROGRAM…
	# shellcheck disable=SC2046 # words
	nsenter -t "$(state_of pid)" $(is_root || echo -U --preserve-credentials) "$@"
}

wait_status() { # STATUS [ID] : fails after 10 s
	local i

	for ((i = 0; i < 200; i++)); do
		[ "$(state_of status "${2:-$ID}" 2>/dev/null)" != "$1" ] || return 0
		sleep 0.05
	done
	echo "not $1 within 10 s: $(brig state "${2:-$ID}" 2>&1)"
	return 1
}

# Waits until a command succeeds; assert_brig_fails after 10 s.
wait_for() { # COMMAND…
	local i

	for ((i = 0; i < 200; i++)); do
		"$@" && return 0
		sleep 0.05
	done
	echo "not within 10 s: $*"
	return 1
}

# --- the container's control group

# A group of this name: at the top of each hierarchy, a user's in brig/; or a scope.
group_named() { # NAME
	case ${CGROUP_MANAGER:-cgroupfs} in
	cgroupfs) config '.linux.cgroupsPath = $path' --arg path "$(is_root && echo /)$1" ;;
	systemd) config '.linux.cgroupsPath = "::" + $name' --arg name "$1" ;;
	esac
}

# Where the hierarchy of a v1 controller is mounted, else (also without a controller) that of v2.
hierarchy() { # [CONTROLLER]
	if [ -n "${1-}" ] && [ -d "/sys/fs/cgroup/$1" ]; then
		echo "/sys/fs/cgroup/$1"
	else
		awk '/ - cgroup2 / { print $5; exit }' /proc/self/mountinfo
	fi
}

# The directory of the container's group in there.
group_dir() { # [CONTROLLER]
	local mount

	mount=$(hierarchy "${1-}")
	case $mount in
	*/"${1-}") sed -nE "s|^[0-9]+:([^:]*,)?$1(,[^:]*)?:|$mount|p" "/proc/$(state_of pid)/cgroup" ;;
	*) sed -n "s|^0::|$mount|p" "/proc/$(state_of pid)/cgroup" ;;
	esac
}

# All directories of the container's group that are mounted, a line each.
group_dirs() {
	local controllers path mount

	while IFS=: read -r _ controllers path; do
		mount=/sys/fs/cgroup/${controllers#name=}
		[ -n "$controllers" ] || mount=$(hierarchy)
		[ ! -d "$mount" ] || echo "$mount$path"
	done < "/proc/$(state_of pid)/cgroup" | sort -u
}

# Freezes or thaws the container's group without brig.
group_freeze() { # FROZEN|THAWED
	local dir

	dir=$(group_dir freezer)
	case $1$dir in
	*/freezer/*) echo "$1" > "$dir/freezer.state" ;;
	FROZEN*) echo 1 > "$dir/cgroup.freeze" ;;
	THAWED*) echo 0 > "$dir/cgroup.freeze" ;;
	esac
}

gone() { # PID : there is no such process, or only its zombie
	! grep -qs '^State:[[:space:]]*[^ZX[:space:]]' "/proc/$1/status"
}

# The container is not known and has left nothing in the state directory.
assert_gone() { # [ID]
	run -1 brig state "${1:-$ID}"
	[ ! -e "$ROOT/${1:-$ID}" ]
}

# --- looking at what was said

# As `run brig …`, but a container that was made all the same cannot hold our pipe open: for what
# has to be refused.
run_brig() { # ARG… : $status, $output
	status=0
	brig "$@" < /dev/null > "$BATS_TEST_TMPDIR/said" 2>&1 || status=$?
	output=$(< "$BATS_TEST_TMPDIR/said")
}

# brig with these arguments is an error of ours: 1.
assert_brig_fails() { # ARG… : $output
	run_brig "$@"
	[ "$status" = 1 ] || { echo "status $status, not 1: $*: $output" && return 1; }
}

# fail with the text when it is not there: has PATTERN (extended regular expression, any case) in $output
assert_output_matches() {
	grep -Eqi -- "$1" <<< "$output" || { echo "no '$1' in: $output" && return 1; }
}

refute_output_matches() {
	! grep -Eqi -- "$1" <<< "$output" || { echo "'$1' in: $output" && return 1; }
}

assert_output() { # EXPECTED : $output, exactly
	[ "$output" = "$1" ] || { printf 'expected: %s\n     got: %s\n' "$1" "$output" && return 1; }
}

assert_equal() { # EXPECTED GOT
	[ "$1" = "$2" ] || { printf 'expected: %s\n     got: %s\n' "$1" "$2" && return 1; }
}

# --- what this host can do

# There is a v1 hierarchy of this name or a v2 controller, which a user has only where it is delegated.
# v2 freezes by itself, and lets devices be used by a program.
has_controller() { # NAME
	[ ! -d "/sys/fs/cgroup/$1" ] || return 0
	case $1 in
	freezer | devices) [ -n "$(hierarchy)" ] ;;
	*) grep -qsw "$1" "$(hierarchy)$(is_root || sed -n 's/^0:://p' /proc/self/cgroup)/cgroup.controllers" ;;
	esac
}

require_controller() { # NAME
	has_controller "$1" || skip "no cgroup controller $1 on this host"
}

require_v2() {
	[ "$(stat -f -c %T /sys/fs/cgroup)" = cgroup2fs ] || skip "no pure cgroup v2 here"
}

is_root() {
	[ "$EUID" = 0 ]
}

require_root() {
	is_root || skip "needs root"
}
