/* SPDX-License-Identifier: Apache-2.0 */
/* Closes descriptors at the end of a scope. */
#include "brig/base/fd.h"

#include <errno.h>
#include <unistd.h>

void fd_close(int *fd)
{
	int saved = errno;

	if (*fd >= 0)
		close(*fd);
	*fd = -1;
	errno = saved;
}

enum { BATCH_MAX = 63 }; /* bit 63 stays 0, so that every run of bits in the set has an end */

void fd_batch_add(struct fd_batch *p, int *fd)
{
	if (*fd < 0 || *fd >= BATCH_MAX) {
		fd_close(fd);
		return;
	}
	p->set |= UINT64_C(1) << *fd;
	*fd = -1;
}

void fd_batch_close(struct fd_batch *p)
{
	int saved = errno;

	while (p->set) {
		int first = __builtin_ctzll(p->set);
		int n = __builtin_ctzll(~(p->set >> first));

		if (close_range((unsigned)first, (unsigned)(first + n - 1), 0) < 0)
			while (n-- > 0)
				close(first + n);
		p->set &= p->set + (UINT64_C(1) << first);
	}
	errno = saved;
}

void dir_close(DIR **d)
{
	if (*d)
		closedir(*d);
	*d = NULL;
}

void file_close(FILE **f)
{
	if (*f)
		fclose(*f);
	*f = NULL;
}
