/* SPDX-License-Identifier: Apache-2.0 */
/* The plan: what a bundle will do, with nothing left to decide. */
#ifndef BRIG_PLAN_PLAN_H
#define BRIG_PLAN_PLAN_H

#include "brig/bundle/bundle.h"
#include "brig/cgroup/plan.h"
#include "brig/hook/hook.h"
#include "brig/json/printer.h"
#include "brig/mount/device.h"
#include "brig/mount/masked-paths.h"
#include "brig/mount/mount.h"
#include "brig/mount/rootfs.h"
#include "brig/namespace/namespace.h"
#include "brig/network/network.h"
#include "brig/process/program.h"
#include "brig/process/rlimit.h"
#include "brig/process/sched.h"
#include "brig/process/sysctl.h"
#include "brig/process/user.h"
#include "brig/process/uts.h"
#include "brig/rdt/rdt.h"
#include "brig/security/capability.h"
#include "brig/security/keyring.h"
#include "brig/security/label.h"
#include "brig/security/seccomp.h"

/* The sum of the slices; a part sees its own alone. */
struct plan {
	const char *id;
	const struct bundle *bundle;
	struct namespace_plan namespaces;
	struct rootfs_plan rootfs;
	struct mounts_plan mounts;
	struct devices_plan devices;
	struct masked_paths_plan paths;
	struct cgroup_plan cgroup;
	struct rdt_plan rdt;
	struct network_plan network;
	struct hooks_plan hooks;
	struct uts_plan uts;
	struct sysctl_plan sysctl;
	bool keyring; /* a new session keyring */
	bool terminal;
	const struct oci_box *console_size; /* NULL: that of the terminal that run was started in */
	struct rlimits_plan rlimits;
	struct sched_plan sched;
	struct label_plan label;
	struct user_plan user;
	struct capabilities_plan capabilities;
	struct seccomp_plan seccomp;
	struct program_plan program;
};

/* What check and plan look for on the host, and create finds out by trying. */
struct look_facts {
	int namespaces;          /* CLONE_NEW* of the kinds that the kernel has */
	const char *filesystems; /* /proc/filesystems; NULL: not known */
	const char *modules;     /* aliases of modules that can be loaded; NULL: none */
	bool idmap, nosymfollow; /* of mounts */
	bool numa;
	const char *proc_covers, *sys_covers; /* mounts_covers() of the two; NULL: nothing */
	const char *cpus, *nodes;             /* those online, "0-3,7"; NULL: not known */
	const char **groups; /* for each v1 hierarchy a directory that has the files of any group in
				it; NULL: none is there to look at */
};

/* What the plan depends on beside the bundle. */
struct plan_facts {
	const char *id;
	enum cgroup_driver driver;
	bool no_pivot, no_new_keyring;
	bool look; /* check and plan: also look for what create finds out when it comes to it */
	struct look_facts found; /* with look */
	struct host host;
	struct cgroup_set cgroups;
	struct capability_facts capabilities;
	struct label_facts labels;
	struct seccomp_facts seccomp;
	struct rdt_facts rdt;
};

/* Fills all below host, as far as the configuration asks for them. as_root: the host's facts
 * as root would find them, for a plan made on behalf of root. */
bool plan_facts_read(struct plan_facts *f, const struct oci_config *c, bool as_root,
	struct arena *a, struct err *e) must_check;

/* The plan in the report's arena; what is wrong with the bundle is in the report, and a plan with
 * refusals must not be carried out. Pure but for one look at root.path (and at bind sources with
 * look). */
struct plan *plan_make(const struct bundle *b, const struct plan_facts *f, struct report *r);

/* The names of the annotations of config.json that change what we do, sorted; a dot at the end
 * stands for all that begin so. NULL after the last. */
const char *annotation_word(size_t i);

/* run.oci.keep_original_groups: the process keeps the caller's supplementary groups. */
bool annotation_keeps_groups(const struct oci_config *c);

/* Prints it, all of it, for `brig plan`; looks for the program in the root filesystem. */
void plan_show(const struct plan *p, struct printer *d);

#endif
