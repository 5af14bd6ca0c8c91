/* SPDX-License-Identifier: Apache-2.0 */
/* Which namespaces the container has that are not the host's. */
#ifndef PROCESS_NAMESPACES_H
#define PROCESS_NAMESPACES_H

#include "oci.h"

/* linux may be NULL. New or joined by path. */
static inline bool has_namespace(const struct oci_linux *linux, enum oci_namespace_type type)
{
	for (size_t i = 0; linux && i < linux->namespaces.n; i++)
		if (linux->namespaces.v[i].type == type)
			return true;
	return false;
}

#endif
