/* SPDX-License-Identifier: Apache-2.0 */
/* UTF-8 strings, which JSON requires. */
#ifndef BRIG_JSON_UTF8_H
#define BRIG_JSON_UTF8_H

#include <stdbool.h>

/* Whether s is UTF-8 (RFC 3629). */
bool json_is_utf8(const char *s);

#endif
