/* SPDX-License-Identifier: Apache-2.0 */
/* Gives the listener of a filter (seccomp_unotify(2)) to the agent at listenerPath.
 *
 * The filtered process makes no system call for it, because the profile may notify on sendmsg, on
 * write or on everything. Right before it loads the filter, the child calls
 * seccomp_listener_number(), sends the number to the runtime and waits for the answer. The runtime
 * calls seccomp_connect() and answers. The child loads the filter and waits in shared memory,
 * without a system call: execve(2) would close the listener. The runtime calls seccomp_fetch(),
 * which takes the listener out of the child by pidfd_getfd(2), and seccomp_send(). */
#ifndef BRIG_SECURITY_SECCOMP_LISTENER_H
#define BRIG_SECURITY_SECCOMP_LISTENER_H

#include "brig/security/seccomp.h"

/* In the child: the number that the next descriptor, the listener, will get. */
bool seccomp_listener_number(int *ret, struct err *e) must_check;

/* In the runtime: connects to listener_path (SOCK_STREAM), before the filter is loaded. Returns the
 * socket; -1 on error, as without an agent the filter must not be loaded. */
int seccomp_connect(const struct seccomp_plan *p, struct err *e) must_check;

/* In the runtime: the listener with this number in the process; waits for it, at most timeout_ms.
 * -1 on error, also when the process ends. Takes the rights of ptrace(2): without host root the
 * child has to be dumpable. */
int seccomp_fetch(int pidfd, int number, int timeout_ms, struct err *e) must_check;

/* In the runtime: sends the container process state (JSON text of the caller) with the listener.
 * The connection cannot be used again. */
bool seccomp_send(int sock, int listener, const char *state, struct err *e) must_check;

#endif
