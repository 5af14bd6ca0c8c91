/* SPDX-License-Identifier: Apache-2.0 */
/* What pivot_root(2) would take along: without it the host's mounts are still in the container's
 * namespace, out of sight, and not without effect. As long as a proc or sysfs of the host's is
 * there, nothing of it covered, the kernel lets every new user namespace mount one that shows all
 * of it (mount_too_revealing() in fs/namespace.c), whatever is masked in the container's own. */
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

/* Neither does the host hear of what we do to it, nor do its later mounts come here. */
static const struct sys_tree_change private = {.propagation = MS_PRIVATE};

struct ids {
	int old, root;
};

int old_root_open(struct err *e)
{
	autoclose int ns = -1, old = -1;
	int proc = sys_procfs(e);

	if (proc < 0)
		return -1;
	ns = sys_open_at(proc, "self/ns/mnt", O_RDONLY, e);
	/* To enter the namespace that one is in leads to its top. */
	if (ns < 0 || !sys_setns(ns, CLONE_NEWNS, "our own mount namespace", e))
		return -1;
	old = sys_open_at(AT_FDCWD, "/", O_PATH | O_DIRECTORY, e);
	return old >= 0 && sys_tree_change(old, false, &private, "/", e) ? fd_take(&old) : -1;
}

/* What is on top at that place. */
static int open_point(int old, const struct sys_mount_row *m, struct err *e)
{
	return sys_open_beneath(old, m->point + strspn(m->point, "/"), O_PATH | O_NOFOLLOW, 0, e);
}

/* With all that is below. */
static bool detach(int old, const struct sys_mount_row *m, bool *done, struct err *e)
{
	struct err why;
	autoclose int fd = open_point(old, m, &why);

	*done = false;
	if (fd < 0)
		return true; /* out of sight below another, which goes first */
	if (!sys_tree_change(fd, true, &private, m->point, e))
		return false;
	*done = sys_umount_fd(fd, MNT_DETACH, m->point, &why);
	return true;
}

/* Mounted directly on the old root, which may be its own parent, and not the new one. */
static bool is_on(const struct sys_mount_row *m, const struct ids *ids)
{
	return m->parent == ids->old && m->id != ids->old && m->id != ids->root;
}

static bool detach_all(int old, const struct ids *ids, struct err *e)
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

			if (is_on(&t.v[i], ids) && !detach(old, &t.v[i], &done, e))
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

static bool is_containers(
	const struct sys_mount_table *t, const struct sys_mount_row *m, const struct ids *ids)
{
	for (size_t depth = 0; m && depth <= t->n; depth++) {
		if (m->id == ids->root)
			return true;
		m = find(t, m->parent);
	}
	return false;
}

/* Something lies on all of it. */
static bool is_covered(const struct sys_mount_table *t, const struct sys_mount_row *m)
{
	for (size_t i = 0; i < t->n; i++)
		if (t->v[i].parent == m->id && str_eq(t->v[i].point, m->point))
			return true;
	return false;
}

static bool is_revealing(
	const struct sys_mount_table *t, const struct sys_mount_row *m, const struct ids *ids)
{
	return (str_eq(m->type, "proc") || str_eq(m->type, "sysfs")) && str_eq(m->root, "/") &&
	       !is_covered(t, m) && !is_containers(t, m, ids);
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
	empty = tree_empty(e);
	return empty >= 0 && sys_tree_attach(empty, fd, m->point, e);
}

static bool cover_all(int old, const struct ids *ids, struct err *e)
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
	struct ids ids = {0};

	return sys_mount_id(old, "/", &ids.old, e) &&
	       sys_mount_id(root, "the root", &ids.root, e) && detach_all(old, &ids, e) &&
	       cover_all(old, &ids, e);
}
