/* SPDX-License-Identifier: Apache-2.0 */
/* Filters the output of ps(1) by the processes of a container. */
#ifndef BRIG_SRC_CMD_PS_FILTER_H
#define BRIG_SRC_CMD_PS_FILTER_H

#include "brig/base/str.h"
#include "brig/cgroup/pids.h"

enum { PS_HEAD_MAX = 65536 }; /* bytes */

/* State of the filter. The filter keeps only the beginning of one line, because processes of other
 * containers control the length of the output. */
struct ps_filter {
	const struct pid_list *pids; /* sorted */
	size_t column;               /* of the pid, from 0 */
	enum {
		PS_HEADER, /* at the beginning of the first line */
		PS_LINE,   /* at the beginning of another line */
		PS_SHOWN,  /* in a line that is shown */
		PS_HIDDEN, /* in a line that is dropped */
	} state;
	size_t used;                /* bytes of head */
	char head[PS_HEAD_MAX + 1]; /* the beginning of the line, which must contain the pid */
};

/* Filters n bytes of the output of ps(1), a part of any size. Appends the header and the lines of
 * these processes to out, with control characters replaced. False when there is no column PID. */
bool ps_filter(struct ps_filter *f, const char *bytes, size_t n, struct str *out,
	struct err *e) must_check;

/* Ends the output, whose last line may lack its newline. */
bool ps_filter_end(struct ps_filter *f, struct str *out, struct err *e) must_check;

#endif
