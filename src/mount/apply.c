/* SPDX-License-Identifier: Apache-2.0 */
/* Attaching the list of mounts beneath the container's root. */
#include <fcntl.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "brig/base/fd.h"
#include "brig/base/str.h"
#include "brig/sys/file.h"
#include "brig/sys/mountfd.h"
#include "plan.h"
#include "target.h"
#include "tree.h"

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
	fds->n = 0;
}

bool mounts_open(const struct mounts_plan *p, struct arena *a, struct mount_fds *ret, struct err *e)
{
	*ret = (struct mount_fds){0};
	if (p->n_slots == 0)
		return true;
	ret->v = arena_array(a, p->n_slots, sizeof(*ret->v));
	ret->n = p->n_slots;
	for (size_t i = 0; i < ret->n; i++)
		ret->v[i] = -1;
	for (size_t i = 0; i < p->n; i++) {
		const struct mount_plan *m = &p->v[i];

		if (m->slot < 0)
			continue;
		ret->v[m->slot] = tree_make(m, -1, e);
		if (ret->v[m->slot] < 0) {
			mount_fds_close(ret);
			return in_entry(m, e);
		}
	}
	return true;
}

static bool attach(const struct mount_plan *m, int tree, int target, int root, struct err *e)
{
	return sys_tree_attach(tree, target, m->dest, e) &&
	       (!plan_is_root(m->dest) || sys_replace_fd(tree, root, m->dest, e));
}

static bool apply_fs(const struct mount_plan *m, int root, struct err *e)
{
	bool made, can_legacy = !m->idmap && !m->copy_up && !plan_is_root(m->dest);
	autoclose int target = target_make(root, m->dest, TARGET_DIR, m->strict, &made, e);
	autoclose int tree = -1;
	struct err second;

	if (target < 0)
		return false;
	if (m->legacy && can_legacy)
		return tree_mount_legacy(m, root, target, made, e);
	tree = tree_make(m, made ? -1 : target, e);
	if (tree >= 0)
		return attach(m, tree, target, root, e);
	/* Some file systems read options only as one string; what the first way said is the better
	 * error. */
	return e->code == EINVAL && can_legacy && tree_mount_legacy(m, root, target, made, &second);
}

/* The kernel's EINVAL has many causes; this is the one that users meet. */
static bool mismatch(bool dir, int target, struct err *e)
{
	struct err ignored;
	struct stat st;

	if (!sys_stat_at(target, "", AT_EMPTY_PATH, &st, &ignored) || S_ISDIR(st.st_mode) == dir)
		return false;
	return fail_in(e, dir ? "the source is a directory, the destination is not"
			      : "the destination is a directory, the source is not");
}

static bool apply_tree(const struct mount_plan *m, int tree, int root, struct err *e)
{
	autoclose int target = -1;
	struct stat st;
	bool made, dir;

	if (!sys_stat_at(tree, "", AT_EMPTY_PATH, &st, e))
		return false;
	dir = S_ISDIR(st.st_mode);
	target = target_make(root, m->dest, dir ? TARGET_DIR : TARGET_FILE, m->strict, &made, e);
	if (target < 0)
		return false;
	return attach(m, tree, target, root, e) || mismatch(dir, target, e);
}

static bool apply_bind(const struct mount_plan *m, int root, struct err *e)
{
	autoclose int tree = tree_make(m, -1, e);

	return tree >= 0 && apply_tree(m, tree, root, e);
}

static bool apply_remount(const struct mount_plan *m, int root, struct err *e)
{
	autoclose int fd = target_find(root, m->dest, false, e);

	if (fd < 0)
		return false;
	return m->kind == MOUNT_REMOUNT ? tree_remount(m, fd, e) : tree_change(m, fd, e);
}

static bool apply_link(const struct mount_plan *m, int root, struct err *e)
{
	const char *name;
	autoclose int dir = target_parent(root, m->dest, &name, e);

	return dir >= 0 && sys_symlink_at(m->source, dir, name, e);
}

static bool apply_one(
	const struct mount_plan *m, const struct mount_fds *fds, int root, struct err *e)
{
	if (m->slot >= 0)
		return (size_t)m->slot < fds->n
			       ? apply_tree(m, fds->v[m->slot], root, e)
			       : fail(e, "its descriptor was not opened on the host's side");
	switch (m->kind) {
	case MOUNT_FS:
		return apply_fs(m, root, e);
	case MOUNT_BIND:
		return apply_bind(m, root, e);
	case MOUNT_REMOUNT:
	case MOUNT_CHANGE:
		return apply_remount(m, root, e);
	case MOUNT_LINK:
		return apply_link(m, root, e);
	}
	return false;
}

bool mounts_apply(const struct mounts_plan *p, const struct mount_fds *fds, int root, struct err *e)
{
	/* Directories made on the way must be passable for the container's user. */
	mode_t mask = sys_umask(022);
	bool done = true;

	for (size_t i = 0; done && i < p->n; i++)
		done = apply_one(&p->v[i], fds, root, e) || in_entry(&p->v[i], e);
	sys_umask(mask);
	return done;
}

bool mounts_finish(const struct mounts_plan *p, struct err *e)
{
	const struct sys_tree_change readonly = {.set = MOUNT_ATTR_RDONLY};
	autoclose int root = -1;

	for (size_t i = 0; i < p->n; i++) {
		const struct mount_plan *m = &p->v[i];
		autoclose int fd = -1;

		if (!m->late_ro)
			continue;
		if (root < 0)
			root = sys_open_at(AT_FDCWD, "/", O_PATH | O_DIRECTORY, e);
		if (root < 0)
			return false;
		fd = target_find(root, m->dest, m->strict, e);
		if (fd < 0 || !sys_tree_change(fd, false, &readonly, m->dest, e))
			return in_entry(m, e);
	}
	return true;
}
