/* SPDX-License-Identifier: Apache-2.0 */
/* Mounts the root file system and makes it the root directory. */
#include "brig/mount/rootfs.h"

#include <fcntl.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "brig/base/fd.h"
#include "brig/base/str.h"
#include "brig/json/config.h"
#include "brig/sys/file.h"
#include "brig/sys/mount.h"
#include "brig/sys/mountfd.h"
#include "brig/sys/procfs.h"
#include "old-root.h"
#include "option.h"

static unsigned long propagation_of(enum oci_propagation p)
{
	switch (p) {
	case OCI_PROPAGATION_SHARED:
		return MS_SHARED;
	case OCI_PROPAGATION_SLAVE:
		return MS_SLAVE;
	case OCI_PROPAGATION_PRIVATE:
		return MS_PRIVATE;
	case OCI_PROPAGATION_UNBINDABLE:
		return MS_UNBINDABLE;
	case OCI_PROPAGATION_RSHARED:
		return MS_SHARED | MS_REC;
	case OCI_PROPAGATION_RSLAVE:
		return MS_SLAVE | MS_REC;
	case OCI_PROPAGATION_RPRIVATE:
		return MS_PRIVATE | MS_REC;
	case OCI_PROPAGATION_RUNBINDABLE:
		return MS_UNBINDABLE | MS_REC;
	}
	return 0;
}

static const char *rootfs_path(const struct oci_config *c, const char *bundle, struct arena *a)
{
	return *c->root->path == '/' ? c->root->path
				     : arena_printf(a, "%s/%s", bundle, c->root->path);
}

const char *rootfs_find_error(const struct oci_config *c, const char *bundle, struct arena *a)
{
	const char *path;
	struct stat st;
	struct err why;

	if (!c->root || !c->root->path || !*c->root->path)
		return NULL;
	path = rootfs_path(c, bundle, a);
	if (!sys_stat_at(AT_FDCWD, path, 0, &st, &why))
		return arena_strdup(a, why.text);
	return S_ISDIR(st.st_mode) ? NULL : arena_printf(a, "%s is not a directory", path);
}

bool rootfs_plan(struct rootfs_plan *out, const struct oci_config *c, const struct mount_facts *f,
	bool no_pivot, struct report *r)
{
	static const char section[] = "config.md Root";
	const struct oci_linux *l = c->linux;

	*out = (struct rootfs_plan){.no_pivot = no_pivot,
		.own_ns = oci_namespace_find(l, OCI_NAMESPACE_TYPE_MOUNT),
		.locked = f->userns || f->rootless};
	if (!c->root || !c->root->path)
		return true; /* the reader has refused the config */
	if (!*c->root->path)
		return refuse(r, "root.path", section, NULL, "is empty");
	out->readonly = c->root->readonly && *c->root->readonly;
	out->path = rootfs_path(c, f->bundle, r->arena);
	if (l && l->rootfs_propagation)
		out->propagation = propagation_of(*l->rootfs_propagation);
	return !f->root_error || refuse(r, "root.path", section, NULL, "%s", f->root_error);
}

static bool is_shared(const struct rootfs_plan *p)
{
	return p->propagation & MS_SHARED;
}

bool rootfs_propagate(const struct rootfs_plan *p, struct err *e)
{
	/* With a shared root, volumes may have to stay peers of the host's mounts: only the mount
	 * that holds the root becomes private, in rootfs_open(). */
	if (!p->own_ns || is_shared(p))
		return true;
	return sys_mount(NULL, "/", NULL, MS_SLAVE | MS_REC, NULL, e);
}

/* Makes the mount that holds root.path private. root.path can be any directory in the mount, and
 * only the mount's root directory can be changed. */
static bool make_parent_private(const struct rootfs_plan *p, struct err *e)
{
	const struct sys_tree_change private = {.propagation = MS_PRIVATE};
	autoclose int fd = sys_open_at(AT_FDCWD, ".", O_PATH | O_DIRECTORY, e);
	bool top;

	while (fd >= 0) {
		int up;

		if (!sys_is_mount(fd, p->path, &top, e))
			return false;
		if (top)
			return sys_tree_change(fd, false, &private, p->path, e);
		up = sys_open_at(fd, "..", O_PATH | O_DIRECTORY, e);
		fd_close(&fd);
		fd = up;
	}
	return false;
}

/* Stops propagation from the clone to the tree that it was cloned from. */
static bool isolate_propagation(const struct rootfs_plan *p, int tree, struct err *e)
{
	struct sys_tree_change c = {0};

	if (!p->own_ns)
		c.propagation = MS_SLAVE;
	else if (p->propagation & (MS_SHARED | MS_PRIVATE | MS_UNBINDABLE))
		c.propagation = MS_PRIVATE;
	else
		return true; /* the clone of a slave is a slave */
	return sys_tree_change(tree, true, &c, p->path, e);
}

int rootfs_open(const struct rootfs_plan *p, struct err *e)
{
	autoclose int tree = sys_tree_open(AT_FDCWD, ".", OPEN_TREE_CLONE | AT_RECURSIVE, e);

	if (tree < 0 || !isolate_propagation(p, tree, e))
		return -1;
	if (p->own_ns && is_shared(p) && !make_parent_private(p, e))
		return -1;
	/* AT_FDCWD: the target is the working directory. */
	return sys_tree_attach(tree, AT_FDCWD, p->path, e) ? fd_take(&tree) : -1;
}

static bool move_over(int root, struct err *e)
{
	bool kept = sys_procfs_kept() >= 0, moved;
	autoclose int old = old_root_open(e);

	moved = old >= 0 && sys_tree_attach(root, old, "/", e) && old_root_clear(old, root, e) &&
		sys_fchdir(root, "/", e) && sys_chroot(e) && sys_chdir("/", e);
	if (!kept)
		sys_procfs_close();
	return moved;
}

/* pivot_root(2) with "." twice stacks the old root on the new one, at ".". A shared old root
 * becomes a slave first: unmounting it would otherwise unmount its peers on the host. */
static bool pivot(const struct rootfs_plan *p, int root, struct err *e)
{
	autoclose int old = -1;

	if (is_shared(p)) {
		old = sys_open_at(AT_FDCWD, "/", O_PATH | O_DIRECTORY, e);
		if (old < 0)
			return false;
	}
	/* The root user of a locked namespace could unmount the mount that covers the old root. So
	 * the root is exchanged wherever the kernel can do that: EINVAL means an initramfs. */
	if (!sys_pivot_root(e))
		return p->no_pivot && e->code == EINVAL && move_over(root, e);
	if (old >= 0 && (!sys_fchdir(old, "the old root", e) ||
				!sys_mount(NULL, ".", NULL, MS_SLAVE | MS_REC, NULL, e)))
		return false;
	return sys_umount(".", MNT_DETACH, e) && sys_chdir("/", e);
}

bool rootfs_pivot(const struct rootfs_plan *p, int root, struct err *e)
{
	if (!sys_fchdir(root, p->path, e))
		return false;
	if (!p->own_ns)
		return sys_chroot(e) && sys_chdir("/", e);
	return p->no_pivot && !p->locked ? move_over(root, e) : pivot(p, root, e);
}

bool rootfs_finish(const struct rootfs_plan *p, int root, struct err *e)
{
	struct sys_tree_change top = {.set = p->readonly ? MOUNT_ATTR_RDONLY : 0};
	struct sys_tree_change all = {0};

	if (p->own_ns)
		(p->propagation & MS_REC ? &all : &top)->propagation =
			p->propagation & (MS_SHARED | MS_UNBINDABLE);
	if (all.propagation && !sys_tree_change(root, true, &all, "/", e))
		return false;
	return (!top.set && !top.propagation) || sys_tree_change(root, false, &top, "/", e);
}

bool rootfs_unmount(const char *path, struct err *e)
{
	return sys_umount(path, MNT_DETACH | UMOUNT_NOFOLLOW, e) || e->code == EINVAL ||
	       e->code == ENOENT;
}

void rootfs_show(const struct rootfs_plan *p, struct printer *d)
{
	printer_object(d, "root");
	printer_str(d, "path", p->path);
	printer_bool(d, "readonly", p->readonly);
	if (p->propagation)
		printer_str(d, "propagation", propagation_word(p->propagation));
	printer_str(d, "enteredBy",
		!p->own_ns     ? "chroot"
		: !p->no_pivot ? "pivot_root"
		: p->locked    ? "pivot_root, or move and chroot where the root is an initramfs"
			       : "move and chroot");
	printer_end(d);
}
