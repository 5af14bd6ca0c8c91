/* SPDX-License-Identifier: Apache-2.0 */
/* The eight kinds of namespace: which are made, which are joined, in what order; id maps and time
 * offsets (config-linux.md Namespaces, User namespace mappings, Offset for Time Namespace). */
#ifndef BRIG_NAMESPACE_NAMESPACE_H
#define BRIG_NAMESPACE_NAMESPACE_H

#include "brig/base/report.h"
#include "brig/json/printer.h"
#include "brig/sys/host.h"
#include "oci.h"

/* A row for each kind. */
struct namespace_kind {
	enum oci_namespace_type type;
	const char *name; /* as in config.json */
	const char *file; /* below /proc/PID/ns */
	int flag;         /* CLONE_NEW* */
};

/* All kinds, in the order of joining: user first, so that the others can be joined as its root,
 * mount last, so that the paths of the others are still those of the host. */
extern const struct namespace_kind namespace_kinds[];
extern const size_t namespace_kinds_n;

/* The row of a type: each has one. */
const struct namespace_kind *namespace_kind_of(enum oci_namespace_type type)
	__attribute__((returns_nonnull));

struct namespace_join {
	const struct namespace_kind *kind;
	const char *path;
};

struct namespace_plan {
	int made;                       /* CLONE_NEW* of the kinds that are new */
	struct namespace_join joins[8]; /* in the order of joining */
	size_t njoins;
	struct oci_id_mapping_list uids, gids; /* of the new user namespace */
	const struct oci_time_offsets *offsets;
	bool needs_intermediate; /* needs a process between us and init: user, time, or a joined pid
				  * namespace
				  */
	bool joins_pid;          /* a pid namespace that others are in */
	bool rootless;
	bool keep_groups; /* root of a user namespace has the caller's supplementary groups */
};

bool namespace_plan(struct namespace_plan *out, const struct oci_linux *l, const struct host *h,
	struct report *r) must_check;
void namespace_show(const struct namespace_plan *p, struct printer *d);

/* The container has a namespace of this kind other than the host's. */
bool namespace_has(const struct namespace_plan *p, int flag);

/* Opened before clone, when the paths are still those of the caller, and checked to be of their
 * kind (runtime MUST generate an error if not). fds has room for p->njoins. */
bool namespace_open(const struct namespace_plan *p, int *fds, struct err *e) must_check;

/* Among those opened the one of this kind, -1 when it is not joined. */
int namespace_opened(const struct namespace_plan *p, const int *fds, int flag);

/* Joins the kinds in flags (a mask of CLONE_NEW*) among those opened, in order. */
bool namespace_join(
	const struct namespace_plan *p, const int *fds, int flags, struct err *e) must_check;

/* Before a user namespace is entered: joins what our own rights are enough for, since what belongs
 * to the host can't be joined from inside. The others, which belong to the user namespace, are left
 * for namespace_join(). *ret has the flags of those joined. */
bool namespace_join_early(
	const struct namespace_plan *p, const int *fds, int *ret, struct err *e) must_check;

/* Writes uid_map and gid_map of pid from outside: directly, or with newuidmap(1) and newgidmap(1)
 * when unprivileged and more than the caller's own id is mapped. */
bool namespace_map_ids(const struct namespace_plan *p, pid_t pid, struct err *e) must_check;

/* Makes the user namespace of p->made for this process: unshare(2). The host's root makes it as the
 * user that is the container's root (p->uids). The kernel gives the owner of a user namespace all
 * capabilities in it, so that otherwise each process of the host's uid 0, a container with few
 * capabilities too, could look into the container's processes (user_namespaces(7)). */
bool namespace_make_user(const struct namespace_plan *p, struct err *e) must_check;

/* In the new user namespace, once mapped: uid 0 and gid 0 where they are mapped, no supplementary
 * groups. */
bool namespace_become_root(const struct namespace_plan *p, struct err *e) must_check;

/* Opens the file with the offsets of this process, before a change of user takes it away; *ret is
 * -1 when there are none to write. */
bool namespace_offsets_open(const struct namespace_plan *p, int *ret, struct err *e) must_check;

/* After unshare(CLONE_NEWTIME), before the first process enters it; fd as opened. */
bool namespace_time_offsets(const struct namespace_plan *p, int fd, struct err *e) must_check;

#endif
