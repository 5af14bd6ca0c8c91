/* SPDX-License-Identifier: Apache-2.0 */
/* Decodes UTF-8 and classifies characters. */
#include "brig/base/safe.h"

#include <stdint.h>
#include <string.h>

static bool is_continuation(const char *p)
{
	return ((unsigned char)*p & 0xc0) == 0x80;
}

size_t utf8_size(const char *p, const char *end)
{
	unsigned char c = (unsigned char)p[0], d = end - p > 1 ? (unsigned char)p[1] : 0;

	if (c < 0x80)
		return 1;
	if (c < 0xc2 || c > 0xf4 || end - p < 2 || !is_continuation(p + 1))
		return 0;
	if (c < 0xe0)
		return 2;
	if (end - p < 3 || !is_continuation(p + 2) || (c == 0xe0 && d < 0xa0) ||
		(c == 0xed && d > 0x9f))
		return 0;
	if (c < 0xf0)
		return 3;
	if (end - p < 4 || !is_continuation(p + 3) || (c == 0xf0 && d < 0x90) ||
		(c == 0xf4 && d > 0x8f))
		return 0;
	return 4;
}

static uint32_t code_point(const char *p, size_t n)
{
	static const unsigned char head[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
	uint32_t c = (unsigned char)*p & head[n];

	for (size_t i = 1; i < n; i++)
		c = c << 6 | ((unsigned char)p[i] & 0x3f);
	return c;
}

static bool is_safe(uint32_t c)
{
	static const struct {
		uint32_t first, last;
	} unsafe[] = {{0, 0x1f}, {0x7f, 0x9f}, {0x61c, 0x61c}, {0x200e, 0x200f}, {0x2028, 0x202e},
		{0x2066, 0x2069}};

	for (size_t i = 0; i < sizeof(unsafe) / sizeof(unsafe[0]); i++)
		if (c >= unsafe[i].first && c <= unsafe[i].last)
			return false;
	return true;
}

size_t safe_next(const char *p, const char *end, bool *safe)
{
	size_t n = utf8_size(p, end);

	*safe = n > 0 && is_safe(code_point(p, n));
	return n > 0 ? n : 1;
}

void safe_text(char *text, size_t n)
{
	char *end = text + n;
	size_t size;
	bool safe;

	for (char *p = text; p < end; p += size) {
		size = safe_next(p, end, &safe);
		if (!safe)
			memset(p, '?', size);
	}
}
