/* SPDX-License-Identifier: Apache-2.0 */
/* Loading a bundle and making its plan, for brig check and brig plan. */
#ifndef BRIG_SRC_CMD_LOAD_PLAN_H
#define BRIG_SRC_CMD_LOAD_PLAN_H

#include "brig/cmd/command.h"
#include "brig/plan/plan.h"
#include "format.h"

struct loaded_plan {
	struct bundle bundle;
	struct report report; /* the problems of the bundle, with lines */
	struct plan_facts facts;
	const struct plan *plan; /* NULL when config.json could not be read */
};

/* The privileges that the plan assumes when the caller is not root. */
enum plan_privileges {
	PLAN_FOR_CALLER,
	PLAN_FOR_ROOT_IF_NEEDED, /* root's, when the plan then has fewer refusals */
};

struct load_plan_options {
	const char *dir;    /* NULL: the current directory */
	const char *config; /* NULL: config.json of the bundle */
	const char *id;     /* NULL: "container" */
	enum plan_privileges privileges;
	enum output_format format;
};

/* The options of check and plan; both commands fill a struct load_plan_options. */
extern const struct option load_plan_rows[3];

/* Opens the bundle, reads the facts of the host and makes the plan. False and e when the bundle or
 * the facts cannot be read at all; problems of the bundle go to p->report. */
bool loaded_plan_open(struct loaded_plan *p, const struct load_plan_options *o,
	const struct runtime *rt, struct err *e) must_check;
void loaded_plan_close(struct loaded_plan *p);

#define autoloadedplan __attribute__((cleanup(loaded_plan_close)))

#endif
