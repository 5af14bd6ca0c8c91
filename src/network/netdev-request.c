/* SPDX-License-Identifier: Apache-2.0 */
/* Network devices as bytes, and from them. */
#include "brig/network/netdev-request.h"

void netdev_request_write(
	enum network_verb verb, const struct network_plan *p, struct serializer *to)
{
	pack_number(to, verb);
	pack_number(to, p->n);
	for (size_t i = 0; i < p->n; i++) {
		const struct network_device *dev = &p->v[i];

		pack_text(to, dev->host);
		pack_text(to, dev->name);
		pack_number(to, dev->template);
		pack_number(to, dev->moved);
		pack_number(to, dev->index);
	}
}

bool netdev_request_read(
	enum network_verb *verb, struct network_plan *ret, struct serializer *from, struct err *e)
{
	size_t cap = 0;

	*verb = (enum network_verb)unpack_number(from);
	*ret = (struct network_plan){0};
	for (size_t n = unpack_number(from); n > 0 && !from->cut; n--) {
		struct network_device *dev;

		ret->v = arena_grow(from->arena, ret->v, &ret->n, &cap, sizeof(*ret->v));
		dev = &ret->v[ret->n - 1];
		dev->host = unpack_text(from);
		dev->name = unpack_text(from);
		dev->template = unpack_number(from) != 0;
		dev->moved = unpack_number(from) != 0;
		dev->index = (unsigned)unpack_number(from);
	}
	return !from->cut || fail(e, "a request for network devices is cut off");
}

void netdev_answer_write(const struct network_plan *p, struct serializer *to)
{
	for (size_t i = 0; i < p->n; i++) {
		pack_number(to, p->v[i].moved);
		pack_number(to, p->v[i].index);
	}
}

void netdev_answer_read(struct network_plan *p, struct serializer *from)
{
	for (size_t i = 0; i < p->n; i++) {
		bool moved = unpack_number(from) != 0;
		unsigned index = (unsigned)unpack_number(from);

		if (from->cut)
			return;
		p->v[i].moved = moved;
		p->v[i].index = index;
	}
}
