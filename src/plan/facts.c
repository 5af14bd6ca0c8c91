/* SPDX-License-Identifier: Apache-2.0 */
/* Asking the host what a plan depends on. */
#include "brig/cgroup/detect.h"
#include "host-check.h"

static bool wants_userns(const struct oci_config *c)
{
	if (!c->linux)
		return false;
	for (size_t i = 0; i < c->linux->namespaces.n; i++)
		if (c->linux->namespaces.v[i].type == OCI_NAMESPACE_TYPE_USER)
			return true;
	return false;
}

static bool wants_label(const struct oci_config *c)
{
	return (c->linux && c->linux->mount_label) ||
	       (c->process && (c->process->apparmor_profile || c->process->selinux_label));
}

bool plan_facts_read(struct plan_facts *f, const struct oci_config *c, bool as_root,
	struct arena *a, struct err *e)
{
	if (!cgroup_detect(&f->cgroups, c->linux ? c->linux->resources : NULL, a, e))
		return false;
	f->capabilities = capability_facts(&f->host, wants_userns(c));
	if (as_root)
		sys_host_as_root(&f->host);
	if (wants_label(c) && !label_facts_read(&f->labels, e))
		return false;
	if (c->linux && c->linux->seccomp)
		seccomp_facts_read(&f->seccomp, c->linux);
	if (c->linux && c->linux->intel_rdt)
		rdt_facts_read(&f->rdt);
	if (f->look)
		look_facts_read(&f->found, f->host.release, &f->cgroups, a);
	return true;
}
