/* SPDX-License-Identifier: Apache-2.0 */
/* Serializes requests to systemd and parses them. */
#include "brig/cgroup/systemd-request.h"

#include <string.h>

static void write_property(const struct cgroup_property *p, struct serializer *to)
{
	serialize_text(to, p->name);
	serialize_number(to, (uint64_t)p->type);
	switch (p->type) {
	case 's':
		serialize_text(to, p->text);
		break;
	case 'S':
		serialize_number(to, p->list.n);
		for (size_t i = 0; i < p->list.n; i++)
			serialize_text(to, p->list.v[i]);
		break;
	case 'Y':
		serialize_bytes(to, p->bytes.v, p->bytes.n);
		break;
	case 'P':
		serialize_number(to, p->pairs.n);
		for (size_t i = 0; i < p->pairs.n; i++) {
			serialize_text(to, p->pairs.v[i].key);
			serialize_text(to, p->pairs.v[i].value);
		}
		break;
	case 'd':
		serialize_bytes(to, &p->real, sizeof(p->real));
		break;
	default: /* integers and booleans, 64 bits */
		serialize_number(to, p->number);
	}
}

void systemd_request_write(const struct systemd_request *request, struct serializer *to)
{
	serialize_number(to, request->verb);
	serialize_text(to, request->unit.name);
	serialize_number(to, request->unit.user);
	serialize_number(to, (uint64_t)request->unit.timeout_ms);
	serialize_number(to, (uint64_t)request->pid);
	serialize_number(to, request->n);
	for (size_t i = 0; i < request->n; i++)
		write_property(&request->v[i], to);
}

static void read_real(double *ret, struct serializer *from)
{
	size_t n;
	const void *bytes = deserialize_bytes(from, &n);

	if (n == sizeof(*ret))
		memcpy(ret, bytes, n);
}

static void read_property(struct cgroup_property *p, struct serializer *from)
{
	size_t cap = 0, n;

	p->name = deserialize_text(from);
	p->type = (char)deserialize_number(from);
	switch (p->type) {
	case 's':
		p->text = deserialize_text(from);
		break;
	case 'S':
		for (n = deserialize_number(from); n > 0 && !from->truncated; n--) {
			p->list.v = arena_grow(
				from->arena, p->list.v, &p->list.n, &cap, sizeof(*p->list.v));
			p->list.v[p->list.n - 1] = deserialize_text(from);
		}
		break;
	case 'Y':
		p->bytes.v = (uint8_t *)deserialize_bytes(from, &p->bytes.n);
		break;
	case 'P':
		for (n = deserialize_number(from); n > 0 && !from->truncated; n--) {
			p->pairs.v = arena_grow(from->arena, p->pairs.v, &p->pairs.n, &p->pairs.cap,
				sizeof(*p->pairs.v));
			p->pairs.v[p->pairs.n - 1].key = deserialize_text(from);
			p->pairs.v[p->pairs.n - 1].value = deserialize_text(from);
		}
		break;
	case 'd':
		read_real(&p->real, from);
		break;
	default:
		p->number = deserialize_number(from);
	}
}

bool systemd_request_read(struct systemd_request *ret, struct serializer *from, struct err *e)
{
	struct cgroup_property *v = NULL;
	size_t cap = 0;

	*ret = (struct systemd_request){.verb = (enum systemd_verb)deserialize_number(from)};
	ret->unit.name = deserialize_text(from);
	ret->unit.user = deserialize_number(from) != 0;
	ret->unit.timeout_ms = (int)deserialize_number(from);
	ret->pid = (pid_t)deserialize_number(from);
	for (size_t n = deserialize_number(from); n > 0 && !from->truncated; n--) {
		v = arena_grow(from->arena, v, &ret->n, &cap, sizeof(*v));
		read_property(&v[ret->n - 1], from);
	}
	ret->v = v;
	return !from->truncated || fail(e, "a request to systemd is incomplete");
}
