/* SPDX-License-Identifier: Apache-2.0 */
/* Network device requests in the helper program (brig/sys/helper.h). */
#ifndef BRIG_SRC_HELPER_NETDEV_SERVE_H
#define BRIG_SRC_HELPER_NETDEV_SERVE_H

#include "brig/base/serialize.h"

/* Executes a SYS_HELPER_NETDEV request; SYS_HELPER_FD is the container's network namespace. The
 * answer has the state of each device, also after an error. */
bool netdev_serve(struct serializer *request, struct serializer *answer, struct err *e) must_check;

#endif
