/* SPDX-License-Identifier: Apache-2.0 */
/* Values one behind the other in a row of bytes, for another program of the same build: numbers in
 * this machine's order, what has a length behind its length. */
#ifndef BRIG_BASE_SERIALIZE_H
#define BRIG_BASE_SERIALIZE_H

#include <stdint.h>

#include "brig/base/arena.h"

/* Starts with its arena and nothing else; to be read, with v and n. */
struct serializer {
	struct arena *arena;
	uint8_t *v;
	size_t n, cap;
	size_t at; /* where the next value is read */
	bool cut;  /* a value was read that is not there: it came back as 0, "" or NULL */
};

void serialize_number(struct serializer *p, uint64_t number);
void serialize_bytes(struct serializer *p, const void *from, size_t n);
void serialize_text(struct serializer *p, const char *text);

/* Texts and bytes lie in the pack itself. */
uint64_t deserialize_number(struct serializer *p);
const void *deserialize_bytes(struct serializer *p, size_t *n);
const char *deserialize_text(struct serializer *p);

#endif
