/* SPDX-License-Identifier: Apache-2.0 */
/* Removes a container and everything that create made for it. */
#include "destroy.h"

#include <signal.h>

#include "brig/base/fd.h"
#include "brig/base/log.h"
#include "brig/launch/container-status.h"
#include "brig/launch/rdt-record.h"
#include "brig/mount/rootfs.h"
#include "brig/rdt/apply.h"
#include "brig/sys/hung-process.h"
#include "brig/sys/process.h"

/* init of a container that delete finds running ends at once after SIGKILL, or is waited for. */
enum { MOMENT_MS = 100 };

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
		c->record->bundle, kind == HOOK_POSTSTOP, e);
}

static bool kill_processes(struct container *c, const struct cgroup_ref *ref, struct err *e)
{
	if (c->pidfd >= 0 && !sys_pidfd_kill(c->pidfd, SIGKILL, e) && e->code != ESRCH)
		return fail_in(e, "container %s", c->id);
	/* Also thaws the cgroup: on v1 SIGKILL does not end a frozen process. */
	if (!cgroup_kill(ref, SIGKILL, e))
		return false;
	if (c->pidfd >= 0 && !sys_wait_end(c->pidfd, RUNTIME_DEADLINE_MS))
		return fail_hung(
			e, c->record->pid, "still exists %d ms after SIGKILL", RUNTIME_DEADLINE_MS);
	fd_close(&c->pidfd);
	return true;
}

/* The usual case, without a walk of the cgroups: init has ended, or ends at once after SIGKILL, and
 * no other process is in them. */
static bool remove_idle(struct container *c, const struct cgroup_ref *ref)
{
	struct err ignored;

	if (c->pidfd >= 0 && !sys_wait_end(c->pidfd, 0) &&
		(!sys_pidfd_kill(c->pidfd, SIGKILL, &ignored) ||
			!sys_wait_end(c->pidfd, MOMENT_MS)))
		return false;
	return cgroup_remove_idle(ref);
}

/* A container without a mount namespace of its own has mounted its root in the host's. */
static bool unmount_rootfs(struct container *c, const struct oci_config *config, struct err *e)
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
		(!remove_idle(c, &ref) && (!kill_processes(c, &ref, e) ||
						  !cgroup_destroy(&ref, RUNTIME_DEADLINE_MS, e))))
		return false;
	if (c->record) {
		rdt_of_record(&rdt, c->record);
		if (!rdt_destroy(&rdt, e))
			return false;
	}
	return !config || unmount_rootfs(c, config, e);
}

bool container_destroy(struct runtime *rt, struct container *c, struct err *e)
{
	struct err later;
	const struct oci_config *config = NULL;
	struct report r = {.arena = rt->arena};
	struct hooks_plan hooks = {0};

	/* Only poststop hooks and a root in the host's mount namespace need the kept config.json.
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
			container_state_json(c->record, rt->arena, OCI_STATUS_STOPPED, false),
			c->record->bundle, true, &later))
		log_warn("%s, ignoring", later.text);
	return true;
}
