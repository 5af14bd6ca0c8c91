/* SPDX-License-Identifier: Apache-2.0 */
/* What brig check and brig plan share: a bundle, the facts of this host, and the plan made of
 * them. */
#ifndef BRIG_SRC_CMD_LOAD_PLAN_H
#define BRIG_SRC_CMD_LOAD_PLAN_H

#include "brig/cmd/command.h"
#include "brig/plan/plan.h"

struct planning {
	struct bundle bundle;
	struct report report; /* what is wrong with it, with lines */
	struct plan_facts facts;
	const struct plan *plan; /* NULL when config.json could not be read */
};

/* For whom the plan is made when the caller is not root. */
enum planning_for {
	FOR_CALLER,
	FOR_ROOT_IF_NEEDED, /* root, when the caller could not create it and root could rather */
};

struct planning_options {
	const char *dir;    /* NULL: the current directory */
	const char *config; /* NULL: the bundle's own */
	const char *id;     /* NULL: "container" */
	enum planning_for whom;
};

/* False and e when the bundle or the facts could not be read at all; what is wrong with the bundle
 * is in p->report, with lines. */
bool planning_open(struct planning *p, const struct planning_options *o, const struct runtime *rt,
	struct err *e) must_check;
void planning_close(struct planning *p);

#define autoplanning __attribute__((cleanup(planning_close)))

#endif
