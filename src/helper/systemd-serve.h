/* SPDX-License-Identifier: Apache-2.0 */
/* Requests to systemd in the helper program (brig/sys/helper.h). */
#ifndef BRIG_SRC_HELPER_SYSTEMD_SERVE_H
#define BRIG_SRC_HELPER_SYSTEMD_SERVE_H

#include "brig/base/serialize.h"

/* Executes a SYS_HELPER_SYSTEMD request. The answer is empty. */
bool systemd_serve(struct serializer *request, struct err *e) must_check;

#endif
