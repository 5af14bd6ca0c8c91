/* SPDX-License-Identifier: Apache-2.0 */
/* brig version: the version, in the format that engines parse, and the build options. */
#include "brig/cmd/version.h"

#include "build.h"
#include "table.h"

const char *version_text(struct arena *a)
{
	return arena_printf(a,
		"brig version %s\n"
		"commit: %s\n"
		"spec: %s\n"
		"libseccomp: %s\n"
		"%s\n",
		BRIG_VERSION, BRIG_COMMIT, BRIG_SPEC, BRIG_LIBSECCOMP, BRIG_FEATURES);
}

static bool version_run(struct invocation *in, struct err *e)
{
	return print(version_text(in->rt->arena), e);
}

const struct command version_command = {
	.name = "version",
	.summary = "Show the version",
	.synopsis = "",
	.run = version_run,
};
