/* SPDX-License-Identifier: Apache-2.0 */
/* The same for control groups: processors, disks, page sizes and files that are not there. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "brig/base/str.h"
#include "brig/sys/file.h"
#include "host-check.h"

static void check_set(
	const char *list, const char *online, const char *path, const char *what, struct report *r)
{
	struct bit_set wanted, there;
	struct err ignored;

	if (!list || !online || !bit_set_parse(&wanted, list, r->arena, &ignored) ||
		!bit_set_parse(&there, online, r->arena, &ignored))
		return;
	for (size_t i = 0; i < wanted.words; i++)
		if (wanted.v[i] & ~(i < there.words ? there.v[i] : 0)) {
			(void)refuse(r, path, "config-linux.md CPU",
				report_path(r, "%s are online", online),
				"'%s' has %s that this host has not", list, what);
			return;
		}
}

static void check_cpus(const struct oci_cpu *cpu, const struct look_facts *f, struct report *r)
{
	check_set(cpu->cpus, f->cpus, "linux.resources.cpu.cpus", "processors", r);
	check_set(cpu->mems, f->nodes, "linux.resources.cpu.mems", "memory nodes", r);
}

/* Files that a controller of this kernel has not, such as those of swap without its accounting. The
 * group where they are looked for is somebody else's: it may be removed meanwhile. */
static void check_files(const struct cgroup_plan *p, const struct look_facts *f, struct report *r)
{
	if (!f->groups)
		return;
	for (size_t i = 0; i < p->n_settings; i++) {
		const struct cgroup_setting *s = &p->settings[i];
		const char *group = p->groups.v[s->group].unified ? NULL : f->groups[s->group];

		if (!group || s->may_lack ||
			look_for(arena_printf(r->arena, "%s/%s", group, s->file)) ||
			(s->other_file &&
				look_for(arena_printf(r->arena, "%s/%s", group, s->other_file))) ||
			!look_for(group))
			continue;
		(void)refuse(r, s->source, "config-linux.md Control groups", "leave it out",
			"this kernel has no %s", s->file);
	}
}

static void check_disks(const struct cgroup_plan *p, struct report *r)
{
	for (size_t i = 0; i < p->n_settings; i++) {
		const struct cgroup_setting *s = &p->settings[i];
		int n = (int)strcspn(s->value, " ");

		if (!cgroup_resource_is_per_disk(s->resource) ||
			look_for(arena_printf(r->arena, "/sys/dev/block/%.*s", n, s->value)))
			continue;
		(void)refuse(r, s->source, "config-linux.md Block IO",
			"lsblk shows those there are", "this host has no block device %.*s", n,
			s->value);
	}
}

/* "2MB" is hugepages-2048kB; 0 when it is no size. */
static uint64_t kilobytes(const char *size)
{
	char *unit;
	uint64_t n = strtoull(size, &unit, 10);

	if (str_eq(unit, "KB"))
		return n;
	if (str_eq(unit, "MB"))
		return n << 10;
	return str_eq(unit, "GB") ? n << 20 : 0;
}

static void check_pages(const struct oci_resources *res, struct report *r)
{
	for (size_t i = 0; i < res->hugepage_limits.n; i++) {
		const char *size = res->hugepage_limits.v[i].page_size;
		uint64_t kb = kilobytes(size);

		if (kb && !look_for(arena_printf(r->arena,
				  "/sys/kernel/mm/hugepages/hugepages-%" PRIu64 "kB", kb)))
			(void)refuse(r,
				report_path(r, "linux.resources.hugepageLimits[%zu].pageSize", i),
				"config-linux.md Huge page limits",
				"/sys/kernel/mm/hugepages lists those there are",
				"this kernel has no huge pages of %s", size);
	}
}

void plan_look_cgroup(const struct plan *p, const struct oci_resources *res,
	const struct look_facts *f, struct report *r)
{
	if (p->cgroup.driver != CGROUP_FS || !res)
		return;
	if (res->cpu)
		check_cpus(res->cpu, f, r);
	check_pages(res, r);
	check_files(&p->cgroup, f, r);
	check_disks(&p->cgroup, r);
}
