/* SPDX-License-Identifier: Apache-2.0 */
/* Plans and covers masked and read-only paths, by descriptors beneath the root. */
#include "brig/mount/masked-paths.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "brig/base/fd.h"
#include "brig/base/str.h"
#include "brig/sys/file.h"
#include "brig/sys/mountfd.h"
#include "detached.h"
#include "device-node.h"
#include "resolve.h"

static bool plan_list(struct str_list *out, const struct str_list *in, const char *key,
	const char *section, struct report *r)
{
	bool good = true;

	*out = *in;
	for (size_t i = 0; i < in->n; i++)
		if (in->v[i][0] != '/')
			good = refuse(r, report_path(r, "linux.%s[%zu]", key, i), section, NULL,
				"'%s' is not an absolute path", in->v[i]);
	return good;
}

bool masked_paths_plan(struct masked_paths_plan *out, const struct oci_config *c, struct report *r)
{
	const struct oci_linux *l = c->linux;
	bool good;

	*out = (struct masked_paths_plan){0};
	if (!l)
		return true;
	good = plan_list(
		&out->masked, &l->masked_paths, "maskedPaths", "config-linux.md Masked Paths", r);
	return plan_list(&out->readonly, &l->readonly_paths, "readonlyPaths",
		       "config-linux.md Readonly Paths", r) &&
	       good;
}

/* The mounts that cover paths; each is made when the first path needs it. */
struct covers {
	int root;
	int null;  /* the container's /dev/null, checked to be the device 1:3; -1 before */
	int empty; /* an empty tmpfs, attached at the first directory; -1 before */
	struct fd_batch done; /* descriptors to close at the end */
};

static int open_null(struct covers *c, struct err *e)
{
	if (c->null >= 0)
		return c->null;
	c->null = sys_open_in_root(c->root, "dev/null", O_PATH | O_NOFOLLOW, 0, 0, e);
	/* An image or a volume can have any file there: CVE-2025-31133. */
	if (c->null >= 0 && !device_node_check(c->null, S_IFCHR, makedev(1, 3), "/dev/null", e))
		fd_close(&c->null);
	return c->null;
}

static bool mask_dir(struct covers *c, int target, const char *path, int *clone, struct err *e)
{
	if (c->empty < 0) {
		c->empty = detached_empty(e);
		return c->empty >= 0 && sys_tree_attach(c->empty, target, path, e);
	}
	/* The clone is of the attached mount: only Linux 6.15 and later clone a detached one. */
	*clone = sys_tree_open(c->empty, "", OPEN_TREE_CLONE, e);
	return *clone >= 0 && sys_tree_attach(*clone, target, path, e);
}

static bool mask_file(struct covers *c, int target, const char *path, int *clone, struct err *e)
{
	int null = open_null(c, e);

	*clone = null < 0 ? -1 : sys_tree_open(null, "", OPEN_TREE_CLONE, e);
	return *clone >= 0 && sys_tree_attach(*clone, target, path, e);
}

static bool is_missing(const struct err *e)
{
	return e->code == ENOENT || e->code == ENOTDIR;
}

static bool mask(struct covers *c, const char *path, struct err *e)
{
	autoclose int target = resolve_find(c->root, path, false, e);
	autoclose int clone = -1;
	struct stat st;
	bool done;

	if (target < 0)
		return is_missing(e);
	if (!sys_stat_at(target, "", AT_EMPTY_PATH, &st, e))
		return false;
	done = S_ISDIR(st.st_mode) ? mask_dir(c, target, path, &clone, e)
				   : mask_file(c, target, path, &clone, e);
	fd_batch_add(&c->done, &target);
	fd_batch_add(&c->done, &clone);
	return done;
}

static bool set_readonly(struct covers *c, const char *path, struct err *e)
{
	const struct sys_tree_change readonly = {.set = MOUNT_ATTR_RDONLY};
	autoclose int target = resolve_find(c->root, path, false, e);
	autoclose int tree = -1;
	bool done;

	if (target < 0)
		return is_missing(e);
	tree = sys_tree_open(target, "", OPEN_TREE_CLONE | AT_RECURSIVE, e);
	done = tree >= 0 && sys_tree_change(tree, false, &readonly, path, e) &&
	       sys_tree_attach(tree, target, path, e);
	fd_batch_add(&c->done, &target);
	fd_batch_add(&c->done, &tree);
	return done;
}

static bool apply_all(const struct masked_paths_plan *p, struct covers *c, struct err *e)
{
	for (size_t i = 0; i < p->readonly.n; i++)
		if (!set_readonly(c, p->readonly.v[i], e))
			return fail_in(e, "read-only path %s", p->readonly.v[i]);
	for (size_t i = 0; i < p->masked.n; i++)
		if (!mask(c, p->masked.v[i], e))
			return fail_in(e, "masked path %s", p->masked.v[i]);
	return true;
}

bool masked_paths_apply(const struct masked_paths_plan *p, int root, struct err *e)
{
	struct covers c = {.root = root, .null = -1, .empty = -1};
	bool done;

	done = apply_all(p, &c, e);
	fd_batch_close(&c.done);
	fd_close(&c.empty);
	fd_close(&c.null);
	return done;
}

static void show_list(const struct str_list *l, const char *key, struct printer *d)
{
	if (l->n == 0)
		return;
	printer_list(d, key);
	for (size_t i = 0; i < l->n; i++)
		printer_str(d, NULL, l->v[i]);
	printer_end(d);
}

void masked_paths_show(const struct masked_paths_plan *p, struct printer *d)
{
	show_list(&p->masked, "maskedPaths", d);
	show_list(&p->readonly, "readonlyPaths", d);
}
