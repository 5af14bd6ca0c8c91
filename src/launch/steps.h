/* SPDX-License-Identifier: Apache-2.0 */
/* Tables of steps: a row is a name and a function. Parent and children run theirs in order, with a
 * trace event and a fault point for each. The tables are declared in the header of the file that
 * has them: parent-steps.h and exec.h for the parent; intermediate.h, init.h and exec-child.h for
 * the children. tests/unit/test-steps.c checks the orders that matter for safety. */
#ifndef BRIG_SRC_LAUNCH_STEPS_H
#define BRIG_SRC_LAUNCH_STEPS_H

#include "brig/launch/parent.h"
#include "child.h"

/* A step of the parent. */
struct parent_step {
	const char *name; /* in errors and traces */
	bool (*run)(struct launch_parent *lp, struct err *e);
	/* Reverts the effects of run, also of one that failed half-way; NULL: run has no lasting
	 * effect. */
	void (*undo)(struct launch_parent *lp);
	bool no_error_prefix; /* its errors are complete, or are a child's and name a step there */
};

/* A step of a child. There is no undo: a child whose step fails exits. */
struct child_step {
	const char *name;
	bool (*run)(struct launch_child *lc, struct err *e);
	bool no_error_prefix;
};

struct parent_steps {
	const char *name;
	const struct parent_step *v;
	size_t n;
};

struct child_steps {
	const char *name;
	const struct child_step *v;
	size_t n;
};

#define STEPS(name, rows)                                        \
	{                                                        \
		(name), (rows), sizeof(rows) / sizeof((rows)[0]) \
	}

/* Runs the steps in order. *begun is the number of steps that began, with the one that failed, for
 * parent_steps_undo(). Puts the step's name in front of its error. */
bool parent_steps_run(const struct parent_steps *t, struct launch_parent *lp, size_t *begun,
	struct err *e) must_check;

/* Runs undo of the first n steps in reverse order. */
void parent_steps_undo(const struct parent_steps *t, size_t n, struct launch_parent *lp);

bool child_steps_run(
	const struct child_steps *t, struct launch_child *lc, struct err *e) must_check;

#endif
