/* SPDX-License-Identifier: Apache-2.0 */
/* User namespaces as id maps for mounts. */
#ifndef BRIG_SYS_USERNS_H
#define BRIG_SYS_USERNS_H

#include "brig/base/err.h"

/* A descriptor of a new user namespace, held by nothing else, with these maps: the text of
 * /proc/PID/uid_map and gid_map. A short-lived child makes it. -1 on error. */
int sys_userns_new(const char *uid_map, const char *gid_map, struct err *e) must_check;

#endif
