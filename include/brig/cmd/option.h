/* SPDX-License-Identifier: Apache-2.0 */
/* Options as tables: a row describes the spelling of an option, its value, and the field of the
 * command's option struct that receives the value. Parser, help and tests use the same rows. */
#ifndef BRIG_CMD_OPTION_H
#define BRIG_CMD_OPTION_H

#include <stddef.h>

#include "brig/base/names.h"
#include "brig/base/str.h"

/* The value that an option takes, and the type of the field that it sets. When an option other than
 * a list is given twice, the last value counts. */
enum option_kind {
	OPTION_FLAG,   /* bool; no value, =true or =false */
	OPTION_STRING, /* const char *, NULL when absent */
	OPTION_LIST,   /* struct str_list; each use appends a string */
	OPTION_UINT,   /* unsigned; decimal digits */
	OPTION_SIZE,   /* const int64_t *, NULL when absent; bytes, see parse_size() */
	OPTION_INT,    /* const int64_t *, NULL when absent; decimal, may be negative */
	OPTION_COUNT,  /* const uint64_t *, NULL when absent; decimal digits */
	OPTION_WORD,   /* an enum; one of the words of a name table */
};

struct option {
	const char *name; /* long name without dashes */
	char letter;      /* short name, 0 when there is none */
	enum option_kind kind;
	size_t offset;    /* of the field */
	const char *arg;  /* placeholder of the value in help: "DIR"; NULL for flags and words */
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
	OPERANDS_END_OPTIONS, /* the first operand and all arguments after it are operands */
};

struct parsed {
	bool help;                /* -h or --help was given; every table accepts it */
	struct str_list operands; /* v is never NULL, v[n] is NULL */
	const char *unknown;      /* the unknown option, without dashes, when that is the error */
};

/* Parses argv (NULL-terminated, without the program's name) and sets fields of *into. Accepted
 * spellings of a value: -b X, -bX, -b=X, --bundle X, --bundle=X, and long names with one dash, as
 * Go's flag libraries accept them; a long name has precedence over letters ("-bundle" is not "-b
 * undle"). Several flag letters may follow one dash. Strings point into argv; lists and numbers are
 * in the arena. */
bool options_parse(const struct options *t, enum operand_rule rule, const char *const argv[],
	void *into, struct arena *a, struct parsed *ret, struct err *e) must_check;

/* The option of that name (without dashes), --help included; NULL when there is none. */
const struct option *option_find(const struct options *t, const char *name);

/* Appends one help line per option, --help last. */
void options_help(const struct options *t, struct str *to);

#endif
