/* SPDX-License-Identifier: Apache-2.0 */
/* In brig's second program (brig/sys/helper.h): moving network devices. */
#ifndef BRIG_SRC_HELPER_NETDEV_SERVE_H
#define BRIG_SRC_HELPER_NETDEV_SERVE_H

#include "brig/base/serialize.h"

/* Does what a SYS_HELPER_NETDEV asks for, with the container's namespace as SYS_HELPER_FD. The
 * answer, which comes with an error too, says where the devices are now. */
bool netdev_serve(struct serializer *request, struct serializer *answer, struct err *e) must_check;

#endif
