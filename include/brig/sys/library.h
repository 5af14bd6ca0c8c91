/* SPDX-License-Identifier: Apache-2.0 */
/* Shared libraries of the helper program, loaded when a request needs them, because each of them
 * may be missing on the host. */
#ifndef BRIG_SYS_LIBRARY_H
#define BRIG_SYS_LIBRARY_H

#include <stddef.h>

#include "brig/base/err.h"

/* Generate struct members and names for the functions of a library that CALLS(X) lists as X(name).
 */
#define LIBRARY_MEMBER(name) __typeof__(name) *name;
#define LIBRARY_NAME(name) #name,

/* Loads a library and sets ret[i] to the address of the function names[i]. needed_by names the
 * feature in the error. */
bool sys_library_load(const char *file, const char *const *names, size_t n, void **ret,
	const char *needed_by, struct err *e) must_check;

#endif
