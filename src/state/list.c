/* SPDX-License-Identifier: Apache-2.0 */
/* The containers below a root directory. */
#include "brig/state/list.h"

#include <fcntl.h>
#include <stdlib.h>

#include "brig/base/fd.h"
#include "brig/state/container.h"
#include "brig/sys/file.h"

static int by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

bool container_list(struct arena *a, const char *root, struct str_list *ret, struct err *e)
{
	autoclose int fd = sys_open_at(AT_FDCWD, root, O_RDONLY | O_DIRECTORY, e);
	autodir DIR *d = NULL;
	struct err not_an_id;
	size_t cap = 0;

	*ret = (struct str_list){0};
	if (fd < 0)
		return e->code == ENOENT;
	d = fdopendir(fd);
	if (!d)
		return fail_errno(e, "read directory %s", root);
	(void)fd_take(&fd);
	for (const struct dirent *entry; (entry = readdir(d));) {
		if (!container_id_check(entry->d_name, &not_an_id) || entry->d_type == DT_REG)
			continue;
		ret->v = arena_grow(a, ret->v, &ret->n, &cap, sizeof(*ret->v));
		ret->v[ret->n - 1] = arena_strdup(a, entry->d_name);
	}
	if (ret->n > 0)
		qsort(ret->v, ret->n, sizeof(*ret->v), by_name);
	return true;
}
