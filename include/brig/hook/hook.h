/* SPDX-License-Identifier: Apache-2.0 */
/* Hooks of the six kinds (config.md POSIX-platform Hooks). */
#ifndef BRIG_HOOK_HOOK_H
#define BRIG_HOOK_HOOK_H

#include "brig/base/report.h"

struct printer;
struct oci_hooks;
struct sys_confinement;

/* In the order of a container's life. */
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
	char *const *argv; /* args, or the path alone when there are none */
	char *const *envp; /* exactly as given; empty when none is given */
	int timeout_ms;    /* -1: none */
};

struct hook_list {
	struct hook *v;
	size_t n;
};

struct hooks_plan {
	struct hook_list kind[HOOK_KINDS];
};

/* The key in config.json: "createRuntime". */
const char *hook_kind_name(enum hook_kind kind);

/* h may be NULL. Refuses a path that is not absolute, a timeout that is not above 0, an
 * environment entry without '='. Whether the files exist is not asked: a container path may not be
 * there yet. */
bool hooks_plan(struct hooks_plan *out, const struct oci_hooks *h, struct report *r) must_check;

/* Runs the hooks of one kind in their order with the state on standard input, in the namespaces,
 * root and working directory of the caller. Standard output is the caller's; what a hook
 * writes to standard error goes to the caller's when it ends well, and its last lines into the
 * error when not. No other descriptor is passed on. The first hook that cannot be executed, exits
 * with a status other than 0, is killed by a signal or runs into its timeout (then it is killed
 * with its process group, and reaped) ends the run with the error; what that means is the caller's
 * matter: poststop goes on with each_hook true, which runs all, reports the first failure and logs
 * the others as warnings. */
bool hooks_run(const struct hooks_plan *p, enum hook_kind kind, const char *state, bool each_hook,
	struct err *e) must_check;

/* As hooks_run(), up to the first failure; each hook is confined before it is executed. */
bool hooks_run_confined(const struct hooks_plan *p, enum hook_kind kind, const char *state,
	const struct sys_confinement *confinement, struct err *e) must_check;

/* How long the hooks of a kind may take, in ms; -1 when one of them has no timeout. */
int hooks_timeout_sum(const struct hooks_plan *p, enum hook_kind kind);

void hooks_show(const struct hooks_plan *p, struct printer *d);

#endif
