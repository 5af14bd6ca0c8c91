/* SPDX-License-Identifier: Apache-2.0 */
/* create and start in one, and the foreground. */
#ifndef BRIG_OPS_RUN_H
#define BRIG_OPS_RUN_H

#include "brig/launch/create.h"

struct run_options {
	struct create_options create;
	bool detach, keep;
	bool no_subreaper; /* accepted for engines; brig reaps what it started */
};

/* create + start; in the foreground (not detach) also waits, copies the terminal, forwards signals
 * and deletes unless keep. *exit_status is the program's, or 128 + the signal that ended it; 0 when
 * detached. */
bool runtime_run(struct runtime *rt, const struct run_options *o, int *exit_status,
	struct err *e) must_check;

#endif
