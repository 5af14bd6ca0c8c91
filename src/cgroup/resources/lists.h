/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of the table of resources whose values are lists or maps. */
#ifndef BRIG_SRC_CGROUP_RESOURCES_LISTS_H
#define BRIG_SRC_CGROUP_RESOURCES_LISTS_H

#include "table.h"

bool lists_weight_devices(struct settings *s, const struct resource *row, const void *field);
bool lists_throttle(struct settings *s, const struct resource *row, const void *field);
bool lists_hugepages(struct settings *s, const struct resource *row, const void *field);
bool lists_priorities(struct settings *s, const struct resource *row, const void *field);
bool lists_rdma(struct settings *s, const struct resource *row, const void *field);
bool lists_unified(struct settings *s, const struct resource *row, const void *field);

#endif
