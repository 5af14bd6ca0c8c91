#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# features: the document that engines read.
load helpers

@test "features is JSON and nothing else" {
	run -0 --separate-stderr brig features
	jq -e . <<< "$output" > /dev/null
	# shellcheck disable=SC2154
	assert_equal '' "$stderr"
}

@test "features: versions and hooks" {
	run -0 brig features
	assert_equal '1.0.0 1.3.0' "$(jq -r '"\(.ociVersionMin) \(.ociVersionMax)"' <<< "$output")"
	assert_equal createContainer,createRuntime,poststart,poststop,prestart,startContainer \
		"$(jq -r '.hooks | sort | join(",")' <<< "$output")"
}

@test "features: the eight namespaces" {
	run -0 brig features
	assert_equal cgroup,ipc,mount,network,pid,time,user,uts "$(jq -r '.linux.namespaces | sort | join(",")' <<< "$output")"
}

@test "features: mount options, each of which a mount takes" {
	local word

	run -0 brig features
	for word in ro rw bind rbind nosuid suid nodev dev noexec exec private rprivate shared rshared \
		slave rslave unbindable runbindable iversion noiversion lazytime nolazytime loud silent \
		idmap ridmap rro rrw nosymfollow symfollow tmpcopyup; do
		assert_equal "$word true" "$word $(jq --arg w $word '.mountOptions | any(. == $w)' <<< "$output")"
	done
}

@test "features: cgroup, seccomp, capabilities" {
	run -0 brig features
	assert_equal true "$(jq '.linux.cgroup.v1 and .linux.cgroup.v2' <<< "$output")"
	assert_equal true "$(jq '.linux.seccomp.enabled' <<< "$output")"
	assert_equal true "$(jq '.linux.seccomp.actions | any(. == "SCMP_ACT_ERRNO")' <<< "$output")"
	assert_equal true "$(jq '.linux.seccomp.archs | any(. == "SCMP_ARCH_X86_64")' <<< "$output")"
	assert_equal true "$(jq '.linux.capabilities | any(. == "CAP_SYS_ADMIN")' <<< "$output")"
	assert_equal true "$(jq '.linux.mountExtensions.idmap.enabled' <<< "$output")"
}

@test "features takes no arguments" {
	run brig features extra
	[ "$status" -ne 0 ]
}

@test "features: what the schema of the document asks for, and no more" {
	run -0 brig features
	assert_equal 'annotations hooks linux mountOptions ociVersionMax ociVersionMin potentiallyUnsafeConfigAnnotations' \
		"$(jq -r 'keys | join(" ")' <<< "$output")"
	assert_equal 'apparmor capabilities cgroup intelRdt memoryPolicy mountExtensions namespaces netDevices seccomp selinux' \
		"$(jq -r '.linux | keys | join(" ")' <<< "$output")"
	assert_equal '' "$(jq -r '.. | nulls' <<< "$output")"
}

@test "features: ociVersionMin and ociVersionMax are taken as ociVersion" {
	local version

	for version in $(brig features | jq -r '.ociVersionMin, .ociVersionMax'); do
		config '.ociVersion = $v' --arg v "$version"
		run -0 brig check -b "$BUNDLE"
	done
}

@test "features: every word listed is a word of config.json" {
	local where words

	brig features > f.json
	config '.linux.namespaces = []'
	while read -r where words; do
		jq --argjson w "$(jq "$words" f.json)" "$where" "$BUNDLE/config.json" > c.json
		brig check -b "$BUNDLE" --config "$PWD/c.json" --format json > p.json || :
		assert_equal "$where 0" "$where $(jq '[.problems[] | select(.text | test("not a known|unknown"))] | length' p.json)"
	done <<- 'EOF'
		.linux.namespaces=($w|map({type:.})) .linux.namespaces
		.hooks=($w|map({(.):[{path:"/x"}]})|add) .hooks
		.process.capabilities.bounding=($w) .linux.capabilities
		.linux.seccomp={defaultAction:"SCMP_ACT_ALLOW",syscalls:($w|map({names:["read"],action:.}))} .linux.seccomp.actions
		.linux.seccomp={defaultAction:"SCMP_ACT_ALLOW",syscalls:($w|map({names:["read"],action:"SCMP_ACT_LOG",args:[{index:0,value:1,op:.}]}))} .linux.seccomp.operators
		.linux.seccomp={defaultAction:"SCMP_ACT_ALLOW",architectures:($w)} .linux.seccomp.archs
		.linux.seccomp={defaultAction:"SCMP_ACT_ALLOW",flags:($w)} .linux.seccomp.knownFlags
		.linux.memoryPolicy={mode:"MPOL_BIND",nodes:"0",flags:($w)} .linux.memoryPolicy.flags
		.mounts=($w|map({destination:"/x",type:"tmpfs",options:[.]})) .mountOptions
	EOF
	for words in $(jq -r '.linux.memoryPolicy.modes[]' f.json); do
		config '.linux.memoryPolicy = {mode: $m}' --arg m "$words"
		brig check -b "$BUNDLE" --format json > p.json || :
		assert_equal "$words 0" "$words $(jq '[.problems[] | select(.text | test("known"))] | length' p.json)"
	done
}

@test "features: supported seccomp flags are those that a container can have" {
	local flag

	for flag in $(brig features | jq -r '.linux.seccomp.supportedFlags[]'); do
		config '.linux.seccomp = {defaultAction: "SCMP_ACT_ALLOW", flags: [$f]} | .process.args = ["true"]' --arg f "$flag"
		run -0 brig run -b "$BUNDLE" "$ID"
	done
}

@test "features: the systemd cgroup manager is listed when there is one" {
	local has=true

	run_brig --cgroup-manager systemd check -b "$BUNDLE"
	[[ $output != *'built without'* ]] || has=false
	assert_equal "$has" "$(brig features | jq .linux.cgroup.systemd)"
}

@test "features: annotations name the version, the commit and libseccomp" {
	run -0 brig features
	assert_equal "$(brig --version | awk 'NR == 1 { print $NF }')" "$(jq -r '.annotations["run.oci.brig.version"]' <<< "$output")"
	[ -n "$(jq -r '.annotations["run.oci.brig.commit"]' <<< "$output")" ]
	[[ $(jq -r '.annotations["io.github.seccomp.libseccomp.version"]' <<< "$output") = [0-9]*.[0-9]* ]]
}
