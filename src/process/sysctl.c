/* SPDX-License-Identifier: Apache-2.0 */
/* Kernel parameters that belong to a namespace. */
#include "brig/process/sysctl.h"

#include <fcntl.h>

#include "brig/base/fd.h"
#include "brig/base/str.h"
#include "brig/json/printer.h"
#include "brig/sys/file.h"
#include "brig/sys/procfs.h"
#include "namespaces.h"
#include "oci.h"

static const char section[] = "config-linux.md Sysctl";

/* What is namespaced: a path, or all below one that ends in '/'. Sorted by path. */
struct owner {
	const char *path;
	enum oci_namespace_type type;
};

// clang-format off
static const struct owner owners[] = {
	{ "fs/mqueue/",              OCI_NAMESPACE_TYPE_IPC },
	{ "kernel/domainname",       OCI_NAMESPACE_TYPE_UTS },
	{ "kernel/hostname",         OCI_NAMESPACE_TYPE_UTS },
	{ "kernel/msg_next_id",      OCI_NAMESPACE_TYPE_IPC },
	{ "kernel/msgmax",           OCI_NAMESPACE_TYPE_IPC },
	{ "kernel/msgmnb",           OCI_NAMESPACE_TYPE_IPC },
	{ "kernel/msgmni",           OCI_NAMESPACE_TYPE_IPC },
	{ "kernel/sem",              OCI_NAMESPACE_TYPE_IPC },
	{ "kernel/sem_next_id",      OCI_NAMESPACE_TYPE_IPC },
	{ "kernel/shm_next_id",      OCI_NAMESPACE_TYPE_IPC },
	{ "kernel/shm_rmid_forced",  OCI_NAMESPACE_TYPE_IPC },
	{ "kernel/shmall",           OCI_NAMESPACE_TYPE_IPC },
	{ "kernel/shmmax",           OCI_NAMESPACE_TYPE_IPC },
	{ "kernel/shmmni",           OCI_NAMESPACE_TYPE_IPC },
	{ "net/",                    OCI_NAMESPACE_TYPE_NETWORK },
	{ "user/",                   OCI_NAMESPACE_TYPE_USER },
};
// clang-format on

static const struct owner *find_owner(const char *path)
{
	for (size_t i = 0; i < sizeof(owners) / sizeof(owners[0]); i++) {
		const struct owner *o = &owners[i];

		if (str_ends(o->path, "/") ? str_starts(path, o->path) : str_eq(path, o->path))
			return o;
	}
	return NULL;
}

/* As sysctl(8): the first separator says which of the two separates, and the other one is then part
 * of a name, written as its opposite. */
static const char *path_of(const char *key, struct arena *a)
{
	char *path = arena_strdup(a, key);
	const char *first = strpbrk(key, "./");

	if (!first || *first == '/')
		return path;
	for (char *p = path; *p; p++)
		*p = *p == '.' ? '/' : *p == '/' ? '.' : *p;
	return path;
}

static bool is_clean(const char *path)
{
	for (const char *p = path;; p++) {
		size_t n = strcspn(p, "/");

		if (n == 0 || (n == 1 && p[0] == '.') || (n == 2 && p[0] == '.' && p[1] == '.'))
			return false;
		p += n;
		if (!*p)
			return true;
	}
}

static bool check(const struct sysctl *s, const struct oci_linux *linux, struct report *r)
{
	const char *at = report_path(r, "linux.sysctl[\"%s\"]", s->key);
	const struct owner *o = find_owner(s->path);
	const char *kind;

	if (!is_clean(s->path))
		return refuse(r, at, section, NULL, "not the name of a sysctl");
	if (!o)
		return refuse(r, at, section, "set it on the host",
			"it belongs to no namespace: it would change the host");
	if (str_eq(s->path, "kernel/hostname"))
		return refuse(r, at, section, "use the hostname property",
			"the host name is a property of its own");
	kind = names_of(&oci_namespace_type_names, o->type);
	if (!has_namespace(linux, o->type))
		return refuse(r, at, section,
			report_path(r, "add {\"type\": \"%s\"} to linux.namespaces", kind),
			"the container shares the host's %s namespace: it would change the host",
			kind);
	return true;
}

bool sysctl_plan(struct sysctl_plan *out, const struct oci_config *c, struct report *r)
{
	const struct str_map *m = c->linux ? &c->linux->sysctl : NULL;
	bool ok = true;

	*out = (struct sysctl_plan){0};
	if (!m || m->n == 0)
		return true;
	out->v = arena_array(r->arena, m->n, sizeof(*out->v));
	for (size_t i = 0; i < m->n; i++) {
		struct sysctl *s = &out->v[out->n++];

		s->key = m->v[i].key;
		s->value = m->v[i].value;
		s->path = path_of(s->key, r->arena);
		ok &= check(s, c->linux, r);
	}
	return ok;
}

static bool write_one(const struct sysctl *s, int dir, struct err *e)
{
	if (sys_write_at(dir, s->path, s->value, e))
		return true;
	if (e->code == ENOENT)
		return fail(e,
			"linux.sysctl[\"%s\"]: this kernel has no such sysctl (/proc/sys/%s)",
			s->key, s->path);
	if (e->code == EINVAL)
		return fail(e, "linux.sysctl[\"%s\"]: the kernel does not take the value '%s'",
			s->key, s->value);
	return fail_in(e, "linux.sysctl[\"%s\"]", s->key);
}

bool sysctl_apply(const struct sysctl_plan *p, struct err *e)
{
	autoclose int dir = -1;
	int proc;

	if (p->n == 0)
		return true;
	proc = sys_procfs(e);
	if (proc < 0)
		return false;
	dir = sys_open_at(proc, "sys", O_PATH | O_DIRECTORY, e);
	if (dir < 0)
		return false;
	for (size_t i = 0; i < p->n; i++)
		if (!write_one(&p->v[i], dir, e))
			return false;
	return true;
}

void sysctl_show(const struct sysctl_plan *p, struct printer *d)
{
	if (p->n == 0)
		return;
	printer_object(d, "sysctl");
	for (size_t i = 0; i < p->n; i++)
		printer_str(d, p->v[i].key, p->v[i].value);
	printer_end(d);
}
