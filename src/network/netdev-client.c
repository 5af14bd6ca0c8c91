/* SPDX-License-Identifier: Apache-2.0 */
/* Client side of the network device requests; src/helper/netdev-serve.c is the server side. */
#include "brig/network/netdev-request.h"
#include "brig/network/netdev.h"
#include "brig/sys/helper.h"

static bool request(struct network_plan *p, enum network_verb verb, int netns, struct err *e)
{
	autoarena struct arena a = {0};
	struct serializer to = {.arena = &a}, answer = {.arena = &a};
	bool ok;

	netdev_request_write(verb, p, &to);
	ok = sys_helper_ask(SYS_HELPER_NETDEV, &to, netns, -1, &answer, e);
	netdev_answer_read(p, &answer);
	return ok;
}

bool network_move(struct network_plan *p, int netns, struct err *e)
{
	return p->n == 0 || request(p, NETWORK_MOVE, netns, e);
}

bool network_restore(struct network_plan *p, int netns, struct err *e)
{
	bool any_moved = false;

	for (size_t i = 0; i < p->n; i++)
		any_moved |= p->v[i].moved;
	return !any_moved || request(p, NETWORK_RESTORE, netns, e);
}
