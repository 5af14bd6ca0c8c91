/* SPDX-License-Identifier: Apache-2.0 */
/* In brig's second program (brig/sys/helper.h): the conversation with systemd. */
#ifndef BRIG_SRC_HELPER_SYSTEMD_SERVE_H
#define BRIG_SRC_HELPER_SYSTEMD_SERVE_H

#include "brig/base/serialize.h"

/* Does what a SYS_HELPER_SYSTEMD asks for; there is no answer beside the error. */
bool systemd_serve(struct serializer *request, struct err *e) must_check;

#endif
