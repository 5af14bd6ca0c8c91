/* SPDX-License-Identifier: Apache-2.0 */
/* Writes a document value by value, as JSON or as indented text for people:
 *
 *     root:
 *       path: /bundle/rootfs
 *     mounts:
 *       - target: /proc
 *         options: nosuid, noexec
 *     hooks: none
 *
 * The outermost value is an object: printer_new() begins it and printer_text() ends it. The text
 * format escapes control characters, so that a value cannot imitate another line. */
#ifndef BRIG_JSON_PRINTER_H
#define BRIG_JSON_PRINTER_H

#include <stdint.h>

#include "brig/base/arena.h"

enum printer_format { PRINTER_TEXT, PRINTER_JSON, PRINTER_LINE /* JSON on one line */ };

struct printer;

struct printer *printer_new(struct arena *a, enum printer_format format)
	__attribute__((returns_nonnull));

/* The whole document, with a newline at its end. The caller has ended all objects and lists, and
 * must not add anything afterwards. */
const char *printer_text(struct printer *p) __attribute__((returns_nonnull));

/* key is NULL for an element of a list, and only then, here and below. */
void printer_object(struct printer *p, const char *key);
void printer_list(struct printer *p, const char *key);
/* Ends the innermost object or list. */
void printer_end(struct printer *p);

/* Writes nothing when value is NULL. */
void printer_str(struct printer *p, const char *key, const char *value);
void printer_strf(struct printer *p, const char *key, const char *fmt, ...) printf_like(3, 4);
void printer_int(struct printer *p, const char *key, int64_t value);
void printer_uint(struct printer *p, const char *key, uint64_t value);
/* digits: a number in JSON notation, such as 0.25. */
void printer_number(struct printer *p, const char *key, const char *digits);
/* The text format has yes and no. */
void printer_bool(struct printer *p, const char *key, bool value);

#endif
