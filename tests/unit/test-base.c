/* SPDX-License-Identifier: Apache-2.0 */
/* base: numbers, sizes, signals, errors, text, reports, serializer, descriptors. */
#include "test.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "brig/base/arena.h"
#include "brig/base/err.h"
#include "brig/base/fd.h"
#include "brig/base/names.h"
#include "brig/base/parse.h"
#include "brig/base/report.h"
#include "brig/base/safe.h"
#include "brig/base/serialize.h"
#include "brig/base/str.h"
#include "brig/base/utc.h"

static void test_fail(void **state)
{
	struct err e;

	(void)state;
	assert_false(fail_code(&e, EPERM, "mount %s", "proc"));
	assert_false(fail_in(&e, "mounts[%d]", 2));
	assert_string_equal(e.text, "mounts[2]: mount proc: Operation not permitted");
	assert_int_equal(e.code, EPERM);
}

static void test_fail_in_long(void **state)
{
	static char text[ERR_TEXT_MAX * 2];
	struct err e;

	(void)state;
	memset(text, 'x', sizeof(text) - 1);
	assert_false(fail(&e, "%s", text));
	assert_false(fail_in(&e, "%s", "outer"));
	assert_int_equal(strlen(e.text), ERR_TEXT_MAX - 1);
	assert_true(str_starts(e.text, "outer: xxx"));
}

static void test_reason_after_a_long_name(void **state)
{
	static char text[ERR_TEXT_MAX * 2];
	struct err e;

	(void)state;
	memset(text, 'x', sizeof(text) - 1);
	assert_false(fail_code(&e, EPERM, "mount %s", text));
	assert_false(fail_in(&e, "bundle %s", text));
	assert_true(str_starts(e.text, "bundle xxx"));
	assert_string_equal(strstr(e.text, "x…: Operation"), "x…: Operation not permitted");
}

static void test_u64(void **state)
{
	static const char *const bad[] = {
		"", " 1", "+1", "-1", "1 ", "0x1", "18446744073709551616", "1e3", "one"};
	struct err e;
	uint64_t n;

	(void)state;
	assert_true(parse_u64("18446744073709551615", UINT64_MAX, &n, &e));
	assert_true(n == UINT64_MAX);
	assert_false(parse_u64("256", 255, &n, &e));
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(parse_u64(bad[i], UINT64_MAX, &n, &e));
}

static void test_i64(void **state)
{
	struct err e;
	int64_t n;

	(void)state;
	assert_true(parse_i64("-9223372036854775808", INT64_MIN, INT64_MAX, &n, &e));
	assert_true(n == INT64_MIN);
	assert_false(parse_i64("9223372036854775808", INT64_MIN, INT64_MAX, &n, &e));
	assert_false(parse_i64("-1001", -1000, 1000, &n, &e));
	assert_false(parse_i64("--1", -1000, 1000, &n, &e));
}

static void test_duration(void **state)
{
	static const struct {
		const char *text;
		int ms;
	} good[] = {{"5s", 5000}, {"1m30s", 90000}, {"1.5h", 5400000}, {"100ms", 100}, {".5s", 500},
		{"1000us", 1}, {"1000\u00b5s", 1}, {"1s500ms", 1500}};
	static const char *const bad[] = {"", "5", "s", "-5s", "5 s", "5sec", "0s", "1ns", ".s",
		"1000000000h", "5s5", "0x5s", "1e3s"};
	struct err e;
	int ms;

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		assert_true(parse_duration(good[i].text, &ms, &e));
		assert_int_equal(ms, good[i].ms);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(parse_duration(bad[i], &ms, &e));
}

static void test_size(void **state)
{
	static const struct {
		const char *text;
		int64_t bytes;
	} good[] = {{"0", 0}, {"512m", 536870912}, {"512M", 536870912}, {"1KiB", 1024},
		{"2gb", 2147483648}, {"7b", 7}, {"-1", -1}, {"1t", 1099511627776}};
	static const char *const bad[] = {"", "m", "1x", "1.5m", "-2", "1bb", "8388608t", "1 m"};
	struct err e;
	int64_t n;

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		assert_true(parse_size(good[i].text, &n, &e));
		assert_true(n == good[i].bytes);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(parse_size(bad[i], &n, &e));
}

static void test_signal(void **state)
{
	static const struct {
		const char *text;
		int sig;
	} good[] = {{"0", 0}, {"9", 9}, {"KILL", 9}, {"sigkill", 9}, {"SIGTERM", 15}, {"64", 64},
		{"RTMIN", 34}, {"RTMIN+3", 37}, {"SIGRTMAX-1", 63}, {"rtmax", 64}};
	static const char *const bad[] = {"", "65", "-9", "SIG", "KILLER", "RTMIN+31", "RTMIN+",
		"99999999999999999999", "SIGSIGKILL"};
	struct err e;
	int sig;

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		assert_true(parse_signal(good[i].text, &sig, &e));
		assert_int_equal(sig, good[i].sig);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(parse_signal(bad[i], &sig, &e));
	for (sig = 1; sig < SIGSYS; sig++) {
		int back = 0;

		assert_true(parse_signal(signal_name(sig), &back, &e));
		assert_int_equal(back, sig);
	}
}

static void test_names(void **state)
{
	static const struct name rows[] = {{"a", 1}, {"b", 2}, {"c", 1}};
	static const struct name unsorted[] = {{"b", 1}, {"a", 2}};
	const struct names t = NAMES(rows), wrong = NAMES(unsorted);

	(void)state;
	assert_true(names_sorted(&t));
	assert_false(names_sorted(&wrong));
	assert_int_equal(names_find(&t, "b")->value, 2);
	assert_null(names_find(&t, "d"));
	assert_string_equal(names_of(&t, 1), "a");
	assert_null(names_of(&t, 3));
}

static void test_err_formats(void **state)
{
	static char name[ERR_TEXT_MAX * 2];
	const char *volatile none = NULL;
	struct err e;

	(void)state;
	assert_false(fail(&e, "no words"));
	assert_string_equal(e.text, "no words");
	assert_false(fail(&e, "%s%s of %s", "a", "b", none));
	assert_string_equal(e.text, "ab of (null)");
	assert_false(fail(&e, "%s is %d%%", "x", 7));
	assert_string_equal(e.text, "x is 7%");
	memset(name, 'n', sizeof(name) - 1);
	assert_false(fail(&e, "open %s too", name));
	assert_int_equal(strlen(e.text), ERR_TEXT_MAX - 1);
	assert_memory_equal(e.text, "open nnn", 8);
}

static void test_err_reason(void **state)
{
	struct err e;

	(void)state;
	for (int code = 1; code < 200; code++) {
		char wanted[128];

		snprintf(wanted, sizeof(wanted), "open x: %s", strerror(code));
		err_set(&e, code, "open %s", "x");
		assert_string_equal(e.text, wanted);
	}
}

static void test_str_put(void **state)
{
	char text[8] = "x";
	size_t used = str_put(text, sizeof(text), 0, "/abc", 4);

	(void)state;
	used = str_put(text, sizeof(text), used, "def", 2);
	assert_string_equal(text, "/abcde");
	assert_int_equal(used, 6);
	assert_int_equal(str_put(text, sizeof(text), used, "f", 1), 7);
	used = str_put(text, sizeof(text), used, "fgh", 3);
	assert_string_equal(text, "/abcdef");
	assert_int_equal(used, 9);
	assert_int_equal(str_put(text, sizeof(text), used, "i", 1), 10);
	assert_string_equal(text, "/abcdef");
}

static void test_fd_pile(void **state)
{
	struct fd_batch p = {0};
	int fds[80], none = -1;

	(void)state;
	for (int i = 0; i < 80; i++)
		assert_true((fds[i] = open("/dev/null", O_RDONLY | O_CLOEXEC)) >= 0);
	for (int i = 79; i >= 0; i--) {
		int fd = fds[i];

		if (i % 10 != 4)
			fd_batch_add(&p, &fd);
		assert_int_equal(fd, i % 10 != 4 ? -1 : fds[i]);
	}
	fd_batch_add(&p, &none);
	assert_true(fcntl(fds[0], F_GETFD) >= 0);
	fd_batch_close(&p);
	for (int i = 0; i < 80; i++) {
		assert_int_equal(fcntl(fds[i], F_GETFD) >= 0, i % 10 == 4);
		if (i % 10 == 4)
			close(fds[i]);
	}
	fd_batch_close(&p);
}

static void test_arena_grow(void **state)
{
	struct arena a = {0};
	size_t n = 0, cap = 0;
	int *v = NULL;

	(void)state;
	for (int i = 0; i < 1000; i++) {
		v = arena_grow(&a, v, &n, &cap, sizeof(*v));
		v[n - 1] = i;
	}
	assert_int_equal(n, 1000);
	assert_int_equal(v[0], 0);
	assert_int_equal(v[999], 999);
	arena_free(&a);
}

/* Prints into a block with space for all, a part or none of the text. */
static void test_arena_printf(void **state)
{
	(void)state;
	for (size_t left = 16; left <= 64; left += 16)
		for (size_t n = 0; n <= 80; n++) {
			autoarena struct arena a = {0};
			char *block = arena_alloc(&a, 16), text[81] = "", *before, *printed, *after;
			size_t whole = 0;

			while (arena_alloc(&a, 16) == block + (whole += 16))
				;
			arena_free(&a);
			before = arena_alloc(&a, whole - left);
			memset(before, 'b', whole - left);
			memset(text, 't', n);
			printed = arena_printf(&a, "%s", text);
			after = arena_alloc(&a, 16);
			memset(after, 'a', 16);
			assert_string_equal(printed, text);
			assert_int_equal(before[whole - left - 1], 'b');
			assert_int_equal(printed == before + whole - left, n < left);
		}
}

static void test_arena_trim(void **state)
{
	struct arena a = {0};
	char *p = arena_alloc(&a, 1000), *next;

	(void)state;
	memset(p, 'x', 1000);
	arena_trim(&a, p, 20);
	next = arena_alloc(&a, 100);
	assert_ptr_equal(next, p + 32);
	assert_int_equal(p[19], 'x');
	for (int i = 0; i < 100; i++)
		assert_int_equal(next[i], 0);
	arena_free(&a);
}

static void test_serializer(void **state)
{
	autoarena struct arena a = {0};
	struct serializer p = {.arena = &a};
	size_t n;

	(void)state;
	for (unsigned i = 0; i < 100; i++)
		serialize_number(&p, UINT64_MAX - i);
	serialize_text(&p, "");
	serialize_bytes(&p, "a\0b", 3);
	serialize_text(&p, "end");
	for (unsigned i = 0; i < 100; i++)
		assert_true(deserialize_number(&p) == UINT64_MAX - i);
	assert_string_equal(deserialize_text(&p), "");
	assert_memory_equal(deserialize_bytes(&p, &n), "a\0b", 3);
	assert_int_equal(n, 3);
	assert_string_equal(deserialize_text(&p), "end");
	assert_false(p.truncated);
	assert_int_equal(deserialize_number(&p), 0);
	assert_true(p.truncated);
}

/* A length past the end and a text without NUL read as empty, and so do all later values. */
static void test_serializer_cut(void **state)
{
	autoarena struct arena a = {0};
	struct serializer p = {.arena = &a};
	size_t n;

	(void)state;
	serialize_number(&p, UINT64_MAX);
	serialize_number(&p, 7);
	assert_null(deserialize_bytes(&p, &n));
	assert_int_equal(n, 0);
	assert_int_equal(deserialize_number(&p), 0);
	p = (struct serializer){.arena = &a};
	serialize_bytes(&p, "no end", 6);
	assert_string_equal(deserialize_text(&p), "");
	assert_true(p.truncated);
}

static void test_report(void **state)
{
	struct arena a = {0};
	struct report r = {.arena = &a};
	struct err e;

	(void)state;
	assert_true(report_result(&r, &e));
	warn_about(&r, "process.capabilities", "config.md", "unknown");
	assert_true(report_result(&r, &e));
	assert_false(refuse(&r, report_path(&r, "mounts[%d].type", 1), "config.md Mounts",
		"install it", "no such filesystem: %s", "xfs"));
	assert_false(report_result(&r, &e));
	assert_string_equal(
		e.text, "config.json: mounts[1].type: no such filesystem: xfs; install it");
	assert_false(refuse(&r, "root", NULL, NULL, "wrong"));
	r.v[1].line = 7;
	assert_false(report_result(&r, &e));
	assert_string_equal(e.text, "config.json:7: mounts[1].type: no such filesystem: xfs; "
				    "install it (and 1 more, see brig check)");
	arena_free(&a);
}

static void test_safe_text(void **state)
{
	static const struct {
		const char *text, *safe;
	} rows[] = {
		{"plain \xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80",
			"plain \xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80"},
		{"a\n\033[2J\177", "a??[2J?"},
		{"\x9b"
		 "2J \xc2\x9b"
		 "2J",
			"?2J ??2J"},
		{"\xc2\xa0|\xc2\x80|\xc2\x9f", "\xc2\xa0|??|??"},
		{"\xd8\x9c|\xe2\x80\x8e\xe2\x80\x8f", "??|??????"},
		{"\xe2\x80\xa7\xe2\x80\xa8\xe2\x80\xae\xe2\x80\xaf",
			"\xe2\x80\xa7??????\xe2\x80\xaf"},
		{"\xe2\x81\xa5\xe2\x81\xa6\xe2\x81\xa9\xe2\x81\xaa",
			"\xe2\x81\xa5??????\xe2\x81\xaa"},
		{"\xc0\xaf|\xed\xa0\x80|\xf4\x90\x80\x80|\xff", "??|???|????|?"},
		{"cut off \xe2\x82", "cut off ??"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char text[64];

		strcpy(text, rows[i].text);
		safe_text(text, strlen(text));
		assert_string_equal(text, rows[i].safe);
	}
}

/* Compares with the C library, over leap years and ends of months. */
static void test_utc(void **state)
{
	(void)state;
	for (time_t t = 0; t < 16725225600; t += 86399 * 13) {
		char actual[UTC_TEXT], expected[64];
		struct tm tm;

		utc_text(actual, t);
		gmtime_r(&t, &tm);
		strftime(expected, sizeof(expected), "%Y-%m-%dT%H:%M:%S", &tm);
		assert_string_equal(actual, expected);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fail),
		cmocka_unit_test(test_fail_in_long),
		cmocka_unit_test(test_reason_after_a_long_name),
		cmocka_unit_test(test_u64),
		cmocka_unit_test(test_i64),
		cmocka_unit_test(test_size),
		cmocka_unit_test(test_duration),
		cmocka_unit_test(test_signal),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_err_formats),
		cmocka_unit_test(test_err_reason),
		cmocka_unit_test(test_str_put),
		cmocka_unit_test(test_fd_pile),
		cmocka_unit_test(test_arena_grow),
		cmocka_unit_test(test_arena_printf),
		cmocka_unit_test(test_arena_trim),
		cmocka_unit_test(test_serializer),
		cmocka_unit_test(test_serializer_cut),
		cmocka_unit_test(test_report),
		cmocka_unit_test(test_safe_text),
		cmocka_unit_test(test_utc),
	};

	return cmocka_run_group_tests_name("base", tests, NULL, NULL);
}
