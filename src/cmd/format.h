/* SPDX-License-Identifier: Apache-2.0 */
/* Output formats of commands, and the words of --format. */
#ifndef BRIG_SRC_CMD_FORMAT_H
#define BRIG_SRC_CMD_FORMAT_H

#include "brig/base/names.h"

enum output_format { FORMAT_TEXT, FORMAT_JSON };

/* Both "table" and "text" stand for FORMAT_TEXT. */
extern const struct names table_or_json, text_or_json;

#endif
