/* SPDX-License-Identifier: Apache-2.0 */
/* Filling and extending struct err. */
#include "brig/base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "brig/base/str.h"

/* What a name is too long for: so much of the text that the reason still stands behind it. */
enum { OWN_MAX = 1200, CONTEXT_MAX = 400 };

static void cut(char *text, size_t max)
{
	if (strlen(text) > max)
		memcpy(text + max - strlen("…"), "…", strlen("…") + 1);
}

/* strerror(3) looks for a translation each time, which costs more than all the rest. */
static const char *reason(int code)
{
	const char *known = strerrordesc_np(code);

	return known ? known : strerror(code);
}

/* What printf(3) does with a format of plain text and %s, as most are; false for any other. Many an
 * error is only looked at for its code, and the real one costs a new process eight page faults. */
static bool put_words(struct err *e, const char *fmt, va_list ap)
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

static printf_like(2, 0) void put(struct err *e, const char *fmt, va_list ap)
{
	va_list again;

	va_copy(again, ap);
	if (!put_words(e, fmt, ap))
		vsnprintf(e->text, sizeof(e->text), fmt, again);
	va_end(again);
}

void err_set(struct err *e, int code, const char *fmt, ...)
{
	const char *why = code ? reason(code) : NULL;
	va_list ap;
	size_t used;

	va_start(ap, fmt);
	put(e, fmt, ap);
	va_end(ap);
	e->code = code;
	if (!why)
		return;
	cut(e->text, OWN_MAX);
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
	cut(e->text, CONTEXT_MAX);
	used = strlen(e->text);
	snprintf(e->text + used, sizeof(e->text) - used, ": %s", inner);
}
