/* SPDX-License-Identifier: Apache-2.0 */
/* bundle: files that cannot be read, valid and invalid ones. */
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

/* In expected, DIR means the directory of the test. */
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

	refused(f, "", NULL, "there is no bundle \"\"");
	refused(f, "/nowhere/at/all", NULL, "there is no bundle /nowhere/at/all");
	refused(f, f->dir, NULL, "no config.json in DIR; write one with brig spec");
	refused(f, ".", "other.json", "there is no configuration other.json");
	assert_int_equal(mkfifo("config.json", 0600), 0);
	refused(f, ".", NULL, "bundle DIR: config.json is not a regular file");
	unlink("config.json");
	put("config.json", "x");
	refused(f, "config.json", NULL,
		"bundle DIR/config.json is not a directory; give the directory that contains "
		"config.json");
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
	bundle_report(&f->b, &f->r);
	assert_int_equal(f->r.v[0].line, 3);
	assert_int_equal(f->r.v[1].line, 0);
	assert_int_equal(f->r.v[2].line, 99);
}

/* bundle_open() succeeds also when values of the config are refused. */
static void test_refused_inside(void **state)
{
	struct fixture *f = *state;

	put("other.json", "{\"ociVersion\": 1}");
	assert_true(bundle_open(&f->b, f->dir, "other.json", &f->r, &f->e));
	assert_non_null(f->b.config);
	assert_null(f->b.config->oci_version);
	assert_null(f->b.config->root);
	assert_int_equal(f->r.refusals, 2);
	assert_false(report_result(&f->r, &f->e));
	assert_string_equal(f->e.text, "other.json:1: ociVersion: must be a string, not a number "
				       "(and 1 more, see brig check)");
}

/* The valid part of the config is available. Later problems get the indices of the text, and
 * consequences of a refusal are removed. */
static void test_partly(void **state)
{
	struct fixture *f = *state;
	const struct oci_config *c;

	put("config.json", "{\"ociVersion\": \"1.0.0\", \"root\": {\"path\": 5},\n"
			   "\"mounts\": [{\"source\": \"lost\"},\n{\"destination\": \"/a\", "
			   "\"options\": [1, \"ro\"]},\n"
			   "{\"destination\": 7}, {\"destination\": \"/b\"}],\n"
			   "\"process\": {\"user\": {\"uid\": \"x\", \"gid\": 1}, \"args\": [],\n"
			   "\"consoleSize\": {\"height\": 1}}}");
	assert_true(bundle_open(&f->b, ".", NULL, &f->r, &f->e));
	c = f->b.config;
	assert_null(c->root->path);
	assert_int_equal(c->mounts.n, 2);
	assert_string_equal(c->mounts.v[0].destination, "/a");
	assert_int_equal(c->mounts.v[0].options.n, 1);
	assert_string_equal(c->mounts.v[0].options.v[0], "ro");
	assert_string_equal(c->mounts.v[1].destination, "/b");
	assert_null(c->process->user);
	assert_null(c->process->cwd);
	assert_null(c->process->console_size);
	assert_int_equal(f->r.n, 8);
	(void)refuse(&f->r, "root.path", NULL, NULL, "a consequence");
	(void)refuse(&f->r, "process.args[0]", NULL, NULL, "a consequence");
	(void)refuse(&f->r, "mounts", NULL, NULL, "a consequence of two dropped elements");
	(void)refuse(&f->r, "mounts[0].options[0]", NULL, NULL, "the second of the second");
	(void)refuse(&f->r, "mounts[1].type", NULL, NULL, "the fourth");
	bundle_report(&f->b, &f->r);
	assert_int_equal(f->r.n, 10);
	assert_int_equal(f->r.refusals, 10);
	assert_string_equal(f->r.v[8].path, "mounts[1].options[1]");
	assert_int_equal(f->r.v[8].line, 3);
	assert_string_equal(f->r.v[9].path, "mounts[3].type");
	assert_int_equal(f->r.v[9].line, 4);
}

/* Text that is not a JSON object gives no config. */
static void test_nothing(void **state)
{
	static const char *const texts[] = {
		"", "[]", "{\"ociVersion\": \"1.0.0\"", "{} {}", "\xff"};
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		put("config.json", texts[i]);
		assert_true(bundle_open(&f->b, ".", NULL, &f->r, &f->e));
		assert_null(f->b.config);
		bundle_close(&f->b);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_unreadable, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_good, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_refused_inside, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_partly, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_nothing, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
