/* SPDX-License-Identifier: Apache-2.0 */
/* Writing limits, with an error that names the property and the file. */
#include <inttypes.h>
#include <stdlib.h>

#include "brig/base/fd.h"
#include "brig/base/log.h"
#include "brig/sys/bpf.h"
#include "brig/sys/cgroupfs.h"
#include "driver.h"

/* Linux 5.16 and newer take limits of kernel memory and show that there is none. */
static void verify(const struct cgroup_setting *s, const char *mount, const char *path)
{
	char now[64];
	struct err e;

	if (!sys_cgroup_read(mount, path, s->file, now, sizeof(now), &e))
		return;
	/* The kernel rounds down to a page; more than was asked for is no limit. */
	if (strtoull(now, NULL, 10) > strtoull(s->value, NULL, 10))
		log_warn("%s: this kernel takes %s and does not keep it, ignoring", s->source,
			s->file);
}

static const char *hint_of(int code)
{
	switch (code) {
	case EBUSY:
		return " (below what is in use, or the group has children of its own)";
	case ENODEV:
	case ENXIO:
		return " (no such device, or it has no such limit)";
	case ERANGE:
		return " (out of the kernel's range)";
	case EOPNOTSUPP:
		return " (this kernel or the I/O scheduler of the device does not keep it)";
	case EINVAL:
		return " (not accepted by this kernel, or beyond what the parent group has)";
	default:
		return "";
	}
}

bool resource_write(
	const struct cgroup_setting *s, const char *mount, const char *path, struct err *e)
{
	bool lacks;

	if (sys_cgroup_write(mount, path, s->file, s->value, e)) {
		if (s->verify)
			verify(s, mount, path);
		return true;
	}
	lacks = e->code == ENOENT || e->code == EOPNOTSUPP;
	if (lacks && s->other_file) {
		if (sys_cgroup_write(mount, path, s->other_file, s->other_value, e))
			return true;
		lacks = e->code == ENOENT || e->code == EOPNOTSUPP;
	}
	if (lacks && s->may_lack)
		return true;
	if (e->code == ENOENT && sys_cgroup_exists(mount, path, NULL))
		return fail(e,
			"%s can't be kept: this kernel or cgroup has no %s%s%s (in %s%s)%s%s",
			s->source, s->file, s->other_file ? " and no " : "",
			s->other_file ? s->other_file : "", mount, path,
			s->unsupported_hint ? "; " : "",
			s->unsupported_hint ? s->unsupported_hint : "");
	return fail_in(e, "%s%s", s->source, hint_of(e->code));
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

enum { AT_ONCE = 32 };

static bool like(const struct cgroup_setting *a, const struct cgroup_setting *b)
{
	return a->group == b->group && str_eq(a->file, b->file) && a->late == b->late &&
	       a->only_if_created == b->only_if_created && !b->verify;
}

/* Device rules are many lines of one file. How many of the first settings were written; what was
 * not is for resource_write(), which knows what to say of it. */
static size_t write_alike(const struct cgroup_setting *s, size_t n, const struct cgroup_group *g)
{
	const char *values[AT_ONCE];
	struct err ignored;
	size_t alike = 0;

	while (alike < n && alike < AT_ONCE && like(s, &s[alike])) {
		values[alike] = s[alike].value;
		alike++;
	}
	return alike > 1
		       ? sys_cgroup_write_each(g->mount, g->path, s->file, values, alike, &ignored)
		       : 0;
}

bool resources_write(const struct cgroup_plan *p, bool late, struct err *e)
{
	for (size_t i = 0; i < p->n_settings;) {
		const struct cgroup_setting *s = &p->settings[i];
		const struct cgroup_group *g = &p->hierarchies[s->group];
		bool skipped = s->late != late || (s->only_if_created && g->made == 0);
		size_t written = skipped ? 1 : write_alike(s, p->n_settings - i, g);

		if (written == 0 && !resource_write(s, g->mount, g->path, e))
			return false;
		i += written ? written : 1;
	}
	for (size_t i = 0; !late && i < p->n; i++)
		if (p->hierarchies[i].unified && !attach_program(p, &p->hierarchies[i], e))
			return false;
	return true;
}
