/* SPDX-License-Identifier: Apache-2.0 */
/* The end of a container. */
#ifndef BRIG_SRC_OPS_DESTROY_H
#define BRIG_SRC_OPS_DESTROY_H

#include "brig/hook/hook.h"
#include "brig/launch/runtime.h"
#include "brig/state/container.h"
#include "brig/state/list.h"
#include "brig/state/notify-socket.h"
#include "brig/state/start-socket.h"
#include "brig/state/status.h"

/* Kills what runs, undoes what create did, removes the directory, runs the poststop hooks (whose
 * failure is logged). Goes on where it can; the first failure is the error, and the directory stays
 * then, so that delete can be tried again. */
bool container_destroy(struct runtime *rt, struct container *c, struct err *e) must_check;

/* The hooks of one kind as the kept configuration has them. */
bool container_run_hooks(struct runtime *rt, struct container *c, enum hook_kind kind,
	enum oci_status status, struct err *e) must_check;

#endif
