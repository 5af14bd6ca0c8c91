/* SPDX-License-Identifier: Apache-2.0 */
/* The configurations that brig spec writes. */
#ifndef BRIG_SRC_CMD_DEFAULT_CONFIG_H
#define BRIG_SRC_CMD_DEFAULT_CONFIG_H

#include "brig/base/arena.h"
#include "oci.h"

/* A container that runs sh in a terminal, with the namespaces, mounts and capabilities that users
 * of `runc spec` expect. */
const struct oci_config *default_config(void);

/* The same for an ordinary user: with a user namespace that maps root to uid and gid, and in the
 * host's network namespace. In the arena. */
const struct oci_config *default_rootless_config(struct arena *a, uint32_t uid, uint32_t gid);

#endif
