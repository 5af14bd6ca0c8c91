/* SPDX-License-Identifier: Apache-2.0 */
/* Converts values of linux.resources, which are in the ranges of cgroup v1, to those of v2. */
#ifndef BRIG_SRC_CGROUP_RESOURCES_CONVERT_H
#define BRIG_SRC_CGROUP_RESOURCES_CONVERT_H

#include <stdint.h>

/* cpu.shares (2 to 262144; the kernel takes the nearest for others) to cpu.weight (1 to 10000): the
 * quadratic curve through (2, 1), (1024, 100) and (262144, 10000), rounded up, so that the default
 * of v1 is the default of v2. */
uint64_t cgroup_weight_of_shares(uint64_t shares);

/* blkio.weight (10 to 1000) to io.weight (1 to 10000), linear. */
uint64_t cgroup_io_weight_of_blkio(uint64_t weight);

#endif
