/* SPDX-License-Identifier: Apache-2.0 */
/* Writes the clock offsets of a new time namespace. */
#include "brig/namespace/time-offsets.h"
#include "brig/sys/procfs.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "brig/sys/file.h"

static bool add_offset(char *text, size_t size, const char *clock, const struct oci_time_offset *o)
{
	size_t used = strlen(text);

	if (!o)
		return true;
	return snprintf(text + used, size - used, "%s %lld %u\n", clock,
		       (long long)(o->secs ? *o->secs : 0),
		       o->nanosecs ? *o->nanosecs : 0) < (int)(size - used);
}

static bool has_offsets(const struct namespace_plan *p)
{
	return p->offsets && (p->offsets->monotonic || p->offsets->boottime);
}

bool namespace_offsets_open(const struct namespace_plan *p, int *ret, struct err *e)
{
	int proc;

	*ret = -1;
	if (!has_offsets(p))
		return true;
	/* Not by path: a joined mount namespace can have any file at /proc. */
	proc = sys_procfs(e);
	if (proc >= 0)
		*ret = sys_open_at(proc, "self/timens_offsets", O_WRONLY, e);
	return *ret >= 0 || fail_in(e, "linux.timeOffsets");
}

bool namespace_offsets_write(const struct namespace_plan *p, int fd, struct err *e)
{
	char text[128] = "";

	if (!has_offsets(p))
		return true;
	if (!add_offset(text, sizeof(text), "monotonic", p->offsets->monotonic) ||
		!add_offset(text, sizeof(text), "boottime", p->offsets->boottime))
		return fail(e, "linux.timeOffsets: too long");
	return sys_write_all(fd, text, strlen(text), "timens_offsets", e) ||
	       fail_in(e, "linux.timeOffsets");
}
