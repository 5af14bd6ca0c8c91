/* SPDX-License-Identifier: Apache-2.0 */
/* Requests for network devices to the helper program, and the answers, in serialized form. */
#ifndef BRIG_NETWORK_NETDEV_REQUEST_H
#define BRIG_NETWORK_NETDEV_REQUEST_H

#include "brig/base/serialize.h"
#include "brig/network/plan.h"

enum network_verb {
	NETWORK_MOVE = 1,
	NETWORK_RESTORE,
};

void netdev_request_write(
	enum network_verb verb, const struct network_plan *p, struct serializer *to);

/* Allocates in the arena of from; the strings are part of from. */
bool netdev_request_read(enum network_verb *verb, struct network_plan *ret, struct serializer *from,
	struct err *e) must_check;

/* The answer: the state of each device, moved and index. A truncated answer changes nothing. */
void netdev_answer_write(const struct network_plan *p, struct serializer *to);
void netdev_answer_read(struct network_plan *p, struct serializer *from);

#endif
