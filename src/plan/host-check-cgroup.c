/* SPDX-License-Identifier: Apache-2.0 */
/* Checks for CPUs, memory nodes, block devices, page sizes and cgroup files that a bundle needs and
 * the host does not have. */
#include "host-check-cgroup.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "brig/base/str.h"
#include "host-check.h"

static void check_set(
	const char *list, const char *online, const char *path, const char *noun, struct report *r)
{
	struct bit_set wanted, present;
	struct err ignored;

	if (!list || !online || !bit_set_parse(&wanted, list, r->arena, &ignored) ||
		!bit_set_parse(&present, online, r->arena, &ignored))
		return;
	for (size_t i = 0; i < wanted.words; i++)
		if (wanted.v[i] & ~(i < present.words ? present.v[i] : 0)) {
			(void)refuse(r, path, "config-linux.md CPU",
				report_path(r, "%s are online", online),
				"'%s' names %s this host does not have", list, noun);
			return;
		}
}

static void check_cpus(
	const struct oci_cpu *cpu, const struct host_check_facts *f, struct report *r)
{
	check_set(cpu->cpus, f->cpus, "linux.resources.cpu.cpus", "CPUs", r);
	check_set(cpu->mems, f->nodes, "linux.resources.cpu.mems", "memory nodes", r);
}

/* Refuses settings whose file the controller of this kernel does not have, such as those of swap
 * without swap accounting. The sample cgroup belongs to another program, which may remove it at any
 * time: path_exists(sample) comes last. */
static void check_files(
	const struct cgroup_plan *p, const struct host_check_facts *f, struct report *r)
{
	if (!f->cgroup_samples)
		return;
	for (size_t i = 0; i < p->n_settings; i++) {
		const struct cgroup_setting *s = &p->settings[i];
		const char *sample =
			p->groups.v[s->group].unified ? NULL : f->cgroup_samples[s->group];

		if (!sample || s->may_lack ||
			path_exists(arena_printf(r->arena, "%s/%s", sample, s->file)) ||
			(s->other_file && path_exists(arena_printf(
						  r->arena, "%s/%s", sample, s->other_file))) ||
			!path_exists(sample))
			continue;
		(void)refuse(r, s->source, "config-linux.md Control groups", "remove it",
			"this kernel has no %s", s->file);
	}
}

static void check_block_devices(const struct cgroup_plan *p, struct report *r)
{
	for (size_t i = 0; i < p->n_settings; i++) {
		const struct cgroup_setting *s = &p->settings[i];
		int n = (int)strcspn(s->value, " ");

		if (!cgroup_resource_is_per_disk(s->resource) ||
			path_exists(arena_printf(r->arena, "/sys/dev/block/%.*s", n, s->value)))
			continue;
		(void)refuse(r, s->source, "config-linux.md Block IO",
			"lsblk lists the block devices", "this host has no block device %.*s", n,
			s->value);
	}
}

/* Converts a page size such as "2MB", which sysfs names hugepages-2048kB. 0 when it is not a size.
 */
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

		if (kb && !path_exists(arena_printf(r->arena,
				  "/sys/kernel/mm/hugepages/hugepages-%" PRIu64 "kB", kb)))
			(void)refuse(r,
				report_path(r, "linux.resources.hugepageLimits[%zu].pageSize", i),
				"config-linux.md Huge page limits",
				"/sys/kernel/mm/hugepages lists the supported sizes",
				"this kernel does not support huge pages of %s", size);
	}
}

void host_check_cgroup(const struct plan *p, const struct oci_resources *res,
	const struct host_check_facts *f, struct report *r)
{
	if (p->cgroup.driver != CGROUP_FS || !res)
		return;
	if (res->cpu)
		check_cpus(res->cpu, f, r);
	check_pages(res, r);
	check_files(&p->cgroup, f, r);
	check_block_devices(&p->cgroup, r);
}
