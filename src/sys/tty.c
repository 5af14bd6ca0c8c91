/* SPDX-License-Identifier: Apache-2.0 */
/* Pseudo-terminals. */
#include "brig/sys/tty.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <unistd.h>

#include "brig/base/fd.h"
#include "brig/sys/file.h"

/* Opens by O_PATH and checks the file system first: opening a device node of the image could have
 * side effects. */
static int open_ptmx(int root, struct err *e)
{
	autoclose int path = sys_open_in_root(root, "dev/pts/ptmx", O_PATH, 0, 0, e);
	long type;

	if (path < 0)
		return fail_fd(fail_in(e, "a terminal needs a devpts mounted at /dev/pts"));
	if (!sys_fs_type(path, "/dev/pts/ptmx", &type, e))
		return -1;
	if (type != DEVPTS_SUPER_MAGIC)
		return fail_fd(fail(e, "/dev/pts/ptmx is not on a devpts file system"));
	return sys_reopen(path, O_RDWR | O_NOCTTY, e);
}

bool sys_pty_open(int root, int *master, int *slave, unsigned *number, struct err *e)
{
	const int unlock = 0;
	autoclose int fd = open_ptmx(root, e);

	if (fd < 0)
		return false;
	if (ioctl(fd, TIOCGPTN, number) < 0 || ioctl(fd, TIOCSPTLCK, &unlock) < 0)
		return fail_errno(e, "unlock a new terminal");
	*slave = ioctl(fd, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (*slave < 0)
		return fail_errno(e, "open the slave of a new terminal");
	*master = fd_take(&fd);
	return true;
}

bool sys_tty_control(int tty, struct err *e)
{
	if (ioctl(tty, TIOCSCTTY, 0) < 0)
		return fail_errno(e, "take the controlling terminal");
	for (int fd = 0; fd <= STDERR_FILENO; fd++)
		if (dup2(tty, fd) < 0)
			return fail_errno(e, "make the terminal descriptor %d", fd);
	return true;
}

bool sys_tty_size(int tty, struct winsize *ret, struct err *e)
{
	return ioctl(tty, TIOCGWINSZ, ret) == 0 ? true : fail_errno(e, "get the terminal's size");
}

bool sys_tty_set_size(int tty, const struct winsize *size, struct err *e)
{
	return ioctl(tty, TIOCSWINSZ, size) == 0 ? true : fail_errno(e, "set the terminal's size");
}

bool sys_tty_raw(int tty, struct termios *before, struct err *e)
{
	struct termios raw;

	if (tcgetattr(tty, before) < 0)
		return fail_errno(e, "get terminal settings");
	raw = *before;
	cfmakeraw(&raw);
	/* Keeps output processing, because the output arrives with plain newlines. */
	raw.c_oflag |= OPOST;
	return tcsetattr(tty, TCSANOW, &raw) == 0 ? true : fail_errno(e, "set terminal settings");
}

void sys_tty_restore(int tty, const struct termios *before)
{
	tcsetattr(tty, TCSANOW, before);
}

bool sys_tty_plain_newline(int tty, struct err *e)
{
	struct termios t;

	if (tcgetattr(tty, &t) < 0)
		return fail_errno(e, "get terminal settings");
	t.c_oflag &= ~(tcflag_t)ONLCR;
	return tcsetattr(tty, TCSANOW, &t) == 0 ? true : fail_errno(e, "set terminal settings");
}
