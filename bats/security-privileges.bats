#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Rights that a container must not get: users, groups, capabilities, devices, helpers, and data that
# poses as other data on its way into the container.
load helpers
load exec
load security

setup_file() { attack_begin; }

# --- users and groups

@test "a number is never looked up as a name in the image (CVE-2016-3697, CVE-2026-46680)" {
	printf 'root:x:0:0::/:/bin/sh\n1000:x:0:0::/:/bin/sh\n4294967296:x:0:0::/:/bin/sh\n' > "$BUNDLE/rootfs/etc/passwd"
	printf '1000:x:0:\n' > "$BUNDLE/rootfs/etc/group"
	config '.process.user = {uid: 1000, gid: 1000}'
	config_args sleep 1000
	start
	inside sh -c 'id -ru; id -rg'
	assert_output $'1000\n1000'
	inside -u=1000 sh -c 'id -ru; id -rg'
	assert_output $'1000\n1000'
	assert_refused -u 4294967296 "$ID" true
	assert_refused -u 4294967295 "$ID" true
	config '.process.user.uid = 4294967296'
	assert_brig_fails create -b "$BUNDLE" "$ID-2"
	assert_output_matches 'uid'
}

@test "exec --user: every form is what it says, or an error (CVE-2026-30892)" {
	local form

	start
	inside -u=1 sh -c 'id -ru; id -rg'
	assert_output $'1\n0'
	inside -u=1:2 sh -c 'id -ru; id -rg'
	assert_output $'1\n2'
	for form in 1: :1 : '' x x:1 1:x ' 1' '1 ' +1 -1 1:2:3 0x1 1e0 4294967296 4294967295 18446744073709551617 1.0; do
		assert_refused --user "$form" "$ID" true
		assert_output_matches 'option --user'
	done
	inside -u=01 id -ru
	[ "$status" = 255 ] || assert_output 1
}

@test "no group of the caller's reaches the container, by run and by exec" {
	local groups='4,24,27,54321'

	config '.process.user.additionalGids = [7, 8]'
	setpriv --groups "$groups" "$BRIG" --root "$ROOT" run -d -b "$BUNDLE" "$ID" < /dev/null > "$BATS_TEST_TMPDIR/out" 2>&1
	assert_equal '7 8' "$(awk '/^Groups:/ { print $2, $3, $4 }' "/proc/$(state_of pid)/status" | xargs)"
	run -0 setpriv --groups "$groups" "$BRIG" --root "$ROOT" exec "$ID" grep ^Groups: /proc/self/status < /dev/null
	assert_equal 'Groups: 7 8' "$(xargs <<< "$output")"
	run -0 setpriv --groups "$groups" "$BRIG" --root "$ROOT" exec -u 5:6 -g 9 "$ID" grep ^Groups: /proc/self/status < /dev/null
	assert_equal 'Groups: 7 8 9' "$(xargs <<< "$output")"
}

# --- capabilities

@test "nothing is inheritable unless config.json says so: run, exec, exec --cap, spec (CVE-2022-27650, CVE-2022-29162, CVE-2025-27612)" {
	local word

	assert_equal null "$(jq .process.capabilities.inheritable "$BUNDLE/config.json")"
	capabilities CAP_CHOWN CAP_KILL
	start
	assert_equal 0000000000000000 "$(capabilities_of CapInh "$(state_of pid)")"
	for word in --cap=CAP_NET_RAW --cap=CAP_SYS_ADMIN --user=1000; do
		inside "$word" sh -c 'grep -E "^Cap(Inh|Amb)" /proc/self/status'
		assert_output $'CapInh:\t0000000000000000\nCapAmb:\t0000000000000000'
	done
	process_file '.args = ["grep", "^CapInh", "/proc/self/status"]'
	inside --process="$BATS_TEST_TMPDIR/p.json"
	assert_output $'CapInh:\t0000000000000000'
}

@test "what the caller has inheritable or ambient does not reach the container (CVE-2022-29162)" {
	capabilities CAP_CHOWN
	config_sh 'grep -E "^Cap(Inh|Prm|Eff|Bnd|Amb)" /proc/self/status; sleep 1000'
	setpriv --inh-caps +net_raw,+sys_chroot --ambient-caps +net_raw,+sys_chroot \
		"$BRIG" --root "$ROOT" run -d -b "$BUNDLE" "$ID" < /dev/null > "$BATS_TEST_TMPDIR/out" 2>&1
	wait_for grep -q CapAmb "$BATS_TEST_TMPDIR/out"
	assert_equal "CapInh: 0000000000000000 CapPrm: 0000000000000001 CapEff: 0000000000000001 CapBnd: 0000000000000001 CapAmb: 0000000000000000" \
		"$(xargs < "$BATS_TEST_TMPDIR/out")"
	run -0 setpriv --inh-caps +net_raw --ambient-caps +net_raw \
		"$BRIG" --root "$ROOT" exec "$ID" grep -E '^Cap(Inh|Prm|Bnd|Amb)' /proc/self/status < /dev/null
	assert_equal "CapInh: 0000000000000000 CapPrm: 0000000000000001 CapBnd: 0000000000000001 CapAmb: 0000000000000000" "$(xargs <<< "$output")"
}

# The process of exec waits for two seconds inside, for brig to write the pid file, while the
# container tries to open all that shows it: what could be opened is said.
look_at_exec() {
	chmod 755 "$BATS_RUN_TMPDIR" "$BATS_RUN_TMPDIR"/* "$BATS_TEST_TMPDIR" "$BUNDLE"
	capabilities CAP_SYS_PTRACE CAP_DAC_OVERRIDE CAP_SYS_ADMIN
	config_sh 'echo up
		while sleep 0.2; do
			for p in /proc/[0-9]*; do
				grep -q ^brig $p/comm || continue
				echo met
				for l in root cwd exe; do readlink $p/$l > /dev/null && echo opened $l; done
				for f in environ maps mem auxv; do true < $p/$f && echo opened $f; done
				ls $p/fd > /dev/null && echo opened fd
			done 2> /dev/null
		done'
	brig run -d -b "$BUNDLE" "$ID" < /dev/null > said 2> err
	wait_for grep -q up said
	strace -o calls -e trace=renameat -e inject=renameat:delay_enter=2000000 \
		"$BRIG" --root "$ROOT" exec --pid-file "$BATS_TEST_TMPDIR/pid" "$ID" true < /dev/null
	output=$(sort -u said)
	assert_output_matches met
}

@test "CAP_SYS_PTRACE in a user namespace of the container's own shows nothing of an exec, however long it takes (CVE-2016-9962)" {
	# slow: the exec is held for 5 s
	config '.linux.namespaces += [{type: "user"}]
		| .linux.uidMappings = [{containerID: 0, hostID: 100000, size: 65536}] | .linux.gidMappings = .linux.uidMappings'
	! grep -aq __asan_init "$BRIG" || skip "LeakSanitizer does not work under strace"
	look_at_exec
	refute_output_matches opened
	# where it is no secret, as SECURITY.md says, these eyes see it
	brig delete --force "$ID"
	config 'del(.linux.namespaces[] | select(.type == "user")) | del(.linux.uidMappings, .linux.gidMappings)'
	look_at_exec
	assert_output_matches 'opened root'
	assert_output_matches 'opened environ'
}

# --- devices

@test "without a list of devices none of the host's can be opened, made by the container or there (GHSA-g54h-m393-cpwq)" {
	local rules

	capabilities CAP_MKNOD CAP_SYS_RAWIO CAP_DAC_OVERRIDE
	mknod -m 666 "$BUNDLE/rootfs/mem" c 1 1
	mknod -m 666 "$BUNDLE/rootfs/kmsg" c 1 11
	mknod -m 666 "$BUNDLE/rootfs/disk" b "$(lsblk -dno MAJ:MIN 2>/dev/null | head -1 | tr -d ' ' | cut -d: -f1 | grep . || echo 8)" 0
	for rules in 'del(.linux.resources.devices)' 'del(.linux.resources)' '.linux.resources.devices = []' \
		'.linux.resources.devices = [{allow: true, type: "c", major: 1, minor: 5, access: "rwm"}]'; do
		config "$rules"
		config_sh 'for f in mem kmsg disk; do dd if=/$f of=/dev/null count=1 2>&1 | grep -o "Operation not permitted"; done
			mknod /tmp/own c 1 11 2> /dev/null && dd if=/tmp/own of=/dev/null count=1 2>&1 | grep -o "Operation not permitted"
			rm -f /tmp/own; echo x > /dev/null && head -c 1 /dev/zero | wc -c'
		run_bundle
		assert_equal 0 "$status"
		assert_equal 3 "$(head -3 <<< "$output" | grep -c 'Operation not permitted')"
		refute_output_matches 'records|bytes'
		assert_equal 1 "${lines[-1]}"
	done
}

# --- data that poses as other data

# Between the sides of brig there are no lengths to overflow: config.json is read before the clone.
@test "strings of 64 KiB, one less and one more arrive whole, and nothing behind them (CVE-2021-43784)" {
	local n

	for n in 65535 65536 65537 65560; do
		config '.process.env = ["PATH=/bin", "BIG=" + ("A" * $n) + "\nuid=0", "TAG=" + $t] | .annotations = {big: ("B" * $n)}
			| .process.user = {uid: 7, gid: 8}' --argjson n "$n" --arg t "$TAG"
		config_sh 'printf %s "$BIG" | wc -c; printf %s "$BIG" | tail -c 7; id -u'
		run_bundle
		assert_output "$((n + 6))"$'\nA\nuid=07'
		config '.mounts += [{destination: ("/" + ("d" * $n)), type: "tmpfs", source: "t"}]' --argjson n "$n"
		assert_brig_fails run -b "$BUNDLE" "$ID"
		assert_output_matches 'too long'
		config 'del(.mounts[-1])'
	done
	config_args sleep 1000
	start
	run -0 brig exec -e "BIG=$(head -c 65537 /dev/zero | tr '\0' A)" "$ID" sh -c 'printf %s "$BIG" | wc -c' < /dev/null
	assert_output 65537
}

# --- what brig runs and listens on

@test "no helper is looked up by name: a PATH of traps, on the host and in the image (CVE-2026-84042)" {
	local trap=$BATS_TEST_TMPDIR/trap name

	mkdir "$trap"
	for name in newuidmap newgidmap ps sh systemctl modprobe ip mount brig pasta; do
		printf '#!/bin/sh\ntouch %s/ran\n' "$BATS_TEST_TMPDIR" > "$trap/$name"
		chmod +x "$trap/$name"
	done
	cp "$trap/newuidmap" "$BUNDLE/rootfs/bin/newuidmap"
	config_args sleep 1000
	PATH=$trap:$PATH create
	PATH=$trap:$PATH "$BRIG" --root "$ROOT" start "$ID"
	PATH=$trap:$PATH "$BRIG" --root "$ROOT" ps "$ID" > /dev/null
	PATH=$trap:$PATH "$BRIG" --root "$ROOT" exec "$ID" true < /dev/null
	PATH=$trap:$PATH "$BRIG" --root "$ROOT" delete --force "$ID"
	[ ! -e "$BATS_TEST_TMPDIR/ran" ]
}

@test "rootless: newuidmap is not looked up in PATH, and has no environment (CVE-2026-84042)" {
	local trap=$BATS_TEST_TMPDIR/trap name

	nobody_begin
	mkdir -m 755 "$trap"
	for name in newuidmap newgidmap; do
		printf '#!/bin/sh\ntouch %s/ran\n' "$NOBODY_ROOT" > "$trap/$name"
		chmod +x "$trap/$name"
	done
	config '.linux.uidMappings = [{containerID: 0, hostID: 65534, size: 1}, {containerID: 1, hostID: 100000, size: 1}]'
	PATH=$trap:$PATH run as_nobody create -b "$BUNDLE" "$ID" < /dev/null
	[ ! -e "$NOBODY_ROOT/ran" ]
	# another in its place, which says what it was given
	for name in newuidmap newgidmap; do
		printf '#!/bin/sh\n(echo "$0"; cat /proc/$$/environ) >> %s/given\nexit 1\n' "$NOBODY_ROOT" > "$trap/$name"
	done
	run -1 unshare -m bash -euc 'for i in newuidmap newgidmap; do mount --bind "$1/$i" "/usr/bin/$i"; done; shift; "$@"' bash "$trap" \
		env SECRET=x setpriv --reuid 65534 --regid 65534 --clear-groups "$BRIG" --root "$NOBODY_ROOT" create -b "$BUNDLE" "$ID" < /dev/null
	assert_equal '' "$(grep -avE '^/usr/bin/new[ug]idmap$' "$NOBODY_ROOT/given")"
	[ -s "$NOBODY_ROOT/given" ]
	nobody_end
}

# A library that notes into which program it was loaded, and a caller's environment that would have
# the dynamic loader load it into every one: by name, and in place of the libraries of ours.
loader_trap() {
	local trap=$BATS_TEST_TMPDIR/trap name

	ldd "$BRIG" 2>&1 | grep -Eq 'statically|not a dynamic' || skip "brig is a dynamic program here, and would be trapped itself"
	mkdir "$trap"
	cat > trap.c <<- C
		#define _GNU_SOURCE
		#include <errno.h>
		#include <fcntl.h>
		#include <stdio.h>
		unsigned la_version(unsigned version) { return version; }
		__attribute__((constructor)) static void note(void)
		{
			int fd = open("$BATS_TEST_TMPDIR/loaded", O_WRONLY | O_CREAT | O_APPEND, 0666);
			dprintf(fd, "%s\n", program_invocation_short_name);
		}
	C
	cc -shared -fPIC -o "$trap/trap.so" trap.c
	for name in libmnl.so.0 libsystemd.so.0; do
		ln -s trap.so "$trap/$name"
	done
	TRAPPED=(env LD_PRELOAD="$trap/trap.so" LD_AUDIT="$trap/trap.so" LD_LIBRARY_PATH="$trap"
		GLIBC_TUNABLES=glibc.malloc.check=3 LD_DEBUG=libs LD_DEBUG_OUTPUT="$BATS_TEST_TMPDIR/loaded" SECRET=x)
	# it does trap
	"${TRAPPED[@]}" true
	grep -q '^true$' loaded
	rm loaded*
}

@test "no helper is given the caller's environment: what the dynamic loader reads of it is not loaded (ps, hooks, netDevices)" {
	unshare -n ip link add v0 type veth peer name v1 2> /dev/null || skip "no veth devices"
	loader_trap
	config '.linux.netDevices = {eve: {}} | .hooks = {createRuntime: [$h], createContainer: [$h], poststart: [$h], poststop: [$h]}' \
		--argjson h "$(jq -nc '{path: "/bin/sh", args: ["sh", "-c", "/usr/bin/env >> " + $f]}' --arg f "$BATS_TEST_TMPDIR/hooks")"
	config_sh 'ip link show eve > /moved; exec sleep 1000'
	run -0 unshare -n bash -euc 'ip link add eve type veth peer name peer; "$@" < /dev/null > out 2>&1' bash \
		"${TRAPPED[@]}" "$BRIG" --root "$ROOT" run -d -b "$BUNDLE" "$ID"
	wait_for grep -q eve "$BUNDLE/rootfs/moved"
	run -0 "${TRAPPED[@]}" "$BRIG" --root "$ROOT" ps "$ID" -eo pid,args
	assert_output_matches 'sleep 1000'
	run -0 "${TRAPPED[@]}" "$BRIG" --root "$ROOT" delete --force "$ID"
	[ -s hooks ]
	assert_equal '' "$(grep -E 'LD_|SECRET' hooks || :)"
	assert_equal '' "$(cat loaded* 2> /dev/null)"
}

# Who is asked for the bus sees who asks.
@test "no helper is given the caller's environment: the second program knows where the bus is, and nothing else" {
	[ "$(brig features | jq .linux.cgroup.systemd)" = true ] || skip "built without the systemd driver"
	loader_trap
	PYTHONPATH=$HERE python3 - "$BATS_TEST_TMPDIR/bus" > asked 3>&- <<- 'E' &
		import socket, struct, sys
		from listen import listen
		server = listen(sys.argv[1])
		server.settimeout(30)
		asks, _ = server.accept()
		pid, _, _ = struct.unpack('3i', asks.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))
		for entry in open(f'/proc/{pid}/environ', 'rb').read().split(b'\0'):
		    print(entry.decode())
		print(open(f'/proc/{pid}/comm').read(), end='')
	E
	wait_for test -S bus
	run -1 timeout -k 5 60 "${TRAPPED[@]}" DBUS_SYSTEM_BUS_ADDRESS="unix:path=$BATS_TEST_TMPDIR/bus" XDG_RUNTIME_DIR=/nowhere \
		"$BRIG" --root "$ROOT" --systemd-cgroup create -b "$BUNDLE" "$ID"
	assert_output_matches 'systemd'
	wait $!
	assert_equal "DBUS_SYSTEM_BUS_ADDRESS=unix:path=$BATS_TEST_TMPDIR/bus XDG_RUNTIME_DIR=/nowhere brig-helper" "$(xargs < asked)"
	assert_equal '' "$(cat loaded* 2> /dev/null)"
}

# In a network namespace that nobody else is in: every socket there is brig's.
@test "no socket of brig's is abstract: what shares the network namespace finds none (CVE-2020-15257)" {
	local seen=$BATS_TEST_TMPDIR/seen net

	config 'del(.linux.namespaces[] | select(.type == "network")) | .mounts |= map(select(.type != "sysfs"))
		| .hooks = {prestart: [$h], createRuntime: [$h], poststart: [$h]}' \
		--argjson h "$(jq -nc '{path: "/bin/sh", args: ["sh", "-c", "/bin/cat /proc/net/unix >> " + $f]}' --arg f "$seen")"
	config_args sleep 1000
	unshare -n "$BRIG" --root "$ROOT" create -b "$BUNDLE" "$ID" < /dev/null > "$BATS_TEST_TMPDIR/out" 2>&1
	net=/proc/$(state_of pid)/ns/net
	cat "/proc/$(state_of pid)/net/unix" >> "$seen"
	nsenter --net="$net" "$BRIG" --root "$ROOT" start "$ID"
	nsenter --net="$net" "$BRIG" --root "$ROOT" exec "$ID" cat /proc/net/unix < /dev/null >> "$seen"
	[ "$(grep -c '/gate$' "$seen")" -ge 3 ]
	assert_equal '' "$(awk '$8 ~ /^@/ { print $8 }' "$seen")"
}

@test "an annotation of a checkpoint or of another runtime changes nothing of what is run (CVE-2026-94603)" {
	config '.annotations = {"io.podman.annotations.checkpoint.runtime": "evil",
		"run.oci.hooks.stdout": "/owned", "org.systemd.property.ExecStart": "1"}'
	config_sh 'grep ^Groups: /proc/self/status | xargs'
	run setpriv --groups 4,24 "$BRIG" --root "$ROOT" run -b "$BUNDLE" "$ID" < /dev/null
	assert_equal 0 "$status"
	assert_output_matches '^Groups:$'
	[ ! -e /owned ]
}

# --- files that brig writes

@test "a pid file is not written through what is in the way of its temporary file" {
	local dir=$BATS_TEST_TMPDIR/pids kind

	for kind in 'ln -s ../victim X' 'ln ../victim X' 'mkfifo X'; do
		rm -rf "$dir"
		mkdir -m 1777 "$dir"
		echo victim > "$BATS_TEST_TMPDIR/victim"
		(cd "$dir" && eval "${kind/X/.pid.tmp}")
		timeout 20 "$BRIG" --root "$ROOT" create -b "$BUNDLE" --pid-file "$dir/pid" "$ID" < /dev/null > "$BATS_TEST_TMPDIR/out" 2>&1
		assert_equal victim "$(cat "$BATS_TEST_TMPDIR/victim")"
		assert_equal "$(state_of pid)" "$(cat "$dir/pid")"
		brig delete --force "$ID"
	done
	# and one whose owner could change it later
	rm -rf "$dir"
	mkdir -m 1777 "$dir"
	touch "$dir/.pid.tmp"
	chown 65534 "$dir/.pid.tmp"
	create --pid-file "$dir/pid"
	assert_equal 0 "$(stat -c %u "$dir/pid")"
}

@test "a pid file takes no place of a device, fifo, socket, directory or link: create, run, exec" {
	local target before

	mkdir pids
	mknod -m 666 pids/null c 1 3 || skip "no device nodes can be made here"
	mkfifo pids/fifo
	mkdir pids/dir
	python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind("pids/socket")'
	echo old > pids/file
	ln -s file pids/link
	ln -s absent pids/dangling
	before=$(cd pids && ls -lA)
	config '.hooks.createRuntime = [{path: "/bin/touch", args: ["touch", $p]}]' --arg p "$PWD/hook"
	for target in null fifo dir socket link dangling; do
		assert_brig_fails create -b "$BUNDLE" --pid-file "pids/$target" "$ID"
		assert_output_matches "^brig: --pid-file: pids/$target exists and is not a regular file"
		assert_brig_fails run -d -b "$BUNDLE" --pid-file "pids/$target" "$ID"
		assert_output_matches 'is not a regular file'
		[ ! -e hook ]
		assert_gone
	done
	start
	for target in null fifo dir socket link dangling; do
		run -255 brig exec --pid-file "$PWD/pids/$target" "$ID" touch /ran < /dev/null
		assert_output_matches 'is not a regular file'
		[ ! -e "$BUNDLE/rootfs/ran" ]
	done
	assert_equal "$before" "$(cd pids && ls -lA)"
	run -0 brig exec --detach --pid-file pids/file "$ID" true < /dev/null
	[ "$(cat pids/file)" -gt 1 ]
}

@test "a log or a trace that is to go to a fifo which nobody reads is an error, at once" {
	mkfifo fifo
	run -1 timeout 10 "$BRIG" --root "$ROOT" --log "$PWD/fifo" create -b "$BUNDLE" "$ID"
	assert_output_matches 'log file .*fifo'
	assert_gone
	config_args true
	run -1 timeout 10 "$BRIG" --root "$ROOT" --trace "$PWD/fifo" run -b "$BUNDLE" "$ID" < /dev/null
	assert_output_matches 'trace: .*fifo'
	assert_gone
	exec 8<> fifo
	assert_brig_fails --log "$PWD/fifo" run -b "$BUNDLE" --pid-file "$PWD" "$ID"
	read -r -t 5 -u 8 output
	exec 8>&-
	assert_output_matches 'pid-file'
	"$BRIG" --root "$ROOT" --log /dev/null --trace /dev/null run -b "$BUNDLE" "$ID"
	assert_equal 'character special file' "$(stat -Lc %F /dev/null)"
}

@test "the state directory lets no one else in, and takes no link for a container" {
	config_args sleep 1000
	start
	assert_equal 711 "$(stat -c %a "$ROOT")"
	assert_equal 700 "$(stat -c %a "$ROOT/$ID")"
	assert_equal '' "$(find "$ROOT/$ID" -type f -perm /077)"
	mkdir "$BATS_TEST_TMPDIR/planted"
	cp "$ROOT/$ID"/*.json "$BATS_TEST_TMPDIR/planted/"
	ln -s "$BATS_TEST_TMPDIR/planted" "$ROOT/$ID-link"
	run_brig delete --force "$ID-link"
	[ "$status" != 0 ]
	assert_equal running "$(state_of status)"
	assert_equal 2 "$(find "$BATS_TEST_TMPDIR/planted" -name '*.json' | wc -l)"
	rm "$ROOT/$ID-link"
	assert_brig_fails state ../../etc
	assert_brig_fails state .
	assert_brig_fails state a/b
}

# --- keys

@test "a session keyring that the kernel refuses is an error where the caller's would be the container's" {
	local inject

	! grep -aq __asan_init "$BRIG" || skip "LeakSanitizer does not work under strace"
	config_args true
	inject="-fqq -o /dev/null -e trace=keyctl -e inject=keyctl:error=EACCES"
	# shellcheck disable=SC2086 # words
	run -1 strace $inject:when=1 "$BRIG" --root "$ROOT" run -b "$BUNDLE" "$ID" < /dev/null
	assert_output_matches "the caller's keys .--no-new-keyring.*session keyring"
	assert_gone
	# shellcheck disable=SC2086
	run -0 strace $inject "$BRIG" --root "$ROOT" run -b "$BUNDLE" "$ID" < /dev/null
}

@test "a log is not appended to what a link of another user leads to, nor a trace written over it" {
	require_root
	mkdir -m 777 "$BATS_TEST_TMPDIR/everybodys"
	echo host > "$BATS_TEST_TMPDIR/victim"
	ln -s "$BATS_TEST_TMPDIR/victim" "$BATS_TEST_TMPDIR/everybodys/theirs"
	chown -h 1234 "$BATS_TEST_TMPDIR/everybodys/theirs"
	run -1 brig --log "$BATS_TEST_TMPDIR/everybodys/theirs" state nowhere
	assert_output_matches 'theirs: Permission denied'
	config_args true
	run -1 brig --trace "$BATS_TEST_TMPDIR/everybodys/theirs" run -b "$BUNDLE" "$ID" < /dev/null
	assert_output_matches 'trace.*theirs'
	assert_equal host "$(< "$BATS_TEST_TMPDIR/victim")"
	# a link of the caller's own, as /dev/stderr is one of root's
	ln -s "$BATS_TEST_TMPDIR/log" "$BATS_TEST_TMPDIR/everybodys/mine"
	run -1 brig --log "$BATS_TEST_TMPDIR/everybodys/mine" state nowhere
	grep -q nowhere "$BATS_TEST_TMPDIR/log"
}

@test "what another puts in the place of a record is neither followed nor waited for" {
	create
	mv "$ROOT/$ID/state.json" "$BATS_TEST_TMPDIR/record"
	mkfifo "$ROOT/$ID/state.json"
	run -1 timeout 10 "$BRIG" --root "$ROOT" state "$ID"
	assert_output_matches 'state.json is no regular file'
	run timeout 10 "$BRIG" --root "$ROOT" list
	[ "$status" -ne 124 ]
	rm "$ROOT/$ID/state.json"
	ln -s "$BATS_TEST_TMPDIR/record" "$ROOT/$ID/state.json"
	run -1 brig state "$ID"
	rm "$ROOT/$ID/state.json"
	mv "$BATS_TEST_TMPDIR/record" "$ROOT/$ID/state.json"
	run -0 brig state "$ID"
}
