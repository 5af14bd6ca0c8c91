/* SPDX-License-Identifier: Apache-2.0 */
/* Help texts, made from the tables of commands and options. */
#ifndef BRIG_CMD_HELP_H
#define BRIG_CMD_HELP_H

#include "brig/cmd/command.h"

/* The text of `brig --help`, in the arena. */
const char *global_help(struct arena *a);

/* The text of `brig COMMAND --help`, in the arena. */
const char *command_help(const struct command *c, struct arena *a);

#endif
