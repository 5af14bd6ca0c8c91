/* SPDX-License-Identifier: Apache-2.0 */
/* json: the tables, the writer, and that the reader accepts its output. */
#include "test.h"

#include <fcntl.h>
#include <stdlib.h>

#include "brig/base/str.h"
#include "brig/json/path-line.h"
#include "brig/json/read.h"
#include "brig/json/write.h"
#include "brig/sys/file.h"
#include "oci.h"

/* ---- tables ---- */

struct visited {
	const struct json_type *v[200];
	size_t n;
};

static bool visit(struct visited *seen, const struct json_type *type)
{
	for (size_t i = 0; i < seen->n; i++)
		if (seen->v[i] == type)
			return false;
	assert_true(seen->n < 200);
	seen->v[seen->n++] = type;
	return true;
}

static void check_number(const struct json_type *type)
{
	bool is_signed = type->kind == JSON_INT;
	unsigned bits = (unsigned)type->size * 8 - is_signed;

	assert_true(type->size == 2 || type->size == 4 || type->size == 8);
	assert_true(type->max <= UINT64_MAX >> (64 - bits));
	assert_true(type->min <= 0 || (uint64_t)type->min <= type->max);
	assert_true(is_signed || type->min >= 0);
	assert_true(type->min >= 0 || (uint64_t) - (type->min + 1) <= UINT64_MAX >> (64 - bits));
}

static void check_fields(const struct json_type *type)
{
	for (size_t i = 0; i < type->n_fields; i++) {
		const struct json_field *f = &type->fields[i];

		assert_int_equal(f->key_size, strlen(f->key));
		assert_true(
			f->offset + (f->pointer ? sizeof(void *) : f->type->size) <= type->size);
		assert_true(f->pointer || f->type->kind != JSON_OBJECT);
		for (size_t j = 0; j < i; j++)
			assert_string_not_equal(type->fields[j].key, f->key);
	}
}

static void check_tables(struct visited *seen, const struct json_type *type)
{
	if (!visit(seen, type))
		return;
	switch (type->kind) {
	case JSON_BOOL:
		assert_int_equal(type->size, sizeof(bool));
		break;
	case JSON_INT:
	case JSON_UINT:
		check_number(type);
		break;
	case JSON_ENUM:
		assert_int_equal(type->size, sizeof(uint32_t));
		assert_true(names_sorted(type->words));
		for (size_t i = 0; i < type->words->n; i++)
			assert_string_equal(names_of(type->words, i),
				names_find(type->words, names_of(type->words, i))->name);
		break;
	case JSON_STRING:
		assert_int_equal(type->size, sizeof(char *));
		break;
	case JSON_LIST:
	case JSON_MAP:
		assert_int_equal(type->size, sizeof(struct str_list));
		assert_int_equal(type->stride, type->value + type->of->size);
		check_tables(seen, type->of);
		break;
	case JSON_OBJECT:
		assert_true(type->n_fields > 0 && type->n_fields <= 64);
		check_fields(type);
		for (size_t i = 0; i < type->n_fields; i++)
			check_tables(seen, type->fields[i].type);
		break;
	}
}

static void test_tables(void **state)
{
	static const struct json_type *const roots[] = {&oci_config_type, &oci_state_type,
		&oci_seccomp_state_type, &oci_features_type, &oci_record_type};
	struct visited seen = {.n = 0};

	(void)state;
	for (size_t i = 0; i < sizeof(roots) / sizeof(roots[0]); i++)
		check_tables(&seen, roots[i]);
	assert_int_equal(offsetof(struct str_map, v), offsetof(struct str_list, v));
	assert_int_equal(offsetof(struct str_map, n), offsetof(struct str_list, n));
}

/* ---- the config that has every property ---- */

static char *full(struct arena *a, size_t *ret_size)
{
	const char *path = arena_printf(a, "%s/tests/golden/full.json", getenv("SOURCE_ROOT"));
	struct err e;
	char *text = sys_read_at(a, AT_FDCWD, path, 1 << 20, ret_size, &e);

	assert_string_equal(text ? "" : e.text, "");
	return text;
}

/* The fields that were present in any object. */
struct present {
	const struct json_field *v[400];
	size_t n;
};

static bool is_present(const struct present *p, const struct json_field *f)
{
	for (size_t i = 0; i < p->n; i++)
		if (p->v[i] == f)
			return true;
	return false;
}

static void collect(struct present *p, const struct json_type *type, const char *in);

static void collect_elements(struct present *p, const struct json_type *type, const char *in)
{
	const struct str_list *list = (const void *)in;

	for (size_t i = 0; i < list->n; i++)
		collect(p, type->of, (const char *)list->v + i * type->stride + type->value);
}

static void collect(struct present *p, const struct json_type *type, const char *in)
{
	if (type->kind == JSON_LIST || type->kind == JSON_MAP)
		collect_elements(p, type, in);
	for (size_t i = 0; i < type->n_fields; i++) {
		const struct json_field *f = &type->fields[i];
		const char *at = in + f->offset;

		if (f->pointer)
			at = *(const char *const *)(const void *)at;
		else if (f->type->size >= sizeof(void *) && f->type->kind >= JSON_STRING &&
			 !*(const char *const *)(const void *)at)
			at = NULL;
		if (!at)
			continue;
		if (!is_present(p, f)) {
			assert_true(p->n < 400);
			p->v[p->n++] = f;
		}
		collect(p, f->type, at);
	}
}

static void test_full_is_full(void **state)
{
	struct arena a = {0};
	struct report r = {.arena = &a};
	struct oci_config c = {0};
	struct present present = {.n = 0};
	struct visited seen = {.n = 0};
	size_t size, missing = 0;
	const char *text = full(&a, &size);

	(void)state;
	assert_true(json_read(&c, &oci_config_type, text, size, &r));
	collect(&present, &oci_config_type, (const char *)&c);
	check_tables(&seen, &oci_config_type);
	for (size_t i = 0; i < seen.n; i++)
		for (size_t j = 0; j < seen.v[i]->n_fields; j++)
			if (!is_present(&present, &seen.v[i]->fields[j])) {
				print_error("full.json has no %s.%s\n", seen.v[i]->name,
					seen.v[i]->fields[j].key);
				missing++;
			}
	assert_int_equal(missing, 0);
	arena_free(&a);
}

/* Removes white space outside of strings. */
static const char *compact(struct arena *a, const char *text)
{
	struct str s = {.arena = a};
	bool quoted = false;

	for (const char *p = text; *p; p++) {
		if (*p == '"')
			quoted = !quoted;
		if (quoted || !strchr(" \t\n", *p))
			str_add_bytes(&s, p, 1);
		if (*p == '\\')
			str_add_bytes(&s, ++p, 1);
	}
	return str_text(&s);
}

/* The file has the order of the schema, so the output is the same bytes, except white space and two
 * escapes that JSON does not require. */
static void test_round_trip(void **state)
{
	struct arena a = {0};
	struct report r = {.arena = &a};
	struct oci_config c = {0}, again = {0};
	size_t size;
	char *text = full(&a, &size), *written, *escape;

	(void)state;
	assert_true(json_read(&c, &oci_config_type, text, size, &r));
	written = json_write(&a, &c, &oci_config_type, true);
	assert_true(json_read(&again, &oci_config_type, written, strlen(written), &r));
	assert_string_equal(json_write(&a, &again, &oci_config_type, true), written);
	assert_true(str_ends(written, "}\n"));
	escape = strstr(text, "\\u00e9\\ud83d\\ude00");
	assert_non_null(escape);
	memcpy(escape, "\xc3\xa9\xf0\x9f\x98\x80", 6);
	memmove(escape + 6, escape + 18, strlen(escape + 18) + 1);
	written = json_write(&a, &c, &oci_config_type, false);
	assert_null(strchr(written, '\n'));
	assert_string_equal(written, compact(&a, text));
	arena_free(&a);
}

/* ---- writing ---- */

static void test_write(void **state)
{
	static const char *names[] = {"a", "\"\n\x01"};
	struct arena a = {0};
	struct str_pair pairs[] = {{"k", "v"}, {"\\", ""}};
	int32_t pid = -7;
	struct oci_state s = {.oci_version = "1.3.0",
		.id = "x",
		.status = OCI_STATUS_RUNNING,
		.pid = &pid,
		.bundle = "/b/",
		.annotations = {pairs, 2}};
	struct oci_seccomp_state seccomp = {
		.oci_version = "1.3.0", .fds = {names, 2}, .pid = 1, .state = &s};
	bool yes = true;
	struct oci_features_cgroup cgroup = {.v1 = &yes};
	struct oci_linux empty = {.masked_paths = {names, 0}};

	(void)state;
	assert_string_equal(json_write(&a, &seccomp, &oci_seccomp_state_type, false),
		"{\"ociVersion\":\"1.3.0\",\"fds\":[\"a\",\"\\\"\\n\\u0001\"],\"pid\":1,\"state\":"
		"{\"ociVersion\":\"1.3.0\",\"id\":\"x\",\"status\":\"running\",\"pid\":-7,"
		"\"bundle\":\"/b/\",\"annotations\":{\"k\":\"v\",\"\\\\\":\"\"}}}");
	assert_string_equal(
		json_write(&a, &cgroup, &oci_features_cgroup_type, true), "{\n  \"v1\": true\n}\n");
	assert_string_equal(json_write(&a, &empty, &oci_linux_type, false), "{\"maskedPaths\":[]}");
	arena_free(&a);
}

/* ---- lines ---- */

static void test_lines(void **state)
{
	static const char text[] = "{\n"                                  /* 1 */
				   "\"a\": {\"x\": [1,\n"                 /* 2 */
				   "2,\n"                                 /* 3 */
				   "{\"b\": null,\n"                      /* 4 */
				   "\"c\":\n"                             /* 5 */
				   "true}]},\n"                           /* 6 */
				   "\"ab\": {},\n"                        /* 7 */
				   "\"map\": {\"net.x\": \"1\",\n"        /* 8 */
				   "\"net.y\": \"2\",\n"                  /* 9 */
				   "\"net\": {\"y\": 1}, \"q]\": [[0],\n" /* 10 */
				   "[0, 1,\n2]]}\n}";                     /* 11, 12 */
	static const struct {
		const char *path;
		unsigned line;
	} cases[] = {{"", 0}, {"a", 2}, {"a.x", 2}, {"a.x[0]", 2}, {"a.x[1]", 3}, {"a.x[2]", 4},
		{"a.x[2].c", 5}, {"a.x[2].b", 4}, {"a.x[2].zz", 4}, {"a.x[3]", 2}, {"a.x[10]", 2},
		{"a.y", 2}, {"ab", 7}, {"ab.a", 7}, {"abc", 0}, {"map[\"net.y\"]", 9},
		{"map.net.y", 9}, {"map[\"net.z\"]", 8}, {"map.net", 10}, {"map[\"q]\"][1][2]", 12},
		{"map[\"q]\"][1][1]", 11}, {"none", 0}, {"a.x[1].deep", 3}, {"[0]", 0}};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		unsigned line = json_line_of(text, strlen(text), cases[i].path);

		if (line != cases[i].line)
			print_error("path %s\n", cases[i].path);
		assert_int_equal(line, cases[i].line);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tables),
		cmocka_unit_test(test_full_is_full),
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_write),
		cmocka_unit_test(test_lines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
