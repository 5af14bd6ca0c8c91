/* SPDX-License-Identifier: Apache-2.0 */
/* From values in files of a group to the properties of its scope. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "systemd/scope.h"

#define PERIOD "CPUQuotaPeriodUSec"

struct cgroup_property *property_add(struct property_list *l, const char *name, char type)
{
	l->v = arena_grow(l->arena, l->v, &l->n, &l->cap, sizeof(*l->v));
	l->v[l->n - 1].name = name;
	l->v[l->n - 1].type = type;
	return &l->v[l->n - 1];
}

static struct cgroup_property *find(const struct property_list *l, const char *name)
{
	for (size_t i = 0; i < l->n; i++)
		if (str_eq(l->v[i].name, name))
			return &l->v[i];
	return NULL;
}

static struct cgroup_property *one(struct property_list *l, const char *name, char type)
{
	struct cgroup_property *p = find(l, name);

	return p ? p : property_add(l, name, type);
}

/* "max" of v2 is systemd's infinity, as are "-1" of v1 and what its memory files show for it: the
 * last whole page. */
static uint64_t size_of(const char *value)
{
	enum { LARGEST_PAGE = 65536 };
	uint64_t size = str_starts(value, "max") ? UINT64_MAX : strtoull(value, NULL, 10);

	return size > INT64_MAX - LARGEST_PAGE ? UINT64_MAX : size;
}

/* Nothing at all is no limit that systemd knows, but for these. */
static void add_size(struct property_list *l, const char *name, const char *value)
{
	uint64_t size = size_of(value);

	if (size > 0 || str_eq(name, "MemoryLow") || str_eq(name, "MemoryMin") ||
		str_eq(name, "MemorySwapMax"))
		one(l, name, 't')->number = size;
}

/* systemd refuses what lies outside of these bounds, where the kernel takes the nearest. */
static void add_within(
	struct property_list *l, const char *name, const char *value, uint64_t least, uint64_t most)
{
	uint64_t size = size_of(value);

	if (size < least)
		size = least;
	one(l, name, 't')->number = size > most ? most : size;
}

static void add_shares(struct property_list *l, const char *name, const char *value)
{
	add_within(l, name, value, 2, 262144);
}

/* What systemd makes of it for BFQ: up to 100 the same, and then 1 for 11. */
static void add_weight(struct property_list *l, const char *name, const char *value)
{
	uint64_t weight = strtoull(value, NULL, 10);

	if (weight > 100)
		value = arena_printf(l->arena, "%" PRIu64, 100 + (weight - 100) * 11);
	add_within(l, name, value, 10, 1000);
}

/* Where one process is, a limit of 1 lets no more in than one of 0. */
static void add_tasks(struct property_list *l, const char *name, const char *value)
{
	add_within(l, name, value, 1, UINT64_MAX);
}

/* Microseconds of each period to those of each second. Rounded up, since systemd rounds down on the
 * way back. */
static uint64_t per_second(uint64_t quota, uint64_t period)
{
	if (quota == UINT64_MAX || period == 0)
		return quota;
	return quota > UINT64_MAX / 1000001 ? UINT64_MAX : (quota * 1000000 + period - 1) / period;
}

enum { DEFAULT_PERIOD_US = 100000 };

/* "50000 100000" of cpu.max. */
static void add_quota(struct property_list *l, const char *name, const char *value)
{
	const char *space = strchr(value, ' ');
	uint64_t period = space ? strtoull(space, NULL, 10) : DEFAULT_PERIOD_US;

	one(l, name, 't')->number = per_second(size_of(value), period);
	if (space)
		one(l, PERIOD, 't')->number = period;
}

static void add_v1_quota(struct property_list *l, const char *name, const char *value)
{
	const struct cgroup_property *period = find(l, PERIOD);

	one(l, name, 't')->number =
		per_second(size_of(value), period ? period->number : DEFAULT_PERIOD_US);
}

/* "0-3,7" as a bit for each; forms beyond that are left to the file. */
static void add_mask(struct property_list *l, const char *name, const char *value)
{
	enum { LAST = 8191 };
	uint8_t *bits = arena_alloc(l->arena, (LAST + 1) / 8);
	struct cgroup_property *p;
	unsigned long first, last, top = 0;
	char *end;

	for (const char *s = value; *s; s = *end == ',' ? end + 1 : end) {
		first = last = strtoul(s, &end, 10);
		if (end != s && *end == '-')
			last = strtoul(end + 1, &end, 10);
		if (end == s || (*end && *end != ',') || last > LAST || first > last)
			return;
		for (unsigned long i = first; i <= last; i++)
			bits[i / 8] |= (uint8_t)(1U << (i % 8));
		top = last > top ? last : top;
	}
	p = one(l, name, 'Y');
	p->bytes.v = bits;
	p->bytes.n = top / 8 + 1;
}

/* A line of a v1 devices file: "c 1:3 rwm", "b 8:* r". */
struct device {
	char type, major[12], minor[12], access[4];
};

static bool read_device(struct device *d, const char *line)
{
	return sscanf(line, "%c %11[0-9*]:%11[0-9*] %3[rwm]", &d->type, d->major, d->minor,
		       d->access) == 4 &&
	       (*d->major != '*' || *d->minor == '*');
}

bool unit_knows_device(const char *file, const char *line)
{
	struct device d;

	return str_eq(line, "a") || (str_eq(file, "devices.allow") && read_device(&d, line));
}

/* systemd.resource-control(5) DeviceAllow=: a node by its number, else all of a driver or a type.
 */
static void add_device(struct property_list *l, const char *name, const char *value)
{
	struct cgroup_property *p;
	struct str_pair *pair;
	struct device d;
	const char *kind;

	if (!read_device(&d, value))
		return;
	kind = d.type == 'b' ? "block" : "char";
	p = one(l, name, 'P');
	p->pairs.v =
		arena_grow(l->arena, p->pairs.v, &p->pairs.n, &p->pairs.cap, sizeof(*p->pairs.v));
	pair = &p->pairs.v[p->pairs.n - 1];
	pair->key = *d.minor == '*'
			    ? arena_printf(l->arena, "%s-%s", kind, d.major)
			    : arena_printf(l->arena, "/dev/%s/%s:%s", kind, d.major, d.minor);
	pair->value = arena_strdup(l->arena, d.access);
}

/* Nothing but what is allowed; without this property, everything. */
static void add_policy(struct property_list *l, const char *name, const char *value)
{
	if (str_eq(value, "a"))
		one(l, name, 's')->text = "strict";
}

enum { V1 = 1, V2 = 2 };

/* Files that systemd writes itself. It writes them anew when the unit changes or it was reloaded
 * (on v1: and another unit of the slice starts), so it is told; what has no property is ours alone.
 * Lines for single block devices are not among them: systemd leaves those that it was not told of.
 */
static const struct {
	const char *file;
	int versions;
	const char *property;
	void (*add)(struct property_list *l, const char *name, const char *value);
} known[] = {
	{"blkio.bfq.weight", V1, "BlockIOWeight", add_weight},
	{"cpu.cfs_period_us", V1, PERIOD, add_size},
	{"cpu.cfs_quota_us", V1, "CPUQuotaPerSecUSec", add_v1_quota},
	{"cpu.max", V2, "CPUQuotaPerSecUSec", add_quota},
	{"cpu.shares", V1, "CPUShares", add_shares},
	{"cpu.weight", V2, "CPUWeight", add_size},
	{"cpuset.cpus", V2, "AllowedCPUs", add_mask},
	{"cpuset.mems", V2, "AllowedMemoryNodes", add_mask},
	{"devices.allow", V1, "DeviceAllow", add_device},
	{"devices.deny", V1, "DevicePolicy", add_policy},
	{"io.weight", V2, "IOWeight", add_size},
	{"memory.high", V2, "MemoryHigh", add_size},
	{"memory.limit_in_bytes", V1, "MemoryLimit", add_size},
	{"memory.low", V2, "MemoryLow", add_size},
	{"memory.max", V2, "MemoryMax", add_size},
	{"memory.min", V2, "MemoryMin", add_size},
	{"memory.swap.max", V2, "MemorySwapMax", add_size},
	{"pids.max", V1 | V2, "TasksMax", add_tasks},
};

bool unit_limit(struct property_list *l, bool unified, const char *file, const char *value)
{
	/* A weight may have a word in front: "default 100". */
	if (str_starts(value, "default "))
		value += strlen("default ");
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		if (!(known[i].versions & (unified ? V2 : V1)) || !str_eq(known[i].file, file))
			continue;
		if (*value && !strchr(value, '\n'))
			known[i].add(l, known[i].property, value);
		return true;
	}
	return false;
}
