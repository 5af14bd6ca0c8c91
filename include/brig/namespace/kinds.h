/* SPDX-License-Identifier: Apache-2.0 */
/* The eight kinds of namespace (namespaces(7)). */
#ifndef BRIG_NAMESPACE_KINDS_H
#define BRIG_NAMESPACE_KINDS_H

#include <stddef.h>

#include "oci.h"

struct namespace_kind {
	enum oci_namespace_type type;
	const char *name; /* as in config.json */
	const char *file; /* below /proc/PID/ns */
	int flag;         /* CLONE_NEW* */
};

/* All kinds, in the order in which setns(2) joins them: user first, because the new user namespace
 * gives the rights to join the others, and mount last, because the paths of the others are those of
 * the caller's mount namespace. */
extern const struct namespace_kind namespace_kinds[];
extern const size_t namespace_kinds_n;

/* The row of a type. Every type has one. */
const struct namespace_kind *namespace_kind_of(enum oci_namespace_type type)
	__attribute__((returns_nonnull));

#endif
