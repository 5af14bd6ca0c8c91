/* SPDX-License-Identifier: Apache-2.0 */
/* Plans, sets and prints the labels of AppArmor and SELinux. */
#include "brig/security/label.h"

#include <stdio.h>

#include "brig/base/str.h"
#include "brig/json/printer.h"
#include "brig/sys/file.h"
#include "brig/sys/lsm.h"
#include "brig/sys/procfs.h"
#include "oci.h"

static const char section[] = "config.md Linux Process";

bool label_facts_read(struct label_facts *ret, struct err *e)
{
	(void)e;
	ret->apparmor = sys_has_apparmor();
	ret->selinux = sys_has_selinux();
	return true;
}

bool label_plan(struct label_plan *out, const struct oci_process *p,
	const struct label_facts *facts, struct report *r)
{
	bool ok = true;

	*out = (struct label_plan){0};
	if (!p)
		return true;
	if (p->apparmor_profile && *p->apparmor_profile)
		out->apparmor = p->apparmor_profile;
	if (p->selinux_label && *p->selinux_label)
		out->selinux = p->selinux_label;
	if (out->apparmor && !facts->apparmor) {
		if (!str_eq(out->apparmor, "unconfined"))
			ok = refuse(r, "process.apparmorProfile", section, "remove it",
				"AppArmor is not enabled on this host, so '%s' would protect "
				"nothing",
				out->apparmor);
		out->apparmor = NULL;
	}
	if (out->selinux && !facts->selinux) {
		ok = refuse(r, "process.selinuxLabel", section, "remove it",
			"SELinux is not enabled on this host, so '%s' would protect nothing",
			out->selinux);
		out->selinux = NULL;
	}
	return ok;
}

static bool apply_apparmor(int proc, const char *profile, struct err *e)
{
	char text[1024];
	int n = snprintf(text, sizeof(text), "exec %s", profile);

	if (n >= (int)sizeof(text))
		return fail(e, "process.apparmorProfile: the name is too long");
	/* Linux before 5.8 has no directory for AppArmor. */
	if (sys_write_at(proc, "thread-self/attr/apparmor/exec", text, e) ||
		(e->code == ENOENT && sys_write_at(proc, "thread-self/attr/exec", text, e)))
		return true;
	if (e->code == ENOENT)
		return fail(e, "process.apparmorProfile: no profile '%s' is loaded", profile);
	return fail_in(e, "process.apparmorProfile");
}

bool label_apply(const struct label_plan *p, struct err *e)
{
	int proc;

	if (!p->apparmor && !p->selinux)
		return true;
	proc = sys_procfs(e);
	if (proc < 0 || (p->apparmor && !apply_apparmor(proc, p->apparmor, e)))
		return false;
	if (p->selinux && !sys_write_at(proc, "thread-self/attr/exec", p->selinux, e))
		return fail_in(e, "process.selinuxLabel");
	return true;
}

void label_show(const struct label_plan *p, struct printer *d)
{
	printer_str(d, "apparmorProfile", p->apparmor);
	printer_str(d, "selinuxLabel", p->selinux);
}
