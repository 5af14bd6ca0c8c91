/* SPDX-License-Identifier: Apache-2.0 */
/* The container process state for a seccomp agent. */
#ifndef BRIG_SRC_LAUNCH_SECCOMP_STATE_H
#define BRIG_SRC_LAUNCH_SECCOMP_STATE_H

#include <sys/types.h>

#include "brig/base/arena.h"
#include "brig/security/seccomp.h"
#include "oci.h"

/* Returns config-linux.md The Container Process State for the process pid, as JSON in the arena. */
const char *seccomp_state_json(const struct seccomp_plan *p, const struct oci_record *record,
	enum oci_status status, pid_t pid, struct arena *a);

#endif
