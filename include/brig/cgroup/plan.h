/* SPDX-License-Identifier: Apache-2.0 */
/* The plan of a container's cgroups: where they are, which values are written, which devices are
 * allowed. */
#ifndef BRIG_CGROUP_PLAN_H
#define BRIG_CGROUP_PLAN_H

#include <stdint.h>

#include "brig/base/names.h"
#include "brig/base/report.h"
#include "brig/base/str.h"
#include "brig/cgroup/group.h"
#include "brig/sys/host.h"

struct oci_config;
struct bpf_insn;
struct cgroup_property;

/* The component that creates the container's cgroups. */
enum cgroup_driver {
	CGROUP_FS,      /* brig, by mkdir(2) and write(2) */
	CGROUP_SYSTEMD, /* systemd, as a transient scope */
	CGROUP_NONE,    /* none: the container stays in the runtime's own cgroup, without limits */
};

/* "cgroupfs", "systemd", "disabled": the values of --cgroup-manager. */
extern const struct names cgroup_driver_names;

/* The property of linux.resources that a setting comes from, in write order. */
enum cgroup_resource {
	CGROUP_MEMORY_USE_HIERARCHY,
	CGROUP_MEMORY_LIMIT,
	CGROUP_MEMORY_SWAP,
	CGROUP_MEMORY_RESERVATION,
	CGROUP_MEMORY_KERNEL,
	CGROUP_MEMORY_KERNEL_TCP,
	CGROUP_MEMORY_SWAPPINESS,
	CGROUP_MEMORY_DISABLE_OOM_KILLER,
	CGROUP_CPU_SHARES,
	CGROUP_CPU_PERIOD,
	CGROUP_CPU_QUOTA,
	CGROUP_CPU_BURST,
	CGROUP_CPU_REALTIME_PERIOD,
	CGROUP_CPU_REALTIME_RUNTIME,
	CGROUP_CPU_IDLE,
	CGROUP_CPU_CPUS,
	CGROUP_CPU_MEMS,
	CGROUP_PIDS_LIMIT,
	CGROUP_BLOCK_IO_WEIGHT,
	CGROUP_BLOCK_IO_LEAF_WEIGHT,
	CGROUP_BLOCK_IO_WEIGHT_DEVICE,
	CGROUP_BLOCK_IO_READ_BPS,
	CGROUP_BLOCK_IO_WRITE_BPS,
	CGROUP_BLOCK_IO_READ_IOPS,
	CGROUP_BLOCK_IO_WRITE_IOPS,
	CGROUP_HUGEPAGE_LIMITS,
	CGROUP_NETWORK_CLASS_ID,
	CGROUP_NETWORK_PRIORITIES,
	CGROUP_RDMA,
	CGROUP_UNIFIED,
	CGROUP_DEVICES,
	CGROUP_RESOURCES, /* how many there are */
};

/* Whether the value of a setting begins with the numbers of a block device, "8:0". */
bool cgroup_resource_is_per_disk(enum cgroup_resource resource);

/* One value in one file. A list of settings is in write order. */
struct cgroup_setting {
	enum cgroup_resource resource;
	size_t group; /* index into the plan's groups */
	const char *file;
	const char *value;
	/* Written if the kernel does not have the file: io.weight for io.bfq.weight. NULL if there
	 * is no other. */
	const char *other_file;
	const char *other_value;
	const char *source; /* JSON path of the property: "linux.resources.memory.limit" */
	const char *unsupported_hint; /* where a property is supported that cgroup v2 does not have;
					 or NULL */
	bool may_lack;                /* ENOENT is no error: the value means "no limit" */
	bool late;                    /* written after the process has joined: pids.max 0 */
	bool verify;          /* read back: some kernels accept and ignore the value (a warning) */
	bool only_if_created; /* not written to a cgroup that existed before: without
				 linux.resources such a cgroup stays unchanged */
};

/* The device rules of a cgroup of cgroup2, compiled to BPF_PROG_TYPE_CGROUP_DEVICE. */
struct cgroup_device_program {
	struct bpf_insn *v; /* NULL on v1, or if there are no rules */
	size_t n;
	bool only_if_created; /* as in struct cgroup_setting */
};

/* A device rule with all defaults filled in. */
struct cgroup_device_rule {
	bool allow;
	char type;            /* 'a', 'b' or 'c' */
	int64_t major, minor; /* -1: all */
	unsigned access;      /* CGROUP_DEVICE_* */
	const char *source;   /* JSON path; NULL for a default device */
};

enum { CGROUP_DEVICE_MKNOD = 1, CGROUP_DEVICE_READ = 2, CGROUP_DEVICE_WRITE = 4 };

struct cgroup_plan {
	enum cgroup_driver driver;
	enum cgroup_mode mode; /* of the host */
	const char *path;      /* the same in all hierarchies; NULL for CGROUP_NONE */
	/* CGROUP_SYSTEMD: the scope, its slice, its properties. */
	const char *unit, *slice;
	struct cgroup_property *properties;
	size_t n_properties;
	bool clone_into_cgroup; /* cgroup_open() returns a descriptor for CLONE_INTO_CGROUP */
	/* Rootless, and the config sets neither a path nor limits: if the runtime has no permission
	 * to create the cgroup, the container stays in the runtime's own. */
	bool optional;
	bool rootless;            /* cgroups can be created only in a delegated cgroup */
	struct cgroup_set groups; /* of the container; for CGROUP_NONE those of the runtime */
	struct cgroup_set own;    /* of the runtime, in the same hierarchies */
	const char *enable;       /* cgroup2: controllers that the limits need, "cpu,memory"; "" */
	struct cgroup_setting *settings;
	size_t n_settings;
	struct cgroup_device_rule *rules; /* for cgroup_show(); on v1 they are settings too */
	size_t n_rules;
	struct cgroup_device_program devices;
	/* config-linux.md "Cgroup ownership": the host uid that becomes the owner; -1: unchanged.
	 */
	int64_t owner;
};

/* Facts about the host and the command. */
struct cgroup_facts {
	const char *id;
	const struct cgroup_set *layout; /* from cgroup_detect() */
	enum cgroup_driver driver;
	const struct host *host;
};

/* Whether this brig was built with the systemd driver. */
bool cgroup_systemd_built(void);

/* Plans the cgroups of a container, config-linux.md "Control groups". Pure. Memory is in the
 * report's arena; the layout must live as long as the plan. The cgroupfs driver takes the path P of
 * linux.cgroupsPath, without empty components, "." and "..", as:
 *
 *   /P       /P beneath the mount point of each hierarchy
 *   P        /brig/P, the same for every caller
 *   unset    /brig-ID: one directory in each hierarchy, not two
 *
 * For a rootless user the last two are beneath the parent of the runtime's own cgroup, which is the
 * delegated one. The systemd driver takes "slice:prefix:name" as the scope prefix-name.scope in
 * that slice (rootless: of the user's manager); unset is "system.slice:brig:ID" (rootless:
 * "user.slice"). The container joins all mounted hierarchies.
 *
 * Refuses, with one problem each: a path with ".."; a limit whose controller is not available, or
 * that this version of cgroups does not have, with a hint where it is supported; a value that the
 * kernel would take for another one. */
bool cgroup_plan(struct cgroup_plan *out, const struct oci_config *config,
	const struct cgroup_facts *facts, struct report *r) must_check;

#endif
