/* SPDX-License-Identifier: Apache-2.0 */
/* Other limits for a container. */
#ifndef BRIG_OPS_UPDATE_H
#define BRIG_OPS_UPDATE_H

#include "brig/base/report.h"
#include "brig/launch/runtime.h"
#include "oci.h"

struct update_options {
	struct oci_resources resources; /* what is absent in it stays as it is */
	const char *l3_cache_schema, *mem_bw_schema;
};

/* New limits for a container that has not stopped: all of them, or the old ones and an error. r has
 * the name of where they come from as its file. */
bool runtime_update(struct runtime *rt, const char *id, const struct update_options *o,
	struct report *r, struct err *e) must_check;

#endif
