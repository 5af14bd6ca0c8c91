/* SPDX-License-Identifier: Apache-2.0 */
/* Tables of steps. */
#ifndef BRIG_SRC_LAUNCH_STEPS_H
#define BRIG_SRC_LAUNCH_STEPS_H

#include "brig/launch/parent.h"
#include "child.h"

/* A row of a table of the parent's. */
struct parent_step {
	const char *name; /* in errors and traces */
	bool (*run)(struct launch_parent *lp, struct err *e);
	/* Takes back what run has done, also when it failed in the middle; NULL: nothing is left
	 * behind. */
	void (*undo)(struct launch_parent *lp);
	bool no_error_prefix; /* its errors are complete, or come from the child with the name of a
				 step there */
};

/* A row of a table of a child's; a child that fails ends, and leaves nothing. */
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

/* Runs the steps in order and times them. When one fails *begun counts it too: its undo runs with
 * those of the steps before. The error has the step's name in front. */
bool parent_steps_run(const struct parent_steps *t, struct launch_parent *lp, size_t *begun,
	struct err *e) must_check;

/* Takes the first n back, last first. */
void parent_steps_undo(const struct parent_steps *t, size_t n, struct launch_parent *lp);

bool child_steps_run(
	const struct child_steps *t, struct launch_child *lc, struct err *e) must_check;

/* Parent: create; exec. */
extern const struct parent_steps create_parent_steps, exec_parent_steps;

/* The intermediate process up to the clone of init; and, where it makes the root, after
 * container_steps. */
extern const struct child_steps intermediate_steps, outside_steps;

/* init: up to a root that is a mount of its own; instead, while the intermediate process makes the
 * root. */
extern const struct child_steps namespace_steps, waiting_steps;

/* init or the intermediate process: up to the hooks that run before the pivot. */
extern const struct child_steps container_steps;

/* init: from the pivot to the start socket, and from there to execve. */
extern const struct child_steps process_steps, start_steps;

/* exec's intermediate process up to the clone, and the process of exec up to execve. */
extern const struct child_steps exec_intermediate_steps, exec_steps;

#endif
