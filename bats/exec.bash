# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# What the bats files about exec share.
# shellcheck disable=SC2034,SC2154 # used by the bats files; set by bats

# A program in the running container, in the foreground.
inside() { # [OPTION…] PROGRAM… : the options end at the first word without a dash; OPTION=VALUE in one word
	local options=()

	while [[ $1 = -* ]]; do
		options+=("$1")
		shift
	done
	run brig exec "${options[@]}" "$ID" "$@" < /dev/null
}

# The same, for a script that is to end well.
inside_sh() { # [OPTION…] SCRIPT
	inside "${@:1:$#-1}" sh -c "${*: -1}"
	[ "$status" = 0 ] || { echo "status $status: $output" && return 1; }
}

# A program left running; its pid on the host is $PID.
detached() { # [OPTION…] -- PROGRAM…
	local options=()

	while [ "$1" != -- ]; do
		options+=("$1")
		shift
	done
	shift
	brig exec --detach --pid-file "$BATS_TEST_TMPDIR/pid" "${options[@]}" "$ID" "$@" \
		< /dev/null > "$BATS_TEST_TMPDIR/exec-out" 2>&1
	PID=$(< "$BATS_TEST_TMPDIR/pid")
}

assert_refused() { # ARG… : brig exec with these is an error of ours: 255
	run_brig exec "$@"
	[ "$status" = 255 ] || { echo "status $status, not 255: $*: $output" && return 1; }
}

receiver() { # [--send TEXT]
	python3 "$HERE/terminal.py" receive "$SOCKET" "$@" > "$BATS_TEST_TMPDIR/tty" 2>&1 3>&- &
	RECEIVER=$!
	wait_for test -S "$SOCKET"
}

process_file() { # JQ-FILTER over the process of config.json
	jq ".process | $1" "$BUNDLE/config.json" > "$BATS_TEST_TMPDIR/p.json"
}

capabilities_of() { # WORD of /proc/PID/status, PID
	awk -v word="$1:" '$1 == word { print $2 }' "/proc/$2/status"
}
