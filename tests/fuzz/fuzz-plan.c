/* SPDX-License-Identifier: Apache-2.0 */
/* Fuzz target: any bytes read as a configuration, and whatever could be read of it planned for
 * hosts of several kinds and printed. A plan needs nothing that the reader could refuse; every
 * problem has a path of the document. */
#include <stdlib.h>
#include <string.h>

#include "brig/base/str.h"
#include "brig/plan/plan.h"
#include "fuzz.h"

static void check(bool good)
{
	if (!good)
		abort();
}

static struct cgroup_hierarchy v1[] = {
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
static struct cgroup_hierarchy v2[] = {
	{.name = "cgroup",
		.unified = true,
		.controllers = "cpuset,cpu,io,memory,hugetlb,pids,rdma,misc",
		.mount = "/sys/fs/cgroup"},
};

static void set_paths(struct cgroup_hierarchy *v, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		v[i].root = "/";
		v[i].own = "/user";
	}
}

enum { HOSTS = 4 };

/* Root on v2, root on a hybrid host, a user on v2, and a host that has next to nothing. */
static struct plan_facts facts_of(int host)
{
	const size_t n1 = sizeof(v1) / sizeof(v1[0]);
	struct plan_facts f = {
		.id = "id",
		.driver = host == 3 ? CGROUP_NONE : CGROUP_FS,
		.host = {.kernel_major = 6, .last_cap = 40, .rootless = host == 2},
		.capabilities = {.available = host == 3 ? 0 : ~0ULL >> 23, .last = 40},
		.labels = {.apparmor = host == 0, .selinux = host == 1},
		.seccomp = {.actions = host == 3 ? 0 : ~0U, .flags = host == 3 ? 0 : ~0U},
		.rdt = {.mount = host == 0 ? "/sys/fs/resctrl" : NULL},
	};

	set_paths(v1, n1);
	set_paths(v2, 1);
	if (host == 2)
		f.host.uid = f.host.gid = 1000;
	if (host == 1)
		f.cgroups = (struct cgroup_layout){.mode = CGROUP_HYBRID, .v = v1, .n = n1};
	else if (host != 3)
		f.cgroups = (struct cgroup_layout){.mode = CGROUP_V2, .v = v2, .n = 1};
	return f;
}

static void show(const struct plan *p, struct arena *a)
{
	for (enum doc_format format = DOC_TEXT; format <= DOC_JSON; format++) {
		struct doc *d = doc_new(a, format);

		plan_show(p, d);
		check(*doc_text(d) != '\0');
	}
}

static void try(const char *text, size_t size, int host)
{
	struct arena a = {0};
	struct report r = {.arena = &a};
	struct oci_config *c = arena_alloc(&a, sizeof(*c));
	struct bundle b = {.path = "/nowhere/bundle", .dir = -1, .text = text, .size = size};
	struct plan_facts f = facts_of(host);

	if (json_read_partly(c, &oci_config_type, text, size, &b.gaps, &r)) {
		b.read = r.n;
		b.config = c;
		show(plan_make(&b, &f, &r), &a);
		bundle_report(&b, &r);
	}
	for (size_t i = 0; i < r.n; i++)
		check(r.v[i].path && r.v[i].text && *r.v[i].text);
	arena_free(&a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	for (int host = 0; host < HOSTS; host++)
		try((const char *)data, size, host);
	return 0;
}
