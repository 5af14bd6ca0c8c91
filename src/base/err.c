/* SPDX-License-Identifier: Apache-2.0 */
/* Filling and extending struct err. */
#include "brig/base/err.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void append_reason(struct err *e, int code)
{
	size_t used = strlen(e->text);

	snprintf(e->text + used, sizeof(e->text) - used, ": %s", strerror(code));
}

bool fail(struct err *e, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(e->text, sizeof(e->text), fmt, ap);
	va_end(ap);
	e->code = 0;
	return false;
}

bool fail_code(struct err *e, int code, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(e->text, sizeof(e->text), fmt, ap);
	va_end(ap);
	e->code = code;
	append_reason(e, code);
	return false;
}

bool fail_errno(struct err *e, const char *fmt, ...)
{
	int code = errno;
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(e->text, sizeof(e->text), fmt, ap);
	va_end(ap);
	e->code = code;
	append_reason(e, code);
	return false;
}

bool fail_in(struct err *e, const char *fmt, ...)
{
	char inner[ERR_TEXT_MAX];
	va_list ap;
	size_t used;

	memcpy(inner, e->text, sizeof(inner));
	inner[sizeof(inner) - 1] = '\0';
	va_start(ap, fmt);
	vsnprintf(e->text, sizeof(e->text), fmt, ap);
	va_end(ap);
	used = strlen(e->text);
	snprintf(e->text + used, sizeof(e->text) - used, ": %s", inner);
	return false;
}
