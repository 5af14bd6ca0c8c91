/* SPDX-License-Identifier: Apache-2.0 */
/* brig's second program, for what needs shared libraries: systemd's bus and network devices. brig
 * itself needs none, as a dynamic loader would cost each of its commands a tenth of its time. The
 * second program lies in the first (src/aid), and is executed from a memory file. */
#ifndef BRIG_SYS_HELPER_H
#define BRIG_SYS_HELPER_H

#include "brig/base/serialize.h"

/* What it is asked for. */
enum sys_helper_request {
	SYS_HELPER_SYSTEMD = 1,
	SYS_HELPER_NETDEV,
};

/* In the second program the given descriptor has this number. */
enum { SYS_HELPER_FD = 3 };

/* Asks it, with a descriptor that it gets (or -1), and waits for at most timeout_ms (-1: for ever);
 * a signal to us ends it only together with us. Of our environment it gets
 * what says where the bus is. What it answers is in *answer, allocated in the arena given there,
 * also when it answers with an error; else *answer is empty. */
bool sys_helper_ask(enum sys_helper_request what, const struct serializer *request, int fd,
	int timeout_ms, struct serializer *answer, struct err *e) must_check;

/* The other side: what is asked for, and with what, from standard input. */
bool sys_helper_asked(
	enum sys_helper_request *what, struct serializer *request, struct err *e) must_check;

/* Writes the answer to standard output, with the error unless it is done. */
bool sys_helper_answer(bool done, const struct serializer *answer, struct err *e) must_check;

#endif
