/* SPDX-License-Identifier: Apache-2.0 */
/* AppArmor profile and SELinux label of the process (config.md Linux Process). */
#ifndef BRIG_SECURITY_LABEL_H
#define BRIG_SECURITY_LABEL_H

#include "brig/base/report.h"

struct printer;
struct oci_process;

struct label_facts {
	bool apparmor, selinux; /* active in the running kernel */
};

struct label_plan {
	const char *apparmor, *selinux; /* NULL: left unchanged */
};

bool label_facts_read(struct label_facts *ret, struct err *e) must_check;

/* p may be NULL. Refuses a label for a security module that is not active, except for the profile
 * "unconfined", which describes a kernel without AppArmor. "" is absent. */
bool label_plan(struct label_plan *out, const struct oci_process *p,
	const struct label_facts *facts, struct report *r) must_check;

/* Sets the labels for the next execve(2): writes thread-self/attr/... below sys_procfs(), never
 * below a /proc that the container can cover. Before no_new_privs. */
bool label_apply(const struct label_plan *p, struct err *e) must_check;

void label_show(const struct label_plan *p, struct printer *d);

#endif
