#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Root file systems that were made to lead the runtime astray: links, fake devices, fake /proc.
load helpers
load security

setup_file() { attack_begin; }

# The links that a path of the image can be: absolute, climbing, to a directory of the image.
links() { # NAME in the image, DIRECTORY of the host : a line for each
	local up

	up=$(sed 's|[^/]\+|..|g; s|^/||' <<< "$BUNDLE/rootfs/$(dirname "$1")")
	printf '%s\n' "$2" "$up$2" "../../../../../../../../../../../..$2" elsewhere
}

link() { # NAME TARGET : in the image, in the place of what is there
	rm -rf "${BUNDLE:?}/rootfs/$1"
	ln -s "$2" "$BUNDLE/rootfs/$1"
}

# --- /proc and /sys

@test "/proc of the image is a link: create fails and mounts nothing (CVE-2019-19921, CVE-2023-27561, CVE-2023-28642, CVE-2025-54867)" {
	local target

	outside
	mkdir "$BUNDLE/rootfs/elsewhere"
	links proc "$OUTSIDE" > "$BATS_TEST_TMPDIR/links"
	while read -r target; do
		link proc "$target"
		assert_brig_fails create -b "$BUNDLE" "$ID"
		assert_output_matches '/proc.*symbolic link'
		assert_gone
		assert_untouched
	done < "$BATS_TEST_TMPDIR/links"
}

@test "/proc of the image lies behind a link: create fails (CVE-2023-27561)" {
	mkdir -p "$BUNDLE/rootfs/volume/proc"
	link up volume
	config '.mounts |= map(if .type == "proc" then .destination = "/up/proc" else . end)'
	assert_brig_fails create -b "$BUNDLE" "$ID"
	assert_output_matches '/up/proc.*symbolic link'
	assert_gone
}

@test "/sys of the image is a link: create fails and mounts nothing (CVE-2019-19921, CVE-2025-54867)" {
	local target

	outside
	mkdir "$BUNDLE/rootfs/elsewhere"
	links sys "$OUTSIDE" > "$BATS_TEST_TMPDIR/links"
	while read -r target; do
		link sys "$target"
		assert_brig_fails create -b "$BUNDLE" "$ID"
		assert_output_matches '/sys.*symbolic link'
		assert_gone
		assert_untouched
	done < "$BATS_TEST_TMPDIR/links"
}

# A volume that looks like a procfs in which every file is a trap.
fake_proc() { # DIRECTORY
	mkdir -p "$1"/{sys/kernel,self/attr,self/fd,1}
	touch "$1"/{sys/kernel/domainname,self/attr/exec,self/attr/current,self/oom_score_adj,self/setgroups,trap}
	ln -s ../sys/kernel/domainname "$1/1/oom_score_adj"
}

@test "a volume over /proc takes no sysctl away and gets none (CVE-2019-16884, CVE-2025-52881)" {
	local volume=$BATS_TEST_TMPDIR/volume

	fake_proc "$volume"
	config '.mounts |= map(select(.destination != "/proc")) | .mounts += [{destination: "/proc", type: "bind",
		source: $v, options: ["bind"]}] | del(.linux.maskedPaths, .linux.readonlyPaths)
		| .linux.sysctl = {"kernel.domainname": "by-brig"} | .process.oomScoreAdj = 100' --arg v "$volume"
	config_sh 'cat /proc/sys/kernel/domainname; sleep 1000'
	start
	assert_equal by-brig "$(nsenter -t "$(state_of pid)" -u cat /proc/sys/kernel/domainname)"
	assert_equal 100 "$(cat "/proc/$(state_of pid)/oom_score_adj")"
	assert_equal '' "$(find "$volume" -type f -size +0)"
}

# A user who may not mount one of his own writes by the host's, opened before the image is in view.
@test "rootless: a volume over /proc is not what is written to (CVE-2019-16884, CVE-2025-52881)" {
	local volume=$BATS_TEST_TMPDIR/volume pid

	nobody_begin
	fake_proc "$volume"
	chown -hR 65534:65534 "$volume"
	config '.mounts |= map(select(.destination != "/proc")) | .mounts += [{destination: "/proc", type: "bind",
		source: $v, options: ["bind"]}] | del(.linux.maskedPaths, .linux.readonlyPaths) | .process.oomScoreAdj = 500' \
		--arg v "$volume"
	as_nobody create -b "$BUNDLE" "$ID" < /dev/null > "$BATS_TEST_TMPDIR/out" 2>&1
	pid=$(as_nobody state "$ID" | jq .pid)
	assert_equal 500 "$(cat "/proc/$pid/oom_score_adj")"
	assert_equal '' "$(find "$volume" -type f -size +0)"
	nobody_end
}

@test "a tmpfs with links over parts of /proc gets no sysctl (CVE-2025-52881)" {
	local volume=$BATS_TEST_TMPDIR/volume

	mkdir -p "$volume/kernel"
	ln -s /proc/sysrq-trigger "$volume/kernel/domainname"
	config '.mounts += [{destination: "/proc/sys", type: "bind", source: $v, options: ["bind"]}]
		| del(.linux.maskedPaths, .linux.readonlyPaths) | .linux.sysctl = {"kernel.domainname": "by-brig"}' --arg v "$volume"
	start
	assert_equal by-brig "$(nsenter -t "$(state_of pid)" -u cat /proc/sys/kernel/domainname)"
	[ -L "$volume/kernel/domainname" ]
}

# The profile that the host has for nobody in particular; only where AppArmor runs.
@test "a volume over /proc does not turn AppArmor off (CVE-2019-16884, CVE-2025-52881, CVE-2025-62596)" {
	local volume=$BATS_TEST_TMPDIR/volume profile=$TAG-profile

	[ "$(cat /sys/module/apparmor/parameters/enabled 2>/dev/null)" = Y ] || skip "no AppArmor here"
	printf 'profile %s flags=(attach_disconnected) {\n file,\n signal,\n deny /etc/passwd r,\n}\n' "$profile" |
		apparmor_parser -r
	fake_proc "$volume"
	config '.mounts |= map(select(.destination != "/proc")) | .mounts += [{destination: "/proc", type: "bind",
		source: $v, options: ["bind"]}] | del(.linux.maskedPaths, .linux.readonlyPaths)
		| .process.apparmorProfile = $p | .process.noNewPrivileges = false' --arg v "$volume" --arg p "$profile"
	start
	assert_equal "$profile (enforce)" "$(cat "/proc/$(state_of pid)/attr/current")"
	brig exec "$ID" sleep 1000 < /dev/null > /dev/null 2>&1 3>&- &
	wait_for test "$(brig ps -f json "$ID" | jq length)" = 2
	brig ps -f json "$ID" | jq '.[]' | while read -r pid; do
		assert_equal "$profile (enforce)" "$(cat "/proc/$pid/attr/current")"
	done
	assert_equal '' "$(find "$volume" -type f -size +0)"
	brig delete --force "$ID"
	printf 'profile %s {}' "$profile" | apparmor_parser -R
}

# --- /dev

# Each container that is made sees all links of /dev; those that refuse to be made are as good.
try_dev() { # OPTION…
	local terminal read_only

	for terminal in false true; do
		for read_only in false true; do
			config '.process.terminal = $t | .root.readonly = $r' --argjson t "$terminal" --argjson r "$read_only"
			config_sh 'ls -la /dev /dev/pts'
			python3 "$HERE/terminal.py" run -- "$BRIG" --root "$ROOT" run -b "$BUNDLE" "$ID" \
				> "$BATS_TEST_TMPDIR/out" 2>&1 || :
			assert_untouched
			if [ "$terminal" = false ] && create; then
				brig start "$ID"
				wait_status stopped
				brig delete "$ID"
				assert_untouched
			fi
		done
	done
}

@test "/dev of the image is a link: the host's directory keeps its ptmx and gets nothing (CVE-2026-41579, CVE-2026-47766)" {
	# slow: four to eight containers for each kind of link, half of them on a terminal of Python
	local target

	outside
	bare_dev
	mkdir "$BUNDLE/rootfs/elsewhere"
	links dev "$OUTSIDE" > "$BATS_TEST_TMPDIR/links"
	while read -r target; do
		link dev "$target"
		try_dev
	done < "$BATS_TEST_TMPDIR/links"
}

@test "/dev/console, ptmx, null and fd of the image are links: nothing is made, removed or bound behind them (CVE-2026-88264, CVE-2025-52565)" {
	# slow: eight or more containers for each kind of link, half of them on a terminal of Python
	local target name

	outside
	bare_dev
	links dev/console "$OUTSIDE" > "$BATS_TEST_TMPDIR/links"
	while read -r target; do
		for name in console ptmx null fd stdin; do
			link "dev/$name" "$target/made-$name"
		done
		try_dev
		for name in ptmx null; do
			link "dev/$name" "$target/$name"
		done
		link dev/console "$target/null"
		try_dev
	done < "$BATS_TEST_TMPDIR/links"
}

@test "/dev/pts of the image is a link, with a fake ptmx behind it: no terminal from there (CVE-2025-52565)" {
	local target

	outside
	bare_dev
	links dev/pts "$OUTSIDE/pts" > "$BATS_TEST_TMPDIR/links"
	config '.process.terminal = true'
	while read -r target; do
		link dev/pts "$target"
		run python3 "$HERE/terminal.py" run -- "$BRIG" --root "$ROOT" run -b "$BUNDLE" "$ID"
		assert_equal 1 "$status"
		assert_output_matches 'dev/pts'
		assert_untouched
	done < "$BATS_TEST_TMPDIR/links"
}

@test "a fake ptmx in a /dev/pts of the image gives no terminal, to run and to exec (CVE-2025-52565)" {
	bare_dev
	mkdir -p "$BUNDLE/rootfs/dev/pts"
	mknod -m 666 "$BUNDLE/rootfs/dev/pts/ptmx" c 5 2
	start
	run python3 "$HERE/terminal.py" run -- "$BRIG" --root "$ROOT" exec -t "$ID" tty
	assert_equal 255 "$status"
	assert_output_matches 'devpts'
	brig delete --force "$ID"
	config '.process.terminal = true'
	run python3 "$HERE/terminal.py" run -- "$BRIG" --root "$ROOT" run -b "$BUNDLE" "$ID"
	assert_equal 1 "$status"
	assert_output_matches 'devpts'
}

# --- masks

# A /dev that the image or a volume brings is not ours to fill; its null may be anything.
fakes='touch:regular file
cp /etc/hostname:regular file
mkdir:directory
mkfifo:fifo
mknod -m 666 X c 1 5:device 1.5
ln -s /secret:symbolic link
ln -s zero:symbolic link'


@test "a masked file is never covered with a fake /dev/null (CVE-2025-31133, CVE-2025-62161)" {
	local volume=$BATS_TEST_TMPDIR/dev fake command type X

	mkdir "$volume"
	mknod -m 666 "$volume/zero" c 1 5
	echo of-the-image > "$BUNDLE/rootfs/secret"
	echo of-the-image > "$BUNDLE/rootfs/masked"
	bare_dev
	config '.mounts += [{destination: "/dev", type: "bind", source: $v, options: ["bind"]}]
		| .linux.maskedPaths = ["/masked"]' --arg v "$volume"
	while IFS=: read -r command type; do
		rm -rf "$volume/null"
		if [[ $command = *X* ]]; then
			eval "${command/X/$volume/null}"
		else
			eval "$command $volume/null"
		fi
		assert_brig_fails create -b "$BUNDLE" "$ID"
		assert_output_matches "/dev/null is a? ?$type"
		assert_gone
	done <<< "$fakes"
	rm -rf "$volume/null"
	mknod -m 666 "$volume/null" c 1 3
	run_sh 'cat /masked; stat -c %t:%T /masked'
	assert_output 1:3
}

@test "a fake /dev/null of the image is covered, and masks are of the real one (CVE-2025-31133, CVE-2025-62161)" {
	local command type

	bare_dev
	echo of-the-image > "$BUNDLE/rootfs/secret"
	echo of-the-image > "$BUNDLE/rootfs/masked"
	mknod -m 666 "$BUNDLE/rootfs/dev/zero" c 1 5
	config '.linux.maskedPaths = ["/masked"]'
	config_sh 'cat /masked; stat -c %t:%T /masked /dev/null'
	while IFS=: read -r command type; do
		rm -rf "$BUNDLE/rootfs/dev/null"
		if [[ $command = *X* ]]; then
			eval "${command/X/$BUNDLE/rootfs/dev/null}"
		else
			eval "$command $BUNDLE/rootfs/dev/null"
		fi
		run_bundle
		case $status in
		0) assert_output $'1:3\n1:3' ;;
		*) assert_output_matches '/dev/null' ;;
		esac
	done <<< "$fakes"
}

@test "a masked path that is a link covers what it leads to in the container, not on the host" {
	outside
	mkdir -p "$BUNDLE/rootfs/$OUTSIDE"
	echo of-the-image > "$BUNDLE/rootfs/$OUTSIDE/null"
	link masked "$OUTSIDE/null"
	link climbs ../../../../../../../../../../../..$OUTSIDE/null
	config '.linux.maskedPaths = ["/masked", "/climbs"] | .linux.readonlyPaths = ["/climbs"]'
	run_sh "wc -c < $OUTSIDE/null"
	assert_output 0
	assert_untouched
}

@test "a fake /dev/null does not become a standard stream, and streams keep what they are (CVE-2026-88265)" {
	bare_dev
	echo of-the-image > "$BUNDLE/rootfs/dev/null"
	echo input > "$BATS_TEST_TMPDIR/input"
	chmod 600 "$BATS_TEST_TMPDIR/input"
	config_sh 'read -r line; echo "got $line"; readlink /proc/self/fd/0'
	run brig run -b "$BUNDLE" "$ID" < "$BATS_TEST_TMPDIR/input"
	assert_output_matches '^got input$'
	run bash -c '(echo piped) | "$@"' - "$BRIG" --root "$ROOT" run -b "$BUNDLE" "$ID"
	assert_output_matches '^got piped$'
	assert_output_matches '^pipe:'
	run brig run -b "$BUNDLE" "$ID" < /dev/null
	assert_output_matches '^got $'
	assert_output_matches '/dev/null'
	assert_equal of-the-image "$(cat "$BUNDLE/rootfs/dev/null")"
	assert_equal '0 1:3' "$(stat -c '%u %t:%T' /dev/null)"
	run "$BRIG" --root "$ROOT" run -b "$BUNDLE" "$ID" < /dev/null > /dev/null 2> /dev/null
	assert_equal '0 1:3' "$(stat -c '%u %t:%T' /dev/null)"
}

# --- destinations, sources

@test "mount destinations through links of the image stay in it (CVE-2019-18837)" {
	local target n=0

	outside
	config '.mounts += [range(8) | {destination: "/link\(.)/a/b", type: "tmpfs", source: "t"}]'
	links link "$OUTSIDE" > "$BATS_TEST_TMPDIR/links"
	while read -r target; do
		link "link$n" "$target"
		link "link$((n + 4))" "$target/pts"
		n=$((n + 1))
	done < "$BATS_TEST_TMPDIR/links"
	run_sh 'grep -c " /.*/a/b " /proc/self/mountinfo'
	assert_output 8
	assert_untouched
}

@test "a file bound onto a link of the image, dangling or not, makes no file on the host" {
	outside
	echo bound > "$BATS_TEST_TMPDIR/source"
	link one "$OUTSIDE/new"
	link two "../../../../../../../../../../../..$OUTSIDE/null"
	config '.mounts += [("/one", "/two", "/one/../three") | {destination: ., type: "bind", source: $s, options: ["bind"]}]' \
		--arg s "$BATS_TEST_TMPDIR/source"
	run_bundle
	assert_untouched
}

@test "the source of a bind mount is looked up on the host: a link of the image of its name means nothing" {
	outside
	mkdir -p "$BUNDLE/rootfs$(dirname "$OUTSIDE")"
	ln -s /etc "$BUNDLE/rootfs$OUTSIDE"
	config '.mounts += [{destination: "/bound", type: "bind", source: $s, options: ["bind", "ro"]}]' --arg s "$OUTSIDE"
	run_sh 'ls /bound'
	assert_output $'null\nptmx\npts'
}

@test "what is bound is the host's although a mount namespace is bound in it (crun #2262)" {
	config '.mounts += [{destination: "/host", type: "bind", source: $s, options: ["rbind"]}]' --arg s "$BATS_TEST_TMPDIR/host"
	config_sh 'ls /host'
	T=$BATS_TEST_TMPDIR ROOT=$ROOT BUNDLE=$BUNDLE ID=$ID run taskset -c "$(taskset -cp $$ | sed "s/.*: *//; s/[-,].*//")" unshare -m bash -euc '
		mkdir "$T/host"
		mount -t tmpfs host "$T/host"
		mount --make-private "$T/host"
		touch "$T/host/of-the-host" "$T/host/ns"
		for try in 1 2 3 4 5 6 7 8 9 last; do # on one processor, as each numbers its namespaces
			! unshare --mount="$T/host/ns" true || break
		done
		[ $try != last ]
		exec "$BRIG" --root "$ROOT" run -b "$BUNDLE" "$ID"'
	# Refused or bound, but never something else.
	case $status in
	0) assert_output $'ns\nof-the-host' ;;
	*) assert_output_matches '^brig: .*mounts\[.*/host' ;;
	esac
}

@test "an error of open_tree is the end of a bind mount, not a reason for another way (crun #2262)" {
	! grep -aq __asan_init "$BRIG" || skip "LeakSanitizer does not work under strace"
	mkdir "$BATS_TEST_TMPDIR/host"
	config '.mounts += [{destination: "/host", type: "bind", source: $s, options: ["rbind"]}]' --arg s "$BATS_TEST_TMPDIR/host"
	config_args true
	run -1 strace -f -o /dev/null -P "$BATS_TEST_TMPDIR/host" -e trace=open_tree -e inject=open_tree:error=EINVAL \
		"$BRIG" --root "$ROOT" run -b "$BUNDLE" "$ID" < /dev/null
	assert_output_matches '^brig: .*mounts\[.*/host: open tree .*: Invalid argument'
	assert_gone
}

# --- other files of an image

@test "/etc/passwd of the image that is a fifo, a device or endless holds nothing up" {
	local kind

	config 'del(.process.env[] | select(startswith("HOME=")))'
	config_sh 'echo "$HOME"'
	for kind in 'mkfifo X' 'mknod X c 1 5' 'ln -s /dev/zero X' 'mkdir X' 'ln -s /proc/self/fd/0 X' 'ln -s X X' \
		'truncate -s 1G X'; do
		rm -rf "$BUNDLE/rootfs/etc/passwd"
		eval "${kind//X/$BUNDLE/rootfs/etc/passwd}"
		run timeout 20 "$BRIG" --root "$ROOT" run -b "$BUNDLE" "$ID" < /dev/null
		assert_equal 0 "$status"
		assert_output /
	done
}

@test "what an image names comes out without control characters" {
	printf '#!/no\033]0;owned\007such\177\n' > "$BUNDLE/rootfs/bin/script"
	chmod +x "$BUNDLE/rootfs/bin/script"
	config_args script
	run_bundle
	assert_equal 1 "$status"
	assert_output_matches 'interpreter /no.*such'
	[ "$(tr -d '\n' <<< "$output" | tr -dc '\000-\037\177' | wc -c)" = 0 ]
}

# Bytes that a terminal obeys, that turn lines around, or that are no text.
UNSAFE=$'\x9b2J|\u009b2J|\x7f|\e]0;owned\x07|\u202e|\u2066|\u200f|\u2028|\xff|\xe2\x82|\xc0\xaf'

is_safe() { # FILE
	python3 -c 'import sys, unicodedata
for c in open(sys.argv[1], "rb").read().decode("utf-8"):
	assert c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cf", "Zl", "Zp"), repr(c)' "$1"
}

@test "what an image names comes out without C1 controls, bidi controls and broken UTF-8, in the log too" {
	printf '#!/no%ssuch-\303\244\n' "$UNSAFE" > "$BUNDLE/rootfs/bin/script"
	chmod +x "$BUNDLE/rootfs/bin/script"
	config_args script
	assert_brig_fails --log "$PWD/text" run -b "$BUNDLE" "$ID"
	assert_brig_fails --log "$PWD/json" --log-format json run -b "$BUNDLE" "$ID"
	for file in said text json; do
		grep -q 'interpreter /no.*such-ä' "$file"
		is_safe "$file"
	done
	jq -es 'all(.msg | test("interpreter /no.*such-ä")) and length > 0' json
}

@test "check and list show of a bundle nothing that a terminal obeys" {
	local odd=$'b\u009b2J\u202e\u2028x'

	config '.hostname = $odd | .process.cwd = $odd' --arg odd "$odd"
	brig check --bundle "$BUNDLE" > said 2>&1 || :
	grep -q process.cwd said
	is_safe said
	mv "$BUNDLE" "$odd"
	BUNDLE=$PWD/$odd
	brig check --bundle "$BUNDLE" > said 2>&1 || :
	is_safe said
	config '.hostname = "x" | .process.cwd = "/"'
	start
	brig list > said
	grep -q "$ID" said
	is_safe said
}
