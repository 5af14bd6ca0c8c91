/* SPDX-License-Identifier: Apache-2.0 */
/* The scope of the systemd driver: name, cgroup, properties, requests. */
#include "test.h"

#include <stdlib.h>
#include <string.h>

#include "../../src/cgroup/systemd/gvariant.h"
#include "../../src/cgroup/systemd/property.h"
#include "../../src/cgroup/systemd/scope.h"
#include "brig/cgroup/systemd-request.h"

struct place {
	const char *cgroups_path, *unit, *path; /* path NULL: refused */
};

static void check_place(const struct place *c, bool rootless, const char *own)
{
	autoarena struct arena a = {0};
	struct report r = {.arena = &a};
	struct cgroup_group v2 = {.unified = true, .path = own, .root = "/"};
	struct cgroup_set layout = {.mode = CGROUP_V2, .v = &v2, .n = 1};
	struct host host = {.uid = rootless ? 1000 : 0, .rootless = rootless};
	struct cgroup_facts f = {.id = "web", .layout = &layout, .host = &host};
	struct cgroup_plan p = {0};

	assert_int_equal(scope_plan(&p, c->cgroups_path, &f, &r), c->path != NULL);
	if (!c->path)
		return;
	assert_string_equal(p.unit, c->unit);
	assert_string_equal(p.path, c->path);
	assert_int_equal(scope_is_user(p.path), rootless);
}

static void places(void **state)
{
	static const struct place cases[] = {
		{NULL, "brig-web.scope", "/system.slice/brig-web.scope"},
		{"", "brig-web.scope", "/system.slice/brig-web.scope"},
		{"a-b.slice:p:n", "p-n.scope", "/a.slice/a-b.slice/p-n.scope"},
		{"-.slice:p:n", "p-n.scope", "/p-n.scope"},
		{"::n", "n.scope", "/system.slice/n.scope"},
		{"a.slice:p:n+1", "p-n\\x2b1.scope", "/a.slice/p-n\\x2b1.scope"},
		{"a.slice:p:", NULL, NULL},
		{"a.slice:p:n:o", NULL, NULL},
		{"a.slice:p", NULL, NULL},
		{"/a/b", NULL, NULL},
		{"a", NULL, NULL},
		{"a:p:n", NULL, NULL},
		{".slice:p:n", NULL, NULL},
		{"-a.slice:p:n", NULL, NULL},
		{"a-.slice:p:n", NULL, NULL},
		{"a--b.slice:p:n", NULL, NULL},
		{"a.slice:p:../n", NULL, NULL},
	};
	static const struct place user = {"a.slice:p:n", "p-n.scope",
		"/user.slice/user-5.slice/user@5.service/a.slice/p-n.scope"};
	static const struct place other = {"a.slice:p:n", "p-n.scope",
		"/user.slice/user-1000.slice/user@1000.service/a.slice/p-n.scope"};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		check_place(&cases[i], false, "/");
	check_place(&user, true, "/user.slice/user-5.slice/user@5.service/app.slice/x.service");
	check_place(&user, true, "/user.slice/user-5.slice/user@5.service");
	check_place(&user, true, "/user.slice/user-5.slice/session-1.scope");
	check_place(&other, true, "/");
}

static struct cgroup_property parsed(struct arena *a, const char *text, bool ok)
{
	struct cgroup_property p = {0};
	const char *why = NULL;

	assert_int_equal(gvariant_parse(&p, text, a, &why), ok);
	assert_int_equal(why == NULL, ok);
	return p;
}

static void annotations(void **state)
{
	static const char *const wrong[] = {"", "word", "'text", "uint64 -1", "uint64 1 2",
		"uint32 4294967296", "2147483648", "['a'", "['a' 'b']", "[1]", "@ay []", "uint64",
		"'a' b", "tru"};
	autoarena struct arena a = {0};
	struct cgroup_property p;

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		(void)parsed(&a, wrong[i], false);
	p = parsed(&a, " uint64 10000000 ", true);
	assert_int_equal(p.type, 't');
	assert_int_equal(p.number, 10000000);
	p = parsed(&a, "-15", true);
	assert_int_equal(p.type, 'i');
	assert_int_equal(p.integer, -15);
	p = parsed(&a, "int64 -5000000000", true);
	assert_int_equal(p.type, 'x');
	assert_true(p.integer == -5000000000);
	p = parsed(&a, "false", true);
	assert_int_equal(p.type, 'b');
	assert_int_equal(p.number, 0);
	p = parsed(&a, "1.5", true);
	assert_int_equal(p.type, 'd');
	p = parsed(&a, "'it\\'s'", true);
	assert_int_equal(p.type, 's');
	assert_string_equal(p.text, "it's");
	p = parsed(&a, "\"\"", true);
	assert_string_equal(p.text, "");
	p = parsed(&a, "['a', \"b\"]", true);
	assert_int_equal(p.type, 'S');
	assert_int_equal(p.list.n, 2);
	assert_string_equal(p.list.v[1], "b");
	p = parsed(&a, "@as []", true);
	assert_int_equal(p.list.n, 0);
}

static const struct cgroup_property *find(const struct cgroup_plan *p, const char *name)
{
	const struct cgroup_property *last = NULL;

	for (size_t i = 0; i < p->n_properties; i++)
		if (str_eq(p->properties[i].name, name))
			last = &p->properties[i];
	return last;
}

static void properties(void **state)
{
	autoarena struct arena a = {0};
	struct report r = {.arena = &a};
	struct cgroup_group group = {.unified = true};
	struct cgroup_setting settings[] = {
		{.file = "memory.max", .value = "4096"},
		{.file = "memory.swap.max", .value = "max"},
		{.file = "memory.high", .value = "0"},
		{.file = "memory.low", .value = "0"},
		{.file = "cpu.max", .value = "33000 70000"},
		{.file = "cpuset.cpus", .value = "0-2,9"},
		{.file = "cpuset.mems", .value = "0-8:2/4"},
		{.file = "pids.max", .value = "0", .late = true},
		{.file = "io.bfq.weight",
			.value = "10",
			.other_file = "io.weight",
			.other_value = "1"},
		{.file = "hugetlb.2MB.max", .value = "1"},
	};
	struct str_pair pairs[] = {{"org.systemd.property.RuntimeMaxSec", "5"},
		{"org.systemd.property.Description", "'mine'"}, {"other", "word"}};
	struct str_map map = {pairs, 3};
	struct cgroup_plan p = {.slice = "a.slice",
		.groups = {.v = &group, .n = 1},
		.settings = settings,
		.n_settings = sizeof(settings) / sizeof(settings[0])};

	(void)state;
	assert_true(scope_properties(&p, "web", &map, &r));
	assert_int_equal(find(&p, "MemoryMax")->number, 4096);
	assert_true(find(&p, "MemorySwapMax")->number == UINT64_MAX);
	assert_null(find(&p, "MemoryHigh"));
	assert_int_equal(find(&p, "MemoryLow")->number, 0);
	assert_int_equal(find(&p, "CPUQuotaPerSecUSec")->number, 471429);
	assert_int_equal(find(&p, "CPUQuotaPeriodUSec")->number, 70000);
	assert_int_equal(find(&p, "AllowedCPUs")->bytes.n, 2);
	assert_int_equal(find(&p, "AllowedCPUs")->bytes.v[0], 7);
	assert_int_equal(find(&p, "AllowedCPUs")->bytes.v[1], 2);
	assert_null(find(&p, "AllowedMemoryNodes"));
	assert_int_equal(find(&p, "TasksMax")->number, 1);
	assert_int_equal(find(&p, "IOWeight")->number, 1);
	assert_int_equal(find(&p, "RuntimeMaxUSec")->number, 5000000);
	assert_string_equal(find(&p, "Description")->text, "mine");
	assert_string_equal(find(&p, "Slice")->text, "a.slice");
	pairs[1].key = "org.systemd.property.a-b";
	assert_false(scope_properties(&p, "web", &map, &r));
}

/* The properties of a scope with these settings, on a host where systemd manages v1 hierarchies
 * (the first one), or another program does. */
static struct cgroup_plan properties_of_v1(
	const char *const (*settings)[2], size_t n, const char *systemd, struct report *r)
{
	struct cgroup_group *groups = arena_array(r->arena, 3, sizeof(*groups));
	struct cgroup_setting *v = arena_array(r->arena, n, sizeof(*v));
	struct cgroup_plan p = {.slice = "a.slice",
		.groups = {.v = groups, .n = 3},
		.settings = v,
		.n_settings = n};

	groups[0].controllers = systemd;
	groups[1].controllers = "cpu,cpuacct";
	groups[2].unified = true;
	for (size_t i = 0; i < n; i++) {
		v[i].group = 1;
		v[i].file = settings[i][0];
		v[i].value = settings[i][1];
		v[i].source = "linux.resources.devices";
	}
	assert_true(scope_properties(&p, "web", NULL, r));
	return p;
}

#define PROPERTIES_OF_V1(settings, systemd, r) \
	properties_of_v1(settings, sizeof(settings) / sizeof((settings)[0]), systemd, r)

static void properties_v1(void **state)
{
	static const char *const settings[][2] = {
		{"memory.limit_in_bytes", "1048576"},
		{"memory.memsw.limit_in_bytes", "8388608"},
		{"cpu.shares", "512"},
		{"cpu.cfs_period_us", "70000"},
		{"cpu.cfs_quota_us", "33000"},
		{"cpuset.cpus", "0"},
		{"memory.max", "1"},
		{"pids.max", "30"},
		{"blkio.weight", "200"},
		{"blkio.bfq.weight", "150"},
	};
	static const char *const small[][2] = {{"memory.limit_in_bytes", "1048575"}};
	static const char *const none[][2] = {
		{"memory.limit_in_bytes", "-1"},
		{"cpu.shares", "1"},
		{"cpu.cfs_quota_us", "-1"},
		{"pids.max", "max"},
		{"blkio.bfq.weight", "1"},
	};
	autoarena struct arena a = {0};
	struct report r = {.arena = &a};
	struct cgroup_plan p = PROPERTIES_OF_V1(settings, "name=systemd", &r);

	(void)state;
	assert_int_equal(find(&p, "MemoryLimit")->number, 1048576);
	assert_int_equal(find(&p, "CPUShares")->number, 512);
	assert_int_equal(find(&p, "CPUQuotaPerSecUSec")->number, 471429);
	assert_int_equal(find(&p, "CPUQuotaPeriodUSec")->number, 70000);
	assert_int_equal(find(&p, "TasksMax")->number, 30);
	assert_int_equal(find(&p, "BlockIOWeight")->number, 650);
	assert_non_null(find(&p, "BlockIOAccounting"));
	assert_null(find(&p, "IOAccounting"));
	assert_null(find(&p, "AllowedCPUs"));
	assert_null(find(&p, "MemoryMax"));
	assert_null(find(&p, "DevicePolicy"));
	p = PROPERTIES_OF_V1(none, "name=systemd", &r);
	assert_true(find(&p, "MemoryLimit")->number == UINT64_MAX);
	assert_int_equal(find(&p, "CPUShares")->number, 2);
	assert_true(find(&p, "CPUQuotaPerSecUSec")->number == UINT64_MAX);
	assert_true(find(&p, "TasksMax")->number == UINT64_MAX);
	assert_int_equal(find(&p, "BlockIOWeight")->number, 10);
	p = PROPERTIES_OF_V1(small, "name=systemd", &r);
	assert_null(find(&p, "MemoryLimit"));
	p = PROPERTIES_OF_V1(settings, "name=elogind", &r);
	assert_null(find(&p, "MemoryLimit"));
	assert_true(find(&p, "TasksMax")->number == UINT64_MAX);
}

static void devices_v1(void **state)
{
	static const char *const strict[][2] = {{"devices.deny", "a"}, {"devices.allow", "c *:* m"},
		{"devices.allow", "c 1:3 rwm"}, {"devices.allow", "c 136:* rw"},
		{"devices.allow", "b 8:16 r"}, {"devices.allow", "b *:* m"}};
	static const char *const names[][2] = {{"char-*", "m"}, {"/dev/char/1:3", "rwm"},
		{"char-136", "rw"}, {"/dev/block/8:16", "r"}, {"block-*", "m"}};
	static const char *const all[][2] = {{"devices.allow", "a"}};
	static const char *const except[][2] = {
		{"devices.allow", "a"}, {"devices.deny", "c 1:11 r"}};
	static const char *const minor[][2] = {{"devices.deny", "a"}, {"devices.allow", "c *:5 r"}};
	autoarena struct arena a = {0};
	struct report r = {.arena = &a};
	struct cgroup_plan p = PROPERTIES_OF_V1(strict, "name=systemd", &r);
	const struct cgroup_property *allow = find(&p, "DeviceAllow");

	(void)state;
	assert_string_equal(find(&p, "DevicePolicy")->text, "strict");
	assert_int_equal(allow->pairs.n, sizeof(names) / sizeof(names[0]));
	for (size_t i = 0; i < allow->pairs.n; i++) {
		assert_string_equal(allow->pairs.v[i].key, names[i][0]);
		assert_string_equal(allow->pairs.v[i].value, names[i][1]);
	}
	p = PROPERTIES_OF_V1(all, "name=systemd", &r);
	assert_null(find(&p, "DevicePolicy"));
	assert_int_equal(r.n, 0);
	p = PROPERTIES_OF_V1(except, "name=systemd", &r);
	assert_null(find(&p, "DevicePolicy"));
	assert_int_equal(r.n, 1);
	p = PROPERTIES_OF_V1(minor, "name=systemd", &r);
	assert_string_equal(find(&p, "DevicePolicy")->text, "strict");
	assert_null(find(&p, "DeviceAllow"));
	assert_int_equal(r.n, 2);
}

/* An update reads the values of the files; the last value of a file counts. */
static void updated_v1(void **state)
{
	autoarena struct arena a = {0};
	struct property_list l = {.arena = &a};

	(void)state;
	assert_true(property_add_value(&l, false, "memory.limit_in_bytes", "9223372036854771712"));
	assert_true(l.v[0].number == UINT64_MAX);
	assert_true(property_add_value(&l, false, "memory.limit_in_bytes", "8192"));
	assert_int_equal(l.n, 1);
	assert_int_equal(l.v[0].number, 8192);
	assert_true(property_add_value(&l, false, "cpu.shares", "300000"));
	assert_int_equal(l.v[1].number, 262144);
	assert_true(property_add_value(&l, false, "blkio.bfq.weight", "default 90"));
	assert_int_equal(l.v[2].number, 90);
	assert_true(property_add_value(&l, false, "blkio.bfq.weight", "1000"));
	assert_int_equal(l.v[2].number, 1000);
	l.n = 1;
	assert_false(property_add_value(&l, false, "memory.soft_limit_in_bytes", "4096"));
	assert_false(property_add_value(&l, true, "memory.limit_in_bytes", "4096"));
	assert_int_equal(l.n, 1);
	assert_int_equal(l.v[0].number, 8192);
}

/* A request is the same after serialization and parsing. */
static void requests(void **state)
{
	autoarena struct arena a = {0};
	const char *words[] = {"a", ""};
	struct str_pair pairs[] = {{"/dev/null", "rw"}};
	const struct cgroup_property v[] = {
		{.name = "Text", .type = 's', .text = "x"},
		{.name = "List", .type = 'S', .list = {.v = words, .n = 2}},
		{.name = "Bytes", .type = 'Y', .bytes = {(uint8_t[]){0, 255}, 2}},
		{.name = "Pairs", .type = 'P', .pairs = {pairs, 1, 1}},
		{.name = "Real", .type = 'd', .real = 0.1},
		{.name = "Integer", .type = 'i', .integer = -1},
		{.name = "Number", .type = 't', .number = UINT64_MAX},
	};
	const struct systemd_request sent = {SYSTEMD_START, {"a.scope", true, 20000}, 4711, v, 7};
	struct serializer p = {.arena = &a};
	struct systemd_request got;
	struct err e;

	(void)state;
	systemd_request_write(&sent, &p);
	assert_true(systemd_request_read(&got, &p, &e));
	assert_int_equal(p.at, p.n);
	assert_int_equal(got.verb, SYSTEMD_START);
	assert_string_equal(got.unit.name, "a.scope");
	assert_true(got.unit.user);
	assert_int_equal(got.unit.timeout_ms, 20000);
	assert_int_equal(got.pid, 4711);
	assert_int_equal(got.n, 7);
	for (size_t i = 0; i < got.n; i++) {
		assert_string_equal(got.v[i].name, v[i].name);
		assert_int_equal(got.v[i].type, v[i].type);
	}
	assert_string_equal(got.v[0].text, "x");
	assert_int_equal(got.v[1].list.n, 2);
	assert_string_equal(got.v[1].list.v[0], "a");
	assert_string_equal(got.v[1].list.v[1], "");
	assert_int_equal(got.v[2].bytes.n, 2);
	assert_memory_equal(got.v[2].bytes.v, v[2].bytes.v, 2);
	assert_int_equal(got.v[3].pairs.n, 1);
	assert_string_equal(got.v[3].pairs.v[0].key, "/dev/null");
	assert_string_equal(got.v[3].pairs.v[0].value, "rw");
	assert_true(got.v[4].real == 0.1);
	assert_int_equal(got.v[5].integer, -1);
	assert_true(got.v[6].number == UINT64_MAX);
	for (size_t whole = p.n; p.n > 0; p.n--) {
		p.at = p.truncated = 0;
		assert_int_equal(systemd_request_read(&got, &p, &e), p.n == whole);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(places),
		cmocka_unit_test(annotations),
		cmocka_unit_test(properties),
		cmocka_unit_test(properties_v1),
		cmocka_unit_test(devices_v1),
		cmocka_unit_test(updated_v1),
		cmocka_unit_test(requests),
	};

	return cmocka_run_group_tests_name("cgroup-unit", tests, NULL, NULL);
}
