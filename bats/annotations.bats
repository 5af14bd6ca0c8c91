#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Annotations of config.json that engines and users of other runtimes rely on.
load helpers

# As a user with these supplementary groups, as rootless engines call us.
with_groups() { # ARG…
	setpriv --groups 4242,4243 "$BRIG" --root "$ROOT" "$@"
}

@test "run.oci.keep_original_groups: the caller's groups stay, in run and in exec" {
	config '.process.user.additionalGids = [7] | .process.args = ["id", "-G"]'
	run -0 with_groups run -b "$BUNDLE" "$ID"
	assert_output '0 7'
	config '.annotations["run.oci.keep_original_groups"] = "1"'
	run -0 with_groups run -b "$BUNDLE" "$ID"
	assert_output '0 4242 4243'
	config_args sleep 1000
	start
	run -0 with_groups exec "$ID" id -G < /dev/null
	assert_output '0 4242 4243'
}

@test "run.oci.keep_original_groups: a file of such a group can be read in a user namespace that does not map it" {
	chmod 755 "$BATS_RUN_TMPDIR" "$BATS_RUN_TMPDIR"/* "$BATS_TEST_TMPDIR" "$BUNDLE"
	echo secret > "$BUNDLE/rootfs/home/file"
	chown 0:4242 "$BUNDLE/rootfs/home/file" && chmod 640 "$BUNDLE/rootfs/home/file"
	config '.linux.namespaces += [{type: "user"}]
		| .linux.uidMappings = [{containerID: 0, hostID: 100000, size: 1000}] | .linux.gidMappings = .linux.uidMappings
		| .process.capabilities = {} | .process.args = ["cat", "/home/file"]'
	run with_groups run -b "$BUNDLE" "$ID"
	assert_output_matches 'Permission denied'
	config '.annotations["run.oci.keep_original_groups"] = "1"'
	run -0 with_groups run -b "$BUNDLE" "$ID"
	assert_output secret
	config_args sleep 1000
	create
	brig start "$ID"
	run -0 with_groups exec "$ID" cat /home/file < /dev/null
	assert_output secret
}

@test "run.oci.mount_context_type: only what is an option of a mount" {
	config '.annotations["run.oci.mount_context_type"] = "rootcontext" | .process.args = ["true"]'
	run -0 brig run -b "$BUNDLE" "$ID"
	config '.annotations["run.oci.mount_context_type"] = "nocontext"'
	assert_brig_fails create -b "$BUNDLE" "$ID"
	assert_output_matches "config.json:[0-9]+: annotations.*mount_context_type.*'nocontext' is not an SELinux mount option"
	assert_gone
}

@test "annotations of other runtimes without which a container would be another one are refused" {
	local name

	for name in run.oci.handler run.oci.seccomp_bpf_data run.oci.seccomp_fail_unknown_syscall; do
		config '.annotations = {($n): "x"}' --arg n "$name"
		assert_brig_fails create -b "$BUNDLE" "$ID"
		assert_output_matches "config.json:[0-9]+: annotations.*$name.*not supported"
		assert_gone
	done
}

@test "the other annotations of crun are passed over with a warning, an empty subgroup without one" {
	local name

	config_args true
	for name in delegate-cgroup hooks.stderr hooks.stdout pidfd_receiver seccomp.plugins seccomp.receiver \
		systemd.force_cgroup_v1 systemd.subgroup; do
		config '.annotations = {($n): "x"}' --arg n "run.oci.$name"
		run_bundle
		assert_equal 0 "$status"
		assert_output_matches "warning: .*run.oci.$name.*not supported; ignored"
	done
	config '.annotations = {"run.oci.systemd.subgroup": "", "org.criu.config": "/x", "run.oci.unknown": "y"}'
	run_bundle
	assert_output ''
}

@test "features: the annotations that change what we do" {
	assert_equal 'org.systemd.property. run.oci.handler run.oci.keep_original_groups run.oci.mount_context_type run.oci.seccomp_bpf_data run.oci.seccomp_fail_unknown_syscall' \
		"$(brig features | jq -r '.potentiallyUnsafeConfigAnnotations | join(" ")')"
}

@test "every annotation that we treat is in brig-config(5)" {
	local name

	for name in $(grep -oE '"(run\.oci|org)\.[a-z_.-]+"' "$HERE/../src/plan/annotation.c" | tr -d '"'); do
		grep -qF "${name%.}" "$HERE/../man/brig-config.5" || { echo "not there: $name" && return 1; }
	done
}
