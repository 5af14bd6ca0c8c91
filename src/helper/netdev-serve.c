/* SPDX-License-Identifier: Apache-2.0 */
/* Network devices in brig's second program: what ask.c asks for. */
#include "netdev-serve.h"
#include "brig/network/netdev-request.h"
#include "brig/sys/helper.h"

bool network_serve(struct pack *request, struct pack *answer, struct err *e)
{
	struct network_plan p;
	enum network_verb verb;
	bool ok;

	if (!network_request_unpack(&verb, &p, request, e))
		return false;
	ok = verb == NETWORK_MOVE ? network_move(&p, SYS_AID_FD, e)
				  : network_restore(&p, SYS_AID_FD, e);
	network_answer_pack(&p, answer);
	return ok;
}
