/* SPDX-License-Identifier: Apache-2.0 */
/* Our own binary, kept out of the container's reach. */
#ifndef BRIG_RUN_SELF_H
#define BRIG_RUN_SELF_H

#include "brig/base/err.h"

/* A process of the container can open /proc/PID/exe of ours, or have us executed by
 * "#!/proc/self/exe": what it finds there must not be writable, whatever its rights
 * (CVE-2019-5736). Nor may it be the host's inode: an attempt to open that for writing keeps others
 * from executing it (ETXTBSY), even where it comes to nothing. Returns true when we run from a
 * read-only overlay or a sealed memory file. Otherwise goes on from an overlay of our directory
 * that is ours alone; or executes ourselves again from there, or where an overlay is not allowed
 * from a sealed copy in memory, and does not return. argv is main's.
 *
 * *ret_overlay is set when there is one: the caller closes it at a time when there is nothing else
 * to do, as the kernel then waits for a grace period. */
bool self_seal(char *const argv[], int *ret_overlay, struct err *e) must_check;

#endif
