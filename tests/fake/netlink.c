/* SPDX-License-Identifier: Apache-2.0 */
/* The fake of sys/netlink.h. */
#include "brig/sys/netlink.h"

#include <linux/if_addr.h>
#include <string.h>

#include "brig/sys/loopback.h"
#include "fake.h"

struct sys_netlink {
	bool there;
};

/* The host has eth0 (index 3) and lo, the container has lo; a moved device has this name. */
static char moved[16];

bool sys_loopback_up(struct err *e)
{
	return fake_call(e, "lo up");
}

int sys_own_netns(struct err *e)
{
	return fake_call(e, "own netns") ? fake_fd() : -1;
}

struct sys_netlink *sys_netlink_open(int netns, struct arena *a, struct err *e)
{
	struct sys_netlink *nl = arena_alloc(a, sizeof(*nl));

	nl->there = netns >= 0;
	return fake_call(e, "netlink %s", nl->there ? "there" : "here") ? nl : NULL;
}

void sys_netlink_close(struct sys_netlink *nl)
{
	(void)nl;
}

bool sys_links(struct sys_netlink *nl, struct arena *a, struct sys_link **ret, size_t *ret_n,
	struct err *e)
{
	struct sys_link *v = arena_array(a, 2, sizeof(*v));

	v[0] = (struct sys_link){1, "lo"};
	v[1] = nl->there ? (struct sys_link){9, moved} : (struct sys_link){3, "eth0"};
	*ret = v;
	*ret_n = 2;
	return fake_call(e, "links %s", nl->there ? "there" : "here");
}

bool sys_addresses(struct sys_netlink *nl, unsigned index, struct arena *a,
	struct sys_address **ret, size_t *ret_n, struct err *e)
{
	struct sys_address *v = arena_array(a, 2, sizeof(*v));

	(void)nl;
	v[0] = (struct sys_address){.family = 2, .prefix = 24, .flags = IFA_F_PERMANENT};
	v[1] = (struct sys_address){.family = 10, .prefix = 64, .scope = 253};
	*ret = v;
	*ret_n = 2;
	return fake_call(e, "addresses of %u", index);
}

bool sys_link_move(
	struct sys_netlink *nl, unsigned index, int netns, const char *name, struct err *e)
{
	(void)nl;
	(void)netns;
	if (!fake_call(e, "move %u as %s", index, name))
		return false;
	strncpy(moved, name, sizeof(moved) - 1);
	return true;
}

bool sys_link_rename(struct sys_netlink *nl, unsigned index, const char *name, struct err *e)
{
	(void)nl;
	return fake_call(e, "rename %u to %s", index, name);
}

bool sys_link_up(struct sys_netlink *nl, unsigned index, struct err *e)
{
	(void)nl;
	return fake_call(e, "up %u", index);
}

bool sys_address_add(
	struct sys_netlink *nl, unsigned index, const struct sys_address *a, struct err *e)
{
	(void)nl;
	return fake_call(e, "address of family %u to %u", a->family, index);
}
