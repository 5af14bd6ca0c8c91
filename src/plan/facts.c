/* SPDX-License-Identifier: Apache-2.0 */
/* Reading the facts that a plan depends on. */
#include "brig/plan/facts.h"

#include "host-check.h"

static bool has_userns(const struct oci_config *c)
{
	if (!c->linux)
		return false;
	for (size_t i = 0; i < c->linux->namespaces.n; i++)
		if (c->linux->namespaces.v[i].type == OCI_NAMESPACE_TYPE_USER)
			return true;
	return false;
}

static bool has_label(const struct oci_config *c)
{
	return (c->linux && c->linux->mount_label) ||
	       (c->process && (c->process->apparmor_profile || c->process->selinux_label));
}

bool plan_facts_read(struct plan_facts *f, const struct oci_config *c, bool as_root,
	struct arena *a, struct err *e)
{
	if (!cgroup_detect(&f->cgroups, c->linux ? c->linux->resources : NULL, a, e))
		return false;
	f->capabilities = capability_facts(&f->host, has_userns(c));
	if (as_root)
		sys_host_as_root(&f->host);
	if (has_label(c) && !label_facts_read(&f->labels, e))
		return false;
	if (c->linux && c->linux->seccomp)
		seccomp_facts_read(&f->seccomp, c->linux);
	if (c->linux && c->linux->intel_rdt)
		rdt_facts_read(&f->rdt);
	if (f->check_host)
		host_check_facts_read(&f->host_check, f->host.release, &f->cgroups, a);
	return true;
}
