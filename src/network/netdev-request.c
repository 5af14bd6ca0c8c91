/* SPDX-License-Identifier: Apache-2.0 */
/* Serialization of network device requests and answers. */
#include "brig/network/netdev-request.h"

void netdev_request_write(
	enum network_verb verb, const struct network_plan *p, struct serializer *to)
{
	serialize_number(to, verb);
	serialize_number(to, p->n);
	for (size_t i = 0; i < p->n; i++) {
		const struct network_device *dev = &p->v[i];

		serialize_text(to, dev->host);
		serialize_text(to, dev->name);
		serialize_number(to, dev->template);
		serialize_number(to, dev->moved);
		serialize_number(to, dev->index);
	}
}

bool netdev_request_read(
	enum network_verb *verb, struct network_plan *ret, struct serializer *from, struct err *e)
{
	size_t cap = 0;

	*verb = (enum network_verb)deserialize_number(from);
	*ret = (struct network_plan){0};
	for (size_t n = deserialize_number(from); n > 0 && !from->truncated; n--) {
		struct network_device *dev;

		ret->v = arena_grow(from->arena, ret->v, &ret->n, &cap, sizeof(*ret->v));
		dev = &ret->v[ret->n - 1];
		dev->host = deserialize_text(from);
		dev->name = deserialize_text(from);
		dev->template = deserialize_number(from) != 0;
		dev->moved = deserialize_number(from) != 0;
		dev->index = (unsigned)deserialize_number(from);
	}
	return !from->truncated || fail(e, "a request for network devices is truncated");
}

void netdev_answer_write(const struct network_plan *p, struct serializer *to)
{
	for (size_t i = 0; i < p->n; i++) {
		serialize_number(to, p->v[i].moved);
		serialize_number(to, p->v[i].index);
	}
}

void netdev_answer_read(struct network_plan *p, struct serializer *from)
{
	for (size_t i = 0; i < p->n; i++) {
		bool moved = deserialize_number(from) != 0;
		unsigned index = (unsigned)deserialize_number(from);

		if (from->truncated)
			return;
		p->v[i].moved = moved;
		p->v[i].index = index;
	}
}
