/* SPDX-License-Identifier: Apache-2.0 */
/* Network devices by rtnetlink(7), with libmnl. Only the helper program uses this. */
#ifndef BRIG_SYS_NETLINK_H
#define BRIG_SYS_NETLINK_H

#include <stddef.h>
#include <stdint.h>

#include "brig/base/arena.h"

struct sys_netlink;

/* Returns a descriptor of the caller's network namespace; -1 on error. */
int sys_own_netns(struct err *e) must_check;

struct sys_link {
	unsigned index;
	const char *name;
};

struct sys_address {
	uint8_t family, prefix, scope;
	uint32_t flags; /* IFA_F_* */
	size_t size;    /* of each address in bytes: 4 or 16; 0 when absent */
	uint8_t local[16], address[16], broadcast[16];
	bool has_local, has_address, has_broadcast;
	uint32_t metric; /* IFA_RT_PRIORITY, 0: none */
};

/* Opens a socket in the network namespace netns (a descriptor; -1: the caller's). The caller
 * returns to its own namespace before the function returns; the socket stays in the other one.
 * NULL on error. */
struct sys_netlink *sys_netlink_open(int netns, struct arena *a, struct err *e) must_check;
void sys_netlink_close(struct sys_netlink *nl);

/* Lists all devices of the socket's namespace, in the arena. */
bool sys_links(struct sys_netlink *nl, struct arena *a, struct sys_link **ret, size_t *ret_n,
	struct err *e) must_check;

/* Lists the IPv4 and IPv6 addresses of a device, in the arena. */
bool sys_addresses(struct sys_netlink *nl, unsigned index, struct arena *a,
	struct sys_address **ret, size_t *ret_n, struct err *e) must_check;

/* Moves a device to another namespace; the device gets the (temporary) name. */
bool sys_link_move(struct sys_netlink *nl, unsigned index, int netns, const char *name,
	struct err *e) must_check;

/* Renames a device; name may be a template such as "eth%d". */
bool sys_link_rename(
	struct sys_netlink *nl, unsigned index, const char *name, struct err *e) must_check;
bool sys_link_up(struct sys_netlink *nl, unsigned index, struct err *e) must_check;

/* Adds an address to a device. An address that exists already is no error. */
bool sys_address_add(struct sys_netlink *nl, unsigned index, const struct sys_address *a,
	struct err *e) must_check;

#endif
