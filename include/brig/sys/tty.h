/* SPDX-License-Identifier: Apache-2.0 */
/* Pseudo-terminals and terminal settings. */
#ifndef BRIG_SYS_TTY_H
#define BRIG_SYS_TTY_H

#include <sys/ioctl.h>
#include <termios.h>

#include "brig/base/err.h"

/* A new pty of the devpts mounted at /dev/pts beneath root: master and slave, the
 * slave by TIOCGPTPEER, never by path. *number is N of /dev/pts/N. */
bool sys_pty_open(int root, int *master, int *slave, unsigned *number, struct err *e) must_check;

/* Makes tty the controlling terminal of our (new) session and our standard input, output and error.
 */
bool sys_tty_control(int tty, struct err *e) must_check;

bool sys_tty_size(int tty, struct winsize *ret, struct err *e) must_check;
bool sys_tty_set_size(int tty, const struct winsize *size, struct err *e) must_check;

/* Raw mode; *before is what was, for sys_tty_restore(). */
bool sys_tty_raw(int tty, struct termios *before, struct err *e) must_check;
void sys_tty_restore(int tty, const struct termios *before);

/* A program's "\n" arrives as "\n" at the master (ONLCR off), as engines expect it of runc. */
bool sys_tty_plain_newline(int tty, struct err *e) must_check;

#endif
