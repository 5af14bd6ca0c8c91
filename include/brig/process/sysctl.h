/* SPDX-License-Identifier: Apache-2.0 */
/* Kernel parameters of the container's namespaces (config-linux.md Sysctl). */
#ifndef BRIG_PROCESS_SYSCTL_H
#define BRIG_PROCESS_SYSCTL_H

#include "brig/base/report.h"

struct printer;
struct oci_config;

struct sysctl {
	const char *key;  /* as the config spells it */
	const char *path; /* below /proc/sys */
	const char *value;
};

struct sysctl_plan {
	struct sysctl *v;
	size_t n;
};

/* Takes both spellings: net.ipv4.ip_forward and net/ipv4/ip_forward (the first separator decides,
 * so that net.ipv4.conf.eth0/100.forwarding and net/ipv4/conf/eth0.100/forwarding are the same, as
 * in sysctl(8)). Allowed, when the container has the namespace, new or by path, but not by the path
 * of the runtime's own:
 * - ipc: kernel.{msgmax,msgmnb,msgmni,sem,shmall,shmmax,shmmni,shm_rmid_forced}, the *_next_id
 *   ones, fs.mqueue.*
 * - network: net.*
 * - uts: kernel.domainname; kernel.hostname only by the hostname property
 * - user: user.*
 *
 * Everything else, and climbing parts ("..", empty), is refused with the reason. */
bool sysctl_plan(struct sysctl_plan *out, const struct oci_config *c, struct report *r) must_check;

/* Writes them below "sys" of sys_procfs(). Which namespaces a sysctl belongs to is decided by the
 * process that opens the file, not by the procfs mount, so the handle may be older than the
 * namespaces (a test on the real kernel shows it). Call it inside the namespaces, with full
 * capabilities. */
bool sysctl_apply(const struct sysctl_plan *p, struct err *e) must_check;
void sysctl_show(const struct sysctl_plan *p, struct printer *d);

#endif
