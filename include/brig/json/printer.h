/* SPDX-License-Identifier: Apache-2.0 */
/* A document written piece by piece, as JSON or as indented text for people:
 *
 *     root:
 *       path: /bundle/rootfs
 *     mounts:
 *       - target: /proc
 *         options: nosuid, noexec
 *     hooks: none
 *
 * The outermost value is an object and is begun by printer_new() and ended by printer_text(). In
 * text, control characters are shown escaped, so that a value can't pass for another line. */
#ifndef BRIG_JSON_PRINTER_H
#define BRIG_JSON_PRINTER_H

#include <stdint.h>

#include "brig/base/arena.h"

enum printer_format { PRINTER_TEXT, PRINTER_JSON, PRINTER_LINE /* JSON on one line */ };

struct printer;

struct printer *printer_new(struct arena *a, enum printer_format format)
	__attribute__((returns_nonnull));

/* The whole result, ending with a newline; nothing may be added afterwards. All that was begun must
 * have been ended. */
const char *printer_text(struct printer *d) __attribute__((returns_nonnull));

/* key is NULL for an element of a list, and only then. */
void printer_object(struct printer *d, const char *key);
void printer_list(struct printer *d, const char *key);
void printer_end(struct printer *d); /* of the innermost object or list */

void printer_str(
	struct printer *d, const char *key, const char *value); /* value NULL: nothing is written */
void printer_strf(struct printer *d, const char *key, const char *fmt, ...) printf_like(3, 4);
void printer_int(struct printer *d, const char *key, int64_t value);
void printer_uint(struct printer *d, const char *key, uint64_t value);
void printer_number(
	struct printer *d, const char *key, const char *digits);   /* as JSON writes it: 0.25 */
void printer_bool(struct printer *d, const char *key, bool value); /* text: yes or no */

#endif
