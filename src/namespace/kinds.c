/* SPDX-License-Identifier: Apache-2.0 */
/* The table of namespace kinds. */
#include "brig/namespace/kinds.h"

#include <sched.h>

/* clang-format off */
const struct namespace_kind namespace_kinds[] = {
	{ OCI_NAMESPACE_TYPE_USER,    "user",    "user",   CLONE_NEWUSER },
	{ OCI_NAMESPACE_TYPE_CGROUP,  "cgroup",  "cgroup", CLONE_NEWCGROUP },
	{ OCI_NAMESPACE_TYPE_IPC,     "ipc",     "ipc",    CLONE_NEWIPC },
	{ OCI_NAMESPACE_TYPE_UTS,     "uts",     "uts",    CLONE_NEWUTS },
	{ OCI_NAMESPACE_TYPE_NETWORK, "network", "net",    CLONE_NEWNET },
	{ OCI_NAMESPACE_TYPE_PID,     "pid",     "pid",    CLONE_NEWPID },
	{ OCI_NAMESPACE_TYPE_TIME,    "time",    "time",   CLONE_NEWTIME },
	{ OCI_NAMESPACE_TYPE_MOUNT,   "mount",   "mnt",    CLONE_NEWNS },
};
/* clang-format on */

const size_t namespace_kinds_n = sizeof(namespace_kinds) / sizeof(namespace_kinds[0]);

const struct namespace_kind *namespace_kind_of(enum oci_namespace_type type)
{
	const struct namespace_kind *kind = namespace_kinds;

	while (kind->type != type)
		kind++;
	return kind;
}
