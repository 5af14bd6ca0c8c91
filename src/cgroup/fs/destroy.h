/* SPDX-License-Identifier: Apache-2.0 */
/* cgroup_destroy() of the cgroupfs driver. */
#ifndef BRIG_SRC_CGROUP_FS_DESTROY_H
#define BRIG_SRC_CGROUP_FS_DESTROY_H

#include "brig/cgroup/destroy.h"

bool fs_destroy(const struct cgroup_ref *ref, int timeout_ms, struct err *e) must_check;

#endif
