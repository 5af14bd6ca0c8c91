/* SPDX-License-Identifier: Apache-2.0 */
/* User namespaces that hold the id maps of mounts. */
#ifndef BRIG_SYS_USERNS_H
#define BRIG_SYS_USERNS_H

#include "brig/base/err.h"

/* Returns a descriptor of a new user namespace without processes, with these maps (in the format
 * of /proc/PID/uid_map and gid_map); -1 on error. A short-lived child process creates it. */
int sys_userns_new(const char *uid_map, const char *gid_map, struct err *e) must_check;

#endif
