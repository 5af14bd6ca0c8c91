/* SPDX-License-Identifier: Apache-2.0 */
/* Compiles the rules of each architecture by libseccomp and joins the filters. */
#include "brig/security/seccomp-compile.h"

#include <errno.h>
#include <seccomp.h>
#include <sys/stat.h>
#include <unistd.h>

#include "brig/sys/file.h"
#include "seccomp-front.h"

/* From this number of rules on a binary tree is faster than libseccomp's default, a list. */
enum { TREE_FROM = 32 };

static bool add_rules(scmp_filter_ctx ctx, const struct seccomp_plan *p, struct err *e)
{
	for (size_t i = 0; i < p->n_rules; i++) {
		const struct seccomp_rule *rule = &p->rules[i];
		int ret;

		/* libseccomp refuses rules with the default action. */
		if (rule->action == p->default_value)
			continue;
		/* The number is that of the native architecture, and libseccomp translates it. */
		ret = seccomp_rule_add_array(
			ctx, rule->action, rule->number, rule->n_args, rule->args);
		if (ret < 0 && ret != -EEXIST)
			return fail_code(
				e, -ret, "linux.seccomp.syscalls[%u] %s", rule->entry, rule->name);
	}
	return true;
}

/* A filter for one architecture: libseccomp takes three times as long for one filter that serves
 * three architectures as for three filters. */
static scmp_filter_ctx context_of(const struct seccomp_plan *p, uint32_t token, struct err *e)
{
	scmp_filter_ctx ctx = seccomp_init(p->default_value);
	int ret;

	if (!ctx)
		return fail_null(
			fail_code(e, EINVAL, "linux.seccomp.defaultAction: libseccomp refuses it"));
	if (token == p->archs[0])
		return ctx;
	ret = seccomp_arch_add(ctx, token);
	if (ret == 0)
		ret = seccomp_arch_remove(ctx, p->archs[0]);
	if (ret == 0)
		return ctx;
	seccomp_release(ctx);
	return fail_null(fail_code(e, -ret, "linux.seccomp.architectures"));
}

static bool export_filter(
	scmp_filter_ctx ctx, const struct seccomp_plan *p, bool native, int memfd, struct err *e)
{
	int ret;

	/* A tree takes longer to make: only for the architecture that nearly every program has. */
	if (native && p->n_rules > TREE_FROM)
		seccomp_attr_set(ctx, SCMP_FLTATR_CTL_OPTIMIZE, 2);
	if (!add_rules(ctx, p, e))
		return false;
	ret = seccomp_export_bpf(ctx, memfd);
	return ret == 0 ? true : fail_code(e, -ret, "linux.seccomp: write the filter");
}

/* Appends the filter of the i-th architecture to the memfd. */
static bool add_part(const struct seccomp_plan *p, size_t i, int memfd, struct seccomp_parts *parts,
	struct err *e)
{
	scmp_filter_ctx ctx;
	off_t at = lseek(memfd, 0, SEEK_CUR);
	bool ok;

	if (at < 0)
		return fail_errno(e, "linux.seccomp: write the filter");
	parts->at[i] = (size_t)at / sizeof(struct sock_filter);
	ctx = context_of(p, p->archs[i], e);
	if (!ctx)
		return false;
	ok = export_filter(ctx, p, i == 0, memfd, e);
	seccomp_release(ctx);
	return ok;
}

bool seccomp_compile(const struct seccomp_plan *p, int memfd, struct err *e)
{
	static const char name[] = "the seccomp filter";
	struct seccomp_parts parts;
	struct sock_filter front[SECCOMP_FRONT];
	struct stat st;

	if (!p->enabled)
		return true;
	/* The front comes last: it has the places of the filters. */
	if (!sys_seek(memfd, sizeof(front), name, e))
		return false;
	for (size_t i = 0; i < p->n_archs; i++)
		if (!add_part(p, i, memfd, &parts, e))
			return false;
	seccomp_write_front(front, p, &parts);
	if (!sys_seek(memfd, 0, name, e) || !sys_write_all(memfd, front, sizeof(front), name, e))
		return false;
	if (fstat(memfd, &st) == 0 && st.st_size > BPF_MAXINSNS * (off_t)sizeof(front[0]))
		return fail(e, "linux.seccomp: %lld instructions, the kernel takes %d",
			(long long)st.st_size / (long long)sizeof(front[0]), BPF_MAXINSNS);
	return true;
}
