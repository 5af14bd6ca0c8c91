/* SPDX-License-Identifier: Apache-2.0 */
/* Fuzz target: files of the kernel about cgroups, parts of which a container controls. The parts
 * mountinfo, self and controllers describe a host, for which a plan is made. Every other part is a
 * file of a cgroup, of which statistics are printed, processes listed, limits updated. Checks that
 * the output is JSON and that nothing waits without end. */
#include <string.h>
#include <yajl/yajl_parse.h>

#include "../fake/cgroupfs.h"
#include "../fake/fake.h"
#include "brig/base/str.h"
#include "brig/cgroup/cgroup.h"
#include "brig/cgroup/detect.h"
#include "brig/cgroup/freeze.h"
#include "brig/cgroup/kill.h"
#include "brig/cgroup/oom-events.h"
#include "brig/cgroup/pids.h"
#include "brig/cgroup/record.h"
#include "brig/cgroup/show.h"
#include "brig/cgroup/stats.h"
#include "brig/cgroup/update.h"
#include "brig/json/printer.h"
#include "fuzz.h"
#include "oci.h"

#define MOUNT "/sys/fs/cgroup"

static void check_json(const char *text)
{
	yajl_handle h = yajl_alloc(NULL, NULL, NULL);

	yajl_config(
		h, yajl_dont_validate_strings, 1); /* a path of the host may not be valid UTF-8 */
	check(yajl_parse(h, (const unsigned char *)text, strlen(text)) == yajl_status_ok);
	check(yajl_complete_parse(h) == yajl_status_ok);
	yajl_free(h);
}

/* A memory limit, and a period without a quota: the quota is read from the file. */
static const int64_t limit = 1 << 20;
static const uint64_t period = 50000;
static const bool yes = true;
static const struct oci_memory memory = {.limit = &limit, .check_before_update = &yes};
static const struct oci_cpu cpu = {.period = &period};
static const struct oci_resources resources = {.memory = &memory, .cpu = &cpu};

static void try_host(const struct part *v, size_t n, struct arena *a)
{
	const char *mountinfo = part_named(v, n, "mountinfo"), *self = part_named(v, n, "self");
	struct host host = {.kernel_major = 6, .rootless = part_named(v, n, "rootless") != NULL};
	struct oci_resources all = resources;
	struct oci_linux linux = {.resources = &all};
	struct oci_config config = {.linux = &linux};
	struct report r = {.arena = a};
	struct cgroup_set layout;
	struct cgroup_facts facts = {.id = "id", .layout = &layout, .host = &host};
	struct cgroup_plan plan;
	struct printer *d;
	struct err e;

	if (!mountinfo || !self ||
		!cgroup_detect_parse(
			&layout, mountinfo, self, part_named(v, n, "controllers"), a, &e))
		return;
	for (size_t i = 0; i < layout.n; i++)
		check(*layout.v[i].mount == '/' && *layout.v[i].root == '/' &&
			*layout.v[i].path == '/');
	facts.driver = part_named(v, n, "systemd") ? CGROUP_SYSTEMD : CGROUP_FS;
	linux.cgroups_path = part_named(v, n, "path");
	if (!cgroup_plan(&plan, &config, &facts, &r)) {
		check(r.refusals > 0);
		return;
	}
	d = printer_new(a, PRINTER_JSON);
	cgroup_show(&plan, d);
	check_json(printer_text(d));
}

/* The fake clock advances only in waits. */
static void try_group(const struct cgroup_ref *ref, struct arena *a)
{
	struct report r = {.arena = a};
	struct printer *d = printer_new(a, PRINTER_LINE);
	struct cgroup_update update;
	struct pid_list pids;
	bool frozen;
	struct err e;

	cgroup_stats(ref, a, d);
	check_json(printer_text(d));
	(void)cgroup_oom_kills(ref);
	(void)!cgroup_frozen(ref, &frozen, &e);
	if (cgroup_pids(ref, a, &pids, &e))
		for (size_t i = 0; i < pids.n; i++)
			check(pids.v[i] > 0 && (i == 0 || pids.v[i - 1] < pids.v[i]));
	(void)!cgroup_wait_empty(ref, 50, &e);
	(void)!cgroup_freeze(ref, true, 50, &e);
	if (cgroup_update_plan(&update, &resources, ref, &r))
		(void)!cgroup_update_apply(&update, &e);
	(void)!cgroup_kill(ref, 9, &e);
	(void)!cgroup_destroy(ref, 50, &e);
}

static void put_files(const struct part *v, size_t n, struct arena *a)
{
	fake_reset(0);
	fake_cgroup_reset();
	fake_cgroup_dir(MOUNT);
	fake_cgroup_dir(MOUNT "/g");
	for (size_t i = 0; i < n; i++)
		if (strlen(v[i].name) < 64 && strchr(v[i].name, '/') == v[i].name)
			fake_cgroup_file(v[i].name, v[i].text); /* a file of /proc */
		else if (strlen(v[i].name) < 64)
			fake_cgroup_file(arena_printf(a, MOUNT "/g/%s", v[i].name), v[i].text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct cgroup_group unified[] = {
		{.name = "cgroup", .mount = MOUNT, .path = "/g", .unified = true, .made = 1}};
	static struct cgroup_group legacy[] = {{.name = "all",
		.controllers = "cpu,cpuacct,cpuset,memory,pids,blkio,freezer,hugetlb,rdma",
		.mount = MOUNT,
		.path = "/g",
		.made = 1}};
	const struct cgroup_ref refs[] = {
		{.groups = {CGROUP_V2, unified, 1}, .init = 1},
		{.groups = {CGROUP_V1, legacy, 1}, .init = 1},
	};
	autoarena struct arena a = {0};
	struct part v[PARTS_MAX];
	size_t n = parts_of(v, data, size, &a);

	try_host(v, n, &a);
	for (size_t i = 0; i < 2; i++) {
		put_files(v, n, &a);
		try_group(&refs[i], &a);
	}
	return 0;
}
