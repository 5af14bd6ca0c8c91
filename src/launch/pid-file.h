/* SPDX-License-Identifier: Apache-2.0 */
/* The file of --pid-file. */
#ifndef BRIG_SRC_LAUNCH_PID_FILE_H
#define BRIG_SRC_LAUNCH_PID_FILE_H

#include <sys/types.h>

#include "brig/base/err.h"

/* Accepts a path (NULL: no pid file) at which there is no file or a regular one, which will be
 * replaced. Any other file would be lost: a device such as /dev/null, a fifo, a socket, a
 * directory; so would a link, while its target would not be written. */
bool pid_file_check(const char *path, struct err *e) must_check;

/* Replaces the file atomically: a reader sees the whole pid. */
bool pid_file_write(const char *path, pid_t pid, struct err *e) must_check;

#endif
