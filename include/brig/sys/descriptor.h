/* SPDX-License-Identifier: Apache-2.0 */
/* Flags of descriptors, and reads and writes that may transfer only a part. */
#ifndef BRIG_SYS_DESCRIPTOR_H
#define BRIG_SYS_DESCRIPTOR_H

#include <stddef.h>
#include <sys/types.h>

#include "brig/base/err.h"

/* Sets or clears O_NONBLOCK. name is for errors. */
bool sys_set_nonblocking(int fd, bool on, const char *name, struct err *e) must_check;

/* Whether the descriptor is open and stays open at execve(2). */
bool sys_fd_is_inheritable(int fd);

/* One read(2) of at most n bytes, repeated after EINTR. Returns the number of bytes, 0 at the end
 * of the file; -1 on error, with EAGAIN when a non-blocking descriptor has no data. */
ssize_t sys_read_part(int fd, void *bytes, size_t n, const char *name, struct err *e) must_check;

/* One write(2), likewise. */
ssize_t sys_write_part(
	int fd, const void *bytes, size_t n, const char *name, struct err *e) must_check;

/* dup2(2): makes fd the standard output, which stays open at execve(2). */
bool sys_set_stdout(int fd, struct err *e) must_check;

#endif
