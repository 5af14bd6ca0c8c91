/* SPDX-License-Identifier: Apache-2.0 */
/* Reads the facts of the host on which a plan depends. */
#include <sched.h>

#include "brig/cgroup/detect.h"
#include "brig/json/config.h"
#include "brig/plan/facts.h"
#include "host-check.h"

static bool has_label(const struct oci_config *c)
{
	return (c->linux && c->linux->mount_label) ||
	       (c->process && (c->process->apparmor_profile || c->process->selinux_label));
}

/* CLONE_NEW* of the namespaces whose names or sysctls the config sets. */
static int changed_namespaces(const struct oci_config *c)
{
	if (c->linux && c->linux->sysctl.n > 0)
		return CLONE_NEWIPC | CLONE_NEWNET | CLONE_NEWUSER | CLONE_NEWUTS;
	return c->hostname || c->domainname ? CLONE_NEWUTS : 0;
}

bool plan_facts_read(
	struct plan_facts *f, const struct bundle *b, bool as_root, struct arena *a, struct err *e)
{
	const struct oci_config *c = b->config;

	if (!cgroup_detect(&f->cgroups, c->linux ? c->linux->resources : NULL, a, e))
		return false;
	f->capabilities =
		capability_facts(&f->host, oci_namespace_find(c->linux, OCI_NAMESPACE_TYPE_USER));
	f->root_error = rootfs_find_error(c, b->path, a);
	f->kcore = path_exists("/proc/kcore");
	f->shared_namespaces = namespace_find_shared(c->linux, changed_namespaces(c));
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
