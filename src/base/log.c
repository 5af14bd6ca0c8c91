/* SPDX-License-Identifier: Apache-2.0 */
/* Writes each line, of text or JSON, with one write(2). */
#include "brig/base/log.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "brig/base/fd.h"
#include "brig/base/safe.h"
#include "brig/base/str.h"
#include "brig/base/utc.h"

enum { LINE_MAX_BYTES = 8192 };

static struct {
	int fd;
	enum log_format format;
	enum log_level level;
} sink = {.fd = -1, .level = LOG_WARNING};

static const char *level_name(enum log_level level)
{
	switch (level) {
	case LOG_ERROR:
		return "error";
	case LOG_WARNING:
		return "warning";
	case LOG_DEBUG:
		return "debug";
	}
	return "";
}

/* A link such as /dev/stderr is followed when it is root's or the caller's own, as the kernel has
 * it with fs.protected_symlinks: in a directory of everybody's another user could have put it
 * there. */
static int open_file(const char *path)
{
	const int flags = O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOCTTY | O_NONBLOCK;
	int fd = open(path, flags | O_NOFOLLOW, 0600);
	struct stat st;

	if (fd >= 0 || errno != ELOOP || lstat(path, &st) < 0)
		return fd;
	if (S_ISLNK(st.st_mode) && st.st_uid != 0 && st.st_uid != geteuid()) {
		errno = EACCES;
		return -1;
	}
	return open(path, flags, 0600);
}

bool log_open(const char *path, enum log_format format, enum log_level level, struct err *e)
{
	log_close();
	sink.format = format;
	sink.level = level;
	if (!path || !*path)
		return true;
	/* O_NONBLOCK: a FIFO without a reader is an error; otherwise open(2) would wait. */
	sink.fd = open_file(path);
	if (sink.fd >= 0 && fcntl(sink.fd, F_SETFL, O_APPEND) == 0)
		return true;
	return fail_errno(e, "open log file %s", path);
}

void log_close(void)
{
	fd_close(&sink.fd);
	sink.format = LOG_TEXT;
	sink.level = LOG_WARNING;
}

int log_fd(void)
{
	return sink.fd;
}

/* Writes text, which safe_text() has treated, as the inside of a JSON string; cuts it at room. */
static size_t json_escape(char *to, size_t room, const char *text)
{
	const char *end = text + strlen(text);
	size_t n = 0, size;
	bool safe;

	for (const char *p = text; p < end; p += size) {
		size = safe_next(p, end, &safe);
		if (n + size + 1 >= room)
			break;
		if (*p == '"' || *p == '\\')
			to[n++] = '\\';
		memcpy(to + n, p, size);
		n += size;
	}
	to[n] = '\0';
	return n;
}

static void write_line(int fd, const char *line, size_t n)
{
	ssize_t ignored = write(fd, line, n);

	(void)ignored;
}

static never_inline void put_text(int fd, enum log_level level, const char *text)
{
	char line[LINE_MAX_BYTES];
	int n = level == LOG_ERROR
			? snprintf(line, sizeof(line) - 1, "brig: %s", text)
			: snprintf(line, sizeof(line) - 1, "brig: %s: %s", level_name(level), text);

	n = n > (int)sizeof(line) - 2 ? (int)sizeof(line) - 2 : n;
	safe_text(line, (size_t)n);
	line[n] = '\n';
	write_line(fd, line, (size_t)n + 1);
}

static never_inline void put_json(int fd, enum log_level level, const char *text)
{
	char line[LINE_MAX_BYTES], when[UTC_TEXT], msg[ERR_TEXT_MAX];
	size_t n = str_put(msg, sizeof(msg), 0, text, strlen(text));

	safe_text(msg, n < sizeof(msg) ? n : sizeof(msg) - 1);
	utc_text(when, time(NULL));
	n = (size_t)snprintf(line, sizeof(line), "{\"level\":\"%s\",\"msg\":\"", level_name(level));
	n += json_escape(line + n, sizeof(line) - n - 64, msg);
	n += (size_t)snprintf(line + n, sizeof(line) - n, "\",\"time\":\"%sZ\"}\n", when);
	write_line(fd, line, n);
}

static void emit(enum log_level level, const char *text)
{
	int fd = sink.fd >= 0 ? sink.fd : STDERR_FILENO;

	if (level > sink.level)
		return;
	if (sink.format == LOG_JSON)
		put_json(fd, level, text);
	else
		put_text(fd, level, text);
}

void log_warn(const char *fmt, ...)
{
	char text[ERR_TEXT_MAX];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	emit(LOG_WARNING, text);
}

void log_debug(const char *fmt, ...)
{
	char text[ERR_TEXT_MAX];
	va_list ap;

	if (sink.level < LOG_DEBUG)
		return;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	emit(LOG_DEBUG, text);
}

void log_error(const struct err *e)
{
	emit(LOG_ERROR, e->text);
	if (sink.fd >= 0)
		put_text(STDERR_FILENO, LOG_ERROR, e->text);
}
