/* SPDX-License-Identifier: Apache-2.0 */
/* In brig's second program (brig/sys/helper.h): moving network devices. */
#ifndef BRIG_SRC_HELPER_NETDEV_SERVE_H
#define BRIG_SRC_HELPER_NETDEV_SERVE_H

#include "brig/base/serialize.h"

/* Does what a SYS_AID_NETWORK asks for, with the container's namespace as SYS_AID_FD. The answer,
 * which comes with an error too, says where the devices are now. */
bool network_serve(struct pack *request, struct pack *answer, struct err *e) must_check;

#endif
