/* SPDX-License-Identifier: Apache-2.0 */
/* Ids and groups of the calling process. */
#ifndef BRIG_SYS_CRED_H
#define BRIG_SYS_CRED_H

#include <stddef.h>
#include <sys/types.h>

#include "brig/base/arena.h"

/* setgroups(2); the error has the code EPERM where the user namespace denies it. */
bool sys_setgroups(const gid_t *groups, size_t n, struct err *e) must_check;

/* setresgid(2) and setresuid(2) of all three ids. */
bool sys_setgid(gid_t gid, struct err *e) must_check;
bool sys_setuid(uid_t uid, struct err *e) must_check;

/* The effective uid alone, with all capabilities kept, until the next user namespace is entered:
 * setresuid(2) with SECBIT_NO_SETUID_FIXUP. */
bool sys_act_as_user(uid_t uid, struct err *e) must_check;

/* PR_SET_KEEPCAPS: the permitted set survives the next change of uid from 0. */
bool sys_keep_caps(bool keep, struct err *e) must_check;

/* Whether /proc/self/setgroups denies setgroups(2); false when it cannot be read. */
bool sys_setgroups_denied(void);

/* The name of a user in /etc/passwd, in the arena; NULL when there is none. Other databases of
 * users would need their libraries, at each `state`. */
const char *sys_user_name(struct arena *a, uid_t uid);

#endif
