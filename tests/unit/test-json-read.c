/* SPDX-License-Identifier: Apache-2.0 */
/* json: valid input, and refused input with the exact messages. */
#include "test.h"

#include <stdlib.h>

#include "brig/base/str.h"
#include "brig/json/read.h"
#include "brig/json/utf8.h"
#include "oci.h"

/* All problems, one a line: "LINE PATH: TEXT; HINT". */
static const char *problems(const struct report *r)
{
	struct str s = {.arena = r->arena};

	for (size_t i = 0; i < r->n; i++)
		str_addf(&s, "%s%u %s: %s%s%s", i > 0 ? "\n" : "", r->v[i].line, r->v[i].path,
			r->v[i].text, r->v[i].hint ? "; " : "", r->v[i].hint ? r->v[i].hint : "");
	return str_text(&s);
}

static void check_as(
	const struct json_type *type, const char *text, size_t size, const char *expected)
{
	struct arena a = {0};
	struct report r = {.arena = &a};
	char *copy = malloc(size + 1); /* exactly size bytes, so that ASan finds reads past them */

	memcpy(copy, text, size);
	assert_int_equal(
		json_read(arena_alloc(&a, type->size), type, copy, size, &r), *expected == '\0');
	assert_string_equal(problems(&r), expected);
	free(copy);
	arena_free(&a);
}

static void check(const struct json_type *type, const char *text, const char *expected)
{
	check_as(type, text, strlen(text), expected);
}

/* Checks a minimal valid config with these properties added. */
static void check_with(const char *properties, const char *expected)
{
	struct arena a = {0};

	check(&oci_config_type,
		arena_printf(&a,
			"{\n\"ociVersion\": \"1.3.0\", \"root\": {\"path\": \"rootfs\"}%s%s\n}",
			*properties ? ",\n" : "", properties),
		expected);
	arena_free(&a);
}

static void test_least(void **state)
{
	(void)state;
	check_with("", "");
	check(&oci_mount_type, "{\"destination\":\"\"}", "");
}

static void test_unknown(void **state)
{
	(void)state;
	check_with("\"new\": {\"a\": [1, {\"b\": null, \"b\": 1.5e9}], \"process\": 1}, \"new\": 2,"
		   "\"windows\": {\"ignoreFlushesDuringBoot\": 3}, \"vm\": [[]]",
		"");
	check_with("\"process\": {\"cwd\": \"/\", \"args\": [\"a\"], \"commandLine\": 3}", "");
}

static void test_missing(void **state)
{
	(void)state;
	check(&oci_config_type, "{}",
		"1 ociVersion: required, but missing\n1 root: required, but missing");
	check_with("\"mounts\": [{\"destination\": \"/\"},\n{\n\n\"type\": \"proc\"}]",
		"4 mounts[1].destination: required, but missing");
	check_with("\"process\": {}",
		"3 process.args: required, but missing\n3 process.cwd: required, but missing");
	check_with("\"linux\": {\"netDevices\": {\"e\": {}},\n\"resources\":\n{\"devices\":"
		   " [{}]}}",
		"5 linux.resources.devices[0].allow: required, but missing");
}

static void test_null(void **state)
{
	(void)state;
	check_with("\"hostname\": null, \"mounts\": null, \"process\": null, \"linux\":"
		   " {\"rootfsPropagation\": null}, \"annotations\": null",
		"");
	check(&oci_root_type, "{\"path\": null}", "1 path: required, but null");
	check_with("\"annotations\": {\"a\": null}", "3 annotations.a: must be a string, not null");
	check_with("\"mounts\": [null]", "3 mounts[0]: must be an object, not null");
	check(&oci_root_type, "null", "1 : must be an object, not null");
}

static void test_wrong_type(void **state)
{
	(void)state;
	check(&oci_config_type, "[1,2]", "1 : must be an object, not a list");
	check(&oci_config_type, "12", "1 : must be an object, not a number");
	check(&oci_root_type, "{\"path\": 5, \"readonly\": \"yes\"}",
		"1 path: must be a string, not a number\n"
		"1 readonly: must be true or false, not a string");
	check_with("\"hostname\": {\"a\": {}},\n\"mounts\": {\"a\": [[]]},\n\"hooks\": [[1]]",
		"3 hostname: must be a string, not an object\n"
		"4 mounts: must be a list, not an object\n"
		"5 hooks: must be an object, not a list");
	check_with("\"linux\": {\"sysctl\": {\"net.core.somaxconn\": 1},\n"
		   "\"maskedPaths\": [\"/a\", true, \"/b\"],\n"
		   "\"cgroupsPath\": false}",
		"3 linux.sysctl[\"net.core.somaxconn\"]: must be a string, not a number\n"
		"4 linux.maskedPaths[1]: must be a string, not a boolean\n"
		"5 linux.cgroupsPath: must be a string, not a boolean");
	check(&oci_memory_type, "{\"limit\": \"1G\"}",
		"1 limit: must be a whole number, not a string");
}

static void test_numbers(void **state)
{
	(void)state;
	check(&oci_memory_type,
		"{\"limit\": -9223372036854775808, \"swap\": 9223372036854775807,"
		" \"kernel\": -0, \"swappiness\": -0}",
		"");
	check(&oci_memory_type, "{\"limit\": -9223372036854775809}",
		"1 limit: -9223372036854775809 is too small, the smallest is -9223372036854775808");
	check(&oci_memory_type, "{\"limit\": 9223372036854775808}",
		"1 limit: 9223372036854775808 is too large, the largest is 9223372036854775807");
	check(&oci_memory_type, "{\"limit\": 99999999999999999999999}",
		"1 limit: 99999999999999999999999 is too large, the largest is "
		"9223372036854775807");
	check(&oci_memory_type, "{\"swappiness\": 101}",
		"1 swappiness: 101 is too large, the largest is 100");
	check(&oci_memory_type, "{\"limit\": 1.0}", "1 limit: must be a whole number, not 1.0");
	check(&oci_memory_type, "{\"limit\": 1e3}", "1 limit: must be a whole number, not 1e3");
	check(&oci_cpu_type, "{\"shares\": 18446744073709551615, \"period\": 0}", "");
	check(&oci_cpu_type, "{\"shares\": 18446744073709551616, \"period\": -1}",
		"1 shares: 18446744073709551616 is too large, the largest is 18446744073709551615\n"
		"1 period: -1 is too small, the smallest is 0");
	check(&oci_block_io_type, "{\"weight\": 65536, \"leafWeight\": 65535}",
		"1 weight: 65536 is too large, the largest is 65535");
	check(&oci_user_type, "{\"uid\": 4294967295, \"gid\": -5, \"umask\": 512}",
		"1 uid: 4294967295 is too large, the largest is 4294967294\n"
		"1 gid: -5 is too small, the smallest is 0\n"
		"1 umask: 512 is too large, the largest is 511");
	check(&oci_hook_type, "{\"path\": \"/h\", \"timeout\": 0}",
		"1 timeout: 0 is too small, the smallest is 1");
	check(&oci_scheduler_type,
		"{\"policy\": \"SCHED_OTHER\", \"nice\": -2147483649, \"priority\": 2147483647}",
		"1 nice: -2147483649 is too small, the smallest is -2147483648");
}

static void test_words(void **state)
{
	(void)state;
	check_with("\"linux\": {\"namespaces\": [{\"type\": \"pid\"}, {\"type\": \"net\"}]}",
		"3 linux.namespaces[1].type: 'net' is not a known value; it can be cgroup, ipc, "
		"mount, network, pid, time, user or uts");
	check(&oci_rlimit_type, "{\"type\": \"NOFILE\", \"soft\": 1, \"hard\": 1}",
		"1 type: 'NOFILE' is not a known value");
	check(&oci_personality_type, "{\"domain\": \"\"}",
		"1 domain: '' is not a known value; it can be LINUX or LINUX32");
	check(&oci_personality_type,
		"{\"domain\": \"LINUX\\u0000\\u001b"
		"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\"}",
		"1 domain: 'LINUX??xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx...' is "
		"not a known value; it can be LINUX or LINUX32");
	check(&oci_personality_type, "{\"domain\": \"LINUX\\u0000\"}",
		"1 domain: 'LINUX?' is not a known value; it can be LINUX or LINUX32");
}

static void test_twice(void **state)
{
	(void)state;
	check_with("\"hostname\": \"a\",\n\"hostname\": {\"b\": 1}", "4 hostname: given twice");
	check_with("\"process\": {\"cwd\": \"/\", \"args\": [\"a\"]}, \"process\": 1",
		"3 process: given twice");
	check_with("\"annotations\": {\"a\": \"1\", \"b.c\": \"2\",\n\"b.c\": \"3\"}",
		"4 annotations[\"b.c\"]: given twice");
	check_with("\"linux\": {\"netDevices\": {\"e\": {\"name\": \"f\"}, \"e\": {}}}",
		"3 linux.netDevices.e: given twice");
}

static void test_keys(void **state)
{
	struct arena a = {0};
	struct str s = {.arena = &a};

	(void)state;
	check_with("\"annotations\": {\"\": \"x\"}",
		"3 annotations[\"\"]: a key must not be an empty string");
	check_with("\"annotations\": {\"a\\u0000b\": \"x\"}",
		"3 annotations.a: a key contains a NUL character (\\u0000)");
	for (int i = 0; i < 3000; i++)
		str_addf(&s, "%s\"key%d\": \"\"", i > 0 ? "," : "", i);
	check_with(arena_printf(&a, "\"annotations\": {%s}", str_text(&s)), "");
	check_with(arena_printf(&a, "\"annotations\": {%s, \"key1717\": \"\"}", str_text(&s)),
		"3 annotations.key1717: given twice");
	arena_free(&a);
}

static void test_strings(void **state)
{
	(void)state;
	check_with("\"hostname\": \"a\\u0000b\"", "3 hostname: contains a NUL character (\\u0000)");
	check_with("\"hostname\": \"\\ud83d\\ude00 \\\\ud800 \\u00e9 \\\" \\/\"", "");
	check_with("\"new\": \"\\ud83d\"", "3 : an escape is half of a surrogate pair");
	check_with("\"hostname\": \"\\ud83d\\u0041\"", "3 : an escape is half of a surrogate pair");
	check_with("\"hostname\": \"\\ude00\\ud83d\"", "3 : an escape is half of a surrogate pair");
	check_with("\"hostname\": \"\\u12\"", "3 hostname: not JSON: invalid (non-hex) character "
					      "occurs after '\\u' inside string");
	check_with(
		"\"hostname\": \"a\nb\"", "3 hostname: not JSON: invalid character inside string");
}

static void test_utf8(void **state)
{
	static const char *const bad[] = {"\xff", "\xc0\x80", "\xc3", "\xc3(", "\xe0\x80\x80",
		"\xed\xa0\x80", "\xf0\x80\x80\x80", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80",
		"\xe2\x82", "\xf0\x9f\x98", "\x80"};
	struct arena a = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		check_with(
			arena_printf(&a, "\"hostname\": \"\n%s\"", bad[i]), "4 : not valid UTF-8");
		assert_false(json_is_utf8(bad[i]));
	}
	check_with("\"hostname\": \"\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80 \xf4\x8f\xbf\xbf\"", "");
	assert_true(json_is_utf8("\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80"));
	check(&oci_root_type, "\xef\xbb\xbf{}",
		"1 : begins with a byte order mark; save it as UTF-8 without one");
	arena_free(&a);
}

static void test_syntax(void **state)
{
	(void)state;
	check(&oci_root_type, "", "1 : is empty");
	check(&oci_root_type, " \n ", "2 : ends before it is complete");
	check(&oci_root_type, "{\"path\": \"a\"", "1 path: ends before it is complete");
	check(&oci_root_type, "{\n\"path\": \"a", "2 path: ends before it is complete");
	check(&oci_memory_type, "{\n\"limit\": 1", "2 limit: ends before it is complete");
	check(&oci_memory_type, "{\n\"swappiness\":\n101",
		"3 swappiness: 101 is too large, the largest is 100\n"
		"3 swappiness: ends before it is complete");
	check(&oci_root_type, "{\"path\": \"a\"}\n{}",
		"2 : something follows the end of the document");
	check(&oci_root_type, "{\"path\": \"a\"}\n,",
		"2 : something follows the end of the document");
	check_as(&oci_root_type, "{\"path\": \"a\"}\0", 14,
		"1 : something follows the end of the document");
	check(&oci_root_type, "{\"path\": \"a\",\n}",
		"2 path: not JSON: invalid object key (must be a string); there is a comma before "
		"a closing bracket");
	check_with("\"mounts\": [{\"destination\": \"/\"},\n]",
		"4 mounts[0]: not JSON: unallowed token at this point in JSON text; there is a "
		"comma before a closing bracket");
	check(&oci_root_type, "{\"path\" \"a\"}",
		"1 path: not JSON: object key and value must be separated by a colon (':')");
	check(&oci_root_type, "{\"path\": 'a'}", "1 path: not JSON: invalid char in json text");
	check(&oci_root_type, "{\"path\": \"a\"\n\"readonly\": true}",
		"2 path: not JSON: a comma or } is missing before this");
	check(&oci_mount_type, "{\"options\": [\"a\" \"b\"]}",
		"1 options[0]: not JSON: a comma or ] is missing before this");
	check(&oci_root_type, "{\"path\": /* a */ \"a\"}",
		"1 path: not JSON: probable comment found in input text, comments are not "
		"enabled");
}

static const char *repeat(struct arena *a, const char *what, size_t n)
{
	struct str s = {.arena = a};

	while (n-- > 0)
		str_add(&s, what);
	return str_text(&s);
}

static void test_depth(void **state)
{
	struct arena a = {0};

	(void)state;
	check_with(arena_printf(&a, "\"new\": %s%s", repeat(&a, "[", JSON_DEPTH_MAX - 1),
			   repeat(&a, "]", JSON_DEPTH_MAX - 1)),
		"");
	check_with(arena_printf(&a, "\"new\": %s", repeat(&a, "{\"a\":", 100000)),
		"3 : nested deeper than 64 levels");
	check(&oci_mount_type, repeat(&a, "[", 100000),
		"1 : must be an object, not a list\n1 : nested deeper than 64 levels");
	arena_free(&a);
}

static void test_many(void **state)
{
	struct arena a = {0};
	struct report r = {.arena = &a};
	struct oci_config c = {0};
	const char *text = arena_printf(&a, "{\"mounts\":[%s{}]}", repeat(&a, "{},", 100000));

	(void)state;
	assert_false(json_read(&c, &oci_config_type, text, strlen(text), &r));
	assert_int_equal(r.n, JSON_PROBLEMS_MAX);
	arena_free(&a);
}

/* More keys than the initial hash table holds; all their values are refused. */
static void test_many_wrong_values(void **state)
{
	struct arena a = {0};
	struct report r = {.arena = &a};
	struct oci_config c = {0};
	struct str s = {.arena = &a};

	(void)state;
	for (int i = 0; i < 60; i++)
		str_addf(&s, "%s\"k%d\":0", i > 0 ? "," : "{\"annotations\":{", i);
	str_add(&s, "}}");
	assert_false(json_read(&c, &oci_config_type, str_text(&s), s.n, &r));
	assert_int_equal(r.n, 60 + 2 /* ociVersion and root are missing */);
	arena_free(&a);
}

static void test_entries(void **state)
{
	(void)state;
	check(&oci_seccomp_syscall_type, "{\"action\": \"SCMP_ACT_LOG\",\n\"names\": []}",
		"2 names: must have at least 1 entry");
	check_with("\"process\": {\"cwd\": \"/\", \"args\": []}",
		"3 process.args: must have at least 1 entry");
}

/* Several problems of one document: order, and section of the spec. */
static void test_report(void **state)
{
	static const char text[] = "{\n\"root\": {\"readonly\": 1},\n"
				   "\"linux\": {\"seccomp\": {\"flags\": [\"X\"]},\n"
				   "\"timeOffsets\": {\"boottime\": {\"nanosecs\": 1000000000}}}}";
	struct arena a = {0};
	struct report r = {.arena = &a};
	struct oci_config c = {0};
	struct err e;

	(void)state;
	assert_false(json_read(&c, &oci_config_type, text, strlen(text), &r));
	assert_string_equal(problems(&r),
		"2 root.readonly: must be true or false, not a number\n"
		"2 root.path: required, but missing\n"
		"3 linux.seccomp.flags[0]: 'X' is not a known value; it can be "
		"SECCOMP_FILTER_FLAG_LOG, SECCOMP_FILTER_FLAG_SPEC_ALLOW, "
		"SECCOMP_FILTER_FLAG_TSYNC or SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV\n"
		"3 linux.seccomp.defaultAction: required, but missing\n"
		"4 linux.timeOffsets.boottime.nanosecs: 1000000000 is too large, the largest is "
		"999999999\n"
		"1 ociVersion: required, but missing");
	assert_string_equal(r.v[0].section, "config.md Root");
	assert_string_equal(r.v[2].section, "config-linux.md Seccomp");
	assert_string_equal(r.v[4].section, "config-linux.md Offset for Time Namespace");
	assert_string_equal(r.v[5].section, "config.md");
	assert_false(report_result(&r, &e));
	assert_string_equal(e.text, "config.json:2: root.readonly: must be true or false, not a "
				    "number (and 5 more, see brig check)");
	r.file = "/x/process.json";
	assert_false(report_result(&r, &e));
	assert_true(str_starts(e.text, "/x/process.json:2: root.readonly: "));
	arena_free(&a);
}

/* Absent, empty and present values differ in the struct. */
static void test_values(void **state)
{
	static const char text[] =
		"{\"ociVersion\":\"1\",\"root\":{\"path\":\"r\"},\"mounts\":[],\"annotations\":{},"
		"\"process\":{\"args\":[\"a\",\"b\"],\"cwd\":\"/\",\"noNewPrivileges\":false,"
		"\"oomScoreAdj\":-3,\"user\":{\"uid\":1,\"gid\":2,\"additionalGids\":[3,4]}},"
		"\"linux\":{\"rootfsPropagation\":\"slave\",\"netDevices\":{\"e\":{},\"f\":"
		"{\"name\":\"g\"}}}}";
	struct arena a = {0};
	struct report r = {.arena = &a};
	struct oci_config c = {0};

	(void)state;
	assert_true(json_read(&c, &oci_config_type, text, strlen(text), &r));
	assert_non_null(c.mounts.v);
	assert_int_equal(c.mounts.n, 0);
	assert_non_null(c.annotations.v);
	assert_null(c.hooks);
	assert_null(c.hostname);
	assert_null(c.linux->namespaces.v);
	assert_null(c.process->terminal);
	assert_false(*c.process->no_new_privileges);
	assert_int_equal(*c.process->oom_score_adj, -3);
	assert_string_equal(c.process->args.v[1], "b");
	assert_int_equal(c.process->user->additional_gids.v[1], 4);
	assert_int_equal(*c.linux->rootfs_propagation, OCI_PROPAGATION_SLAVE);
	assert_string_equal(c.linux->net_devices.v[1].key, "f");
	assert_string_equal(c.linux->net_devices.v[1].value.name, "g");
	assert_null(c.linux->net_devices.v[0].value.name);
	arena_free(&a);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_least),
		cmocka_unit_test(test_unknown),
		cmocka_unit_test(test_missing),
		cmocka_unit_test(test_null),
		cmocka_unit_test(test_wrong_type),
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_twice),
		cmocka_unit_test(test_keys),
		cmocka_unit_test(test_strings),
		cmocka_unit_test(test_utf8),
		cmocka_unit_test(test_syntax),
		cmocka_unit_test(test_depth),
		cmocka_unit_test(test_many),
		cmocka_unit_test(test_many_wrong_values),
		cmocka_unit_test(test_entries),
		cmocka_unit_test(test_report),
		cmocka_unit_test(test_values),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
