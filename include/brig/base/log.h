/* SPDX-License-Identifier: Apache-2.0 */
/* The log sink: standard error, or a file that an engine reads. Library code returns errors and
 * does not log them. */
#ifndef BRIG_BASE_LOG_H
#define BRIG_BASE_LOG_H

#include "brig/base/err.h"

enum log_level { LOG_ERROR, LOG_WARNING, LOG_DEBUG };
enum log_format { LOG_TEXT, LOG_JSON };

/* Sends the log to the file at path (created with mode 0600 or appended to; NULL or "" for standard
 * error) as text or as lines of JSON with the keys level, msg and time. */
bool log_open(
	const char *path, enum log_format format, enum log_level level, struct err *e) must_check;

/* Closes the file and returns to standard error, text, warnings. */
void log_close(void);

/* The descriptor of the log file, -1 when the log is standard error. It is close-on-exec. */
int log_fd(void);

void log_warn(const char *fmt, ...) printf_like(1, 2);
void log_debug(const char *fmt, ...) printf_like(1, 2);

/* For main only: the error that ends the command. With a log file it goes to both the file and
 * standard error. */
void log_error(const struct err *e);

#endif
