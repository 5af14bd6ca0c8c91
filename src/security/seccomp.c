/* SPDX-License-Identifier: Apache-2.0 */
/* Checks, plans and prints a seccomp profile. */
#include "brig/security/seccomp.h"

#include <seccomp.h>

#include "brig/json/printer.h"
#include "brig/security/seccomp-arch.h"
#include "brig/sys/seccomp.h"
#include "oci.h"
#include "seccomp-action.h"
#include "seccomp-arch.h"
#include "seccomp-flag.h"
#include "seccomp-rules.h"

static const char section[] = "config-linux.md Seccomp";

static const uint32_t flag_bits[] = {
	[OCI_SECCOMP_FLAG_TSYNC] = SECCOMP_FILTER_FLAG_TSYNC,
	[OCI_SECCOMP_FLAG_LOG] = SECCOMP_FILTER_FLAG_LOG,
	[OCI_SECCOMP_FLAG_SPEC_ALLOW] = SECCOMP_FILTER_FLAG_SPEC_ALLOW,
	[OCI_SECCOMP_FLAG_WAIT_KILLABLE_RECV] = SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV,
};

enum { N_FLAGS = sizeof(flag_bits) / sizeof(flag_bits[0]) };

bool seccomp_has_flag(const struct seccomp_facts *f, int flag)
{
	return f->flags & flag_bits[flag];
}

static void probe_flag(struct seccomp_facts *ret, uint32_t flag)
{
	/* The kernel takes WAIT_KILLABLE_RECV only together with a listener. */
	uint32_t with = flag == SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV
				? SECCOMP_FILTER_FLAG_NEW_LISTENER
				: 0;

	if (sys_seccomp_has_flags(flag | with))
		ret->flags |= flag;
}

static void probe_action(struct seccomp_facts *ret, unsigned action)
{
	if (!(ret->actions & 1U << action) && sys_seccomp_has_action(seccomp_action_kernel(action)))
		ret->actions |= 1U << action;
}

void seccomp_facts_read(struct seccomp_facts *ret, const struct oci_linux *linux)
{
	const struct oci_seccomp *s = linux ? linux->seccomp : NULL;

	*ret = (struct seccomp_facts){.native = seccomp_arch_native()};
	if (!linux) {
		for (unsigned i = 0; i < N_FLAGS; i++)
			probe_flag(ret, flag_bits[i]);
		for (unsigned i = 0; i < seccomp_actions_n(); i++)
			probe_action(ret, i);
	}
	if (!s)
		return;
	for (size_t i = 0; i < s->flags.n; i++)
		probe_flag(ret, flag_bits[s->flags.v[i]]);
	if (!s->flags.v)
		probe_flag(ret, SECCOMP_FILTER_FLAG_SPEC_ALLOW);
	probe_action(ret, s->default_action);
	for (size_t i = 0; i < s->syscalls.n; i++)
		probe_action(ret, s->syscalls.v[i].action);
}

struct check {
	const struct seccomp_facts *facts;
	struct seccomp_plan *out;
	struct report *r;
};

static bool check_action(struct check *c, enum oci_seccomp_action action, const uint32_t *errno_ret,
	const char *at, const char *errno_at)
{
	const char *name = names_of(&oci_seccomp_action_names, action);
	uint32_t max = seccomp_action_errno_max(action);
	bool ok = true;

	if (!(c->facts->actions & 1U << action))
		ok = refuse(c->r, at, section, NULL, "this kernel has no %s", name);
	if (action == OCI_SECCOMP_ACTION_NOTIFY)
		c->out->notify = true;
	if (!errno_ret)
		return ok;
	if (!max)
		return refuse(c->r, errno_at, section, "remove it", "%s takes no errno", name);
	if (*errno_ret > max)
		return refuse(c->r, errno_at, section, NULL, "%u is above %u", *errno_ret, max);
	return ok;
}

static bool check_rule(struct check *c, const struct oci_seccomp_syscall *s, size_t i)
{
	const char *at = report_path(c->r, "linux.seccomp.syscalls[%zu]", i);

	return check_action(c, s->action, s->errno_ret, report_path(c->r, "%s.action", at),
		report_path(c->r, "%s.errnoRet", at));
}

static bool plan_flags(struct check *c, const struct oci_seccomp *s)
{
	bool ok = true;

	for (size_t i = 0; i < s->flags.n; i++) {
		enum oci_seccomp_flag flag = s->flags.v[i];

		if (!seccomp_has_flag(c->facts, (int)flag))
			ok = refuse(c->r, report_path(c->r, "linux.seccomp.flags[%zu]", i), section,
				"remove it", "this kernel has no %s",
				names_of(&oci_seccomp_flag_names, flag));
		c->out->flags |= flag_bits[flag];
	}
	/* Engines expect SPEC_ALLOW: without it the kernel turns speculation off in the process. */
	if (!s->flags.v)
		c->out->flags = c->facts->flags & SECCOMP_FILTER_FLAG_SPEC_ALLOW;
	if (!c->out->notify) {
		c->out->flags &= ~SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV;
		return ok;
	}
	c->out->flags |= SECCOMP_FILTER_FLAG_NEW_LISTENER;
	/* TSYNC would return a thread id in the place of the listener. */
	if (c->out->flags & SECCOMP_FILTER_FLAG_TSYNC)
		c->out->flags |= SECCOMP_FILTER_FLAG_TSYNC_ESRCH;
	return ok;
}

static bool plan_listener(struct seccomp_plan *out, const struct oci_seccomp *s, struct report *r)
{
	bool ok = true;

	if (s->listener_metadata && !s->listener_path)
		ok = refuse(r, "linux.seccomp.listenerMetadata", section, "set listenerPath",
			"not allowed without listenerPath");
	if (!out->notify)
		return ok;
	out->listener_path = s->listener_path;
	out->listener_metadata = s->listener_metadata;
	if (!s->listener_path)
		ok = refuse(r, "linux.seccomp.listenerPath", section, NULL,
			"SCMP_ACT_NOTIFY needs an agent to notify, but there is no listenerPath");
	return ok;
}

static void check_archs(struct check *c, const struct oci_seccomp *s)
{
	for (size_t i = 0; i < s->architectures.n; i++)
		if (!seccomp_has_arch((int)s->architectures.v[i]))
			warn_about(c->r, report_path(c->r, "linux.seccomp.architectures[%zu]", i),
				section, "this libseccomp does not know %s, ignoring",
				names_of(&oci_seccomp_arch_names, s->architectures.v[i]));
}

bool seccomp_plan(struct seccomp_plan *out, const struct oci_linux *linux, bool no_new_privs,
	const struct seccomp_facts *facts, struct report *r)
{
	const struct oci_seccomp *s = linux ? linux->seccomp : NULL;
	struct check c = {facts, out, r};
	bool ok;

	*out = (struct seccomp_plan){0};
	if (!s)
		return true;
	*out = (struct seccomp_plan){
		.enabled = true,
		.privileged = !no_new_privs,
		.default_action = (int)s->default_action,
		.default_value = seccomp_action_value(s->default_action, s->default_errno_ret),
	};
	ok = check_action(&c, s->default_action, s->default_errno_ret,
		"linux.seccomp.defaultAction", "linux.seccomp.defaultErrnoRet");
	for (size_t i = 0; i < s->syscalls.n; i++)
		ok &= check_rule(&c, &s->syscalls.v[i], i);
	ok &= plan_flags(&c, s);
	ok &= plan_listener(out, s, r);
	check_archs(&c, s);
	seccomp_plan_archs(out, s, facts->native);
	seccomp_plan_rules(out, s, r->arena);
	if (out->unknown.n > 0)
		warn_about(r, "linux.seccomp.syscalls", section,
			"this libseccomp does not know %zu of the names, ignoring: '%s'%s",
			out->unknown.n, out->unknown.v[0], out->unknown.n > 1 ? " and others" : "");
	return ok;
}

static void show_rules(const struct seccomp_plan *p, struct printer *d)
{
	printer_object(d, "rules");
	for (size_t i = 0; i < p->n_archs; i++)
		printer_uint(d, seccomp_arch_name(p->archs[i]), seccomp_resolve(p, p->archs[i]).n);
	printer_end(d);
	if (p->unknown.n == 0)
		return;
	printer_list(d, "unknownNames");
	for (size_t i = 0; i < p->unknown.n; i++)
		printer_str(d, NULL, p->unknown.v[i]);
	printer_end(d);
}

void seccomp_show(const struct seccomp_plan *p, struct printer *d)
{
	if (!p->enabled)
		return;
	printer_object(d, "seccomp");
	printer_str(d, "defaultAction",
		names_of(&oci_seccomp_action_names, (uint64_t)p->default_action));
	show_rules(p, d);
	printer_list(d, "flags");
	for (unsigned i = 0; i < N_FLAGS; i++)
		if (p->flags & flag_bits[i])
			printer_str(d, NULL, names_of(&oci_seccomp_flag_names, i));
	printer_end(d);
	printer_str(d, "listenerPath", p->listener_path);
	printer_end(d);
}
