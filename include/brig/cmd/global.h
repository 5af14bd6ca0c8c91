/* SPDX-License-Identifier: Apache-2.0 */
/* Global options: those before the name of the command. */
#ifndef BRIG_CMD_GLOBAL_H
#define BRIG_CMD_GLOBAL_H

#include "brig/base/log.h"
#include "brig/cmd/option.h"
#include "brig/launch/runtime.h"

struct global_options {
	const char *root, *log, *trace;
	enum log_format log_format;
	enum log_level log_level; /* LOG_WARNING unless given */
	enum cgroup_driver cgroup_manager;
	unsigned rootless; /* ROOTLESS_* of struct runtime */
	bool debug, systemd_cgroup, version;
};

extern const struct options global_options;

/* Opens the log file that the options name, or standard error. */
bool global_log(const struct global_options *g, struct err *e) must_check;

/* The runtime as the options describe it, without root and host. */
struct runtime global_runtime(const struct global_options *g, struct arena *a);

/* Fills rt->host, and rt->root with an absolute path: the value of --root, else
 * $XDG_RUNTIME_DIR/brig when rootless, else /run/brig. Makes the runtime dumpable again when it is
 * root of a user namespace only. */
bool global_root(const struct global_options *g, struct runtime *rt, struct err *e) must_check;

#endif
