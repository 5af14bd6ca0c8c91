/* SPDX-License-Identifier: Apache-2.0 */
/* Fills and extends struct err. */
#include "brig/base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "brig/base/str.h"

/* Limits in bytes, so that a long name leaves space for the reason that follows it. */
enum { TEXT_MAX = 1200, CONTEXT_MAX = 400 };

static void truncate_text(char *text, size_t max)
{
	if (strlen(text) > max)
		memcpy(text + max - strlen("…"), "…", strlen("…") + 1);
}

/* strerror(3) looks for a translation at each call, which takes longer than all other parts of
 * err_set(). */
static const char *errno_text(int code)
{
	const char *known = strerrordesc_np(code);

	return known ? known : strerror(code);
}

/* Formats as printf(3), but only formats of plain text and %s, as most are; false for any other.
 * vsnprintf(3) costs a new process eight page faults, and callers often read only the code. */
static bool format_strings(struct err *e, const char *fmt, va_list ap)
{
	size_t used = str_put(e->text, sizeof(e->text), 0, "", 0);

	while (*fmt) {
		size_t n = strcspn(fmt, "%");
		const char *s = fmt;

		fmt += n;
		if (n == 0) {
			if (fmt[1] != 's')
				return false;
			s = va_arg(ap, const char *);
			s = s ? s : "(null)";
			n = strlen(s);
			fmt += 2;
		}
		used = str_put(e->text, sizeof(e->text), used, s, n);
	}
	return true;
}

static printf_like(2, 0) void format(struct err *e, const char *fmt, va_list ap)
{
	va_list again;

	va_copy(again, ap);
	if (!format_strings(e, fmt, ap))
		vsnprintf(e->text, sizeof(e->text), fmt, again);
	va_end(again);
}

void err_set(struct err *e, int code, const char *fmt, ...)
{
	const char *why = code ? errno_text(code) : NULL;
	va_list ap;
	size_t used;

	va_start(ap, fmt);
	format(e, fmt, ap);
	va_end(ap);
	e->code = code;
	if (!why)
		return;
	truncate_text(e->text, TEXT_MAX);
	used = str_put(e->text, sizeof(e->text), strlen(e->text), ": ", 2);
	str_put(e->text, sizeof(e->text), used, why, strlen(why));
}

void err_context(struct err *e, const char *fmt, ...)
{
	char inner[ERR_TEXT_MAX];
	va_list ap;
	size_t used;

	memcpy(inner, e->text, sizeof(inner));
	inner[sizeof(inner) - 1] = '\0';
	va_start(ap, fmt);
	vsnprintf(e->text, sizeof(e->text), fmt, ap);
	va_end(ap);
	truncate_text(e->text, CONTEXT_MAX);
	used = strlen(e->text);
	snprintf(e->text + used, sizeof(e->text) - used, ": %s", inner);
}
