/* SPDX-License-Identifier: Apache-2.0 */
/* Server side of the network device requests; src/network/netdev-client.c is the client side. */
#include "netdev-serve.h"
#include "brig/network/netdev-request.h"
#include "brig/network/netdev.h"
#include "brig/sys/helper.h"

bool netdev_serve(struct serializer *request, struct serializer *answer, struct err *e)
{
	struct network_plan p;
	enum network_verb verb;
	bool ok;

	if (!netdev_request_read(&verb, &p, request, e))
		return false;
	ok = verb == NETWORK_MOVE ? network_move(&p, SYS_HELPER_FD, e)
				  : network_restore(&p, SYS_HELPER_FD, e);
	netdev_answer_write(&p, answer);
	return ok;
}
