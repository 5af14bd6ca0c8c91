/* SPDX-License-Identifier: Apache-2.0 */
/* Makes text from an image, a container or a bundle safe to print: without control characters,
 * which could move a terminal's cursor or imitate output of brig, and as valid UTF-8. */
#ifndef BRIG_BASE_SAFE_H
#define BRIG_BASE_SAFE_H

#include <stdbool.h>
#include <stddef.h>

/* The length in bytes of the character at p, which is before end; 0 when the bytes there are not
 * valid UTF-8 (RFC 3629). */
size_t utf8_size(const char *p, const char *end);

/* As utf8_size(), but 1 for a byte that is not valid UTF-8. *safe is false for such a byte, for
 * control characters (C0, DEL, C1), and for the characters of Unicode that change the direction of
 * text or break lines (U+061C, U+200E, U+200F, U+2028 to U+202E, U+2066 to U+2069). */
size_t safe_next(const char *p, const char *end, bool *safe);

/* Replaces each byte of an unsafe character with a question mark. The result is valid UTF-8. */
void safe_text(char *text, size_t n);

#endif
