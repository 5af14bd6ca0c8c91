/* SPDX-License-Identifier: Apache-2.0 */
/* bundle: what can't be read, and what can. */
#include "test.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "brig/base/str.h"
#include "brig/bundle/bundle.h"

struct fixture {
	char dir[64];
	struct arena a;
	struct report r;
	struct bundle b;
	struct err e;
};

static int set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	strcpy(f->dir, "/tmp/brig-test-bundle-XXXXXX");
	f->r.arena = &f->a;
	*state = f;
	return mkdtemp(f->dir) && chdir(f->dir) == 0 ? 0 : -1;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	unlink("config.json");
	unlink("other.json");
	rmdir("\xff");
	if (chdir("/") < 0 || rmdir(f->dir) < 0)
		return -1;
	bundle_close(&f->b);
	arena_free(&f->a);
	free(f);
	return 0;
}

static void put(const char *name, const char *text)
{
	FILE *file = fopen(name, "w");

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

/* expected: with DIR for the directory of the test. */
static void refused(struct fixture *f, const char *dir, const char *file, const char *expected)
{
	const char *at = strstr(expected, "DIR");

	if (at)
		expected = arena_printf(
			&f->a, "%.*s%s%s", (int)(at - expected), expected, f->dir, at + 3);
	assert_false(bundle_open(&f->b, dir, file, &f->r, &f->e));
	assert_string_equal(f->e.text, expected);
	assert_int_equal(f->b.dir, -1);
}

static void test_unreadable(void **state)
{
	struct fixture *f = *state;

	refused(f, "", NULL, "no bundle in \"\": No such file or directory");
	refused(f, "/nowhere/at/all", NULL,
		"no bundle in /nowhere/at/all: No such file or directory");
	refused(f, f->dir, NULL,
		"no config.json in DIR; write one with brig spec: No such file or directory");
	refused(f, ".", "other.json", "no configuration in other.json: No such file or directory");
	assert_int_equal(mkfifo("config.json", 0600), 0);
	refused(f, ".", NULL, "bundle DIR: config.json is not a regular file");
	unlink("config.json");
	put("config.json", "x");
	refused(f, "config.json", NULL,
		"bundle DIR/config.json is not a directory; name the one that config.json is in");
	assert_int_equal(truncate("config.json", BUNDLE_CONFIG_MAX + 1), 0);
	refused(f, ".", NULL, "bundle DIR: config.json is larger than 16 MiB");
	assert_int_equal(mkdir("\xff", 0700), 0);
	refused(f, "\xff", NULL, "bundle \xff: the path is not UTF-8; rename or move it");
	assert_int_equal(f->r.n, 0);
}

static void test_good(void **state)
{
	struct fixture *f = *state;
	struct stat there, opened;

	put("config.json", "{\"ociVersion\": \"1.0.0\",\n\"root\":\n{\"path\": \"rootfs\"}}");
	assert_true(bundle_open(&f->b, ".", NULL, &f->r, &f->e));
	assert_string_equal(f->b.path, f->dir);
	assert_string_equal(f->b.config->root->path, "rootfs");
	assert_int_equal(stat(".", &there), 0);
	assert_int_equal(fstat(f->b.dir, &opened), 0);
	assert_int_equal(there.st_ino, opened.st_ino);
	assert_int_equal(fcntl(f->b.dir, F_GETFD), FD_CLOEXEC);
	(void)refuse(&f->r, "root.path", NULL, NULL, "is not there");
	(void)refuse(&f->r, "process.args", NULL, NULL, "is not there either");
	warn_about(&f->r, "root", NULL, "is odd");
	f->r.v[2].line = 99;
	bundle_lines(&f->b, &f->r);
	assert_int_equal(f->r.v[0].line, 3);
	assert_int_equal(f->r.v[1].line, 0);
	assert_int_equal(f->r.v[2].line, 99);
}

/* What is wrong inside does not hinder the opening. */
static void test_refused_inside(void **state)
{
	struct fixture *f = *state;

	put("other.json", "{\"ociVersion\": 1}");
	assert_true(bundle_open(&f->b, f->dir, "other.json", &f->r, &f->e));
	assert_null(f->b.config);
	assert_int_equal(f->r.refusals, 2);
	assert_false(report_result(&f->r, &f->e));
	assert_string_equal(f->e.text, "other.json:1: ociVersion: must be a string, not a number "
				       "(and 1 more, see brig check)");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_unreadable, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_good, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_refused_inside, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
