/* SPDX-License-Identifier: Apache-2.0 */
/* Plans of user, program, limits, names, sysctls and scheduling; their calls on the fake kernel. */
#include <errno.h>
#include <sched.h>

#include "brig/process/program-exec.h"
#include "brig/process/rlimit.h"
#include "brig/process/sched.h"
#include "brig/process/sysctl.h"
#include "brig/process/user.h"
#include "brig/process/uts.h"
#include "creds.h"
#include "file.h"
#include "oci.h"
#include "plan-test.h"

static struct plan_test t;

static int begin(void **state)
{
	(void)state;
	plan_test_begin(&t);
	fake_reset(0);
	fake_files_reset();
	return 0;
}

static int end(void **state)
{
	(void)state;
	plan_test_end(&t);
	return 0;
}

static struct oci_process process_of(const char *members)
{
	struct oci_process p;

	READ(&t, &p, &oci_process_type,
		arena_printf(
			&t.arena, "{'args':['sh'],'cwd':'/'%s%s}", *members ? "," : "", members));
	return p;
}

static struct oci_config config_of(const char *members)
{
	struct oci_config c;

	READ(&t, &c, &oci_config_type,
		arena_printf(
			&t.arena, "{'ociVersion':'1.3.0','root':{'path':'rootfs'},%s}", members));
	return c;
}

static bool call_user(void *plan, struct err *e)
{
	return user_apply(plan, e);
}

static void test_user(void **state)
{
	struct oci_process p =
		process_of("'user':{'uid':1000,'gid':100,'umask':63,'additionalGids':[5,6]}");
	struct user_plan plan;
	char lines[1024];

	(void)state;
	assert_true(user_plan(&plan, p.user, NULL, &t.report));
	assert_each_failure(call_user, &plan, lines, sizeof(lines));
	assert_string_equal(lines, "setgroups 5 6\nsetgid 100\nkeepcaps 1\nsetuid 1000\n");
}

static void test_user_root_drops_groups(void **state)
{
	struct oci_process p = process_of("'user':{'uid':0,'gid':0,'additionalGids':[]}");
	struct user_plan plan;
	char lines[1024];

	(void)state;
	assert_true(user_plan(&plan, p.user, NULL, &t.report));
	assert_null(plan.umask);
	assert_each_failure(call_user, &plan, lines, sizeof(lines));
	assert_string_equal(lines, "setgroups\nsetgid 0\nsetuid 0\n");
	assert_true(user_plan(&plan, NULL, NULL, &t.report));
}

static void test_user_setgroups_denied(void **state)
{
	struct oci_process p = process_of("'user':{'uid':0,'gid':0,'additionalGids':[7]}");
	struct user_plan plan;
	struct err e;

	(void)state;
	assert_true(user_plan(&plan, p.user, NULL, &t.report));
	fake_setgroups_is_denied(true);
	assert_false(user_apply(&plan, &e));
	assert_non_null(strstr(e.text, "newgidmap"));
	plan.groups_n = 0;
	assert_true(user_apply(&plan, &e));
	fake_setgroups_is_denied(false);
}

static void test_user_unmapped(void **state)
{
	struct oci_config c =
		config_of("'process':{'args':['sh'],'cwd':'/','user':{'uid':70000,'gid':65536,"
			  "'additionalGids':[3,65536]}},"
			  "'linux':{'namespaces':[{'type':'user'}],"
			  "'uidMappings':[{'containerID':0,'hostID':100000,'size':65536}],"
			  "'gidMappings':[{'containerID':0,'hostID':100000,'size':65536}]}");
	struct user_plan plan;

	(void)state;
	assert_false(user_plan(&plan, c.process->user, c.linux, &t.report));
	assert_problem(&t, REFUSAL, "process.user.uid", "uid 70000 is not mapped");
	assert_problem(&t, REFUSAL, "process.user.gid", "gid 65536 is not mapped");
	assert_problem(&t, REFUSAL, "process.user.additionalGids[1]", "gid 65536 is not mapped");
}

static void test_program_env(void **state)
{
	struct oci_process p = process_of("'env':['A=1','B=2','PATH=/x:/y','A=3','AB=4','B=']");
	struct program_plan plan;

	(void)state;
	assert_true(program_plan(&plan, &p, &t.report));
	assert_int_equal(plan.env_n, 4);
	assert_string_equal(plan.env[0], "A=3");
	assert_string_equal(plan.env[1], "B=");
	assert_string_equal(plan.env[2], "PATH=/x:/y");
	assert_string_equal(plan.env[3], "AB=4");
	assert_null(plan.env[4]);
	assert_string_equal(plan.search, "/x:/y");
	assert_true(plan.needs_home);
	assert_null(plan.args[1]);
}

static void test_program_env_large(void **state)
{
	struct oci_process p = process_of("");
	struct program_plan plan;

	(void)state;
	p.env.n = 20000;
	p.env.v = arena_array(&t.arena, p.env.n, sizeof(*p.env.v));
	for (size_t i = 0; i < p.env.n; i++)
		p.env.v[i] = arena_printf(&t.arena, "NAME_%zu=%zu", i / 2, i);
	assert_true(program_plan(&plan, &p, &t.report));
	assert_int_equal(plan.env_n, 10000);
	assert_string_equal(plan.env[9999], "NAME_9999=19999");
}

static void test_program_refusals(void **state)
{
	struct oci_process p;
	struct program_plan plan;

	(void)state;
	READ(&t, &p, &oci_process_type, "{'args':['x'],'cwd':'home','env':['=x','novalue']}");
	p.args.n = 0; /* as `exec` without a command would */
	assert_false(program_plan(&plan, &p, &t.report));
	assert_problem(&t, REFUSAL, "process.args", "at least one");
	assert_problem(&t, REFUSAL, "process.cwd", "not an absolute path");
	assert_problem(&t, REFUSAL, "process.env[0]", "NAME=value");
	assert_problem(&t, REFUSAL, "process.env[1]", "NAME=value");
}

static void test_program_absent(void **state)
{
	struct program_plan plan;
	struct err e;

	(void)state;
	assert_true(program_plan(&plan, NULL, &t.report));
	assert_true(program_home(&plan, -1, &e));
	assert_true(program_cwd(&plan, NULL, &e));
	assert_false(program_exec(&plan, &e));
	assert_non_null(strstr(e.text, "required to start"));
}

static bool call_cwd(void *plan, struct err *e)
{
	return program_cwd(plan, NULL, e);
}

static void test_program_cwd(void **state)
{
	struct oci_process p;
	struct program_plan plan;
	struct err e;
	char lines[1024];
	bool entered = true;

	(void)state;
	READ(&t, &p, &oci_process_type, "{'args':['sh'],'cwd':'/a/b'}");
	assert_true(program_plan(&plan, &p, &t.report));
	assert_each_failure(call_cwd, &plan, lines, sizeof(lines));
	assert_string_equal(lines, "open /\nopen in root /a/b\nfchdir /a/b\ngetcwd\n");
	fake_path_fails("/a/b", EACCES, 1);
	assert_true(program_cwd(&plan, &entered, &e));
	assert_false(entered);
	assert_true(program_cwd(&plan, &entered, &e));
	assert_true(entered);
	fake_path_fails("/a/b", EACCES, 1);
	assert_false(program_cwd(&plan, NULL, &e));
}

static bool call_rlimits(void *plan, struct err *e)
{
	return rlimits_apply(plan, 42, e) && oom_score_apply(plan, 42, e);
}

static void test_rlimits(void **state)
{
	struct oci_process p = process_of(
		"'rlimits':[{'type':'RLIMIT_NOFILE','soft':100,'hard':1000},"
		"{'type':'RLIMIT_CORE','soft':0,'hard':18446744073709551615}],'oomScoreAdj':-5");
	struct rlimits_plan plan;
	char lines[1024];

	(void)state;
	assert_true(rlimits_plan(&plan, &p, &t.report));
	assert_each_failure(call_rlimits, &plan, lines, sizeof(lines));
	assert_non_null(strstr(lines, "prlimit 42 RLIMIT_NOFILE 100 1000\n"
				      "prlimit 42 RLIMIT_CORE 0 18446744073709551615\n"));
	assert_non_null(strstr(lines, "42/oom_score_adj"));
}

static void test_rlimits_refusals(void **state)
{
	struct oci_process p = process_of("'rlimits':[{'type':'RLIMIT_CPU','soft':2,'hard':1},"
					  "{'type':'RLIMIT_CPU','soft':1,'hard':1}]");
	struct rlimits_plan plan;

	(void)state;
	assert_false(rlimits_plan(&plan, &p, &t.report));
	assert_problem(&t, REFUSAL, "process.rlimits[0]", "above the hard limit");
	assert_problem(&t, REFUSAL, "process.rlimits[1].type", "is there already");
}

/* As facts would have it, when no namespace of the config is the caller's own. */
static int namespaces_of(const struct oci_config *c)
{
	int flags = 0;

	for (size_t i = 0; c->linux && i < c->linux->namespaces.n; i++)
		flags |= c->linux->namespaces.v[i].type == OCI_NAMESPACE_TYPE_UTS   ? CLONE_NEWUTS
			 : c->linux->namespaces.v[i].type == OCI_NAMESPACE_TYPE_IPC ? CLONE_NEWIPC
										    : CLONE_NEWNET;
	return flags;
}

static bool call_uts(void *plan, struct err *e)
{
	return uts_apply(plan, e);
}

static void test_uts(void **state)
{
	struct oci_config c = config_of("'hostname':'box','domainname':'example.org',"
					"'linux':{'namespaces':[{'type':'uts'}]}");
	struct uts_plan plan;
	char lines[256];

	(void)state;
	assert_true(uts_plan(&plan, &c, namespaces_of(&c), &t.report));
	assert_each_failure(call_uts, &plan, lines, sizeof(lines));
	assert_string_equal(lines, "sethostname box\nsetdomainname example.org\n");
	c = config_of("'hostname':'box','linux':{}");
	assert_false(uts_plan(&plan, &c, namespaces_of(&c), &t.report));
	assert_problem(&t, REFUSAL, "hostname", "would rename the host");
}

static bool call_sysctl(void *plan, struct err *e)
{
	return sysctl_apply(plan, e);
}

static void test_sysctl(void **state)
{
	struct oci_config c =
		config_of("'linux':{'namespaces':[{'type':'network'},{'type':'ipc'}],'sysctl':{"
			  "'net.ipv4.ip_forward':'1','net/ipv4/conf/eth0.1/forwarding':'0',"
			  "'net.ipv4.conf.eth0/1.arp_filter':'1','kernel.shmmax':'4096',"
			  "'fs.mqueue.msg_max':'7'}}");
	struct sysctl_plan plan;
	char lines[1024];

	(void)state;
	assert_true(sysctl_plan(&plan, &c, namespaces_of(&c), &t.report));
	assert_string_equal(plan.v[0].path, "net/ipv4/ip_forward");
	assert_string_equal(plan.v[1].path, "net/ipv4/conf/eth0.1/forwarding");
	assert_string_equal(plan.v[2].path, "net/ipv4/conf/eth0.1/arp_filter");
	assert_each_failure(call_sysctl, &plan, lines, sizeof(lines));
	assert_non_null(strstr(lines, "fs/mqueue/msg_max"));
}

static void test_sysctl_refusals(void **state)
{
	struct oci_config c = config_of(
		"'linux':{'namespaces':[{'type':'network'}],'sysctl':{"
		"'kernel.shmmax':'1','vm.swappiness':'1','net/../kernel/panic':'1','net..x':'1',"
		"'kernel.hostname':'x','kernel.panic':'1','user.max_net_namespaces':'2'}}");
	struct sysctl_plan plan;

	(void)state;
	assert_false(sysctl_plan(&plan, &c, namespaces_of(&c), &t.report));
	assert_int_equal(t.report.refusals, 7);
	assert_problem(&t, REFUSAL, "linux.sysctl[\"kernel.shmmax\"]", "host's ipc namespace");
	assert_problem(&t, REFUSAL, "linux.sysctl[\"vm.swappiness\"]", "belongs to no namespace");
	assert_problem(&t, REFUSAL, "linux.sysctl[\"net/../kernel/panic\"]", "not the name");
	assert_problem(&t, REFUSAL, "linux.sysctl[\"net..x\"]", "not the name");
	assert_problem(&t, REFUSAL, "linux.sysctl[\"kernel.hostname\"]", "property of its own");
	assert_problem(
		&t, REFUSAL, "linux.sysctl[\"user.max_net_namespaces\"]", "host's user namespace");
}

static bool call_sched(void *plan, struct err *e)
{
	struct sched_plan *p = plan;

	return affinity_apply(&p->exec_initial, 9, e) && sched_apply(plan, e) &&
	       affinity_apply(&p->exec_final, 9, e);
}

static void test_sched(void **state)
{
	struct oci_config c = config_of(
		"'process':{'args':['sh'],'cwd':'/"
		"','scheduler':{'policy':'SCHED_FIFO','priority':7,"
		"'flags':['SCHED_FLAG_RESET_ON_FORK']},"
		"'ioPriority':{'class':'IOPRIO_CLASS_IDLE','priority':4},"
		"'execCPUAffinity':{'initial':'7','final':'0-3,64'}},"
		"'linux':{'personality':{'domain':'LINUX32'},'memoryPolicy':{"
		"'mode':'MPOL_INTERLEAVE','nodes':'2-3','flags':['MPOL_F_STATIC_NODES']}}");
	struct sched_plan plan;
	char lines[1024];

	(void)state;
	assert_true(sched_plan(&plan, c.process, c.linux, &t.report));
	assert_each_failure(call_sched, &plan, lines, sizeof(lines));
	assert_string_equal(lines,
		"sched_setaffinity 9 80 (1 words)\n"
		"sched_setattr 0 size 48 policy 1 flags 1 nice 0 priority 7 runtime 0 deadline 0 "
		"period 0\n"
		"ioprio_set 6004\n"
		"set_mempolicy 8003 nodes c (1 words)\n"
		"personality 8\n"
		"sched_setaffinity 9 f (2 words)\n");
}

struct bad {
	const char *process, *linux, *path, *part;
};

static void test_sched_refusals(void **state)
{
	static const struct bad bads[] = {
		{"'scheduler':{'policy':'SCHED_FIFO'}", "", "process.scheduler.priority", "1..99"},
		{"'scheduler':{'policy':'SCHED_OTHER','priority':1}", "",
			"process.scheduler.priority", "takes only 0"},
		{"'scheduler':{'policy':'SCHED_OTHER','nice':20}", "", "process.scheduler.nice",
			"-20..19"},
		{"'scheduler':{'policy':'SCHED_ISO'}", "", "process.scheduler.policy", "SCHED_ISO"},
		{"'scheduler':{'policy':'SCHED_RR','priority':1,'runtime':5}", "",
			"process.scheduler", "takes no runtime"},
		{"'scheduler':{'policy':'SCHED_DEADLINE','runtime':5000,'deadline':4000}", "",
			"process.scheduler", "runtime <= deadline"},
		{"'execCPUAffinity':{'initial':'0-'}", "", "process.execCPUAffinity.initial",
			"not a list"},
		{"'execCPUAffinity':{'final':'3-1'}", "", "process.execCPUAffinity.final",
			"not a list"},
		{"'execCPUAffinity':{'final':'99999999999999999999'}", "",
			"process.execCPUAffinity.final", "not a list"},
		{"", "'personality':{'domain':'LINUX','flags':['X']}", "linux.personality.flags",
			"no flag is supported"},
		{"", "'memoryPolicy':{'mode':'MPOL_BIND'}", "linux.memoryPolicy.nodes",
			"needs nodes"},
		{"", "'memoryPolicy':{'mode':'MPOL_LOCAL','nodes':'0'}", "linux.memoryPolicy.nodes",
			"takes no nodes"},
		{"",
			"'memoryPolicy':{'mode':'MPOL_BIND','nodes':'0',"
			"'flags':['MPOL_F_STATIC_NODES','MPOL_F_RELATIVE_NODES']}",
			"linux.memoryPolicy.flags", "exclude each other"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bads) / sizeof(bads[0]); i++) {
		struct oci_process p = process_of(bads[i].process);
		struct sched_plan plan;
		struct oci_linux l;

		READ(&t, &l, &oci_linux_type, arena_printf(&t.arena, "{%s}", bads[i].linux));
		assert_false(sched_plan(&plan, &p, &l, &t.report));
		assert_problem(&t, REFUSAL, bads[i].path, bads[i].part);
		t.report.n = t.report.refusals = 0;
	}
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_user),
		TEST(test_user_root_drops_groups),
		TEST(test_user_setgroups_denied),
		TEST(test_user_unmapped),
		TEST(test_program_env),
		TEST(test_program_env_large),
		TEST(test_program_refusals),
		TEST(test_program_absent),
		TEST(test_program_cwd),
		TEST(test_rlimits),
		TEST(test_rlimits_refusals),
		TEST(test_uts),
		TEST(test_sysctl),
		TEST(test_sysctl_refusals),
		TEST(test_sched),
		TEST(test_sched_refusals),
	};

	return cmocka_run_group_tests_name("process", tests, NULL, NULL);
}
