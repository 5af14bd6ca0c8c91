/* SPDX-License-Identifier: Apache-2.0 */
/* Resolves the names of a profile to numbers. */
#include "seccomp-rules.h"

#include <seccomp.h>

#include "seccomp-action.h"

static const enum scmp_compare operators[] = {
	[OCI_SECCOMP_OPERATOR_NE] = SCMP_CMP_NE,
	[OCI_SECCOMP_OPERATOR_LT] = SCMP_CMP_LT,
	[OCI_SECCOMP_OPERATOR_LE] = SCMP_CMP_LE,
	[OCI_SECCOMP_OPERATOR_EQ] = SCMP_CMP_EQ,
	[OCI_SECCOMP_OPERATOR_GE] = SCMP_CMP_GE,
	[OCI_SECCOMP_OPERATOR_GT] = SCMP_CMP_GT,
	[OCI_SECCOMP_OPERATOR_MASKED_EQ] = SCMP_CMP_MASKED_EQ,
};

static struct scmp_arg_cmp *plan_args(const struct oci_seccomp_arg_list *args, struct arena *a)
{
	struct scmp_arg_cmp *v = args->n ? arena_array(a, args->n, sizeof(*v)) : NULL;

	for (size_t i = 0; i < args->n; i++) {
		const struct oci_seccomp_arg *arg = &args->v[i];

		v[i] = (struct scmp_arg_cmp){
			.arg = arg->index,
			.op = operators[arg->op],
			.datum_a = arg->value,
			.datum_b = arg->value_two ? *arg->value_two : 0,
		};
	}
	return v;
}

static bool has_index_twice(const struct oci_seccomp_arg_list *args)
{
	unsigned seen = 0;

	for (size_t i = 0; i < args->n; i++) {
		if (seen & 1U << args->v[i].index)
			return true;
		seen |= 1U << args->v[i].index;
	}
	return false;
}

/* All arguments must match, in one rule. But one rule cannot compare an argument twice: then each
 * comparison is a rule, and any of them matches. */
static size_t rules_per_name(const struct oci_seccomp_syscall *s)
{
	return has_index_twice(&s->args) ? s->args.n : 1;
}

static void add_unknown(struct str_list *unknown, const char *name)
{
	for (size_t i = 0; i < unknown->n; i++)
		if (str_eq(unknown->v[i], name))
			return;
	unknown->v[unknown->n++] = name;
}

static void plan_entry(
	struct seccomp_plan *p, const struct oci_seccomp *s, size_t i, struct arena *a)
{
	const struct oci_seccomp_syscall *from = &s->syscalls.v[i];
	const struct scmp_arg_cmp *args = plan_args(&from->args, a);
	size_t n = rules_per_name(from), n_args = n > 1 ? 1 : from->args.n;
	uint32_t action = seccomp_action_value(from->action, from->errno_ret);

	for (size_t j = 0; j < from->names.n; j++) {
		const char *name = from->names.v[j];
		int number = seccomp_syscall_resolve_name_arch(p->archs[0], name);

		if (number == __NR_SCMP_ERROR) {
			add_unknown(&p->unknown, name);
			continue;
		}
		for (size_t k = 0; k < n; k++)
			p->rules[p->n_rules++] = (struct seccomp_rule){
				.name = name,
				.number = number,
				.action = action,
				.entry = (uint32_t)i,
				.n_args = (uint32_t)n_args,
				.args = n_args ? &args[k] : NULL,
			};
	}
}

void seccomp_plan_rules(struct seccomp_plan *p, const struct oci_seccomp *s, struct arena *a)
{
	size_t names = 0, rules = 0;

	for (size_t i = 0; i < s->syscalls.n; i++) {
		names += s->syscalls.v[i].names.n;
		rules += s->syscalls.v[i].names.n * rules_per_name(&s->syscalls.v[i]);
	}
	p->rules = arena_array(a, rules + 1, sizeof(*p->rules));
	p->unknown.v = arena_array(a, names + 1, sizeof(*p->unknown.v));
	for (size_t i = 0; i < s->syscalls.n; i++)
		plan_entry(p, s, i, a);
}

struct seccomp_arch_rules seccomp_resolve(const struct seccomp_plan *p, uint32_t token)
{
	struct seccomp_arch_rules ret = {.highest = UINT32_MAX};
	int highest = -1;

	for (size_t i = 0; i < p->n_rules; i++) {
		const struct seccomp_rule *rule = &p->rules[i];
		int number = token == p->archs[0]
				     ? rule->number
				     : seccomp_syscall_resolve_name_arch(token, rule->name);

		/* Pseudo numbers from -100 to -299 stand for calls that socketcall(2) and ipc(2)
		 * of the architecture make. */
		ret.n += rule->action != p->default_value && number > -300 && number != -1;
		highest = number > highest ? number : highest;
	}
	if (highest >= 0)
		ret.highest = (uint32_t)highest;
	return ret;
}
