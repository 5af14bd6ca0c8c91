/* SPDX-License-Identifier: Apache-2.0 */
/* The start socket: a unix(7) socket in the state directory, at which init waits for start. */
#ifndef BRIG_STATE_START_SOCKET_H
#define BRIG_STATE_START_SOCKET_H

#include "brig/state/container.h"

/* A listening socket for init, bound by create; -1 on error. */
int start_socket_listen(const struct container *c, struct err *e) must_check;

/* A connection to the socket; -1 on error, with code ECONNREFUSED when init no longer listens. */
int start_socket_connect(const struct container *c, struct err *e) must_check;

/* Unlinks the socket; a missing one is not an error. */
bool start_socket_remove(const struct container *c, struct err *e) must_check;

/* Whether init still listens. */
bool start_socket_is_open(const struct container *c);

#endif
