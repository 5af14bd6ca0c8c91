/* SPDX-License-Identifier: Apache-2.0 */
/* Plans, writes and prints kernel parameters that belong to a namespace. */
#include "brig/process/sysctl.h"
#include "brig/sys/procfs.h"

#include <fcntl.h>
#include <sched.h>

#include "brig/base/fd.h"
#include "brig/base/str.h"
#include "brig/json/printer.h"
#include "brig/sys/file.h"
#include "oci.h"

static const char section[] = "config-linux.md Sysctl";

/* The namespace that owns a path, or all paths below one that ends in '/'. Sorted by path. */
struct owner {
	const char *path, *kind;
	int flag;
};

// clang-format off
static const struct owner owners[] = {
	{ "fs/mqueue/",              "ipc",     CLONE_NEWIPC },
	{ "kernel/domainname",       "uts",     CLONE_NEWUTS },
	{ "kernel/hostname",         "uts",     CLONE_NEWUTS },
	{ "kernel/msg_next_id",      "ipc",     CLONE_NEWIPC },
	{ "kernel/msgmax",           "ipc",     CLONE_NEWIPC },
	{ "kernel/msgmnb",           "ipc",     CLONE_NEWIPC },
	{ "kernel/msgmni",           "ipc",     CLONE_NEWIPC },
	{ "kernel/sem",              "ipc",     CLONE_NEWIPC },
	{ "kernel/sem_next_id",      "ipc",     CLONE_NEWIPC },
	{ "kernel/shm_next_id",      "ipc",     CLONE_NEWIPC },
	{ "kernel/shm_rmid_forced",  "ipc",     CLONE_NEWIPC },
	{ "kernel/shmall",           "ipc",     CLONE_NEWIPC },
	{ "kernel/shmmax",           "ipc",     CLONE_NEWIPC },
	{ "kernel/shmmni",           "ipc",     CLONE_NEWIPC },
	{ "net/",                    "network", CLONE_NEWNET },
	{ "user/",                   "user",    CLONE_NEWUSER },
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

/* As sysctl(8): the first separator decides which of '.' and '/' separates. The other one is part
 * of a name and becomes the opposite character. */
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

/* Whether no part of the path is empty, "." or "..". */
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

static bool check(const struct sysctl *s, int namespaces, struct report *r)
{
	const char *at = report_path(r, "linux.sysctl[\"%s\"]", s->key);
	const struct owner *o = find_owner(s->path);

	if (!is_clean(s->path))
		return refuse(r, at, section, NULL, "not the name of a sysctl");
	if (!o)
		return refuse(r, at, section, "set it on the host",
			"it belongs to no namespace: it would change the host");
	if (str_eq(s->path, "kernel/hostname"))
		return refuse(r, at, section, "use the hostname property",
			"the host name is a property of its own");
	if (!(namespaces & o->flag))
		return refuse(r, at, section,
			report_path(r, "add {\"type\": \"%s\"} to linux.namespaces", o->kind),
			"the container shares the host's %s namespace: it would change the host",
			o->kind);
	return true;
}

bool sysctl_plan(
	struct sysctl_plan *out, const struct oci_config *c, int namespaces, struct report *r)
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
		ok &= check(s, namespaces, r);
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
