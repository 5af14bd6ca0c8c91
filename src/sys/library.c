/* SPDX-License-Identifier: Apache-2.0 */
/* dlopen(3). */
#include "brig/sys/library.h"

#include <dlfcn.h>

bool sys_library_load(const char *file, const char *const *names, size_t n, void **ret,
	const char *needed_by, struct err *e)
{
	void *library = dlopen(file, RTLD_NOW);

	if (!library)
		return fail(e, "%s needs a library: %s", needed_by, dlerror());
	for (size_t i = 0; i < n; i++) {
		ret[i] = dlsym(library, names[i]);
		if (!ret[i])
			return fail(e, "%s is too old: it has no %s", file, names[i]);
	}
	return true;
}
