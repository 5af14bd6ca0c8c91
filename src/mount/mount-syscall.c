/* SPDX-License-Identifier: Apache-2.0 */
/* Mounts by mount(2). */
#include "mount-syscall.h"

#include <fcntl.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "brig/base/fd.h"
#include "brig/base/str.h"
#include "brig/sys/file.h"
#include "brig/sys/mount.h"
#include "brig/sys/mountfd.h"
#include "detached.h"
#include "resolve.h"

/* The MS_* of MOUNT_ATTR_* flags. */
static unsigned long ms_flags(uint64_t attrs)
{
	/* clang-format off */
	static const struct { uint64_t mask, attr; unsigned long ms; } table[] = {
		{ MOUNT_ATTR_RDONLY, MOUNT_ATTR_RDONLY, MS_RDONLY },
		{ MOUNT_ATTR_NOSUID, MOUNT_ATTR_NOSUID, MS_NOSUID },
		{ MOUNT_ATTR_NODEV, MOUNT_ATTR_NODEV, MS_NODEV },
		{ MOUNT_ATTR_NOEXEC, MOUNT_ATTR_NOEXEC, MS_NOEXEC },
		{ MOUNT_ATTR__ATIME, MOUNT_ATTR_RELATIME, MS_RELATIME },
		{ MOUNT_ATTR__ATIME, MOUNT_ATTR_NOATIME, MS_NOATIME },
		{ MOUNT_ATTR__ATIME, MOUNT_ATTR_STRICTATIME, MS_STRICTATIME },
		{ MOUNT_ATTR_NODIRATIME, MOUNT_ATTR_NODIRATIME, MS_NODIRATIME },
		{ MOUNT_ATTR_NOSYMFOLLOW, MOUNT_ATTR_NOSYMFOLLOW, MS_NOSYMFOLLOW },
	};
	/* clang-format on */
	unsigned long ms = 0;

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if ((attrs & table[i].mask) == table[i].attr)
			ms |= table[i].ms;
	return ms;
}

static unsigned long all_flags(const struct mount_plan *m)
{
	uint64_t attrs = (m->below.set & ~m->flags.clear) | m->flags.set;

	if (m->defer_readonly)
		attrs &= ~(uint64_t)MOUNT_ATTR_RDONLY;
	return ms_flags(attrs) | m->sb_flags;
}

static const char *with_mode(const struct mount_plan *m, int target, struct arena *a, struct err *e)
{
	struct stat st;

	if (!sys_stat_at(target, "", AT_EMPTY_PATH, &st, e))
		return NULL;
	return arena_printf(a, "mode=%04o%s%s", (unsigned)st.st_mode & 07777, m->data ? "," : "",
		m->data ? m->data : "");
}

bool mount_syscall_at(const struct mount_plan *m, int root, int target, bool made, struct err *e)
{
	autoarena struct arena a = {0};
	autoclose int fd = -1;
	const char *data = m->data;

	if (m->inherit_mode && !made && !(data = with_mode(m, target, &a, e)))
		return false;
	if (!sys_mount_on(m->source ? m->source : m->type, target, m->type, all_flags(m), data,
		    m->dest, e))
		return false;
	if (m->n_propagation == 0)
		return true;
	fd = resolve_find(root, m->dest, m->no_symlinks, e);
	return fd >= 0 && detached_change(m, fd, e);
}

bool mount_syscall_named(const struct mount_plan *m, const char *name, struct err *e)
{
	return sys_mount(m->source, name, m->type, all_flags(m), m->data, e);
}

bool mount_syscall_remount(const struct mount_plan *m, int fd, struct err *e)
{
	return sys_mount_on(NULL, fd, NULL, MS_REMOUNT | all_flags(m), m->data, m->dest, e);
}
