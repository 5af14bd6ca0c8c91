#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# What the program finds itself with: ids, environment, directory, limits, capabilities.
load helpers

status_of() { # KEY : a line of the program's /proc/self/status
	run_sh "sed -n 's/^$1:[[:space:]]*//p' /proc/self/status"
}

@test "args arrive as they are" {
	config_args sh -c 'for a; do echo "[$a]"; done' sh 'a b' '' '$x' $'two\nlines' 'ü' '*'
	run_bundle
	is $'[a b]\n[]\n[$x]\n[two\nlines]\n[ü]\n[*]'
}

@test "args: empty or missing is refused" {
	config '.process.args = []'
	fails create -b "$BUNDLE" "$ID"
	has 'process.args'
	config 'del(.process.args)'
	fails create -b "$BUNDLE" "$ID"
	has 'process.args'
	assert_gone
}

@test "env is the config's and no more, in its order; the last of two wins" {
	config '.process.env = ["PATH=/bin", "B=2", "A=1", "B=3", "EMPTY="]'
	run_sh 'tr "\0" "\n" < /proc/1/environ; :'
	hasnt 'TAG='
	has '^A=1$'
	has '^B=3$'
	has '^EMPTY=$'
	hasnt '^B=2$'
}

@test "HOME comes from the container's passwd unless it is given" {
	config '.process.user.uid = 1000'
	run_sh 'echo $HOME'
	is /home/user
	config '.process.user.uid = 0'
	run_sh 'echo $HOME'
	is /root
	config '.process.env += ["HOME=/else"]'
	run_sh 'echo $HOME'
	is /else
}

@test "HOME: a user called 1000 is not uid 1000" {
	echo '1000:x:0:0::/evil:/bin/sh' > "$BUNDLE/rootfs/etc/passwd"
	config '.process.user.uid = 1000'
	run_sh 'id -u; echo $HOME'
	has '^1000$'
	hasnt evil
}

@test "cwd: as said, made when missing, refused when relative" {
	config '.process.cwd = "/usr/bin"'
	run_sh pwd
	is /usr/bin
	config '.process.cwd = "/made/here"'
	run_sh pwd
	is /made/here
	config '.process.cwd = "made"'
	fails create -b "$BUNDLE" "$ID"
	has 'process.cwd'
	config 'del(.process.cwd)'
	fails create -b "$BUNDLE" "$ID"
	has 'process.cwd'
}

@test "cwd: one that only root can enter will do for another user" {
	mkdir -m 700 "$BUNDLE/rootfs/private"
	config '.process.cwd = "/private" | .process.user = {uid: 1000, gid: 1000} | .process.capabilities = {}'
	run_sh 'echo $PWD; ls . 2> /dev/null || echo closed'
	has '^/private$'
	has '^closed$'
	config_args sleep 1000
	brig run -b "$BUNDLE" --detach "$ID" < /dev/null > /dev/null 2>&1
	run -0 brig exec --cwd /private "$ID" sh -c 'echo $PWD; id -u'
	has '^/private$'
	has '^1000$'
}

@test "cwd through our descriptors is refused or stays inside" {
	local n

	for n in 3 4 5 6 7 8 9 10 12 14 16; do
		config '.process.cwd = $c' --arg c "/proc/self/fd/$n"
		config_sh 'ls ../../../../.. 2>/dev/null; cat ../../../../etc/hostname 2>/dev/null; pwd'
		attempt run -b "$BUNDLE" "$ID"
		hasnt "^lib64$|^$(cat /etc/hostname)\$"
		assert_gone
	done
}

@test "uid, gid and additional groups" {
	config '.process.user = {uid: 1000, gid: 1001, additionalGids: [5, 6]}'
	run_sh 'id -u; id -g; id -G'
	is $'1000\n1001\n1001 5 6'
}

@test "without additional groups the caller's do not stay" {
	config '.process.user = {uid: 1000, gid: 1000}'
	status_of Groups
	is ''
}

@test "a uid beyond 32 bits is refused, with its place" {
	config '.process.user.uid = 4294967296'
	fails create -b "$BUNDLE" "$ID"
	has 'config.json:[0-9]+: (error: )?process.user.uid'
	config '.process.user.uid = -1'
	fails create -b "$BUNDLE" "$ID"
	has 'process.user.uid'
}

@test "umask: as said; unset, the caller's stays" {
	config '.process.user.umask = 63'
	run_sh umask
	is 0077
	config 'del(.process.user.umask)'
	umask 0027
	run_sh umask
	is 0027
}

@test "rlimits" {
	config '.process.rlimits = [{type: "RLIMIT_NOFILE", soft: 123, hard: 456}, {type: "RLIMIT_CORE", soft: 0, hard: 0}]'
	run_sh 'ulimit -Sn; ulimit -Hn; ulimit -c'
	is $'123\n456\n0'
}

@test "rlimits: twice one type, an unknown one, soft above hard: refused" {
	config '.process.rlimits = [{type: "RLIMIT_CORE", soft: 0, hard: 0}, {type: "RLIMIT_CORE", soft: 1, hard: 1}]'
	fails create -b "$BUNDLE" "$ID"
	has 'process.rlimits\[1\]'
	config '.process.rlimits = [{type: "RLIMIT_NONSENSE", soft: 0, hard: 0}]'
	fails create -b "$BUNDLE" "$ID"
	has 'process.rlimits\[0\].type'
	config '.process.rlimits = [{type: "RLIMIT_CORE", soft: 2, hard: 1}]'
	fails create -b "$BUNDLE" "$ID"
	has 'process.rlimits\[0\]'
	assert_gone
}

@test "the five capability sets" {
	config '.process.capabilities = {bounding: ["CAP_KILL", "CAP_CHOWN"], permitted: ["CAP_KILL", "CAP_CHOWN"],
		effective: ["CAP_KILL"], inheritable: ["CAP_KILL"], ambient: ["CAP_KILL"]}'
	run_sh 'grep ^Cap /proc/self/status'
	has 'CapInh:.0000000000000020'
	has 'CapPrm:.0000000000000021'
	has 'CapBnd:.0000000000000021'
	has 'CapAmb:.0000000000000020'
}

@test "no capabilities at all" {
	config '.process.capabilities = {}'
	run_sh 'grep ^Cap /proc/self/status'
	equal 5 "$(grep -c '0000000000000000' <<< "$output")"
}

@test "capabilities of an ordinary user: the ambient set gives them" {
	config '.process.user.uid = 1000 | .process.capabilities = {bounding: ["CAP_KILL"], permitted: ["CAP_KILL"],
		effective: ["CAP_KILL"], inheritable: ["CAP_KILL"], ambient: ["CAP_KILL"]}'
	run_sh 'grep ^CapEff /proc/self/status'
	has '0000000000000020'
}

@test "an unknown capability is a warning" {
	config '.process.capabilities.bounding += ["CAP_NONSENSE"]'
	run_sh 'echo ran'
	has '^ran$'
	run -0 "$BRIG" --root "$ROOT" --log-level warning run -b "$BUNDLE" "$ID"
	has 'CAP_NONSENSE'
}

@test "noNewPrivileges: true, false, absent" {
	config '.process.noNewPrivileges = true'
	status_of NoNewPrivs
	is 1
	config '.process.noNewPrivileges = false'
	status_of NoNewPrivs
	is 0
	config 'del(.process.noNewPrivileges)'
	status_of NoNewPrivs
	is 0
}

@test "oomScoreAdj: as said; unset, the caller's stays" {
	config '.process.oomScoreAdj = 500'
	run_sh 'cat /proc/self/oom_score_adj'
	is 500
	config 'del(.process.oomScoreAdj)'
	run_sh 'cat /proc/self/oom_score_adj'
	is "$(cat /proc/self/oom_score_adj)"
}

@test "a session of its own" {
	run_sh 'cut -d" " -f1,6 /proc/$$/stat'
	is '1 1'
}

@test "no signal is blocked or ignored" {
	config_args grep '^Sig[BI]' /proc/self/status
	run -0 sh -c 'trap "" HUP PIPE USR1; exec "$@"' sh "$BRIG" --root "$ROOT" run -b "$BUNDLE" "$ID"
	has 'SigBlk:.0000000000000000'
	has 'SigIgn:.0000000000000000'
}

@test "a control group that the process starts in: its very first instruction is counted" {
	config_sh 'cat /proc/self/cgroup'
	group_named "$TAG-born"
	config 'del(.linux.namespaces[] | select(.type == "cgroup"))'
	run_bundle
	equal 0 "$status"
	has "/$TAG-born"
}

@test "stdio that is a file belongs to the container's user afterwards; /dev/null does not" {
	local before

	before=$(stat -c %u /dev/null)
	config '.process.user = {uid: 1000, gid: 1000}'
	config_sh 'echo x > /proc/self/fd/1'
	brig run -b "$BUNDLE" "$ID" < /dev/null 2>&1 | cat > "$BATS_TEST_TMPDIR/out"
	equal x "$(cat "$BATS_TEST_TMPDIR/out")"
	equal "$before" "$(stat -c %u /dev/null)"
}

@test "our own binary cannot be written from the container" {
	local before

	before=$(sha256sum "$BRIG")
	config_args /proc/self/exe
	attempt run -b "$BUNDLE" "$ID"
	config_sh 'echo x > /proc/1/exe; ls -l /proc/1/exe'
	attempt run -b "$BUNDLE" "$ID"
	equal "$before" "$(sha256sum "$BRIG")"
}
