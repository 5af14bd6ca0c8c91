/* SPDX-License-Identifier: Apache-2.0 */
/* Parts of exec. */
#ifndef BRIG_SRC_LAUNCH_EXEC_H
#define BRIG_SRC_LAUNCH_EXEC_H

#include "launch.h"

/* The slices of the plan that a process has of its own: c->kinds and c->container are there. What
 * the options don't say is taken from the file of --process, else from the kept configuration; what
 * the file lacks for the confinement of the process (capabilities, labels, limits) is the
 * container's. */
bool exec_plan(struct creation *c, const struct oci_config *config, const struct exec_options *o,
	struct err *e) must_check;

/* Whether something has to be done on the host between the messages READY and DONE; otherwise there
 * is neither. */
bool exec_waits(const struct creation *c);

/* The life of the process in between: what needs the host's rights, then into the namespaces, then
 * the clone of the process itself. */
_Noreturn void exec_intermediate_main(struct creation *c);

#endif
