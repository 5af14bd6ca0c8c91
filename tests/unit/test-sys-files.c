/* SPDX-License-Identifier: Apache-2.0 */
/* The mount table, and files of an image. Needs no privileges. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "brig/base/fd.h"
#include "brig/sys/mount-table.h"
#include "brig/sys/procfs.h"
#include "brig/sys/rootfs-file.h"
#include "test.h"

static void test_table(void **state)
{
	autoarena struct arena a = {0};
	char text[] = "28 1 259:2 / / rw,relatime shared:1 - ext4 /dev/root rw\n"
		      "31 28 0:5 / /a\\040b\\134c rw,nosuid shared:2 master:3 - proc proc rw\n"
		      "40 31 0:6 /x\\0112 /a\\040b/\\1 rw - fuse.lxcfs a - b rw,c - d\n";
	struct sys_mount_table t;
	struct err e;

	(void)state;
	assert_true(sys_mount_table_parse(&t, text, &a, &e));
	assert_int_equal(t.n, 3);
	assert_int_equal(t.v[1].id, 31);
	assert_int_equal(t.v[1].parent, 28);
	assert_string_equal(t.v[1].point, "/a b\\c");
	assert_string_equal(t.v[1].type, "proc");
	assert_string_equal(t.v[2].root, "/x\t2");
	assert_string_equal(t.v[2].point, "/a b/\\1");
	assert_string_equal(t.v[2].type, "fuse.lxcfs");
}

static void test_no_table(void **state)
{
	static const char *const bad[] = {"x", "1 2", "1 2 0:1 / /", "1 2 0:1 / / rw",
		"a 2 0:1 / / rw - t s o", "1 2 0:1 / point rw - t s o", "1 2 0:1 - t s o"};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		autoarena struct arena a = {0};
		struct sys_mount_table t;
		char text[64];
		struct err e;

		snprintf(text, sizeof(text), "%s\n", bad[i]);
		assert_false(sys_mount_table_parse(&t, text, &a, &e));
	}
}

static char top[] = "/tmp/brig-files-XXXXXX";

static int setup(void **state)
{
	(void)state;
	assert_non_null(mkdtemp(top));
	assert_int_equal(chdir(top), 0);
	return 0;
}

static int teardown(void **state)
{
	char command[64];

	(void)state;
	snprintf(command, sizeof(command), "cd / && rm -r %s", top);
	return system(command);
}

static int open_as(const char *name, struct err *e)
{
	autoclose int root = open(".", O_PATH | O_DIRECTORY | O_CLOEXEC);
	autoclose int fd = sys_open_image_file(root, name, e);
	char c;

	return fd >= 0 && read(fd, &c, 1) == 1 ? c : -1;
}

static void test_image_file(void **state)
{
	autoclose int file = open("file", O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	struct err e;

	(void)state;
	assert_int_equal(write(file, "x", 1), 1);
	assert_int_equal(symlink("/file", "link"), 0);
	assert_int_equal(mkfifo("fifo", 0644), 0);
	assert_int_equal(mkdir("dir", 0755), 0);
	assert_int_equal(open_as("file", &e), 'x');
	assert_int_equal(open_as("link", &e), 'x');
	assert_int_equal(open_as("fifo", &e), -1);
	assert_int_equal(e.code, EACCES);
	assert_int_equal(open_as("dir", &e), -1);
	assert_int_equal(e.code, EACCES);
	assert_int_equal(open_as("none", &e), -1);
	assert_int_equal(e.code, ENOENT);
	/* As above, with sys_procfs() open. */
	assert_true(sys_procfs(&e) >= 0);
	assert_int_equal(open_as("link", &e), 'x');
	assert_int_equal(open_as("fifo", &e), -1);
	sys_procfs_close();
}

static void test_pseudo_file_system(void **state)
{
	autoclose int root = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
	struct err e;

	(void)state;
	assert_int_equal(sys_open_image_file(root, "proc/version", &e), -1);
	assert_int_equal(e.code, EACCES);
	assert_non_null(strstr(e.text, "is on a pseudo file system"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_table),
		cmocka_unit_test(test_no_table),
		cmocka_unit_test(test_image_file),
		cmocka_unit_test(test_pseudo_file_system),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
