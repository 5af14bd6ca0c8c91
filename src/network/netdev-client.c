/* SPDX-License-Identifier: Apache-2.0 */
/* Network devices as brig itself moves them: its second program has the library (serve.c). */
#include "brig/network/netdev-request.h"
#include "brig/network/netdev.h"
#include "brig/sys/helper.h"

static bool ask(struct network_plan *p, enum network_verb verb, int netns, struct err *e)
{
	autoarena struct arena a = {0};
	struct serializer packed = {.arena = &a}, answer = {.arena = &a};
	bool ok;

	netdev_request_write(verb, p, &packed);
	ok = sys_helper_ask(SYS_HELPER_NETDEV, &packed, netns, -1, &answer, e);
	netdev_answer_read(p, &answer);
	return ok;
}

bool network_move(struct network_plan *p, int netns, struct err *e)
{
	return p->n == 0 || ask(p, NETWORK_MOVE, netns, e);
}

bool network_restore(struct network_plan *p, int netns, struct err *e)
{
	bool any = false;

	for (size_t i = 0; i < p->n; i++)
		any |= p->v[i].moved;
	return !any || ask(p, NETWORK_RESTORE, netns, e);
}
