/* SPDX-License-Identifier: Apache-2.0 */
/* AppArmor profile and SELinux label of the process. */
#ifndef BRIG_SECURITY_LABEL_H
#define BRIG_SECURITY_LABEL_H

#include "brig/base/report.h"

struct printer;
struct oci_process;

struct label_facts {
	bool apparmor, selinux; /* active in the running kernel */
};

struct label_plan {
	const char *apparmor, *selinux; /* NULL: left as it is */
};

bool label_facts_read(struct label_facts *ret, struct err *e) must_check;

/* p may be NULL. A label for a module that the kernel does not run is a refusal, but for the
 * profile "unconfined" (true without AppArmor); "" counts as absent. */
bool label_plan(struct label_plan *out, const struct oci_process *p,
	const struct label_facts *facts, struct report *r) must_check;

/* Has the labels take effect at the next execve(2): writes thread-self/attr/... below sys_procfs(),
 * never a /proc that the container can cover. Before no_new_privs. */
bool label_apply(const struct label_plan *p, struct err *e) must_check;

void label_show(const struct label_plan *p, struct printer *d);

#endif
