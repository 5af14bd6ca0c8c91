/* SPDX-License-Identifier: Apache-2.0 */
/* create and start in one command. */
#ifndef BRIG_OPS_RUN_H
#define BRIG_OPS_RUN_H

#include "brig/launch/create.h"

struct run_options {
	struct create_options create;
	bool detach, keep;
	bool no_subreaper; /* accepted for engines, without effect: brig reaps only its children */
};

/* Creates and starts a container. In the foreground (not detach) waits for its end, copies the
 * terminal, forwards signals, and deletes the container unless keep is set. *exit_status is the
 * program's, or 128 + the signal that ended it; 0 with detach. */
bool runtime_run(struct runtime *rt, const struct run_options *o, int *exit_status,
	struct err *e) must_check;

#endif
