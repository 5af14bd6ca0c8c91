/* SPDX-License-Identifier: Apache-2.0 */
/* json: a document in its two forms. */
#include "test.h"

#include "brig/base/str.h"
#include "brig/json/printer.h"

static const char *sample(struct arena *a, enum doc_format format)
{
	struct doc *d = doc_new(a, format);

	doc_str(d, "id", "x");
	doc_str(d, "absent", NULL);
	doc_object(d, "root");
	doc_str(d, "path", "a\nid: y\x1b\t");
	doc_bool(d, "readonly", true);
	doc_end(d);
	doc_list(d, "mounts");
	doc_object(d, NULL);
	doc_strf(d, "target", "/%s", "proc");
	doc_list(d, "flags");
	doc_str(d, NULL, "nosuid");
	doc_str(d, NULL, "ro");
	doc_end(d);
	doc_end(d);
	doc_object(d, NULL);
	doc_object(d, "inner");
	doc_int(d, "min", INT64_MIN);
	doc_end(d);
	doc_uint(d, "max", UINT64_MAX);
	doc_end(d);
	doc_object(d, NULL);
	doc_end(d);
	doc_end(d);
	doc_list(d, "hooks");
	doc_end(d);
	doc_list(d, "lists");
	doc_list(d, NULL);
	doc_int(d, NULL, 1);
	doc_int(d, NULL, 2);
	doc_end(d);
	doc_end(d);
	doc_bool(d, "last", false);
	return doc_text(d);
}

static void test_text(void **state)
{
	struct arena a = {0};

	(void)state;
	assert_string_equal(sample(&a, DOC_TEXT), "id: x\n"
						  "root:\n"
						  "  path: a\\nid: y\\x1b\\t\n"
						  "  readonly: yes\n"
						  "mounts:\n"
						  "  - target: /proc\n"
						  "    flags:\n"
						  "      - nosuid\n"
						  "      - ro\n"
						  "  - inner:\n"
						  "      min: -9223372036854775808\n"
						  "    max: 18446744073709551615\n"
						  "  - none\n"
						  "hooks: none\n"
						  "lists:\n"
						  "  - - 1\n"
						  "    - 2\n"
						  "last: no\n");
	assert_string_equal(doc_text(doc_new(&a, DOC_TEXT)), "");
	arena_free(&a);
}

static void test_json(void **state)
{
	struct arena a = {0};

	(void)state;
	assert_string_equal(sample(&a, DOC_JSON), "{\n"
						  "  \"id\": \"x\",\n"
						  "  \"root\": {\n"
						  "    \"path\": \"a\\nid: y\\u001B\\t\",\n"
						  "    \"readonly\": true\n"
						  "  },\n"
						  "  \"mounts\": [\n"
						  "    {\n"
						  "      \"target\": \"/proc\",\n"
						  "      \"flags\": [\n"
						  "        \"nosuid\",\n"
						  "        \"ro\"\n"
						  "      ]\n"
						  "    },\n"
						  "    {\n"
						  "      \"inner\": {\n"
						  "        \"min\": -9223372036854775808\n"
						  "      },\n"
						  "      \"max\": 18446744073709551615\n"
						  "    },\n"
						  "    {\n\n"
						  "    }\n"
						  "  ],\n"
						  "  \"hooks\": [\n\n"
						  "  ],\n"
						  "  \"lists\": [\n"
						  "    [\n"
						  "      1,\n"
						  "      2\n"
						  "    ]\n"
						  "  ],\n"
						  "  \"last\": false\n"
						  "}\n");
	arena_free(&a);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_json),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
