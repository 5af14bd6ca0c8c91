/* SPDX-License-Identifier: Apache-2.0 */
/* Plans, makes and prints devices and links. */
#include "brig/mount/device.h"

#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "brig/base/fd.h"
#include "brig/base/str.h"
#include "brig/sys/file.h"
#include "device-node.h"
#include "resolve.h"

static const char section[] = "config-linux.md Devices";

static const struct {
	const char *path;
	unsigned major, minor;
} standard[] = {
	{"/dev/null", 1, 3},
	{"/dev/zero", 1, 5},
	{"/dev/full", 1, 7},
	{"/dev/random", 1, 8},
	{"/dev/urandom", 1, 9},
	{"/dev/tty", 5, 0},
};

static const struct device_link links[] = {
	{"fd", "/proc/self/fd"},
	{"stdin", "/proc/self/fd/0"},
	{"stdout", "/proc/self/fd/1"},
	{"stderr", "/proc/self/fd/2"},
	{"ptmx", "pts/ptmx"},
};

enum {
	N_STANDARD = sizeof(standard) / sizeof(standard[0]),
	N_LINKS = sizeof(links) / sizeof(links[0]),
};

static bool in_dev(const char *path)
{
	const char *name = path + 5;

	return str_starts(path, "/dev/") && *name && !strchr(name, '/') && !resolve_is_dots(name);
}

static mode_t type_of(enum oci_device_type type)
{
	switch (type) {
	case OCI_DEVICE_TYPE_C:
	case OCI_DEVICE_TYPE_U:
		return S_IFCHR;
	case OCI_DEVICE_TYPE_B:
		return S_IFBLK;
	case OCI_DEVICE_TYPE_P:
		return S_IFIFO;
	}
	return 0;
}

/* Checks one of the two numbers. max is the largest that the kernel's dev_t holds. */
static bool plan_number(
	struct report *r, size_t i, const char *key, const int64_t *value, int64_t max)
{
	const char *path = report_path(r, "linux.devices[%zu].%s", i, key);

	if (!value)
		return refuse(r, path, section, NULL, "required for this type, but missing");
	if (*value < 0 || *value > max)
		return refuse(r, path, section, NULL, "%lld is not between 0 and %lld",
			(long long)*value, (long long)max);
	return true;
}

static bool plan_one(struct device_plan *d, size_t i, const struct oci_device *in,
	const struct mount_facts *f, struct report *r)
{
	bool fifo = in->type == OCI_DEVICE_TYPE_P;

	if (*in->path != '/')
		return refuse(r, report_path(r, "linux.devices[%zu].path", i), section, NULL,
			"'%s' is not a full path", in->path);
	if (!fifo) {
		bool major_good = plan_number(r, i, "major", in->major, 0xfff);

		if (!plan_number(r, i, "minor", in->minor, 0xfffff) || !major_good)
			return false;
	}
	*d = (struct device_plan){
		.path = in->path,
		.mode = type_of(in->type) | (in->file_mode ? *in->file_mode & 07777 : 0666),
		.number = fifo ? 0 : makedev((unsigned)*in->major, (unsigned)*in->minor),
		.uid = in->uid ? *in->uid : 0,
		.gid = in->gid ? *in->gid : 0,
		.bind = f->userns && !fifo,
		.in_dev = in_dev(in->path),
	};
	return true;
}

static struct device_plan *find_device(struct devices_plan *p, const char *path)
{
	for (size_t i = 0; i < p->n; i++)
		if (str_eq(p->v[i].path, path))
			return &p->v[i];
	return NULL;
}

static void add_standard(struct devices_plan *out, const struct mount_facts *f)
{
	for (size_t i = 0; i < N_STANDARD; i++)
		out->v[out->n++] = (struct device_plan){
			.path = standard[i].path,
			.mode = S_IFCHR | 0666,
			.number = makedev(standard[i].major, standard[i].minor),
			.bind = f->userns,
			.standard = true,
			.in_dev = true,
		};
}

static const struct oci_mount *mount_at(const struct oci_config *c, const char *dest)
{
	const struct oci_mount *found = NULL;

	for (size_t i = 0; i < c->mounts.n; i++) {
		const char *d = c->mounts.v[i].destination;
		size_t n = d ? strlen(d) : 0;

		while (n > 1 && d[n - 1] == '/')
			n--;
		if (n == strlen(dest) && strncmp(d, dest, n) == 0)
			found = &c->mounts.v[i];
	}
	return found;
}

static bool is_bind(const struct oci_mount *m)
{
	bool bind = m->type && (str_eq(m->type, "bind") || str_eq(m->type, "rbind"));

	for (size_t i = 0; i < m->options.n; i++)
		bind |= str_eq(m->options.v[i], "bind") || str_eq(m->options.v[i], "rbind");
	return bind;
}

static void add_links(struct devices_plan *out, const struct mount_facts *f, struct arena *a)
{
	out->links = arena_array(a, N_LINKS + 1, sizeof(*out->links));
	for (size_t i = 0; i < N_LINKS; i++)
		out->links[out->n_links++] = links[i];
	if (f->kcore)
		out->links[out->n_links++] = (struct device_link){"core", "/proc/kcore"};
}

bool devices_plan(struct devices_plan *out, const struct oci_config *c, const struct mount_facts *f,
	struct report *r)
{
	const struct oci_mount *dev = mount_at(c, "/dev");
	size_t n = c->linux ? c->linux->devices.n : 0;
	bool good = true;

	*out = (struct devices_plan){.v = arena_array(r->arena, N_STANDARD + n, sizeof(*out->v))};
	/* A /dev that is bound from the host has its own nodes, and gets none of the defaults. */
	if (!dev || !is_bind(dev)) {
		add_standard(out, f);
		add_links(out, f, r->arena);
		out->console = c->process && c->process->terminal && *c->process->terminal;
	}
	for (size_t i = 0; i < n; i++) {
		struct device_plan d, *same;

		if (!plan_one(&d, i, &c->linux->devices.v[i], f, r)) {
			good = false;
			continue;
		}
		/* /dev/ptmx must be the container's own: a link to pts/ptmx. */
		if (str_eq(d.path, "/dev/ptmx") && out->n_links)
			continue;
		same = find_device(out, d.path);
		*(same && same->standard ? same : &out->v[out->n++]) = d;
	}
	return good;
}

static bool make_device(const struct device_plan *d, int root, int dev, struct err *e)
{
	autoclose int dir = -1;
	const char *name;

	if (d->in_dev)
		return device_node_make(d, dev, d->path + 5, e);
	dir = resolve_parent(root, d->path, &name, e);
	return dir >= 0 && device_node_make(d, dir, name, e);
}

static bool same_link(const struct device_link *l, int dev)
{
	autoarena struct arena a = {0};
	struct err ignored;
	const char *target = sys_readlink_at(&a, dev, l->path, &ignored);

	return target && str_eq(target, l->target);
}

static bool make_link(const struct device_link *l, int dev, struct err *e)
{
	if (sys_symlink_at(l->target, dev, l->path, e))
		return true;
	if (e->code != EEXIST)
		return false;
	return same_link(l, dev) ||
	       (sys_unlink_at(dev, l->path, 0, e) && sys_symlink_at(l->target, dev, l->path, e));
}

static bool make_console(int dev, struct err *e)
{
	autoclose int fd = device_node_target(dev, "console", e);

	return fd >= 0;
}

static bool make_all(const struct devices_plan *p, int root, int dev, struct err *e)
{
	for (size_t i = 0; i < p->n; i++)
		if (!make_device(&p->v[i], root, dev, e))
			return fail_in(e, "device %s", p->v[i].path);
	for (size_t i = 0; i < p->n_links; i++)
		if (!make_link(&p->links[i], dev, e))
			return fail_in(e, "/dev/%s", p->links[i].path);
	return !p->console || make_console(dev, e) || fail_in(e, "/dev/console");
}

bool devices_apply(const struct devices_plan *p, int root, struct err *e)
{
	autoclose int dev = -1;
	bool made, done;
	mode_t mask;

	if (p->n == 0 && p->n_links == 0 && !p->console)
		return true;
	mask = sys_umask(0);
	dev = resolve_make(root, "/dev", TARGET_DIR, false, &made, e);
	done = dev >= 0 && make_all(p, root, dev, e);
	sys_umask(mask);
	return done;
}

static void show_device(const struct device_plan *v, struct printer *d)
{
	bool fifo = S_ISFIFO(v->mode);

	printer_object(d, NULL);
	printer_str(d, "path", v->path);
	printer_str(d, "type", fifo ? "p" : S_ISBLK(v->mode) ? "b" : "c");
	if (!fifo)
		printer_strf(d, "number", "%u:%u", major(v->number), minor(v->number));
	if (v->bind) {
		printer_str(d, "made", "bound from the host");
	} else {
		printer_strf(d, "mode", "%04o", (unsigned)v->mode & 07777);
		printer_uint(d, "uid", v->uid);
		printer_uint(d, "gid", v->gid);
	}
	printer_end(d);
}

void devices_show(const struct devices_plan *p, struct printer *d)
{
	if (p->n) {
		printer_list(d, "devices");
		for (size_t i = 0; i < p->n; i++)
			show_device(&p->v[i], d);
		printer_end(d);
	}
	if (p->n_links == 0)
		return;
	printer_list(d, "links");
	for (size_t i = 0; i < p->n_links; i++)
		printer_strf(d, NULL, "/dev/%s -> %s", p->links[i].path, p->links[i].target);
	printer_end(d);
}
