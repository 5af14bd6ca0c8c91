/* SPDX-License-Identifier: Apache-2.0 */
/* Requests of the bus as bytes, and from them. */
#include "brig/cgroup/systemd-request.h"

#include <string.h>

static void pack_property(const struct cgroup_property *p, struct serializer *to)
{
	pack_text(to, p->name);
	pack_number(to, (uint64_t)p->type);
	switch (p->type) {
	case 's':
		pack_text(to, p->text);
		break;
	case 'S':
		pack_number(to, p->list.n);
		for (size_t i = 0; i < p->list.n; i++)
			pack_text(to, p->list.v[i]);
		break;
	case 'Y':
		pack_bytes(to, p->bytes.v, p->bytes.n);
		break;
	case 'P':
		pack_number(to, p->pairs.n);
		for (size_t i = 0; i < p->pairs.n; i++) {
			pack_text(to, p->pairs.v[i].key);
			pack_text(to, p->pairs.v[i].value);
		}
		break;
	case 'd':
		pack_bytes(to, &p->real, sizeof(p->real));
		break;
	default: /* of 64 bits, with a sign or without */
		pack_number(to, p->number);
	}
}

void systemd_request_write(const struct systemd_request *request, struct serializer *to)
{
	pack_number(to, request->verb);
	pack_text(to, request->unit.name);
	pack_number(to, request->unit.user);
	pack_number(to, (uint64_t)request->unit.timeout_ms);
	pack_number(to, (uint64_t)request->pid);
	pack_number(to, request->n);
	for (size_t i = 0; i < request->n; i++)
		pack_property(&request->v[i], to);
}

static void unpack_real(double *ret, struct serializer *from)
{
	size_t n;
	const void *bytes = unpack_bytes(from, &n);

	if (n == sizeof(*ret))
		memcpy(ret, bytes, n);
}

static void unpack_property(struct cgroup_property *p, struct serializer *from)
{
	size_t cap = 0, n;

	p->name = unpack_text(from);
	p->type = (char)unpack_number(from);
	switch (p->type) {
	case 's':
		p->text = unpack_text(from);
		break;
	case 'S':
		for (n = unpack_number(from); n > 0 && !from->cut; n--) {
			p->list.v = arena_grow(
				from->arena, p->list.v, &p->list.n, &cap, sizeof(*p->list.v));
			p->list.v[p->list.n - 1] = unpack_text(from);
		}
		break;
	case 'Y':
		p->bytes.v = (uint8_t *)unpack_bytes(from, &p->bytes.n);
		break;
	case 'P':
		for (n = unpack_number(from); n > 0 && !from->cut; n--) {
			p->pairs.v = arena_grow(from->arena, p->pairs.v, &p->pairs.n, &p->pairs.cap,
				sizeof(*p->pairs.v));
			p->pairs.v[p->pairs.n - 1].key = unpack_text(from);
			p->pairs.v[p->pairs.n - 1].value = unpack_text(from);
		}
		break;
	case 'd':
		unpack_real(&p->real, from);
		break;
	default:
		p->number = unpack_number(from);
	}
}

bool systemd_request_read(struct systemd_request *ret, struct serializer *from, struct err *e)
{
	struct cgroup_property *v = NULL;
	size_t cap = 0;

	*ret = (struct systemd_request){.verb = (enum systemd_verb)unpack_number(from)};
	ret->unit.name = unpack_text(from);
	ret->unit.user = unpack_number(from) != 0;
	ret->unit.timeout_ms = (int)unpack_number(from);
	ret->pid = (pid_t)unpack_number(from);
	for (size_t n = unpack_number(from); n > 0 && !from->cut; n--) {
		v = arena_grow(from->arena, v, &ret->n, &cap, sizeof(*v));
		unpack_property(&v[ret->n - 1], from);
	}
	ret->v = v;
	return !from->cut || fail(e, "a request of the bus is cut off");
}
