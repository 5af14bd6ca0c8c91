#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# What stands before the command: --root, --log and its kin, --version, --help; and errors in the line.
load helpers

commands='create start run state kill delete list ps spec features check plan'

@test "--version: a line with our own, one with the spec's" {
	local option

	for option in --version -v; do
		run -0 "$BRIG" $option
		[[ ${lines[0]} =~ ^brig\ version\ [0-9]+\.[0-9]+\.[0-9]+ ]]
		assert_output_matches '^spec: 1\.3\.0$'
	done
}

@test "--help lists every command" {
	local option command

	for option in --help -h; do
		run -0 "$BRIG" $option
		for command in $commands; do
			assert_output_matches "^ +$command "
		done
	done
}

@test "--help of each command shows its usage, though other arguments are missing" {
	local command

	for command in $commands; do
		run -0 "$BRIG" $command --help
		assert_output_matches "brig.* $command"
		run -0 "$BRIG" $command -h
		assert_output_matches "brig.* $command"
	done
}

@test "no command at all, and an unknown one, are errors" {
	run "$BRIG"
	[ "$status" -ne 0 ] || assert_output_matches 'usage|command'
	run -1 "$BRIG" nonsense
	assert_output_matches nonsense
}

@test "an unknown option is an error that names it" {
	run -1 "$BRIG" --nonsense list
	assert_output_matches nonsense
	assert_brig_fails list --nonsense
	assert_output_matches nonsense
	assert_brig_fails create -Z x
	assert_output_matches Z
}

@test "an option without its value is an error" {
	assert_brig_fails create --bundle
	assert_output_matches bundle
	run -1 "$BRIG" --root
	assert_output_matches root
}

@test "a flag with a value is an error, or taken as true and false" {
	create
	run brig delete --force=nonsense "$ID"
	[ "$status" -ne 0 ]
	assert_equal created "$(state_of status)"
}

@test "-- ends the options" {
	assert_brig_fails state -- --help
	assert_output_matches '--help'
	refute_output_matches usage
}

@test "--root DIR and --root=DIR keep containers apart" {
	create
	run -0 "$BRIG" "--root=$ROOT" list -q
	assert_output "$ID"
	run -0 "$BRIG" --root "$BATS_TEST_TMPDIR/other" list -q
	assert_output ''
	run -1 "$BRIG" --root "$BATS_TEST_TMPDIR/other" state "$ID"
}

@test "--root is made when it is missing, for nobody else to list" {
	ROOT=$BATS_TEST_TMPDIR/a/b
	create
	[[ $(stat -c %a "$ROOT") = 7[01][01] ]]
	brig delete --force "$ID"
}

@test "--root may be relative" {
	cd "$BATS_TEST_TMPDIR"
	"$BRIG" --root ./rel create -b "$BUNDLE" "$ID" < /dev/null > /dev/null 2>&1
	assert_equal created "$("$BRIG" --root rel state "$ID" | jq -r .status)"
	"$BRIG" --root rel delete --force "$ID"
}

@test "without --root the state is in /run/brig" {
	"$BRIG" create -b "$BUNDLE" "$ID" < /dev/null > /dev/null 2>&1
	[ -d "/run/brig/$ID" ]
	"$BRIG" delete --force "$ID"
	[ ! -e "/run/brig/$ID" ]
	rmdir /run/brig 2>/dev/null || :
}

@test "an error goes to stderr, begins with the program's name, and is one line" {
	run -1 --separate-stderr brig state "$ID"
	assert_output ''
	# shellcheck disable=SC2154
	assert_equal 1 "${#stderr_lines[@]}"
	[[ $stderr = brig:* ]]
}

@test "--log FILE takes the error as well" {
	run -1 "$BRIG" --root "$ROOT" --log "$BATS_TEST_TMPDIR/log" state "$ID"
	output=$(cat "$BATS_TEST_TMPDIR/log")
	assert_output_matches "$ID"
}

@test "--log FILE --log-format json: level, msg and time on one line, as engines parse it" {
	local format

	for format in '--log-format json' '--log-format=json'; do
		rm -f "$BATS_TEST_TMPDIR/log"
		# shellcheck disable=SC2086
		run -1 "$BRIG" --root "$ROOT" --log "$BATS_TEST_TMPDIR/log" $format state "$ID"
		assert_equal 1 "$(wc -l < "$BATS_TEST_TMPDIR/log")"
		assert_equal error "$(jq -r .level "$BATS_TEST_TMPDIR/log")"
		assert_equal string "$(jq -r '.msg | type' "$BATS_TEST_TMPDIR/log")"
		# RFC 3339, and now
		[[ $(jq -r .time "$BATS_TEST_TMPDIR/log") =~ ^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}(\.[0-9]+)?(Z|[+-][0-9:]{5})$ ]]
		[ $(($(date +%s) - $(date -d "$(jq -r .time "$BATS_TEST_TMPDIR/log")" +%s))) -lt 60 ]
		assert_equal 'level msg time' "$(jq -r 'keys | join(" ")' "$BATS_TEST_TMPDIR/log")"
	done
}

@test "--log appends" {
	echo before > "$BATS_TEST_TMPDIR/log"
	run -1 "$BRIG" --root "$ROOT" --log "$BATS_TEST_TMPDIR/log" state "$ID"
	assert_equal before "$(head -1 "$BATS_TEST_TMPDIR/log")"
	assert_equal 2 "$(wc -l < "$BATS_TEST_TMPDIR/log")"
}

@test "--log with text that JSON has to quote" {
	config '.process.cwd = "/a\"b\\c"' && config_args 'no"such\program'
	assert_brig_fails --log "$BATS_TEST_TMPDIR/log" --log-format json create -b "$BUNDLE" "$ID"
	output=$(jq -r .msg "$BATS_TEST_TMPDIR/log")
	assert_output_matches 'no"such\\program'
}

@test "--log of a container's init goes there too" {
	config '.process.args = ["no-such-program"]'
	run -1 "$BRIG" --root "$ROOT" --log "$BATS_TEST_TMPDIR/log" --log-format json run -b "$BUNDLE" "$ID"
	output=$(jq -r 'select(.level == "error") | .msg' "$BATS_TEST_TMPDIR/log")
	assert_output_matches no-such-program
}

@test "--log-format refuses other words" {
	run -1 "$BRIG" --log-format xml list
	assert_output_matches xml
}

@test "--log-level: warnings and debug lines when asked for" {
	config '.process.capabilities.bounding += ["CAP_NONSENSE"]'
	config_args true
	run -0 "$BRIG" --root "$ROOT" --log-level warning run -b "$BUNDLE" "$ID"
	assert_output_matches CAP_NONSENSE
	run -0 "$BRIG" --root "$ROOT" --log-level error run -b "$BUNDLE" "$ID"
	refute_output_matches CAP_NONSENSE
	run -0 "$BRIG" --root "$ROOT" --log-level debug run -b "$BUNDLE" "$ID"
	run -1 "$BRIG" --log-level nonsense list
	assert_output_matches nonsense
}

@test "--debug, as --log-level debug, tells the steps of a container's life, in text and in JSON" {
	local option

	config_args true
	for option in --debug --log-level=debug; do
		run -0 "$BRIG" --root "$ROOT" $option --log log --log-format json run -b "$BUNDLE" "$ID"
		assert_equal "debug" "$(jq -r .level log | sort -u)"
		output=$(jq -r .msg log)
		assert_output_matches "$ID is created"
		assert_output_matches "$ID executes its program"
		rm log
	done
	run -0 "$BRIG" --root "$ROOT" --debug run -b "$BUNDLE" "$ID"
	assert_output_matches 'brig: debug: .*is created'
	run_bundle
	assert_output ''
}

@test "--rootless and --systemd-cgroup are taken" {
	local word

	for word in true false auto; do
		run -0 "$BRIG" --root "$ROOT" --rootless "$word" list
		run -0 "$BRIG" --root "$ROOT" "--rootless=$word" list
	done
	run -0 "$BRIG" --root "$ROOT" --systemd-cgroup list
	run -1 "$BRIG" --root "$ROOT" --rootless maybe list
}

@test "--cgroup-manager" {
	local word

	for word in cgroupfs systemd disabled; do
		run -0 "$BRIG" --root "$ROOT" --cgroup-manager "$word" list
	done
	run -1 "$BRIG" --root "$ROOT" --cgroup-manager nonsense list
	assert_output_matches nonsense
}

@test "--cgroup-manager disabled makes no cgroup" {
	"$BRIG" --root "$ROOT" --cgroup-manager disabled run -d -b "$BUNDLE" "$ID" < /dev/null > /dev/null 2>&1
	assert_equal "$(cat /proc/self/cgroup)" "$(cat "/proc/$(state_of pid)/cgroup")"
	assert_equal '' "$(find /sys/fs/cgroup -name "*$ID*" 2> /dev/null)"
}

@test "two --cgroup-manager words that contradict: the last one wins, or an error" {
	run "$BRIG" --root "$ROOT" --cgroup-manager systemd --cgroup-manager cgroupfs list
	[ "$status" -le 1 ]
}

@test "global options may stand only before the command" {
	run brig state --root /x "$ID"
	[ "$status" -ne 0 ]
}

@test "full output is an error, not silence" {
	[ -c /dev/full ] || skip "no /dev/full"
	run bash -c '"$1" features > /dev/full' sh "$BRIG"
	[ "$status" -ne 0 ]
	assert_output_matches 'No space'
}
