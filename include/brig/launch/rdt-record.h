/* SPDX-License-Identifier: Apache-2.0 */
/* The resctrl groups in the record of a container. */
#ifndef BRIG_LAUNCH_RDT_RECORD_H
#define BRIG_LAUNCH_RDT_RECORD_H

#include "brig/base/arena.h"
#include "brig/rdt/apply.h"
#include "brig/rdt/plan.h"
#include "oci.h"

/* Convert to and from the intelRdt object of the record. */
void record_rdt(struct oci_record *record, const struct rdt_made *made, struct arena *a);
void rdt_of_record(struct rdt_made *made, const struct oci_record *record);

#endif
