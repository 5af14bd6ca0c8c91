/* SPDX-License-Identifier: Apache-2.0 */
/* Writes settings; an error names the property and the file. */
#include "resources/write.h"

#include <inttypes.h>
#include <stdlib.h>

#include "brig/base/fd.h"
#include "brig/base/log.h"
#include "brig/sys/bpf.h"
#include "brig/sys/cgroupfs.h"

/* Warns if the kernel accepted a limit and ignored it, as Linux 5.16 and newer do for kernel
 * memory. */
static void warn_if_ignored(const struct cgroup_setting *s, const char *mount, const char *path)
{
	char current[64];
	struct err e;

	if (!sys_cgroup_read(mount, path, s->file, current, sizeof(current), &e))
		return;
	/* The kernel rounds a limit down to a page, so a larger value in the file means no limit.
	 */
	if (strtoull(current, NULL, 10) > strtoull(s->value, NULL, 10))
		log_warn("%s: this kernel accepts %s and ignores it", s->source, s->file);
}

static const char *errno_hint(int code)
{
	switch (code) {
	case EBUSY:
		return " (below the current usage, or the cgroup has children)";
	case ENODEV:
	case ENXIO:
		return " (no such device, or the device does not support the limit)";
	case ERANGE:
		return " (out of the kernel's range)";
	case EOPNOTSUPP:
		return " (this kernel or the I/O scheduler of the device does not support it)";
	case EINVAL:
		return " (this kernel does not accept it, or it exceeds the limit of the parent "
		       "cgroup)";
	default:
		return "";
	}
}

bool resource_write(
	const struct cgroup_setting *s, const char *mount, const char *path, struct err *e)
{
	bool missing;

	if (sys_cgroup_write(mount, path, s->file, s->value, e)) {
		if (s->verify)
			warn_if_ignored(s, mount, path);
		return true;
	}
	missing = e->code == ENOENT || e->code == EOPNOTSUPP;
	if (missing && s->other_file) {
		if (sys_cgroup_write(mount, path, s->other_file, s->other_value, e))
			return true;
		missing = e->code == ENOENT || e->code == EOPNOTSUPP;
	}
	if (missing && s->may_lack)
		return true;
	if (e->code == ENOENT && sys_cgroup_exists(mount, path, NULL))
		return fail(e,
			"%s cannot be set: this kernel or cgroup has no %s%s%s (in %s%s)%s%s",
			s->source, s->file, s->other_file ? " and no " : "",
			s->other_file ? s->other_file : "", mount, path,
			s->unsupported_hint ? "; " : "",
			s->unsupported_hint ? s->unsupported_hint : "");
	return fail_in(e, "%s%s", s->source, errno_hint(e->code));
}

static bool attach_program(const struct cgroup_plan *p, const struct cgroup_group *g, struct err *e)
{
	autoclose int dir = -1, program = -1;

	if (!p->devices.v || (p->devices.only_if_created && g->made == 0))
		return true;
	program = sys_bpf_load_device(p->devices.v, p->devices.n, e);
	if (program >= 0)
		dir = sys_cgroup_open(g->mount, g->path, e);
	if (program < 0 || dir < 0 || !sys_bpf_attach_device(dir, program, e))
		return fail_in(e, "linux.resources.devices");
	return true;
}

enum { VALUES_MAX = 32 };

static bool same_file(const struct cgroup_setting *a, const struct cgroup_setting *b)
{
	return a->group == b->group && str_eq(a->file, b->file) && a->late == b->late &&
	       a->only_if_created == b->only_if_created && !b->verify;
}

/* Writes several values of one file, such as device rules, with one open(2). Returns how many of
 * the settings were written; resource_write() writes the rest, with its errors. */
static size_t write_same_file(
	const struct cgroup_setting *s, size_t n, const struct cgroup_group *g)
{
	const char *values[VALUES_MAX];
	struct err ignored;
	size_t n_values = 0;

	while (n_values < n && n_values < VALUES_MAX && same_file(s, &s[n_values])) {
		values[n_values] = s[n_values].value;
		n_values++;
	}
	return n_values > 1 ? sys_cgroup_write_each(
				      g->mount, g->path, s->file, values, n_values, &ignored)
			    : 0;
}

bool resources_write(const struct cgroup_plan *p, bool late, struct err *e)
{
	for (size_t i = 0; i < p->n_settings;) {
		const struct cgroup_setting *s = &p->settings[i];
		const struct cgroup_group *g = &p->groups.v[s->group];
		bool is_skipped = s->late != late || (s->only_if_created && g->made == 0);
		size_t written = is_skipped ? 1 : write_same_file(s, p->n_settings - i, g);

		if (written == 0 && !resource_write(s, g->mount, g->path, e))
			return false;
		i += written ? written : 1;
	}
	for (size_t i = 0; !late && i < p->groups.n; i++)
		if (p->groups.v[i].unified && !attach_program(p, &p->groups.v[i], e))
			return false;
	return true;
}
