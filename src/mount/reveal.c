/* SPDX-License-Identifier: Apache-2.0 */
/* Finds the mounts that cover parts of the host's proc and sysfs. With such mounts the kernel lets
 * no user namespace mount another proc or sysfs, which would show the covered files
 * (mount_too_revealing() in fs/namespace.c). */
#include "reveal.h"

#include "brig/base/str.h"
#include "brig/mount/reveal.h"
#include "brig/sys/mount-table.h"

/* Directories that the kernel makes as mount points: they are always empty. */
static const char *const mount_points[] = {
	"/fs/bpf",
	"/fs/cgroup",
	"/fs/fuse/connections",
	"/fs/nfsd",
	"/fs/pstore",
	"/fs/resctrl",
	"/fs/selinux",
	"/fs/smackfs",
	"/firmware/efi/efivars",
	"/kernel/config",
	"/kernel/debug",
	"/kernel/security",
	"/kernel/tracing",
	"/openprom",
	"/sys/fs/binfmt_misc",
};

enum { NAMED_MAX = 4 };

/* Whether m covers a file or directory of the mount top. */
static bool covers(const struct sys_mount_row *m, const struct sys_mount_row *top)
{
	size_t n = strlen(top->point);

	if (m->parent != top->id)
		return false;
	for (size_t i = 0; i < sizeof(mount_points) / sizeof(mount_points[0]); i++)
		if (strlen(m->point) > n && str_eq(m->point + n, mount_points[i]))
			return false;
	return true;
}

static void add(struct str *list, const char *point, size_t *n)
{
	if ((*n)++ < NAMED_MAX)
		str_addf(list, "%s%s", list->n ? ", " : "", point);
}

const char *mounts_covers(const char *type, struct arena *a)
{
	const char *host = str_eq(type, "proc") ? "/proc" : "/sys";
	struct str list = {.arena = a};
	struct sys_mount_table t;
	struct err ignored;
	size_t n = 0;

	if (!sys_mount_table_read(&t, a, &ignored))
		return NULL;
	for (size_t i = 0; i < t.n; i++)
		for (size_t j = 0; str_eq(t.v[i].type, type) && str_eq(t.v[i].root, "/") &&
				   str_eq(t.v[i].point, host) && j < t.n;
			j++)
			if (covers(&t.v[j], &t.v[i]))
				add(&list, t.v[j].point, &n);
	if (n > NAMED_MAX)
		str_addf(&list, " and %zu more", n - NAMED_MAX);
	return n ? str_text(&list) : NULL;
}

bool reveal_explain(const struct mount_plan *m, struct err *e)
{
	const char *host = m->no_symlinks && str_eq(m->type, "proc") ? "/proc" : "/sys";
	const char *namespace = str_eq(host, "/proc") ? "pid" : "network", *list;
	autoarena struct arena a = {0};

	if (!m->no_symlinks || e->code != EPERM)
		return false;
	list = mounts_covers(m->type, &a);
	if (list)
		err_set(e, 0,
			"the host's %s is partly covered (by %s), so that the kernel lets no user "
			"namespace mount another; unmount what covers it, or bind the host's %s "
			"in config.json",
			host, list, host);
	else
		err_set(e, 0,
			"mount %s: %s; in a user namespace the kernel allows it for a %s "
			"namespace "
			"that belongs to it, and where the host's %s is wholly visible",
			m->type, strerror(EPERM), namespace, host);
	e->code = EPERM;
	return false;
}
