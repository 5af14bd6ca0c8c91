/* SPDX-License-Identifier: Apache-2.0 */
/* Statistics of block devices, huge pages and RDMA. */
#ifndef BRIG_SRC_CGROUP_STATS_STATS_IO_H
#define BRIG_SRC_CGROUP_STATS_STATS_IO_H

#include "stats.h"

void stats_blkio(const struct stats *s);
void stats_hugetlb(const struct stats *s);
void stats_rdma(const struct stats *s);

#endif
