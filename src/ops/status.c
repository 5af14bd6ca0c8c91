/* SPDX-License-Identifier: Apache-2.0 */
/* What an existing container does, and its end. */
#include "status.h"

#include <signal.h>

#include "../launch/create.h"
#include "brig/base/fd.h"
#include "brig/base/log.h"
#include "brig/cgroup/cgroup.h"
#include "brig/cgroup/destroy.h"
#include "brig/cgroup/freeze.h"
#include "brig/cgroup/kill.h"
#include "brig/mount/rootfs.h"
#include "brig/sys/hung-process.h"
#include "brig/sys/process.h"

enum { MOMENT_MS = 100, END_MS = 10000 };

bool container_cgroup(
	struct runtime *rt, const struct container *c, struct cgroup_ref *ret, struct err *e)
{
	*ret = (struct cgroup_ref){.driver = CGROUP_NONE};
	if (!c->record)
		return true;
	if (!cgroup_ref_from_record(ret, c->record, rt->arena, e))
		return false;
	ret->init = c->pidfd >= 0 ? c->record->pid : 0;
	ret->init_fd = c->pidfd;
	return true;
}

bool container_query_status(
	const struct container *c, struct arena *a, enum oci_status *ret, struct err *e)
{
	struct runtime rt = {.arena = a};
	struct cgroup_ref ref;
	bool frozen;

	*ret = container_status(c);
	if (*ret != OCI_STATUS_CREATED && *ret != OCI_STATUS_RUNNING)
		return true;
	if (!container_cgroup(&rt, c, &ref, e) || !cgroup_frozen(&ref, &frozen, e))
		return false;
	if (frozen)
		*ret = OCI_STATUS_PAUSED;
	return true;
}

bool container_run_hooks(struct runtime *rt, struct container *c, enum hook_kind kind,
	enum oci_status status, struct err *e)
{
	struct report r = {.arena = rt->arena};
	const struct oci_config *config = container_config(c, rt->arena, e);
	struct hooks_plan hooks;

	if (!config)
		return false;
	if (!hooks_plan(&hooks, config->hooks, &r))
		return report_result(&r, e);
	return hooks_run(&hooks, kind, container_state_json(c->record, rt->arena, status, false),
		kind == HOOK_POSTSTOP, e);
}

static bool end_processes(struct container *c, const struct cgroup_ref *ref, struct err *e)
{
	if (c->pidfd >= 0 && !sys_pidfd_kill(c->pidfd, SIGKILL, e) && e->code != ESRCH)
		return fail_in(e, "container %s", c->id);
	/* Thaws as well: a frozen process does not die. */
	if (!cgroup_kill(ref, SIGKILL, e))
		return false;
	if (c->pidfd >= 0 && !sys_wait_end(c->pidfd, END_MS))
		return fail_hung(e, c->record->pid, "no end within %d ms of SIGKILL", END_MS);
	fd_close(&c->pidfd);
	return true;
}

/* The usual end: init is gone, or is at once when it is killed, and nothing else is in the groups.
 */
static bool remove_idle(struct container *c, const struct cgroup_ref *ref)
{
	struct err ignored;

	if (c->pidfd >= 0 && !sys_wait_end(c->pidfd, 0) &&
		(!sys_pidfd_kill(c->pidfd, SIGKILL, &ignored) ||
			!sys_wait_end(c->pidfd, MOMENT_MS)))
		return false;
	return cgroup_remove_idle(ref);
}

/* A container without a mount namespace of its own has mounted its root where everybody sees it. */
static bool take_back_rootfs(struct container *c, const struct oci_config *config, struct err *e)
{
	for (size_t i = 0; config->linux && i < config->linux->namespaces.n; i++)
		if (config->linux->namespaces.v[i].type == OCI_NAMESPACE_TYPE_MOUNT)
			return true;
	return rootfs_unmount(c->record->rootfs, e);
}

static bool undo_create(
	struct runtime *rt, struct container *c, const struct oci_config *config, struct err *e)
{
	struct cgroup_ref ref;
	struct rdt_made rdt;

	if (!container_cgroup(rt, c, &ref, e) ||
		(!remove_idle(c, &ref) &&
			(!end_processes(c, &ref, e) || !cgroup_destroy(&ref, END_MS, e))))
		return false;
	if (c->record) {
		rdt_of_record(&rdt, c->record);
		if (!rdt_destroy(&rdt, e))
			return false;
	}
	return !config || take_back_rootfs(c, config, e);
}

bool container_destroy(struct runtime *rt, struct container *c, struct err *e)
{
	struct err later;
	const struct oci_config *config = NULL;
	struct report r = {.arena = rt->arena};
	struct hooks_plan hooks = {0};

	/* Only poststop hooks and a shared mount namespace make the kept configuration matter here.
	 */
	if (c->record && (c->record->has_poststop || !c->record->own_mounts)) {
		config = container_config(c, rt->arena, &later);
		if (!config ||
			(!hooks_plan(&hooks, config->hooks, &r) && !report_result(&r, &later)))
			log_warn("poststop hooks of container %s: %s, ignoring", c->id, later.text);
	}
	if (!undo_create(rt, c, config, e) || !container_remove(c, e))
		return false;
	if (hooks.kind[HOOK_POSTSTOP].n > 0 &&
		!hooks_run(&hooks, HOOK_POSTSTOP,
			container_state_json(c->record, rt->arena, OCI_STATUS_STOPPED, false), true,
			&later))
		log_warn("%s, ignoring", later.text);
	return true;
}

bool container_processes(
	const struct container *c, struct arena *a, struct pid_list *ret, struct err *e)
{
	struct runtime rt = {.arena = a};
	struct cgroup_ref ref;

	*ret = (struct pid_list){0};
	if (!container_cgroup(&rt, c, &ref, e) || !cgroup_pids(&ref, a, ret, e))
		return false;
	if (ret->n == 0 && c->pidfd >= 0) {
		ret->v = arena_alloc(a, sizeof(*ret->v));
		ret->v[0] = c->record->pid;
		ret->n = 1;
	}
	return true;
}
