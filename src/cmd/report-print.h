/* SPDX-License-Identifier: Apache-2.0 */
/* The output of brig check. */
#ifndef BRIG_SRC_CMD_REPORT_PRINT_H
#define BRIG_SRC_CMD_REPORT_PRINT_H

#include "brig/base/report.h"

/* The report as text or JSON, in the report's arena. bundle is the path of the bundle. */
const char *report_text(const struct report *r);
const char *report_json(const struct report *r, const char *bundle);

#endif
