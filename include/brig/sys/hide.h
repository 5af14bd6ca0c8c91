/* SPDX-License-Identifier: Apache-2.0 */
/* Hidden processes: not dumpable (prctl(2) PR_SET_DUMPABLE), so that the kernel lets no process
 * without CAP_SYS_PTRACE in the initial user namespace trace them, read their memory, environment
 * and descriptors, or follow their /proc/PID/root, cwd, exe and fd (ptrace(2), Ptrace access mode
 * checking). The files below /proc/self then belong to the root of the initial user namespace.
 *
 * Children of clone(2) are hidden as their parent is; execve(2) ends it. The kernel sets the
 * attribute to fs.suid_dumpable whenever ids or the user namespace change, so the wrappers of those
 * calls (sys_setuid(), sys_setgid(), sys_setns(), sys_unshare()) hide a hidden process again. */
#ifndef BRIG_SYS_HIDE_H
#define BRIG_SYS_HIDE_H

#include "brig/base/err.h"

bool sys_hide(struct err *e) must_check;

/* Ends it: for a process without the rights of the host's root that needs its own /proc files, or
 * that others of its user have to be able to join. */
bool sys_unhide(struct err *e) must_check;

/* After a call that may have changed it: hides the process again when sys_hide() was the last word.
 */
bool sys_hide_again(struct err *e) must_check;

#endif
