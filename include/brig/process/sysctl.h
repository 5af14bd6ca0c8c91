/* SPDX-License-Identifier: Apache-2.0 */
/* Kernel parameters of the container's namespaces (config-linux.md Sysctl). */
#ifndef BRIG_PROCESS_SYSCTL_H
#define BRIG_PROCESS_SYSCTL_H

#include "brig/base/report.h"

struct printer;
struct oci_config;

struct sysctl {
	const char *key;  /* as in the config */
	const char *path; /* below /proc/sys */
	const char *value;
};

struct sysctl_plan {
	struct sysctl *v;
	size_t n;
};

/* Takes both spellings, net.ipv4.ip_forward and net/ipv4/ip_forward. The first separator decides,
 * as in sysctl(8): net.ipv4.conf.eth0/100.forwarding is net/ipv4/conf/eth0.100/forwarding. Allowed
 * are, when namespaces (CLONE_NEW* of those that the container does not share with the host) has
 * the kind:
 * - ipc: kernel.{msgmax,msgmnb,msgmni,sem,shmall,shmmax,shmmni,shm_rmid_forced}, the *_next_id
 *   ones, fs.mqueue.*
 * - network: net.*
 * - uts: kernel.domainname (kernel.hostname is the hostname property)
 * - user: user.*
 *
 * Everything else is refused, and so are empty parts and "..". */
bool sysctl_plan(struct sysctl_plan *out, const struct oci_config *c, int namespaces,
	struct report *r) must_check;

/* Writes the values below "sys" of sys_procfs(), in the container's namespaces, with all
 * capabilities. The namespaces of the process that opens a file decide whose parameter it is, not
 * the procfs mount, so the procfs can be older than the namespaces. */
bool sysctl_apply(const struct sysctl_plan *p, struct err *e) must_check;

void sysctl_show(const struct sysctl_plan *p, struct printer *d);

#endif
