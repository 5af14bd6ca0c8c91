/* SPDX-License-Identifier: Apache-2.0 */
/* The options in front of the command. */
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
	unsigned rootless; /* ROOTLESS_AUTO … of struct runtime */
	bool debug, systemd_cgroup, version;
};

extern const struct options global_options;

/* Opens the log that the options name. */
bool global_log(const struct global_options *g, struct err *e) must_check;

/* The runtime that the options describe, but for its root. */
struct runtime global_runtime(const struct global_options *g, struct arena *a);

/* Fills rt->root with an absolute path: what --root says, else $XDG_RUNTIME_DIR/brig when rootless,
 * else /run/brig. */
bool global_root(const struct global_options *g, struct runtime *rt, struct err *e) must_check;

/* `brig --help` and `brig --version`, in the arena. */
const char *global_help(struct arena *a);
const char *version_text(struct arena *a);

#endif
