/* SPDX-License-Identifier: Apache-2.0 */
/* mount: targets are found and made inside the root, whatever links an image has. No privilege. */
#include "test.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../src/mount/resolve.h"
#include "brig/base/fd.h"
#include "brig/base/str.h"

static char top[] = "/tmp/brig-target-XXXXXX";
static int root = -1, outside = -1;

static int setup(void **state)
{
	(void)state;
	assert_non_null(mkdtemp(top));
	assert_int_equal(chdir(top), 0);
	assert_int_equal(mkdir("root", 0755), 0);
	assert_int_equal(mkdir("outside", 0755), 0);
	root = open("root", O_PATH | O_DIRECTORY | O_CLOEXEC);
	outside = open("outside", O_PATH | O_DIRECTORY | O_CLOEXEC);
	assert_int_equal(mkdirat(root, "dir", 0755), 0);
	assert_int_equal(symlinkat("dir", root, "rel"), 0);
	assert_int_equal(symlinkat("/dir", root, "abs"), 0);
	assert_int_equal(symlinkat("../../outside", root, "out"), 0);
	assert_int_equal(symlinkat("/later/on", root, "dangling"), 0);
	assert_int_equal(symlinkat("loop", root, "loop"), 0);
	assert_int_equal(symlinkat("made-file", root, "file-link"), 0);
	return 0;
}

static int teardown(void **state)
{
	char command[64];

	(void)state;
	close(root);
	close(outside);
	snprintf(command, sizeof(command), "rm -rf %s", top);
	return system(command) == 0 ? 0 : -1;
}

/* What path comes to, relative to the root. */
static void is_made(const char *path, enum target_kind kind, const char *where)
{
	struct err e = {0};
	struct stat got, wanted;
	bool made;
	autoclose int fd = resolve_make(root, path, kind, false, &made, &e);

	if (fd < 0)
		print_error("%s: %s\n", path, e.text);
	assert_true(fd >= 0);
	assert_int_equal(fstat(fd, &got), 0);
	assert_int_equal(fstatat(root, where, &wanted, AT_SYMLINK_NOFOLLOW), 0);
	assert_int_equal(got.st_ino, wanted.st_ino);
	assert_int_equal(wanted.st_mode & S_IFMT, kind == TARGET_FILE ? S_IFREG : S_IFDIR);
}

static void fails(const char *path, bool strict, int code)
{
	struct err e = {0};
	bool made;

	assert_int_equal(resolve_make(root, path, TARGET_DIR, strict, &made, &e), -1);
	assert_int_equal(e.code, code);
}

static void directories(void **state)
{
	(void)state;
	is_made("/", TARGET_DIR, ".");
	is_made("/dir", TARGET_DIR, "dir");
	is_made("/a/b//c/", TARGET_DIR, "a/b/c");
	is_made("/a/./x/../y", TARGET_DIR, "a/y");
	is_made("/rel/one", TARGET_DIR, "dir/one");
	is_made("/abs/two", TARGET_DIR, "dir/two");
	is_made("/../../up/../up2", TARGET_DIR, "up2");
	is_made("/dangling/deep", TARGET_DIR, "later/on/deep");
}

static void files(void **state)
{
	(void)state;
	is_made("/f/g/file", TARGET_FILE, "f/g/file");
	is_made("/file-link", TARGET_FILE, "made-file");
	is_made("/rel/file", TARGET_FILE, "dir/file");
}

static void links_stay_inside(void **state)
{
	struct stat st;

	(void)state;
	is_made("/out/escaped", TARGET_DIR, "outside/escaped");
	assert_int_equal(fstatat(outside, "escaped", &st, AT_SYMLINK_NOFOLLOW), -1);
}

static void refused(void **state)
{
	(void)state;
	fails("/loop/x", false, ELOOP);
	fails("/rel/strict", true, ELOOP);
	fails("/rel", true, ELOOP);
	fails("/f/g/file/below", false, ENOTDIR);
}

static void parents(void **state)
{
	struct err e = {0};
	const char *name;
	struct stat got, wanted;
	autoclose int dir = resolve_parent(root, "/abs/sub/node", &name, &e);

	(void)state;
	assert_true(dir >= 0);
	assert_string_equal(name, "node");
	assert_int_equal(fstat(dir, &got), 0);
	assert_int_equal(fstatat(root, "dir/sub", &wanted, 0), 0);
	assert_int_equal(got.st_ino, wanted.st_ino);
	assert_int_equal(resolve_parent(root, "/a/..", &name, &e), -1);
	assert_int_equal(resolve_parent(root, "/", &name, &e), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(directories),
		cmocka_unit_test(files),
		cmocka_unit_test(links_stay_inside),
		cmocka_unit_test(refused),
		cmocka_unit_test(parents),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
