/* SPDX-License-Identifier: Apache-2.0 */
/* Mount attributes as option names of mount(8). */
#include "brig/sys/mount-attr-names.h"

#include <stdio.h>
#include <string.h>
#include <sys/mount.h>

/* clang-format off */
static const struct {
	uint64_t mask, value;
	const char *word;
} words[] = {
	{ MOUNT_ATTR_RDONLY, MOUNT_ATTR_RDONLY, "ro" },
	{ MOUNT_ATTR_NOSUID, MOUNT_ATTR_NOSUID, "nosuid" },
	{ MOUNT_ATTR_NODEV, MOUNT_ATTR_NODEV, "nodev" },
	{ MOUNT_ATTR_NOEXEC, MOUNT_ATTR_NOEXEC, "noexec" },
	{ MOUNT_ATTR__ATIME, MOUNT_ATTR_NOATIME, "noatime" },
	{ MOUNT_ATTR__ATIME, MOUNT_ATTR_STRICTATIME, "strictatime" },
	{ MOUNT_ATTR__ATIME, MOUNT_ATTR__ATIME, "atime" },
	{ MOUNT_ATTR_NODIRATIME, MOUNT_ATTR_NODIRATIME, "nodiratime" },
	{ MOUNT_ATTR_NOSYMFOLLOW, MOUNT_ATTR_NOSYMFOLLOW, "nosymfollow" },
	{ MOUNT_ATTR_IDMAP, MOUNT_ATTR_IDMAP, "idmap" },
};
/* clang-format on */

const char *sys_mount_attr_names(uint64_t attrs)
{
	static char text[128];
	size_t used = 0;

	text[0] = '\0';
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if ((attrs & words[i].mask) == words[i].value)
			used += (size_t)snprintf(text + used, sizeof(text) - used, "%s%s",
				used ? "," : "", words[i].word);
	return text;
}
