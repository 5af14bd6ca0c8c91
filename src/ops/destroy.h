/* SPDX-License-Identifier: Apache-2.0 */
/* Removes a container; shared by delete, run and start. */
#ifndef BRIG_SRC_OPS_DESTROY_H
#define BRIG_SRC_OPS_DESTROY_H

#include "brig/hook/hook.h"
#include "brig/launch/runtime.h"
#include "brig/state/container.h"
#include "brig/state/list.h"
#include "brig/state/notify-socket.h"
#include "brig/state/start-socket.h"
#include "brig/state/status.h"

/* Kills the processes, reverts the effects of create, removes the state directory, and runs the
 * poststop hooks, whose failures are logged. On an error the state directory stays, so that delete
 * can be tried again. */
bool container_destroy(struct runtime *rt, struct container *c, struct err *e) must_check;

/* Runs the hooks of one kind, of the kept config.json. */
bool container_run_hooks(struct runtime *rt, struct container *c, enum hook_kind kind,
	enum oci_status status, struct err *e) must_check;

#endif
