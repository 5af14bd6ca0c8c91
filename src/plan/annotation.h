/* SPDX-License-Identifier: Apache-2.0 */
/* Annotations, for plans. */
#ifndef PLAN_ANNOTATION_H
#define PLAN_ANNOTATION_H

#include "brig/base/report.h"
#include "oci.h"

/* Refuses those that we must not do without, warns about others that we know and have not. */
void annotations_check(const struct oci_config *c, struct report *r);

/* The option that carries mountLabel: run.oci.mount_context_type; NULL when there is none. */
const char *annotation_context_type(const struct oci_config *c, struct report *r);

#endif
