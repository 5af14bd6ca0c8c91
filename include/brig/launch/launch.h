/* SPDX-License-Identifier: Apache-2.0 */
/* The core of create, run and exec: data that the parent (the runtime) and its children share.
 *
 * The runtime fills struct launch before clone(2). Each child inherits a copy, in which it changes
 * only descriptors, and values that only it uses from then on. struct launch_parent (parent.h) has
 * the data of the runtime alone, struct launch_child (child.h) the data of the intermediate
 * process, init and the process of exec: a step of one side that uses data of the other does not
 * compile. */
#ifndef BRIG_LAUNCH_LAUNCH_H
#define BRIG_LAUNCH_LAUNCH_H

#include "brig/cgroup/attach.h"
#include "brig/cgroup/destroy.h"
#include "brig/cgroup/freeze.h"
#include "brig/cgroup/kill.h"
#include "brig/cgroup/record.h"
#include "brig/launch/create.h"
#include "brig/launch/inherit-fds.h"
#include "brig/launch/trace.h"
#include "brig/plan/plan.h"
#include "brig/state/container.h"
#include "brig/state/list.h"
#include "brig/state/notify-socket.h"
#include "brig/state/start-socket.h"
#include "brig/state/status.h"

struct launch {
	struct runtime *rt;
	const struct create_options *o;
	struct inherit_fds inherit_fds;
	struct plan *plan;
	struct container container;
	struct oci_record record;  /* a child that runs hooks sets its own pid in its copy */
	struct cgroup_ref *cgroup; /* NULL before the cgroups are made */
	struct trace *trace;       /* shared memory; NULL without --trace */

	int joins[8]; /* namespaces of plan->namespaces.joins */
	struct mount_fds mounts;
	int seccomp;      /* memory file with the compiled filter; -1 without a filter */
	int start_socket; /* listening; -1 in exec */
	int sync_fd;      /* the end of the synchronisation socket that this process uses */
	int root;         /* the container's root directory; -1 before it is opened */
	int setns_flags;  /* exec: CLONE_NEW* of the namespaces that the container's pidfd joins */
	bool start_follows; /* run: MESSAGE_START comes by sync_fd, not by the start socket */
};

/* Sets all descriptors to -1. */
void launch_init(struct launch *l, struct runtime *rt, const struct create_options *o);

/* Whether there are hooks for which init, or the intermediate process, waits once everything is
 * mounted. A failure from then on runs the poststop hooks. */
bool launch_has_hooks(const struct launch *l);

/* Returns the OCI state with this status as JSON, for hooks; in the arena. */
const char *launch_state(struct launch *l, enum oci_status status);

#endif
