/* SPDX-License-Identifier: Apache-2.0 */
/* Which namespaces are planned to be made and joined, and what is refused. */
#include "test.h"

#include <sched.h>
#include <string.h>

#include "brig/json/read.h"
#include "brig/json/write.h"
#include "brig/namespace/join.h"

static struct arena arena;

static int free_arena(void **state)
{
	(void)state;
	arena_free(&arena);
	return 0;
}

static const struct oci_linux *parse(const char *text)
{
	struct oci_linux *l = arena_alloc(&arena, sizeof(*l));
	struct report r = {.arena = &arena};

	assert_true(json_read(l, &oci_linux_type, text, strlen(text), &r));
	return l;
}

static bool plan(const char *text, bool rootless, struct namespace_plan *out, struct report *r)
{
	const struct host host = {.uid = rootless ? 1000 : 0, .rootless = rootless};

	*r = (struct report){.arena = &arena};
	return namespace_plan(out, parse(text), &host, r);
}

static void test_kinds(void **state)
{
	int all = 0;

	(void)state;
	for (size_t i = 0; i < namespace_kinds_n; i++) {
		assert_int_equal(all & namespace_kinds[i].flag, 0);
		all |= namespace_kinds[i].flag;
		assert_ptr_equal(namespace_kind_of(namespace_kinds[i].type), &namespace_kinds[i]);
		assert_string_equal(namespace_kinds[i].name,
			names_of(&oci_namespace_type_names, namespace_kinds[i].type));
	}
	assert_int_equal(namespace_kinds_n, oci_namespace_type_names.n);
	assert_int_equal(namespace_kinds[0].flag, CLONE_NEWUSER);
	assert_int_equal(namespace_kinds[namespace_kinds_n - 1].flag, CLONE_NEWNS);
}

static void test_new_and_joined(void **state)
{
	struct namespace_plan p;
	struct report r;

	(void)state;
	assert_true(plan("{\"namespaces\":[{\"type\":\"mount\",\"path\":\"/m\"},{\"type\":\"pid\"},"
			 "{\"type\":\"network\",\"path\":\"/n\"}]}",
		false, &p, &r));
	assert_int_equal(p.made, CLONE_NEWPID);
	assert_int_equal(p.njoins, 2);
	assert_string_equal(p.joins[0].path, "/n");
	assert_string_equal(p.joins[1].path, "/m");
	assert_false(p.needs_intermediate);
	assert_true(namespace_has(&p, CLONE_NEWNET));
	assert_false(namespace_has(&p, CLONE_NEWIPC));
}

/* Every kind of namespace, also those after "user" in the schema. */
static void test_shared(void **state)
{
	struct namespace_plan p;
	struct report r;

	(void)state;
	for (size_t i = 0; i < namespace_kinds_n; i++) {
		const struct namespace_kind *k = &namespace_kinds[i];
		const char *own = arena_printf(&arena,
			"{\"namespaces\":[{\"type\":\"%s\",\"path\":\"/proc/self/ns/%s\"}]}",
			k->name, k->file);
		const char *other = arena_printf(&arena,
			"{\"namespaces\":[{\"type\":\"%s\",\"path\":\"/no/such\"}]}", k->name);

		assert_int_equal(namespace_find_shared(parse(own), ~0), k->flag);
		assert_int_equal(namespace_find_shared(parse(own), ~k->flag), 0);
		assert_int_equal(namespace_find_shared(parse(other), ~0), 0);
		assert_true(plan(other, false, &p, &r));
		assert_int_equal(namespace_separate(&p), k->flag);
		p.shared = k->flag;
		assert_int_equal(namespace_separate(&p), 0);
	}
	assert_int_equal(namespace_find_shared(NULL, ~0), 0);
}

static void test_intermediate(void **state)
{
	static const char *const with_intermediate[] = {
		"{\"namespaces\":[{\"type\":\"pid\",\"path\":\"/p\"}]}",
		"{\"namespaces\":[{\"type\":\"time\"}]}",
		"{\"namespaces\":[{\"type\":\"user\",\"path\":\"/u\"}]}",
		"{\"namespaces\":[{\"type\":\"user\"}],"
		"\"uidMappings\":[{\"containerID\":0,\"hostID\":1,\"size\":1}],"
		"\"gidMappings\":[{\"containerID\":0,\"hostID\":1,\"size\":1}]}",
	};
	struct namespace_plan p;
	struct report r;

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		assert_true(plan(with_intermediate[i], false, &p, &r));
		assert_true(p.needs_intermediate);
	}
}

static void refused(const char *text, bool rootless, const char *path, const char *words)
{
	struct namespace_plan p;
	struct report r;

	assert_false(plan(text, rootless, &p, &r));
	assert_true(r.n > 0);
	assert_string_equal(r.v[0].path, path);
	assert_non_null(strstr(r.v[0].text, words));
}

static void test_refusals(void **state)
{
	(void)state;
	refused("{\"namespaces\":[{\"type\":\"pid\"},{\"type\":\"pid\",\"path\":\"/p\"}]}", false,
		"linux.namespaces[1]", "a second pid namespace");
	refused("{\"namespaces\":[{\"type\":\"ipc\",\"path\":\"x/y\"}]}", false,
		"linux.namespaces[0].path", "not an absolute path");
	refused("{\"namespaces\":[{\"type\":\"user\"}],"
		"\"gidMappings\":[{\"containerID\":0,\"hostID\":1,\"size\":1}]}",
		false, "linux.uidMappings", "no uid mappings");
	refused("{\"uidMappings\":[{\"containerID\":0,\"hostID\":1,\"size\":1}]}", false,
		"linux.uidMappings", "no user namespace");
	refused("{\"namespaces\":[{\"type\":\"user\",\"path\":\"/u\"}],"
		"\"uidMappings\":[{\"containerID\":0,\"hostID\":1,\"size\":0}]}",
		false, "linux.uidMappings[0].size", "no ids");
	refused("{\"namespaces\":[{\"type\":\"user\",\"path\":\"/u\"}],"
		"\"uidMappings\":[{\"containerID\":4294967290,\"hostID\":1,\"size\":10}]}",
		false, "linux.uidMappings[0]", "largest id");
	refused("{\"namespaces\":[{\"type\":\"user\",\"path\":\"/u\"}],"
		"\"uidMappings\":[{\"containerID\":0,\"hostID\":100,\"size\":10},"
		"{\"containerID\":9,\"hostID\":200,\"size\":1}]}",
		false, "linux.uidMappings[1]", "container ids overlap");
	refused("{\"namespaces\":[{\"type\":\"user\",\"path\":\"/u\"}],"
		"\"gidMappings\":[{\"containerID\":0,\"hostID\":100,\"size\":10},"
		"{\"containerID\":20,\"hostID\":109,\"size\":1}]}",
		false, "linux.gidMappings[1]", "host ids overlap");
	refused("{\"timeOffsets\":{\"boottime\":{\"secs\":1}}}", false, "linux.timeOffsets",
		"no new time namespace");
	refused("{\"namespaces\":[{\"type\":\"pid\"}]}", true, "linux.namespaces",
		"an ordinary user needs a user namespace");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_kinds, free_arena),
		cmocka_unit_test_teardown(test_new_and_joined, free_arena),
		cmocka_unit_test_teardown(test_shared, free_arena),
		cmocka_unit_test_teardown(test_intermediate, free_arena),
		cmocka_unit_test_teardown(test_refusals, free_arena),
	};

	return cmocka_run_group_tests_name("namespace", tests, NULL, NULL);
}
