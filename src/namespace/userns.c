/* SPDX-License-Identifier: Apache-2.0 */
/* Creates the user namespace, maps its ids and becomes its root. */
#include "brig/namespace/userns.h"

#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "brig/base/fd.h"
#include "brig/json/config.h"
#include "brig/sys/cred.h"
#include "brig/sys/file.h"
#include "brig/sys/process.h"
#include "brig/sys/subprocess.h"

static bool write_map(
	int proc, const char *file, const struct oci_id_mapping_list *maps, struct err *e)
{
	/* The kernel takes a map in one write of less than a page. */
	enum { TEXT_MAX = 4096 };
	autoarena struct arena a = {0};
	const char *text = oci_id_mapping_text(maps, &a);

	return strlen(text) < TEXT_MAX ? sys_write_at(proc, file, text, e)
				       : fail(e, "%s: too many ranges for one page", file);
}

/* The one map that an unprivileged process may write itself (user_namespaces(7)). */
static bool maps_only_own_id(const struct oci_id_mapping_list *maps, uint32_t own)
{
	return maps->n == 1 && maps->v[0].size == 1 && maps->v[0].host_id == own;
}

static bool map_by_helper(
	const char *program, pid_t pid, const struct oci_id_mapping_list *maps, struct err *e)
{
	/* Absolute paths: the helper is set-uid, and PATH comes from the caller. */
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
		const struct sys_subprocess helper = {
			.path = path, .argv = args, .envp = no_env, .timeout_ms = HELPER_MS};

		snprintf(path, sizeof(path), "%s/%s", dirs[i], program);
		if (sys_executable(path))
			return sys_subprocess_run(&helper, e) || fail_in(e, "%s", path);
	}
	return fail(e,
		"%s is not installed (package uidmap): an ordinary user needs it to map more than "
		"its own id",
		program);
}

static bool map_ids(const struct namespace_plan *p, int proc, pid_t pid, bool users, struct err *e)
{
	const struct oci_id_mapping_list *maps = users ? &p->uids : &p->gids;
	const char *file = users ? "uid_map" : "gid_map";

	if (p->rootless && geteuid() != 0 && !maps_only_own_id(maps, users ? geteuid() : getegid()))
		return map_by_helper(users ? "newuidmap" : "newgidmap", pid, maps, e);
	/* Without privilege the kernel takes a gid_map only after setgroups(2) is denied. */
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
	if (!map_ids(p, proc, pid, true, e))
		return fail_in(e, "linux.uidMappings");
	if (!map_ids(p, proc, pid, false, e))
		return fail_in(e, "linux.gidMappings");
	return true;
}

/* The host's id of the container's root; that of the first range when id 0 is not mapped. */
static uid_t host_root_id(const struct oci_id_mapping_list *maps)
{
	const struct oci_id_mapping *zero = oci_id_mapping_find(maps, 0);

	return zero ? zero->host_id : maps->n > 0 ? maps->v[0].host_id : 0;
}

bool namespace_make_user(const struct namespace_plan *p, struct err *e)
{
	uid_t owner = host_root_id(&p->uids);

	if (!p->rootless && owner != 0 && !sys_act_as_user(owner, e))
		return false;
	return sys_unshare(CLONE_NEWUSER, "user", e);
}

/* A joined namespace has no maps in the plan: its id 0 counts as mapped. */
static bool maps_zero(const struct oci_id_mapping_list *maps)
{
	return maps->n == 0 || oci_id_mapping_find(maps, 0);
}

bool namespace_become_root(const struct namespace_plan *p, struct err *e)
{
	/* Where the namespace denies setgroups(2), the caller's groups stay. */
	if (!p->keep_groups && !sys_setgroups_denied() && !sys_setgroups(NULL, 0, e))
		return false;
	if (maps_zero(&p->gids) && !sys_setgid(0, e))
		return false;
	return !maps_zero(&p->uids) || sys_setuid(0, e);
}
