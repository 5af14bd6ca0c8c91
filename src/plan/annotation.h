/* SPDX-License-Identifier: Apache-2.0 */
/* Annotations, for plan_make(). */
#ifndef BRIG_SRC_PLAN_ANNOTATION_H
#define BRIG_SRC_PLAN_ANNOTATION_H

#include "brig/plan/annotation.h"

/* Refuses annotations that are unsupported and whose omission would give the container other
 * rights; warns about other unsupported ones. */
void annotations_check(const struct oci_config *c, struct report *r);

/* The mount option that carries linux.mountLabel, from run.oci.mount_context_type; NULL when the
 * annotation is absent or refused. */
const char *annotation_context_type(const struct oci_config *c, struct report *r);

#endif
