/* SPDX-License-Identifier: Apache-2.0 */
/* The table of commands is consistent, and help names every command and option. */
#include "test.h"

#include <stdio.h>

#include "brig/cmd/command.h"
#include "brig/cmd/global.h"
#include "brig/cmd/help.h"
#include "brig/state/container.h"
#include "brig/state/list.h"
#include "brig/state/notify-socket.h"
#include "brig/state/start-socket.h"
#include "brig/state/status.h"

static void check_options(const struct options *t, const char *help)
{
	for (size_t i = 0; i < t->n; i++) {
		const struct option *o = &t->v[i];
		char spelled[64];

		snprintf(spelled, sizeof(spelled), "--%s", o->name);
		assert_non_null(strstr(help, spelled));
		assert_non_null(strstr(help, o->help));
		assert_int_equal(o->kind == OPTION_WORD, o->words != NULL);
		assert_true(o->kind == OPTION_FLAG || o->kind == OPTION_WORD || o->arg);
		assert_true(!o->words || names_sorted(o->words));
		assert_true(i == 0 || strcmp(t->v[i - 1].name, o->name) < 0);
		for (size_t j = 0; j < i; j++)
			assert_true(!o->letter || t->v[j].letter != o->letter);
	}
}

static void global_help_names_all(void **state)
{
	autoarena struct arena a = {0};
	const char *help = global_help(&a);
	const struct command *c;

	(void)state;
	check_options(&global_options, help);
	for (size_t i = 0; (c = command_at(i)); i++)
		assert_non_null(strstr(help, c->summary));
}

static void command_help_names_all(void **state)
{
	autoarena struct arena a = {0};
	const struct command *c;
	struct err e;

	(void)state;
	for (size_t i = 0; (c = command_at(i)); i++) {
		assert_ptr_equal(command_find(c->name, &e), c);
		assert_true(c->min <= c->max);
		assert_int_equal(c->max == 0, !*c->synopsis);
		assert_true(!(c->needs & NEEDS_ID) || c->min > 0);
		check_options(&c->options, command_help(c, &a));
	}
}

static void unknown_command(void **state)
{
	struct err e;

	(void)state;
	assert_null(command_find("craete", &e));
	assert_string_equal(e.text, "unknown command craete; did you mean create?");
	assert_null(command_find("exterminate", &e));
	assert_string_equal(e.text, "unknown command exterminate; see brig --help");
}

static bool run_line(const char *name, const char *const argv[], struct err *e)
{
	autoarena struct arena a = {0};
	struct runtime rt = {.arena = &a, .root = "/nonexistent/brig"};
	int status;

	return command_run(command_find(name, e), argv, &rt, &status, e);
}

static void wrong_command_lines(void **state)
{
	struct err e;

	(void)state;
	assert_false(run_line("state", (const char *const[]){NULL}, &e));
	assert_string_equal(
		e.text, "state: an argument is missing; usage: brig state [OPTION]... ID");
	assert_false(run_line("state", (const char *const[]){"a", "b", NULL}, &e));
	assert_false(run_line("list", (const char *const[]){"a", NULL}, &e));
	assert_string_equal(e.text, "list: takes no arguments");
	assert_false(run_line("delete", (const char *const[]){"--forec", "a", NULL}, &e));
	assert_string_equal(e.text, "delete: unknown option --forec; did you mean --force?");
	assert_false(run_line("list", (const char *const[]){"--root", "x", NULL}, &e));
	assert_string_equal(
		e.text, "list: --root is a global option; it belongs before the command");
}

static void wrong_ids(void **state)
{
	static const char *const ids[] = {"", ".hidden", "a/b", "..", "a b", "a\n", "ä"};
	char longest[257];
	struct err e;

	(void)state;
	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++)
		assert_false(container_id_check(ids[i], &e));
	assert_true(container_id_check("A-z_0+9.b", &e));
	assert_true(container_id_check("_", &e));
	memset(longest, 'a', sizeof(longest));
	longest[255] = '\0';
	assert_true(container_id_check(longest, &e));
	longest[255] = 'a';
	longest[256] = '\0';
	assert_false(container_id_check(longest, &e));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(global_help_names_all),
		cmocka_unit_test(command_help_names_all),
		cmocka_unit_test(unknown_command),
		cmocka_unit_test(wrong_command_lines),
		cmocka_unit_test(wrong_ids),
	};

	return cmocka_run_group_tests_name("help", tests, NULL, NULL);
}
