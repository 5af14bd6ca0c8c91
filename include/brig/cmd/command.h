/* SPDX-License-Identifier: Apache-2.0 */
/* Commands as table rows: what each is called, takes and needs, and the function that runs it. */
#ifndef BRIG_CMD_COMMAND_H
#define BRIG_CMD_COMMAND_H

#include "brig/cmd/option.h"
#include "brig/launch/runtime.h"

/* A command line that has been read. */
struct invocation {
	struct runtime *rt;
	const void *options;      /* the command's own struct */
	const char *id;           /* the checked id of a command that needs one, else NULL */
	struct str_list operands; /* the others; v[n] is NULL */
	int status;               /* exit status when the command succeeds; 0 unless it says so */
};

/* What must be ready before a command can run. */
enum {
	NEEDS_ID = 1,   /* the first operand is the id of a container */
	NEEDS_ROOT = 2, /* rt->root */
	NEEDS_SEAL = 4, /* our file out of the container's reach: it will see us */
};

struct command {
	const char *name;
	const char *summary;  /* one line without a full stop */
	const char *synopsis; /* of the operands: "ID [SIGNAL]"; "" when there are none */
	unsigned needs;
	unsigned min, max; /* how many operands, the id included */
	enum operand_rule rule;
	struct options options;
	size_t size; /* of the struct that the options fill; zeroes are its defaults */
	int failure; /* exit status of an error of ours; 0 for the usual 1 */
	bool (*run)(struct invocation *in, struct err *e);
};

/* All commands, in the order of help; NULL after the last one. */
const struct command *command_at(size_t i);

/* NULL and an error with a suggestion when there is no such command. */
const struct command *command_find(const char *name, struct err *e) must_check;

/* Reads the arguments after the command's name, and runs it. *status is the exit status, on an
 * error too. */
bool command_run(const struct command *c, const char *const argv[], struct runtime *rt, int *status,
	struct err *e) must_check;

/* The words of `brig COMMAND --help`, in the arena. */
const char *command_help(const struct command *c, struct arena *a);

/* Writes text to standard output, all of it. */
bool print(const char *text, struct err *e) must_check;

#endif
