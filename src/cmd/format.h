/* SPDX-License-Identifier: Apache-2.0 */
/* The words of --format. */
#ifndef BRIG_SRC_CMD_FORMAT_H
#define BRIG_SRC_CMD_FORMAT_H

#include "brig/base/names.h"

enum output_format { FORMAT_TEXT, FORMAT_JSON };

/* "table" and "text" are both FORMAT_TEXT: what a person reads. */
extern const struct names table_or_json, text_or_json;

#endif
