/* SPDX-License-Identifier: Apache-2.0 */
/* Made-up hosts for plans that are looked at and not carried out. */
#ifndef BRIG_TESTS_UNIT_PLAN_HOSTS_H
#define BRIG_TESTS_UNIT_PLAN_HOSTS_H

#include <linux/audit.h>

#include "brig/plan/plan.h"

static struct cgroup_group v1[] = {
	{.name = "cpu,cpuacct",
		.controllers = "cpu,cpuacct",
		.mount = "/sys/fs/cgroup/cpu,cpuacct"},
	{.name = "memory", .controllers = "memory", .mount = "/sys/fs/cgroup/memory"},
	{.name = "devices", .controllers = "devices", .mount = "/sys/fs/cgroup/devices"},
	{.name = "pids", .controllers = "pids", .mount = "/sys/fs/cgroup/pids"},
	{.name = "blkio", .controllers = "blkio", .mount = "/sys/fs/cgroup/blkio"},
	{.name = "net_cls", .controllers = "net_cls,net_prio", .mount = "/sys/fs/cgroup/net_cls"},
	{.name = "rdma", .controllers = "rdma", .mount = "/sys/fs/cgroup/rdma"},
	{.name = "hugetlb", .controllers = "hugetlb", .mount = "/sys/fs/cgroup/hugetlb"},
	{.name = "cpuset", .controllers = "cpuset", .mount = "/sys/fs/cgroup/cpuset"},
	{.name = "unified", .unified = true, .controllers = "", .mount = "/sys/fs/cgroup/unified"},
};
static struct cgroup_group v2[] = {
	{.name = "cgroup",
		.unified = true,
		.controllers = "cpuset,cpu,io,memory,hugetlb,pids,rdma,misc",
		.mount = "/sys/fs/cgroup"},
};

static inline void set_paths(struct cgroup_group *v, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		v[i].root = "/";
		v[i].path = "/user";
	}
}

enum plan_host { HOST_V2, HOST_HYBRID, HOST_USER, HOST_POOR, HOSTS };

/* Root on v2, root on a hybrid host, a user on v2, and a host that has next to nothing. */
static inline struct plan_facts facts_of(enum plan_host host)
{
	const size_t n1 = sizeof(v1) / sizeof(v1[0]);
	struct plan_facts f = {
		.id = "id",
		.driver = host == HOST_POOR ? CGROUP_NONE : CGROUP_FS,
		.host = {.kernel_major = 6, .last_cap = 40, .rootless = host == HOST_USER},
		.capabilities = {.available = host == HOST_POOR ? 0 : ~0ULL >> 23, .last = 40},
		.labels = {.apparmor = host == HOST_V2, .selinux = host == HOST_HYBRID},
		.check_host = true,
		.kcore = host == HOST_V2,
		.host_check = {.namespaces = host == HOST_POOR ? 0 : ~0,
			.filesystems = host == HOST_POOR ? "" : NULL,
			.idmap = host != HOST_POOR,
			.nosymfollow = host != HOST_POOR,
			.numa = host != HOST_POOR},
		.seccomp = {.native = AUDIT_ARCH_X86_64,
			.actions = host == HOST_POOR ? 0 : ~0U,
			.flags = host == HOST_POOR ? 0 : ~0U},
		.rdt = {.mount = host == HOST_V2 ? "/sys/fs/resctrl" : NULL},
	};

	set_paths(v1, n1);
	set_paths(v2, 1);
	if (host == HOST_USER)
		f.host.uid = f.host.gid = 1000;
	if (host == HOST_HYBRID)
		f.cgroups = (struct cgroup_set){.mode = CGROUP_HYBRID, .v = v1, .n = n1};
	else if (host != HOST_POOR)
		f.cgroups = (struct cgroup_set){.mode = CGROUP_V2, .v = v2, .n = 1};
	return f;
}

#endif
