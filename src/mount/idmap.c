/* SPDX-License-Identifier: Apache-2.0 */
/* Makes user namespaces for id-mapped mounts and explains errors of the kernel. */
#include "idmap.h"

#include <fcntl.h>
#include <linux/magic.h>

#include "brig/base/names.h"
#include "brig/json/config.h"
#include "brig/sys/file.h"
#include "brig/sys/userns.h"

int idmap_open(const struct mount_plan *m, struct err *e)
{
	autoarena struct arena a = {0};

	if (!m->uids || !m->gids)
		return sys_open_at(AT_FDCWD, m->idmap_ns, O_RDONLY | O_NONBLOCK, e);
	return sys_userns_new(
		oci_id_mapping_text(m->uids, &a), oci_id_mapping_text(m->gids, &a), e);
}

/* The type of the file system that is mounted at fd, "this" when brig has no name for it. */
static const char *type_of(const struct mount_plan *m, int fd)
{
	static const struct name types[] = {
		{"9p", V9FS_MAGIC},
		{"btrfs", BTRFS_SUPER_MAGIC},
		{"ceph", 0x00c36400},
		{"devpts", DEVPTS_SUPER_MAGIC},
		{"ext4", EXT4_SUPER_MAGIC},
		{"fuse", 0x65735546},
		{"nfs", NFS_SUPER_MAGIC},
		{"overlay", OVERLAYFS_SUPER_MAGIC},
		{"proc", PROC_SUPER_MAGIC},
		{"sysfs", SYSFS_MAGIC},
		{"tmpfs", TMPFS_MAGIC},
		{"xfs", 0x58465342},
	};
	static const struct names names = NAMES(types);
	struct err ignored;
	const char *name;
	long magic;

	if (m->type)
		return m->type;
	if (!sys_fs_type(fd, m->dest, &magic, &ignored))
		return "this";
	name = names_of(&names, (uint64_t)magic);
	return name ? name : "this";
}

bool idmap_explain(const struct mount_plan *m, int fd, bool idmap, struct err *e)
{
	int code = e->code;

	if (!idmap || (code != EINVAL && code != EPERM && code != EOPNOTSUPP))
		return false;
	err_set(e, 0, "file system %s cannot be id-mapped on this kernel%s", type_of(m, fd),
		code == EPERM ? " with the rights of the runtime" : "");
	e->code = code;
	return false;
}
