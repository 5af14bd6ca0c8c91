/* SPDX-License-Identifier: Apache-2.0 */
/* Parses values in GVariant's text format, in which engines write unit properties into annotations.
 */
#include "systemd/gvariant.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const char *skip_space(const char *s)
{
	return s + strspn(s, " \t\n");
}

/* Type prefixes, and the type letter of D-Bus; S stands for "as". */
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

/* Skips a type prefix and returns its letter; 0 if there is none. */
static char read_type(const char **s)
{
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (str_starts(*s, types[i].word)) {
			*s = skip_space(*s + strlen(types[i].word));
			return types[i].type;
		}
	return 0;
}

/* Parses a string in single or double quotes; NULL if the closing quote is missing. */
static const char *read_string(const char **s, struct arena *a)
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
	for (*s = skip_space(*s + 1); **s != ']'; *s = skip_space(*s)) {
		const char *text;

		if (out->n > 0 && *(*s)++ != ',')
			return false;
		*s = skip_space(*s);
		if ((**s != '\'' && **s != '"') || !(text = read_string(s, a)))
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

static char guess_type(const char *s)
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
		return (**s == '\'' || **s == '"') && (out->text = read_string(s, a));
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

bool gvariant_parse(
	struct cgroup_property *out, const char *text, struct arena *a, const char **why)
{
	const char *s = skip_space(text);
	char type = read_type(&s);

	out->type = type ? type : guess_type(s);
	if (!read_value(out, &s, a)) {
		*why = "is not a supported property value";
		return false;
	}
	if (*skip_space(s) != '\0') {
		*why = "has trailing characters";
		return false;
	}
	return true;
}
