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

/* All names that we know, sorted, with their numbers; for config.json, `features` and `spec`. */
extern const struct names capability_names;

/* A set of capabilities: bit n is capability n. */
struct capabilities_plan {
	uint64_t effective, permitted, inheritable, bounding, ambient;
	uint64_t drop; /* from the bounding set */
	bool no_new_privs;
};

struct capability_facts {
	uint64_t available; /* what can be granted at all */
	int last;
};

/* Of this process and kernel: the bounding set, or everything when the container gets a user
 * namespace, in which every capability is there again. */
struct capability_facts capability_facts(const struct host *h, bool userns);

/* p may be NULL. Without a capabilities object all sets are empty. Warned about and left out: names
 * that we or the kernel do not know, capabilities that are not available, effective ones that are
 * not permitted, inheritable ones outside of the bounding set, ambient ones that are not both
 * permitted and inheritable. Never a refusal. */
void capabilities_plan(struct capabilities_plan *out, const struct oci_process *p,
	const struct capability_facts *facts, struct report *r);

/* One more capability by name ("CAP_KILL", "kill" or any case) into bounding, effective, permitted
 * (exec --cap): never into inheritable and ambient. Unknown: an error. */
bool capabilities_add(struct capabilities_plan *p, const char *name, struct err *e) must_check;

/* The bounding set: before the change of user (user_apply()), which takes CAP_SETPCAP away. Drops
 * only what is there. */
bool capabilities_bound(const struct capabilities_plan *p, struct err *e) must_check;

/* The other four sets, after the change of user: capset(2), ambient set. What the kernel refuses to
 * grant all the same is left out with a logged warning.
 *
 * Until execve(2) the process keeps as permitted, and no more than that, every capability that is
 * out of the bounding set already: whoever has fewer capabilities can't trace it (ptrace(2)), even
 * where it has to be dumpable. With load_filter it keeps CAP_SYS_ADMIN as effective too, which
 * loading a seccomp filter needs without no_new_privs. Nothing that is executed gets any of them
 * (capabilities(7)): they are neither inheritable nor ambient, and root's files give only what is
 * in the bounding set. */
bool capabilities_apply(
	const struct capabilities_plan *p, bool load_filter, struct err *e) must_check;

/* PR_SET_NO_NEW_PRIVS when asked for: before a late seccomp filter. */
bool no_new_privs_apply(const struct capabilities_plan *p, struct err *e) must_check;

void capabilities_show(const struct capabilities_plan *p, struct printer *d);

#endif
