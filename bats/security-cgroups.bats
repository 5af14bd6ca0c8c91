#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Control groups: paths and keys that climb, hierarchies that a container could write to, release
# agents; and how little memory of the container's is ours.
load helpers
load exec
load security

setup_file() { attack_begin; }

OUT_OF_GROUP='is not the name of a cgroup file'

@test "no key or name of a limit leads out of the group: unified, hugepages, classes (GHSA-5g49-rx9x-qfc6)" {
	local key

	for key in ../x ../../cgroup.procs a/b /etc/x .. . '' memory.max/../../x 'memory.max
x' cgroup.procs cgroup.kill cgroup.subtree_control; do
		config '.linux.resources.unified = {($k): "0"}' --arg k "$key"
		assert_brig_fails create -b "$BUNDLE" "$ID"
		assert_output_matches "linux.resources.unified.*($OUT_OF_GROUP|is reserved for the runtime|must not be an empty string)"
		assert_gone
	done
	config 'del(.linux.resources.unified)'
	for key in ../../x 2MB/../../x 2MB/x ..; do
		config '.linux.resources.hugepageLimits = [{pageSize: $k, limit: 0}]' --arg k "$key"
		assert_brig_fails create -b "$BUNDLE" "$ID"
		assert_output_matches "hugepageLimits.*is not a huge page size"
		assert_gone
	done
	config 'del(.linux.resources.hugepageLimits)'
	for key in ../x a/b .. . info; do
		config '.linux.intelRdt = {closID: $k}' --arg k "$key"
		assert_brig_fails create -b "$BUNDLE" "$ID"
		assert_output_matches 'intelRdt.closID'
	done
}

@test "update takes no key that leads out of the group either (GHSA-5g49-rx9x-qfc6)" {
	local key

	start
	for key in ../x ../../cgroup.procs a/b cgroup.procs; do
		jq -n '{unified: {($k): "0"}}' --arg k "$key" > "$BATS_TEST_TMPDIR/r.json"
		assert_brig_fails update -r "$BATS_TEST_TMPDIR/r.json" "$ID"
		assert_output_matches "unified.*($OUT_OF_GROUP|is reserved for the runtime|must not be an empty string)"
	done
	echo '{"hugepageLimits": [{"pageSize": "../../x", "limit": 0}]}' > "$BATS_TEST_TMPDIR/r.json"
	assert_brig_fails update -r "$BATS_TEST_TMPDIR/r.json" "$ID"
	assert_output_matches 'hugepageLimits.*is not a huge page size'
}

@test "no cgroupsPath leads out of the hierarchy, and none is the root of it" {
	local path

	for path in ../x /../x a/../../x /a/../../../../etc / . /. ./ 'a
b' "$(printf '/x%.0s' $(seq 2000))"; do
		config '.linux.cgroupsPath = $p' --arg p "$path"
		assert_brig_fails create -b "$BUNDLE" "$ID"
		assert_output_matches 'linux.cgroupsPath'
		assert_gone
	done
}

@test "exec --cgroup does not climb out of the container's group" {
	local path

	start
	for path in .. ../.. /.. sub/../.. ./../x /../.. memory:../x; do
		assert_refused --cgroup "$path" "$ID" true
		assert_output_matches "contains '..'|does not exist|no cgroup with this controller"
	done
}

# What can be written below /sys/fs/cgroup, and the mounts that say so.
writable='for f in $(find /sys/fs/cgroup -name release_agent -o -name cgroup.procs -o -name notify_on_release -o -name "*.max"); do
	echo looked
	(: > $f) 2> /dev/null && echo "writable: $f"
done; mkdir /sys/fs/cgroup/made 2>&1; find /sys/fs/cgroup -type d -name made
grep -E " - cgroup2? " /proc/self/mountinfo | awk "{ print \$6 }" | grep -vE "^ro,|^ro$" | sort -u; true'

@test "no hierarchy is writable in a container, with a cgroup namespace and without (CVE-2022-0492)" {
	local without

	for without in '.' '.linux.namespaces |= map(select(.type != "cgroup"))'; do
		config "$without"
		capabilities CAP_DAC_OVERRIDE CAP_SYS_RAWIO
		config_sh "$writable"
		run_bundle
		assert_equal 0 "$status"
		assert_output_matches '^looked$'
		refute_output_matches '^writable|^rw|^/sys/fs/cgroup/made'
	done
}

# The kernel lets root map itself only with CAP_SETFCAP.
@test "a container that makes namespaces of its own does not get at a release agent (CVE-2022-0492)" {
	local attacker

	[ "$(cat /proc/sys/user/max_user_namespaces)" != 0 ] || skip "no user namespaces here"
	config_sh 'attack own sh -c "mount -t tmpfs t /tmp && echo free to mount"
		for o in rdma memory cpu devices pids none,name=systemd; do
			attack own sh -c "mount -t cgroup -o $o c /tmp && echo mounted: $o && echo /tmp/x > /tmp/release_agent && echo owned"
		done 2> /dev/null
		attack own sh -c "mount -t cgroup2 c /tmp && cat /proc/self/cgroup && grep -w /tmp /proc/self/mountinfo"'
	for attacker in '.process.user = {uid: 1000, gid: 1000} | del(.process.capabilities)' \
		'.process.user = {uid: 0, gid: 0} | .process.capabilities = ({bounding: 1, permitted: 1, effective: 1} | map_values(["CAP_SETFCAP"]))'; do
		config "$attacker"
		run_bundle
		assert_equal 0 "$status"
		assert_output_matches 'free to mount'
		[ ! -d /sys/fs/cgroup/memory ] || assert_output_matches 'mounted: memory'
		refute_output_matches 'owned'
		# what it can mount begins at its own group
		refute_output_matches "$ID"
	done
}

@test "rootless: /sys/fs/cgroup is not writable without a cgroup namespace (CVE-2023-25809)" {
	local without

	nobody_begin
	for without in '.' '.linux.namespaces |= map(select(.type != "cgroup"))' \
		'.mounts += [{destination: "/sys/fs/cgroup", type: "cgroup", source: "cgroup", options: ["nosuid", "noexec", "nodev"]}]'; do
		config "$without"
		config_sh "$writable"
		run as_nobody run -b "$BUNDLE" "$ID" < /dev/null
		assert_equal 0 "$status"
		refute_output_matches '^writable|^rw'
		# in a tmpfs of the container's own it may be
		assert_equal '' "$(find /sys/fs/cgroup -maxdepth 2 -name made)"
	done
}

# The kernel charges what we do for the container to it: with less than we need nothing would run.
@test "256 KiB of memory are enough for the default container with a static program, the peak is printed" {
	local group

	[ "$(stat -f -c %T /sys/fs/cgroup)" = cgroup2fs ] || skip "no version 2 of cgroups here"
	require_controller memory
	printf 'int main(void) { return 0; }\n' > "$BATS_TEST_TMPDIR/true.c"
	rm "$BUNDLE/rootfs/bin/true"
	cc -static -O1 -o "$BUNDLE/rootfs/bin/true" "$BATS_TEST_TMPDIR/true.c"
	rm "$BUNDLE/config.json"
	brig spec --bundle "$BUNDLE"
	config '.process.terminal = false | .process.args = ["/bin/true"] | .process.env += ["TAG=" + $t]
		| .linux.resources.memory = {limit: 262144} | .linux.cgroupsPath = "/" + $id' --arg t "$TAG" --arg id "$ID"
	create
	assert_equal 262144 "$(cat "/sys/fs/cgroup/$ID/memory.max")"
	brig start "$ID"
	wait_status stopped
	group=/sys/fs/cgroup/$ID
	echo "# peak: $(cat "$group/memory.peak" 2>/dev/null || echo unknown) bytes of 262144" >&3
	assert_equal 0 "$(awk '$1 == "oom_kill" { print $2 }' "$group/memory.events")"
	brig delete "$ID"
	run -0 brig run -b "$BUNDLE" "$ID"
}
