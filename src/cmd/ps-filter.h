/* SPDX-License-Identifier: Apache-2.0 */
/* The lines of ps(1) that are about the processes of a container. */
#ifndef BRIG_SRC_CMD_PS_FILTER_H
#define BRIG_SRC_CMD_PS_FILTER_H

#include "brig/base/str.h"
#include "brig/cgroup/pids.h"

enum { PS_HEAD_MAX = 65536 };

/* Takes what ps(1) prints, in parts of any size, and holds of it the beginning of one line: other
 * containers choose how much there is. */
struct ps_filter {
	const struct pid_list *pids; /* sorted */
	size_t column;
	enum { PS_HEADER, PS_LINE, PS_SHOWN, PS_HIDDEN } at; /* in the current line */
	size_t used;
	char head[PS_HEAD_MAX + 1]; /* the line's beginning, where it has to have its pid */
};

/* Adds to out the header and the lines of these processes, safe to be printed; false when no column
 * is called PID. */
bool ps_filter(struct ps_filter *f, const char *bytes, size_t n, struct str *out,
	struct err *e) must_check;

/* The end, perhaps of a line without a newline. */
bool ps_filter_end(struct ps_filter *f, struct str *out, struct err *e) must_check;

#endif
