/* SPDX-License-Identifier: Apache-2.0 */
/* Libraries of brig's second program: loaded when they are needed, as any of them may be missing.
 */
#ifndef BRIG_SYS_LIBRARY_H
#define BRIG_SYS_LIBRARY_H

#include <stddef.h>

#include "brig/base/err.h"

/* For the members and the names of a library's functions, which CALLS(X) lists as X(name). */
#define LIBRARY_MEMBER(name) __typeof__(name) *name;
#define LIBRARY_NAME(name) #name,

/* Loads a library and sets ret[i], a pointer to a function, to the one called names[i]. Needed by:
 * for the error, which tells what is missing. */
bool sys_library_load(const char *file, const char *const *names, size_t n, void **ret,
	const char *needed_by, struct err *e) must_check;

#endif
