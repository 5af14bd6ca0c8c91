/* SPDX-License-Identifier: Apache-2.0 */
/* The containers below a root, and the OCI state as JSON. */
#include <fcntl.h>
#include <stdlib.h>

#include "brig/base/fd.h"
#include "brig/base/str.h"
#include "brig/json/json.h"
#include "brig/state/state.h"
#include "brig/sys/cred.h"
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

const char *container_owner(const struct oci_record *record, struct arena *a)
{
	const char *name = sys_user_name(a, record->owner);

	return name ? name : arena_printf(a, "#%u", record->owner);
}

const char *container_state_json(
	const struct oci_record *record, struct arena *a, enum oci_status status, bool extra)
{
	const int32_t pid = status == OCI_STATUS_STOPPED ? 0 : record->pid;
	struct oci_state state = {
		.oci_version = record->oci_version,
		.id = record->id,
		.status = status,
		.pid = &pid,
		.bundle = record->bundle,
		.annotations = record->annotations,
	};

	if (extra) {
		state.rootfs = record->rootfs;
		state.created = record->created;
		state.owner = container_owner(record, a);
	}
	return json_write(a, &state, &oci_state_type, extra);
}
