/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers of the spec, which are those of cgroup v1, as cgroup v2 wants them. */
#ifndef BRIG_SRC_CGROUP_RESOURCES_CONVERT_H
#define BRIG_SRC_CGROUP_RESOURCES_CONVERT_H

#include <stdint.h>

/* cpu.shares (2 to 262144; the kernel takes what lies outside for the nearest) to cpu.weight (1 to
 * 10000): the quadratic curve through (2, 1), (1024, 100) and (262144, 10000), rounded up, so that
 * the default of one is the default of the other. */
uint64_t cgroup_weight_of_shares(uint64_t shares);

/* blkio weight (10 to 1000) to io.weight (1 to 10000), linear. */
uint64_t cgroup_io_weight_of_blkio(uint64_t weight);

#endif
