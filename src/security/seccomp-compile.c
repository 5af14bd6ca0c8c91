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

/* A filter for one architecture. Those of several are made never_inline and joined: libseccomp
 * takes three times as long for one that serves three. NULL without an error (code 0) for one that
 * cannot run here, being of the other byte order. */
static scmp_filter_ctx context_of(const struct oci_seccomp *s, uint32_t token, struct err *e)
{
	scmp_filter_ctx ctx =
		seccomp_init(seccomp_action_value(s->default_action, s->default_errno_ret));
	int ret;

	if (!ctx)
		return fail_null(
			fail_code(e, EINVAL, "linux.seccomp.defaultAction: libseccomp refuses it"));
	if (token == seccomp_arch_native())
		return ctx;
	ret = seccomp_arch_add(ctx, token);
	if (ret == 0)
		ret = seccomp_arch_remove(ctx, seccomp_arch_native());
	if (ret == 0)
		return ctx;
	seccomp_release(ctx);
	if (ret == -EDOM)
		return fail_null(fail(e, "of the other byte order"));
	return fail_null(fail_code(e, -ret, "linux.seccomp.architectures"));
}

static bool fill(
	scmp_filter_ctx ctx, const struct seccomp_plan *p, bool native, int memfd, struct err *e)
{
	const struct oci_seccomp *s = p->config;
	uint32_t fallback = seccomp_action_value(s->default_action, s->default_errno_ret);
	int ret;

	/* It takes longer to make, so only for what is used most. */
	if (native && p->rules > TREE_FROM)
		seccomp_attr_set(ctx, SCMP_FLTATR_CTL_OPTIMIZE, 2);
	for (size_t i = 0; i < s->syscalls.n; i++)
		if (!add_syscall(ctx, s, i, fallback, e))
			return false;
	ret = seccomp_export_bpf(ctx, memfd);
	return ret == 0 ? true : fail_code(e, -ret, "linux.seccomp: write the filter");
}

/* Appends the filter of an architecture at the end of the memfd; parts gets where it begins. */
static bool add_part(const struct seccomp_plan *p, uint32_t token, int memfd,
	struct seccomp_parts *parts, struct err *e)
{
	scmp_filter_ctx ctx;
	off_t at = lseek(memfd, 0, SEEK_CUR);
	bool ok;

	if (at < 0)
		return fail_errno(e, "linux.seccomp: write the filter");
	for (size_t i = 0; i < parts->n; i++)
		if (parts->v[i].token == token)
			return true;
	if (parts->n == SECCOMP_PARTS)
		return true;
	ctx = context_of(p->config, token, e);
	if (!ctx)
		return e->code == 0;
	ok = fill(ctx, p, parts->n == 0, memfd, e);
	seccomp_release(ctx);
	parts->v[parts->n].token = token;
	parts->v[parts->n++].at = (size_t)at / sizeof(struct sock_filter);
	return ok;
}

/* Architectures of which one machine can run several. Others of a profile are of no use here. */
static bool same_family(enum oci_seccomp_arch a, enum oci_seccomp_arch b)
{
	static const struct {
		enum oci_seccomp_arch first, last;
	} families[] = {
		{OCI_SECCOMP_ARCH_X86, OCI_SECCOMP_ARCH_X32},
		{OCI_SECCOMP_ARCH_ARM, OCI_SECCOMP_ARCH_AARCH64},
		{OCI_SECCOMP_ARCH_MIPS, OCI_SECCOMP_ARCH_MIPSEL64N32},
		{OCI_SECCOMP_ARCH_PPC, OCI_SECCOMP_ARCH_PPC64LE},
		{OCI_SECCOMP_ARCH_S390, OCI_SECCOMP_ARCH_S390X},
		{OCI_SECCOMP_ARCH_PARISC, OCI_SECCOMP_ARCH_PARISC64},
	};

	for (size_t i = 0; i < sizeof(families) / sizeof(families[0]); i++)
		if (a >= families[i].first && a <= families[i].last)
			return b >= families[i].first && b <= families[i].last;
	return a == b;
}

static enum oci_seccomp_arch native_arch(void)
{
	enum oci_seccomp_arch a = OCI_SECCOMP_ARCH_X86;

	while (a < OCI_SECCOMP_ARCH_SHEB && seccomp_arch_token(a) != seccomp_arch_native())
		a++;
	return a;
}

static bool add_parts(
	const struct seccomp_plan *p, int memfd, struct seccomp_parts *parts, struct err *e)
{
	enum oci_seccomp_arch native = native_arch();

	if (!add_part(p, seccomp_arch_native(), memfd, parts, e))
		return false;
	for (size_t i = 0; i < p->config->architectures.n; i++) {
		enum oci_seccomp_arch arch = p->config->architectures.v[i];
		uint32_t token = same_family(arch, native) ? seccomp_arch_token(arch) : 0;

		if (token && !add_part(p, token, memfd, parts, e))
			return false;
	}
	return true;
}

bool seccomp_compile(const struct seccomp_plan *p, int memfd, struct err *e)
{
	static const char name[] = "the seccomp filter";
	struct seccomp_parts parts = {0};
	struct sock_filter front[SECCOMP_FRONT];
	struct stat st;

	if (!p->config)
		return true;
	/* The front is written when it is known where the parts begin. */
	if (!sys_seek(memfd, sizeof(front), name, e) || !add_parts(p, memfd, &parts, e))
		return false;
	seccomp_write_front(front, p->config, &parts);
	if (!sys_seek(memfd, 0, name, e) || !sys_write_all(memfd, front, sizeof(front), name, e))
		return false;
	if (fstat(memfd, &st) == 0 && st.st_size > BPF_MAXINSNS * (off_t)sizeof(front[0]))
		return fail(e, "linux.seccomp: %lld instructions, the kernel takes %d",
			(long long)st.st_size / (long long)sizeof(front[0]), BPF_MAXINSNS);
	return true;
}

static bool read_program(
	int memfd, struct sock_filter program[BPF_MAXINSNS], size_t *ret, struct err *e)
{
	ssize_t n = pread(memfd, program, BPF_MAXINSNS * sizeof(program[0]), 0);

	if (n < 0)
		return fail_errno(e, "read the seccomp filter");
	*ret = (size_t)n / sizeof(program[0]);
	return true;
}

bool seccomp_install(const struct seccomp_plan *p, int memfd, int *ret_listener, struct err *e)
{
	struct sock_filter program[BPF_MAXINSNS];
	size_t n;

	*ret_listener = -1;
	return !p->config || (read_program(memfd, program, &n, e) &&
				     sys_seccomp_load(program, n, p->flags, ret_listener, e));
}

bool seccomp_filter_read(const struct seccomp_plan *p, int memfd, struct arena *a,
	struct seccomp_filter *ret, struct err *e)
{
	const uint32_t listening = SECCOMP_FILTER_FLAG_NEW_LISTENER |
				   SECCOMP_FILTER_FLAG_TSYNC_ESRCH |
				   SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV;
	struct sock_filter *program;

	*ret = (struct seccomp_filter){.flags = p->flags & ~listening};
	if (!p->config)
		return true;
	ret->v = program = arena_array(a, BPF_MAXINSNS, sizeof(*program));
	return read_program(memfd, program, &ret->n, e);
}

bool seccomp_filter_load(const struct seccomp_filter *f, struct err *e)
{
	int none;

	return f->n == 0 || sys_seccomp_load(f->v, f->n, f->flags, &none, e);
}
