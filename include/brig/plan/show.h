/* SPDX-License-Identifier: Apache-2.0 */
/* Printing a plan. */
#ifndef BRIG_PLAN_SHOW_H
#define BRIG_PLAN_SHOW_H

#include "brig/json/printer.h"
#include "brig/plan/plan.h"

/* Prints the whole plan. Looks the program up in the root file system. */
void plan_show(const struct plan *p, struct printer *d);

#endif
