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
