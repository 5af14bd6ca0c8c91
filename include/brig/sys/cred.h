/* SPDX-License-Identifier: Apache-2.0 */
/* User and group ids of the calling process. */
#ifndef BRIG_SYS_CRED_H
#define BRIG_SYS_CRED_H

#include <stddef.h>
#include <sys/types.h>

#include "brig/base/arena.h"

/* setgroups(2); e->code is EPERM where the user namespace denies the call. */
bool sys_setgroups(const gid_t *groups, size_t n, struct err *e) must_check;

/* setresgid(2) and setresuid(2) of all three ids. */
bool sys_setgid(gid_t gid, struct err *e) must_check;
bool sys_setuid(uid_t uid, struct err *e) must_check;

/* Sets only the effective uid and keeps all capabilities until the process enters another user
 * namespace: setresuid(2) with SECBIT_NO_SETUID_FIXUP. */
bool sys_act_as_user(uid_t uid, struct err *e) must_check;

/* PR_SET_KEEPCAPS: the permitted set survives the next change of the uid from 0 to another. */
bool sys_keep_caps(bool keep, struct err *e) must_check;

/* Whether /proc/self/setgroups denies setgroups(2); false when it cannot be read. */
bool sys_setgroups_denied(void);

/* Returns the name of a user in /etc/passwd, in the arena; NULL when the user has no entry. Reads
 * no other database of nsswitch.conf(5): those need shared libraries. */
const char *sys_user_name(struct arena *a, uid_t uid);

#endif
