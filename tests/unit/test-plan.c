/* SPDX-License-Identifier: Apache-2.0 */
/* plan: each check for a feature that the host does not have; the rules that concern several parts;
 * planning a config of which the reader has refused a part. */
#include "test.h"

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>

#include "brig/base/str.h"
#include "brig/json/read.h"
#include "plan-hosts.h"

struct fixture {
	struct arena a;
	struct report r;
	struct oci_config c;
	struct bundle b;
	struct plan_facts f;
};

static int set_up(void **state)
{
	struct fixture *x = calloc(1, sizeof(*x));

	x->r.arena = &x->a;
	x->f = facts_of(HOST_V2);
	*state = x;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *x = *state;

	arena_free(&x->a);
	free(x);
	return 0;
}

/* Plans a config with an existing root and these properties (with ' in place of "). */
static void plan(struct fixture *x, const char *properties)
{
	char *text = arena_printf(&x->a, "{'ociVersion': '1.3.0', 'root': {'path': '/'}%s%s}",
		*properties ? ", " : "", properties);

	for (char *p = text; *p; p++)
		*p = *p == '\'' ? '"' : *p;
	memset(&x->c, 0, sizeof(x->c));
	x->r.n = x->r.refusals = 0;
	x->b = (struct bundle){.path = "/", .dir = -1, .text = text, .size = strlen(text)};
	if (!json_read_partly(&x->c, &oci_config_type, text, strlen(text), &x->b.dropped, &x->r))
		abort();
	x->b.reader_problems = x->r.n;
	x->b.config = &x->c;
	(void)plan_make(&x->b, &x->f, &x->r);
	bundle_report(&x->b, &x->r);
}

static const struct problem *problem_at(struct fixture *x, const char *path)
{
	for (size_t i = 0; i < x->r.n; i++)
		if (str_eq(x->r.v[i].path, path))
			return &x->r.v[i];
	for (size_t i = 0; i < x->r.n; i++)
		print_error("has: %s: %s\n", x->r.v[i].path, x->r.v[i].text);
	print_error("none at %s\n", path);
	_fail(__FILE__, __LINE__);
	return NULL;
}

/* Asserts that there is a refusal at path with every member that check prints. */
static void refused(struct fixture *x, const char *path, const char *part, bool hint)
{
	const struct problem *p = problem_at(x, path);

	assert_int_equal(p->severity, REFUSAL);
	assert_non_null(strstr(p->text, part));
	assert_non_null(p->section);
	assert_int_equal(p->line, 1);
	if (hint)
		assert_non_null(p->hint);
}

static void test_fine(void **state)
{
	struct fixture *x = *state;

	plan(x, "");
	assert_int_equal(x->r.n, 0);
	plan(x, "'mounts': [{'destination': '/a', 'type': 'tmpfs', 'options': ['nosymfollow']}],"
		"'linux': {'namespaces': [{'type': 'mount'}, {'type': 'time'}]}");
	assert_int_equal(x->r.n, 0);
}

static void test_namespaces(void **state)
{
	struct fixture *x = *state;

	x->f.host_check.namespaces = ~CLONE_NEWTIME;
	plan(x, "'linux': {'namespaces': [{'type': 'pid'}, {'type': 'time'}]}");
	refused(x, "linux.namespaces[1].type", "this kernel has no time namespaces", true);
	x->f.host_check.namespaces = ~0;
	plan(x, "'linux': {'namespaces': [{'type': 'pid', 'path': '/proc/self/ns/uts'}]}");
	refused(x, "linux.namespaces[0].path",
		"is a namespace of another type, not a pid namespace", false);
	plan(x, "'linux': {'namespaces': [{'type': 'pid', 'path': '/proc/self/ns/nothing'}]}");
	refused(x, "linux.namespaces[0].path", "No such file", true);
	plan(x, "'linux': {'namespaces': [{'type': 'pid', 'path': '/proc/self/status'}]}");
	refused(x, "linux.namespaces[0].path", "is not a namespace", true);
	plan(x, "'linux': {'namespaces': [{'type': 'uts', 'path': '/proc/self/ns/uts'}]}");
	assert_int_equal(x->r.n, 0);
}

static void test_filesystems(void **state)
{
	static const char mounts[] =
		"'mounts': [{'destination': '/a', 'type': 'fuse.sshfs', 'source': 's'},"
		"{'destination': '/b', 'type': 'oddfs', 'source': 's'}]";
	struct fixture *x = *state;

	x->f.host_check.filesystems = "nodev\tproc\n\text4\nnodev\tfuse\n";
	plan(x, mounts);
	assert_int_equal(x->r.n, 1);
	refused(x, "mounts[1].type", "does not support the file system 'oddfs'", true);
	x->f.host_check.modules = "alias fs-odd odd\nalias fs-oddfs odd\n";
	plan(x, mounts);
	assert_int_equal(x->r.n, 0);
	x->f.host_check.filesystems = "nodev\tfusectl\n";
	plan(x, mounts);
	refused(x, "mounts[0].type", "'fuse.sshfs'", true);
	x->f.host_check.filesystems = NULL;
	plan(x, mounts);
	assert_int_equal(x->r.n, 0);
}

static void test_mount_features(void **state)
{
	struct fixture *x = *state;

	x->f.host_check.idmap = x->f.host_check.nosymfollow = false;
	plan(x, "'mounts': [{'destination': '/a', 'type': 'tmpfs', 'options': ['nosymfollow']},"
		"{'destination': '/b', 'source': '/', 'options': ['bind', 'idmap'],"
		"'uidMappings': [{'containerID': 0, 'hostID': 1, 'size': 1}],"
		"'gidMappings': [{'containerID': 0, 'hostID': 1, 'size': 1}]}]");
	assert_int_equal(x->r.n, 2);
	refused(x, "mounts[0].options", "does not support nosymfollow", true);
	refused(x, "mounts[1].options", "does not support id-mapped mounts", true);
}

static void test_kernel(void **state)
{
	struct fixture *x = *state;

	x->f.host_check.numa = false;
	x->f.labels = (struct label_facts){0};
	x->f.rdt.mount = NULL;
	x->f.seccomp = (struct seccomp_facts){0};
	plan(x, "'process': {'cwd': '/', 'args': ['x'], 'apparmorProfile': 'p', 'selinuxLabel': "
		"'l',"
		"'capabilities': {'bounding': ['CAP_NONSENSE']}},"
		"'linux': {'memoryPolicy': {'mode': 'MPOL_LOCAL'}, 'intelRdt': {},"
		"'netDevices': {'no/such': {}, 'nosuch0': {}}, 'namespaces': [{'type': 'network'}],"
		"'seccomp': {'defaultAction': 'SCMP_ACT_LOG', 'flags': ['SECCOMP_FILTER_FLAG_LOG'],"
		"'architectures': ['SCMP_ARCH_X86_64']}}");
	refused(x, "linux.memoryPolicy", "NUMA", true);
	refused(x, "linux.intelRdt", "resctrl", true);
	refused(x, "linux.netDevices[\"nosuch0\"]", "no network device", true);
	refused(x, "process.apparmorProfile", "AppArmor is not enabled", true);
	refused(x, "process.selinuxLabel", "SELinux is not enabled", true);
	refused(x, "linux.seccomp.defaultAction", "SCMP_ACT_LOG", false);
	refused(x, "linux.seccomp.flags[0]", "SECCOMP_FILTER_FLAG_LOG", true);
	assert_int_equal(problem_at(x, "process.capabilities.bounding[0]")->severity, WARNING);
}

static void test_cpus(void **state)
{
	static const char cpus[] =
		"'linux': {'resources': {'cpu': {'cpus': '0-1,3', 'mems': '0'}}}";
	struct fixture *x = *state;

	x->f.host_check.cpus = "0-3";
	x->f.host_check.nodes = "0";
	plan(x, cpus);
	assert_int_equal(x->r.n, 0);
	x->f.host_check.cpus = "0-2";
	x->f.host_check.nodes = "1-70";
	plan(x, cpus);
	assert_int_equal(x->r.n, 2);
	refused(x, "linux.resources.cpu.cpus", "names CPUs this host does not have", true);
	refused(x, "linux.resources.cpu.mems", "names memory nodes this host does not have", true);
}

static void test_cgroup_files(void **state)
{
	const char *groups[16] = {
		"/proc/self", "/proc/self", "/proc/self", "/proc/self", "/proc/self"};
	struct fixture *x = *state;

	x->f = facts_of(HOST_HYBRID);
	x->f.host_check.cgroup_samples = groups;
	plan(x, "'linux': {'resources': {'memory': {'limit': 1048576}, 'pids': {'limit': 5}}}");
	refused(x, "linux.resources.memory.limit", "this kernel has no memory.limit_in_bytes",
		true);
	refused(x, "linux.resources.pids.limit", "this kernel has no pids.max", true);
	for (size_t i = 0; i < 2; i++) {
		groups[1] = groups[3] = i == 0 ? NULL : "/proc/self/removed";
		x->f.host_check.cgroup_samples = groups;
		plan(x, "'linux': {'resources': {'memory': {'limit': 1048576}, 'pids': {'limit': "
			"5}}}");
		for (size_t k = 0; k < x->r.n; k++)
			assert_non_null(strstr(x->r.v[k].text, "devices"));
	}
}

static void test_controllers(void **state)
{
	struct fixture *x = *state;

	x->f.cgroups.v[0].controllers = "pids";
	plan(x, "'linux': {'resources': {'memory': {'limit': 1048576}, 'network': {'classID': "
		"1}}}");
	refused(x, "linux.resources.memory.limit",
		"no cgroup hierarchy has the controller 'memory'", true);
	refused(x, "linux.resources.network.classID", "", false);
}

static void test_versions(void **state)
{
	static const char *const bad[] = {"", "1", "1.0", "v1.0.0", "1.0.0.0", "01.0.0", "1.0.0-",
		"1.0.0+", "1.0.0 ", "2.0.0", "0.5.0"};
	static const char *const good[] = {"1.0.0", "1.0.2-dev", "1.3.0", "1.99.0-rc.1+build"};
	struct fixture *x = *state;
	struct oci_config c;
	struct bundle b = {.path = "/", .dir = -1, .config = &c};

	plan(x, "");
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		c = x->c;
		c.oci_version = bad[i];
		x->r.n = x->r.refusals = 0;
		(void)plan_make(&b, &x->f, &x->r);
		assert_int_equal(x->r.refusals, 1);
		assert_string_equal(x->r.v[0].path, "ociVersion");
	}
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		c.oci_version = good[i];
		x->r.n = x->r.refusals = 0;
		(void)plan_make(&b, &x->f, &x->r);
		assert_int_equal(x->r.refusals, 0);
	}
}

/* Refusals of the reader and of the plan are reported together, each once. */
static void test_together(void **state)
{
	struct fixture *x = *state;

	plan(x, "'process': {'args': 5, 'env': ['x'], 'rlimits': [{'type': 'RLIMIT_NONSENSE',"
		"'soft': 1, 'hard': 1}, {'type': 'RLIMIT_CORE', 'soft': 2, 'hard': 1}]},"
		"'hooks': {'poststop': [{}, {'path': 'x'}]}, 'linux': {'namespaces':"
		"[{'type': 'nonsense'}, {'type': 'pid'}, {'type': 'pid'}]}");
	problem_at(x, "process.args");
	problem_at(x, "process.cwd");
	problem_at(x, "process.rlimits[0].type");
	problem_at(x, "process.rlimits[1]");
	problem_at(x, "process.env[0]");
	problem_at(x, "hooks.poststop[0].path");
	problem_at(x, "hooks.poststop[1].path");
	problem_at(x, "linux.namespaces[0].type");
	problem_at(x, "linux.namespaces[2]");
	assert_int_equal(x->r.n, 9);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(test_fine),
		TEST(test_namespaces),
		TEST(test_filesystems),
		TEST(test_mount_features),
		TEST(test_kernel),
		TEST(test_cpus),
		TEST(test_cgroup_files),
		TEST(test_controllers),
		TEST(test_versions),
		TEST(test_together),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
