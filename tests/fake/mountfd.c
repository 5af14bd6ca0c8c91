/* SPDX-License-Identifier: Apache-2.0 */
/* The fake of sys/mountfd.h. The log shows descriptors by path, never by number. */
#include "brig/sys/mountfd.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/mount.h>

#include "brig/sys/mount-attr-names.h"
#include "fake.h"
#include "file.h"

int sys_fs_open(const char *type, struct err *e)
{
	return fake_call(e, "fsopen %s", type) ? fake_path_fd(type) : -1;
}

int sys_fs_pick(int fd, const char *name, struct err *e)
{
	(void)fd;
	return fake_call(e, "fspick %s", name) ? fake_path_fd(name) : -1;
}

bool sys_fs_option(int fs, const char *key, const char *value, struct err *e)
{
	(void)fs;
	return fake_call(e, "fsconfig %s%s%s", key, value ? "=" : "", value ? value : "");
}

int sys_fs_mount(int fs, const char *type, uint64_t attrs, struct err *e)
{
	(void)fs;
	return fake_call(e, "fsmount %s (%s)", type, sys_mount_attr_names(attrs))
		       ? fake_path_fd(type)
		       : -1;
}

bool sys_fs_reconfigure(int fs, const char *name, struct err *e)
{
	(void)fs;
	return fake_call(e, "reconfigure %s", name);
}

int sys_tree_open(int dir, const char *path, unsigned flags, struct err *e)
{
	(void)dir;
	return fake_call(e, "open_tree %s%s%s", *path ? path : "(fd)",
		       flags & OPEN_TREE_CLONE ? " clone" : "",
		       flags & AT_RECURSIVE ? " recursive" : "")
		       ? fake_path_fd(path)
		       : -1;
}

static const char *propagation(unsigned long p)
{
	return p == MS_SHARED       ? " shared"
	       : p == MS_SLAVE      ? " slave"
	       : p == MS_PRIVATE    ? " private"
	       : p == MS_UNBINDABLE ? " unbindable"
				    : "";
}

bool sys_tree_change(
	int fd, bool below, const struct sys_tree_change *c, const char *name, struct err *e)
{
	char set[128];

	(void)fd;
	snprintf(set, sizeof(set), "%s", sys_mount_attr_names(c->set));
	return fake_call(e, "mount_setattr %s%s +(%s) -(%s)%s", name, below ? " recursive" : "",
		set, sys_mount_attr_names(c->clear), propagation(c->propagation));
}

bool sys_tree_knows(uint64_t attrs)
{
	(void)attrs;
	return true;
}

bool sys_tree_attach(int tree, int target, const char *name, struct err *e)
{
	(void)tree;
	(void)target;
	return fake_call(e, "move_mount %s", name);
}
