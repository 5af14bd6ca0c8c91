/* SPDX-License-Identifier: Apache-2.0 */
/* What the operations on an existing container share. */
#ifndef BRIG_SRC_OPS_STATUS_H
#define BRIG_SRC_OPS_STATUS_H

#include "../launch/trace.h"
#include "brig/cgroup/record.h"
#include "brig/hook/hook.h"
#include "brig/launch/runtime.h"

/* Opens the gate of a created container (wire -1), or says to start on the wire to init that create
 * has left, which is closed, and follows init to its execve; runs the poststart hooks.
 * On a failed hook the container is gone afterwards (its directory closed too); on a program that
 * could not be executed it is stopped. Signals that come by interrupts (-1: none) end the waiting.
 */
bool runtime_start_container(struct runtime *rt, struct container *c, int wire, int interrupts,
	struct trace *t, struct err *e) must_check;

/* Its groups, with init where it still runs. */
bool container_cgroup(struct runtime *rt, const struct container *c, struct cgroup_ref *ret,
	struct err *e) must_check;

/* Kills what runs, undoes what create did, removes the directory, runs the poststop hooks (whose
 * failure is logged). Goes on where it can; the first failure is the error, and the directory stays
 * then, so that delete can be tried again. */
bool container_destroy(struct runtime *rt, struct container *c, struct err *e) must_check;

/* The hooks of one kind as the kept configuration has them. */
bool container_run_hooks(struct runtime *rt, struct container *c, enum hook_kind kind,
	enum oci_status status, struct err *e) must_check;

#endif
