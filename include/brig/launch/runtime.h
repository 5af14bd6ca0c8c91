/* SPDX-License-Identifier: Apache-2.0 */
/* The runtime: what main() knows before a command begins. */
#ifndef BRIG_LAUNCH_RUNTIME_H
#define BRIG_LAUNCH_RUNTIME_H

#include "brig/base/arena.h"
#include "brig/cgroup/cgroup.h"
#include "brig/launch/exe-seal.h"
#include "brig/sys/host.h"

/* Set by main() and the global options. */
struct runtime {
	struct arena *arena; /* the command's own; freed by main */
	const char *root;    /* where the containers' directories are */
	struct host host;    /* read for commands that use root */
	enum cgroup_driver driver;
	enum { ROOTLESS_AUTO, ROOTLESS_NO, ROOTLESS_YES } rootless;
	const char *trace;    /* file for Trace Event JSON, NULL when off */
	struct exe_seal self; /* for commands that come into the reach of containers */
};

#endif
