/* SPDX-License-Identifier: Apache-2.0 */
/* Plans, sets and prints how the process is scheduled. */
#include "brig/process/sched.h"

#include <inttypes.h>
#include <linux/ioprio.h>
#include <sched.h>
#include <string.h>
#include <sys/personality.h>

#include "brig/base/names.h"
#include "brig/base/str.h"
#include "brig/json/printer.h"
#include "oci.h"

static const char section[] = "config.md Linux Process";

static const uint32_t policies[] = {
	[OCI_SCHEDULER_POLICY_OTHER] = SCHED_OTHER,
	[OCI_SCHEDULER_POLICY_FIFO] = SCHED_FIFO,
	[OCI_SCHEDULER_POLICY_RR] = SCHED_RR,
	[OCI_SCHEDULER_POLICY_BATCH] = SCHED_BATCH,
	[OCI_SCHEDULER_POLICY_ISO] = 4,
	[OCI_SCHEDULER_POLICY_IDLE] = SCHED_IDLE,
	[OCI_SCHEDULER_POLICY_DEADLINE] = 6,
};

/* SCHED_FLAG_* of sched_setattr(2). */
static const uint64_t scheduler_flags[] = {
	[OCI_SCHEDULER_FLAG_RESET_ON_FORK] = 0x01,
	[OCI_SCHEDULER_FLAG_RECLAIM] = 0x02,
	[OCI_SCHEDULER_FLAG_DL_OVERRUN] = 0x04,
	[OCI_SCHEDULER_FLAG_KEEP_POLICY] = 0x08,
	[OCI_SCHEDULER_FLAG_KEEP_PARAMS] = 0x10,
	[OCI_SCHEDULER_FLAG_UTIL_CLAMP_MIN] = 0x20,
	[OCI_SCHEDULER_FLAG_UTIL_CLAMP_MAX] = 0x40,
};

enum { CLAMP_FLAGS = 0x60, KEEP_PARAMS = 0x10, SIZE_WITHOUT_CLAMP = 48, CLAMP_TOP = 1024 };

static bool check_priority(const struct oci_scheduler *s, const struct sys_sched_attr *a,
	const char *name, struct report *r)
{
	bool realtime =
		s->policy == OCI_SCHEDULER_POLICY_FIFO || s->policy == OCI_SCHEDULER_POLICY_RR;
	int32_t priority = s->priority ? *s->priority : 0;

	if (a->nice < -20 || a->nice > 19)
		return refuse(r, "process.scheduler.nice", section, NULL,
			"%d is outside of -20..19", a->nice);
	if (realtime && !(a->flags & KEEP_PARAMS) && (priority < 1 || priority > 99))
		return refuse(r, "process.scheduler.priority", section, NULL,
			"%d, but %s takes 1..99", priority, name);
	if (!realtime && priority != 0)
		return refuse(r, "process.scheduler.priority", section,
			"only SCHED_FIFO and SCHED_RR have a priority", "%d, but %s takes only 0",
			priority, name);
	return true;
}

static bool check_deadline(const struct oci_scheduler *s, const struct sys_sched_attr *a,
	const char *name, struct report *r)
{
	uint64_t period = a->period ? a->period : a->deadline;

	if (s->policy != OCI_SCHEDULER_POLICY_DEADLINE) {
		if (a->runtime || a->deadline || a->period)
			return refuse(r, "process.scheduler", section, NULL,
				"%s takes no runtime, deadline and period", name);
		return true;
	}
	if (a->flags & KEEP_PARAMS)
		return true;
	if (a->runtime < 1024 || a->runtime > a->deadline || a->deadline > period ||
		period > INT64_MAX)
		return refuse(r, "process.scheduler", section, NULL,
			"SCHED_DEADLINE wants 1024 <= runtime <= deadline <= period, not %" PRIu64
			", %" PRIu64 ", %" PRIu64,
			a->runtime, a->deadline, a->period);
	return true;
}

static bool plan_scheduler(struct sched_plan *out, const struct oci_scheduler *s, struct report *r)
{
	struct sys_sched_attr *a = arena_alloc(r->arena, sizeof(*a));
	const char *name = names_of(&oci_scheduler_policy_names, s->policy);
	bool ok;

	out->scheduler = a;
	a->policy = policies[s->policy];
	a->nice = s->nice ? *s->nice : 0;
	a->priority = s->priority ? (uint32_t)*s->priority : 0;
	a->runtime = s->runtime ? *s->runtime : 0;
	a->deadline = s->deadline ? *s->deadline : 0;
	a->period = s->period ? *s->period : 0;
	for (size_t i = 0; i < s->flags.n; i++)
		a->flags |= scheduler_flags[s->flags.v[i]];
	/* The config has no values for the clamps: they get the widest range. */
	a->util_max = a->flags & CLAMP_FLAGS ? CLAMP_TOP : 0;
	a->size = a->flags & CLAMP_FLAGS ? sizeof(*a) : SIZE_WITHOUT_CLAMP;
	if (s->policy == OCI_SCHEDULER_POLICY_ISO)
		return refuse(r, "process.scheduler.policy", section, "use SCHED_RR or SCHED_OTHER",
			"no Linux kernel has SCHED_ISO");
	ok = check_priority(s, a, name, r);
	ok &= check_deadline(s, a, name, r);
	return ok;
}

static const int io_classes[] = {
	[OCI_IO_CLASS_RT] = IOPRIO_CLASS_RT,
	[OCI_IO_CLASS_BE] = IOPRIO_CLASS_BE,
	[OCI_IO_CLASS_IDLE] = IOPRIO_CLASS_IDLE,
};

static void plan_ioprio(struct sched_plan *out, const struct oci_io_priority *io, struct report *r)
{
	const char *name = names_of(&oci_io_class_names, io->class);
	int value;

	value = (int)IOPRIO_PRIO_VALUE(io_classes[io->class], io->priority);
	out->ioprio = arena_copy(r->arena, &value, sizeof(value));
	out->ioprio_text = arena_printf(r->arena, "%s level %d", name, io->priority);
}

static bool plan_list(struct bit_set *out, const char *list, const char *path, const char *where,
	struct report *r)
{
	struct err why;

	return bit_set_parse(out, list, r->arena, &why) ? true
							: refuse_err(r, path, where, NULL, &why);
}

/* Modes and flags of set_mempolicy(2) as numbers: the headers lack the newest ones. */
static const struct {
	int number;
	enum { NODES_NONE, NODES_MAY, NODES_MUST } nodes;
} memory_modes[] = {
	[OCI_MEMORY_POLICY_MODE_DEFAULT] = {0, NODES_NONE},
	[OCI_MEMORY_POLICY_MODE_PREFERRED] = {1, NODES_MAY},
	[OCI_MEMORY_POLICY_MODE_BIND] = {2, NODES_MUST},
	[OCI_MEMORY_POLICY_MODE_INTERLEAVE] = {3, NODES_MUST},
	[OCI_MEMORY_POLICY_MODE_LOCAL] = {4, NODES_NONE},
	[OCI_MEMORY_POLICY_MODE_PREFERRED_MANY] = {5, NODES_MUST},
	[OCI_MEMORY_POLICY_MODE_WEIGHTED_INTERLEAVE] = {6, NODES_MUST},
};

static const int memory_flags[] = {
	[OCI_MEMORY_POLICY_FLAG_NUMA_BALANCING] = 1 << 13,
	[OCI_MEMORY_POLICY_FLAG_RELATIVE_NODES] = 1 << 14,
	[OCI_MEMORY_POLICY_FLAG_STATIC_NODES] = 1 << 15,
};

enum { BOTH_NODE_FLAGS = 3 << 14 };

static bool plan_memory(struct sched_plan *out, const struct oci_memory_policy *m, struct report *r)
{
	static const char where[] = "config-linux.md Memory policy";
	struct memory_policy_plan *p = arena_alloc(r->arena, sizeof(*p));
	const char *name = names_of(&oci_memory_policy_mode_names, m->mode);
	struct str text = {.arena = r->arena};

	out->memory = p;
	str_add(&text, name);
	for (size_t i = 0; i < m->flags.n; i++) {
		p->mode |= memory_flags[m->flags.v[i]];
		str_addf(&text, " | %s", names_of(&oci_memory_policy_flag_names, m->flags.v[i]));
	}
	p->text = str_text(&text);
	if ((p->mode & BOTH_NODE_FLAGS) == BOTH_NODE_FLAGS)
		return refuse(r, "linux.memoryPolicy.flags", where, "give one of them",
			"MPOL_F_STATIC_NODES and MPOL_F_RELATIVE_NODES exclude each other");
	if (p->mode && memory_modes[m->mode].nodes == NODES_NONE)
		return refuse(
			r, "linux.memoryPolicy.flags", where, NULL, "%s takes no flags", name);
	p->mode |= memory_modes[m->mode].number;
	if (!plan_list(&p->nodes, m->nodes, "linux.memoryPolicy.nodes", where, r))
		return false;
	if (p->nodes.v && memory_modes[m->mode].nodes == NODES_NONE)
		return refuse(
			r, "linux.memoryPolicy.nodes", where, NULL, "%s takes no nodes", name);
	if (!p->nodes.v && memory_modes[m->mode].nodes == NODES_MUST)
		return refuse(r, "linux.memoryPolicy.nodes", where, NULL, "%s needs nodes", name);
	return true;
}

static bool plan_personality(
	struct sched_plan *out, const struct oci_personality *p, struct report *r)
{
	unsigned long persona =
		p->domain == OCI_PERSONALITY_DOMAIN_LINUX32 ? PER_LINUX32 : PER_LINUX;

	out->personality = arena_copy(r->arena, &persona, sizeof(persona));
	if (p->flags.n)
		return refuse(r, "linux.personality.flags", "config-linux.md Personality",
			"remove it", "no flag is supported, and '%s' is set", p->flags.v[0]);
	return true;
}

bool sched_plan(struct sched_plan *out, const struct oci_process *p, const struct oci_linux *linux,
	struct report *r)
{
	bool ok = true;

	*out = (struct sched_plan){0};
	if (p && p->scheduler)
		ok &= plan_scheduler(out, p->scheduler, r);
	if (p && p->io_priority)
		plan_ioprio(out, p->io_priority, r);
	if (p && p->exec_cpu_affinity) {
		ok &= plan_list(&out->exec_initial, p->exec_cpu_affinity->initial,
			"process.execCPUAffinity.initial", section, r);
		ok &= plan_list(&out->exec_final, p->exec_cpu_affinity->final,
			"process.execCPUAffinity.final", section, r);
	}
	if (linux && linux->memory_policy)
		ok &= plan_memory(out, linux->memory_policy, r);
	if (linux && linux->personality)
		ok &= plan_personality(out, linux->personality, r);
	return ok;
}

static bool apply_scheduler(const struct sys_sched_attr *a, struct err *e)
{
	if (!a || sys_sched_setattr(0, a, e))
		return true;
	if (e->code == EPERM && a->policy == 6)
		return fail_in(e, "process.scheduler: SCHED_DEADLINE takes CAP_SYS_NICE, and every "
				  "CPU of the system in the affinity");
	if (e->code == EPERM)
		return fail_in(e, "process.scheduler: takes CAP_SYS_NICE, and on cgroup v1 a "
				  "real-time budget (linux.resources.cpu.realtimeRuntime)");
	if (e->code == EBUSY)
		return fail_in(e, "process.scheduler: the CPUs do not have that much time left");
	return fail_in(e, "process.scheduler");
}

bool sched_apply(const struct sched_plan *p, struct err *e)
{
	const struct memory_policy_plan *m = p->memory;

	if (!apply_scheduler(p->scheduler, e))
		return false;
	if (p->ioprio && !sys_ioprio_set(*p->ioprio, e))
		return fail_in(e, "process.ioPriority");
	if (m && !sys_set_mempolicy(m->mode, m->nodes.v, m->nodes.words, e))
		return fail_in(e, "linux.memoryPolicy %s", m->text);
	return !p->personality || sys_personality(*p->personality, e);
}

bool affinity_apply(const struct bit_set *cpus, pid_t pid, struct err *e)
{
	if (!cpus->v || sys_set_affinity(pid, cpus->v, cpus->words, e))
		return true;
	return fail_in(e, "process.execCPUAffinity '%s'", cpus->text);
}

void affinity_reset(pid_t pid)
{
	unsigned long all[8192 / (sizeof(unsigned long) * 8)];
	struct err ignored;

	memset(all, 0xff, sizeof(all));
	if (!sys_set_affinity(pid, all, sizeof(all) / sizeof(all[0]), &ignored))
		return;
}

static void show_scheduler(const struct sys_sched_attr *a, struct printer *d)
{
	printer_object(d, "scheduler");
	for (size_t i = 0; i < sizeof(policies) / sizeof(policies[0]); i++)
		if (policies[i] == a->policy)
			printer_str(d, "policy", names_of(&oci_scheduler_policy_names, i));
	printer_int(d, "nice", a->nice);
	printer_uint(d, "priority", a->priority);
	if (a->flags) {
		printer_list(d, "flags");
		for (size_t i = 0; i < sizeof(scheduler_flags) / sizeof(scheduler_flags[0]); i++)
			if (a->flags & scheduler_flags[i])
				printer_str(d, NULL, names_of(&oci_scheduler_flag_names, i));
		printer_end(d);
	}
	if (a->runtime) {
		printer_uint(d, "runtime", a->runtime);
		printer_uint(d, "deadline", a->deadline);
		printer_uint(d, "period", a->period);
	}
	printer_end(d);
}

void sched_show(const struct sched_plan *p, struct printer *d)
{
	if (p->scheduler)
		show_scheduler(p->scheduler, d);
	printer_str(d, "ioPriority", p->ioprio_text);
	printer_str(d, "execCPUAffinityInitial", p->exec_initial.text);
	printer_str(d, "execCPUAffinityFinal", p->exec_final.text);
	if (p->memory) {
		printer_str(d, "memoryPolicy", p->memory->text);
		printer_str(d, "memoryPolicyNodes", p->memory->nodes.text);
	}
	if (p->personality)
		printer_str(d, "personality", *p->personality ? "LINUX32" : "LINUX");
}
