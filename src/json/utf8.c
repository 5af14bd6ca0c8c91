/* SPDX-License-Identifier: Apache-2.0 */
/* The checks that yajl does not make: overlong forms and surrogates in UTF-8, and escapes for half
 * of a surrogate pair, which yajl would replace with a question mark. */
#include "utf8.h"

#include <ctype.h>

#include "brig/base/safe.h"
#include "brig/base/str.h"
#include "brig/json/utf8.h"
#include "location.h"

bool json_is_utf8(const char *s)
{
	const char *end = s + strlen(s);
	size_t n;

	for (; s < end; s += n)
		if ((n = utf8_size(s, end)) == 0)
			return false;
	return true;
}

/* The value of the \uXXXX escape at p; -1 when there is none. */
static int escape_at(const char *p, const char *end)
{
	int n = 0;

	if (end - p < 6 || p[0] != '\\' || p[1] != 'u')
		return -1;
	for (int i = 2; i < 6; i++) {
		int c = tolower((unsigned char)p[i]);

		if (!isxdigit(c))
			return -1;
		n = n * 16 + (c <= '9' ? c - '0' : c - 'a' + 10);
	}
	return n;
}

/* The length of the escape at p in bytes; 0 when it is half of a surrogate pair. yajl reports all
 * other errors in it. */
static size_t escape_size(const char *p, const char *end)
{
	int n = escape_at(p, end), low;

	if (n < 0)
		return end - p > 1 && p[1] != '\n' && (unsigned char)p[1] < 0x80 ? 2 : 1;
	if (n < 0xd800 || n > 0xdfff)
		return 6;
	low = escape_at(p + 6, end);
	return n < 0xdc00 && low >= 0xdc00 && low <= 0xdfff ? 12 : 0;
}

/* Whether the text is ASCII without escapes, as nearly every config.json is. */
static bool is_plain_ascii(const char *p, size_t n)
{
	unsigned char seen = 0;

	for (size_t i = 0; i < n; i++)
		seen |= (unsigned char)p[i];
	return seen < 0x80 && !memchr(p, '\\', n);
}

bool text_check(struct reader *r)
{
	const char *p = r->text, *end = r->text + r->size;

	if (r->size >= 3 && memcmp(p, "\xef\xbb\xbf", 3) == 0) {
		reader_refuse_text(
			r, 0, "save it as UTF-8 without one", "begins with a byte order mark");
		return false;
	}
	if (is_plain_ascii(p, r->size))
		return true;
	while (p < end) {
		size_t n = *p == '\\' ? escape_size(p, end) : utf8_size(p, end);

		if (n == 0) {
			reader_refuse_text(r, (size_t)(p - r->text), NULL, "%s",
				*p == '\\' ? "an escape is half of a surrogate pair"
					   : "not valid UTF-8");
			return false;
		}
		p += n;
	}
	return true;
}
