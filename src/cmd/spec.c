/* SPDX-License-Identifier: Apache-2.0 */
/* brig spec: writes a default config.json. */
#include <fcntl.h>

#include "brig/base/fd.h"
#include "brig/json/write.h"
#include "brig/sys/file.h"
#include "brig/sys/host.h"
#include "default-config.h"
#include "table.h"

struct spec_options {
	const char *bundle;
	bool rootless;
};

#define AT(field) offsetof(struct spec_options, field)

/* clang-format off */
static const struct option rows[] = {
	{ "bundle", 'b', OPTION_STRING, AT(bundle), "DIR",
	  "directory to write config.json to (the current one)", NULL },
	{ "rootless", 0, OPTION_FLAG, AT(rootless), NULL,
	  "for a container that an ordinary user can create", NULL },
};
/* clang-format on */

static const struct oci_config *choose_config(bool rootless, struct arena *a, struct err *e)
{
	struct host host;

	if (!rootless)
		return default_config();
	if (!sys_host_read(&host, e))
		return NULL;
	return default_rootless_config(a, host.uid, host.gid);
}

static bool write_new(int dir, const char *text, struct err *e)
{
	autoclose int fd =
		sys_create_at(dir, "config.json", O_WRONLY | O_EXCL | O_NOFOLLOW, 0644, e);

	if (fd < 0 && e->code == EEXIST)
		return fail(e, "spec: config.json already exists; remove it first");
	return fd >= 0 && sys_write_all(fd, text, strlen(text), "config.json", e);
}

static bool spec_run(struct invocation *in, struct err *e)
{
	const struct spec_options *o = in->options;
	struct arena *a = in->rt->arena;
	autoclose int dir =
		sys_open_at(AT_FDCWD, o->bundle ? o->bundle : ".", O_PATH | O_DIRECTORY, e);
	const struct oci_config *c = dir < 0 ? NULL : choose_config(o->rootless, a, e);

	return c && write_new(dir, json_write(a, c, &oci_config_type, true), e);
}

const struct command spec_command = {
	.name = "spec",
	.summary = "Write a default config.json",
	.synopsis = "",
	.options = OPTIONS(rows),
	.size = sizeof(struct spec_options),
	.run = spec_run,
};
