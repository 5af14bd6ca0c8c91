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
 * The outermost value is an object and is begun by doc_new() and ended by doc_text(). In text,
 * control characters are shown escaped, so that a value can't pass for another line. */
#ifndef BRIG_JSON_PRINTER_H
#define BRIG_JSON_PRINTER_H

#include <stdint.h>

#include "brig/base/arena.h"

enum doc_format { DOC_TEXT, DOC_JSON, DOC_LINE /* JSON on one line */ };

struct doc;

struct doc *doc_new(struct arena *a, enum doc_format format) __attribute__((returns_nonnull));

/* The whole result, ending with a newline; nothing may be added afterwards. All that was begun must
 * have been ended. */
const char *doc_text(struct doc *d) __attribute__((returns_nonnull));

/* key is NULL for an element of a list, and only then. */
void doc_object(struct doc *d, const char *key);
void doc_list(struct doc *d, const char *key);
void doc_end(struct doc *d); /* of the innermost object or list */

void doc_str(
	struct doc *d, const char *key, const char *value); /* value NULL: nothing is written */
void doc_strf(struct doc *d, const char *key, const char *fmt, ...) printf_like(3, 4);
void doc_int(struct doc *d, const char *key, int64_t value);
void doc_uint(struct doc *d, const char *key, uint64_t value);
void doc_number(struct doc *d, const char *key, const char *digits); /* as JSON writes it: 0.25 */
void doc_bool(struct doc *d, const char *key, bool value);           /* text: yes or no */

#endif
