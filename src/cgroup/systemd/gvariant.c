/* SPDX-License-Identifier: Apache-2.0 */
/* Values in GVariant's text format, as engines write properties of a unit into annotations. */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "systemd/scope.h"

static const char *space(const char *s)
{
	return s + strspn(s, " \t\n");
}

/* A type in front: the word and what GVariant calls it by a letter. */
static const struct {
	const char *word;
	char type;
} types[] = {
	{"@as ", 'S'},
	{"@b ", 'b'},
	{"@d ", 'd'},
	{"@i ", 'i'},
	{"@s ", 's'},
	{"@t ", 't'},
	{"@u ", 'u'},
	{"@x ", 'x'},
	{"boolean ", 'b'},
	{"double ", 'd'},
	{"int32 ", 'i'},
	{"int64 ", 'x'},
	{"string ", 's'},
	{"uint32 ", 'u'},
	{"uint64 ", 't'},
};

/* 0 when none is given. */
static char read_type(const char **s)
{
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (str_starts(*s, types[i].word)) {
			*s = space(*s + strlen(types[i].word));
			return types[i].type;
		}
	return 0;
}

/* A text in single or double quotes; NULL when it does not end. */
static const char *read_text(const char **s, struct arena *a)
{
	struct str out = {.arena = a};
	char quote = *(*s)++;

	for (; **s && **s != quote; (*s)++) {
		if (**s == '\\' && (*s)[1] != '\0')
			(*s)++;
		str_add_bytes(&out, *s, 1);
	}
	return *(*s)++ == quote ? str_text(&out) : NULL;
}

static bool read_list(struct str_list *out, const char **s, struct arena *a)
{
	size_t cap = 0;

	out->v = arena_alloc(a, sizeof(*out->v));
	out->n = 0;
	for (*s = space(*s + 1); **s != ']'; *s = space(*s)) {
		const char *text;

		if (out->n > 0 && *(*s)++ != ',')
			return false;
		*s = space(*s);
		if ((**s != '\'' && **s != '"') || !(text = read_text(s, a)))
			return false;
		out->v = arena_grow(a, out->n ? out->v : NULL, &out->n, &cap, sizeof(*out->v));
		out->v[out->n - 1] = text;
	}
	(*s)++;
	return true;
}

static bool read_number(struct cgroup_property *out, const char **s)
{
	char *end;

	errno = 0;
	switch (out->type) {
	case 'd':
		out->real = strtod(*s, &end);
		break;
	case 'i':
	case 'x':
		out->integer = strtoll(*s, &end, 0);
		break;
	default:
		if (**s == '-')
			return false;
		out->number = strtoull(*s, &end, 0);
		break;
	}
	if (errno != 0 || end == *s ||
		(out->type == 'i' && out->integer != (int32_t)out->integer) ||
		(out->type == 'u' && out->number > UINT32_MAX))
		return false;
	*s = end;
	return true;
}

static char type_of(const char *s)
{
	if (*s == '\'' || *s == '"')
		return 's';
	if (*s == '[')
		return 'S';
	if (str_starts(s, "true") || str_starts(s, "false"))
		return 'b';
	if (s[strspn(s, "+-0123456789")] == '.')
		return 'd';
	return 'i';
}

static bool read_value(struct cgroup_property *out, const char **s, struct arena *a)
{
	switch (out->type) {
	case 's':
		return (**s == '\'' || **s == '"') && (out->text = read_text(s, a));
	case 'S':
		return **s == '[' && read_list(&out->list, s, a);
	case 'b':
		out->number = str_starts(*s, "true");
		if (!out->number && !str_starts(*s, "false"))
			return false;
		*s += out->number ? strlen("true") : strlen("false");
		return true;
	default:
		return read_number(out, s);
	}
}

bool property_parse(
	struct cgroup_property *out, const char *text, struct arena *a, const char **why)
{
	const char *s = space(text);
	char type = read_type(&s);

	out->type = type ? type : type_of(s);
	if (!read_value(out, &s, a)) {
		*why = "is no value of a property that can be given";
		return false;
	}
	if (*space(s) != '\0') {
		*why = "goes on behind its value";
		return false;
	}
	return true;
}
