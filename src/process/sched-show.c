/* SPDX-License-Identifier: Apache-2.0 */
/* What is planned for scheduling, in words. */
#include <sched.h>

#include "brig/base/names.h"
#include "brig/json/printer.h"
#include "brig/process/sched.h"

static const char *const policies[] = {"SCHED_OTHER", "SCHED_FIFO", "SCHED_RR", "SCHED_BATCH",
	"SCHED_ISO", "SCHED_IDLE", "SCHED_DEADLINE"};

static const char *const flags[] = {"SCHED_FLAG_RESET_ON_FORK", "SCHED_FLAG_RECLAIM",
	"SCHED_FLAG_DL_OVERRUN", "SCHED_FLAG_KEEP_POLICY", "SCHED_FLAG_KEEP_PARAMS",
	"SCHED_FLAG_UTIL_CLAMP_MIN", "SCHED_FLAG_UTIL_CLAMP_MAX"};

static void show_scheduler(const struct sys_sched_attr *a, struct printer *d)
{
	printer_object(d, "scheduler");
	printer_str(d, "policy", policies[a->policy]);
	printer_int(d, "nice", a->nice);
	printer_uint(d, "priority", a->priority);
	if (a->flags) {
		printer_list(d, "flags");
		for (unsigned i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
			if (a->flags & 1U << i)
				printer_str(d, NULL, flags[i]);
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
