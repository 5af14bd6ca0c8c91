/* SPDX-License-Identifier: Apache-2.0 */
/* Unmounts the host's mounts where pivot_root(2) is not used. Otherwise they would stay in the
 * container's mount namespace, invisible but effective: as long as it has a proc or sysfs of which
 * nothing is covered, the kernel lets every new user namespace mount another that shows everything
 * (mount_too_revealing() in fs/namespace.c), whatever is masked in the container's own. */
#include "old-root.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>

#include "brig/base/fd.h"
#include "brig/base/str.h"
#include "brig/sys/file.h"
#include "brig/sys/mount-table.h"
#include "brig/sys/mount.h"
#include "brig/sys/mountfd.h"
#include "brig/sys/process.h"
#include "brig/sys/procfs.h"
#include "detached.h"

/* Propagates nothing to the host and receives nothing from it. */
static const struct sys_tree_change private = {.propagation = MS_PRIVATE};

struct mount_ids {
	int old, root;
};

int old_root_open(struct err *e)
{
	autoclose int ns = -1, old = -1;
	int proc = sys_procfs(e);

	if (proc < 0)
		return -1;
	ns = sys_open_at(proc, "self/ns/mnt", O_RDONLY, e);
	/* setns(2) to the caller's own mount namespace sets its root and working directory. */
	if (ns < 0 || !sys_setns(ns, CLONE_NEWNS, "the current mount namespace", e))
		return -1;
	old = sys_open_at(AT_FDCWD, "/", O_PATH | O_DIRECTORY, e);
	return old >= 0 && sys_tree_change(old, false, &private, "/", e) ? fd_take(&old) : -1;
}

/* Opens the topmost mount at the row's mount point. */
static int open_point(int old, const struct sys_mount_row *m, struct err *e)
{
	return sys_open_beneath(old, m->point + strspn(m->point, "/"), O_PATH | O_NOFOLLOW, 0, e);
}

/* Unmounts m with all mounts below it, lazily. */
static bool detach(int old, const struct sys_mount_row *m, bool *done, struct err *e)
{
	struct err why;
	autoclose int fd = open_point(old, m, &why);

	*done = false;
	if (fd < 0)
		return true; /* another mount covers it, and is unmounted first */
	if (!sys_tree_change(fd, true, &private, m->point, e))
		return false;
	*done = sys_umount_fd(fd, MNT_DETACH, m->point, &why);
	return true;
}

/* Whether m is mounted directly on the old root (which can be its own parent) and is not the new
 * one. */
static bool is_on_old(const struct sys_mount_row *m, const struct mount_ids *ids)
{
	return m->parent == ids->old && m->id != ids->old && m->id != ids->root;
}

static bool detach_all(int old, const struct mount_ids *ids, struct err *e)
{
	bool some;

	do {
		autoarena struct arena a = {0};
		struct sys_mount_table t;

		some = false;
		if (!sys_mount_table_read(&t, &a, e))
			return false;
		for (size_t i = t.n; i-- > 0;) {
			bool done = false;

			if (is_on_old(&t.v[i], ids) && !detach(old, &t.v[i], &done, e))
				return false;
			some |= done;
		}
	} while (some);
	return true;
}

static const struct sys_mount_row *find(const struct sys_mount_table *t, int id)
{
	for (size_t i = 0; i < t->n; i++)
		if (t->v[i].id == id)
			return &t->v[i];
	return NULL;
}

/* Whether m is the new root or a mount below it. */
static bool is_in_root(
	const struct sys_mount_table *t, const struct sys_mount_row *m, const struct mount_ids *ids)
{
	for (size_t depth = 0; m && depth <= t->n; depth++) {
		if (m->id == ids->root)
			return true;
		m = find(t, m->parent);
	}
	return false;
}

/* Whether another mount lies on the whole of m. */
static bool is_covered(const struct sys_mount_table *t, const struct sys_mount_row *m)
{
	for (size_t i = 0; i < t->n; i++)
		if (t->v[i].parent == m->id && str_eq(t->v[i].point, m->point))
			return true;
	return false;
}

/* Whether m lets a new user namespace mount its file system. */
static bool is_revealing(
	const struct sys_mount_table *t, const struct sys_mount_row *m, const struct mount_ids *ids)
{
	return (str_eq(m->type, "proc") || str_eq(m->type, "sysfs")) && str_eq(m->root, "/") &&
	       !is_covered(t, m) && !is_in_root(t, m, ids);
}

static bool cover(int old, const struct sys_mount_row *m, struct err *e)
{
	autoclose int fd = open_point(old, m, e);
	autoclose int empty = -1;
	int id;

	if (fd < 0 || !sys_mount_id(fd, m->point, &id, e))
		return false;
	if (id != m->id)
		return fail(e, "%s lies below another mount", m->point);
	empty = detached_empty(e);
	return empty >= 0 && sys_tree_attach(empty, fd, m->point, e);
}

static bool cover_all(int old, const struct mount_ids *ids, struct err *e)
{
	autoarena struct arena a = {0};
	struct sys_mount_table t;

	if (!sys_mount_table_read(&t, &a, e))
		return false;
	for (size_t i = 0; i < t.n; i++)
		if (is_revealing(&t, &t.v[i], ids) && !cover(old, &t.v[i], e))
			return fail_in(e,
				"--no-pivot: the host's %s at %s can neither be unmounted in the "
				"container's mount namespace nor covered",
				t.v[i].type, t.v[i].point);
	return true;
}

bool old_root_clear(int old, int root, struct err *e)
{
	struct mount_ids ids = {0};

	return sys_mount_id(old, "/", &ids.old, e) &&
	       sys_mount_id(root, "the root", &ids.root, e) && detach_all(old, &ids, e) &&
	       cover_all(old, &ids, e);
}
