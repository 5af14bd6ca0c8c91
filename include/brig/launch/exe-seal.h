/* SPDX-License-Identifier: Apache-2.0 */
/* Protection of the brig binary from containers. */
#ifndef BRIG_LAUNCH_EXE_SEAL_H
#define BRIG_LAUNCH_EXE_SEAL_H

#include "brig/base/err.h"

/* A private read-only overlay of the directory that holds the brig binary, and the binary opened in
 * it. */
struct exe_seal {
	int overlay; /* -1: not made, or closed */
	int file;    /* -1: likewise */
};

/* A process of the container can open /proc/PID/exe of a brig process, or have it executed by
 * "#!/proc/self/exe". The file behind it must not be writable, whatever rights the process has
 * (CVE-2019-5736). Nor may it have the inode of the host's file: an attempt to open that for
 * writing keeps others from executing it (ETXTBSY), even when the attempt fails.
 *
 * Therefore each child of the runtime runs from *ret before a container can see it (clone_init());
 * the runtime itself is never visible to a container. Where exe_remap_apply() is not supported, the
 * runtime executes itself again from the overlay or, where no overlay can be mounted, from a sealed
 * copy in memory, and does not return. In a runtime that was executed in this way *ret has no
 * descriptors. argv is that of main().
 *
 * The caller that closes the last descriptor of the overlay waits for grace periods of the kernel,
 * so it should have nothing else to do then. */
bool exe_seal(char *const argv[], struct exe_seal *ret, struct err *e) must_check;

#endif
