/* SPDX-License-Identifier: Apache-2.0 */
/* Plans, sets and prints resource limits and oom_score_adj. */
#include "brig/process/rlimit.h"

#include <inttypes.h>
#include <stdio.h>
#include <sys/resource.h>

#include "brig/json/printer.h"
#include "brig/sys/file.h"
#include "brig/sys/procfs.h"
#include "brig/sys/rlimit.h"
#include "oci.h"

static const char section[] = "config.md POSIX process";

// clang-format off
static const int resources[] = {
	[OCI_RLIMIT_TYPE_AS]         = RLIMIT_AS,
	[OCI_RLIMIT_TYPE_CORE]       = RLIMIT_CORE,
	[OCI_RLIMIT_TYPE_CPU]        = RLIMIT_CPU,
	[OCI_RLIMIT_TYPE_DATA]       = RLIMIT_DATA,
	[OCI_RLIMIT_TYPE_FSIZE]      = RLIMIT_FSIZE,
	[OCI_RLIMIT_TYPE_LOCKS]      = RLIMIT_LOCKS,
	[OCI_RLIMIT_TYPE_MEMLOCK]    = RLIMIT_MEMLOCK,
	[OCI_RLIMIT_TYPE_MSGQUEUE]   = RLIMIT_MSGQUEUE,
	[OCI_RLIMIT_TYPE_NICE]       = RLIMIT_NICE,
	[OCI_RLIMIT_TYPE_NOFILE]     = RLIMIT_NOFILE,
	[OCI_RLIMIT_TYPE_NPROC]      = RLIMIT_NPROC,
	[OCI_RLIMIT_TYPE_RSS]        = RLIMIT_RSS,
	[OCI_RLIMIT_TYPE_RTPRIO]     = RLIMIT_RTPRIO,
	[OCI_RLIMIT_TYPE_RTTIME]     = RLIMIT_RTTIME,
	[OCI_RLIMIT_TYPE_SIGPENDING] = RLIMIT_SIGPENDING,
	[OCI_RLIMIT_TYPE_STACK]      = RLIMIT_STACK,
};
// clang-format on

static bool add(struct rlimits_plan *out, const struct oci_rlimit *from, size_t i, struct report *r)
{
	const char *name = names_of(&oci_rlimit_type_names, from->type);
	const char *at = report_path(r, "process.rlimits[%zu]", i);
	bool ok = true;

	for (size_t j = 0; j < out->n; j++)
		if (out->v[j].resource == resources[from->type])
			ok = refuse(r, report_path(r, "%s.type", at), section, "remove one of them",
				"%s is there already, in process.rlimits[%zu]", name, j);
	if (from->soft > from->hard)
		ok = refuse(r, at, section, NULL,
			"%s: the soft limit %" PRIu64 " is above the hard limit %" PRIu64, name,
			from->soft, from->hard);
	out->v[out->n++] =
		(struct rlimit_item){resources[from->type], name, from->soft, from->hard};
	return ok;
}

bool rlimits_plan(struct rlimits_plan *out, const struct oci_process *p, struct report *r)
{
	bool ok = true;

	*out = (struct rlimits_plan){0};
	if (!p)
		return true;
	if (p->rlimits.n)
		out->v = arena_array(r->arena, p->rlimits.n, sizeof(*out->v));
	for (size_t i = 0; i < p->rlimits.n; i++)
		ok &= add(out, &p->rlimits.v[i], i, r);
	out->oom_score_adj = p->oom_score_adj;
	return ok;
}

static bool apply_one(const struct rlimit_item *l, pid_t pid, struct err *e)
{
	uint64_t soft, hard;
	struct err ignored;

	if (sys_rlimit_set(pid, l->resource, l->name, l->soft, l->hard, e))
		return true;
	if (e->code != EPERM ||
		!sys_rlimit_get(pid, l->resource, l->name, &soft, &hard, &ignored) ||
		l->hard <= hard)
		return fail_in(e, "process.rlimits");
	return fail_code(e, EPERM,
		"process.rlimits: %s: the hard limit %" PRIu64
		" is above the runtime's own, %" PRIu64 ", and raising it takes CAP_SYS_RESOURCE%s",
		l->name, l->hard, hard,
		l->resource == RLIMIT_NOFILE ? " (and is never above fs.nr_open)" : "");
}

bool rlimits_apply(const struct rlimits_plan *p, pid_t pid, struct err *e)
{
	for (size_t i = 0; i < p->n; i++)
		if (!apply_one(&p->v[i], pid, e))
			return false;
	return true;
}

bool rlimits_raise(const struct rlimits_plan *p, pid_t pid, struct err *e)
{
	for (size_t i = 0; i < p->n; i++) {
		struct rlimit_item raised = p->v[i];
		uint64_t soft, hard;

		/* pid still has the limits of the caller; prlimit(2) of another process takes
		 * rights. */
		if (!sys_rlimit_get(0, raised.resource, raised.name, &soft, &hard, e))
			return fail_in(e, "process.rlimits");
		raised.soft = soft;
		if (raised.hard > hard && !apply_one(&raised, pid, e))
			return false;
	}
	return true;
}

bool oom_score_apply(const struct rlimits_plan *p, pid_t pid, struct err *e)
{
	char path[40], text[16];
	int proc;

	if (!p->oom_score_adj)
		return true;
	proc = sys_procfs(e);
	if (proc < 0)
		return false;
	if (pid)
		snprintf(path, sizeof(path), "%d/oom_score_adj", pid);
	else
		snprintf(path, sizeof(path), "self/oom_score_adj");
	snprintf(text, sizeof(text), "%d", *p->oom_score_adj);
	if (sys_write_at(proc, path, text, e))
		return true;
	if (e->code == EACCES || e->code == EPERM)
		return fail_in(e, "process.oomScoreAdj: lowering it takes CAP_SYS_RESOURCE");
	return fail_in(e, "process.oomScoreAdj");
}

void rlimits_show(const struct rlimits_plan *p, struct printer *d)
{
	if (p->n)
		printer_list(d, "rlimits");
	for (size_t i = 0; i < p->n; i++) {
		printer_object(d, NULL);
		printer_str(d, "type", p->v[i].name);
		printer_uint(d, "soft", p->v[i].soft);
		printer_uint(d, "hard", p->v[i].hard);
		printer_end(d);
	}
	if (p->n)
		printer_end(d);
	if (p->oom_score_adj)
		printer_int(d, "oomScoreAdj", *p->oom_score_adj);
}
