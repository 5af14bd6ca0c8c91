/* SPDX-License-Identifier: Apache-2.0 */
/* Descriptors with a scope: closed at the end of the block unless fd_take() hands them over. */
#ifndef BRIG_BASE_FD_H
#define BRIG_BASE_FD_H

#include <dirent.h>
#include <stdint.h>
#include <stdio.h>

/* Closes *fd unless it is negative, sets it to -1, keeps errno. */
void fd_close(int *fd);

/* Returns the descriptor and sets *fd to -1: the caller owns it now. */
static inline int fd_take(int *fd)
{
	int taken = *fd;

	*fd = -1;
	return taken;
}

/* Descriptors to be closed together, with one close_range(2) for consecutive numbers. Starts as a
 * zeroed struct. */
struct fd_batch {
	uint64_t set; /* bit n is descriptor n */
};

/* Takes *fd over unless it is negative. A number above 62 is closed at once. */
void fd_batch_add(struct fd_batch *p, int *fd);
void fd_batch_close(struct fd_batch *p);

void dir_close(DIR **d);
void file_close(FILE **f);

#define autoclose __attribute__((cleanup(fd_close)))
#define autobatch __attribute__((cleanup(fd_batch_close)))
#define autodir __attribute__((cleanup(dir_close)))
#define autofile __attribute__((cleanup(file_close)))

#endif
