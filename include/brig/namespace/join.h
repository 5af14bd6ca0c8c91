/* SPDX-License-Identifier: Apache-2.0 */
/* Namespaces that the container joins by path: opened by the runtime, entered by setns(2). */
#ifndef BRIG_NAMESPACE_JOIN_H
#define BRIG_NAMESPACE_JOIN_H

#include "brig/namespace/plan.h"

/* CLONE_NEW* of those kinds in flags that the container joins by a path that leads to the namespace
 * which the runtime is in. l may be NULL. */
int namespace_find_shared(const struct oci_linux *l, int flags);

/* Opens the files of all joined namespaces, before clone, while the paths are those of the caller.
 * fds has room for p->njoins descriptors; the caller closes them, after an error too. A file that
 * is no namespace of its kind is an error (config-linux.md Namespaces). */
bool namespace_open(const struct namespace_plan *p, int *fds, struct err *e) must_check;

/* The opened descriptor of this kind (one CLONE_NEW*), -1 when the kind is not joined. The
 * descriptor stays the property of fds. */
int namespace_opened(const struct namespace_plan *p, const int *fds, int flag);

/* Joins the opened namespaces of the kinds in flags (a mask of CLONE_NEW*), in order. */
bool namespace_join(
	const struct namespace_plan *p, const int *fds, int flags, struct err *e) must_check;

/* Joins, before the user namespace is entered, every namespace for which the caller's rights are
 * enough: a namespace of the host cannot be joined from inside a user namespace. EPERM is no error:
 * such a namespace belongs to the user namespace, and namespace_join() joins it later. *ret has the
 * CLONE_NEW* of those that were joined. */
bool namespace_join_early(
	const struct namespace_plan *p, const int *fds, int *ret, struct err *e) must_check;

#endif
