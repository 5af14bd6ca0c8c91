/* SPDX-License-Identifier: Apache-2.0 */
/* Pseudo-terminals and terminal settings. */
#ifndef BRIG_SYS_TTY_H
#define BRIG_SYS_TTY_H

#include <sys/ioctl.h>
#include <termios.h>

#include "brig/base/err.h"

/* Opens a new pty of the devpts mounted at /dev/pts below root: its master and its slave, the
 * latter by TIOCGPTPEER, never by path. *number is N of /dev/pts/N. */
bool sys_pty_open(int root, int *master, int *slave, unsigned *number, struct err *e) must_check;

/* Makes tty the controlling terminal of the (new) session, and the standard input, output and
 * error of the process. */
bool sys_tty_control(int tty, struct err *e) must_check;

bool sys_tty_size(int tty, struct winsize *ret, struct err *e) must_check;
bool sys_tty_set_size(int tty, const struct winsize *size, struct err *e) must_check;

/* Sets raw mode; *before receives the old settings for sys_tty_restore(). */
bool sys_tty_raw(int tty, struct termios *before, struct err *e) must_check;
void sys_tty_restore(int tty, const struct termios *before);

/* Clears ONLCR: "\n" of a program arrives as "\n" at the master. For a terminal that brig copies
 * itself: the terminal or file it copies to makes its own line ends. */
bool sys_tty_plain_newline(int tty, struct err *e) must_check;

#endif
