/* SPDX-License-Identifier: Apache-2.0 */
/* Statistics of CPUs, memory and processes. */
#include "stats/stats.h"

#include <stdlib.h>
#include <string.h>

#include "brig/base/range-list.h"
#include "brig/base/str.h"
#include "brig/sys/cgroupfs.h"
#include "fs/procfs-parse.h"
#include "stats/stats-io.h"

const struct cgroup_group *stats_home(const struct stats *s, const char *controller)
{
	return cgroup_set_home(&s->ref->groups, controller);
}

const char *stats_text(const struct stats *s, const struct cgroup_group *g, const char *file)
{
	struct err ignored;
	const char *text;

	if (!g)
		return NULL;
	text = sys_cgroup_read_all(s->arena, g->mount, g->path, file, &ignored);
	return text && *text ? text : NULL;
}

/* A number in a file of v1 or v2. */
struct number {
	const char *key;
	const char *v1, *v1_word; /* word: key of the line in the file, NULL if the file has only
				     the number; file NULL: not available */
	const char *v2, *v2_word;
	uint64_t v2_scale;
};

static bool parse_number(const char *text, const char *word, uint64_t *ret)
{
	if (!text)
		return false;
	if (word)
		return cgroup_flat_value(text, word, ret);
	*ret = str_starts(text, "max") ? UINT64_MAX : strtoull(text, NULL, 10);
	return true;
}

static bool read_number(const struct stats *s, const struct cgroup_group *g, const char *file,
	const char *word, uint64_t *ret)
{
	return file && parse_number(stats_text(s, g, file), word, ret);
}

static void add_numbers(
	const struct stats *s, const char *controller, const struct number *v, size_t n)
{
	const struct cgroup_group *g = stats_home(s, controller);
	uint64_t value;

	for (size_t i = 0; g && i < n; i++) {
		const struct number *x = &v[i];

		if (g->unified ? read_number(s, g, x->v2, x->v2_word, &value)
			       : read_number(s, g, x->v1, x->v1_word, &value))
			printer_uint(s->doc, x->key,
				g->unified && x->v2_scale ? value * x->v2_scale : value);
	}
}

#define ADD_NUMBERS(s, controller, rows) \
	add_numbers(s, controller, rows, sizeof(rows) / sizeof((rows)[0]))

/* Whether s is a decimal number that is valid in JSON. */
static bool is_decimal(const char *s)
{
	size_t whole = strspn(s, "0123456789"), fraction = 0;

	if (whole == 0 || (s[0] == '0' && whole > 1))
		return false;
	if (s[whole] == '.')
		fraction = 1 + strspn(s + whole + 1, "0123456789");
	return fraction != 1 && s[whole + fraction] == '\0';
}

/* Adds the KEY=VALUE words of a line of a pressure file. */
static void add_pressure(const struct stats *s, char **rest)
{
	for (char *w; (w = strtok_r(NULL, " ", rest));) {
		char *equals = strchr(w, '=');

		if (!equals || !is_decimal(equals + 1))
			continue;
		*equals = '\0';
		printer_number(s->doc, w, equals + 1);
	}
}

/* A pressure file has a line "some avg10=0.00 avg60=0.00 avg300=0.00 total=0", then a line "full".
 */
void stats_pressure(const struct stats *s, const char *file)
{
	const char *text = stats_text(s, cgroup_set_unified(&s->ref->groups), file);
	char *save = NULL, *word_save;
	char *copy;

	if (!text)
		return;
	copy = arena_strdup(s->arena, text);
	printer_object(s->doc, "psi");
	for (char *line = strtok_r(copy, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
		const char *name = strtok_r(line, " ", &word_save);

		if (!name)
			continue;
		printer_object(s->doc, name);
		add_pressure(s, &word_save);
		printer_end(s->doc);
	}
	printer_end(s->doc);
}

/* Adds the numbers in one column of a table, a number for each line. */
static void add_column(const struct stats *s, const char *key, const char *text, size_t column)
{
	char *save = NULL, *copy = arena_strdup(s->arena, text);

	printer_list(s->doc, key);
	for (char *line = strtok_r(copy, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
		char *word_save, *w = strtok_r(line, " ", &word_save);

		for (size_t i = 0; w && i < column; i++)
			w = strtok_r(NULL, " ", &word_save);
		if (w && *w >= '0' && *w <= '9')
			printer_uint(s->doc, NULL, strtoull(w, NULL, 10));
	}
	printer_end(s->doc);
}

/* cpuacct.usage_all has the header "cpu user system", then a line for each CPU. */
static void add_each_cpu(const struct stats *s)
{
	const struct cgroup_group *g = cgroup_set_v1(&s->ref->groups, "cpuacct");
	const char *text = stats_text(s, g, "cpuacct.usage_percpu");
	char *total;

	if (text) {
		total = arena_strdup(s->arena, text);
		for (char *p = total; *p; p++)
			*p = *p == ' ' ? '\n' : *p;
		add_column(s, "percpu", total, 0);
	}
	text = stats_text(s, g, "cpuacct.usage_all");
	if (text) {
		add_column(s, "percpu_user", text, 1);
		add_column(s, "percpu_kernel", text, 2);
	}
}

// clang-format off
static const struct number cpu_usage[] = {
	{ "total",  "cpuacct.usage", NULL,      "cpu.stat", "usage_usec", 1000 },
	{ "kernel", "cpuacct.usage_sys", NULL,  "cpu.stat", "system_usec", 1000 },
	{ "user",   "cpuacct.usage_user", NULL, "cpu.stat", "user_usec", 1000 },
};

static const struct number cpu_throttling[] = {
	{ "periods",          "cpu.stat", "nr_periods",     "cpu.stat", "nr_periods" },
	{ "throttledPeriods", "cpu.stat", "nr_throttled",   "cpu.stat", "nr_throttled" },
	{ "throttledTime",    "cpu.stat", "throttled_time", "cpu.stat", "throttled_usec", 1000 },
};

static const struct number cpuset_flags[] = {
	{ "cpu_exclusive",            "cpuset.cpu_exclusive" },
	{ "mem_exclusive",            "cpuset.mem_exclusive" },
	{ "mem_hardwall",             "cpuset.mem_hardwall" },
	{ "memory_migrate",           "cpuset.memory_migrate" },
	{ "memory_pressure",          "cpuset.memory_pressure" },
	{ "memory_spread_page",       "cpuset.memory_spread_page" },
	{ "memory_spread_slab",       "cpuset.memory_spread_slab" },
	{ "sched_load_balance",       "cpuset.sched_load_balance" },
};

static const struct number memory_usage[] = {
	{ "limit",   "memory.limit_in_bytes", NULL,     "memory.max", NULL },
	{ "usage",   "memory.usage_in_bytes", NULL,     "memory.current", NULL },
	{ "max",     "memory.max_usage_in_bytes", NULL, "memory.peak", NULL },
	{ "failcnt", "memory.failcnt", NULL,            "memory.events", "max" },
};

static const struct number memory_swap[] = {
	{ "limit",   "memory.memsw.limit_in_bytes" },
	{ "usage",   "memory.memsw.usage_in_bytes" },
	{ "max",     "memory.memsw.max_usage_in_bytes" },
	{ "failcnt", "memory.memsw.failcnt" },
};

static const struct number memory_kernel[] = {
	{ "limit",   "memory.kmem.limit_in_bytes" },
	{ "usage",   "memory.kmem.usage_in_bytes", NULL, "memory.stat", "kernel" },
	{ "max",     "memory.kmem.max_usage_in_bytes" },
	{ "failcnt", "memory.kmem.failcnt" },
};

static const struct number memory_tcp[] = {
	{ "limit",   "memory.kmem.tcp.limit_in_bytes" },
	{ "usage",   "memory.kmem.tcp.usage_in_bytes", NULL, "memory.stat", "sock" },
	{ "max",     "memory.kmem.tcp.max_usage_in_bytes" },
	{ "failcnt", "memory.kmem.tcp.failcnt" },
};

static const struct number memory_cache[] = {
	{ "cache", "memory.stat", "cache", "memory.stat", "file" },
};

static const struct number pids_current[] = {
	{ "current", "pids.current", NULL, "pids.current", NULL },
};
// clang-format on

static void stats_cpu(const struct stats *s)
{
	printer_object(s->doc, "cpu");
	printer_object(s->doc, "usage");
	ADD_NUMBERS(s, "cpuacct", cpu_usage);
	add_each_cpu(s);
	printer_end(s->doc);
	printer_object(s->doc, "throttling");
	ADD_NUMBERS(s, "cpu", cpu_throttling);
	printer_end(s->doc);
	stats_pressure(s, "cpu.pressure");
	printer_end(s->doc);
}

enum { SET_MAX = 65536 };

/* Adds a list such as "0-2,7" as the numbers 0, 1, 2, 7. */
static void add_set(const struct stats *s, const char *key, const char *v1, const char *v2)
{
	const struct cgroup_group *g = stats_home(s, "cpuset");
	const char *p = stats_text(s, g, g && g->unified ? v2 : v1);
	unsigned long first, last;

	if (!p)
		return;
	p = arena_strndup(s->arena, p, strcspn(p, "\n"));
	printer_list(s->doc, key);
	while (range_list_next(&p, &first, &last))
		for (; first <= last && last < SET_MAX; first++)
			printer_uint(s->doc, NULL, first);
	printer_end(s->doc);
}

static void stats_cpuset(const struct stats *s)
{
	printer_object(s->doc, "cpuset");
	add_set(s, "cpus", "cpuset.effective_cpus", "cpuset.cpus.effective");
	add_set(s, "mems", "cpuset.effective_mems", "cpuset.mems.effective");
	ADD_NUMBERS(s, "cpuset", cpuset_flags);
	printer_end(s->doc);
}

/* Adds swap of cgroup2, which counts it alone, as the sum of memory and swap. */
static void add_unified_swap(const struct stats *s, const struct cgroup_group *g)
{
	static const char *const keys[] = {"limit", "usage"};
	static const char *const files[][2] = {
		{"memory.max", "memory.swap.max"}, {"memory.current", "memory.swap.current"}};
	uint64_t memory, swap;

	for (size_t i = 0; i < 2; i++)
		if (read_number(s, g, files[i][0], NULL, &memory) &&
			read_number(s, g, files[i][1], NULL, &swap))
			printer_uint(s->doc, keys[i],
				swap > UINT64_MAX - memory ? UINT64_MAX : memory + swap);
}

/* Adds each line "NAME NUMBER" of memory.stat. */
static void add_raw(const struct stats *s, const struct cgroup_group *g)
{
	const char *text = stats_text(s, g, "memory.stat");
	char *save = NULL;

	if (!text)
		return;
	printer_object(s->doc, "raw");
	for (char *line = strtok_r(arena_strdup(s->arena, text), "\n", &save); line;
		line = strtok_r(NULL, "\n", &save)) {
		char *space = strchr(line, ' ');

		if (!space)
			continue;
		*space = '\0';
		printer_uint(s->doc, line, strtoull(space + 1, NULL, 10));
	}
	printer_end(s->doc);
}

static void stats_memory(const struct stats *s)
{
	const struct cgroup_group *g = stats_home(s, "memory");

	printer_object(s->doc, "memory");
	ADD_NUMBERS(s, "memory", memory_cache);
	printer_object(s->doc, "usage");
	ADD_NUMBERS(s, "memory", memory_usage);
	printer_end(s->doc);
	printer_object(s->doc, "swap");
	if (g && g->unified)
		add_unified_swap(s, g);
	else
		ADD_NUMBERS(s, "memory", memory_swap);
	printer_end(s->doc);
	printer_object(s->doc, "kernel");
	ADD_NUMBERS(s, "memory", memory_kernel);
	printer_end(s->doc);
	printer_object(s->doc, "kernelTCP");
	ADD_NUMBERS(s, "memory", memory_tcp);
	printer_end(s->doc);
	add_raw(s, g);
	stats_pressure(s, "memory.pressure");
	printer_end(s->doc);
}

/* The value for no limit is 0. */
static void stats_pids(const struct stats *s)
{
	uint64_t max;

	printer_object(s->doc, "pids");
	ADD_NUMBERS(s, "pids", pids_current);
	if (read_number(s, stats_home(s, "pids"), "pids.max", NULL, &max))
		printer_uint(s->doc, "limit", max == UINT64_MAX ? 0 : max);
	printer_end(s->doc);
}

void cgroup_stats(const struct cgroup_ref *ref, struct arena *a, struct printer *d)
{
	const struct stats s = {.ref = ref, .arena = a, .doc = d};

	stats_cpu(&s);
	stats_cpuset(&s);
	stats_memory(&s);
	stats_pids(&s);
	stats_blkio(&s);
	stats_hugetlb(&s);
	stats_rdma(&s);
}
