/* SPDX-License-Identifier: Apache-2.0 */
/* Host name and NIS domain name (config.md Hostname, Domainname). */
#ifndef BRIG_PROCESS_UTS_H
#define BRIG_PROCESS_UTS_H

#include "brig/base/report.h"

struct printer;
struct oci_config;

struct uts_plan {
	const char *hostname, *domainname; /* NULL: left unchanged */
};

/* Refuses a name of more than 64 bytes, and any name when namespaces (CLONE_NEW* of those that the
 * container does not share with the host) lacks the uts namespace: it would rename the host. */
bool uts_plan(struct uts_plan *out, const struct oci_config *c, int namespaces,
	struct report *r) must_check;

bool uts_apply(const struct uts_plan *p, struct err *e) must_check;
void uts_show(const struct uts_plan *p, struct printer *d);

#endif
