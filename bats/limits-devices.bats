#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# linux.resources.devices: what can be opened under the rules, which are files on v1 and a program
# on v2. /dev/rtc stands for no driver: opening it says ENXIO, but only to those who may.
load helpers
load limits

setup() {
	limits_begin
	require_limit_controller devices
	# Nodes without a driver: to open one is denied (EPERM), or there is no such device (ENXIO).
	config '.linux.devices = [
		{path: "/dev/c1", type: "c", major: 240, minor: 1},
		{path: "/dev/c2", type: "c", major: 240, minor: 2},
		{path: "/dev/d1", type: "c", major: 241, minor: 1},
		{path: "/dev/b1", type: "b", major: 240, minor: 1}]'
	# shellcheck disable=SC2016 # for the shell in the container
	config_sh 'for f in c1 c2 d1 b1; do
			for way in "<" ">" "<>"; do
				eval ": $way /dev/$f" 2>&1 | grep -q "not permitted" && r=- || r=+
				printf %s $r
			done
			printf " "
		done; echo'
}

rules() { # JQ-LIST
	resources "{devices: ($1)}"
}

# Read, write and both of c1, c2, d1, b1: + may, - may not.
may() { # WHAT
	# On v1 systemd can't be told of some rules, which is a warning: systemd.bats has it.
	run -0 --separate-stderr brig run -b "$BUNDLE" "$ID"
	assert_output "$1 "
}

DENY='{allow: false, access: "rwm"}'

@test "devices: without rules all is denied but what a container needs" {
	config 'del(.linux.resources)'
	may '--- --- --- ---'
	resources '{}'
	may '--- --- --- ---'
	config_sh ': < /dev/null && : > /dev/null && head -c 1 /dev/zero /dev/urandom > /dev/null && : <> /dev/ptmx && : > /dev/full'
	run -0 brig run -b "$BUNDLE" "$ID"
	assert_output ''
}

@test "devices: tun, which images make by themselves, needs no rule" {
	config '.linux.devices += [{path: "/dev/made", type: "c", major: 10, minor: 200}]'
	config_sh '{ : <> /dev/made; } 2>&1 | grep "not permitted"; : <> /dev/c1'
	resources '{}'
	run brig run -b "$BUNDLE" "$ID"
	refute_output_matches '/dev/made'
	assert_output_matches '/dev/c1.*not permitted'
}

@test "devices: one device, for reading, for writing, for both" {
	rules "[$DENY, {allow: true, type: \"c\", major: 240, minor: 1, access: \"r\"}]"
	may '+-- --- --- ---'
	rules "[$DENY, {allow: true, type: \"c\", major: 240, minor: 1, access: \"w\"}]"
	may '-+- --- --- ---'
	rules "[$DENY, {allow: true, type: \"c\", major: 240, minor: 1, access: \"rw\"}]"
	may '+++ --- --- ---'
}

@test "devices: access in two rules adds up" {
	rules "[$DENY, {allow: true, type: \"c\", major: 240, minor: 1, access: \"r\"},
		{allow: true, type: \"c\", major: 240, minor: 1, access: \"w\"}]"
	may '+++ --- --- ---'
}

@test "devices: without minor, or with -1, all of a major; without both all of a type" {
	rules "[$DENY, {allow: true, type: \"c\", major: 240, access: \"rw\"}]"
	may '+++ +++ --- ---'
	rules "[$DENY, {allow: true, type: \"c\", major: 240, minor: -1, access: \"rw\"}]"
	may '+++ +++ --- ---'
	rules "[$DENY, {allow: true, type: \"c\", access: \"rw\"}]"
	may '+++ +++ +++ ---'
	rules "[$DENY, {allow: true, type: \"b\", access: \"rw\"}]"
	may '--- --- --- +++'
	rules "[$DENY, {allow: true, type: \"c\", minor: 1, access: \"rw\"}]"
	may '+++ --- +++ ---'
}

@test "devices: type a is both, also with numbers; without a type it is a" {
	rules "[$DENY, {allow: true, type: \"a\", major: 240, minor: 1, access: \"rw\"}]"
	may '+++ --- --- +++'
	rules "[$DENY, {allow: true, major: 240, minor: 1, access: \"r\"}]"
	may '+-- --- --- +--'
	rules "[$DENY, {allow: true, type: \"a\", access: \"rwm\"}]"
	may '+++ +++ +++ +++'
	rules "[$DENY, {allow: true}]"
	may '+++ +++ +++ +++'
}

@test "devices: the last rule that names a device counts" {
	rules "[$DENY, {allow: true, type: \"c\", major: 240, minor: 1, access: \"rw\"},
		{allow: false, type: \"c\", major: 240, minor: 1, access: \"w\"}]"
	may '+-- --- --- ---'
	rules "[{allow: true, type: \"c\", major: 240, minor: 1, access: \"rw\"}, $DENY]"
	may '--- --- --- ---'
	rules "[{allow: true}, {allow: false, type: \"c\", major: 240, access: \"rw\"}]"
	may '--- --- +++ +++'
	rules "[{allow: true}, {allow: false, type: \"c\", major: 240, access: \"rw\"},
		{allow: true, type: \"c\", major: 240, access: \"rw\"}]"
	may '+++ +++ +++ +++'
}

@test "devices: an exception from a wider rule is kept on v2, and on v1 an error that says so" {
	rules "[$DENY, {allow: true, type: \"c\", major: 240, access: \"rw\"},
		{allow: false, type: \"c\", major: 240, minor: 2, access: \"rw\"}]"
	is_v1 devices || { may '+++ --- --- ---' && return; }
	assert_plan_error 'devices\[2\]' 'cgroup v1 cannot exclude it.*cgroup v2 has no such restriction'
}

@test "devices: what a container needs can be denied by a rule of its own" {
	rules "[$DENY, {allow: false, type: \"c\", major: 1, minor: 7, access: \"rw\"}]"
	config_sh ': > /dev/full'
	run_bundle
	[ "$status" != 0 ]
	assert_output_matches 'not permitted'
}

@test "devices: nodes can be made by default, and not when that is denied" {
	config '.process.capabilities |= with_entries(.value += ["CAP_MKNOD"]) | .linux.devices = []'
	config_sh 'rm -f /tmp/x /tmp/y; mknod /tmp/x c 240 1 && mknod /tmp/y b 240 1 && echo made'
	rules "[$DENY]"
	run_bundle
	assert_output made
	rules "[{allow: true}, {allow: false, type: \"c\", access: \"m\"}, {allow: false, type: \"b\", access: \"m\"}]"
	run_bundle
	assert_output_matches 'not permitted'
}

@test "devices: on v1 the rules are in devices.list" {
	need_v1 devices
	rules "[$DENY, {allow: true, type: \"c\", major: 240, minor: 1, access: \"rw\"}, {allow: true, type: \"b\", major: 8, access: \"r\"}]"
	create
	run -0 cat "$(group_dir devices)/devices.list"
	assert_output_matches '^c 240:1 rw$'
	assert_output_matches '^b 8:\* r$'
	assert_output_matches '^c 1:3 rwm$'
	refute_output_matches '^a'
}

@test "devices: many rules" {
	rules "[$DENY] + [range(400) | {allow: true, type: \"c\", major: 100, minor: ., access: \"rw\"}]
		+ [{allow: true, type: \"c\", major: 240, minor: 2, access: \"rw\"}]"
	may '--- +++ --- ---'
}

@test "devices: on v2 what the kernel's verifier refuses is an error with its log" {
	need_v2_of devices
	rules "[$DENY] + [range(20000) | {allow: true, type: \"c\", major: 100, minor: ., access: \"rw\"}]"
	assert_plan_error devices 'load the device program .*verifier: .*(too large|processed)'
}

@test "devices: a rule with an access, a number or a type that is none is refused" {
	rules '[{allow: true, access: "x"}]'
	assert_plan_error 'devices\[0\].access' 'not an access mode'
	rules '[{allow: true, access: ""}]'
	assert_plan_error 'devices\[0\].access' 'not an access mode'
	rules '[{allow: true, major: 4096}]'
	assert_plan_error 'devices\[0\].major' 'not a device number'
	rules '[{allow: true, minor: -2}]'
	assert_plan_error 'devices\[0\].minor' 'not a device number'
	rules '[{allow: true, type: "q"}]'
	assert_plan_error 'devices\[0\].type' 'q'
}
