/* SPDX-License-Identifier: Apache-2.0 */
/* Fuzz target: any bytes, read as each document type of brig. The writer must reproduce an accepted
 * value, and each problem must have a line within the text. */
#include <string.h>

#include "brig/base/str.h"
#include "brig/json/path-line.h"
#include "brig/json/read.h"
#include "brig/json/write.h"
#include "fuzz.h"
#include "oci.h"

static void check_writer(struct report *r, const struct json_type *type, const void *value)
{
	char *text = json_write(r->arena, value, type, false);
	void *again = arena_alloc(r->arena, type->size);

	check(json_read(again, type, text, strlen(text), r));
	check(str_eq(json_write(r->arena, again, type, false), text));
	text = json_write(r->arena, value, type, true);
	check(json_read(again, type, text, strlen(text), r));
}

static void check_lines(const struct report *r, const char *text, size_t size)
{
	unsigned lines = 1;

	for (size_t i = 0; i < size; i++)
		lines += text[i] == '\n';
	for (size_t i = 0; i < r->n; i++) {
		check(r->v[i].line >= 1 && r->v[i].line <= lines);
		check(json_line_of(text, size, r->v[i].path) <= lines);
	}
}

static void try(const struct json_type *type, const char *text, size_t size)
{
	struct arena a = {0};
	struct report r = {.arena = &a};
	void *value = arena_alloc(&a, type->size);

	if (json_read(value, type, text, size, &r))
		check_writer(&r, type, value);
	else
		check(r.refusals > 0 && r.refusals <= JSON_PROBLEMS_MAX + 1);
	check_lines(&r, text, size);
	arena_free(&a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct json_type *const types[] = {&oci_config_type, &oci_process_type,
		&oci_linux_type, &oci_resources_type, &oci_state_type, &oci_record_type,
		&oci_features_type};
	static const char *const paths[] = {"process.args[1]", "annotations[\"a.b\"]",
		"linux.sysctl.net.x", "mounts[0].options[2]"};

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		try(types[i], (const char *)data, size);
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
		(void)json_line_of((const char *)data, size, paths[i]);
	return 0;
}
