/* SPDX-License-Identifier: Apache-2.0 */
/* How brig check prints a report, in the report's arena. */
#ifndef BRIG_SRC_CMD_REPORT_PRINT_H
#define BRIG_SRC_CMD_REPORT_PRINT_H

#include "brig/base/report.h"

const char *problems_text(const struct report *r);
const char *problems_json(const struct report *r, const char *bundle);

#endif
