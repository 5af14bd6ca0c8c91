/* SPDX-License-Identifier: Apache-2.0 */
/* brig features: prints the features structure. */
#include "brig/json/read.h"
#include "brig/json/write.h"
#include "features-doc.h"
#include "table.h"

static bool features_run(struct invocation *in, struct err *e)
{
	struct oci_features f = features_make(in->rt->arena);

	return print(json_write(in->rt->arena, &f, &oci_features_type, true), e);
}

const struct command features_command = {
	.name = "features",
	.summary = "Print the features of this runtime as JSON",
	.synopsis = "",
	.run = features_run,
};
