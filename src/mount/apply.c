/* SPDX-License-Identifier: Apache-2.0 */
/* Makes mounts and attaches them beneath the container's root. */
#include "brig/mount/apply.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "brig/base/fd.h"
#include "brig/base/str.h"
#include "brig/sys/file.h"
#include "brig/sys/mountfd.h"
#include "detached.h"
#include "mount-syscall.h"
#include "planning.h"
#include "resolve.h"
#include "reveal.h"

static bool in_entry(const struct mount_plan *m, struct err *e)
{
	const char *source = m->source ? m->source : m->type;

	return fail_in(e, "mounts[%zu] %s%s%s", m->index, source ? source : "",
		source ? " -> " : "", m->dest);
}

void mount_fds_close(struct mount_fds *fds)
{
	for (size_t i = 0; i < fds->n; i++)
		fd_close(&fds->v[i]);
	for (size_t i = 0; i < fds->n_held; i++)
		fd_close(&fds->held[i]);
	fds->n = fds->n_held = 0;
}

static int *no_fds(struct arena *a, size_t n)
{
	int *v = n ? arena_array(a, n, sizeof(*v)) : NULL;

	for (size_t i = 0; i < n; i++)
		v[i] = -1;
	return v;
}

bool mounts_open(const struct mounts_plan *p, int userns, struct arena *a, struct mount_fds *ret,
	struct err *e)
{
	*ret = (struct mount_fds){.n = p->n_slots, .n_held = p->n_held};
	ret->v = no_fds(a, ret->n);
	ret->held = no_fds(a, ret->n_held);
	for (size_t i = 0; i < p->n; i++) {
		const struct mount_plan *m = &p->v[i];
		struct mount_plan mapped = *m;

		if (m->maker != MOUNT_BY_RUNTIME)
			continue;
		/* The path may lead to another namespace by now than the one that is joined. */
		if (m->idmap_ns && userns >= 0)
			mapped.idmap_ns = arena_printf(a, "/proc/self/fd/%d", userns);
		ret->v[m->slot] = detached_make(&mapped, -1, e);
		/* EPERM: the runtime is root of a user namespace that does not own its mount
		 * namespace. */
		if (ret->v[m->slot] < 0 && (m->idmap || e->code != EPERM)) {
			mount_fds_close(ret);
			return in_entry(m, e);
		}
	}
	return true;
}

int mount_make(const struct mounts_plan *p, size_t i, struct err *e)
{
	autoclose int tree = -1;

	if (i >= p->n || p->v[i].maker == MOUNT_BY_ATTACHER || p->v[i].maker == MOUNT_BY_RUNTIME)
		return fail_fd(fail(e, "mounts[%zu]: no such mount to make", i));
	tree = detached_make(&p->v[i], -1, e);
	return tree >= 0 ? fd_take(&tree)
			 : fail_fd(reveal_explain(&p->v[i], e) || in_entry(&p->v[i], e));
}

static bool attach(const struct mount_plan *m, int tree, int target, int root, struct err *e)
{
	return sys_tree_attach(tree, target, m->dest, e) &&
	       (!planning_is_root(m->dest) || sys_replace_fd(tree, root, m->dest, e));
}

/* Keeps the descriptor: another mount may cover its path later. */
static void keep(const struct mount_plan *m, struct mount_fds *fds, int *fd)
{
	if (m->held >= 0)
		fds->held[m->held] = fd_take(fd);
}

static bool apply_mount_syscall(const struct mount_plan *m, struct mount_fds *fds, int root,
	int target, bool made, struct err *e)
{
	autoclose int fd = -1;

	if (!mount_syscall_at(m, root, target, made, e))
		return false;
	if (m->held < 0)
		return true;
	fd = resolve_find(root, m->dest, m->no_symlinks, e);
	if (fd < 0)
		return false;
	keep(m, fds, &fd);
	return true;
}

/* Whether the kernel does not know an option or the type; fsconfig(2) then names which. */
static bool is_unknown_word(const struct err *e)
{
	return e->code == EINVAL || e->code == ENODEV;
}

static bool apply_fs(const struct mount_plan *m, struct mount_fds *fds, int root, struct err *e)
{
	bool made, can_use_syscall = !m->idmap && !m->copy_up && !planning_is_root(m->dest);
	autoclose int target = resolve_make(root, m->dest, TARGET_DIR, m->no_symlinks, &made, e);
	autoclose int tree = -1;
	struct err ignored;

	if (target < 0)
		return false;
	if (m->method == MOUNT_SYSCALL || m->method == MOUNT_SYSCALL_NAME) {
		if (mount_syscall_at(m, root, target, made, e))
			return true;
		if (!is_unknown_word(e))
			return false;
	}
	if (m->method == MOUNT_SYSCALL_ONLY && can_use_syscall)
		return apply_mount_syscall(m, fds, root, target, made, e);
	tree = detached_make(m, made ? -1 : target, e);
	if (tree >= 0) {
		if (!attach(m, tree, target, root, e))
			return false;
		keep(m, fds, &tree);
		return true;
	}
	/* Some file systems read options only as one string. When that fails too, the error of
	 * fsconfig(2) is the better one. */
	return e->code == EINVAL && can_use_syscall &&
	       apply_mount_syscall(m, fds, root, target, made, &ignored);
}

/* Mounts m by name in its new tmpfs. *cwd is the held index of the tmpfs that is the working
 * directory, -1 when none is. */
static bool apply_by_name(
	const struct mount_plan *m, struct mount_fds *fds, int root, int *cwd, struct err *e)
{
	const char *name = strrchr(m->dest, '/') + 1;
	int dir = fds->held[m->parent];

	if (sys_mkdir_at(dir, name, 0755, e)) {
		if (*cwd != m->parent && !sys_fchdir(dir, m->dest, e))
			return false;
		*cwd = m->parent;
		if (mount_syscall_named(m, name, e))
			return true;
	}
	*cwd = -1;
	return (e->code == EEXIST || is_unknown_word(e)) && apply_fs(m, fds, root, e);
}

/* Explains the most frequent cause of EINVAL: one of the two is a directory, the other is not. */
static bool explain_mismatch(bool dir, int target, struct err *e)
{
	struct err ignored;
	struct stat st;

	if (!sys_stat_at(target, "", AT_EMPTY_PATH, &st, &ignored) || S_ISDIR(st.st_mode) == dir)
		return false;
	return fail_in(e, dir ? "the source is a directory, the destination is not"
			      : "the destination is a directory, the source is not");
}

static bool apply_tree(
	const struct mount_plan *m, struct mount_fds *fds, int *tree, int root, struct err *e)
{
	autoclose int target = -1;
	struct stat st;
	bool made, dir;

	if (!sys_stat_at(*tree, "", AT_EMPTY_PATH, &st, e))
		return false;
	dir = S_ISDIR(st.st_mode);
	target = resolve_make(
		root, m->dest, dir ? TARGET_DIR : TARGET_FILE, m->no_symlinks, &made, e);
	if (target < 0)
		return false;
	if (!attach(m, *tree, target, root, e))
		return explain_mismatch(dir, target, e);
	keep(m, fds, tree);
	return true;
}

static bool apply_bind(const struct mount_plan *m, struct mount_fds *fds, int root, struct err *e)
{
	autoclose int tree = detached_make(m, -1, e);

	return tree >= 0 && apply_tree(m, fds, &tree, root, e);
}

static bool apply_remount(
	const struct mount_plan *m, struct mount_fds *fds, int root, struct err *e)
{
	autoclose int fd = resolve_find(root, m->dest, false, e);

	if (fd < 0)
		return false;
	if (m->kind == MOUNT_REMOUNT ? !detached_remount(m, fd, e) : !detached_change(m, fd, e))
		return false;
	keep(m, fds, &fd);
	return true;
}

static bool apply_link(const struct mount_plan *m, int root, struct err *e)
{
	const char *name;
	autoclose int dir = resolve_parent(root, m->dest, &name, e);

	return dir >= 0 && sys_symlink_at(m->source, dir, name, e);
}

static bool apply_one(const struct mount_plan *m, struct mount_fds *fds, int root, struct err *e)
{
	if (m->slot >= 0 && (size_t)m->slot >= fds->n)
		return fail(e, "no descriptor: mounts_open() has not been called");
	if (m->slot >= 0 && fds->v[m->slot] >= 0)
		return apply_tree(m, fds, &fds->v[m->slot], root, e);
	switch (m->kind) {
	case MOUNT_FS:
		return apply_fs(m, fds, root, e);
	case MOUNT_BIND:
		return apply_bind(m, fds, root, e);
	case MOUNT_REMOUNT:
	case MOUNT_CHANGE:
		return apply_remount(m, fds, root, e);
	case MOUNT_LINK:
		return apply_link(m, root, e);
	}
	return false;
}

bool mounts_apply(const struct mounts_plan *p, struct mount_fds *fds, int root, struct err *e)
{
	/* The container's user must be able to search directories that are made for a target. */
	mode_t mask = sys_umask(022);
	bool done = true;
	int cwd = -1;

	for (size_t i = 0; done && i < p->n; i++) {
		const struct mount_plan *m = &p->v[i];

		if (m->method != MOUNT_SYSCALL_NAME)
			cwd = -1;
		done = m->method == MOUNT_SYSCALL_NAME ? apply_by_name(m, fds, root, &cwd, e)
						       : apply_one(m, fds, root, e);
		done = done || reveal_explain(m, e) || in_entry(m, e);
	}
	sys_umask(mask);
	/* The working directory is where the last mount was made. */
	return done && sys_fchdir(root, "/", e);
}

bool mounts_finish(const struct mounts_plan *p, const struct mount_fds *fds, struct err *e)
{
	const struct sys_tree_change readonly = {.set = MOUNT_ATTR_RDONLY};

	for (size_t i = 0; i < p->n; i++) {
		const struct mount_plan *m = &p->v[i];

		if (m->defer_readonly &&
			!sys_tree_change(fds->held[m->held], false, &readonly, m->dest, e))
			return in_entry(m, e);
	}
	return true;
}
