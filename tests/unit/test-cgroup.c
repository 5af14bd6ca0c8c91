/* SPDX-License-Identifier: Apache-2.0 */
/* Cgroup parsers, conversions, table, and device programs run by a small interpreter. */
#include "test.h"

#include <linux/bpf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../src/cgroup/devices/program.h"
#include "../../src/cgroup/fs/procfs-parse.h"
#include "../../src/cgroup/path.h"
#include "../../src/cgroup/resources/convert.h"
#include "../../src/cgroup/resources/table.h"
#include "brig/base/range-list.h"
#include "brig/json/read.h"
#include "brig/json/write.h"
#include "cgroup-layouts.h"
#include "oci.h"

static void weights(void **state)
{
	static const uint64_t cases[][2] = {{0, 1}, {1, 1}, {2, 1}, {3, 2}, {512, 59}, {1024, 100},
		{2048, 174}, {262143, 10000}, {262144, 10000}, {UINT64_MAX, 10000}};
	uint64_t before = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(cgroup_weight_of_shares(cases[i][0]), cases[i][1]);
	for (uint64_t s = 2; s <= 262144; s += 97) {
		assert_true(cgroup_weight_of_shares(s) >= before);
		before = cgroup_weight_of_shares(s);
	}
	assert_int_equal(cgroup_io_weight_of_blkio(1), 1);
	assert_int_equal(cgroup_io_weight_of_blkio(10), 1);
	assert_int_equal(cgroup_io_weight_of_blkio(11), 11);
	assert_int_equal(cgroup_io_weight_of_blkio(1000), 10000);
}

static void layouts(void **state)
{
	autoarena struct arena a = {0};
	const struct cgroup_set *v1 = layout_of(&a, "v1"), *hybrid = layout_of(&a, "hybrid"),
				*v2 = layout_of(&a, "v2");

	(void)state;
	assert_int_equal(v1->mode, CGROUP_V1);
	assert_int_equal(hybrid->mode, CGROUP_HYBRID);
	assert_int_equal(v2->mode, CGROUP_V2);
	assert_string_equal(cgroup_set_find(v1, "cpuacct")->mount, "/sys/fs/cgroup/cpu,cpuacct");
	assert_string_equal(cgroup_set_find(v1, "memory")->path, "/own");
	assert_string_equal(cgroup_set_find(v1, "name=systemd")->name, "systemd");
	assert_null(cgroup_set_find(v1, "misc"));
	assert_true(cgroup_set_find(hybrid, "hugetlb")->unified);
	assert_false(cgroup_set_find(hybrid, "memory")->unified);
	assert_true(hybrid->v[hybrid->n - 1].unified);
	assert_string_equal(hybrid->v[hybrid->n - 1].name, "unified");
	assert_true(cgroup_set_find(v2, "devices")->unified);
	assert_null(cgroup_set_find(v2, "net_cls"));
}

/* Unusual hosts: in a container without a cgroup namespace, where the mount point shows the
 * container's cgroup; a path with a space, a second mount, a hierarchy that is not mounted. */
static void layout_odd(void **state)
{
	autoarena struct arena a = {0};
	struct cgroup_set l;
	struct err e;

	(void)state;
	assert_true(cgroup_detect_parse(&l,
		"1 2 0:3 /docker/ab /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory\n"
		"1 2 0:4 / /mnt/my\\040cpu rw - cgroup cgroup rw,cpu,cpuacct\n"
		"1 2 0:5 / / rw - ext4 /dev/vda rw\n",
		"4:memory:/docker/ab/sub\n3:cpu,cpuacct:/\n2:pids:/\n0::/\n", NULL, &a, &e));
	assert_int_equal(l.n, 2);
	assert_int_equal(l.mode, CGROUP_V1);
	assert_string_equal(l.v[0].root, "/docker/ab");
	assert_string_equal(l.v[0].path, "/sub");
	assert_string_equal(l.v[1].mount, "/mnt/my cpu");
	/* A hierarchy that is being removed is skipped. */
	assert_true(cgroup_detect_parse(&l, "", "519::/\n", NULL, &a, &e));
	assert_int_equal(l.n, 0);
	assert_true(cgroup_detect_parse(&l, "", "", NULL, &a, &e));
	assert_int_equal(l.mode, CGROUP_NOWHERE);
	assert_false(cgroup_detect_parse(&l, "", "rubbish\n", NULL, &a, &e));
	assert_false(cgroup_detect_parse(&l, "", "x:memory:/\n", NULL, &a, &e));
	assert_false(cgroup_detect_parse(&l, "no separator\n", "", NULL, &a, &e));
	assert_false(cgroup_detect_parse(&l, "1 2 - cgroup cgroup rw\n", "", NULL, &a, &e));
}

static void texts(void **state)
{
	autoarena struct arena a = {0};
	uint64_t n = 0;

	(void)state;
	assert_string_equal(cgroup_path_beneath("/a", "/a"), "/");
	assert_string_equal(cgroup_path_beneath("/a", "/a/b"), "/b");
	assert_string_equal(cgroup_path_beneath("/a", "/ab"), "/");
	assert_string_equal(cgroup_path_beneath("/", "/../x"), "/");
	assert_string_equal(cgroup_join_words(" cpu  io\nmemory\n", &a), "cpu,io,memory");
	assert_true(cgroup_flat_value("populated 1\nfrozen 0\n", "frozen", &n));
	assert_int_equal(n, 0);
	assert_true(cgroup_flat_value("oom 2\noom_kill 7", "oom_kill", &n));
	assert_int_equal(n, 7);
	assert_false(cgroup_flat_value("oom 2\n", "oom_kill", &n));
	assert_true(cgroup_has_controller("cpu,cpuacct", "cpuacct"));
	assert_false(cgroup_has_controller("cpu,cpuacct", "cp"));
	assert_false(cgroup_has_controller("", "cpu"));
}

/* The ranges of a list, and the text at which parsing stops. */
static void range_lists(void **state)
{
	static const struct {
		const char *list, *ranges, *rest;
	} cases[] = {
		{"", "", ""},
		{"7", "7-7 ", ""},
		{"0-3,7", "0-3 7-7 ", ""},
		{"0, 2-1,", "0-0 2-1 ", ""},
		{"0-3:2", "", "0-3:2"},
		{"1,x", "1-1 ", "x"},
		{"1-,2", "", "1-,2"},
		{"-1", "", "-1"},
		{"4\n", "", "4\n"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *list = cases[i].list;
		autoarena struct arena a = {0};
		struct str ranges = {.arena = &a};
		unsigned long first, last;

		while (range_list_next(&list, &first, &last))
			str_addf(&ranges, "%lu-%lu ", first, last);
		assert_string_equal(str_text(&ranges), cases[i].ranges);
		assert_string_equal(list, cases[i].rest);
	}
}

static void paths(void **state)
{
	autoarena struct arena a = {0};
	struct report r = {.arena = &a};

	(void)state;
	assert_string_equal(cgroup_path_plan(NULL, "web", "/brig", &r), "/brig-web");
	assert_string_equal(cgroup_path_plan("", "web", "/brig", &r), "/brig-web");
	assert_string_equal(cgroup_path_plan("/a//b/./c/", "web", "/brig", &r), "/a/b/c");
	assert_string_equal(cgroup_path_plan("a/b", "web", "/brig", &r), "/brig/a/b");
	assert_string_equal(cgroup_path_plan("/a:b:c", "web", "/brig", &r), "/a:b:c");
	assert_string_equal(cgroup_path_plan("a..b", "web", "/brig", &r), "/brig/a..b");
	assert_int_equal(r.refusals, 0);
	assert_null(cgroup_path_plan("..", "web", "/brig", &r));
	assert_null(cgroup_path_plan("/a/..", "web", "/brig", &r));
	assert_null(cgroup_path_plan("/./", "web", "/brig", &r));
	assert_null(cgroup_path_plan("a\nb", "web", "/brig", &r));
	assert_null(cgroup_path_plan("a.slice:b:c", "web", "/brig", &r));
	assert_int_equal(r.refusals, 5);
	assert_string_equal(cgroup_path_parent("/a/b", &a), "/a");
	assert_string_equal(cgroup_path_parent("/a", &a), "/");
}

static void table(void **state)
{
	(void)state;
	for (size_t i = 0; i < CGROUP_DEVICES; i++) {
		const struct resource *k = &resource_table[i];

		assert_non_null(k->add);
		assert_true(k->v1 || k->v2);
		/* A property that v2 does not have has a hint where it is supported. */
		assert_true(k->v2 || k->unsupported_hint);
		for (size_t j = 0; j < i; j++)
			assert_string_not_equal(k->key, resource_table[j].key);
	}
}

/* Interprets the instructions that device programs consist of. */
static int run(const struct cgroup_device_program *p, const struct bpf_cgroup_dev_ctx *ctx)
{
	uint64_t reg[11] = {0};

	for (size_t pc = 0; pc < p->n; pc++) {
		const struct bpf_insn *i = &p->v[pc];
		uint64_t imm = (uint64_t)(int64_t)i->imm, *dst = &reg[i->dst_reg];

		switch (i->code) {
		case BPF_LDX | BPF_MEM | BPF_W:
			*dst = *(const uint32_t *)(const void *)((const char *)ctx + i->off);
			break;
		case BPF_ALU64 | BPF_MOV | BPF_X:
			*dst = reg[i->src_reg];
			break;
		case BPF_ALU64 | BPF_MOV | BPF_K:
			*dst = imm;
			break;
		case BPF_ALU64 | BPF_AND | BPF_K:
			*dst &= imm;
			break;
		case BPF_ALU64 | BPF_RSH | BPF_K:
			*dst >>= imm;
			break;
		case BPF_JMP | BPF_JNE | BPF_K:
			pc += *dst != imm ? (size_t)i->off : 0;
			break;
		case BPF_JMP | BPF_JEQ | BPF_K:
			pc += *dst == imm ? (size_t)i->off : 0;
			break;
		case BPF_JMP | BPF_EXIT:
			return (int)reg[0];
		default:
			print_message("instruction %#x\n", i->code);
			assert_true(false);
		}
	}
	assert_true(false); /* no exit instruction */
	return -1;
}

/* The decision of the kernel's v1 code with these lines. */
static bool v1_allows(const struct device_lines *l, char type, int major, int minor, char access)
{
	bool deny_default = !l->v[0].allow;

	for (size_t i = 1; i < l->n; i++) {
		char t, ma[16], mi[16], acc[8];

		assert_int_equal(
			sscanf(l->v[i].text, "%c %15[0-9*]:%15[0-9*] %7s", &t, ma, mi, acc), 4);
		assert_int_equal(l->v[i].allow, deny_default);
		if (t == type && (*ma == '*' || atoi(ma) == major) &&
			(*mi == '*' || atoi(mi) == minor) && strchr(acc, access))
			return deny_default;
	}
	return !deny_default;
}

/* The specified decision: the last rule that matches decides each access bit. */
static bool specified(
	const struct device_rules *r, char type, int major, int minor, unsigned access)
{
	for (size_t i = r->n; i > 0; i--) {
		const struct cgroup_device_rule *d = &r->v[i - 1];

		if ((d->type == 'a' || d->type == type) && (d->major < 0 || d->major == major) &&
			(d->minor < 0 || d->minor == minor) && (d->access & access))
			return d->allow;
	}
	return false;
}

static void try_rules(const char *json, bool on_v1)
{
	static const char letters[] = {[1] = 'm', [2] = 'r', [4] = 'w'};
	autoarena struct arena a = {0};
	struct report r = {.arena = &a};
	struct oci_resources res = {0};
	struct device_rules rules;
	struct device_lines lines;
	struct cgroup_device_program p;

	assert_true(json_read(&res, &oci_resources_type, json, strlen(json), &r));
	assert_true(device_rules(&rules, &res, "linux.resources", &r));
	p = device_program(&rules, &a);
	assert_int_equal(device_lines(&lines, &rules, &r), on_v1);
	for (int type = 0; type < 2; type++)
		for (int major = 0; major < 12; major++)
			for (int minor = 0; minor < 12; minor++)
				for (unsigned access = 1; access < 8; access++) {
					struct bpf_cgroup_dev_ctx c = {
						access << 16 | (type ? BPF_DEVCG_DEV_CHAR
								     : BPF_DEVCG_DEV_BLOCK),
						(uint32_t)major, (uint32_t)minor};
					char t = type ? 'c' : 'b';
					bool all = true;

					for (unsigned bit = 1; bit < 8; bit *= 2) {
						bool one = specified(&rules, t, major, minor, bit);

						if (access & bit)
							all = all && one;
						/* The permission for mknod is never removed on v1.
						 */
						if (on_v1 && bit != CGROUP_DEVICE_MKNOD)
							assert_int_equal(
								v1_allows(&lines, t, major, minor,
									letters[bit]),
								one);
					}
					assert_int_equal(run(&p, &c), all);
				}
}

static void device_meaning(void **state)
{
	(void)state;
	try_rules("{}", true);
	try_rules("{\"devices\":[{\"allow\":false,\"access\":\"rwm\"}]}", true);
	try_rules("{\"devices\":[{\"allow\":true,\"access\":\"rwm\"}]}", true);
	try_rules("{\"devices\":[{\"allow\":true},{\"allow\":false,\"type\":\"b\",\"major\":8}]}",
		true);
	try_rules(
		"{\"devices\":[{\"allow\":true,\"type\":\"c\",\"major\":10,\"minor\":3,\"access\":"
		"\"r\"},{\"allow\":false},{\"allow\":true,\"type\":\"b\",\"minor\":5,\"access\":"
		"\"w\"}]}",
		true);
	try_rules("{\"devices\":[{\"allow\":false,\"type\":\"c\",\"major\":1,\"minor\":3},{"
		  "\"allow\":true,"
		  "\"major\":7,\"access\":\"rw\"},{\"allow\":false,\"major\":7,\"access\":\"w\"}]}",
		true);
	try_rules("{\"devices\":[{\"allow\":false,\"access\":\"w\"}]}", true);
	try_rules("{\"devices\":[{\"allow\":true,\"type\":\"c\",\"major\":10},{\"allow\":false,"
		  "\"type\":"
		  "\"c\",\"major\":10,\"minor\":5}]}",
		false);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(weights), cmocka_unit_test(layouts),
		cmocka_unit_test(layout_odd), cmocka_unit_test(texts),
		cmocka_unit_test(range_lists), cmocka_unit_test(paths), cmocka_unit_test(table),
		cmocka_unit_test(device_meaning)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
