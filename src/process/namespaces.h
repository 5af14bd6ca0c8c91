/* SPDX-License-Identifier: Apache-2.0 */
/* Which namespaces the container has that are not the host's. */
#ifndef PROCESS_NAMESPACES_H
#define PROCESS_NAMESPACES_H

#include "brig/sys/file.h"
#include "oci.h"

/* linux may be NULL. New, or joined by a path that does not lead to the one that we are in. */
static inline bool has_namespace(const struct oci_linux *linux, enum oci_namespace_type type)
{
	static const char *const ours[] = {
		[OCI_NAMESPACE_TYPE_IPC] = "/proc/self/ns/ipc",
		[OCI_NAMESPACE_TYPE_NETWORK] = "/proc/self/ns/net",
		[OCI_NAMESPACE_TYPE_USER] = "/proc/self/ns/user",
		[OCI_NAMESPACE_TYPE_UTS] = "/proc/self/ns/uts",
	};

	for (size_t i = 0; linux && i < linux->namespaces.n; i++) {
		const struct oci_namespace *n = &linux->namespaces.v[i];

		if (n->type == type)
			return !n->path || !sys_same_file(n->path, ours[type]);
	}
	return false;
}

#endif
