/* SPDX-License-Identifier: Apache-2.0 */
/* Every spelling of an option, and the errors for wrong ones. */
#include "test.h"

#include "../../src/cmd/suggest.h"
#include "brig/cmd/option.h"

struct fields {
	bool quiet, detach;
	const char *bundle;
	struct str_list env;
	unsigned fds;
	const int64_t *memory, *quota;
	const uint64_t *count;
	enum { TEXT = 3, JSON = 7 } format;
};

static const struct name format_rows[] = {{"json", JSON}, {"text", TEXT}};
static const struct names formats = NAMES(format_rows);

#define AT(field) offsetof(struct fields, field)

/* clang-format off */
static const struct option rows[] = {
	{ "bundle", 'b', OPTION_STRING, AT(bundle), "DIR", "where the bundle is", NULL },
	{ "count", 0, OPTION_COUNT, AT(count), "N", "how often", NULL },
	{ "detach", 'd', OPTION_FLAG, AT(detach), NULL, "do not wait", NULL },
	{ "env", 'e', OPTION_LIST, AT(env), "NAME=VALUE", "one more variable", NULL },
	{ "fds", 0, OPTION_UINT, AT(fds), "N", "how many", NULL },
	{ "format", 'f', OPTION_WORD, AT(format), NULL, "how to print", &formats },
	{ "memory", 'm', OPTION_SIZE, AT(memory), "BYTES", "limit", NULL },
	{ "quota", 0, OPTION_INT, AT(quota), "N", "how much time", NULL },
	{ "quiet", 'q', OPTION_FLAG, AT(quiet), NULL, "say less", NULL },
};
/* clang-format on */

static const struct options table = OPTIONS(rows);

struct fixture {
	struct arena arena;
	struct fields got;
	struct parsed parsed;
	struct err e;
};

#define PARSE(f, rule, ...)                                                              \
	options_parse(&table, rule, (const char *const[]){__VA_ARGS__, NULL}, &(f)->got, \
		&(f)->arena, &(f)->parsed, &(f)->e)

static int set_up(void **state)
{
	*state = test_calloc(1, sizeof(struct fixture));
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	arena_free(&f->arena);
	test_free(f);
	return 0;
}

static void numbers(void **state)
{
	struct fixture *f = *state;

	assert_true(PARSE(f, OPERANDS_ANYWHERE, "--quota", "-1", "--count=18446744073709551615"));
	assert_int_equal(*f->got.quota, -1);
	assert_true(*f->got.count == UINT64_MAX);
	assert_false(PARSE(f, OPERANDS_ANYWHERE, "--count", "-1"));
	assert_string_equal(f->e.text, "option --count: '-1' is not a whole number");
	assert_false(PARSE(f, OPERANDS_ANYWHERE, "--quota", "1k"));
	assert_false(PARSE(f, OPERANDS_ANYWHERE, "--quota", ""));
	assert_false(PARSE(f, OPERANDS_ANYWHERE, "--quota", "9223372036854775808"));
}

static void string_spellings(void **state)
{
	/* clang-format off */
	static const char *const spellings[][3] = {
		{ "-b", "dir" }, { "-bdir" }, { "-b=dir" }, { "--bundle", "dir" }, { "--bundle=dir" },
		{ "-bundle", "dir" }, { "-bundle=dir" }, { "--b", "dir" }, { "--b=dir" },
	};
	/* clang-format on */
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof(spellings) / sizeof(spellings[0]); i++) {
		f->got.bundle = NULL;
		assert_true(options_parse(&table, OPERANDS_ANYWHERE, spellings[i], &f->got,
			&f->arena, &f->parsed, &f->e));
		assert_string_equal(f->got.bundle, "dir");
		assert_int_equal(f->parsed.operands.n, 0);
	}
}

static void flag_spellings(void **state)
{
	struct fixture *f = *state;

	assert_true(PARSE(f, OPERANDS_ANYWHERE, "-q"));
	assert_true(f->got.quiet);
	assert_true(PARSE(f, OPERANDS_ANYWHERE, "-q=false"));
	assert_false(f->got.quiet);
	assert_true(PARSE(f, OPERANDS_ANYWHERE, "--quiet=true"));
	assert_true(f->got.quiet);
	assert_true(PARSE(f, OPERANDS_ANYWHERE, "-quiet=false"));
	assert_false(f->got.quiet);
	assert_true(PARSE(f, OPERANDS_ANYWHERE, "--quiet", "true"));
	assert_true(f->got.quiet);
	assert_int_equal(f->parsed.operands.n, 1);
	assert_false(PARSE(f, OPERANDS_ANYWHERE, "--quiet=maybe"));
	assert_string_equal(f->e.text, "option --quiet: 'maybe' is neither true nor false");
}

static void letters_share_a_dash(void **state)
{
	struct fixture *f = *state;

	assert_true(PARSE(f, OPERANDS_ANYWHERE, "-qdb", "dir"));
	assert_true(f->got.quiet && f->got.detach);
	assert_string_equal(f->got.bundle, "dir");
	assert_true(PARSE(f, OPERANDS_ANYWHERE, "-qf=json"));
	assert_int_equal(f->got.format, JSON);
	assert_false(PARSE(f, OPERANDS_ANYWHERE, "-qz"));
	assert_string_equal(f->e.text, "unknown option -qz");
}

static void typed_values(void **state)
{
	struct fixture *f = *state;

	assert_true(PARSE(f, OPERANDS_ANYWHERE, "-e", "A=1", "-eB=2", "--env=C=3", "--fds=12",
		"--memory", "2k", "-f", "text"));
	assert_int_equal(f->got.env.n, 3);
	assert_string_equal(f->got.env.v[0], "A=1");
	assert_string_equal(f->got.env.v[1], "B=2");
	assert_string_equal(f->got.env.v[2], "C=3");
	assert_int_equal(f->got.fds, 12);
	assert_int_equal(*f->got.memory, 2048);
	assert_int_equal(f->got.format, TEXT);
}

static void wrong_values(void **state)
{
	struct fixture *f = *state;

	assert_false(PARSE(f, OPERANDS_ANYWHERE, "--fds", "-1"));
	assert_string_equal(f->e.text, "option --fds: '-1' is not a whole number");
	assert_false(PARSE(f, OPERANDS_ANYWHERE, "--fds", "4294967296"));
	assert_false(PARSE(f, OPERANDS_ANYWHERE, "-f", "yaml"));
	assert_string_equal(f->e.text, "option --format: 'yaml' is not one of json|text");
	assert_false(PARSE(f, OPERANDS_ANYWHERE, "--bundle"));
	assert_string_equal(f->e.text, "option --bundle needs a value: DIR");
	assert_false(PARSE(f, OPERANDS_ANYWHERE, "-f"));
	assert_string_equal(f->e.text, "option --format needs a value: json|text");
	assert_false(PARSE(f, OPERANDS_ANYWHERE, "-m", "lots"));
	assert_string_equal(f->e.text, "option --memory: 'lots' is not a size such as 512m");
}

static void empty_and_dashed_values(void **state)
{
	struct fixture *f = *state;

	assert_true(PARSE(f, OPERANDS_ANYWHERE, "--bundle="));
	assert_string_equal(f->got.bundle, "");
	assert_true(PARSE(f, OPERANDS_ANYWHERE, "-b", "-q"));
	assert_string_equal(f->got.bundle, "-q");
	assert_false(f->got.quiet);
	assert_true(PARSE(f, OPERANDS_ANYWHERE, "-b", "--"));
	assert_string_equal(f->got.bundle, "--");
	assert_true(PARSE(f, OPERANDS_ANYWHERE, "-b", "first", "-b", "last"));
	assert_string_equal(f->got.bundle, "last");
}

static void options_after_operands(void **state)
{
	struct fixture *f = *state;

	assert_true(PARSE(f, OPERANDS_ANYWHERE, "web", "-q", "-", "--", "-d", "--"));
	assert_true(f->got.quiet);
	assert_false(f->got.detach);
	assert_int_equal(f->parsed.operands.n, 4);
	assert_string_equal(f->parsed.operands.v[0], "web");
	assert_string_equal(f->parsed.operands.v[1], "-");
	assert_string_equal(f->parsed.operands.v[2], "-d");
	assert_string_equal(f->parsed.operands.v[3], "--");
	assert_null(f->parsed.operands.v[4]);
}

static void first_operand_ends_options(void **state)
{
	struct fixture *f = *state;

	assert_true(PARSE(f, OPERANDS_END_OPTIONS, "-d", "web", "-q", "--", "--unknown"));
	assert_true(f->got.detach);
	assert_false(f->got.quiet);
	assert_int_equal(f->parsed.operands.n, 4);
	assert_string_equal(f->parsed.operands.v[3], "--unknown");
}

static void unknown_options(void **state)
{
	struct fixture *f = *state;

	assert_false(PARSE(f, OPERANDS_ANYWHERE, "--bundel=x"));
	assert_string_equal(f->e.text, "unknown option --bundel=x; did you mean --bundle?");
	assert_false(PARSE(f, OPERANDS_ANYWHERE, "--something-else"));
	assert_string_equal(f->e.text, "unknown option --something-else");
	assert_false(PARSE(f, OPERANDS_ANYWHERE, "---q"));
	assert_false(PARSE(f, OPERANDS_ANYWHERE, "--=x"));
}

static void help_is_everywhere(void **state)
{
	struct fixture *f = *state;

	assert_true(PARSE(f, OPERANDS_ANYWHERE, "web", "--help"));
	assert_true(f->parsed.help);
	assert_true(PARSE(f, OPERANDS_ANYWHERE, "-h"));
	assert_true(f->parsed.help);
	assert_true(PARSE(f, OPERANDS_ANYWHERE, "-help"));
	assert_true(f->parsed.help);
	assert_true(PARSE(f, OPERANDS_ANYWHERE, "-b", "-h"));
	assert_false(f->parsed.help);
}

static void help_lines(void **state)
{
	struct fixture *f = *state;
	struct str s = {.arena = &f->arena};

	options_help(&table, &s);
	assert_non_null(strstr(str_text(&s), "  -b, --bundle DIR "));
	assert_non_null(strstr(str_text(&s), "      --fds N "));
	assert_non_null(strstr(str_text(&s), "  -f, --format json|text "));
	assert_non_null(strstr(str_text(&s), "  -h, --help "));
}

static const char *word_at(const void *words, size_t i)
{
	return ((const char *const *)words)[i];
}

static void suggestions(void **state)
{
	static const char *const words[] = {"create", "state", "start", "ps", NULL};

	(void)state;
	assert_string_equal(suggest("craete", word_at, words), "create");
	assert_string_equal(suggest("stat", word_at, words), "state");
	assert_string_equal(suggest("pss", word_at, words), "ps");
	assert_null(suggest("exterminate", word_at, words));
	assert_null(suggest("a-very-long-word-that-no-command-is-called", word_at, words));
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(numbers),
		CASE(string_spellings),
		CASE(flag_spellings),
		CASE(letters_share_a_dash),
		CASE(typed_values),
		CASE(wrong_values),
		CASE(empty_and_dashed_values),
		CASE(options_after_operands),
		CASE(first_operand_ends_options),
		CASE(unknown_options),
		CASE(help_is_everywhere),
		CASE(help_lines),
		CASE(suggestions),
	};

	return cmocka_run_group_tests_name("option", tests, NULL, NULL);
}
