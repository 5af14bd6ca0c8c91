/* SPDX-License-Identifier: Apache-2.0 */
/* Scope for kernel objects: closed at the end of the block unless handed over by name. */
#ifndef BRIG_BASE_FD_H
#define BRIG_BASE_FD_H

#include <dirent.h>
#include <stdint.h>
#include <stdio.h>

/* Closes *fd if it is one, sets it to -1, keeps errno. */
void fd_close(int *fd);

/* Takes the descriptor out of the scope of its variable. */
static inline int fd_take(int *fd)
{
	int taken = *fd;

	*fd = -1;
	return taken;
}

/* Descriptors that are done with, to be closed together: one call for those in a row. Starts
 * zeroed.
 */
struct fd_pile {
	uint64_t set; /* bit n is descriptor n; what has a higher number is closed at once */
};

/* Takes *fd, if it is one. */
void fd_pile_add(struct fd_pile *p, int *fd);
void fd_pile_close(struct fd_pile *p);

void dir_close(DIR **d);
void file_close(FILE **f);

#define autoclose __attribute__((cleanup(fd_close)))
#define autopile __attribute__((cleanup(fd_pile_close)))
#define autodir __attribute__((cleanup(dir_close)))
#define autofile __attribute__((cleanup(file_close)))

#endif
