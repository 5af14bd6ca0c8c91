/* SPDX-License-Identifier: Apache-2.0 */
/* Global options, and the runtime that they describe. */
#include "brig/cmd/global.h"

#include <stdlib.h>

#include "brig/sys/exec.h"
#include "brig/sys/hide.h"
#include "brig/sys/host.h"

static const struct name log_format_rows[] = {{"json", LOG_JSON}, {"text", LOG_TEXT}};
static const struct names log_formats = NAMES(log_format_rows);

static const struct name log_level_rows[] = {
	{"debug", LOG_DEBUG}, {"error", LOG_ERROR}, {"warning", LOG_WARNING}};
static const struct names log_levels = NAMES(log_level_rows);

static const struct name rootless_rows[] = {
	{"auto", ROOTLESS_AUTO}, {"false", ROOTLESS_NO}, {"true", ROOTLESS_YES}};
static const struct names rootless_words = NAMES(rootless_rows);

#define AT(field) offsetof(struct global_options, field)

/* clang-format off */
static const struct option rows[] = {
	{ "cgroup-manager", 0, OPTION_WORD, AT(cgroup_manager), NULL,
	  "program that creates the cgroup of a container", &cgroup_driver_names },
	{ "debug", 0, OPTION_FLAG, AT(debug), NULL,
	  "same as --log-level debug", NULL },
	{ "log", 0, OPTION_STRING, AT(log), "FILE",
	  "write messages to FILE; errors go to standard error too", NULL },
	{ "log-format", 0, OPTION_WORD, AT(log_format), NULL,
	  "format of messages", &log_formats },
	{ "log-level", 0, OPTION_WORD, AT(log_level), NULL,
	  "lowest level of messages to write", &log_levels },
	{ "root", 0, OPTION_STRING, AT(root), "DIR",
	  "directory for the state of containers (/run/brig)", NULL },
	{ "rootless", 0, OPTION_WORD, AT(rootless), NULL,
	  "run without privileges of root on the host", &rootless_words },
	{ "systemd-cgroup", 0, OPTION_FLAG, AT(systemd_cgroup), NULL,
	  "same as --cgroup-manager systemd", NULL },
	{ "trace", 0, OPTION_STRING, AT(trace), "FILE",
	  "write the time of each step to FILE (Trace Event Format)", NULL },
	{ "version", 'v', OPTION_FLAG, AT(version), NULL,
	  "show the version", NULL },
};
/* clang-format on */

const struct options global_options = OPTIONS(rows);

bool global_log(const struct global_options *g, struct err *e)
{
	static const char *const unsupported[] = {"journald:", "syslog:"};
	const char *file = g->log;

	for (size_t i = 0; file && i < sizeof(unsupported) / sizeof(unsupported[0]); i++)
		if (str_starts(file, unsupported[i]))
			return fail(e, "option --log: %s is not supported; give the path of a file",
				file);
	if (file && str_starts(file, "file:"))
		file += strlen("file:");
	return log_open(file, g->log_format, g->debug ? LOG_DEBUG : g->log_level, e);
}

struct runtime global_runtime(const struct global_options *g, struct arena *a)
{
	return (struct runtime){
		.arena = a,
		.driver = g->systemd_cgroup ? CGROUP_SYSTEMD : g->cgroup_manager,
		.rootless = g->rootless,
		.trace = g->trace ? g->trace : getenv("BRIG_TRACE"),
		.self = {-1, -1},
	};
}

/* Makes --root independent of later changes of the working directory. */
static const char *absolute_path(const char *path, struct arena *a, struct err *e)
{
	char cwd[4096];

	if (*path == '/')
		return path;
	if (!*path)
		return fail_null(fail(e, "option --root: the path is empty"));
	if (!sys_getcwd(cwd, sizeof(cwd), e))
		return fail_null(fail_in(e, "option --root"));
	return arena_printf(a, "%s/%s", cwd, path);
}

static bool is_rootless(const struct runtime *rt)
{
	return rt->rootless == ROOTLESS_YES || (rt->rootless == ROOTLESS_AUTO && rt->host.rootless);
}

bool global_root(const struct global_options *g, struct runtime *rt, struct err *e)
{
	const char *runtime_dir = getenv("XDG_RUNTIME_DIR");

	if (!sys_host_read(&rt->host, e))
		return false;
	/* A process that is not dumpable owns its files below /proc/self only as root of the host,
	 * so root of a user namespace becomes dumpable again. */
	if (rt->host.uid == 0 && rt->host.in_userns && !sys_unhide(e))
		return false;
	if (g->root) {
		rt->root = absolute_path(g->root, rt->arena, e);
		return rt->root != NULL;
	}
	if (is_rootless(rt) && runtime_dir && *runtime_dir == '/')
		rt->root = arena_printf(rt->arena, "%s/brig", runtime_dir);
	else
		rt->root = "/run/brig";
	return true;
}
