/* SPDX-License-Identifier: Apache-2.0 */
/* Capabilities and no_new_privs (config.md Linux Process, capabilities(7)). */
#ifndef BRIG_SECURITY_CAPABILITY_H
#define BRIG_SECURITY_CAPABILITY_H

#include "brig/base/names.h"
#include "brig/base/report.h"

struct printer;
struct host;
struct oci_capabilities;
struct oci_process;

/* All capabilities that brig knows, sorted by name, with their numbers. */
extern const struct names capability_names;

/* A set of capabilities: bit n is capability n. */
struct capabilities_plan {
	uint64_t effective, permitted, inheritable, bounding, ambient;
	uint64_t drop; /* from the bounding set */
	bool no_new_privs;
};

struct capability_facts {
	uint64_t available; /* capabilities that the container can get */
	int last;           /* the highest capability of the kernel */
};

/* Available is the bounding set of the runtime, or every capability of the kernel when the
 * container has a user namespace, because its first process has all of them. */
struct capability_facts capability_facts(const struct host *h, bool userns);

/* p may be NULL. Without a capabilities object all sets are empty. Leaves out, with a warning:
 * names that brig or the kernel does not know, capabilities that are not available, effective ones
 * that are not permitted, inheritable ones outside of the bounding set, ambient ones that are not
 * both permitted and inheritable. Refuses nothing. */
void capabilities_plan(struct capabilities_plan *out, const struct oci_process *p,
	const struct capability_facts *facts, struct report *r);

/* Adds a capability by name ("CAP_KILL", "kill", in any case) to the bounding, effective and
 * permitted sets (exec --cap), never to inheritable and ambient. An unknown name is an error. */
bool capabilities_add(struct capabilities_plan *p, const char *name, struct err *e) must_check;

/* Drops capabilities from the bounding set; before the change of user (user_apply()), which takes
 * CAP_SETPCAP away. */
bool capabilities_bound(const struct capabilities_plan *p, struct err *e) must_check;

/* Sets the other four sets by capset(2) and prctl(2), after the change of user. Capabilities that
 * the kernel refuses to grant are left out with a logged warning.
 *
 * Until execve(2) the process keeps as permitted, and no more than that, every capability that is
 * out of the bounding set already: a process with fewer capabilities cannot trace it (ptrace(2)),
 * even where it has to be dumpable. With load_filter it keeps CAP_SYS_ADMIN as effective too, which
 * loading a seccomp filter needs without no_new_privs. Nothing that is executed gets any of them
 * (capabilities(7)): they are neither inheritable nor ambient, and files of root give only
 * capabilities of the bounding set. */
bool capabilities_apply(
	const struct capabilities_plan *p, bool load_filter, struct err *e) must_check;

/* Sets PR_SET_NO_NEW_PRIVS when the plan has it; before the seccomp filter is loaded. */
bool no_new_privs_apply(const struct capabilities_plan *p, struct err *e) must_check;

void capabilities_show(const struct capabilities_plan *p, struct printer *d);

#endif
