/* SPDX-License-Identifier: Apache-2.0 */
/* Serializes values into bytes for another program of the same build: numbers are 8 bytes in the
 * machine's byte order; texts and bytes follow their length. */
#ifndef BRIG_BASE_SERIALIZE_H
#define BRIG_BASE_SERIALIZE_H

#include <stdint.h>

#include "brig/base/arena.h"

/* To write, all but the arena starts zeroed; to read, v and n are set as well. */
struct serializer {
	struct arena *arena;
	uint8_t *v;
	size_t n, cap;
	size_t at;      /* offset of the next value to read */
	bool truncated; /* a read went past the end; it and all later ones return 0, "" or NULL */
};

void serialize_number(struct serializer *p, uint64_t number);
void serialize_bytes(struct serializer *p, const void *from, size_t n);
void serialize_text(struct serializer *p, const char *text);

/* Texts and bytes are returned as pointers into v. */
uint64_t deserialize_number(struct serializer *p);
const void *deserialize_bytes(struct serializer *p, size_t *n);
const char *deserialize_text(struct serializer *p);

#endif
