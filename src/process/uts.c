/* SPDX-License-Identifier: Apache-2.0 */
/* Plans, sets and prints host name and domain name. */
#include "brig/process/uts.h"

#include <sched.h>

#include "brig/base/str.h"
#include "brig/json/printer.h"
#include "brig/sys/uts.h"
#include "oci.h"

enum { UTS_NAME_MAX = 64 };

static bool check(
	const char *name, const char *key, const char *section, int namespaces, struct report *r)
{
	if (!name)
		return true;
	if (!(namespaces & CLONE_NEWUTS))
		return refuse(r, key, section, "add {\"type\": \"uts\"} to linux.namespaces",
			"the container has no uts namespace, so this would rename the host");
	if (strlen(name) > UTS_NAME_MAX)
		return refuse(r, key, section, NULL, "%zu bytes, the kernel takes %d", strlen(name),
			UTS_NAME_MAX);
	return true;
}

bool uts_plan(struct uts_plan *out, const struct oci_config *c, int namespaces, struct report *r)
{
	bool ok;

	/* Engines write an empty name for none. */
	out->hostname = c->hostname && *c->hostname ? c->hostname : NULL;
	out->domainname = c->domainname && *c->domainname ? c->domainname : NULL;
	ok = check(out->hostname, "hostname", "config.md Hostname", namespaces, r);
	ok &= check(out->domainname, "domainname", "config.md Domainname", namespaces, r);
	return ok;
}

bool uts_apply(const struct uts_plan *p, struct err *e)
{
	return (!p->hostname || sys_set_hostname(p->hostname, e)) &&
	       (!p->domainname || sys_set_domainname(p->domainname, e));
}

void uts_show(const struct uts_plan *p, struct printer *d)
{
	printer_str(d, "hostname", p->hostname);
	printer_str(d, "domainname", p->domainname);
}
