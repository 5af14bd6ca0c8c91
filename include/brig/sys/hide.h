/* SPDX-License-Identifier: Apache-2.0 */
/* Hidden processes: a process that is not dumpable (prctl(2) PR_SET_DUMPABLE). Without
 * CAP_SYS_PTRACE in the initial user namespace no process can trace a hidden process, read its
 * memory, environment and descriptors, or follow its /proc/PID/root, cwd, exe and fd (ptrace(2),
 * "Ptrace access mode checking"). The root user of the initial user namespace owns its files in
 * /proc.
 *
 * Children of clone(2) inherit the attribute; execve(2) clears it. The kernel sets the attribute
 * to fs.suid_dumpable whenever ids or the user namespace change, so the wrappers of those calls
 * (sys_setuid(), sys_setgid(), sys_setns(), sys_unshare()) hide a hidden process again. */
#ifndef BRIG_SYS_HIDE_H
#define BRIG_SYS_HIDE_H

#include "brig/base/err.h"

bool sys_hide(struct err *e) must_check;

/* Makes the process dumpable again: for a process without root privileges on the host that reads
 * its own /proc files, or whose namespaces other processes of the same user join. */
bool sys_unhide(struct err *e) must_check;

/* Hides the process again, when sys_hide() was called after the last sys_unhide(). For use after a
 * call that may have changed the attribute. */
bool sys_hide_again(struct err *e) must_check;

#endif
