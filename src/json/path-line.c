/* SPDX-License-Identifier: Apache-2.0 */
/* The line of a JSON path: follows yajl's events along the path to its end. */
#include "brig/json/path-line.h"

#include <stdio.h>

#include "brig/base/str.h"
#include "event.h"

struct search {
	const char *path;
	size_t matched; /* bytes of the path that lead to the innermost value on it */
	size_t depth;   /* objects and lists that are open … */
	size_t on_path; /* … and the number of those that are on the path */
	bool is_list;   /* the innermost value on the path is a list … */
	size_t index;   /* … and this is the index of its next element */
	size_t next;    /* bytes of the path that match the last key in it, 0 when none do */
	size_t offset;  /* in the text, of the innermost value found */
	bool found;     /* a value on the path was found, whole or in part */
	yajl_handle yajl;
};

/* n when path begins with s and a component ends there, otherwise 0. */
static size_t match(const char *path, const char *s, size_t n)
{
	return strncmp(path, s, n) == 0 && strchr(".[", path[n]) ? n : 0;
}

static size_t match_key(const char *path, bool first, const char *key, size_t n)
{
	size_t dot = !first, end;

	if (memchr(key, '\0', n))
		return 0;
	if ((first || *path == '.') && (end = match(path + dot, key, n)) > 0)
		return end + dot;
	if (strncmp(path, "[\"", 2) == 0 && strncmp(path + 2, key, n) == 0 &&
		strncmp(path + 2 + n, "\"]", 2) == 0)
		return n + 4;
	return 0;
}

static int on_key(void *ctx, const char *key, size_t n)
{
	struct search *s = ctx;

	if (s->depth != s->on_path)
		return 1;
	s->next = match_key(s->path + s->matched, s->matched == 0, key, n);
	if (s->next > 0) {
		s->offset = yajl_get_bytes_consumed(s->yajl);
		s->found = true;
	}
	return 1;
}

static size_t match_index(struct search *s)
{
	char index[32];

	snprintf(index, sizeof(index), "[%zu]", s->index++);
	return match(s->path + s->matched, index, strlen(index));
}

/* Called at the beginning of a value. Returns 0, which stops yajl, when the value is the one sought
 * or no later value can be it. */
static int on_value(void *ctx, const struct event *ev)
{
	struct search *s = ctx;
	bool opens = event_opens(ev);
	size_t step = 0;
	bool is_root = s->depth == 0;

	if (s->depth == s->on_path && !is_root) {
		step = s->is_list ? match_index(s) : s->next;
		if (step > 0 && s->is_list)
			s->offset = yajl_get_bytes_consumed(s->yajl);
	}
	s->matched += step;
	if (step > 0 && (!opens || !s->path[s->matched]))
		return 0;
	s->depth += opens;
	if (opens && (step > 0 || is_root)) {
		s->on_path++;
		s->is_list = ev->kind == EVENT_LIST;
		s->index = 0;
	}
	return 1;
}

static int on_end(void *ctx)
{
	struct search *s = ctx;

	/* The end of a value on the path: it contains no value deeper on the path. */
	return --s->depth >= s->on_path;
}

unsigned json_line_of(const char *text, size_t size, const char *path)
{
	struct search s = {.path = path};
	struct event_handler handler = {.value = on_value, .key = on_key, .end = on_end, .ctx = &s};
	unsigned line = 1;

	if (!*path)
		return 0;
	s.yajl = event_parser_new(&handler);
	if (!s.yajl)
		return 0;
	if (yajl_parse(s.yajl, (const unsigned char *)text, size) == yajl_status_ok)
		(void)yajl_complete_parse(s.yajl);
	yajl_free(s.yajl);
	if (!s.found)
		return 0;
	for (size_t i = 0; i < s.offset; i++)
		line += text[i] == '\n';
	return line;
}
