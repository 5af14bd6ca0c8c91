/* SPDX-License-Identifier: Apache-2.0 */
/* Checks for features that a bundle needs and the host does not have, beyond the checks in the
 * plans of the parts. Only check and plan run them; in create the system call fails. */
#include "host-check.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/mount.h>
#include <sched.h>
#include <string.h>
#include <sys/stat.h>

#include "brig/base/fd.h"
#include "brig/base/str.h"
#include "brig/sys/cgroupfs.h"
#include "brig/sys/file.h"
#include "brig/sys/mountfd.h"
#include "brig/sys/process.h"
#include "host-check-cgroup.h"

static const char namespaces_section[] = "config-linux.md Namespaces";
static const char mounts_section[] = "config.md Mounts";
static const char options_section[] = "config.md Linux mount options";

enum { PROC_MAX = 64 << 10, MODULES_MAX = 8 << 20 };

bool path_exists(const char *path)
{
	struct err ignored;
	struct stat st;

	return sys_stat_at(AT_FDCWD, path, 0, &st, &ignored);
}

static void read_namespaces(struct host_check_facts *f, struct arena *a)
{
	for (size_t i = 0; i < namespace_kinds_n; i++)
		if (path_exists(arena_printf(a, "/proc/self/ns/%s", namespace_kinds[i].file)))
			f->namespaces |= namespace_kinds[i].flag;
}

static const char *read_online(const char *path, struct arena *a)
{
	struct err ignored;
	char *text = sys_read_at(a, AT_FDCWD, path, PROC_MAX, NULL, &ignored);

	if (text)
		text[strcspn(text, "\n")] = '\0';
	return text;
}

/* The root cgroup of a v1 hierarchy lacks some files, so its first child serves as the sample. */
static const char **find_cgroup_samples(const struct cgroup_set *l, struct arena *a)
{
	const char **samples = arena_array(a, l->n + 1, sizeof(*samples));
	struct str_list children;
	struct err ignored;

	for (size_t i = 0; i < l->n; i++)
		if (!l->v[i].unified &&
			sys_cgroup_children(a, l->v[i].mount, "/", &children, &ignored) &&
			children.n > 0)
			samples[i] = arena_printf(a, "%s/%s", l->v[i].mount, children.v[0]);
	return samples;
}

void host_check_facts_read(struct host_check_facts *f, const char *release,
	const struct cgroup_set *l, struct arena *a)
{
	struct err ignored;

	*f = (struct host_check_facts){.numa = path_exists("/proc/self/numa_maps")};
	read_namespaces(f, a);
	f->filesystems = sys_read_at(a, AT_FDCWD, "/proc/filesystems", PROC_MAX, NULL, &ignored);
	f->modules =
		sys_read_at(a, AT_FDCWD, arena_printf(a, "/lib/modules/%s/modules.alias", release),
			MODULES_MAX, NULL, &ignored);
	f->idmap = sys_tree_knows(MOUNT_ATTR_IDMAP);
	f->cgroup_samples = find_cgroup_samples(l, a);
	f->cpus = read_online("/sys/devices/system/cpu/online", a);
	f->nodes = read_online("/sys/devices/system/node/online", a);
	f->proc_covers = mounts_covers("proc", a);
	f->sys_covers = mounts_covers("sysfs", a);
	f->nosymfollow = sys_tree_knows(MOUNT_ATTR_NOSYMFOLLOW);
}

/* ---- namespaces ---- */

/* A file that the caller may not open is not checked: root may be able to open it. */
static void check_joined(
	const struct namespace_kind *kind, const char *file, const char *at, struct report *r)
{
	struct err why;
	autoclose int fd = sys_open_at(AT_FDCWD, file, O_RDONLY, &why);
	int type = fd < 0 ? -1 : sys_ns_type(fd, file, &why);

	if (type < 0 && why.code != EACCES && why.code != EPERM)
		(void)refuse_err(r, at, namespaces_section,
			"name the file of a namespace, such as /proc/PID/ns/net", &why);
	else if (type >= 0 && type != kind->flag)
		(void)refuse(r, at, namespaces_section, NULL,
			"%s is a namespace of another type, not a %s namespace", file, kind->name);
}

static void check_namespaces(
	const struct oci_linux *l, const struct host_check_facts *f, struct report *r)
{
	for (size_t i = 0; i < l->namespaces.n; i++) {
		const struct oci_namespace *ns = &l->namespaces.v[i];
		const struct namespace_kind *kind = namespace_kind_of(ns->type);

		if (!(f->namespaces & kind->flag))
			(void)refuse(r, report_path(r, "linux.namespaces[%zu].type", i),
				namespaces_section, "remove it, or boot a kernel that supports it",
				"this kernel has no %s namespaces", kind->name);
		else if (ns->path && *ns->path == '/')
			check_joined(
				kind, ns->path, report_path(r, "linux.namespaces[%zu].path", i), r);
	}
}

/* ---- mounts ---- */

/* filesystems is the text of /proc/filesystems, with lines such as "nodev\tproc" and "\text4"; n is
 * the length of type. */
static bool is_registered(const char *filesystems, const char *type, size_t n)
{
	for (const char *p = filesystems; (p = strchr(p, '\t')); p++)
		if (strncmp(p + 1, type, n) == 0 && p[1 + n] == '\n')
			return true;
	return false;
}

/* For an unregistered type the kernel requests the module "fs-TYPE". modules is the text of
 * modules.alias. */
static bool is_loadable(const char *modules, const char *type, size_t n, struct arena *a)
{
	return modules && strstr(modules, arena_printf(a, "alias fs-%.*s ", (int)n, type));
}

static void check_type(
	const struct mount_plan *m, const struct host_check_facts *f, struct report *r)
{
	size_t n = strcspn(m->type, "."); /* "fuse.sshfs" is the type fuse with a subtype */

	if (!f->filesystems || is_registered(f->filesystems, m->type, n) ||
		is_loadable(f->modules, m->type, n, r->arena))
		return;
	(void)refuse(r, report_path(r, "mounts[%zu].type", m->index), mounts_section,
		"/proc/filesystems lists the supported types; a bind mount needs the option 'bind'",
		"this kernel does not support the file system '%s'", m->type);
}

static void check_source(const struct mount_plan *m, struct report *r)
{
	struct stat st;
	struct err why;

	if (!sys_stat_at(AT_FDCWD, m->source, 0, &st, &why))
		(void)refuse_err(r, report_path(r, "mounts[%zu].source", m->index), mounts_section,
			"a bind mount needs a source on the host", &why);
}

static void check_mount(
	const struct mount_plan *m, const struct host_check_facts *f, struct report *r)
{
	const char *at = report_path(r, "mounts[%zu].options", m->index);
	uint64_t set = m->flags.set | m->below.set;

	if (m->kind == MOUNT_FS)
		check_type(m, f, r);
	if (m->kind == MOUNT_BIND && !m->implied)
		check_source(m, r);
	if (m->idmap && !f->idmap)
		(void)refuse(r, at, options_section, "Linux 5.12 and later support them",
			"this kernel does not support id-mapped mounts");
	if ((set & MOUNT_ATTR_NOSYMFOLLOW) && !f->nosymfollow)
		(void)refuse(r, at, options_section, "Linux 5.14 and later support it",
			"this kernel does not support nosymfollow");
}

/* With a fallback the host's /proc or /sys is bound together with the mounts that cover it, so the
 * kernel's rule does not apply. */
static void check_visible(
	const struct mount_plan *m, const struct host_check_facts *f, struct report *r)
{
	bool proc = m->kind == MOUNT_FS && str_eq(m->type, "proc");
	const char *covers = proc ? f->proc_covers : f->sys_covers;

	if (m->no_symlinks && covers && !m->fallback)
		(void)refuse(r, report_path(r, "mounts[%zu]", m->index), mounts_section,
			proc ? "unmount what covers it, or bind-mount the host's /proc"
			     : "unmount what covers it, or bind-mount the host's /sys",
			"the host's %s is partly covered (by %s); the kernel then refuses this "
			"mount in a user namespace",
			proc ? "/proc" : "/sys", covers);
}

static void check_mounts(const struct plan *p, const struct host_check_facts *f, struct report *r)
{
	const struct mounts_plan *m = &p->mounts;

	for (size_t i = 0; i < m->n; i++) {
		if (i == 0 || m->v[i].index != m->v[i - 1].index)
			check_mount(&m->v[i], f, r);
		if (namespace_has(&p->namespaces, CLONE_NEWUSER))
			check_visible(&m->v[i], f, r);
	}
}

/* ---- devices and memory policy ---- */

static void check_devices(const struct network_plan *p, struct report *r)
{
	for (size_t i = 0; i < p->n; i++)
		if (!path_exists(arena_printf(r->arena, "/sys/class/net/%s", p->v[i].host)))
			(void)refuse(r, report_path(r, "linux.netDevices[\"%s\"]", p->v[i].host),
				"config-linux.md Network Devices",
				"ip link lists the network devices",
				"this host has no network device '%s'", p->v[i].host);
}

/* In a user namespace mknod(2) is not allowed and the host's node is bound, so it has to exist. */
static void check_nodes(const struct plan *p, const struct oci_linux *l, struct report *r)
{
	for (size_t i = 0; i < l->devices.n; i++) {
		const struct oci_device *d = &l->devices.v[i];
		const char *kind = d->type == OCI_DEVICE_TYPE_B ? "block" : "char";

		if (d->type == OCI_DEVICE_TYPE_P || !d->major || !d->minor ||
			!namespace_has(&p->namespaces, CLONE_NEWUSER) ||
			path_exists(arena_printf(r->arena, "/sys/dev/%s/%lld:%lld", kind,
				(long long)*d->major, (long long)*d->minor)))
			continue;
		(void)refuse(r, report_path(r, "linux.devices[%zu]", i), "config-linux.md Devices",
			"in a user namespace a device can only be bound from the host",
			"this host has no %s device %lld:%lld", kind, (long long)*d->major,
			(long long)*d->minor);
	}
}

void host_check(const struct plan *p, const struct oci_config *c, const struct host_check_facts *f,
	struct report *r)
{
	check_mounts(p, f, r);
	if (!c->linux)
		return;
	check_namespaces(c->linux, f, r);
	check_devices(&p->network, r);
	check_nodes(p, c->linux, r);
	host_check_cgroup(p, c->linux->resources, f, r);
	if (c->linux->memory_policy && !f->numa)
		(void)refuse(r, "linux.memoryPolicy", "config-linux.md Memory policy", "remove it",
			"this kernel does not support NUMA");
}
