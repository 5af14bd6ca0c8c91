/* SPDX-License-Identifier: Apache-2.0 */
/* Closing at the end of a scope. */
#include "brig/base/fd.h"

#include <errno.h>
#include <unistd.h>

void fd_close(int *fd)
{
	int kept = errno;

	if (*fd >= 0)
		close(*fd);
	*fd = -1;
	errno = kept;
}

enum { PILE_MAX = 63 }; /* so that each row in the set ends within it */

void fd_pile_add(struct fd_pile *p, int *fd)
{
	if (*fd < 0 || *fd >= PILE_MAX) {
		fd_close(fd);
		return;
	}
	p->set |= UINT64_C(1) << *fd;
	*fd = -1;
}

void fd_pile_close(struct fd_pile *p)
{
	int kept = errno;

	while (p->set) {
		int first = __builtin_ctzll(p->set);
		int n = __builtin_ctzll(~(p->set >> first));

		if (close_range((unsigned)first, (unsigned)(first + n - 1), 0) < 0)
			while (n-- > 0)
				close(first + n);
		p->set &= p->set + (UINT64_C(1) << first);
	}
	errno = kept;
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
