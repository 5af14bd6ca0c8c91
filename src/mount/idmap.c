/* SPDX-License-Identifier: Apache-2.0 */
/* User namespaces for id-mapped mounts, and why the kernel does not want one. */
#include "idmap.h"

#include <fcntl.h>
#include <linux/magic.h>

#include "brig/base/names.h"
#include "brig/base/str.h"
#include "brig/sys/file.h"
#include "brig/sys/userns.h"

static const char *map_text(struct arena *a, const struct oci_id_mapping_list *maps)
{
	struct str s = {.arena = a};

	for (size_t i = 0; i < maps->n; i++)
		str_addf(&s, "%u %u %u\n", maps->v[i].container_id, maps->v[i].host_id,
			maps->v[i].size);
	return str_text(&s);
}

int idmap_open(const struct mount_plan *m, struct err *e)
{
	autoarena struct arena a = {0};

	if (!m->uids || !m->gids)
		return sys_open_at(AT_FDCWD, m->idmap_ns, O_RDONLY | O_NONBLOCK, e);
	return sys_userns_new(map_text(&a, m->uids), map_text(&a, m->gids), e);
}

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
		code == EPERM ? " with the rights that we have" : "");
	e->code = code;
	return false;
}
