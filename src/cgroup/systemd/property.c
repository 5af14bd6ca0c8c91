/* SPDX-License-Identifier: Apache-2.0 */
/* Converts values of cgroup files to properties of the scope. */
#include "systemd/property.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "brig/base/range-list.h"

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

static struct cgroup_property *find_or_add(struct property_list *l, const char *name, char type)
{
	struct cgroup_property *p = find(l, name);

	return p ? p : property_add(l, name, type);
}

/* The size as systemd has it: "max" of v2 and "-1" of v1 are infinity, as is the largest multiple
 * of the page size, which v1 memory files show for no limit. */
static uint64_t parse_size(const char *value)
{
	enum { LARGEST_PAGE = 65536 };
	uint64_t size = str_starts(value, "max") ? UINT64_MAX : strtoull(value, NULL, 10);

	return size > INT64_MAX - LARGEST_PAGE ? UINT64_MAX : size;
}

/* systemd refuses a limit of 0 except for these properties. */
static void add_size(struct property_list *l, const char *name, const char *value)
{
	uint64_t size = parse_size(value);

	if (size > 0 || str_eq(name, "MemoryLow") || str_eq(name, "MemoryMin") ||
		str_eq(name, "MemorySwapMax"))
		find_or_add(l, name, 't')->number = size;
}

/* Moves the value into the range that systemd accepts, as the kernel does. */
static void add_clamped(
	struct property_list *l, const char *name, const char *value, uint64_t min, uint64_t max)
{
	uint64_t size = parse_size(value);

	if (size < min)
		size = min;
	find_or_add(l, name, 't')->number = size > max ? max : size;
}

static void add_shares(struct property_list *l, const char *name, const char *value)
{
	add_clamped(l, name, value, 2, 262144);
}

/* Inverts the conversion by which systemd computes the weight for BFQ: 1:1 up to 100, then 1:11. */
static void add_weight(struct property_list *l, const char *name, const char *value)
{
	uint64_t weight = strtoull(value, NULL, 10);

	if (weight > 100)
		value = arena_printf(l->arena, "%" PRIu64, 100 + (weight - 100) * 11);
	add_clamped(l, name, value, 10, 1000);
}

/* systemd refuses a limit of 0. The scope has a process already, so a limit of 1 has the same
 * effect. */
static void add_tasks(struct property_list *l, const char *name, const char *value)
{
	add_clamped(l, name, value, 1, UINT64_MAX);
}

/* Converts microseconds per period to microseconds per second. Rounds up, since systemd rounds down
 * when it converts back. */
static uint64_t to_microseconds_per_second(uint64_t quota, uint64_t period)
{
	if (quota == UINT64_MAX || period == 0)
		return quota;
	return quota > UINT64_MAX / 1000001 ? UINT64_MAX : (quota * 1000000 + period - 1) / period;
}

enum { DEFAULT_PERIOD_US = 100000 };

/* A value of cpu.max: "50000 100000". */
static void add_quota(struct property_list *l, const char *name, const char *value)
{
	const char *space = strchr(value, ' ');
	uint64_t period = space ? strtoull(space, NULL, 10) : DEFAULT_PERIOD_US;

	find_or_add(l, name, 't')->number = to_microseconds_per_second(parse_size(value), period);
	if (space)
		find_or_add(l, PERIOD, 't')->number = period;
}

static void add_v1_quota(struct property_list *l, const char *name, const char *value)
{
	const struct cgroup_property *period = find(l, PERIOD);

	find_or_add(l, name, 't')->number = to_microseconds_per_second(
		parse_size(value), period ? period->number : DEFAULT_PERIOD_US);
}

/* A list such as "0-3,7" as a bit mask. A list in another form is not reported to systemd: only the
 * file has it then. */
static void add_mask(struct property_list *l, const char *name, const char *value)
{
	enum { LAST = 8191 };
	uint8_t *bits = arena_alloc(l->arena, (LAST + 1) / 8);
	struct cgroup_property *p;
	unsigned long first, last, top = 0;
	const char *rest = value;

	while (range_list_next(&rest, &first, &last)) {
		if (last > LAST || first > last)
			return;
		for (unsigned long i = first; i <= last; i++)
			bits[i / 8] |= (uint8_t)(1U << (i % 8));
		top = last > top ? last : top;
	}
	if (*rest)
		return;
	p = find_or_add(l, name, 'Y');
	p->bytes.v = bits;
	p->bytes.n = top / 8 + 1;
}

/* A line of devices.allow or devices.deny: "c 1:3 rwm", "b 8:* r". */
struct v1_device {
	char type, major[12], minor[12], access[4];
};

static bool read_device(struct v1_device *d, const char *line)
{
	return sscanf(line, "%c %11[0-9*]:%11[0-9*] %3[rwm]", &d->type, d->major, d->minor,
		       d->access) == 4 &&
	       (*d->major != '*' || *d->minor == '*');
}

bool property_has_device(const char *file, const char *line)
{
	struct v1_device d;

	return str_eq(line, "a") || (str_eq(file, "devices.allow") && read_device(&d, line));
}

/* systemd.resource-control(5) DeviceAllow=: a device node by its numbers, or all devices of a
 * driver or of a type. */
static void add_device(struct property_list *l, const char *name, const char *value)
{
	struct cgroup_property *p;
	struct str_pair *pair;
	struct v1_device d;
	const char *type;

	if (!read_device(&d, value))
		return;
	type = d.type == 'b' ? "block" : "char";
	p = find_or_add(l, name, 'P');
	p->pairs.v =
		arena_grow(l->arena, p->pairs.v, &p->pairs.n, &p->pairs.cap, sizeof(*p->pairs.v));
	pair = &p->pairs.v[p->pairs.n - 1];
	pair->key = *d.minor == '*'
			    ? arena_printf(l->arena, "%s-%s", type, d.major)
			    : arena_printf(l->arena, "/dev/%s/%s:%s", type, d.major, d.minor);
	pair->value = arena_strdup(l->arena, d.access);
}

/* "strict" permits only devices that DeviceAllow= names; without DevicePolicy= all are permitted.
 */
static void add_policy(struct property_list *l, const char *name, const char *value)
{
	if (str_eq(value, "a"))
		find_or_add(l, name, 's')->text = "strict";
}

enum { V1 = 1, V2 = 2 };

/* Files that systemd writes itself. systemd writes them again when the unit changes or is reloaded
 * (on v1 also when another unit of the slice starts), so it must know the values; systemd does not
 * touch files that have no property. Values for single block devices are not in the table: systemd
 * does not touch the values of a device that its unit does not name. */
static const struct {
	const char *file;
	int versions;
	const char *property;
	void (*add)(struct property_list *l, const char *name, const char *value);
} conversions[] = {
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

bool property_add_value(struct property_list *l, bool unified, const char *file, const char *value)
{
	/* A weight file shows "default 100". */
	if (str_starts(value, "default "))
		value += strlen("default ");
	for (size_t i = 0; i < sizeof(conversions) / sizeof(conversions[0]); i++) {
		if (!(conversions[i].versions & (unified ? V2 : V1)) ||
			!str_eq(conversions[i].file, file))
			continue;
		if (*value && !strchr(value, '\n'))
			conversions[i].add(l, conversions[i].property, value);
		return true;
	}
	return false;
}
