/* SPDX-License-Identifier: Apache-2.0 */
/* The log: standard error, or a file that an engine reads. Functions return errors and do not log
 * them. */
#ifndef BRIG_BASE_LOG_H
#define BRIG_BASE_LOG_H

#include "brig/base/err.h"

enum log_level { LOG_ERROR, LOG_WARNING, LOG_DEBUG };
enum log_format { LOG_TEXT, LOG_JSON };

/* Opens the log file at path, created with mode 0600 or appended to; NULL or "" means standard
 * error. The format is text, or one JSON object per line with the members level, msg and time. */
bool log_open(
	const char *path, enum log_format format, enum log_level level, struct err *e) must_check;

/* Closes the file and restores the defaults: standard error, text, LOG_WARNING. */
void log_close(void);

/* The descriptor of the log file, close-on-exec; -1 when the log is standard error. */
int log_fd(void);

void log_warn(const char *fmt, ...) printf_like(1, 2);
void log_debug(const char *fmt, ...) printf_like(1, 2);

/* For main() only: logs the error that ends the command, to the log file and to standard error. */
void log_error(const struct err *e);

#endif
