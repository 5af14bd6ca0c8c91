/* SPDX-License-Identifier: Apache-2.0 */
/* Hooks of the six kinds (config.md POSIX-platform Hooks). */
#ifndef BRIG_HOOK_HOOK_H
#define BRIG_HOOK_HOOK_H

#include "brig/base/report.h"

struct printer;
struct oci_hooks;
struct sys_confinement;

/* In the order in which they run. */
enum hook_kind {
	HOOK_PRESTART,
	HOOK_CREATE_RUNTIME,
	HOOK_CREATE_CONTAINER,
	HOOK_START_CONTAINER,
	HOOK_POSTSTART,
	HOOK_POSTSTOP,
	HOOK_KINDS
};

struct hook {
	const char *path;
	char *const *argv; /* args, or only the path when there are none */
	char *const *envp; /* env as given; empty when there is none */
	int timeout_ms;    /* -1: none */
};

struct hook_list {
	struct hook *v;
	size_t n;
};

struct hooks_plan {
	struct hook_list kind[HOOK_KINDS];
};

/* Returns the key in config.json: "createRuntime". */
const char *hook_kind_name(enum hook_kind kind);

/* h may be NULL. Refuses a path that is not absolute, a timeout that is not positive, an
 * environment entry without '='. Does not check that the files exist: a path in the container may
 * not exist yet. */
bool hooks_plan(struct hooks_plan *out, const struct oci_hooks *h, struct report *r) must_check;

/* Runs the hooks of one kind in order, with the state on standard input, in the namespaces and
 * the root of the caller, and in the working directory cwd: the bundle for hooks of the host's
 * side; NULL, or a directory that is gone: the caller's. Standard output is discarded, as it may be
 * the container's. The standard error of a successful hook is copied to the caller's; the last
 * lines of a failed hook's are in the error. A hook gets no other descriptor.
 *
 * A hook fails when it cannot be executed, exits with a status other than 0, is killed by a signal
 * or exceeds its timeout (then its process group is killed and the hook is reaped). The first
 * failure ends the run with the error. With each_hook, as poststop needs, the run continues; *e is
 * the first failure, and the others are logged as warnings. */
bool hooks_run(const struct hooks_plan *p, enum hook_kind kind, const char *state, const char *cwd,
	bool each_hook, struct err *e) must_check;

/* As hooks_run() without cwd and each_hook; applies the confinement to each hook before execve(2).
 */
bool hooks_run_confined(const struct hooks_plan *p, enum hook_kind kind, const char *state,
	const struct sys_confinement *confinement, struct err *e) must_check;

/* Returns the sum of the timeouts of the hooks of a kind, in ms; -1 when one of them has no
 * timeout. */
int hooks_timeout_sum(const struct hooks_plan *p, enum hook_kind kind);

void hooks_show(const struct hooks_plan *p, struct printer *d);

#endif
