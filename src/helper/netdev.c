/* SPDX-License-Identifier: Apache-2.0 */
/* Moving devices between network namespaces. The kernel drops the addresses of a moved device, so
 * they are added again. */
#include <linux/if_addr.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <string.h>

#include "brig/base/fd.h"
#include "brig/base/str.h"
#include "brig/network/netdev.h"
#include "brig/sys/netlink.h"

struct namespaces {
	struct sys_netlink *host, *container;
	int host_ns, container_ns;
	struct arena *arena;
};

static void namespaces_close(struct namespaces *s)
{
	sys_netlink_close(s->host);
	sys_netlink_close(s->container);
	fd_close(&s->host_ns);
}

static bool namespaces_open(struct namespaces *s, int netns, struct arena *a, struct err *e)
{
	*s = (struct namespaces){.host_ns = -1, .container_ns = netns, .arena = a};
	s->host_ns = sys_own_netns(e);
	if (s->host_ns < 0)
		return false;
	s->host = sys_netlink_open(-1, a, e);
	if (s->host)
		s->container = sys_netlink_open(netns, a, e);
	return s->host && s->container;
}

static const struct sys_link *find(const struct sys_link *v, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(v[i].name, name))
			return &v[i];
	return NULL;
}

/* The move of one device: its source and destination, and its name there. */
struct move {
	struct sys_netlink *from, *to;
	int to_ns;
	unsigned index;
	const char *name;
};

/* Finds the device in the destination: its index may change, and its own name may be in use there.
 */
static void temporary_name(char out[16], unsigned index)
{
	snprintf(out, 16, "brig%u", index);
}

static bool restore_addresses(struct sys_netlink *to, unsigned index, const struct sys_address *v,
	size_t n, struct err *e)
{
	for (size_t i = 0; i < n; i++) {
		if (!(v[i].flags & IFA_F_PERMANENT) || v[i].scope != RT_SCOPE_UNIVERSE)
			continue;
		if (!sys_address_add(to, index, &v[i], e))
			return false;
	}
	return true;
}

/* Sets *new_index as soon as the device is in the destination. */
static bool move_device(const struct move *m, unsigned *new_index, struct arena *a, struct err *e)
{
	struct sys_address *addresses;
	const struct sys_link *found;
	struct sys_link *links;
	size_t addresses_n, links_n;
	char name[16];

	temporary_name(name, m->index);
	if (!sys_addresses(m->from, m->index, a, &addresses, &addresses_n, e) ||
		!sys_link_move(m->from, m->index, m->to_ns, name, e) ||
		!sys_links(m->to, a, &links, &links_n, e))
		return false;
	found = find(links, links_n, name);
	if (!found)
		return fail(e, "the device is missing in the other namespace");
	*new_index = found->index;
	return sys_link_rename(m->to, found->index, m->name, e) &&
	       restore_addresses(m->to, found->index, addresses, addresses_n, e) &&
	       sys_link_up(m->to, found->index, e);
}

/* Checks before the first move that every device exists and no name is in use in the container. */
static bool check(struct network_plan *p, const struct namespaces *s, struct err *e)
{
	struct sys_link *host, *container;
	size_t host_n, container_n;

	if (!sys_links(s->host, s->arena, &host, &host_n, e) ||
		!sys_links(s->container, s->arena, &container, &container_n, e))
		return false;
	for (size_t i = 0; i < p->n; i++) {
		struct network_device *dev = &p->v[i];
		const struct sys_link *link = find(host, host_n, dev->host);

		if (!link)
			return fail(e, "linux.netDevices[\"%s\"]: no such device on the host",
				dev->host);
		if (!dev->template && find(container, container_n, dev->name))
			return fail(e,
				"linux.netDevices[\"%s\"]: the container already has a device '%s'",
				dev->host, dev->name);
		dev->index = link->index;
	}
	return true;
}

static bool move_all(struct network_plan *p, const struct namespaces *s, struct err *e)
{
	if (!check(p, s, e))
		return false;
	for (size_t i = 0; i < p->n; i++) {
		struct network_device *dev = &p->v[i];
		struct move m = {s->host, s->container, s->container_ns, dev->index, dev->name};
		unsigned new_index = 0;
		bool ok = move_device(&m, &new_index, s->arena, e);

		dev->moved = new_index != 0;
		dev->index = new_index;
		if (!ok)
			return fail_in(e, "linux.netDevices[\"%s\"]", dev->host);
	}
	return true;
}

bool network_move(struct network_plan *p, int netns, struct err *e)
{
	autoarena struct arena a = {0};
	struct namespaces s;
	bool ok;

	if (p->n == 0)
		return true;
	ok = namespaces_open(&s, netns, &a, e) && move_all(p, &s, e);
	namespaces_close(&s);
	return ok;
}

static bool restore_all(struct network_plan *p, const struct namespaces *s, struct err *e)
{
	bool ok = true;

	for (size_t i = 0; i < p->n; i++) {
		struct network_device *dev = &p->v[i];
		struct move m = {s->container, s->host, s->host_ns, dev->index, dev->host};
		unsigned new_index;
		struct err why;

		if (!dev->moved)
			continue;
		if (move_device(&m, &new_index, s->arena, &why)) {
			dev->moved = false;
		} else if (ok) {
			*e = why;
			ok = fail_in(e, "move network device %s back", dev->host);
		}
	}
	return ok;
}

bool network_restore(struct network_plan *p, int netns, struct err *e)
{
	autoarena struct arena a = {0};
	struct namespaces s;
	bool any_moved = false, ok;

	for (size_t i = 0; i < p->n; i++)
		any_moved |= p->v[i].moved;
	if (!any_moved)
		return true;
	ok = namespaces_open(&s, netns, &a, e) && restore_all(p, &s, e);
	namespaces_close(&s);
	return ok;
}
