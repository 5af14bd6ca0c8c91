/* SPDX-License-Identifier: Apache-2.0 */
/* What only mount(2) can say: silent, iversion, long values, old file systems; and remounts. */
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

static unsigned long all_flags(const struct mount_plan *m)
{
	uint64_t attrs = (m->below.set & ~m->flags.clear) | m->flags.set;

	if (m->late_ro)
		attrs &= ~(uint64_t)MOUNT_ATTR_RDONLY;
	return mount_syscall_flags(attrs) | m->sb_flags;
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

	if (m->take_mode && !made && !(data = with_mode(m, target, &a, e)))
		return false;
	if (!sys_mount_on(m->source ? m->source : m->type, target, m->type, all_flags(m), data,
		    m->dest, e))
		return false;
	if (m->n_propagation == 0)
		return true;
	fd = resolve_find(root, m->dest, m->strict, e);
	return fd >= 0 && detached_change(m, fd, e);
}

bool mount_syscall_named(const struct mount_plan *m, const char *name, struct err *e)
{
	return sys_mount(m->source, name, m->type, all_flags(m), m->data, e);
}

static bool remount_legacy(const struct mount_plan *m, int fd, struct err *e)
{
	return sys_mount_on(NULL, fd, NULL, MS_REMOUNT | all_flags(m), m->data, m->dest, e);
}

static bool changes_fs(const struct mount_plan *m)
{
	return m->sb_flags || m->sb_clear || m->n_params;
}

static bool reconfigure(const struct mount_plan *m, int fd, struct err *e)
{
	autoclose int fs = sys_fs_pick(fd, m->dest, e);

	return fs >= 0 && detached_fs_options(m, fs, e) && sys_fs_reconfigure(fs, m->dest, e);
}

bool detached_remount(const struct mount_plan *m, int fd, struct err *e)
{
	if (m->legacy)
		return remount_legacy(m, fd, e) && detached_change(m, fd, e);
	return (!changes_fs(m) || reconfigure(m, fd, e)) && detached_change(m, fd, e);
}
