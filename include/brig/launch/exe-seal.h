/* SPDX-License-Identifier: Apache-2.0 */
/* Our own binary, kept out of the container's reach. */
#ifndef BRIG_LAUNCH_EXE_SEAL_H
#define BRIG_LAUNCH_EXE_SEAL_H

#include "brig/base/err.h"

/* An overlay of our directory that is ours alone, read-only, and our file in it. */
struct exe_seal {
	int overlay; /* -1: there is none, or it is closed */
	int file;
};

/* A process of the container can open /proc/PID/exe of ours, or have us executed by
 * "#!/proc/self/exe": what it finds there must not be writable, whatever its rights
 * (CVE-2019-5736). Nor may it be the host's inode: an attempt to open that for writing keeps others
 * from executing it (ETXTBSY), even where it comes to nothing.
 *
 * So no process of ours comes into the reach of a container before it goes on from *ret (spawn());
 * the runtime itself never does. Where that is not possible we execute ourselves again from the
 * overlay or, where that is not allowed, from a sealed copy in memory, and do not return. When we
 * run from there already *ret has none. argv is main's.
 *
 * The last to close the overlay and the file should have nothing else to do, as the kernel then
 * waits for grace periods. */
bool exe_seal(char *const argv[], struct exe_seal *ret, struct err *e) must_check;

#endif
