/* SPDX-License-Identifier: Apache-2.0 */
/* Plans, sets and prints the five capability sets. */
#include "brig/security/capability.h"

#include <ctype.h>
#include <linux/capability.h>
#include <stdio.h>
#include <string.h>

#include "brig/base/log.h"
#include "brig/base/str.h"
#include "brig/json/printer.h"
#include "brig/sys/cap.h"
#include "brig/sys/host.h"
#include "oci.h"

static const char section[] = "config.md Linux Process";

// clang-format off
static const struct name rows[] = {
	{ "CAP_AUDIT_CONTROL",      CAP_AUDIT_CONTROL },
	{ "CAP_AUDIT_READ",         CAP_AUDIT_READ },
	{ "CAP_AUDIT_WRITE",        CAP_AUDIT_WRITE },
	{ "CAP_BLOCK_SUSPEND",      CAP_BLOCK_SUSPEND },
	{ "CAP_BPF",                CAP_BPF },
	{ "CAP_CHECKPOINT_RESTORE", CAP_CHECKPOINT_RESTORE },
	{ "CAP_CHOWN",              CAP_CHOWN },
	{ "CAP_DAC_OVERRIDE",       CAP_DAC_OVERRIDE },
	{ "CAP_DAC_READ_SEARCH",    CAP_DAC_READ_SEARCH },
	{ "CAP_FOWNER",             CAP_FOWNER },
	{ "CAP_FSETID",             CAP_FSETID },
	{ "CAP_IPC_LOCK",           CAP_IPC_LOCK },
	{ "CAP_IPC_OWNER",          CAP_IPC_OWNER },
	{ "CAP_KILL",               CAP_KILL },
	{ "CAP_LEASE",              CAP_LEASE },
	{ "CAP_LINUX_IMMUTABLE",    CAP_LINUX_IMMUTABLE },
	{ "CAP_MAC_ADMIN",          CAP_MAC_ADMIN },
	{ "CAP_MAC_OVERRIDE",       CAP_MAC_OVERRIDE },
	{ "CAP_MKNOD",              CAP_MKNOD },
	{ "CAP_NET_ADMIN",          CAP_NET_ADMIN },
	{ "CAP_NET_BIND_SERVICE",   CAP_NET_BIND_SERVICE },
	{ "CAP_NET_BROADCAST",      CAP_NET_BROADCAST },
	{ "CAP_NET_RAW",            CAP_NET_RAW },
	{ "CAP_PERFMON",            CAP_PERFMON },
	{ "CAP_SETFCAP",            CAP_SETFCAP },
	{ "CAP_SETGID",             CAP_SETGID },
	{ "CAP_SETPCAP",            CAP_SETPCAP },
	{ "CAP_SETUID",             CAP_SETUID },
	{ "CAP_SYSLOG",             CAP_SYSLOG },
	{ "CAP_SYS_ADMIN",          CAP_SYS_ADMIN },
	{ "CAP_SYS_BOOT",           CAP_SYS_BOOT },
	{ "CAP_SYS_CHROOT",         CAP_SYS_CHROOT },
	{ "CAP_SYS_MODULE",         CAP_SYS_MODULE },
	{ "CAP_SYS_NICE",           CAP_SYS_NICE },
	{ "CAP_SYS_PACCT",          CAP_SYS_PACCT },
	{ "CAP_SYS_PTRACE",         CAP_SYS_PTRACE },
	{ "CAP_SYS_RAWIO",          CAP_SYS_RAWIO },
	{ "CAP_SYS_RESOURCE",       CAP_SYS_RESOURCE },
	{ "CAP_SYS_TIME",           CAP_SYS_TIME },
	{ "CAP_SYS_TTY_CONFIG",     CAP_SYS_TTY_CONFIG },
	{ "CAP_WAKE_ALARM",         CAP_WAKE_ALARM },
};
// clang-format on

const struct names capability_names = NAMES(rows);

struct capability_facts capability_facts(const struct host *h, bool userns)
{
	uint64_t all = h->last_cap >= 63 ? UINT64_MAX : (1ULL << (h->last_cap + 1)) - 1;

	return (struct capability_facts){
		.available = userns ? all : h->bounding, .last = h->last_cap};
}

struct set_reader {
	const struct capability_facts *facts;
	struct report *r;
	uint64_t warned; /* capabilities that already have a warning */
};

static void warn_missing(struct set_reader *g, int cap, const char *name, const char *at)
{
	if (g->warned & 1ULL << cap)
		return;
	g->warned |= 1ULL << cap;
	warn_about(g->r, at, section,
		cap > g->facts->last ? "this kernel has no %s, ignoring"
				     : "the runtime does not have %s, ignoring",
		name);
}

static uint64_t read_set(struct set_reader *g, const struct str_list *list, const char *key)
{
	uint64_t set = 0;

	for (size_t i = 0; i < list->n; i++) {
		const struct name *known = names_find(&capability_names, list->v[i]);
		const char *at = report_path(g->r, "process.capabilities.%s[%zu]", key, i);

		if (!known)
			warn_about(
				g->r, at, section, "unknown capability '%s', ignoring", list->v[i]);
		else if (!(g->facts->available & 1ULL << known->value))
			warn_missing(g, (int)known->value, known->name, at);
		else
			set |= 1ULL << known->value;
	}
	return set;
}

/* The part of set that is in limit; a warning for each other capability. */
static uint64_t within(
	uint64_t set, uint64_t limit, const char *key, const char *why, struct report *r)
{
	for (int cap = 0; cap < 64; cap++)
		if (set & ~limit & 1ULL << cap)
			warn_about(r, report_path(r, "process.capabilities.%s", key), section,
				"%s is not %s, ignoring",
				names_of(&capability_names, (uint64_t)cap), why);
	return set & limit;
}

void capabilities_plan(struct capabilities_plan *out, const struct oci_process *p,
	const struct capability_facts *facts, struct report *r)
{
	const struct oci_capabilities *c = p ? p->capabilities : NULL;
	struct set_reader g = {facts, r, 0};

	*out = (struct capabilities_plan){0};
	out->no_new_privs = p && oci_true(p->no_new_privileges);
	if (c) {
		out->bounding = read_set(&g, &c->bounding, "bounding");
		out->permitted = read_set(&g, &c->permitted, "permitted");
		out->effective = within(read_set(&g, &c->effective, "effective"), out->permitted,
			"effective", "permitted", r);
		out->inheritable = within(read_set(&g, &c->inheritable, "inheritable"),
			out->bounding, "inheritable", "in the bounding set", r);
		out->ambient = within(read_set(&g, &c->ambient, "ambient"),
			out->permitted & out->inheritable, "ambient",
			"both permitted and inheritable", r);
	}
	out->drop = facts->available & ~out->bounding;
}

bool capabilities_add(struct capabilities_plan *p, const char *name, struct err *e)
{
	const struct name *known;
	char full[64] = "CAP_";
	size_t at = strncasecmp(name, "cap_", 4) == 0 ? 0 : 4;

	if (strlen(name) < sizeof(full) - at)
		for (const char *c = name; *c; c++)
			full[at++] = (char)toupper((unsigned char)*c);
	full[at] = '\0';
	known = names_find(&capability_names, full);
	if (!known)
		return fail(e, "unknown capability '%s'", name);
	p->bounding |= 1ULL << known->value;
	p->permitted |= 1ULL << known->value;
	p->effective |= 1ULL << known->value;
	p->drop &= ~p->bounding;
	return true;
}

bool capabilities_bound(const struct capabilities_plan *p, struct err *e)
{
	for (int cap = 0; cap < 64; cap++)
		if (p->drop & 1ULL << cap && !sys_cap_drop(cap, e))
			return false;
	return true;
}

/* Sets the part of want that the process has. The plan knows the bounding set alone, and the caller
 * can have dropped permitted capabilities. No warning for those in extra. */
static bool set_available(const struct sys_caps *want, uint64_t extra, struct err *e)
{
	struct sys_caps has, less = *want;
	uint64_t missing;

	if (!sys_cap_get(&has, e))
		return false;
	less.permitted &= has.permitted;
	less.effective &= has.permitted;
	less.inheritable &= has.permitted | has.inheritable;
	if (!sys_cap_set(&less, e))
		return false;
	missing = (want->permitted | want->inheritable) &
		  ~(less.permitted | less.inheritable | extra);
	if (missing)
		log_warn("the runtime does not have some capabilities, ignoring: 0x%llx",
			(unsigned long long)missing);
	return true;
}

static bool apply(const struct capabilities_plan *p, uint64_t extra, struct err *e)
{
	struct sys_caps want = {p->effective, p->permitted | extra, p->inheritable};

	if (!sys_cap_set(&want, e) && (e->code != EPERM || !set_available(&want, extra, e)))
		return false;
	/* The kernel keeps the ambient set within the inheritable one, so an empty one needs no
	 * call. */
	if (p->inheritable && !sys_cap_ambient_clear(e))
		return false;
	for (int cap = 0; cap < 64; cap++)
		if (p->ambient & 1ULL << cap && !sys_cap_ambient_raise(cap, e)) {
			if (e->code != EPERM && e->code != EINVAL)
				return false;
			log_warn("%s, ignoring", e->text);
		}
	return true;
}

bool capabilities_apply(const struct capabilities_plan *p, bool load_filter, struct err *e)
{
	struct capabilities_plan held = *p;

	if (load_filter) {
		held.permitted |= 1ULL << CAP_SYS_ADMIN;
		held.effective |= 1ULL << CAP_SYS_ADMIN;
	}
	return apply(&held, p->drop, e);
}

bool no_new_privs_apply(const struct capabilities_plan *p, struct err *e)
{
	return !p->no_new_privs || sys_no_new_privs(e);
}

static void show_set(struct printer *d, const char *key, uint64_t set)
{
	printer_list(d, key);
	for (uint64_t cap = 0; cap < 64; cap++)
		if (set & 1ULL << cap)
			printer_str(d, NULL, names_of(&capability_names, cap));
	printer_end(d);
}

void capabilities_show(const struct capabilities_plan *p, struct printer *d)
{
	printer_object(d, "capabilities");
	show_set(d, "bounding", p->bounding);
	show_set(d, "effective", p->effective);
	show_set(d, "permitted", p->permitted);
	show_set(d, "inheritable", p->inheritable);
	show_set(d, "ambient", p->ambient);
	printer_end(d);
	printer_bool(d, "noNewPrivileges", p->no_new_privs);
}
