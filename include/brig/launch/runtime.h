/* SPDX-License-Identifier: Apache-2.0 */
/* The runtime: values that main() sets before a command begins. */
#ifndef BRIG_LAUNCH_RUNTIME_H
#define BRIG_LAUNCH_RUNTIME_H

#include "brig/base/arena.h"
#include "brig/cgroup/cgroup.h"
#include "brig/launch/exe-seal.h"
#include "brig/sys/host.h"

/* The longest wait, in milliseconds, for an event that should be immediate: the end of a killed
 * process, the removal of its cgroups, the freezer, an answer of init at the start socket. */
enum { RUNTIME_DEADLINE_MS = 10000 };

/* Set by main() and the global options. */
struct runtime {
	struct arena *arena; /* of the command; main() frees it */
	const char *root;    /* directory of the state directories */
	struct host host;    /* set for commands that use root */
	enum cgroup_driver driver;
	enum { ROOTLESS_AUTO, ROOTLESS_NO, ROOTLESS_YES } rootless;
	const char *trace;    /* file for Trace Event JSON; NULL: off */
	struct exe_seal self; /* for commands with processes that a container can see */
};

#endif
