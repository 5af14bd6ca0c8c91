/* SPDX-License-Identifier: Apache-2.0 */
/* Copying a tree that another process changes at the same time. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "brig/base/fd.h"
#include "brig/base/str.h"
#include "brig/sys/copy.h"
#include "test.h"

enum { COPIES = 300 };

static void put(int dir, const char *name, const char *text, mode_t mode)
{
	autoclose int fd = openat(dir, name, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

	assert_true(fd >= 0 && dprintf(fd, "%s", text) > 0 && fchmod(fd, mode) == 0);
}

static pid_t exchange_for_ever(int dir)
{
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid > 0)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (;;) {
		renameat2(dir, "secret", dir, "public", RENAME_EXCHANGE);
		renameat2(dir, "file", dir, "link", RENAME_EXCHANGE);
	}
}

/* The mode of each copy must be that of the file with its content. */
static void check_copy(int dir)
{
	static const char *const names[] = {"secret", "public"};

	for (size_t i = 0; i < 2; i++) {
		autoclose int fd = openat(dir, names[i], O_RDONLY | O_CLOEXEC);
		char text[16] = "";
		struct stat st;

		assert_true(fd >= 0 && read(fd, text, sizeof(text) - 1) > 0);
		assert_int_equal(fstat(fd, &st), 0);
		assert_int_equal(st.st_mode & 0777, str_eq(text, "secret") ? 0600 : 0644);
	}
}

static void clear(int dir)
{
	static const char *const names[] = {"secret", "public", "file", "link"};

	for (size_t i = 0; i < 4; i++)
		assert_int_equal(unlinkat(dir, names[i], 0), 0);
}

static void exchanged_files(void **state)
{
	char from_path[] = "/tmp/brig-copy-XXXXXX", to_path[] = "/tmp/brig-copy-XXXXXX";
	autoclose int from = -1, to = -1;
	struct err e;
	pid_t other;

	(void)state;
	assert_non_null(mkdtemp(from_path));
	assert_non_null(mkdtemp(to_path));
	from = open(from_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	to = open(to_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	put(from, "secret", "secret", 0600);
	put(from, "public", "public", 0644);
	put(from, "file", "file", 0644);
	assert_int_equal(symlinkat("/etc/passwd", from, "link"), 0);
	other = exchange_for_ever(from);
	for (int i = 0; i < COPIES; i++) {
		e.text[0] = '\0';
		(void)!sys_copy_tree(from, to, "tree", &e);
		assert_string_equal(e.text, "");
		check_copy(to);
		clear(to);
	}
	kill(other, SIGKILL);
	waitpid(other, NULL, 0);
	clear(from);
	rmdir(from_path);
	rmdir(to_path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(exchanged_files)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
