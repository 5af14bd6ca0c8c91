/* SPDX-License-Identifier: Apache-2.0 */
/* Parser of mountinfo. */
#include "brig/sys/mount-table.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "brig/base/str.h"
#include "brig/sys/file.h"
#include "brig/sys/procfs.h"

enum { TABLE_MAX = 64 << 20 };

/* Decodes \ooo, which mountinfo has for space, tab, newline and backslash. */
static const char *unescape(char *s)
{
	char *to = s;

	for (const char *from = s; *from; to++) {
		unsigned c;

		if (*from == '\\' && sscanf(from + 1, "%3o", &c) == 1 &&
			strspn(from + 1, "01234567") >= 3) {
			*to = (char)c;
			from += 4;
		} else {
			*to = *from++;
		}
	}
	*to = '\0';
	return s;
}

/* "31 23 0:28 <root> <point> <options> [fields…] - <type> <source> <super options>" */
static bool parse_row(struct sys_mount_row *out, char *line)
{
	char *tail = strstr(line, " - "), *rest = line, *root, *point, *type;

	if (!tail || sscanf(line, "%d %d ", &out->id, &out->parent) != 2)
		return false;
	*tail = '\0';
	rest = tail + 3;
	type = strsep(&rest, " ");
	rest = line;
	for (int i = 0; i < 3; i++)
		strsep(&rest, " ");
	root = strsep(&rest, " ");
	point = strsep(&rest, " ");
	if (!root || !point || *point != '/')
		return false;
	out->root = unescape(root);
	out->point = unescape(point);
	out->type = type;
	return true;
}

bool sys_mount_table_parse(struct sys_mount_table *ret, char *text, struct arena *a, struct err *e)
{
	char *rest = text, *line;
	size_t cap = 0;

	*ret = (struct sys_mount_table){0};
	while ((line = strsep(&rest, "\n"))) {
		if (!*line)
			continue;
		ret->v = arena_grow(a, ret->v, &ret->n, &cap, sizeof(*ret->v));
		if (!parse_row(&ret->v[ret->n - 1], line))
			return fail(e, "'%.100s' is not a line of mountinfo", line);
	}
	return true;
}

bool sys_mount_table_read(struct sys_mount_table *ret, struct arena *a, struct err *e)
{
	int proc = sys_procfs(e);
	char *text = proc < 0 ? NULL : sys_read_at(a, proc, "self/mountinfo", TABLE_MAX, NULL, e);

	return text && sys_mount_table_parse(ret, text, a, e);
}
