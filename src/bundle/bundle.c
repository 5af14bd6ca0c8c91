/* SPDX-License-Identifier: Apache-2.0 */
/* Opens a bundle. */
#include "brig/bundle/bundle.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "brig/base/fd.h"
#include "brig/base/str.h"
#include "brig/json/path-line.h"
#include "brig/json/read.h"
#include "brig/json/utf8.h"
#include "brig/sys/file.h"

/* The path has to be UTF-8 because it becomes part of the state and of the log, which are JSON. */
static bool path_resolve(struct bundle *b, const char *dir, struct arena *a, struct err *e)
{
	b->path = sys_real_path(a, dir, e);
	if (!b->path && e->code == ENOENT)
		return fail(e, "there is no bundle %s", *dir ? dir : "\"\"");
	if (!b->path)
		return fail_in(e, "bundle");
	if (!json_is_utf8(b->path))
		return fail(e, "bundle %s: the path is not UTF-8; rename or move it", dir);
	return true;
}

static bool dir_open(struct bundle *b, struct err *e)
{
	b->dir = sys_open_at(AT_FDCWD, b->path, O_PATH | O_DIRECTORY, e);
	if (b->dir < 0 && e->code == ENOTDIR)
		return fail(e,
			"bundle %s is not a directory; give the directory that contains "
			"config.json",
			b->path);
	return b->dir >= 0 ? true : fail_in(e, "bundle");
}

/* A file that the caller names may also be a pipe, as in --config <(generate). */
static bool is_valid_type(mode_t mode, bool named_by_caller)
{
	return S_ISREG(mode) ||
	       (named_by_caller && (S_ISFIFO(mode) || S_ISCHR(mode) || S_ISSOCK(mode)));
}

/* O_NONBLOCK: if the bundle's config.json is a FIFO, open(2) must not wait for a writer. */
static int config_open(const struct bundle *b, const char *file, const char *name, struct err *e)
{
	int nonblock = file ? 0 : O_NONBLOCK;
	autoclose int fd =
		sys_open_at(file ? AT_FDCWD : b->dir, name, O_RDONLY | O_NOCTTY | nonblock, e);
	struct stat st;

	if (fd < 0 && e->code == ENOENT)
		return fail_fd(
			file ? fail(e, "there is no configuration %s", name)
			     : fail(e, "no config.json in %s; write one with brig spec", b->path));
	if (fd < 0 || !sys_stat_at(fd, "", AT_EMPTY_PATH, &st, e))
		return fail_fd(fail_in(e, "bundle %s", b->path));
	if (!is_valid_type(st.st_mode, file != NULL))
		return fail_fd(fail(e, "bundle %s: %s is not a regular file", b->path, name));
	if (st.st_size > BUNDLE_CONFIG_MAX)
		return fail_fd(fail(e, "bundle %s: %s is larger than %d MiB", b->path, name,
			BUNDLE_CONFIG_MAX >> 20));
	return fd_take(&fd);
}

static bool config_read(struct bundle *b, const char *file, struct report *r, struct err *e)
{
	const char *name = file ? file : "config.json";
	autoclose int fd = config_open(b, file, name, e);
	struct oci_config *config;

	if (fd < 0)
		return false;
	b->text = sys_read_fd(r->arena, fd, name, BUNDLE_CONFIG_MAX, &b->size, e);
	if (!b->text)
		return fail_in(e, "bundle %s", b->path);
	r->file = file;
	config = arena_alloc(r->arena, sizeof(*config));
	if (json_read_partly(config, &oci_config_type, b->text, b->size, &b->dropped, r))
		b->config = config;
	b->reader_problems = r->n;
	return true;
}

bool bundle_open(
	struct bundle *b, const char *dir, const char *config_file, struct report *r, struct err *e)
{
	*b = (struct bundle){.dir = -1};
	if (path_resolve(b, dir, r->arena, e) && dir_open(b, e) &&
		config_read(b, config_file, r, e))
		return true;
	bundle_close(b);
	return false;
}

void bundle_close(struct bundle *b)
{
	fd_close(&b->dir);
}

static bool is_within(const char *path, const char *outer)
{
	size_t n = strlen(outer);

	return strncmp(path, outer, n) == 0 && strchr(".[", path[n]);
}

/* Whether the problem at path is only a consequence of a refusal by the reader, which has dropped
 * the value at path, a value that contains it, or an element of the list at path. */
static bool is_consequence(const struct bundle *b, const struct report *r, const char *path)
{
	for (size_t i = 0; i < b->reader_problems; i++)
		if (is_within(path, r->v[i].path))
			return true;
	for (size_t i = 0; i < b->dropped.n; i++)
		if (str_eq(path, b->dropped.v[i].list))
			return true;
	return false;
}

void bundle_report(const struct bundle *b, struct report *r)
{
	size_t kept = b->reader_problems;

	for (size_t i = kept; i < r->n; i++) {
		struct problem p = r->v[i];

		p.path = json_dropped_path(&b->dropped, p.path, r->arena);
		if (is_consequence(b, r, p.path)) {
			r->refusals -= p.severity == REFUSAL;
			continue;
		}
		if (p.line == 0)
			p.line = json_line_of(b->text, b->size, p.path);
		r->v[kept++] = p;
	}
	r->n = kept;
}
