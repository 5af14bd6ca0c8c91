/* SPDX-License-Identifier: Apache-2.0 */
/* Who the process is: ids, supplementary groups, umask (config.md, POSIX-platform User). */
#ifndef BRIG_PROCESS_USER_H
#define BRIG_PROCESS_USER_H

#include <sys/types.h>

#include "brig/base/report.h"

struct printer;
struct oci_linux;
struct oci_user;

struct user_plan {
	uid_t uid;
	gid_t gid;
	bool keep_groups;    /* those of the caller, none of the ones below */
	const gid_t *groups; /* exactly these; none of the caller's stay */
	size_t groups_n;
	const mode_t *umask; /* NULL: left as it is */
};

/* user may be NULL (no process object yet): root without groups. linux, which may be NULL, tells
 * the id mappings: an id that the container's user namespace does not map is refused. Numeric ids
 * are never looked up as names. Paths begin with "process.user". */
bool user_plan(struct user_plan *out, const struct oci_user *user, const struct oci_linux *linux,
	struct report *r) must_check;

/* setgroups(2), setresgid(2), setresuid(2), umask(2), in this order. Permitted capabilities survive
 * the change of uid (PR_SET_KEEPCAPS), the effective ones do not: capabilities_apply() comes after,
 * capabilities_bound() before. Where /proc/PID/setgroups denies setgroups(2), as it does in a user
 * namespace that an unprivileged user mapped, an empty list is passed over and a list with groups
 * is an error that says so. The process is not dumpable afterwards until it executes a program. */
bool user_apply(const struct user_plan *p, struct err *e) must_check;

void user_show(const struct user_plan *p, struct printer *d);

#endif
