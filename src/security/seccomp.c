/* SPDX-License-Identifier: Apache-2.0 */
/* What a seccomp profile asks for, checked. */
#include "brig/security/seccomp.h"

#include <ctype.h>
#include <fcntl.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <string.h>
#include <unistd.h>

#include "brig/base/str.h"
#include "brig/json/printer.h"
#include "brig/sys/seccomp.h"
#include "seccomp-inside.h"

static const char section[] = "config-linux.md Seccomp";

static const uint32_t flag_bits[] = {
	[OCI_SECCOMP_FLAG_TSYNC] = SECCOMP_FILTER_FLAG_TSYNC,
	[OCI_SECCOMP_FLAG_LOG] = SECCOMP_FILTER_FLAG_LOG,
	[OCI_SECCOMP_FLAG_SPEC_ALLOW] = SECCOMP_FILTER_FLAG_SPEC_ALLOW,
	[OCI_SECCOMP_FLAG_WAIT_KILLABLE_RECV] = SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV,
};

// clang-format off
static const struct {
	uint32_t kernel, library; /* SECCOMP_RET_*, SCMP_ACT_* */
	uint32_t errno_max;       /* 0: takes no errno */
} actions[] = {
	[OCI_SECCOMP_ACTION_KILL]         = { SECCOMP_RET_KILL_THREAD,  SCMP_ACT_KILL,         0 },
	[OCI_SECCOMP_ACTION_KILL_PROCESS] = { SECCOMP_RET_KILL_PROCESS, SCMP_ACT_KILL_PROCESS, 0 },
	[OCI_SECCOMP_ACTION_KILL_THREAD]  = { SECCOMP_RET_KILL_THREAD,  SCMP_ACT_KILL_THREAD,  0 },
	[OCI_SECCOMP_ACTION_TRAP]         = { SECCOMP_RET_TRAP,         SCMP_ACT_TRAP,         0 },
	[OCI_SECCOMP_ACTION_ERRNO]        = { SECCOMP_RET_ERRNO,        SCMP_ACT_ERRNO(0),  4095 },
	[OCI_SECCOMP_ACTION_TRACE]        = { SECCOMP_RET_TRACE,        SCMP_ACT_TRACE(0), 65535 },
	[OCI_SECCOMP_ACTION_ALLOW]        = { SECCOMP_RET_ALLOW,        SCMP_ACT_ALLOW,        0 },
	[OCI_SECCOMP_ACTION_LOG]          = { SECCOMP_RET_LOG,          SCMP_ACT_LOG,          0 },
	[OCI_SECCOMP_ACTION_NOTIFY]       = { SECCOMP_RET_USER_NOTIF,   SCMP_ACT_NOTIFY,       0 },
};
// clang-format on

enum {
	N_ACTIONS = sizeof(actions) / sizeof(actions[0]),
	N_FLAGS = sizeof(flag_bits) / sizeof(flag_bits[0]),
};

uint32_t seccomp_action_value(enum oci_seccomp_action action, const uint32_t *errno_ret)
{
	if (!actions[action].errno_max)
		return actions[action].library;
	return actions[action].library | (errno_ret ? *errno_ret : EPERM);
}

uint32_t seccomp_arch_token(enum oci_seccomp_arch arch)
{
	const char *name = names_of(&oci_seccomp_arch_names, arch);
	char lower[32];
	size_t i = 0;

	/* SCMP_ARCH_X86_64 is x86_64 to libseccomp; it may know more than its header here. */
	for (const char *p = name + strlen("SCMP_ARCH_"); *p && i < sizeof(lower) - 1; p++)
		lower[i++] = (char)tolower((unsigned char)*p);
	lower[i] = '\0';
	return seccomp_arch_resolve_name(lower);
}

bool seccomp_has_arch(int arch)
{
	return seccomp_arch_token((enum oci_seccomp_arch)arch) != 0;
}

bool seccomp_has_flag(const struct seccomp_facts *f, int flag)
{
	return f->flags & flag_bits[flag];
}

static void probe_flag(struct seccomp_facts *ret, uint32_t flag)
{
	/* This one is taken only together with a listener. */
	uint32_t with = flag == SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV
				? SECCOMP_FILTER_FLAG_NEW_LISTENER
				: 0;

	if (sys_seccomp_has_flags(flag | with))
		ret->flags |= flag;
}

static void probe_action(struct seccomp_facts *ret, unsigned action)
{
	if (!(ret->actions & 1U << action) && sys_seccomp_has_action(actions[action].kernel))
		ret->actions |= 1U << action;
}

void seccomp_facts_read(struct seccomp_facts *ret, const struct oci_linux *linux)
{
	const struct oci_seccomp *s = linux ? linux->seccomp : NULL;

	*ret = (struct seccomp_facts){0};
	if (!linux) {
		for (unsigned i = 0; i < N_FLAGS; i++)
			probe_flag(ret, flag_bits[i]);
		for (unsigned i = 0; i < N_ACTIONS; i++)
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
	const char *first_unknown;
};

static bool check_action(struct check *c, enum oci_seccomp_action action, const uint32_t *errno_ret,
	const char *at, const char *errno_at)
{
	const char *name = names_of(&oci_seccomp_action_names, action);
	bool ok = true;

	if (!(c->facts->actions & 1U << action))
		ok = refuse(c->r, at, section, NULL, "this kernel has no %s", name);
	if (action == OCI_SECCOMP_ACTION_NOTIFY)
		c->out->notify = true;
	if (!errno_ret)
		return ok;
	if (!actions[action].errno_max)
		return refuse(c->r, errno_at, section, "remove it", "%s takes no errno", name);
	if (*errno_ret > actions[action].errno_max)
		return refuse(c->r, errno_at, section, NULL, "%u is above %u", *errno_ret,
			actions[action].errno_max);
	return ok;
}

static void count_names(struct check *c, const struct str_list *names)
{
	for (size_t i = 0; i < names->n; i++) {
		if (seccomp_syscall_resolve_name(names->v[i]) != __NR_SCMP_ERROR) {
			c->out->rules++;
			continue;
		}
		if (c->out->unknown++ == 0)
			c->first_unknown = names->v[i];
	}
}

static bool check_rule(struct check *c, const struct oci_seccomp_syscall *s, size_t i)
{
	const char *at = report_path(c->r, "linux.seccomp.syscalls[%zu]", i);
	bool ok = check_action(c, s->action, s->errno_ret, report_path(c->r, "%s.action", at),
		report_path(c->r, "%s.errnoRet", at));

	count_names(c, &s->names);
	return ok;
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
	/* What engines expect: the kernel's own default turns speculation off in the process. */
	if (!s->flags.v)
		c->out->flags = c->facts->flags & SECCOMP_FILTER_FLAG_SPEC_ALLOW;
	if (!c->out->notify) {
		c->out->flags &= ~SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV;
		return ok;
	}
	c->out->flags |= SECCOMP_FILTER_FLAG_NEW_LISTENER;
	/* The two want to return different things unless told otherwise. */
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
			"SCMP_ACT_NOTIFY needs somebody to notify, but there is no listenerPath");
	return ok;
}

static void check_archs(struct check *c, const struct oci_seccomp *s)
{
	for (size_t i = 0; i < s->architectures.n; i++)
		if (!seccomp_has_arch((int)s->architectures.v[i]))
			warn_about(c->r, report_path(c->r, "linux.seccomp.architectures[%zu]", i),
				section, "libseccomp here does not know %s, ignoring",
				names_of(&oci_seccomp_arch_names, s->architectures.v[i]));
}

bool seccomp_plan(struct seccomp_plan *out, const struct oci_linux *linux, bool no_new_privs,
	const struct seccomp_facts *facts, struct report *r)
{
	const struct oci_seccomp *s = linux ? linux->seccomp : NULL;
	struct check c = {facts, out, r, NULL};
	bool ok;

	*out = (struct seccomp_plan){.config = s, .privileged = s && !no_new_privs};
	if (!s)
		return true;
	ok = check_action(&c, s->default_action, s->default_errno_ret,
		"linux.seccomp.defaultAction", "linux.seccomp.defaultErrnoRet");
	for (size_t i = 0; i < s->syscalls.n; i++)
		ok &= check_rule(&c, &s->syscalls.v[i], i);
	ok &= plan_flags(&c, s);
	ok &= plan_listener(out, s, r);
	check_archs(&c, s);
	if (out->unknown)
		warn_about(r, "linux.seccomp.syscalls", section,
			"%zu names are unknown to libseccomp here, ignoring: '%s'%s", out->unknown,
			c.first_unknown, out->unknown > 1 ? " and others" : "");
	return ok;
}

void seccomp_show(const struct seccomp_plan *p, struct printer *d)
{
	if (!p->config)
		return;
	printer_object(d, "seccomp");
	printer_str(
		d, "defaultAction", names_of(&oci_seccomp_action_names, p->config->default_action));
	printer_uint(d, "syscalls", p->rules);
	printer_uint(d, "unknown", p->unknown);
	printer_list(d, "flags");
	for (unsigned i = 0; i < N_FLAGS; i++)
		if (p->flags & flag_bits[i])
			printer_str(d, NULL, names_of(&oci_seccomp_flag_names, i));
	printer_end(d);
	printer_str(d, "listenerPath", p->listener_path);
	printer_end(d);
}
