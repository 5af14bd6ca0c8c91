/* SPDX-License-Identifier: Apache-2.0 */
/* Replacement of the executable file of this process while the process runs, without execve(2). */
#ifndef BRIG_SYS_EXE_REMAP_H
#define BRIG_SYS_EXE_REMAP_H

#include <stddef.h>
#include <sys/prctl.h>

#include "brig/base/err.h"

/* The writable segments of the program: they differ from the file by now. */
struct exe_remap {
	struct exe_remap_data {
		void *at;        /* address */
		size_t n, fixed; /* bytes in all; bytes at the start that are read-only (RELRO) */
		void *copy;
	} data[4];
	size_t n;
	struct prctl_mm_map map; /* the other fields that PR_SET_MM_MAP sets */
};

/* Whether this kernel supports PR_SET_MM_MAP (CONFIG_CHECKPOINT_RESTORE). */
bool exe_remap_supported(void);

/* Copies the writable segments. Between this call and exe_remap_apply(), no variable outside of
 * the stack and the heap may change in this process or in the child that calls exe_remap_apply().
 * The child shares the memory of the copy with its parent. */
bool exe_remap_copy(struct exe_remap *ret, struct err *e) must_check;

/* Frees the copies. */
void exe_remap_drop(struct exe_remap *image);

/* Continues from another file with the same bytes, open for reading, without executing it: maps
 * every page of the old file from the new file or replaces it by its copy; afterwards
 * /proc/PID/exe refers to the new file (prctl(2) PR_SET_MM_MAP). The kernel refuses while any page
 * of the old file is mapped, and without CAP_CHECKPOINT_RESTORE or CAP_SYS_ADMIN in the user
 * namespace of the process. /proc/PID/cmdline shows only title afterwards: see sys_args_wipe().
 * After an error the process still runs, from either file. */
bool exe_remap_apply(
	const struct exe_remap *image, int fd, const char *title, struct err *e) must_check;

#endif
