/* SPDX-License-Identifier: Apache-2.0 */
/* Output formats of commands. */
#include "format.h"

static const struct name table_rows[] = {{"json", FORMAT_JSON}, {"table", FORMAT_TEXT}};
const struct names table_or_json = NAMES(table_rows);

static const struct name text_rows[] = {{"json", FORMAT_JSON}, {"text", FORMAT_TEXT}};
const struct names text_or_json = NAMES(text_rows);
