/* SPDX-License-Identifier: Apache-2.0 */
/* Host name and NIS domain name (config.md Hostname, Domainname). */
#ifndef BRIG_PROCESS_UTS_H
#define BRIG_PROCESS_UTS_H

#include "brig/base/report.h"

struct printer;
struct oci_config;

struct uts_plan {
	const char *hostname, *domainname; /* NULL: left as it is */
};

/* Refuses a name when the container has no uts namespace of its own or by path (it would rename
 * the host), and one longer than 64 bytes. */
bool uts_plan(struct uts_plan *out, const struct oci_config *c, struct report *r) must_check;
bool uts_apply(const struct uts_plan *p, struct err *e) must_check;
void uts_show(const struct uts_plan *p, struct printer *d);

#endif
