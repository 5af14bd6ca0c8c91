/* SPDX-License-Identifier: Apache-2.0 */
/* brig update: new limits by option, or by a file in the form of linux.resources. */
#include <fcntl.h>
#include <unistd.h>

#include "brig/base/log.h"
#include "brig/json/read.h"
#include "brig/sys/file.h"
#include "table.h"

struct update_line {
	const char *resources;
	const uint64_t *blkio_weight;
	struct oci_cpu cpu;
	struct oci_memory memory;
	struct oci_pids pids;
	const char *l3_cache_schema, *mem_bw_schema;
};

#define AT(field) offsetof(struct update_line, field)

/* clang-format off */
static const struct option rows[] = {
	{ "blkio-weight", 0, OPTION_COUNT, AT(blkio_weight), "N",
	  "share of block I/O, from 10 to 1000", NULL },
	{ "cpu-burst", 0, OPTION_COUNT, AT(cpu.burst), "US",
	  "time saved up that may exceed the quota", NULL },
	{ "cpu-idle", 0, OPTION_INT, AT(cpu.idle), "N",
	  "1: run only when nobody else wants to, 0: not so", NULL },
	{ "cpu-period", 0, OPTION_COUNT, AT(cpu.period), "US",
	  "period of the quota", NULL },
	{ "cpu-quota", 0, OPTION_INT, AT(cpu.quota), "US",
	  "processor time in each period, -1 for no limit", NULL },
	{ "cpu-rt-period", 0, OPTION_COUNT, AT(cpu.realtime_period), "US",
	  "period of the real-time runtime", NULL },
	{ "cpu-rt-runtime", 0, OPTION_INT, AT(cpu.realtime_runtime), "US",
	  "real-time processor time in each period", NULL },
	{ "cpu-share", 0, OPTION_COUNT, AT(cpu.shares), "N",
	  "share of processor time, 1024 being usual", NULL },
	{ "cpuset-cpus", 0, OPTION_STRING, AT(cpu.cpus), "LIST",
	  "processors to run on, such as 0-3,7", NULL },
	{ "cpuset-mems", 0, OPTION_STRING, AT(cpu.mems), "LIST",
	  "memory nodes to use", NULL },
	{ "kernel-memory", 0, OPTION_SIZE, AT(memory.kernel), "BYTES",
	  "accepted and ignored", NULL },
	{ "kernel-memory-tcp", 0, OPTION_SIZE, AT(memory.kernel_tcp), "BYTES",
	  "accepted and ignored", NULL },
	{ "l3-cache-schema", 0, OPTION_STRING, AT(l3_cache_schema), "SCHEMA",
	  "L3 cache of the resctrl class", NULL },
	{ "mem-bw-schema", 0, OPTION_STRING, AT(mem_bw_schema), "SCHEMA",
	  "memory bandwidth of the resctrl class", NULL },
	{ "memory", 0, OPTION_SIZE, AT(memory.limit), "BYTES",
	  "limit of memory, -1 for none", NULL },
	{ "memory-reservation", 0, OPTION_SIZE, AT(memory.reservation), "BYTES",
	  "memory that is reclaimed last, -1 for none", NULL },
	{ "memory-swap", 0, OPTION_SIZE, AT(memory.swap), "BYTES",
	  "limit of memory and swap together, -1 for none", NULL },
	{ "pids-limit", 0, OPTION_INT, AT(pids.limit), "N",
	  "limit of processes and threads, -1 for none", NULL },
	{ "resources", 'r', OPTION_STRING, AT(resources), "FILE",
	  "take them from FILE (-: standard input), JSON as linux.resources", NULL },
};
/* clang-format on */

enum { RESOURCES_MAX = 1 << 20 };

static bool is_option_given(const struct update_line *l)
{
	static const struct update_line none;
	struct update_line rest = *l;

	rest.resources = rest.l3_cache_schema = rest.mem_bw_schema = NULL;
	return memcmp(&rest, &none, sizeof(none)) != 0;
}

/* Kernels since 5.16 have no such limit, and older ones lost it to the limit of all memory. */
static void drop_kernel_memory(struct update_line *l)
{
	if (l->memory.kernel || l->memory.kernel_tcp)
		log_warn("update: kernel memory has no limit of its own, ignoring");
	l->memory.kernel = l->memory.kernel_tcp = NULL;
}

static bool read_file(struct oci_resources *out, const char *file, struct report *r, struct err *e)
{
	bool standard = str_eq(file, "-");
	size_t size;
	const char *text;

	r->file = standard ? "standard input" : file;
	text = standard ? sys_read_fd(r->arena, STDIN_FILENO, r->file, RESOURCES_MAX, &size, e)
			: sys_read_at(r->arena, AT_FDCWD, file, RESOURCES_MAX, &size, e);
	if (!text)
		return fail_in(e, "--resources");
	return json_read(out, &oci_resources_type, text, size, r) || report_result(r, e);
}

static bool take_options(
	struct oci_resources *out, struct update_line *l, struct arena *a, struct err *e)
{
	struct oci_block_io *block_io = arena_alloc(a, sizeof(*block_io));
	uint16_t *weight = arena_alloc(a, sizeof(*weight));

	out->cpu = &l->cpu;
	out->memory = &l->memory;
	out->pids = &l->pids;
	out->block_io = block_io;
	if (!l->blkio_weight)
		return true;
	if (*l->blkio_weight > 1000)
		return fail(e, "option --blkio-weight: %llu is not from 10 to 1000",
			(unsigned long long)*l->blkio_weight);
	*weight = (uint16_t)*l->blkio_weight;
	block_io->weight = weight;
	return true;
}

static bool update_run(struct invocation *in, struct err *e)
{
	struct update_line l = *(const struct update_line *)in->options;
	struct update_options o = {
		.l3_cache_schema = l.l3_cache_schema,
		.mem_bw_schema = l.mem_bw_schema,
	};
	struct report r = {.arena = in->rt->arena, .file = "update"};

	if (l.resources && is_option_given(&l))
		return fail(e, "update: --resources and single limits can't be given together");
	drop_kernel_memory(&l);
	if (l.resources ? !read_file(&o.resources, l.resources, &r, e)
			: !take_options(&o.resources, &l, in->rt->arena, e))
		return fail_in(e, "update");
	return runtime_update(in->rt, in->id, &o, &r, e);
}

const struct command update_command = {
	.name = "update",
	.summary = "Change the limits of a container",
	.synopsis = "ID",
	.needs = NEEDS_ID | NEEDS_ROOT,
	.min = 1,
	.max = 1,
	.options = OPTIONS(rows),
	.size = sizeof(struct update_line),
	.run = update_run,
};
