/* SPDX-License-Identifier: Apache-2.0 */
/* Moving devices, with their addresses, which the kernel drops on the way. */
#include <linux/if_addr.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <string.h>

#include "brig/base/fd.h"
#include "brig/base/str.h"
#include "brig/network/netdev.h"
#include "brig/sys/netlink.h"

struct ends {
	struct sys_netlink *here, *there;
	int here_ns, there_ns;
	struct arena *arena;
};

static void ends_close(struct ends *s)
{
	sys_netlink_close(s->here);
	sys_netlink_close(s->there);
	fd_close(&s->here_ns);
}

static bool ends_open(struct ends *s, int netns, struct arena *a, struct err *e)
{
	*s = (struct ends){.here_ns = -1, .there_ns = netns, .arena = a};
	s->here_ns = sys_own_netns(e);
	if (s->here_ns < 0)
		return false;
	s->here = sys_netlink_open(-1, a, e);
	if (s->here)
		s->there = sys_netlink_open(netns, a, e);
	return s->here && s->there;
}

static const struct sys_link *find(const struct sys_link *v, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(v[i].name, name))
			return &v[i];
	return NULL;
}

/* What is to travel: one device, from where, to where, under which name. */
struct journey {
	struct sys_netlink *from, *to;
	int to_ns;
	unsigned index;
	const char *name;
};

/* Under this name a device is found again on the other side: its index may change, and its own name
 * may be taken there. */
static void name_on_the_way(char out[16], unsigned index)
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

/* *arrived is its index on the other side as soon as it is there. */
static bool travel(const struct journey *j, unsigned *arrived, struct arena *a, struct err *e)
{
	struct sys_address *addresses;
	const struct sys_link *there;
	struct sys_link *links;
	size_t addresses_n, links_n;
	char name[16];

	name_on_the_way(name, j->index);
	if (!sys_addresses(j->from, j->index, a, &addresses, &addresses_n, e) ||
		!sys_link_move(j->from, j->index, j->to_ns, name, e) ||
		!sys_links(j->to, a, &links, &links_n, e))
		return false;
	there = find(links, links_n, name);
	if (!there)
		return fail(e, "the device has not arrived in the other namespace");
	*arrived = there->index;
	return sys_link_rename(j->to, there->index, j->name, e) &&
	       restore_addresses(j->to, there->index, addresses, addresses_n, e) &&
	       sys_link_up(j->to, there->index, e);
}

/* Before anything moves: every device is here, and no name is taken there. */
static bool check(struct network_plan *p, const struct ends *s, struct err *e)
{
	struct sys_link *here, *there;
	size_t here_n, there_n;

	if (!sys_links(s->here, s->arena, &here, &here_n, e) ||
		!sys_links(s->there, s->arena, &there, &there_n, e))
		return false;
	for (size_t i = 0; i < p->n; i++) {
		struct network_device *dev = &p->v[i];
		const struct sys_link *link = find(here, here_n, dev->host);

		if (!link)
			return fail(e,
				"linux.netDevices[\"%s\"]: there is no such device on the host",
				dev->host);
		if (!dev->template && find(there, there_n, dev->name))
			return fail(e,
				"linux.netDevices[\"%s\"]: the container has a device '%s' already",
				dev->host, dev->name);
		dev->index = link->index;
	}
	return true;
}

static bool move_all(struct network_plan *p, const struct ends *s, struct err *e)
{
	if (!check(p, s, e))
		return false;
	for (size_t i = 0; i < p->n; i++) {
		struct network_device *dev = &p->v[i];
		struct journey j = {s->here, s->there, s->there_ns, dev->index, dev->name};
		unsigned arrived = 0;
		bool ok = travel(&j, &arrived, s->arena, e);

		dev->moved = arrived != 0;
		dev->index = arrived;
		if (!ok)
			return fail_in(e, "linux.netDevices[\"%s\"]", dev->host);
	}
	return true;
}

bool network_move(struct network_plan *p, int netns, struct err *e)
{
	autoarena struct arena a = {0};
	struct ends s;
	bool ok;

	if (p->n == 0)
		return true;
	ok = ends_open(&s, netns, &a, e) && move_all(p, &s, e);
	ends_close(&s);
	return ok;
}

static bool restore_all(struct network_plan *p, const struct ends *s, struct err *e)
{
	bool ok = true;

	for (size_t i = 0; i < p->n; i++) {
		struct network_device *dev = &p->v[i];
		struct journey j = {s->there, s->here, s->here_ns, dev->index, dev->host};
		unsigned arrived;
		struct err why;

		if (!dev->moved)
			continue;
		if (travel(&j, &arrived, s->arena, &why)) {
			dev->moved = false;
		} else if (ok) {
			*e = why;
			ok = fail_in(e, "bring network device %s back", dev->host);
		}
	}
	return ok;
}

bool network_restore(struct network_plan *p, int netns, struct err *e)
{
	autoarena struct arena a = {0};
	struct ends s;
	bool any = false, ok;

	for (size_t i = 0; i < p->n; i++)
		any |= p->v[i].moved;
	if (!any)
		return true;
	ok = ends_open(&s, netns, &a, e) && restore_all(p, &s, e);
	ends_close(&s);
	return ok;
}
