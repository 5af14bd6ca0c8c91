/* SPDX-License-Identifier: Apache-2.0 */
/* Fuzz target: the record of a container as delete, state, exec and the others take it, were it
 * damaged: no group of it climbs, and what is written of it can be read again. */
#include <string.h>

#include "brig/base/str.h"
#include "brig/cgroup/record.h"
#include "brig/json/read.h"
#include "brig/json/write.h"
#include "fuzz.h"
#include "oci.h"

static void check_path(const char *path)
{
	check(*path == '/' && !strstr(path, "/../") && !str_ends(path, "/.."));
}

static void try_groups(const struct oci_record *record, struct arena *a)
{
	struct oci_record again = *record;
	struct cgroup_ref ref, same;
	struct err e;

	if (!cgroup_ref_from_record(&ref, record, a, &e)) {
		check(*e.text != '\0');
		return;
	}
	for (size_t i = 0; i < ref.groups.n; i++) {
		check_path(ref.groups.v[i].mount);
		check_path(ref.groups.v[i].path);
		check(ref.groups.v[i].unified == !ref.groups.v[i].controllers);
	}
	cgroup_ref_to_record(&again, &ref, a);
	check(cgroup_ref_from_record(&same, &again, a, &e));
	check(same.groups.n == ref.groups.n && same.groups.mode == ref.groups.mode &&
		same.driver == ref.driver);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	autoarena struct arena a = {0};
	struct report r = {.arena = &a};
	struct oci_record *record = arena_alloc(&a, sizeof(*record));

	if (json_read(record, &oci_record_type, (const char *)data, size, &r))
		try_groups(record, &a);
	return 0;
}
