/* SPDX-License-Identifier: Apache-2.0 */
/* The plan: every decision about a container, made before clone(2). */
#ifndef BRIG_PLAN_PLAN_H
#define BRIG_PLAN_PLAN_H

#include "brig/bundle/bundle.h"
#include "brig/cgroup/cgroup.h"
#include "brig/hook/hook.h"
#include "brig/json/printer.h"
#include "brig/mount/apply.h"
#include "brig/mount/console.h"
#include "brig/mount/device.h"
#include "brig/mount/masked-paths.h"
#include "brig/mount/plan.h"
#include "brig/mount/reveal.h"
#include "brig/mount/rootfs.h"
#include "brig/mount/show.h"
#include "brig/namespace/join.h"
#include "brig/namespace/plan.h"
#include "brig/namespace/time-offsets.h"
#include "brig/namespace/userns.h"
#include "brig/network/plan.h"
#include "brig/plan/facts.h"
#include "brig/process/program-exec.h"
#include "brig/process/program.h"
#include "brig/process/rlimit.h"
#include "brig/process/sched.h"
#include "brig/process/sysctl.h"
#include "brig/process/user.h"
#include "brig/process/uts.h"
#include "brig/rdt/plan.h"
#include "brig/security/capability.h"
#include "brig/security/keyring.h"
#include "brig/security/label.h"
#include "brig/security/seccomp-compile.h"
#include "brig/security/seccomp-listener.h"
#include "brig/security/seccomp-load.h"
#include "brig/security/seccomp.h"

/* How the container's first process comes into its cgroups. */
enum cgroup_entry {
	CGROUP_ENTRY_PARENT, /* the runtime, or systemd, moves the process */
	CGROUP_ENTRY_CHILD,  /* CLONE_INTO_CGROUP, or the process joins before all other steps */
	CGROUP_ENTRY_LATE,   /* the process creates its namespaces while the runtime creates the v1
				cgroups, and then joins them */
};

/* The plans of all parts; each part receives its own only. */
struct plan {
	const char *id;
	const struct bundle *bundle;
	struct namespace_plan namespaces;
	struct rootfs_plan rootfs;
	struct mounts_plan mounts;
	struct devices_plan devices;
	struct masked_paths_plan paths;
	struct cgroup_plan cgroup;
	enum cgroup_entry cgroup_entry;
	struct rdt_plan rdt;
	struct network_plan network;
	struct hooks_plan hooks;
	struct uts_plan uts;
	struct sysctl_plan sysctl;
	bool keyring; /* create a new session keyring */
	bool terminal;
	const struct oci_box *console_size; /* NULL: the size of the terminal of run */
	struct rlimits_plan rlimits;
	struct sched_plan sched;
	struct label_plan label;
	struct user_plan user;
	struct capabilities_plan capabilities;
	struct seccomp_plan seccomp;
	struct program_plan program;
};

/* Makes the plan, in the report's arena. Problems of the bundle go to the report; a plan with
 * refusals must not be applied. Makes no system call without check_host; with it also reads from
 * the host what create would find out. */
struct plan *plan_make(const struct bundle *b, const struct plan_facts *f, struct report *r);

#endif
