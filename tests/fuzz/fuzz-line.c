/* SPDX-License-Identifier: Apache-2.0 */
/* Fuzz target: parses the lines of the input as the arguments of a command line: global options,
 * command, its options and operands. The command is not run. Operands keep their order. */
#include <string.h>

#include "brig/cmd/command.h"
#include "brig/cmd/global.h"
#include "fuzz.h"

enum { ARGS_MAX = 64 };

static size_t split(const char **argv, char *text)
{
	size_t n = 0;

	for (char *arg; n < ARGS_MAX && (arg = strsep(&text, "\n"));)
		argv[n++] = arg;
	argv[n] = NULL;
	return n;
}

static void check_operands(const struct parsed *p, const char *const *argv, size_t n)
{
	size_t at = 0;

	check(p->operands.n <= n && !p->operands.v[p->operands.n]);
	for (size_t i = 0; i < p->operands.n; i++, at++) {
		while (at < n && argv[at] != p->operands.v[i])
			at++;
		check(at < n);
	}
}

static const char *const *try_options(const struct options *t, enum operand_rule rule,
	const char *const *argv, size_t size, struct arena *a)
{
	void *into = arena_alloc(a, size + 1);
	struct parsed parsed;
	struct err e;
	size_t n = 0;

	while (argv[n])
		n++;
	if (!options_parse(t, rule, argv, into, a, &parsed, &e)) {
		check(*e.text && memchr(e.text, '\0', sizeof(e.text)));
		return NULL;
	}
	check_operands(&parsed, argv, n);
	return parsed.operands.v;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	autoarena struct arena a = {0};
	const char *argv[ARGS_MAX + 1];
	const char *const *rest;
	const struct command *c;
	struct err e;

	split(argv, arena_strndup(&a, (const char *)data, size));
	rest = try_options(
		&global_options, OPERANDS_END_OPTIONS, argv, sizeof(struct global_options), &a);
	if (!rest || !*rest)
		return 0;
	c = command_find(*rest, &e);
	if (c)
		(void)try_options(&c->options, c->rule, rest + 1, c->size, &a);
	else
		check(*e.text);
	return 0;
}
