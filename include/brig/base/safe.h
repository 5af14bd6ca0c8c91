/* SPDX-License-Identifier: Apache-2.0 */
/* Text that others chose (an image, a container, a bundle) and we print: it must not move a
 * terminal's cursor, pass for lines of ours, turn around what stands beside it, or be no text. */
#ifndef BRIG_BASE_SAFE_H
#define BRIG_BASE_SAFE_H

#include <stdbool.h>
#include <stddef.h>

/* Bytes of the character at p, at least one before end; 0 when it is not one (RFC 3629). */
size_t utf8_size(const char *p, const char *end);

/* Bytes from p on, which is before end, that belong together: a character, or one byte that is
 * none. *safe is false for the latter, for control characters (C0, DEL, C1) and for those of
 * Unicode that order or break lines (U+061C, U+200E, U+200F, U+2028 to U+202E, U+2066 to U+2069).
 */
size_t safe_next(const char *p, const char *end, bool *safe);

/* Puts question marks in the place of what is not safe, one for each byte. The rest is UTF-8. */
void safe_text(char *text, size_t n);

#endif
