/* SPDX-License-Identifier: Apache-2.0 */
/* The row of each command, defined in the file of its name. */
#ifndef BRIG_SRC_CMD_TABLE_H
#define BRIG_SRC_CMD_TABLE_H

#include "brig/cmd/command.h"

extern const struct command check_command;
extern const struct command create_command;
extern const struct command delete_command;
extern const struct command events_command;
extern const struct command exec_command;
extern const struct command features_command;
extern const struct command help_command;
extern const struct command kill_command;
extern const struct command list_command;
extern const struct command pause_command;
extern const struct command plan_command;
extern const struct command ps_command;
extern const struct command resume_command;
extern const struct command run_command;
extern const struct command spec_command;
extern const struct command start_command;
extern const struct command state_command;
extern const struct command update_command;
extern const struct command version_command;

#endif
