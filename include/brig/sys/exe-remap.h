/* SPDX-License-Identifier: Apache-2.0 */
/* The executable that this process runs from. */
#ifndef BRIG_SYS_EXE_REMAP_H
#define BRIG_SYS_EXE_REMAP_H

#include <stddef.h>
#include <sys/prctl.h>

#include "brig/base/err.h"

/* What of our program is not in its file: data as we have changed it by now. */
struct exe_remap {
	struct exe_remap_data {
		void *at;        /* where it lies */
		size_t n, fixed; /* bytes of it; of these the first are read-only by now */
		void *copy;
	} data[4];
	size_t n;
	struct prctl_mm_map map; /* all else that prctl(2) sets together with the file */
};

/* Whether this kernel lets us go on from another file (CONFIG_CHECKPOINT_RESTORE). */
bool exe_remap_supported(void);

/* Copies it. From here to exe_remap_apply(), in this process or a child of it (whose memory the
 * copy then is not another time), no variable outside of the stack and the heap changes. */
bool exe_remap_copy(struct exe_remap *ret, struct err *e) must_check;

/* Gives the memory of the copies back. */
void exe_remap_drop(struct exe_remap *image);

/* Goes on from another file with the same bytes as ours, open for reading, without executing it:
 * every page of the old file is mapped from it, or is the copy, and /proc/PID/exe leads to it:
 * prctl(2) PR_SET_MM_MAP. The kernel refuses while anything of the old one is mapped, and without
 * CAP_CHECKPOINT_RESTORE or CAP_SYS_ADMIN in our user namespace. Of the arguments only as many
 * bytes as title has are shown from then on: see sys_args_wipe(). After an error we run as before,
 * of either file. */
bool exe_remap_apply(
	const struct exe_remap *image, int fd, const char *title, struct err *e) must_check;

#endif
