/* SPDX-License-Identifier: Apache-2.0 */
/* From the profile to a BPF program, by libseccomp. */
#include <errno.h>
#include <seccomp.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "brig/sys/file.h"
#include "brig/sys/seccomp.h"
#include "seccomp-inside.h"

/* Above so many rules a binary tree beats the list that libseccomp writes by default. */
enum { TREE_FROM = 32, ARGS_MAX = 6 };

static const enum scmp_compare operators[] = {
	[OCI_SECCOMP_OPERATOR_NE] = SCMP_CMP_NE,
	[OCI_SECCOMP_OPERATOR_LT] = SCMP_CMP_LT,
	[OCI_SECCOMP_OPERATOR_LE] = SCMP_CMP_LE,
	[OCI_SECCOMP_OPERATOR_EQ] = SCMP_CMP_EQ,
	[OCI_SECCOMP_OPERATOR_GE] = SCMP_CMP_GE,
	[OCI_SECCOMP_OPERATOR_GT] = SCMP_CMP_GT,
	[OCI_SECCOMP_OPERATOR_MASKED_EQ] = SCMP_CMP_MASKED_EQ,
};

static bool add_archs(scmp_filter_ctx ctx, const struct oci_seccomp *s, struct err *e)
{
	for (size_t i = 0; i < s->architectures.n; i++) {
		uint32_t token = seccomp_arch_token(s->architectures.v[i]);
		int ret = token ? seccomp_arch_add(ctx, token) : 0;

		/* EDOM: of the other byte order, so nothing of that kind runs here. */
		if (ret < 0 && ret != -EEXIST && ret != -EDOM)
			return fail_code(e, -ret, "linux.seccomp.architectures[%zu]", i);
	}
	return true;
}

static struct scmp_arg_cmp compare_of(const struct oci_seccomp_arg *a)
{
	return (struct scmp_arg_cmp){
		.arg = a->index,
		.op = operators[a->op],
		.datum_a = a->value,
		.datum_b = a->value_two ? *a->value_two : 0,
	};
}

static bool index_twice(const struct oci_seccomp_arg_list *args)
{
	unsigned seen = 0;

	for (size_t i = 0; i < args->n; i++) {
		if (seen & 1U << args->v[i].index)
			return true;
		seen |= 1U << args->v[i].index;
	}
	return false;
}

static int add_rule(
	scmp_filter_ctx ctx, uint32_t action, int number, const struct oci_seccomp_arg_list *args)
{
	struct scmp_arg_cmp all[ARGS_MAX];
	int ret = 0;

	/* All of them must match, in one rule; one rule cannot look at an argument twice, so then
	 * each is a rule of its own, and any of them matches. */
	if (index_twice(args)) {
		for (size_t i = 0; i < args->n && (ret == 0 || ret == -EEXIST); i++) {
			all[0] = compare_of(&args->v[i]);
			ret = seccomp_rule_add_array(ctx, action, number, 1, all);
		}
	} else {
		for (size_t i = 0; i < args->n; i++)
			all[i] = compare_of(&args->v[i]);
		ret = seccomp_rule_add_array(ctx, action, number, (unsigned)args->n, all);
	}
	return ret == -EEXIST ? 0 : ret;
}

static bool add_syscall(scmp_filter_ctx ctx, const struct oci_seccomp *s, size_t i,
	uint32_t fallback, struct err *e)
{
	const struct oci_seccomp_syscall *c = &s->syscalls.v[i];
	uint32_t action = seccomp_action_value(c->action, c->errno_ret);

	/* What happens anyway needs no rule, and libseccomp takes none. */
	if (action == fallback)
		return true;
	for (size_t j = 0; j < c->names.n; j++) {
		int number = seccomp_syscall_resolve_name(c->names.v[j]);
		int ret = number == __NR_SCMP_ERROR ? 0 : add_rule(ctx, action, number, &c->args);

		if (ret < 0)
			return fail_code(
				e, -ret, "linux.seccomp.syscalls[%zu] %s", i, c->names.v[j]);
	}
	return true;
}

static bool fill(scmp_filter_ctx ctx, const struct seccomp_plan *p, struct err *e)
{
	const struct oci_seccomp *s = p->config;
	uint32_t fallback = seccomp_action_value(s->default_action, s->default_errno_ret);

	if (!add_archs(ctx, s, e))
		return false;
	if (p->rules > TREE_FROM)
		seccomp_attr_set(ctx, SCMP_FLTATR_CTL_OPTIMIZE, 2);
	for (size_t i = 0; i < s->syscalls.n; i++)
		if (!add_syscall(ctx, s, i, fallback, e))
			return false;
	return true;
}

static bool write_all(scmp_filter_ctx ctx, const struct oci_seccomp *s, int memfd, struct err *e)
{
	struct enosys_limit limits[ENOSYS_ARCHS];
	struct sock_filter front[ENOSYS_MAX];
	size_t n = enosys_write(front, limits, enosys_limits(s, limits));
	struct stat st;
	int ret;

	if (!sys_write_all(memfd, front, n * sizeof(front[0]), "the seccomp filter", e))
		return false;
	ret = seccomp_export_bpf(ctx, memfd);
	if (ret < 0)
		return fail_code(e, -ret, "linux.seccomp: write the filter");
	if (fstat(memfd, &st) == 0 && st.st_size > BPF_MAXINSNS * (off_t)sizeof(front[0]))
		return fail(e, "linux.seccomp: %lld instructions, the kernel takes %d",
			(long long)st.st_size / (long long)sizeof(front[0]), BPF_MAXINSNS);
	return true;
}

bool seccomp_compile(const struct seccomp_plan *p, int memfd, struct err *e)
{
	scmp_filter_ctx ctx;
	bool ok;

	if (!p->config)
		return true;
	ctx = seccomp_init(
		seccomp_action_value(p->config->default_action, p->config->default_errno_ret));
	if (!ctx)
		return fail(e, "linux.seccomp.defaultAction: libseccomp does not take it");
	ok = fill(ctx, p, e) && write_all(ctx, p->config, memfd, e);
	seccomp_release(ctx);
	return ok;
}

bool seccomp_install(const struct seccomp_plan *p, int memfd, int *ret_listener, struct err *e)
{
	struct sock_filter program[BPF_MAXINSNS];
	ssize_t n;

	*ret_listener = -1;
	if (!p->config)
		return true;
	n = pread(memfd, program, sizeof(program), 0);
	if (n < 0)
		return fail_errno(e, "read the seccomp filter");
	return sys_seccomp_load(program, (size_t)n / sizeof(program[0]), p->flags, ret_listener, e);
}
