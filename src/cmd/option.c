/* SPDX-License-Identifier: Apache-2.0 */
/* Parsing of options by table, and their help lines. */
#include "brig/cmd/option.h"

#include <limits.h>

#include "brig/base/parse.h"
#include "suggest.h"

/* Every table accepts --help without a row of its own. */
static const struct option help_option = {
	.name = "help", .letter = 'h', .kind = OPTION_FLAG, .help = "show this help"};

struct parser {
	const struct options *table;
	const char *const *next; /* the argument after the current one */
	char *into;
	struct arena *arena;
	struct parsed *ret;
};

static const struct option *find_bytes(const struct options *t, const char *name, size_t n)
{
	for (size_t i = 0; i < t->n; i++)
		if (strlen(t->v[i].name) == n && memcmp(t->v[i].name, name, n) == 0)
			return &t->v[i];
	return n == 4 && memcmp(name, "help", 4) == 0 ? &help_option : NULL;
}

static const struct option *find_letter(const struct options *t, char letter)
{
	for (size_t i = 0; i < t->n; i++)
		if (t->v[i].letter == letter)
			return &t->v[i];
	return letter == help_option.letter ? &help_option : NULL;
}

const struct option *option_find(const struct options *t, const char *name)
{
	return find_bytes(t, name, strlen(name));
}

static const char *option_name(const void *table, size_t i)
{
	const struct options *t = table;

	return i < t->n ? t->v[i].name : NULL;
}

static bool fail_unknown(const struct parser *p, const char *arg, struct err *e)
{
	const char *name = arg + strspn(arg, "-");
	const char *near;

	p->ret->unknown = arena_strndup(p->arena, name, strcspn(name, "="));
	near = suggest(p->ret->unknown, option_name, p->table);
	return near ? fail(e, "unknown option %s; did you mean --%s?", arg, near)
		    : fail(e, "unknown option %s", arg);
}

static const char *word_list(struct arena *a, const struct names *words)
{
	struct str s = {.arena = a};

	for (size_t i = 0; i < words->n; i++)
		str_addf(&s, "%s%s", i ? "|" : "", words->v[i].name);
	return str_text(&s);
}

static bool set_flag(bool *field, const char *value, struct err *e)
{
	if (!value || str_eq(value, "true"))
		*field = true;
	else if (str_eq(value, "false"))
		*field = false;
	else
		return fail(e, "'%s' is neither true nor false", value);
	return true;
}

static void set_list(const struct parser *p, struct str_list *field, const char *value)
{
	const char **v = arena_array(p->arena, field->n + 1, sizeof(*v));

	for (size_t i = 0; i < field->n; i++)
		v[i] = field->v[i];
	v[field->n++] = value;
	field->v = v;
}

static bool set_uint(unsigned *field, const char *value, struct err *e)
{
	uint64_t n;

	if (!parse_u64(value, INT_MAX, &n, e))
		return false;
	*field = (unsigned)n;
	return true;
}

static bool set_size(
	const struct parser *p, const int64_t **field, const char *value, struct err *e)
{
	int64_t n;

	if (!parse_size(value, &n, e))
		return false;
	*field = arena_copy(p->arena, &n, sizeof(n));
	return true;
}

static bool set_int(const struct parser *p, const int64_t **field, const char *value, struct err *e)
{
	int64_t n;

	if (!parse_i64(value, INT64_MIN, INT64_MAX, &n, e))
		return false;
	*field = arena_copy(p->arena, &n, sizeof(n));
	return true;
}

static bool set_count(
	const struct parser *p, const uint64_t **field, const char *value, struct err *e)
{
	uint64_t n;

	if (!parse_u64(value, UINT64_MAX, &n, e))
		return false;
	*field = arena_copy(p->arena, &n, sizeof(n));
	return true;
}

static bool set_word(const struct parser *p, unsigned *field, const struct names *words,
	const char *value, struct err *e)
{
	const struct name *row = names_find(words, value);

	if (!row)
		return fail(e, "'%s' is not one of %s", value, word_list(p->arena, words));
	*field = (unsigned)row->value;
	return true;
}

static bool set_field(
	const struct parser *p, const struct option *o, const char *value, struct err *e)
{
	void *field = p->into + o->offset;

	if (o == &help_option)
		field = &p->ret->help;
	switch (o->kind) {
	case OPTION_FLAG:
		return set_flag(field, value, e);
	case OPTION_STRING:
		*(const char **)field = value;
		return true;
	case OPTION_LIST:
		set_list(p, field, value);
		return true;
	case OPTION_UINT:
		return set_uint(field, value, e);
	case OPTION_SIZE:
		return set_size(p, field, value, e);
	case OPTION_INT:
		return set_int(p, field, value, e);
	case OPTION_COUNT:
		return set_count(p, field, value, e);
	case OPTION_WORD:
		return set_word(p, field, o->words, value, e);
	}
	return true;
}

/* value is the one that was joined to the option by "=" or as "-bDIR"; NULL when none was. */
static bool apply_option(struct parser *p, const struct option *o, const char *value, struct err *e)
{
	if (!value && o->kind != OPTION_FLAG) {
		value = *p->next;
		if (!value)
			return fail(e, "option --%s needs a value: %s", o->name,
				o->arg ? o->arg : word_list(p->arena, o->words));
		p->next++;
	}
	return set_field(p, o, value, e) || fail_in(e, "option --%s", o->name);
}

/* Parses "-dq", "-bDIR", "-b=DIR" or "-qf json": flags, and at most one option with a value, which
 * is the last. */
static bool parse_letters(struct parser *p, const char *arg, struct err *e)
{
	for (const char *c = arg + 1; *c; c++) {
		const struct option *o = find_letter(p->table, *c);

		if (!o)
			return fail_unknown(p, arg, e);
		if (c[1] == '=')
			return apply_option(p, o, c + 2, e);
		if (o->kind != OPTION_FLAG)
			return apply_option(p, o, c[1] ? c + 1 : NULL, e);
		if (!apply_option(p, o, NULL, e))
			return false;
	}
	return true;
}

static bool parse_option(struct parser *p, const char *arg, struct err *e)
{
	bool two_dashes = arg[1] == '-';
	const char *name = arg + 1 + two_dashes;
	size_t n = strcspn(name, "=");
	/* Go's flag libraries accept a single letter after two dashes, such as --b. */
	const struct option *o =
		two_dashes && n == 1 ? find_letter(p->table, *name) : find_bytes(p->table, name, n);

	if (o)
		return apply_option(p, o, name[n] ? name + n + 1 : NULL, e);
	return two_dashes ? fail_unknown(p, arg, e) : parse_letters(p, arg, e);
}

static void take_rest_as_operands(struct parser *p)
{
	for (; *p->next; p->next++)
		p->ret->operands.v[p->ret->operands.n++] = *p->next;
}

bool options_parse(const struct options *t, enum operand_rule rule, const char *const argv[],
	void *into, struct arena *a, struct parsed *ret, struct err *e)
{
	struct parser p = {t, argv, into, a, ret};
	size_t n = 0;

	while (argv[n])
		n++;
	*ret = (struct parsed){.operands.v = arena_array(a, n + 1, sizeof(char *))};
	while (*p.next) {
		const char *arg = *p.next++;

		if (str_eq(arg, "--")) {
			take_rest_as_operands(&p);
		} else if (*arg == '-' && arg[1]) {
			if (!parse_option(&p, arg, e))
				return false;
		} else {
			ret->operands.v[ret->operands.n++] = arg;
			if (rule == OPERANDS_END_OPTIONS)
				take_rest_as_operands(&p);
		}
	}
	return true;
}

static void help_line(const struct option *o, struct str *to)
{
	enum { COLUMN = 34 };
	struct str left = {.arena = to->arena};
	const char *arg = o->kind == OPTION_WORD ? word_list(to->arena, o->words) : o->arg;

	if (o->letter)
		str_addf(&left, "  -%c, --%s", o->letter, o->name);
	else
		str_addf(&left, "      --%s", o->name);
	if (arg)
		str_addf(&left, " %s", arg);
	str_addf(to, "%-*s%s%s\n", COLUMN, str_text(&left), left.n + 1 < COLUMN ? "" : "  ",
		o->help);
}

void options_help(const struct options *t, struct str *to)
{
	for (size_t i = 0; i < t->n; i++)
		help_line(&t->v[i], to);
	help_line(&help_option, to);
}
