/* SPDX-License-Identifier: Apache-2.0 */
/* The client and the server side of the helper program, which does the work that needs shared
 * libraries: systemd's bus and network devices. brig itself is static, because a dynamic loader
 * would cost each of its commands a tenth of its time. The helper program (src/helper) is embedded
 * in brig as an array and is executed from a memory file. */
#ifndef BRIG_SYS_HELPER_H
#define BRIG_SYS_HELPER_H

#include "brig/base/serialize.h"

/* The kinds of requests. */
enum sys_helper_request {
	SYS_HELPER_SYSTEMD = 1,
	SYS_HELPER_NETDEV,
};

/* The descriptor that the helper program receives has this number. */
enum { SYS_HELPER_FD = 3 };

/* Client: runs the helper program with a request and a descriptor (or -1), and waits at most
 * timeout_ms (-1: no limit). A signal to the runtime does not end the helper program, but the
 * death of the runtime does. The helper program's environment has only the variables with the
 * address of the bus. *answer is allocated in its arena; it is filled also when the helper program
 * returns an error, and empty when the helper program cannot run. */
bool sys_helper_ask(enum sys_helper_request what, const struct serializer *request, int fd,
	int timeout_ms, struct serializer *answer, struct err *e) must_check;

/* Server: reads the request from standard input. */
bool sys_helper_asked(
	enum sys_helper_request *what, struct serializer *request, struct err *e) must_check;

/* Server: writes the answer to standard output, with *e unless done is true. */
bool sys_helper_answer(bool done, const struct serializer *answer, struct err *e) must_check;

#endif
