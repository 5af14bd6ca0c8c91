/* SPDX-License-Identifier: Apache-2.0 */
/* Every property of linux.resources: its file on v1 and v2, its conversion. 0 in cpu.shares,
 * cpu.quota, cpu.period, cpu.realtimePeriod and blockIO.weight is not a valid value for the kernel;
 * engines write it for "not set", and brig ignores it. For all other properties 0 is the value 0.
 */
#include "resources/table.h"

#include <inttypes.h>
#include <stddef.h>
#include <string.h>

#include "oci.h"
#include "resources/convert.h"
#include "resources/lists.h"

#define VALUE(type, field) (**(const type *const *)(field))

static bool add_text(struct settings *s, const struct resource *row, const void *field,
	const char *v1, const char *v2, struct cgroup_setting **ret)
{
	struct setting_target target;
	struct cgroup_setting *setting;

	if (ret)
		*ret = NULL;
	if (!setting_target_find(s, row, row->key, field, &target))
		return false;
	if (target.skip)
		return true;
	setting = settings_add(
		s, &target, row->key, target.unified ? row->v2 : row->v1, target.unified ? v2 : v1);
	setting->may_lack = row->is_noop && row->is_noop(field);
	setting->unsupported_hint = row->v2 ? NULL : row->unsupported_hint;
	if (ret)
		*ret = setting;
	return true;
}

static const char *signed_text(struct settings *s, int64_t value)
{
	return arena_printf(s->arena, "%" PRId64, value);
}

static const char *unsigned_text(struct settings *s, uint64_t value)
{
	return arena_printf(s->arena, "%" PRIu64, value);
}

/* Bytes; -1 means no limit. */
static bool add_bytes(struct settings *s, const struct resource *row, const void *field)
{
	int64_t value = VALUE(int64_t, field);
	const char *text = signed_text(s, value);

	if (value < -1)
		return settings_refuse(
			s, row->key, "-1 means no limit", "%s is not a number of bytes", text);
	return add_text(s, row, field, text, value == -1 ? "max" : text, NULL);
}

static bool is_unlimited(const void *field)
{
	return VALUE(int64_t, field) < 0;
}

/* The limit of v1 is the sum of memory and swap, the limit of v2 is swap alone. */
static bool add_swap(struct settings *s, const struct resource *row, const void *field)
{
	const struct oci_memory *m = s->resources->memory;
	int64_t swap = VALUE(int64_t, field), limit = -1, swap_only = -1;

	if (m->limit)
		limit = *m->limit;
	else if (s->current)
		limit = s->current->memory_max;
	if (swap < -1)
		return settings_refuse(s, row->key, "-1 means no limit",
			"%" PRId64 " is not a number of bytes", swap);
	if (swap >= 0 && m->limit && (limit < 0 || swap < limit))
		return settings_refuse(s, row->key,
			"it is the sum of memory and swap; -1 for no limit on swap",
			"%" PRId64 " is below memory.limit, %" PRId64, swap, limit);
	if (swap >= 0 && limit >= 0)
		swap_only = swap - limit;
	if (swap >= 0 && swap_only < 0) {
		struct setting_target target;

		if (!setting_target_find(s, row, row->key, field, &target))
			return false;
		if (target.unified)
			return settings_refuse(s, row->key,
				"set memory.limit too: the limit of cgroup v2 is for swap alone, "
				"memory.swap - memory.limit",
				"cannot be converted for cgroup v2 without a memory.limit that is "
				"not above it");
	}
	return add_text(s, row, field, signed_text(s, swap),
		swap_only < 0 ? "max" : signed_text(s, swap_only), NULL);
}

static bool add_kernel_memory(struct settings *s, const struct resource *row, const void *field)
{
	size_t before = s->n;

	if (!add_bytes(s, row, field))
		return false;
	/* Linux 5.16 and newer accept the value and ignore it. */
	if (s->n > before && !s->v[s->n - 1].may_lack)
		s->v[s->n - 1].verify = true;
	return true;
}

static bool add_swappiness(struct settings *s, const struct resource *row, const void *field)
{
	uint64_t value = VALUE(uint64_t, field);

	if (value > 100)
		return settings_refuse(
			s, row->key, NULL, "%" PRIu64 " is not from 0 to 100", value);
	return add_text(s, row, field, unsigned_text(s, value), NULL, NULL);
}

static bool add_bool(struct settings *s, const struct resource *row, const void *field)
{
	return add_text(s, row, field, VALUE(bool, field) ? "1" : "0", NULL, NULL);
}

static bool is_false(const void *field)
{
	return !VALUE(bool, field);
}

static bool is_true(const void *field)
{
	return VALUE(bool, field);
}

static bool add_shares(struct settings *s, const struct resource *row, const void *field)
{
	uint64_t value = VALUE(uint64_t, field);

	if (value == 0)
		return true;
	return add_text(s, row, field, unsigned_text(s, value),
		unsigned_text(s, cgroup_weight_of_shares(value)), NULL);
}

enum { SHORTEST_US = 1000, LONGEST_PERIOD_US = 1000000 };

/* The value of cpu.max: the quota, and the period if the config has one. */
static const char *quota_with_period(struct settings *s, const char *quota)
{
	const struct oci_cpu *cpu = s->resources->cpu;

	if (cpu->period && *cpu->period)
		return arena_printf(s->arena, "%s %" PRIu64, quota, *cpu->period);
	return quota; /* the kernel does not change the period then */
}

static bool add_period(struct settings *s, const struct resource *row, const void *field)
{
	uint64_t value = VALUE(uint64_t, field);
	const int64_t *quota = s->resources->cpu->quota;
	const char *current = s->current && s->current->cpu_max ? s->current->cpu_max : "max";
	struct setting_target target;

	if (value == 0)
		return true;
	if (value < SHORTEST_US || value > LONGEST_PERIOD_US)
		return settings_refuse(s, row->key, NULL,
			"%" PRIu64 " is not from %d to %d microseconds", value, SHORTEST_US,
			LONGEST_PERIOD_US);
	if (!setting_target_find(s, row, row->key, field, &target))
		return false;
	if (target.unified && quota && *quota != 0)
		return true; /* written by add_quota(), together with the quota */
	current = arena_strndup(s->arena, current, strcspn(current, " "));
	return add_text(
		s, row, field, unsigned_text(s, value), quota_with_period(s, current), NULL);
}

static bool add_quota(struct settings *s, const struct resource *row, const void *field)
{
	int64_t value = VALUE(int64_t, field);
	const char *text = signed_text(s, value < 0 ? -1 : value);

	if (value == 0)
		return true;
	if (value > 0 && value < SHORTEST_US)
		return settings_refuse(s, row->key, "-1 means no limit",
			"%" PRId64 " is below %d microseconds", value, SHORTEST_US);
	return add_text(s, row, field, text, quota_with_period(s, value < 0 ? "max" : text), NULL);
}

static bool add_burst(struct settings *s, const struct resource *row, const void *field)
{
	uint64_t value = VALUE(uint64_t, field);
	const int64_t *quota = s->resources->cpu->quota;

	if (quota && *quota > 0 && value > (uint64_t)*quota)
		return settings_refuse(s, row->key, NULL,
			"%" PRIu64 " is above cpu.quota, %" PRId64, value, *quota);
	return add_text(s, row, field, unsigned_text(s, value), unsigned_text(s, value), NULL);
}

static bool is_zero_unsigned(const void *field)
{
	return VALUE(uint64_t, field) == 0;
}

static bool is_zero(const void *field)
{
	return VALUE(int64_t, field) == 0;
}

static bool add_idle(struct settings *s, const struct resource *row, const void *field)
{
	int64_t value = VALUE(int64_t, field);
	const char *text = signed_text(s, value);

	if (value != 0 && value != 1)
		return settings_refuse(s, row->key, NULL, "%s is neither 0 nor 1", text);
	return add_text(s, row, field, text, text, NULL);
}

static bool add_realtime_period(struct settings *s, const struct resource *row, const void *field)
{
	uint64_t value = VALUE(uint64_t, field);

	return value == 0 || add_text(s, row, field, unsigned_text(s, value), NULL, NULL);
}

static bool add_realtime_runtime(struct settings *s, const struct resource *row, const void *field)
{
	return add_text(s, row, field, signed_text(s, VALUE(int64_t, field)), NULL, NULL);
}

/* An empty list leaves the cgroup with its parent's CPUs or nodes. */
static bool add_set(struct settings *s, const struct resource *row, const void *field)
{
	const char *value = *(const char *const *)field;

	if (*value == '\0')
		return true;
	if (value[strspn(value, "0123456789,-:/ ")] != '\0')
		return settings_refuse(s, row->key, "write it like 0-3,7", "'%.100s' is not a %s",
			value, str_eq(row->key, "cpu.cpus") ? "CPU list" : "list of memory nodes");
	return add_text(s, row, field, value, value, NULL);
}

static bool add_pids(struct settings *s, const struct resource *row, const void *field)
{
	int64_t value = VALUE(int64_t, field);
	const char *text = value == -1 ? "max" : signed_text(s, value);
	struct cgroup_setting *setting;

	if (value < -1)
		return settings_refuse(
			s, row->key, "-1 means no limit", "%s is not a number of processes", text);
	if (!add_text(s, row, field, text, text, &setting))
		return false;
	/* A limit of 0 is written after the process has joined: the kernel refuses a clone into a
	 * cgroup whose limit is reached. */
	if (setting && value == 0)
		setting->late = true;
	return true;
}

static bool add_weight(struct settings *s, const struct resource *row, const void *field)
{
	uint16_t value = VALUE(uint16_t, field);
	struct cgroup_setting *setting;

	if (value == 0)
		return true;
	if (value > 1000)
		return settings_refuse(s, row->key, NULL, "%u is not from 10 to 1000", value);
	if (!add_text(s, row, field, unsigned_text(s, value), unsigned_text(s, value), &setting) ||
		!setting)
		return false;
	/* The I/O scheduler decides which of the two files exists: the first belongs to BFQ on v2,
	 * to other schedulers on v1. */
	if (str_eq(setting->file, row->v2)) {
		setting->other_file = "io.weight";
		setting->other_value = unsigned_text(s, cgroup_io_weight_of_blkio(value));
	} else {
		setting->other_file = "blkio.bfq.weight";
		setting->other_value = setting->value;
	}
	return true;
}

static bool add_leaf_weight(struct settings *s, const struct resource *row, const void *field)
{
	return add_text(s, row, field, unsigned_text(s, VALUE(uint16_t, field)), NULL, NULL);
}

static bool add_class(struct settings *s, const struct resource *row, const void *field)
{
	return add_text(s, row, field, unsigned_text(s, VALUE(uint32_t, field)), NULL, NULL);
}

#define FIELD(part, type, field) offsetof(struct oci_resources, part), offsetof(struct type, field)
#define MEMORY(field) FIELD(memory, oci_memory, field)
#define CPU(field) FIELD(cpu, oci_cpu, field)
#define BLOCK_IO(field) FIELD(block_io, oci_block_io, field)
#define TOP(field) NO_PART, offsetof(struct oci_resources, field)

#define KERNEL_MEMORY \
	"cgroup v2 counts it in memory.limit; only a v1 memory hierarchy has a separate limit"
#define MEMORY_V1 "only a v1 memory hierarchy has it"
#define REALTIME_V1 "only a v1 cpu hierarchy (of a kernel with CONFIG_RT_GROUP_SCHED) has it"
#define BLKIO_V1 "only a v1 blkio hierarchy (CFQ, Linux before 5.0) has it"
#define NET_V1 "only a v1 hierarchy with this controller has it: mount net_cls,net_prio"

/* In write order: memory before memory+swap; period, quota, burst; weight before idle, because the
 * kernel refuses a weight for an idle cgroup; unified last, so that its values override the others.
 */
// clang-format off
const struct resource resource_table[CGROUP_DEVICES] = {
	[CGROUP_MEMORY_USE_HIERARCHY] = { "memory.useHierarchy", MEMORY(use_hierarchy), "memory",
	  "memory.use_hierarchy", NULL, add_bool, is_true, MEMORY_V1 },
	[CGROUP_MEMORY_LIMIT] = { "memory.limit", MEMORY(limit), "memory",
	  "memory.limit_in_bytes", "memory.max", add_bytes, is_unlimited, NULL },
	[CGROUP_MEMORY_SWAP] = { "memory.swap", MEMORY(swap), "memory",
	  "memory.memsw.limit_in_bytes", "memory.swap.max", add_swap, is_unlimited, NULL },
	[CGROUP_MEMORY_RESERVATION] = { "memory.reservation", MEMORY(reservation), "memory",
	  "memory.soft_limit_in_bytes", "memory.low", add_bytes, is_unlimited, NULL },
	[CGROUP_MEMORY_KERNEL] = { "memory.kernel", MEMORY(kernel), "memory",
	  "memory.kmem.limit_in_bytes", NULL, add_kernel_memory, is_unlimited, KERNEL_MEMORY },
	[CGROUP_MEMORY_KERNEL_TCP] = { "memory.kernelTCP", MEMORY(kernel_tcp), "memory",
	  "memory.kmem.tcp.limit_in_bytes", NULL, add_kernel_memory, is_unlimited, KERNEL_MEMORY },
	[CGROUP_MEMORY_SWAPPINESS] = { "memory.swappiness", MEMORY(swappiness), "memory",
	  "memory.swappiness", NULL, add_swappiness, NULL, MEMORY_V1 },
	[CGROUP_MEMORY_DISABLE_OOM_KILLER] = { "memory.disableOOMKiller", MEMORY(disable_oom_killer), "memory",
	  "memory.oom_control", NULL, add_bool, is_false, MEMORY_V1 },
	[CGROUP_CPU_SHARES] = { "cpu.shares", CPU(shares), "cpu",
	  "cpu.shares", "cpu.weight", add_shares, NULL, NULL },
	[CGROUP_CPU_PERIOD] = { "cpu.period", CPU(period), "cpu",
	  "cpu.cfs_period_us", "cpu.max", add_period, is_zero_unsigned, NULL },
	[CGROUP_CPU_QUOTA] = { "cpu.quota", CPU(quota), "cpu",
	  "cpu.cfs_quota_us", "cpu.max", add_quota, is_unlimited, NULL },
	[CGROUP_CPU_BURST] = { "cpu.burst", CPU(burst), "cpu",
	  "cpu.cfs_burst_us", "cpu.max.burst", add_burst, is_zero_unsigned, NULL },
	[CGROUP_CPU_REALTIME_PERIOD] = { "cpu.realtimePeriod", CPU(realtime_period), "cpu",
	  "cpu.rt_period_us", NULL, add_realtime_period, is_zero_unsigned, REALTIME_V1 },
	[CGROUP_CPU_REALTIME_RUNTIME] = { "cpu.realtimeRuntime", CPU(realtime_runtime), "cpu",
	  "cpu.rt_runtime_us", NULL, add_realtime_runtime, is_zero, REALTIME_V1 },
	[CGROUP_CPU_IDLE] = { "cpu.idle", CPU(idle), "cpu",
	  "cpu.idle", "cpu.idle", add_idle, is_zero, NULL },
	[CGROUP_CPU_CPUS] = { "cpu.cpus", CPU(cpus), "cpuset",
	  "cpuset.cpus", "cpuset.cpus", add_set, NULL, NULL },
	[CGROUP_CPU_MEMS] = { "cpu.mems", CPU(mems), "cpuset",
	  "cpuset.mems", "cpuset.mems", add_set, NULL, NULL },
	[CGROUP_PIDS_LIMIT] = { "pids.limit", FIELD(pids, oci_pids, limit), "pids",
	  "pids.max", "pids.max", add_pids, is_unlimited, NULL },
	[CGROUP_BLOCK_IO_WEIGHT] = { "blockIO.weight", BLOCK_IO(weight), "blkio",
	  "blkio.weight", "io.bfq.weight", add_weight, NULL, NULL },
	[CGROUP_BLOCK_IO_LEAF_WEIGHT] = { "blockIO.leafWeight", BLOCK_IO(leaf_weight), "blkio",
	  "blkio.leaf_weight", NULL, add_leaf_weight, NULL, BLKIO_V1 },
	[CGROUP_BLOCK_IO_WEIGHT_DEVICE] = { "blockIO.weightDevice", BLOCK_IO(weight_device), "blkio",
	  "blkio.weight_device", "io.bfq.weight", lists_weight_devices, NULL, BLKIO_V1 },
	[CGROUP_BLOCK_IO_READ_BPS] = { "blockIO.throttleReadBpsDevice", BLOCK_IO(throttle_read_bps_device), "blkio",
	  "blkio.throttle.read_bps_device", "io.max rbps", lists_throttle, NULL, NULL },
	[CGROUP_BLOCK_IO_WRITE_BPS] = { "blockIO.throttleWriteBpsDevice", BLOCK_IO(throttle_write_bps_device), "blkio",
	  "blkio.throttle.write_bps_device", "io.max wbps", lists_throttle, NULL, NULL },
	[CGROUP_BLOCK_IO_READ_IOPS] = { "blockIO.throttleReadIOPSDevice", BLOCK_IO(throttle_read_iops_device), "blkio",
	  "blkio.throttle.read_iops_device", "io.max riops", lists_throttle, NULL, NULL },
	[CGROUP_BLOCK_IO_WRITE_IOPS] = { "blockIO.throttleWriteIOPSDevice", BLOCK_IO(throttle_write_iops_device), "blkio",
	  "blkio.throttle.write_iops_device", "io.max wiops", lists_throttle, NULL, NULL },
	[CGROUP_HUGEPAGE_LIMITS] = { "hugepageLimits", TOP(hugepage_limits), "hugetlb",
	  "limit_in_bytes", "max", lists_hugepages, NULL, NULL },
	[CGROUP_NETWORK_CLASS_ID] = { "network.classID", FIELD(network, oci_network, class_id), "net_cls",
	  "net_cls.classid", NULL, add_class, NULL, NET_V1 },
	[CGROUP_NETWORK_PRIORITIES] = { "network.priorities", FIELD(network, oci_network, priorities), "net_prio",
	  "net_prio.ifpriomap", NULL, lists_priorities, NULL, NET_V1 },
	[CGROUP_RDMA] = { "rdma", TOP(rdma), "rdma",
	  "rdma.max", "rdma.max", lists_rdma, NULL, NULL },
	[CGROUP_UNIFIED] = { "unified", TOP(unified), "",
	  NULL, "*", lists_unified, NULL, NULL },
};
// clang-format on
