/* SPDX-License-Identifier: Apache-2.0 */
/* Network devices as they travel to brig's second program, and back. */
#ifndef BRIG_NETWORK_NETDEV_REQUEST_H
#define BRIG_NETWORK_NETDEV_REQUEST_H

#include "brig/base/serialize.h"
#include "brig/network/network.h"

enum network_verb {
	NETWORK_MOVE = 1,
	NETWORK_RESTORE,
};

void network_request_pack(enum network_verb verb, const struct network_plan *p, struct pack *to);

/* In the arena of the pack; texts lie in the pack. */
bool network_request_unpack(enum network_verb *verb, struct network_plan *ret, struct pack *from,
	struct err *e) must_check;

/* Where the devices are. An answer that is cut off changes nothing. */
void network_answer_pack(const struct network_plan *p, struct pack *to);
void network_answer_unpack(struct network_plan *p, struct pack *from);

#endif
