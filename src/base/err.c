/* SPDX-License-Identifier: Apache-2.0 */
/* Filling and extending struct err. */
#include "brig/base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

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

void err_set(struct err *e, int code, const char *fmt, ...)
{
	va_list ap;
	size_t used;

	va_start(ap, fmt);
	vsnprintf(e->text, sizeof(e->text), fmt, ap);
	va_end(ap);
	e->code = code;
	if (code == 0)
		return;
	cut(e->text, OWN_MAX);
	used = strlen(e->text);
	snprintf(e->text + used, sizeof(e->text) - used, ": %s", reason(code));
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
