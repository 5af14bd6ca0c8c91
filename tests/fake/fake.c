/* SPDX-License-Identifier: Apache-2.0 */
/* The log of the fake kernel. */
#include "fake.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static struct {
	char text[256 * 1024];
	size_t used;
	unsigned calls, fail_at;
} fake;

void fake_reset(unsigned fail_at)
{
	fake.used = 0;
	fake.text[0] = '\0';
	fake.calls = 0;
	fake.fail_at = fail_at;
}

bool fake_call(struct err *e, const char *fmt, ...)
{
	size_t room = sizeof(fake.text) - fake.used;
	char *line = fake.text + fake.used;
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(line, room - 1, fmt, ap);
	va_end(ap);
	fake.calls++;
	if (fake.calls == fake.fail_at)
		return fail_code(e, EIO, "%s", line);
	fake.used += (size_t)n < room - 1 ? (size_t)n : room - 2;
	fake.text[fake.used++] = '\n';
	fake.text[fake.used] = '\0';
	return true;
}

const char *fake_lines(void)
{
	return fake.text;
}

unsigned fake_count(void)
{
	return fake.calls;
}

int fake_fd(void)
{
	return open("/dev/null", O_RDWR | O_CLOEXEC);
}
