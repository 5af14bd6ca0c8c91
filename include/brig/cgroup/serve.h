/* SPDX-License-Identifier: Apache-2.0 */
/* In brig's second program (brig/sys/aid.h): the conversation with systemd. */
#ifndef BRIG_CGROUP_SERVE_H
#define BRIG_CGROUP_SERVE_H

#include "brig/base/pack.h"

/* Does what a SYS_AID_BUS asks for; there is no answer beside the error. */
bool cgroup_serve(struct pack *request, struct err *e) must_check;

#endif
