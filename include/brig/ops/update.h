/* SPDX-License-Identifier: Apache-2.0 */
/* Changes the limits of a container. */
#ifndef BRIG_OPS_UPDATE_H
#define BRIG_OPS_UPDATE_H

#include "brig/base/report.h"
#include "brig/launch/runtime.h"
#include "oci.h"

struct update_options {
	struct oci_resources resources; /* an absent property keeps its value */
	const char *l3_cache_schema, *mem_bw_schema;
};

/* Sets new limits of a container that has not stopped. On an error restores the old ones. r->file
 * names the source of the limits in errors. */
bool runtime_update(struct runtime *rt, const char *id, const struct update_options *o,
	struct report *r, struct err *e) must_check;

#endif
