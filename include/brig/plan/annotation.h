/* SPDX-License-Identifier: Apache-2.0 */
/* Annotations of config.json that change what the runtime does (config.md Annotations). */
#ifndef BRIG_PLAN_ANNOTATION_H
#define BRIG_PLAN_ANNOTATION_H

#include "brig/base/report.h"
#include "oci.h"

/* The names of the annotations that have an effect or are refused, sorted; a name that ends in a
 * dot stands for all names with that prefix. NULL after the last one. For features.md,
 * potentiallyUnsafeConfigAnnotations. */
const char *annotation_name(size_t i);

/* run.oci.keep_original_groups: the process keeps the supplementary groups of the caller. */
bool annotation_keeps_groups(const struct oci_config *c);

#endif
