/* SPDX-License-Identifier: Apache-2.0 */
/* The file of --pid-file. */
#ifndef BRIG_SRC_LAUNCH_PID_FILE_H
#define BRIG_SRC_LAUNCH_PID_FILE_H

#include <sys/types.h>

#include "brig/base/err.h"

/* Whether there is nothing at path (NULL: nobody asks for one) or a regular file, which is
 * replaced. Anything else is not ours to take away: a device such as /dev/null, a fifo, a socket, a
 * directory, and a link, since what it leads to would not be written. */
bool pid_file_check(const char *path, struct err *e) must_check;

/* Makes it anew; who reads it sees all of it. */
bool pid_file_write(const char *path, pid_t pid, struct err *e) must_check;

#endif
