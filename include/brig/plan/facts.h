/* SPDX-License-Identifier: Apache-2.0 */
/* Facts: the properties of the host that a plan depends on, read before planning. */
#ifndef BRIG_PLAN_FACTS_H
#define BRIG_PLAN_FACTS_H

#include "brig/bundle/bundle.h"
#include "brig/cgroup/cgroup.h"
#include "brig/rdt/plan.h"
#include "brig/security/capability.h"
#include "brig/security/label.h"
#include "brig/security/seccomp.h"
#include "brig/sys/host.h"

/* Facts that only check and plan read; create finds out about them when a system call fails. */
struct host_check_facts {
	int namespaces;          /* CLONE_NEW* of the types that the kernel supports */
	const char *filesystems; /* text of /proc/filesystems; NULL: unknown */
	const char *modules;     /* text of modules.alias(5); NULL: no module can be loaded */
	bool idmap, nosymfollow; /* the kernel supports them as mount attributes */
	bool numa;
	const char *proc_covers, *sys_covers; /* mounts_covers() of proc and sysfs; NULL: none */
	const char *cpus, *nodes; /* online CPUs and memory nodes, "0-3,7"; NULL: unknown */
	/* One entry per hierarchy of the layout: a directory that has the files that every new v1
	 * cgroup has; NULL: the hierarchy is v2 or has no cgroup that shows them. */
	const char **cgroup_samples;
};

/* All facts, beside the bundle, that a plan depends on. */
struct plan_facts {
	const char *id;
	enum cgroup_driver driver;
	bool no_pivot, no_new_keyring;
	bool check_host;                    /* check and plan: also use host_check */
	struct host_check_facts host_check; /* filled when check_host is set */
	const char *root_error;             /* rootfs_find_error() */
	bool kcore;                         /* the host has /proc/kcore */
	int shared_namespaces;              /* namespace_find_shared() */
	struct host host;
	struct cgroup_set cgroups;
	struct capability_facts capabilities;
	struct label_facts labels;
	struct seccomp_facts seccomp;
	struct rdt_facts rdt;
};

/* Fills the members below host, and host_check; only those that the configuration needs. The caller
 * has filled the members down to host_check, and host. as_root: the facts are those that root would
 * read, for a plan made on behalf of root. */
bool plan_facts_read(struct plan_facts *f, const struct bundle *b, bool as_root, struct arena *a,
	struct err *e) must_check;

#endif
