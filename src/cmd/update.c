/* SPDX-License-Identifier: Apache-2.0 */
/* brig update: new limits, from options or from a file in the form of linux.resources. */
#include <fcntl.h>
#include <unistd.h>

#include "brig/base/log.h"
#include "brig/json/read.h"
#include "brig/json/write.h"
#include "brig/ops/update.h"
#include "brig/sys/file.h"
#include "table.h"

struct update_command_options {
	const char *resources;
	const uint64_t *blkio_weight;
	struct oci_cpu cpu;
	struct oci_memory memory;
	struct oci_pids pids;
	const char *l3_cache_schema, *mem_bw_schema;
};

#define AT(field) offsetof(struct update_command_options, field)

/* clang-format off */
static const struct option rows[] = {
	{ "blkio-weight", 0, OPTION_COUNT, AT(blkio_weight), "N",
	  "weight of block I/O, from 10 to 1000", NULL },
	{ "cpu-burst", 0, OPTION_COUNT, AT(cpu.burst), "US",
	  "unused time that may be spent above the quota", NULL },
	{ "cpu-idle", 0, OPTION_INT, AT(cpu.idle), "N",
	  "1: run only when the CPU is otherwise idle; 0: normally", NULL },
	{ "cpu-period", 0, OPTION_COUNT, AT(cpu.period), "US",
	  "period of the quota", NULL },
	{ "cpu-quota", 0, OPTION_INT, AT(cpu.quota), "US",
	  "CPU time per period, -1 for no limit", NULL },
	{ "cpu-rt-period", 0, OPTION_COUNT, AT(cpu.realtime_period), "US",
	  "period of the real-time runtime", NULL },
	{ "cpu-rt-runtime", 0, OPTION_INT, AT(cpu.realtime_runtime), "US",
	  "real-time CPU time per period", NULL },
	{ "cpu-share", 0, OPTION_COUNT, AT(cpu.shares), "N",
	  "weight of CPU time (default of the kernel: 1024)", NULL },
	{ "cpuset-cpus", 0, OPTION_STRING, AT(cpu.cpus), "LIST",
	  "CPUs to run on, such as 0-3,7", NULL },
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
	  "memory limit, -1 for none", NULL },
	{ "memory-reservation", 0, OPTION_SIZE, AT(memory.reservation), "BYTES",
	  "memory that the kernel reclaims last, -1 for none", NULL },
	{ "memory-swap", 0, OPTION_SIZE, AT(memory.swap), "BYTES",
	  "limit of memory plus swap, -1 for none", NULL },
	{ "pids-limit", 0, OPTION_INT, AT(pids.limit), "N",
	  "limit of processes and threads, -1 for none", NULL },
	{ "resources", 'r', OPTION_STRING, AT(resources), "FILE",
	  "read limits from FILE (-: standard input), JSON of linux.resources", NULL },
};
/* clang-format on */

enum { RESOURCES_MAX = 1 << 20 };

static bool is_limit_given(const struct update_command_options *o)
{
	static const struct update_command_options none;
	struct update_command_options rest = *o;

	rest.resources = rest.l3_cache_schema = rest.mem_bw_schema = NULL;
	return memcmp(&rest, &none, sizeof(none)) != 0;
}

/* Linux removed the separate limit of kernel memory in 5.16; the memory limit includes it. */
static void drop_kernel_memory(struct update_command_options *l)
{
	if (l->memory.kernel || l->memory.kernel_tcp)
		log_warn("update: kernel memory has no separate limit; option ignored");
	l->memory.kernel = l->memory.kernel_tcp = NULL;
}

static bool read_file(struct oci_resources *out, const char *file, struct report *r, struct err *e)
{
	bool is_stdin = str_eq(file, "-");
	size_t size;
	const char *text;

	r->file = is_stdin ? "standard input" : file;
	text = is_stdin ? sys_read_fd(r->arena, STDIN_FILENO, r->file, RESOURCES_MAX, &size, e)
			: sys_read_at(r->arena, AT_FDCWD, file, RESOURCES_MAX, &size, e);
	if (!text)
		return fail_in(e, "--resources");
	return json_read(out, &oci_resources_type, text, size, r) || report_result(r, e);
}

static bool take_options(
	struct oci_resources *out, struct update_command_options *l, struct arena *a, struct err *e)
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
	struct update_command_options l = *(const struct update_command_options *)in->options;
	struct update_options o = {
		.l3_cache_schema = l.l3_cache_schema,
		.mem_bw_schema = l.mem_bw_schema,
	};
	struct report r = {.arena = in->rt->arena, .file = "update"};

	if (l.resources && is_limit_given(&l))
		return fail(
			e, "update: --resources cannot be combined with options for single limits");
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
	.size = sizeof(struct update_command_options),
	.run = update_run,
};
