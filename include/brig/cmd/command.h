/* SPDX-License-Identifier: Apache-2.0 */
/* Commands as table rows: the name, options, operands and requirements of each command, and the
 * function that runs it. */
#ifndef BRIG_CMD_COMMAND_H
#define BRIG_CMD_COMMAND_H

#include "brig/cmd/option.h"
#include "brig/launch/runtime.h"

/* A parsed command line. */
struct invocation {
	struct runtime *rt;
	const void *options; /* the command's own option struct */
	const char *id;      /* the container id, valid, of a command with NEEDS_ID; else NULL */
	struct str_list operands; /* the operands after the id; v[n] is NULL */
	int status;               /* exit status on success; 0 unless the command sets it */
};

/* Requirements that main() and command_run() fulfil before a command runs. */
enum {
	NEEDS_ID = 1,   /* the first operand is the id of a container */
	NEEDS_ROOT = 2, /* rt->root and rt->host are filled in */
	NEEDS_SEAL = 4, /* exe_seal() was called, as container processes see children of brig */
};

struct command {
	const char *name;
	const char *summary;  /* one line without a full stop */
	const char *synopsis; /* the operands: "ID [SIGNAL]"; "" when there are none */
	unsigned needs;
	unsigned min, max; /* number of operands, including the id */
	enum operand_rule rule;
	struct options options;
	size_t size; /* of the option struct; all-zero bytes are its defaults */
	int failure; /* exit status when run() fails; 0 stands for 1 */
	bool (*run)(struct invocation *in, struct err *e);
};

/* The commands in the order that help prints them; NULL after the last one. */
const struct command *command_at(size_t i);

/* The command of that name; NULL and an error, with a suggestion, when there is none. */
const struct command *command_find(const char *name, struct err *e) must_check;

/* Parses argv, the arguments after the command's name (NULL-terminated), and runs the command.
 * *status is the exit status, also on an error. */
bool command_run(const struct command *c, const char *const argv[], struct runtime *rt, int *status,
	struct err *e) must_check;

/* Writes all of text to standard output. */
bool print(const char *text, struct err *e) must_check;

#endif
