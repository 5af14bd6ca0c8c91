#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# features: the document that engines read.
load helpers

@test "features is JSON and nothing else" {
	run -0 --separate-stderr brig features
	jq -e . <<< "$output" > /dev/null
	# shellcheck disable=SC2154
	equal '' "$stderr"
}

@test "features: versions and hooks" {
	run -0 brig features
	equal '1.0.0 1.3.0' "$(jq -r '"\(.ociVersionMin) \(.ociVersionMax)"' <<< "$output")"
	equal createContainer,createRuntime,poststart,poststop,prestart,startContainer \
		"$(jq -r '.hooks | sort | join(",")' <<< "$output")"
}

@test "features: the eight namespaces" {
	run -0 brig features
	equal cgroup,ipc,mount,network,pid,time,user,uts "$(jq -r '.linux.namespaces | sort | join(",")' <<< "$output")"
}

@test "features: mount options, each of which a mount takes" {
	local word

	run -0 brig features
	for word in ro rw bind rbind nosuid suid nodev dev noexec exec private rprivate shared rshared \
		slave rslave unbindable runbindable iversion noiversion lazytime nolazytime loud silent \
		idmap ridmap rro rrw nosymfollow symfollow tmpcopyup; do
		equal "$word true" "$word $(jq --arg w $word '.mountOptions | any(. == $w)' <<< "$output")"
	done
}

@test "features: cgroup, seccomp, capabilities" {
	run -0 brig features
	equal true "$(jq '.linux.cgroup.v1 and .linux.cgroup.v2' <<< "$output")"
	equal true "$(jq '.linux.seccomp.enabled' <<< "$output")"
	equal true "$(jq '.linux.seccomp.actions | any(. == "SCMP_ACT_ERRNO")' <<< "$output")"
	equal true "$(jq '.linux.seccomp.archs | any(. == "SCMP_ARCH_X86_64")' <<< "$output")"
	equal true "$(jq '.linux.capabilities | any(. == "CAP_SYS_ADMIN")' <<< "$output")"
	equal true "$(jq '.linux.mountExtensions.idmap.enabled' <<< "$output")"
}

@test "features takes no arguments" {
	run brig features extra
	[ "$status" -ne 0 ]
}
