/* SPDX-License-Identifier: Apache-2.0 */
/* json: a document in both output formats. */
#include "test.h"

#include "brig/base/str.h"
#include "brig/json/printer.h"

static const char *sample(struct arena *a, enum printer_format format)
{
	struct printer *d = printer_new(a, format);

	printer_str(d, "id", "x");
	printer_str(d, "absent", NULL);
	printer_object(d, "root");
	printer_str(d, "path", "a\nid: y\x1b\t");
	printer_bool(d, "readonly", true);
	printer_end(d);
	printer_list(d, "mounts");
	printer_object(d, NULL);
	printer_strf(d, "target", "/%s", "proc");
	printer_list(d, "flags");
	printer_str(d, NULL, "nosuid");
	printer_str(d, NULL, "ro");
	printer_end(d);
	printer_end(d);
	printer_object(d, NULL);
	printer_object(d, "inner");
	printer_int(d, "min", INT64_MIN);
	printer_end(d);
	printer_uint(d, "max", UINT64_MAX);
	printer_end(d);
	printer_object(d, NULL);
	printer_end(d);
	printer_end(d);
	printer_list(d, "hooks");
	printer_end(d);
	printer_list(d, "lists");
	printer_list(d, NULL);
	printer_int(d, NULL, 1);
	printer_int(d, NULL, 2);
	printer_end(d);
	printer_end(d);
	printer_bool(d, "last", false);
	return printer_text(d);
}

static void test_text(void **state)
{
	struct arena a = {0};

	(void)state;
	assert_string_equal(sample(&a, PRINTER_TEXT), "id: x\n"
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
	assert_string_equal(printer_text(printer_new(&a, PRINTER_TEXT)), "");
	arena_free(&a);
}

static void test_json(void **state)
{
	struct arena a = {0};

	(void)state;
	assert_string_equal(sample(&a, PRINTER_JSON), "{\n"
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
