/* SPDX-License-Identifier: Apache-2.0 */
/* rtnetlink(7), in the helper program. libmnl is loaded on demand, because it may be missing. */
#include "brig/sys/netlink.h"

#include <fcntl.h>
#include <libmnl/libmnl.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sched.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "brig/base/fd.h"
#include "brig/sys/file.h"
#include "brig/sys/library.h"
#include "brig/sys/procfs.h"

// clang-format off
#define MNL_CALLS(X) \
	X(mnl_socket_open2) X(mnl_socket_close) X(mnl_socket_bind) X(mnl_socket_setsockopt) \
	X(mnl_socket_get_portid) X(mnl_socket_sendto) X(mnl_socket_recvfrom) X(mnl_cb_run) \
	X(mnl_nlmsg_put_header) X(mnl_nlmsg_put_extra_header) X(mnl_nlmsg_get_payload) \
	X(mnl_nlmsg_get_payload_offset) X(mnl_nlmsg_get_payload_tail) X(mnl_attr_ok) X(mnl_attr_next) \
	X(mnl_attr_get_type) X(mnl_attr_validate) X(mnl_attr_get_str) X(mnl_attr_get_u32) \
	X(mnl_attr_get_payload) X(mnl_attr_get_payload_len) X(mnl_attr_put) X(mnl_attr_put_u32) \
	X(mnl_attr_put_strz)
// clang-format on

struct calls {
	MNL_CALLS(LIBRARY_MEMBER)
};

static const char *const names[] = {MNL_CALLS(LIBRARY_NAME)};

struct sys_netlink {
	struct calls f;
	struct mnl_socket *sock;
	unsigned port, seq;
	char *buf;
	size_t size;
};

int sys_own_netns(struct err *e)
{
	int proc = sys_procfs(e);

	return proc >= 0 ? sys_open_at(proc, "thread-self/ns/net", O_RDONLY, e) : -1;
}

/* A netlink socket stays in the namespace in which it was created. */
static struct mnl_socket *socket_in(int netns, const struct calls *f, struct err *e)
{
	autoclose int own = netns >= 0 ? sys_own_netns(e) : -1;
	struct mnl_socket *sock;

	if (netns >= 0 && own < 0)
		return NULL;
	if (netns >= 0 && setns(netns, CLONE_NEWNET) < 0)
		return fail_null(fail_errno(e, "enter the container's network namespace"));
	sock = f->mnl_socket_open2(NETLINK_ROUTE, SOCK_CLOEXEC);
	if (!sock)
		err_set(e, errno, "open a netlink socket");
	if (netns >= 0 && setns(own, CLONE_NEWNET) < 0) {
		err_set(e, errno, "return to the host's network namespace");
		if (sock)
			f->mnl_socket_close(sock);
		return NULL;
	}
	return sock;
}

struct sys_netlink *sys_netlink_open(int netns, struct arena *a, struct err *e)
{
	struct sys_netlink *nl = arena_alloc(a, sizeof(*nl));
	int strict = 1;

	if (!sys_library_load("libmnl.so.0", names, sizeof(names) / sizeof(names[0]),
		    (void **)(void *)&nl->f, "linux.netDevices", e))
		return NULL;
	nl->sock = socket_in(netns, &nl->f, e);
	if (!nl->sock)
		return NULL;
	if (nl->f.mnl_socket_bind(nl->sock, 0, MNL_SOCKET_AUTOPID) < 0) {
		err_set(e, errno, "bind a netlink socket");
		nl->f.mnl_socket_close(nl->sock);
		return NULL;
	}
	/* NETLINK_EXT_ACK adds the kernel's message to errors; kernels before 4.12 lack it. */
	nl->f.mnl_socket_setsockopt(nl->sock, NETLINK_EXT_ACK, &strict, sizeof(strict));
	nl->port = nl->f.mnl_socket_get_portid(nl->sock);
	nl->size = (size_t)MNL_SOCKET_BUFFER_SIZE * 4;
	nl->buf = arena_alloc(a, nl->size);
	return nl;
}

void sys_netlink_close(struct sys_netlink *nl)
{
	if (nl)
		nl->f.mnl_socket_close(nl->sock);
}

/* Sends the message in the buffer and passes the replies to cb; false with errno on failure. */
static bool request(struct sys_netlink *nl, struct nlmsghdr *h, mnl_cb_t cb, void *data)
{
	int ret = 1;

	h->nlmsg_seq = ++nl->seq;
	if (nl->f.mnl_socket_sendto(nl->sock, h, h->nlmsg_len) < 0)
		return false;
	do {
		ssize_t n = nl->f.mnl_socket_recvfrom(nl->sock, nl->buf, nl->size);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		ret = nl->f.mnl_cb_run(nl->buf, (size_t)n, nl->seq, nl->port, cb, data);
	} while (ret > 0);
	return ret == 0;
}

static struct nlmsghdr *new_message(struct sys_netlink *nl, uint16_t type, uint16_t flags)
{
	struct nlmsghdr *h = nl->f.mnl_nlmsg_put_header(nl->buf);

	h->nlmsg_type = type;
	h->nlmsg_flags = NLM_F_REQUEST | flags;
	return h;
}

/* Iterates over the attributes after a header of n bytes, as mnl_attr_for_each() does. */
static struct nlattr *first(const struct calls *f, const struct nlmsghdr *h, size_t n)
{
	return f->mnl_nlmsg_get_payload_offset(h, n);
}

static struct nlattr *valid(const struct calls *f, const struct nlmsghdr *h, struct nlattr *attr)
{
	const char *end = f->mnl_nlmsg_get_payload_tail(h);

	return f->mnl_attr_ok(attr, (int)(end - (const char *)attr)) ? attr : NULL;
}

struct links {
	const struct calls *f;
	struct arena *arena;
	struct sys_link *v;
	size_t n, cap;
};

static int read_link(const struct nlmsghdr *h, void *data)
{
	struct links *l = data;
	const struct calls *f = l->f;
	const struct ifinfomsg *info = f->mnl_nlmsg_get_payload(h);
	struct nlattr *attr;

	for (attr = first(f, h, sizeof(*info)); (attr = valid(f, h, attr));
		attr = f->mnl_attr_next(attr)) {
		if (f->mnl_attr_get_type(attr) != IFLA_IFNAME ||
			f->mnl_attr_validate(attr, MNL_TYPE_NUL_STRING) < 0)
			continue;
		l->v = arena_grow(l->arena, l->v, &l->n, &l->cap, sizeof(*l->v));
		l->v[l->n - 1].index = (unsigned)info->ifi_index;
		l->v[l->n - 1].name = arena_strdup(l->arena, f->mnl_attr_get_str(attr));
	}
	return MNL_CB_OK;
}

bool sys_links(struct sys_netlink *nl, struct arena *a, struct sys_link **ret, size_t *ret_n,
	struct err *e)
{
	struct nlmsghdr *h = new_message(nl, RTM_GETLINK, NLM_F_DUMP);
	struct links l = {.f = &nl->f, .arena = a};

	nl->f.mnl_nlmsg_put_extra_header(h, sizeof(struct ifinfomsg));
	if (!request(nl, h, read_link, &l))
		return fail_errno(e, "list network devices");
	*ret = l.v;
	*ret_n = l.n;
	return true;
}

struct addresses {
	const struct calls *f;
	struct arena *arena;
	unsigned index;
	struct sys_address *v;
	size_t n, cap;
};

static bool copy_bytes(const struct calls *f, uint8_t out[16], const struct nlattr *attr)
{
	size_t n = f->mnl_attr_get_payload_len(attr);

	if (n > 16)
		return false;
	memcpy(out, f->mnl_attr_get_payload(attr), n);
	return true;
}

static void read_attribute(const struct calls *f, struct sys_address *to, const struct nlattr *attr)
{
	switch (f->mnl_attr_get_type(attr)) {
	case IFA_LOCAL:
		to->has_local = copy_bytes(f, to->local, attr);
		break;
	case IFA_ADDRESS:
		to->has_address = copy_bytes(f, to->address, attr);
		break;
	case IFA_BROADCAST:
		to->has_broadcast = copy_bytes(f, to->broadcast, attr);
		break;
	case IFA_FLAGS:
		to->flags = f->mnl_attr_get_u32(attr);
		break;
	case IFA_RT_PRIORITY:
		to->metric = f->mnl_attr_get_u32(attr);
		break;
	}
}

static int read_address(const struct nlmsghdr *h, void *data)
{
	struct addresses *l = data;
	const struct calls *f = l->f;
	const struct ifaddrmsg *info = f->mnl_nlmsg_get_payload(h);
	struct sys_address *to;
	struct nlattr *attr;

	if (info->ifa_index != l->index ||
		(info->ifa_family != AF_INET && info->ifa_family != AF_INET6))
		return MNL_CB_OK;
	l->v = arena_grow(l->arena, l->v, &l->n, &l->cap, sizeof(*l->v));
	to = &l->v[l->n - 1];
	to->family = info->ifa_family;
	to->prefix = info->ifa_prefixlen;
	to->scope = info->ifa_scope;
	to->flags = info->ifa_flags;
	to->size = info->ifa_family == AF_INET ? 4 : 16;
	for (attr = first(f, h, sizeof(*info)); (attr = valid(f, h, attr));
		attr = f->mnl_attr_next(attr))
		read_attribute(f, to, attr);
	return MNL_CB_OK;
}

bool sys_addresses(struct sys_netlink *nl, unsigned index, struct arena *a,
	struct sys_address **ret, size_t *ret_n, struct err *e)
{
	struct nlmsghdr *h = new_message(nl, RTM_GETADDR, NLM_F_DUMP);
	struct addresses l = {.f = &nl->f, .arena = a, .index = index};

	nl->f.mnl_nlmsg_put_extra_header(h, sizeof(struct ifaddrmsg));
	if (!request(nl, h, read_address, &l))
		return fail_errno(e, "list the addresses of network device %u", index);
	*ret = l.v;
	*ret_n = l.n;
	return true;
}

static struct ifinfomsg *new_link_message(
	struct sys_netlink *nl, unsigned index, struct nlmsghdr **ret)
{
	struct ifinfomsg *info;

	*ret = new_message(nl, RTM_NEWLINK, NLM_F_ACK);
	info = nl->f.mnl_nlmsg_put_extra_header(*ret, sizeof(*info));
	info->ifi_index = (int)index;
	return info;
}

bool sys_link_move(
	struct sys_netlink *nl, unsigned index, int netns, const char *name, struct err *e)
{
	struct nlmsghdr *h;

	new_link_message(nl, index, &h);
	nl->f.mnl_attr_put_u32(h, IFLA_NET_NS_FD, (uint32_t)netns);
	nl->f.mnl_attr_put_strz(h, IFLA_IFNAME, name);
	return request(nl, h, NULL, NULL)
		       ? true
		       : fail_errno(e, "move the device to another network namespace");
}

bool sys_link_rename(struct sys_netlink *nl, unsigned index, const char *name, struct err *e)
{
	struct nlmsghdr *h;

	new_link_message(nl, index, &h);
	nl->f.mnl_attr_put_strz(h, IFLA_IFNAME, name);
	return request(nl, h, NULL, NULL) ? true : fail_errno(e, "rename the device to %s", name);
}

bool sys_link_up(struct sys_netlink *nl, unsigned index, struct err *e)
{
	struct nlmsghdr *h;
	struct ifinfomsg *info = new_link_message(nl, index, &h);

	info->ifi_flags = IFF_UP;
	info->ifi_change = IFF_UP;
	return request(nl, h, NULL, NULL) ? true : fail_errno(e, "set the device up");
}

bool sys_address_add(
	struct sys_netlink *nl, unsigned index, const struct sys_address *a, struct err *e)
{
	struct nlmsghdr *h = new_message(nl, RTM_NEWADDR, NLM_F_ACK | NLM_F_CREATE | NLM_F_REPLACE);
	struct ifaddrmsg *info = nl->f.mnl_nlmsg_put_extra_header(h, sizeof(*info));

	info->ifa_family = a->family;
	info->ifa_prefixlen = a->prefix;
	info->ifa_scope = a->scope;
	info->ifa_index = index;
	if (a->has_local)
		nl->f.mnl_attr_put(h, IFA_LOCAL, a->size, a->local);
	if (a->has_address)
		nl->f.mnl_attr_put(h, IFA_ADDRESS, a->size, a->address);
	if (a->has_broadcast)
		nl->f.mnl_attr_put(h, IFA_BROADCAST, a->size, a->broadcast);
	nl->f.mnl_attr_put_u32(h, IFA_FLAGS, a->flags);
	if (a->metric)
		nl->f.mnl_attr_put_u32(h, IFA_RT_PRIORITY, a->metric);
	if (request(nl, h, NULL, NULL) || errno == EEXIST)
		return true;
	return fail_errno(e, "add an address to the device");
}
