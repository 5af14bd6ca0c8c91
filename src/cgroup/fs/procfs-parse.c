/* SPDX-License-Identifier: Apache-2.0 */
/* Parsers for /proc/PID/cgroup, mountinfo and flat keyed files. */
#include "fs/procfs-parse.h"

#include <stdlib.h>
#include <string.h>

#include "brig/base/parse.h"
#include "brig/base/str.h"

/* Returns the next line and moves *text behind it; NULL at the end. */
static char *next_line(char **text)
{
	char *line = *text, *end;

	if (!line || *line == '\0')
		return NULL;
	end = strchr(line, '\n');
	if (end)
		*end++ = '\0';
	*text = end;
	return line;
}

/* "<hierarchy>:<controllers>:<path>"; the path may contain colons. */
static bool parse_line(struct cgroup_line *out, char *line, struct err *e)
{
	char *controllers = strchr(line, ':');
	char *path = controllers ? strchr(controllers + 1, ':') : NULL;
	uint64_t number;

	if (!path || path[1] != '/')
		return fail(e, "'%.100s' is not a line of /proc/self/cgroup", line);
	*controllers++ = '\0';
	*path++ = '\0';
	if (!parse_u64(line, UINT32_MAX, &number, e))
		return fail_in(e, "hierarchy");
	out->unified = number == 0 && *controllers == '\0';
	out->controllers = controllers;
	out->path = path;
	return true;
}

bool cgroup_lines_parse(struct cgroup_lines *out, const char *text, struct arena *a, struct err *e)
{
	char *rest = arena_strdup(a, text), *line;
	size_t cap = 0;

	*out = (struct cgroup_lines){0};
	while ((line = next_line(&rest))) {
		out->v = arena_grow(a, out->v, &out->n, &cap, sizeof(*out->v));
		if (!parse_line(&out->v[out->n - 1], line, e))
			return false;
		/* A v1 hierarchy that is being removed has no controllers any more. */
		if (!out->v[out->n - 1].unified && *out->v[out->n - 1].controllers == '\0')
			out->n--;
	}
	return true;
}

/* mountinfo writes space, tab, newline and backslash as \ooo (octal). */
static void unescape(char *s)
{
	char *to = s;

	while (*s) {
		if (s[0] == '\\' && s[1] >= '0' && s[1] <= '3' && s[2] >= '0' && s[2] <= '7' &&
			s[3] >= '0' && s[3] <= '7') {
			*to++ = (char)((s[1] - '0') * 64 + (s[2] - '0') * 8 + (s[3] - '0'));
			s += 4;
		} else {
			*to++ = *s++;
		}
	}
	*to = '\0';
}

/* "31 23 0:28 <root> <point> <options> [fields…] - <type> <source> <super options>" */
static bool parse_mount(struct cgroup_mount *out, char *line, bool *is_cgroup, struct err *e)
{
	char *field[6], *tail = strstr(line, " - "), *type, *source, *options;
	char *save = NULL;

	*is_cgroup = false;
	if (!tail)
		return fail(e, "'%.100s' is not a line of mountinfo", line);
	*tail = '\0';
	type = strtok_r(tail + 3, " ", &save);
	source = strtok_r(NULL, " ", &save);
	options = strtok_r(NULL, " ", &save);
	if (!type || !(str_eq(type, "cgroup") || str_eq(type, "cgroup2")))
		return true;
	save = NULL;
	for (size_t i = 0; i < 6; i++) {
		field[i] = strtok_r(i == 0 ? line : NULL, " ", &save);
		if (!field[i])
			return fail(e, "a line of mountinfo has too few fields");
	}
	if (!source || field[3][0] != '/' || field[4][0] != '/')
		return fail(
			e, "mountinfo: '%.100s' is not a mount of a cgroup filesystem", field[4]);
	unescape(field[3]);
	unescape(field[4]);
	out->unified = str_eq(type, "cgroup2");
	out->root = field[3];
	out->point = field[4];
	out->options = options ? options : "";
	*is_cgroup = true;
	return true;
}

bool cgroup_mounts_parse(
	struct cgroup_mounts *out, const char *text, struct arena *a, struct err *e)
{
	char *rest = arena_strdup(a, text), *line;
	size_t cap = 0;

	*out = (struct cgroup_mounts){0};
	while ((line = next_line(&rest))) {
		struct cgroup_mount m;
		bool is_cgroup;

		if (!parse_mount(&m, line, &is_cgroup, e))
			return false;
		if (!is_cgroup)
			continue;
		out->v = arena_grow(a, out->v, &out->n, &cap, sizeof(*out->v));
		out->v[out->n - 1] = m;
	}
	return true;
}

const char *cgroup_path_beneath(const char *root, const char *path)
{
	size_t n = strlen(root);

	/* The kernel writes a cgroup above the root of the process's cgroup namespace as "/..". */
	if (str_starts(path, "/.."))
		return "/";
	if (str_eq(root, "/"))
		return path;
	if (strncmp(path, root, n) != 0 || (path[n] != '/' && path[n] != '\0'))
		return "/";
	return path[n] == '\0' ? "/" : path + n;
}

const char *cgroup_join_words(const char *text, struct arena *a)
{
	char *joined = arena_alloc(a, strlen(text) + 1), *to = joined;

	for (const char *s = text; *s;) {
		size_t skip = strspn(s, " \t\n"), n = strcspn(s + skip, " \t\n");

		s += skip;
		if (n > 0 && to > joined)
			*to++ = ',';
		memcpy(to, s, n);
		to += n;
		s += n;
	}
	*to = '\0';
	return joined;
}

bool cgroup_flat_value(const char *text, const char *key, uint64_t *ret)
{
	size_t n = strlen(key);

	for (const char *line = text; line && *line; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (strncmp(line, key, n) != 0 || line[n] != ' ')
			continue;
		*ret = strtoull(line + n + 1, NULL, 10);
		return true;
	}
	return false;
}
