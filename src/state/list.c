/* SPDX-License-Identifier: Apache-2.0 */
/* The containers below a root, and the OCI state as JSON. */
#include <fcntl.h>
#include <stdlib.h>

#include "brig/base/fd.h"
#include "brig/base/str.h"
#include "brig/json/doc.h"
#include "brig/state/state.h"
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

const char *container_state_json(
	const struct oci_record *record, struct arena *a, enum status status, bool extra)
{
	struct doc *d = doc_new(a, extra ? DOC_JSON : DOC_JSON_LINE);

	doc_object(d, NULL);
	doc_str(d, "ociVersion", record->oci_version);
	doc_str(d, "id", record->id);
	doc_str(d, "status", status_name(status));
	doc_int(d, "pid", status == STOPPED ? 0 : record->pid);
	doc_str(d, "bundle", record->bundle);
	if (extra) {
		doc_str(d, "rootfs", record->rootfs);
		doc_str(d, "created", record->created);
		doc_uint(d, "owner", record->owner);
	}
	if (record->annotations.n > 0 || extra) {
		doc_object(d, "annotations");
		for (size_t i = 0; i < record->annotations.n; i++)
			doc_str(d, record->annotations.v[i].key, record->annotations.v[i].value);
		doc_end(d);
	}
	doc_end(d);
	return doc_text(d);
}
