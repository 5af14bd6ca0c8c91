/* SPDX-License-Identifier: Apache-2.0 */
/* Opening, joining and setting up namespaces. */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "brig/base/fd.h"
#include "brig/namespace/namespace.h"
#include "brig/sys/cred.h"
#include "brig/sys/file.h"
#include "brig/sys/process.h"
#include "brig/sys/procfs.h"
#include "brig/sys/subprocess.h"

bool namespace_open(const struct namespace_plan *p, int *fds, struct err *e)
{
	for (size_t i = 0; i < p->njoins; i++)
		fds[i] = -1;
	for (size_t i = 0; i < p->njoins; i++) {
		const struct namespace_join *j = &p->joins[i];
		int type;

		fds[i] = sys_open_at(AT_FDCWD, j->path, O_RDONLY | O_NONBLOCK | O_NOCTTY, e);
		if (fds[i] < 0)
			return fail_in(e, "%s namespace", j->kind->name);
		type = sys_ns_type(fds[i], j->path, e);
		if (type < 0)
			return fail_in(e, "%s namespace", j->kind->name);
		if (type != j->kind->flag)
			return fail(e, "%s is not a %s namespace but one of another kind", j->path,
				j->kind->name);
	}
	return true;
}

int namespace_opened(const struct namespace_plan *p, const int *fds, int flag)
{
	for (size_t i = 0; i < p->njoins; i++)
		if (p->joins[i].kind->flag == flag)
			return fds[i];
	return -1;
}

static bool join(const struct namespace_join *j, int fd, struct err *e)
{
	return sys_setns(fd, j->kind->flag, j->path, e) ||
	       fail_in(e, "%s namespace", j->kind->name);
}

bool namespace_join(const struct namespace_plan *p, const int *fds, int flags, struct err *e)
{
	for (size_t i = 0; i < p->njoins; i++)
		if ((p->joins[i].kind->flag & flags) && !join(&p->joins[i], fds[i], e))
			return false;
	return true;
}

bool namespace_join_early(const struct namespace_plan *p, const int *fds, int *ret, struct err *e)
{
	*ret = 0;
	for (size_t i = 0; i < p->njoins; i++) {
		const struct namespace_join *j = &p->joins[i];

		if (j->kind->flag == CLONE_NEWUSER)
			continue;
		if (join(j, fds[i], e))
			*ret |= j->kind->flag;
		else if (e->code != EPERM)
			return false;
	}
	return true;
}

/* The kernel takes a map in one write of at most a page. */
enum { MAP_TEXT_MAX = 4096 };

static bool map_text(
	const struct oci_id_mapping_list *maps, char *text, const char *name, struct err *e)
{
	size_t used = 0;

	for (size_t i = 0; i < maps->n; i++) {
		const struct oci_id_mapping *m = &maps->v[i];
		int n = snprintf(text + used, MAP_TEXT_MAX - used, "%u %u %u\n", m->container_id,
			m->host_id, m->size);

		used += (size_t)n;
		if (used >= MAP_TEXT_MAX)
			return fail(e, "%s: too many ranges for one page", name);
	}
	return true;
}

static bool write_map(
	int proc, const char *file, const struct oci_id_mapping_list *maps, struct err *e)
{
	char text[MAP_TEXT_MAX];

	return map_text(maps, text, file, e) && sys_write_at(proc, file, text, e);
}

/* An unprivileged process may map its own id alone (user_namespaces(7)). */
static bool maps_own_id(const struct oci_id_mapping_list *maps, uint32_t own)
{
	return maps->n == 1 && maps->v[0].size == 1 && maps->v[0].host_id == own;
}

static bool map_by_helper(
	const char *program, pid_t pid, const struct oci_id_mapping_list *maps, struct err *e)
{
	/* By absolute path: PATH is the caller's, and the helper is set-uid. */
	static const char *const dirs[] = {"/usr/bin", "/bin", "/usr/local/bin", "/usr/sbin"};
	enum { RANGES_MAX = 100, HELPER_MS = 10000 };
	static char words[RANGES_MAX * 3 + 1][12];
	char *args[RANGES_MAX * 3 + 3], *no_env[] = {NULL};
	char path[64];

	if (maps->n > RANGES_MAX)
		return fail(e, "%s: more than %d ranges", program, RANGES_MAX);
	snprintf(words[0], sizeof(words[0]), "%d", pid);
	for (size_t i = 0; i < maps->n * 3; i++) {
		const struct oci_id_mapping *m = &maps->v[i / 3];
		const uint32_t numbers[] = {m->container_id, m->host_id, m->size};

		snprintf(words[i + 1], sizeof(words[0]), "%u", numbers[i % 3]);
	}
	args[0] = path;
	for (size_t i = 0; i <= maps->n * 3; i++)
		args[i + 1] = words[i];
	args[maps->n * 3 + 2] = NULL;
	for (size_t i = 0; i < sizeof(dirs) / sizeof(dirs[0]); i++) {
		const struct sys_subprocess helper = {path, args, no_env, NULL, HELPER_MS};

		snprintf(path, sizeof(path), "%s/%s", dirs[i], program);
		if (sys_executable(path))
			return sys_subprocess_run(&helper, e) || fail_in(e, "%s", path);
	}
	return fail(e,
		"%s is not installed (package uidmap): an ordinary user needs it to map more than "
		"its "
		"own id",
		program);
}

static bool map_kind(const struct namespace_plan *p, int proc, pid_t pid, bool users, struct err *e)
{
	const struct oci_id_mapping_list *maps = users ? &p->uids : &p->gids;
	const char *file = users ? "uid_map" : "gid_map";

	if (p->rootless && geteuid() != 0 && !maps_own_id(maps, users ? geteuid() : getegid()))
		return map_by_helper(users ? "newuidmap" : "newgidmap", pid, maps, e);
	/* Without privilege gid_map can be written only once setgroups(2) is given up. */
	if (!users && p->rootless && geteuid() != 0 && !sys_write_at(proc, "setgroups", "deny", e))
		return false;
	return write_map(proc, file, maps, e);
}

bool namespace_map_ids(const struct namespace_plan *p, pid_t pid, struct err *e)
{
	char path[32];
	autoclose int proc = -1;

	snprintf(path, sizeof(path), "/proc/%d", pid);
	proc = sys_open_at(AT_FDCWD, path, O_PATH | O_DIRECTORY, e);
	if (proc < 0)
		return false;
	if (!map_kind(p, proc, pid, true, e))
		return fail_in(e, "linux.uidMappings");
	if (!map_kind(p, proc, pid, false, e))
		return fail_in(e, "linux.gidMappings");
	return true;
}

/* The id outside of the container's 0, or of the first that is mapped. */
static uid_t owner_of(const struct oci_id_mapping_list *maps)
{
	for (size_t i = 0; i < maps->n; i++)
		if (maps->v[i].container_id == 0)
			return maps->v[i].host_id;
	return maps->n > 0 ? maps->v[0].host_id : 0;
}

bool namespace_make_user(const struct namespace_plan *p, struct err *e)
{
	uid_t owner = owner_of(&p->uids);

	if (!p->rootless && owner != 0 && !sys_act_as_user(owner, e))
		return false;
	return sys_unshare(CLONE_NEWUSER, "user", e);
}

static bool maps_zero(const struct oci_id_mapping_list *maps)
{
	for (size_t i = 0; i < maps->n; i++)
		if (maps->v[i].container_id == 0)
			return true;
	return maps->n == 0; /* a joined namespace: its maps are not ours to know */
}

bool namespace_become_root(const struct namespace_plan *p, struct err *e)
{
	/* Where setgroups(2) is denied, the groups of the caller stay. */
	if (!p->keep_groups && !sys_setgroups_denied() && !sys_setgroups(NULL, 0, e))
		return false;
	if (maps_zero(&p->gids) && !sys_setgid(0, e))
		return false;
	return !maps_zero(&p->uids) || sys_setuid(0, e);
}

static bool add_offset(char *text, size_t size, const char *clock, const struct oci_time_offset *o)
{
	size_t used = strlen(text);

	if (!o)
		return true;
	return snprintf(text + used, size - used, "%s %lld %u\n", clock,
		       (long long)(o->secs ? *o->secs : 0),
		       o->nanosecs ? *o->nanosecs : 0) < (int)(size - used);
}

static bool has_offsets(const struct namespace_plan *p)
{
	return p->offsets && (p->offsets->monotonic || p->offsets->boottime);
}

bool namespace_offsets_open(const struct namespace_plan *p, int *ret, struct err *e)
{
	int proc;

	*ret = -1;
	if (!has_offsets(p))
		return true;
	/* Not by path: a joined mount namespace may have anything at /proc. */
	proc = sys_procfs(e);
	if (proc >= 0)
		*ret = sys_open_at(proc, "self/timens_offsets", O_WRONLY, e);
	return *ret >= 0 || fail_in(e, "linux.timeOffsets");
}

bool namespace_time_offsets(const struct namespace_plan *p, int fd, struct err *e)
{
	char text[128] = "";

	if (!has_offsets(p))
		return true;
	if (!add_offset(text, sizeof(text), "monotonic", p->offsets->monotonic) ||
		!add_offset(text, sizeof(text), "boottime", p->offsets->boottime))
		return fail(e, "linux.timeOffsets: too long");
	return sys_write_all(fd, text, strlen(text), "timens_offsets", e) ||
	       fail_in(e, "linux.timeOffsets");
}
