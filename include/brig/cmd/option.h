/* SPDX-License-Identifier: Apache-2.0 */
/* Options as tables: a row says how an option is spelled, what it takes, and where in the command's
 * own struct the value goes. Parser, help and tests all read the same rows. */
#ifndef BRIG_CMD_OPTION_H
#define BRIG_CMD_OPTION_H

#include <stddef.h>

#include "brig/base/names.h"
#include "brig/base/str.h"

/* What an option takes and the type of the field that it sets. Given twice, the last one wins, but
 * for a list. */
enum option_kind {
	OPTION_FLAG,   /* bool; nothing, or =true or =false */
	OPTION_STRING, /* const char *, NULL when absent */
	OPTION_LIST,   /* struct str_list, one more string each time */
	OPTION_UINT,   /* unsigned; decimal digits */
	OPTION_SIZE,   /* const int64_t *, NULL when absent; bytes as parse_size() reads them */
	OPTION_INT,   /* const int64_t *, NULL when absent; decimal digits, perhaps after a minus */
	OPTION_COUNT, /* const uint64_t *, NULL when absent; decimal digits */
	OPTION_WORD,  /* an enum; one of the words of a table */
};

struct option {
	const char *name; /* long name without dashes */
	char letter;      /* short name, 0 when there is none */
	enum option_kind kind;
	size_t offset;    /* of the field */
	const char *arg;  /* what the value is, for help: "DIR"; NULL for flags and words */
	const char *help; /* one line without a full stop */
	const struct names *words; /* OPTION_WORD only */
};

struct options {
	const struct option *v;
	size_t n;
};

#define OPTIONS(table)                                      \
	{                                                   \
		(table), sizeof(table) / sizeof((table)[0]) \
	}

enum operand_rule {
	OPERANDS_ANYWHERE,    /* options may follow operands, until "--" */
	OPERANDS_END_OPTIONS, /* from the first operand on nothing is an option */
};

struct parsed {
	bool help;                /* -h or --help was given: every command has it */
	struct str_list operands; /* never NULL, and v[n] is NULL */
	const char *unknown;      /* the name that is none, when that is why reading failed */
};

/* Reads argv (NULL-terminated, without the program's name) and sets fields of *into. Spellings of a
 * value: -b X, -bX, -b=X, --bundle X, --bundle=X, and long names with one dash, as Go's flag
 * libraries take them; a long name wins over letters ("-bundle" is not "-b undle"). Flags that are
 * letters may share a dash. Strings stay in argv, lists and sizes are in the arena. */
bool options_parse(const struct options *t, enum operand_rule rule, const char *const argv[],
	void *into, struct arena *a, struct parsed *ret, struct err *e) must_check;

/* The option called name (without dashes), NULL when there is none. */
const struct option *option_find(const struct options *t, const char *name);

/* Appends the lines of help about the options, --help last. */
void options_help(const struct options *t, struct str *to);

/* The candidate nearest to what was typed, NULL when none is near enough to be meant. next() gives
 * the candidates by number, NULL after the last one. */
const char *suggest(
	const char *typed, const char *(*next)(const void *table, size_t i), const void *table);

#endif
