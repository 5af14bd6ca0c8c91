/* SPDX-License-Identifier: Apache-2.0 */
/* The new user namespace: its creation, its id maps, and its root user (user_namespaces(7)). */
#ifndef BRIG_NAMESPACE_USERNS_H
#define BRIG_NAMESPACE_USERNS_H

#include <sys/types.h>

#include "brig/namespace/plan.h"

/* Calls unshare(2) for a new user namespace. With host root the caller first becomes the user that
 * is the container's root (p->uids): the kernel gives the owner of a user namespace all
 * capabilities in it, so every process of the host's uid 0, also one of a container with few
 * capabilities, could otherwise trace the container's processes. */
bool namespace_make_user(const struct namespace_plan *p, struct err *e) must_check;

/* Writes uid_map and gid_map of pid from outside of its user namespace: directly, or by
 * newuidmap(1) and newgidmap(1) when the caller is unprivileged and maps more than its own id. */
bool namespace_map_ids(const struct namespace_plan *p, pid_t pid, struct err *e) must_check;

/* Makes the caller, which is in the mapped user namespace, its uid 0 and gid 0 where they are
 * mapped, without supplementary groups. */
bool namespace_become_root(const struct namespace_plan *p, struct err *e) must_check;

#endif
