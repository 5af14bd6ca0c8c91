#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# config.md Mounts and Linux mount options, word by word; config-linux.md Mount Label.
load helpers
load mounts

# Runs a script with `brig` in a mount namespace of its own, for mounts that the host must have.
privately() { # SCRIPT
	ROOT=$ROOT BUNDLE=$BUNDLE ID=$ID T=$BATS_TEST_TMPDIR run unshare -m \
		bash -euc "$(declare -f brig run_in); $1"
}

# What a running container's mount namespace shows or does.
run_in() { # ID COMMAND…
	local pid

	pid=$(brig state "$1" | jq .pid)
	shift
	nsenter -t "$pid" -m -p -- "$@"
}

mountinfo() {
	run_sh 'cat /proc/self/mountinfo'
}

# From mountinfo in $output: flags of the mount, propagation, flags and options of the file system.
flags() { # DESTINATION
	awk -v at="$1" '$5 == at { p = ""; for (i = 7; $i != "-"; i++) p = p " " $i
		got = $6 "|" p " |" $(i + 3) } END { print got }' <<< "$output"
}

shows() { # DESTINATION PATTERN : its flags match
	grep -Eq -- "$2" <<< "$(flags "$1")" || { echo "$1: no '$2' in '$(flags "$1")'" && return 1; }
}

hides() { # DESTINATION PATTERN : it is mounted, and its flags do not match
	[ -n "$(flags "$1")" ] || { echo "$1 is not mounted" && return 1; }
	! grep -Eq -- "$2" <<< "$(flags "$1")" || { echo "$1: '$2' in '$(flags "$1")'" && return 1; }
}

# A directory with a mount in it, each with options: the script's host side of recursive words.
tree='mkdir -p $T/tree
	mount -t tmpfs -o "$TOP" t $T/tree; mkdir $T/tree/sub; mount -t tmpfs -o "$TOP" t $T/tree/sub
	mount -o "remount,bind,$FLAGS" $T/tree; mount -o "remount,bind,$FLAGS" $T/tree/sub;'

# The tree bound recursively at /t with option words; $output is the container's mountinfo.
bind_tree() { # FLAGS WORD…
	local host=$1

	shift
	config '.mounts |= map(select(.destination != "/t"))'
	mount_at /t none "$BATS_TEST_TMPDIR/tree" rbind "$@"
	config_sh 'cat /proc/self/mountinfo'
	TOP=mode=755 FLAGS=$host privately "$tree brig run -b \$BUNDLE \$ID"
	[ "$status" = 0 ]
	shows /t .
	shows /t/sub .
}

@test "mount options: each word that sets a flag sets it, and none reaches the file system" {
	local word

	for word in ro nosuid nodev noexec noatime nodiratime nosymfollow sync dirsync lazytime; do
		mount_at "/w-$word" tmpfs tmpfs "$word"
	done
	mountinfo
	for word in ro nosuid nodev noexec noatime nodiratime nosymfollow; do
		shows "/w-$word" "^([a-z]+,)*${word}[,|]"
	done
	for word in sync dirsync lazytime; do
		shows "/w-$word" "[|]([a-z]+,)*$word(,|$)"
	done
}

@test "mount options: the words that clear and the neutral ones leave a mount as it is" {
	local word

	for word in async atime defaults dev diratime exec iversion loud mand noiversion nolazytime \
		nomand norelatime nostrictatime relatime rw silent strictatime suid symfollow; do
		mount_at "/w-$word" tmpfs tmpfs "$word"
	done
	mountinfo
	for word in async atime defaults dev diratime exec iversion loud mand noiversion nolazytime \
		nomand nostrictatime relatime rw silent suid symfollow; do
		shows "/w-$word" '^rw,relatime[|]'
		hides "/w-$word" 'nosuid|nodev|noexec|noatime|nodiratime|nosymfollow|sync|lazytime'
	done
	shows /w-strictatime '^rw[|]'
	shows /w-norelatime '^rw[|]'
}

@test "mount options: iversion noiversion lazytime nolazytime loud silent are words of the kernel" {
	mount_at /a tmpfs tmpfs iversion lazytime silent
	mount_at /b tmpfs tmpfs noiversion nolazytime loud
	mount_at /c tmpfs tmpfs lazytime nolazytime iversion noiversion silent loud
	mountinfo
	shows /a '[|]([a-z]+,)*lazytime'
	hides /b lazytime
	hides /c lazytime
}

@test "mount options: of two words that deny each other the last one wins" {
	mount_at /a tmpfs tmpfs ro rw nosuid suid nodev dev noexec exec noatime atime nodiratime diratime \
		nosymfollow symfollow sync async strictatime relatime
	mount_at /b tmpfs tmpfs rw ro suid nosuid dev nodev exec noexec atime noatime diratime nodiratime \
		symfollow nosymfollow async sync
	mountinfo
	shows /a '^rw,relatime[|] [|]rw'
	hides /a 'sync|nosymfollow'
	shows /b '^ro,nosuid,nodev,noexec,noatime,nodiratime,nosymfollow[|] [|].*sync'
}

@test "mount options: words that clear take from a bind what its source has" {
	mount_at /kept none "$BATS_TEST_TMPDIR/src" bind
	mount_at /cleared none "$BATS_TEST_TMPDIR/src" bind rw suid dev exec diratime symfollow relatime
	config_sh 'cat /proc/self/mountinfo; touch /cleared/x && echo written'
	privately 'mkdir $T/src; mount -t tmpfs -o mode=755 t $T/src
		mount -o remount,bind,ro,nosuid,nodev,noexec,noatime,nodiratime,nosymfollow $T/src
		brig run -b $BUNDLE $ID'
	shows /kept '^ro,nosuid,nodev,noexec,noatime,nodiratime,nosymfollow[|]'
	shows /cleared '^rw,relatime[|]'
	assert_output_matches written
}

@test "mount options: r-words set a flag on a bound tree with all below, plain ones on its top" {
	bind_tree rw rro rnosuid rnodev rnoexec rnodiratime rnosymfollow rnoatime
	shows /t '^ro,nosuid,nodev,noexec,noatime,nodiratime,nosymfollow[|]'
	shows /t/sub '^ro,nosuid,nodev,noexec,noatime,nodiratime,nosymfollow[|]'
	bind_tree rw ro nosuid nodev noexec noatime nodiratime nosymfollow
	shows /t '^ro,nosuid,nodev,noexec,noatime,nodiratime,nosymfollow[|]'
	shows /t/sub '^rw,relatime[|]'
}

@test "mount options: r-words clear a flag of a bound tree with all below" {
	bind_tree ro,nosuid,nodev,noexec,noatime,nodiratime,nosymfollow \
		rrw rsuid rdev rexec rdiratime rsymfollow rrelatime
	shows /t '^rw,relatime[|]'
	shows /t/sub '^rw,relatime[|]'
	bind_tree ro,nosuid,nodev,noexec,noatime,nodiratime,nosymfollow rw suid dev exec
	shows /t '^rw,noatime,nodiratime,nosymfollow[|]'
	shows /t/sub '^ro,nosuid,nodev,noexec,noatime,nodiratime,nosymfollow[|]'
}

@test "mount options: ratime rnoatime rrelatime rnorelatime rstrictatime rnostrictatime" {
	bind_tree noatime ratime
	hides /t/sub noatime
	bind_tree relatime rnoatime
	shows /t/sub noatime
	bind_tree noatime rrelatime
	shows /t/sub relatime
	bind_tree relatime rnorelatime
	hides /t/sub 'relatime|noatime'
	bind_tree relatime rstrictatime
	hides /t/sub 'relatime|noatime'
	bind_tree strictatime rnostrictatime
	shows /t/sub relatime
}

@test "mount options: bind takes the top of a tree, rbind all of it" {
	mount_at /one none "$BATS_TEST_TMPDIR/tree" bind
	mount_at /all none "$BATS_TEST_TMPDIR/tree" rbind
	config_sh 'cat /proc/self/mountinfo'
	TOP=mode=755 FLAGS=rw privately "$tree brig run -b \$BUNDLE \$ID"
	shows /all/sub '^rw'
	shows /one '^rw'
	assert_equal '' "$(flags /one/sub)"
}

@test "mount options: propagation words with r reach what is below, those without do not" {
	bind_tree rw rshared
	shows /t ' shared:'
	shows /t/sub ' shared:'
	bind_tree rw private shared
	shows /t ' shared:'
	hides /t/sub ' shared:'
	bind_tree rw runbindable
	shows /t ' unbindable '
	shows /t/sub ' unbindable '
	bind_tree rw unbindable
	shows /t ' unbindable '
	hides /t/sub ' unbindable '
	bind_tree rw rshared rprivate
	hides /t 'shared:|master:'
	hides /t/sub 'shared:|master:'
}

# A shared mount of the host bound with a word; then a mount on each side. Prints what each sees.
both_sides='mkdir -p $T/vol; mount -t tmpfs v $T/vol; mount --make-shared $T/vol
	mkdir $T/vol/{host,box}; brig create -b $BUNDLE $ID > $T/out 2>&1 < /dev/null || cat $T/out
	mount -t tmpfs from-host $T/vol/host; run_in $ID mount -t tmpfs from-box /vol/box
	run_in $ID grep -q from-host /proc/self/mountinfo && echo "box sees host"
	grep -q from-box /proc/self/mountinfo && echo "host sees box"
	brig delete -f $ID; umount -R $T/vol; echo done'

@test "mount options: private and slave and shared binds, seen from both sides" {
	mount_at /vol none "$BATS_TEST_TMPDIR/vol" rbind rprivate
	privately "$both_sides"
	assert_equal 'done' "$output"
	config '.mounts[-1].options = ["rbind", "rslave"]'
	privately "$both_sides"
	assert_output $'box sees host\ndone'
	config '.mounts[-1].options = ["rbind", "rshared"] | .linux.rootfsPropagation = "shared"'
	privately "$both_sides"
	assert_output $'box sees host\nhost sees box\ndone'
}

@test "mount options: a shared bind stays a slave of the host's unless the root is shared" {
	mount_at /vol none "$BATS_TEST_TMPDIR/vol" rbind rshared
	privately "$both_sides"
	refute_output_matches 'host sees box'
}

@test "mount options: remount changes what an earlier entry mounted" {
	mount_at /r tmpfs tmpfs size=64k
	mount_at /r tmpfs tmpfs remount size=128k nosuid ro
	mount_at /b none "$BATS_TEST_TMPDIR" bind
	mount_at /b none "$BATS_TEST_TMPDIR" remount bind ro noexec
	mountinfo
	shows /r '^ro,nosuid.*size=128k'
	shows /b '^ro,(.*,)?noexec.*[|]rw'
}

@test "mount options: ro on a tmpfs holds, though later entries mount in it or over it" {
	mount_at /t tmpfs one ro
	mount_at /t/sub tmpfs two
	mount_at /u tmpfs three ro
	mount_at /u tmpfs four
	run_sh 'grep -E " /[tu](/sub)? " /proc/mounts; touch /t/x 2>&1; touch /t/sub/x /u/x && echo written'
	assert_output_matches '^one /t tmpfs ro,'
	assert_output_matches '^two /t/sub tmpfs rw,'
	assert_output_matches '^three /u tmpfs ro,'
	assert_output_matches '^four /u tmpfs rw,'
	assert_output_matches 'Read-only'
	assert_output_matches '^written$'
}

@test "mount options: ro that a later remount takes back is not there in the end" {
	mount_at /t tmpfs t ro
	mount_at /t tmpfs t remount rw
	run_sh 'touch /t/x && echo written'
	assert_output written
}

@test "mount options: ro on the tmpfs of /dev comes after its devices and links" {
	config '.mounts |= map(if .destination == "/dev" then .options += ["ro"] else . end)'
	run_sh 'touch /dev/x 2>&1; echo through > /dev/null; ls /dev/null /dev/fd'
	assert_output_matches 'Read-only'
	assert_output_matches '^/dev/null$'
}

@test "mount options: remount where nothing is mounted is an error" {
	mkdir "$BUNDLE/rootfs/plain"
	mount_at /plain tmpfs tmpfs remount ro
	assert_brig_fails create -b "$BUNDLE" "$ID"
	assert_output_matches 'mounts\[[0-9]+\].*/plain'
	assert_gone
}

@test "mount options: options of the file system, in one string or several, reach it in order" {
	mount_at /a tmpfs tmpfs mode=700 uid=7,gid=8 size=32k nr_inodes=20
	run_sh 'stat -c "%a %u %g" /a; grep " /a " /proc/mounts'
	assert_output_matches '^700 7 8$'
	assert_output_matches 'size=32k,nr_inodes=20,mode=700,uid=7,gid=8'
}

@test "mount options: tmpcopyup copies what the tmpfs covers, with owners, modes and links" {
	mkdir -p "$BUNDLE/rootfs/etc/d"
	echo one > "$BUNDLE/rootfs/etc/d/f"
	ln -s f "$BUNDLE/rootfs/etc/d/l"
	chmod 606 "$BUNDLE/rootfs/etc/d/f"
	chown 5:6 "$BUNDLE/rootfs/etc/d/f"
	config '.root.readonly = true'
	mount_at /etc tmpfs tmpfs tmpcopyup
	run_sh 'cat /etc/d/l; stat -c "%a %u:%g" /etc/d/f; readlink /etc/d/l; echo two > /etc/d/f'
	assert_output $'one\n606 5:6\nf'
	assert_equal one "$(cat "$BUNDLE/rootfs/etc/d/f")"
}

@test "mount options: nosymfollow stops at links" {
	ln -s /etc/passwd "$BATS_TEST_TMPDIR/link"
	mount_at /n none "$BATS_TEST_TMPDIR" bind nosymfollow
	mount_at /y none "$BATS_TEST_TMPDIR" bind
	run_sh 'cat /n/link > /dev/null 2>&1 || echo stopped; cat /y/link > /dev/null && echo followed'
	assert_output $'stopped\nfollowed'
}

@test "mount options: idmap with mappings of the mount" {
	mkdir "$BATS_TEST_TMPDIR/d"
	touch "$BATS_TEST_TMPDIR/d/f"
	mount_at /d none "$BATS_TEST_TMPDIR/d" bind idmap
	config '.mounts[-1] += {uidMappings: [{containerID: 0, hostID: 1000, size: 10}],
		gidMappings: [{containerID: 0, hostID: 2000, size: 10}]}'
	run_sh 'stat -c %u:%g /d/f'
	assert_output 1000:2000
}

@test "mount options: mappings without the word idmap are used all the same" {
	mkdir "$BATS_TEST_TMPDIR/d"
	mount_at /d none "$BATS_TEST_TMPDIR/d" bind
	config '.mounts[-1] += {uidMappings: [{containerID: 0, hostID: 1000, size: 10}],
		gidMappings: [{containerID: 0, hostID: 2000, size: 10}]}'
	run_sh 'stat -c %u:%g /d'
	assert_output 1000:2000
}

need_tmpfs_idmap() {
	printf '%s\n' 6.3 "$(uname -r)" | sort -CV || skip "Linux before 6.3 can't id-map a tmpfs"
}

@test "mount options: ridmap maps what is below, idmap the top alone" {
	local maps='{uidMappings: [{containerID: 0, hostID: 1000, size: 10}],
		gidMappings: [{containerID: 0, hostID: 1000, size: 10}]}' word

	need_tmpfs_idmap
	for word in idmap ridmap; do
		mount_at "/$word" none "$BATS_TEST_TMPDIR/tree" rbind $word
		config ".mounts[-1] += $maps"
	done
	config_sh 'stat -c "%n %u" /idmap /idmap/sub /ridmap /ridmap/sub'
	TOP=mode=755 FLAGS=rw privately "$tree brig run -b \$BUNDLE \$ID"
	assert_output $'/idmap 1000\n/idmap/sub 0\n/ridmap 1000\n/ridmap/sub 1000'
}

@test "mount options: idmap without mappings and without a user namespace is an error" {
	local word

	for word in idmap ridmap; do
		config '.mounts |= map(select(.destination != "/d"))'
		mount_at /d none "$BATS_TEST_TMPDIR" rbind $word
		assert_brig_fails create -b "$BUNDLE" "$ID"
		assert_output_matches "mounts\[[0-9]+\].*$word.*user namespace"
		assert_gone
	done
}

@test "mounts: uidMappings without gidMappings is an error, and the reverse" {
	local kind

	for kind in uid gid; do
		config '.mounts |= map(select(.destination != "/d"))'
		mount_at /d none "$BATS_TEST_TMPDIR" bind idmap
		config '.mounts[-1][$k] = [{containerID: 0, hostID: 1000, size: 10}]' --arg k ${kind}Mappings
		assert_brig_fails create -b "$BUNDLE" "$ID"
		assert_output_matches "mounts\[[0-9]+\]\.[ug]idMappings.*required along with ${kind}Mappings"
	done
}

@test "mount options: idmap on a new tmpfs" {
	need_tmpfs_idmap
	mount_at /t tmpfs tmpfs idmap
	config '.mounts[-1] += {uidMappings: [{containerID: 0, hostID: 1000, size: 10}],
		gidMappings: [{containerID: 0, hostID: 1000, size: 10}]}'
	run_sh 'stat -c %u:%g /t'
	assert_output 1000:1000
}

@test "mount options: idmap on ext4, where a loop device can be had" {
	truncate -s 4M "$BATS_TEST_TMPDIR/image"
	mkfs.ext4 -q "$BATS_TEST_TMPDIR/image" || skip "no mkfs.ext4"
	mkdir "$BATS_TEST_TMPDIR/e"
	mount_at /e none "$BATS_TEST_TMPDIR/e" bind idmap
	config '.mounts[-1] += {uidMappings: [{containerID: 0, hostID: 1000, size: 10}],
		gidMappings: [{containerID: 0, hostID: 1000, size: 10}]}'
	config_sh 'stat -c %u:%g /e/lost+found'
	privately 'mount -o loop $T/image $T/e || exit 77; brig run -b $BUNDLE $ID'
	[ "$status" != 77 ] || skip "no loop device"
	assert_output 1000:1000
}

@test "mount options: a file system that cannot be id-mapped is named" {
	mount_at /s sysfs sysfs idmap
	config '.mounts[-1] += {uidMappings: [{containerID: 0, hostID: 1000, size: 10}],
		gidMappings: [{containerID: 0, hostID: 1000, size: 10}]}'
	assert_brig_fails create -b "$BUNDLE" "$ID"
	assert_output_matches 'mounts\[[0-9]+\].*sysfs cannot be id-mapped'
	assert_gone
}

@test "mounts: a relative destination is taken from / and warned about" {
	mount_at rel/dir tmpfs tmpfs
	config_sh 'grep -c " /rel/dir " /proc/mounts'
	run_bundle
	assert_equal 0 "$status"
	assert_output_matches '^1$'
	assert_output_matches 'mounts\[[0-9]+\].destination.*deprecated'
}

@test "mounts: type bind without a word is a bind, and type none with bind is one" {
	mkdir "$BATS_TEST_TMPDIR/d"
	touch "$BATS_TEST_TMPDIR/d/f"
	config '.mounts += [{destination: "/a", type: "bind", source: $s},
		{destination: "/b", source: $s, options: ["bind"]},
		{destination: "/c", type: "nonsensefs", source: $s, options: ["rbind"]}]' \
		--arg s "$BATS_TEST_TMPDIR/d"
	run_sh 'ls /a /b /c | grep -c "^f$"'
	assert_output 3
}

@test "mounts: without type and without bind is an error" {
	config '.mounts += [{destination: "/a", source: "x"}]'
	assert_brig_fails create -b "$BUNDLE" "$ID"
	assert_output_matches 'mounts\[[0-9]+\].type'
}

@test "mounts: a bind onto a link goes where it leads, inside of the root" {
	mkdir "$BUNDLE/rootfs/real" "$BATS_TEST_TMPDIR/d"
	ln -s /real "$BUNDLE/rootfs/abs"
	ln -s ../../../real "$BUNDLE/rootfs/etc/up"
	touch "$BATS_TEST_TMPDIR/d/f"
	mount_at /abs none "$BATS_TEST_TMPDIR/d" bind
	run_sh 'ls /real'
	assert_output f
	config '.mounts[-1].destination = "/etc/up"'
	run_sh 'ls /real'
	assert_output f
}

@test "mounts: a bind of a directory onto a file is an error that says so, and the reverse" {
	touch "$BUNDLE/rootfs/file" "$BATS_TEST_TMPDIR/file"
	mkdir "$BATS_TEST_TMPDIR/d"
	mount_at /file none "$BATS_TEST_TMPDIR/d" bind
	assert_brig_fails create -b "$BUNDLE" "$ID"
	assert_output_matches '/file.*directory'
	config '.mounts[-1] += {destination: "/etc", source: $s}' --arg s "$BATS_TEST_TMPDIR/file"
	assert_brig_fails create -b "$BUNDLE" "$ID"
	assert_output_matches '/etc.*directory'
	assert_gone
}

@test "mounts: a bind whose source is missing names it and makes nothing" {
	mount_at /x none "$BATS_TEST_TMPDIR/missing" bind
	assert_brig_fails create -b "$BUNDLE" "$ID"
	assert_output_matches "$BATS_TEST_TMPDIR/missing"
	[ ! -e "$BATS_TEST_TMPDIR/missing" ]
	assert_gone
}

@test "mounts: an overlay with several lower directories, their order and its upper" {
	mkdir "$BATS_TEST_TMPDIR"/{l1,l2,l3,up,work}
	for n in 1 2 3; do
		echo "layer $n" > "$BATS_TEST_TMPDIR/l$n/f"
		touch "$BATS_TEST_TMPDIR/l$n/only-$n"
	done
	mount_at /o overlay overlay \
		"lowerdir=$BATS_TEST_TMPDIR/l1:$BATS_TEST_TMPDIR/l2:$BATS_TEST_TMPDIR/l3" \
		"upperdir=$BATS_TEST_TMPDIR/up" "workdir=$BATS_TEST_TMPDIR/work"
	run_sh 'cat /o/f; ls /o | xargs; rm /o/only-2; echo new > /o/n'
	assert_output $'layer 1\nf only-1 only-2 only-3'
	assert_equal new "$(cat "$BATS_TEST_TMPDIR/up/n")"
	[ -c "$BATS_TEST_TMPDIR/up/only-2" ] && [ -f "$BATS_TEST_TMPDIR/l2/only-2" ]
}

@test "mounts: more overlay options than one option can hold go as one string" {
	local lower='' n

	for ((n = 0; n < 40; n++)); do
		mkdir "$BATS_TEST_TMPDIR/l$n"
		touch "$BATS_TEST_TMPDIR/l$n/f$n"
		lower+=:$BATS_TEST_TMPDIR/l$n
	done
	[ ${#lower} -gt 256 ]
	mount_at /o overlay overlay "lowerdir=${lower#:}"
	run_sh 'ls /o | wc -l'
	assert_output 40
}

@test "mounts: a cgroup mount with a cgroup namespace has the container's group as its top" {
	config '.linux.namespaces += [{type: "cgroup"}] | .linux.namespaces |= unique'
	mount_at /cg cgroup cgroup rw
	run_sh 'cat /proc/self/cgroup; d=/cg; [ ! -d /cg/pids ] || d=/cg/pids; cat $d/cgroup.procs'
	assert_output_matches '^1$'
	refute_output_matches "$ID"
}

@test "mounts: a cgroup mount without a cgroup namespace shows the container's groups of v1, and all of v2" {
	local before

	before=$(grep ' - cgroup2 ' /proc/self/mountinfo) || :
	config 'del(.linux.namespaces[] | select(.type == "cgroup"))'
	mount_at /cg cgroup cgroup rw
	run_sh 'd=/cg/pids; [ -d $d ] || d=/cg$(sed -n s/^0:://p /proc/self/cgroup); cat $d/cgroup.procs'
	assert_output_matches '^1$'
	# A new mount would have taken its options away from it.
	assert_equal "$before" "$(grep ' - cgroup2 ' /proc/self/mountinfo)"
}

@test "mounts: type cgroup2 shows the unified hierarchy" {
	grep -q ' - cgroup2 ' /proc/self/mountinfo || skip "no cgroup2 hierarchy"
	config '.linux.namespaces += [{type: "cgroup"}] | .linux.namespaces |= unique'
	mount_at /cg2 cgroup2 cgroup2 ro
	run_sh 'cat /cg2/cgroup.procs; stat -f -c %T /cg2 2>/dev/null; grep " /cg2 " /proc/mounts; mkdir /cg2/x || echo denied'
	assert_output_matches '^1$'
	assert_output_matches '/cg2 cgroup2 ro'
	assert_output_matches '^denied$'
}

@test "mounts: /proc and /sys with their flags are those of the container's namespaces" {
	run_sh 'echo /proc/[0-9]*; ls /sys/class/net'
	assert_output_matches '^/proc/1$'
	assert_output_matches '^lo$'
	refute_output_matches '^eth0$'
}

@test "mount label: without SELinux a warning, and the container runs" {
	[ ! -e /sys/fs/selinux/enforce ] || skip "this host has SELinux"
	config '.linux.mountLabel = "system_u:object_r:svirt_sandbox_file_t:s0:c715,c811"'
	config_sh 'echo ran; grep context= /proc/mounts'
	run_bundle
	assert_output_matches '^ran$'
	assert_output_matches 'linux.mountLabel.*SELinux'
	refute_output_matches 'context='
}
