/* SPDX-License-Identifier: Apache-2.0 */
/* Compiles device rules for cgroup2. */
#ifndef BRIG_SRC_CGROUP_DEVICES_PROGRAM_H
#define BRIG_SRC_CGROUP_DEVICES_PROGRAM_H

#include "rules.h"

/* The rules as a BPF program, in the arena. */
struct cgroup_device_program device_program(const struct device_rules *rules, struct arena *a);

#endif
