/* SPDX-License-Identifier: Apache-2.0 */
/* Mount option words: every word of the spec, what clears what, and what goes to the file system.
 */
#include "test.h"

#include <sys/mount.h>

#include "../../src/mount/option.h"
#include "brig/base/str.h"
#include "brig/mount/option.h"

#define give_up(...)                      \
	do {                              \
		print_error(__VA_ARGS__); \
		assert_true(false);       \
	} while (0)

static struct arena arena;

static struct options read_words(const char *const *words)
{
	struct options o = {.arena = &arena};

	for (; *words; words++)
		assert_true(options_add(&o, *words));
	return o;
}

#define READ(...) read_words((const char *const[]){__VA_ARGS__, NULL})

static void table_is_sorted(void **state)
{
	(void)state;
	assert_true(options_sorted());
	assert_null(mount_option_word(10000));
}

static void spec_words_are_known(void **state)
{
	static const char *const words[] = {"async", "atime", "bind", "defaults", "dev", "diratime",
		"dirsync", "exec", "iversion", "lazytime", "loud", "mand", "noatime", "nodev",
		"nodiratime", "noexec", "noiversion", "nolazytime", "nomand", "norelatime",
		"nostrictatime", "nosuid", "nosymfollow", "private", "ratime", "rbind", "rdev",
		"rdiratime", "relatime", "remount", "rexec", "rnoatime", "rnodiratime", "rnoexec",
		"rnorelatime", "rnostrictatime", "rnosuid", "rnosymfollow", "ro", "rprivate",
		"rrelatime", "rro", "rrw", "rshared", "rslave", "rstrictatime", "rsuid",
		"rsymfollow", "runbindable", "rw", "shared", "silent", "slave", "strictatime",
		"suid", "symfollow", "sync", "tmpcopyup", "unbindable", "idmap", "ridmap"};

	(void)state;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		struct options o = READ(words[i]);

		if (o.n_params)
			give_up("%s is not known", words[i]);
	}
}

static void later_words_clear(void **state)
{
	struct options o = READ("ro", "nosuid", "rw", "suid", "noexec", "exec", "nodev");

	(void)state;
	assert_int_equal(o.flags.set, MOUNT_ATTR_NODEV);
	assert_int_equal(o.flags.clear, MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NOEXEC);
	o = READ("rw", "ro");
	assert_int_equal(o.flags.set, MOUNT_ATTR_RDONLY);
	assert_int_equal(o.flags.clear, 0);
	o = READ("sync", "async", "lazytime");
	assert_int_equal(o.sb_flags, MS_LAZYTIME);
	assert_int_equal(o.sb_clear, MS_SYNCHRONOUS);
	o = READ("defaults");
	assert_int_equal(o.flags.set | o.flags.clear, 0);
}

static void recursive_words_are_apart(void **state)
{
	struct options o = READ("rro", "rw", "rnosuid", "rsuid", "nodev");

	(void)state;
	assert_int_equal(o.below.set, MOUNT_ATTR_RDONLY);
	assert_int_equal(o.below.clear, MOUNT_ATTR_NOSUID);
	assert_int_equal(o.flags.set, MOUNT_ATTR_NODEV);
	assert_int_equal(o.flags.clear, MOUNT_ATTR_RDONLY);
}

static void access_times(void **state)
{
	static const struct {
		const char *first, *second;
		uint64_t value;
	} cases[] = {
		{"defaults", "noatime", MOUNT_ATTR_NOATIME},
		{"noatime", "atime", MOUNT_ATTR_RELATIME},
		{"noatime", "relatime", MOUNT_ATTR_RELATIME},
		{"relatime", "strictatime", MOUNT_ATTR_STRICTATIME},
		{"strictatime", "nostrictatime", MOUNT_ATTR_RELATIME},
		{"noatime", "nostrictatime", MOUNT_ATTR_NOATIME},
		{"defaults", "norelatime", MOUNT_ATTR_STRICTATIME},
		{"noatime", "norelatime", MOUNT_ATTR_NOATIME},
		{"strictatime", "atime", MOUNT_ATTR_STRICTATIME},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct options o = READ(cases[i].first, cases[i].second);

		assert_int_equal(o.flags.set & MOUNT_ATTR__ATIME, cases[i].value);
		assert_int_equal(o.flags.clear, MOUNT_ATTR__ATIME);
	}
}

static void unknown_words_are_data(void **state)
{
	struct options o = READ("size=64k,mode=755", "context=\"a:b:c0,c1\"", "quiet", "ro,nosuid");

	(void)state;
	assert_int_equal(o.n_params, 4);
	assert_string_equal(o.params[0].key, "size");
	assert_string_equal(o.params[0].value, "64k");
	assert_string_equal(o.params[1].key, "mode");
	assert_string_equal(o.params[2].value, "\"a:b:c0,c1\"");
	assert_string_equal(o.params[3].key, "quiet");
	assert_null(o.params[3].value);
	assert_int_equal(o.flags.set, MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID);
	o = READ("lowerdir=/a\\,b:/c", "");
	assert_int_equal(o.n_params, 1);
	assert_string_equal(o.params[0].value, "/a\\,b:/c");
}

static void propagation_in_order(void **state)
{
	struct options o = READ("rslave", "shared");

	(void)state;
	assert_int_equal(o.n_propagation, 2);
	assert_int_equal(o.propagation[0], MS_SLAVE | MS_REC);
	assert_string_equal(propagation_word(o.propagation[0]), "rslave");
	assert_string_equal(propagation_word(o.propagation[1]), "shared");
	o = READ("shared", "shared", "shared", "shared");
	assert_false(options_add(&o, "private"));
}

static int finish(void **state)
{
	(void)state;
	arena_free(&arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(table_is_sorted),
		cmocka_unit_test(spec_words_are_known),
		cmocka_unit_test(later_words_clear),
		cmocka_unit_test(recursive_words_are_apart),
		cmocka_unit_test(access_times),
		cmocka_unit_test(unknown_words_are_data),
		cmocka_unit_test(propagation_in_order),
	};

	return cmocka_run_group_tests(tests, NULL, finish);
}
