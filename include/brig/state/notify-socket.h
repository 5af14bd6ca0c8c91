/* SPDX-License-Identifier: Apache-2.0 */
/* The socket for sd_notify(3): it has its own directory below the state directory, which is
 * bind-mounted into the container before the socket exists. */
#ifndef BRIG_STATE_NOTIFY_SOCKET_H
#define BRIG_STATE_NOTIFY_SOCKET_H

#include "brig/state/container.h"

#define NOTIFY_SOCKET_DIR "notify"
#define NOTIFY_SOCKET_FILE "notify.sock"

/* Creates the directory (mode 0755). */
bool notify_socket_dir_create(const struct container *c, struct err *e) must_check;

/* A bound socket that receives datagrams from every process that can reach its path; -1 on error,
 * with code ENOENT when the directory does not exist. */
int notify_socket_listen(const struct container *c, struct err *e) must_check;

/* Removes the socket and its directory; missing ones are not an error. */
bool notify_socket_remove(const struct container *c, struct err *e) must_check;

#endif
