/* SPDX-License-Identifier: Apache-2.0 */
/* The user of the process: ids, supplementary groups, umask (config.md POSIX-platform User). */
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
	bool keep_groups;    /* the caller's groups stay; groups is not used */
	const gid_t *groups; /* the only supplementary groups */
	size_t groups_n;
	const mode_t *umask; /* NULL: left unchanged */
};

/* user may be NULL (no process object): root without groups. linux may be NULL; it has the id
 * mappings. Refuses an id that the container's user namespace does not map. Ids are never looked up
 * as names. */
bool user_plan(struct user_plan *out, const struct oci_user *user, const struct oci_linux *linux,
	struct report *r) must_check;

/* Calls setgroups(2), setresgid(2), setresuid(2) and umask(2), in this order. Permitted
 * capabilities survive the change of uid (PR_SET_KEEPCAPS), effective ones do not:
 * capabilities_bound() comes before, capabilities_apply() after. Where /proc/PID/setgroups denies
 * setgroups(2), in a user namespace that an unprivileged user has mapped, an empty list is no error
 * and a list with groups is one. The process is then not dumpable until execve(2). */
bool user_apply(const struct user_plan *p, struct err *e) must_check;

void user_show(const struct user_plan *p, struct printer *d);

#endif
