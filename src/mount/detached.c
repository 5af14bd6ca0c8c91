/* SPDX-License-Identifier: Apache-2.0 */
/* Makes mounts by fsopen(2), open_tree(2) and mount_setattr(2). */
#include "detached.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "brig/base/fd.h"
#include "brig/base/str.h"
#include "brig/sys/copy.h"
#include "brig/sys/file.h"
#include "brig/sys/mount.h"
#include "brig/sys/mountfd.h"
#include "idmap.h"
#include "mount-syscall.h"

/* clang-format off */
static const struct {
	unsigned long flag;
	const char *set, *clear;
} sb_words[] = {
	{ MS_RDONLY,      "ro",       "rw" },
	{ MS_SYNCHRONOUS, "sync",     "async" },
	{ MS_DIRSYNC,     "dirsync",  NULL },
	{ MS_LAZYTIME,    "lazytime", "nolazytime" },
	{ MS_MANDLOCK,    "mand",     "nomand" },
};
/* clang-format on */

static bool set_fs_options(const struct mount_plan *m, int fs, struct err *e)
{
	for (size_t i = 0; i < sizeof(sb_words) / sizeof(sb_words[0]); i++) {
		bool set = m->sb_flags & sb_words[i].flag;
		bool clear = m->kind == MOUNT_REMOUNT && m->sb_clear & sb_words[i].flag;
		const char *word = set ? sb_words[i].set : clear ? sb_words[i].clear : NULL;

		if (word && !sys_fs_option(fs, word, NULL, e))
			return false;
	}
	for (size_t i = 0; i < m->n_params; i++) {
		const char *value = m->params[i].value;
		char unquoted[SYS_FS_VALUE_MAX + 1];
		size_t n = value ? strlen(value) : 0;

		if (n >= 2 && n < sizeof(unquoted) && value[0] == '"' && value[n - 1] == '"') {
			snprintf(unquoted, sizeof(unquoted), "%.*s", (int)n - 2, value + 1);
			value = unquoted;
		}
		if (!sys_fs_option(fs, m->params[i].key, value, e))
			return false;
	}
	return true;
}

/* The flags of a new mount: the r* options, then the others. No mount is below it. */
static uint64_t new_attrs(const struct mount_plan *m)
{
	uint64_t attrs = (m->below.set & ~m->flags.clear) | m->flags.set;

	return m->defer_readonly ? attrs & ~(uint64_t)MOUNT_ATTR_RDONLY : attrs;
}

static bool mode_of(int target, char *text, size_t size, struct err *e)
{
	struct stat st;

	if (!sys_stat_at(target, "", AT_EMPTY_PATH, &st, e))
		return false;
	snprintf(text, size, "%04o", (unsigned)st.st_mode & 07777);
	return true;
}

static int make_fs(const struct mount_plan *m, int target, struct err *e)
{
	autoclose int fs = sys_fs_open(m->type, e);
	char mode[8];

	if (fs < 0 || (m->source && !sys_fs_option(fs, "source", m->source, e)))
		return -1;
	if (m->inherit_mode && target >= 0 &&
		(!mode_of(target, mode, sizeof(mode), e) || !sys_fs_option(fs, "mode", mode, e)))
		return -1;
	if (!set_fs_options(m, fs, e))
		return -1;
	return sys_fs_mount(fs, m->type, new_attrs(m), e);
}

static int clone_host(const char *source, bool recursive, struct err *e)
{
	return sys_tree_open(AT_FDCWD, source, OPEN_TREE_CLONE | (recursive ? AT_RECURSIVE : 0), e);
}

static bool copy_up(const struct mount_plan *m, int target, int tree, struct err *e)
{
	autoclose int from = sys_open_at(target, ".", O_RDONLY | O_DIRECTORY, e);
	autoclose int to = -1;

	if (from < 0)
		return false;
	to = sys_open_at(tree, ".", O_RDONLY | O_DIRECTORY, e);
	return to >= 0 && sys_copy_tree(from, to, m->dest, e);
}

/* One mount_setattr(2) changes the mount and all mounts below it, a second one the mount alone.
 * Each also sets the first propagation of its kind, when the order of the options allows it. */
bool detached_change(const struct mount_plan *m, int fd, struct err *e)
{
	autoclose int userns = -1;
	bool flags = m->kind != MOUNT_FS; /* fsmount(2) has set those of a new file system */
	struct sys_tree_change below = {0}, top = {0};
	size_t i = 0;

	if (flags) {
		below = (struct sys_tree_change){.set = m->below.set, .clear = m->below.clear};
		top = (struct sys_tree_change){.set = m->flags.set, .clear = m->flags.clear};
	}

	if (m->defer_readonly)
		top.set &= ~(uint64_t)MOUNT_ATTR_RDONLY;
	if (m->idmap) {
		userns = idmap_open(m, e);
		if (userns < 0)
			return false;
		below.userns = top.userns = userns;
		*(m->idmap == MOUNT_IDMAP_TREE ? &below.set : &top.set) |= MOUNT_ATTR_IDMAP;
	}
	if (i < m->n_propagation && m->propagation[i] & MS_REC)
		below.propagation = m->propagation[i++] & ~(unsigned long)MS_REC;
	if (i < m->n_propagation && !(m->propagation[i] & MS_REC))
		top.propagation = m->propagation[i++];
	if ((below.set || below.clear || below.propagation) &&
		!sys_tree_change(fd, true, &below, m->dest, e))
		return idmap_explain(m, fd, m->idmap == MOUNT_IDMAP_TREE, e);
	if ((top.set || top.clear || top.propagation) &&
		!sys_tree_change(fd, false, &top, m->dest, e))
		return idmap_explain(m, fd, m->idmap == MOUNT_IDMAP_TOP, e);
	for (; i < m->n_propagation; i++) {
		struct sys_tree_change c = {
			.propagation = m->propagation[i] & ~(unsigned long)MS_REC};

		if (!sys_tree_change(fd, m->propagation[i] & MS_REC, &c, m->dest, e))
			return false;
	}
	return true;
}

static bool needs_change(const struct mount_plan *m)
{
	return m->idmap || m->n_propagation || m->kind != MOUNT_FS;
}

/* The kernel lets a user namespace mount some types only where one is fully visible, or when it
 * owns the namespace that they show. The fallback is the host's mount, with the limits that it has.
 * A new mount would have none of the mounts below it (a user's own cgroups can be below /sys):
 * these become read-only. */
static int bind_host(const struct mount_plan *m, struct err *e)
{
	autoclose int tree = clone_host(m->fallback, true, e);
	struct mount_plan bind = *m;

	if (tree < 0)
		return -1;
	bind.kind = MOUNT_BIND;
	bind.below.set |= m->flags.set | MOUNT_ATTR_RDONLY;
	if (m->fallback_readonly)
		bind.flags.set |= MOUNT_ATTR_RDONLY;
	else if (!(m->flags.set & MOUNT_ATTR_RDONLY))
		bind.flags.clear |= MOUNT_ATTR_RDONLY;
	if (detached_change(&bind, tree, e))
		return fd_take(&tree);
	/* A mount that is read-only on the host stays read-only. */
	bind.flags.clear &= ~(uint64_t)MOUNT_ATTR_RDONLY;
	return e->code == EPERM && detached_change(&bind, tree, e) ? fd_take(&tree) : -1;
}

int detached_make(const struct mount_plan *m, int target, struct err *e)
{
	autoclose int tree = m->kind == MOUNT_BIND ? clone_host(m->source, m->recursive, e)
						   : make_fs(m, target, e);

	if (tree < 0 && e->code == EPERM && m->fallback)
		return bind_host(m, e);
	if (tree < 0 || (m->copy_up && target >= 0 && !copy_up(m, target, tree, e)))
		return -1;
	return !needs_change(m) || detached_change(m, tree, e) ? fd_take(&tree) : -1;
}

int detached_empty(struct err *e)
{
	autoclose int fs = sys_fs_open("tmpfs", e);

	if (fs < 0 || !sys_fs_option(fs, "mode", "0755", e))
		return -1;
	return sys_fs_mount(fs, "tmpfs",
		MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC, e);
}

static bool changes_fs(const struct mount_plan *m)
{
	return m->sb_flags || m->sb_clear || m->n_params;
}

static bool reconfigure(const struct mount_plan *m, int fd, struct err *e)
{
	autoclose int fs = sys_fs_pick(fd, m->dest, e);

	return fs >= 0 && set_fs_options(m, fs, e) && sys_fs_reconfigure(fs, m->dest, e);
}

bool detached_remount(const struct mount_plan *m, int fd, struct err *e)
{
	if (m->method == MOUNT_SYSCALL_ONLY)
		return mount_syscall_remount(m, fd, e) && detached_change(m, fd, e);
	return (!changes_fs(m) || reconfigure(m, fd, e)) && detached_change(m, fd, e);
}
