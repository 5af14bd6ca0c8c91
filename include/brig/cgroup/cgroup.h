/* SPDX-License-Identifier: Apache-2.0 */
/* The container's cgroup: where it is, what is written into it, and how a process gets into it. */
#ifndef BRIG_CGROUP_CGROUP_H
#define BRIG_CGROUP_CGROUP_H

#include <sys/types.h>

#include "brig/base/names.h"
#include "brig/base/report.h"
#include "brig/base/str.h"
#include "brig/cgroup/detect.h"
#include "brig/sys/host.h"

struct printer;
struct oci_config;
struct oci_resources;
struct bpf_insn;
struct cgroup_property;

/* Who makes the group. */
enum cgroup_driver {
	CGROUP_FS,      /* we do, by files */
	CGROUP_SYSTEMD, /* systemd does: a transient scope */
	CGROUP_NONE,    /* nobody: the container stays in our own group, and limits are refused */
};

/* "cgroupfs", "systemd", "disabled": the words of --cgroup-manager. */
extern const struct names cgroup_driver_names;

/* One value in one file. The list is in write order. */
struct cgroup_setting {
	size_t group; /* index into the plan's groups */
	const char *file;
	const char *value;
	/* Tried when the kernel has no such file (io.weight for io.bfq.weight, the hugetlb limit
	 * for its rsvd twin); NULL when there is no other. */
	const char *other_file;
	const char *other_value;
	const char *source; /* JSON path it comes from: "linux.resources.memory.limit" */
	const char
		*unsupported_hint; /* where it could be kept, of what cgroup v2 has not; or NULL */
	bool may_lack;             /* asks for no limit: a kernel without the file keeps it */
	bool late;                 /* written when the process is there: pids.max 0 lets none in */
	bool verify;          /* read back: some kernels take the value and ignore it (a warning) */
	bool only_if_created; /* only for a group that we made: without linux.resources an existing
		       one stays as it is */
};

/* Device rules of a cgroup2 group, compiled: BPF_PROG_TYPE_CGROUP_DEVICE. */
struct cgroup_device_program {
	struct bpf_insn *v; /* NULL when the group is v1, or there are no rules */
	size_t n;
	bool only_if_created; /* as in struct cgroup_setting */
};

/* A device rule with all defaults filled in. */
struct cgroup_device_rule {
	bool allow;
	char type;            /* 'a', 'b' or 'c' */
	int64_t major, minor; /* -1 for all */
	unsigned access;      /* CGROUP_DEVICE_* */
	const char *source;   /* JSON path; NULL for a default device */
};

enum { CGROUP_DEVICE_MKNOD = 1, CGROUP_DEVICE_READ = 2, CGROUP_DEVICE_WRITE = 4 };

struct cgroup_plan {
	enum cgroup_driver driver;
	enum cgroup_mode mode;
	const char *path; /* the same in all hierarchies; NULL for CGROUP_NONE */
	/* CGROUP_SYSTEMD: the scope, the slice that it lies in, and what systemd is told of it. */
	const char *unit, *slice;
	struct cgroup_property *properties;
	size_t n_properties;
	bool clone_into_cgroup; /* a process can be cloned into the cgroup2 group: cgroup_open()
				   gives it */
	/* Nothing was asked for and we are rootless: when we are not allowed to make the group the
	 * container stays where we are. */
	bool optional;
	bool rootless;            /* what may be made is what is delegated to the user */
	struct cgroup_set groups; /* of the container; for CGROUP_NONE those of the runtime */
	struct cgroup_set own;    /* of the runtime, in the same hierarchies */
	const char *enable;       /* cgroup2: controllers that the limits need: "cpu,memory"; "" */
	struct cgroup_setting *settings;
	size_t n_settings;
	struct cgroup_device_rule *rules; /* for show; v1 rules are among the settings too */
	size_t n_rules;
	struct cgroup_device_program devices;
	/* "Cgroup ownership": host ids that the container's root group is given to; -1 leaves it.
	 */
	int64_t owner;
};

/* Whether the systemd driver is in this build. */
bool cgroup_systemd_built(void);

/* Facts beside the config. */
struct cgroup_facts {
	const char *id;
	const struct cgroup_set *layout;
	enum cgroup_driver driver;
	const struct host *host;
};

/* config-linux.md "Control groups". Pure; memory from the report's arena, the layout must live as
 * long as the plan. Where the group goes (files driver; P is a path without ".." and "."):
 *
 *   /P       beneath the mount point of each hierarchy
 *   P        /brig/P, so that the same value is the same place for every caller
 *   unset    /brig-ID: one group to make and to remove in each hierarchy, not two
 *   rootless the last two beneath the parent of our own group, which is what a user has delegated
 *
 * With the systemd driver "slice:prefix:name" is the scope prefix-name.scope in the slice
 * (rootless: of the user's manager), unset being "system.slice:brig:ID" (rootless: "user.slice").
 * All hierarchies that are mounted are joined. Refuses, one problem each: a path that climbs; a
 * limit whose controller is not there, or that this kind of hierarchy cannot keep, with where it
 * could be kept; values that the kernel would take for something else. */
bool cgroup_plan(struct cgroup_plan *out, const struct oci_config *config,
	const struct cgroup_facts *facts, struct report *r) must_check;

enum cgroup_part {
	CGROUP_PART_ALL,
	CGROUP_PART_V2, /* where the first process is born */
	CGROUP_PART_V1, /* v1, which it enters later */
};

/* Makes the group in every hierarchy of the part, controllers enabled downwards on cgroup2, cpuset
 * filled from the parent on v1, ownership given. An existing group is taken when it is empty and
 * not frozen, else it is an error. On failure everything made by this call is removed again; after
 * success undo is cgroup_destroy(). Fills hierarchies[].made. The systemd driver knows only the
 * whole. */
bool cgroup_create(struct cgroup_plan *p, enum cgroup_part part, struct err *e) must_check;

/* Whether the groups of v1 may be made, and limits written, when the process is there already: it
 * enters them by itself (cgroup_ref_enter()). */
bool v1_groups_may_follow_clone(const struct cgroup_plan *p);

/* Writes the limits and device rules: between cgroup_create() and the process' arrival. (The
 * systemd driver does it in cgroup_attach().) */
bool cgroup_limit(const struct cgroup_plan *p, struct err *e) must_check;

/* The cgroup2 group as a descriptor for CLONE_INTO_CGROUP. Only when p->born; otherwise -1 with an
 * error. */
int cgroup_open(const struct cgroup_plan *p, struct err *e) must_check;

/* Whether a process that is born in the cgroup2 group may do the rest itself, by
 * cgroup_ref_enter(), in place of cgroup_attach(): also when n are to be there at a time. */
bool cgroup_can_enter(const struct cgroup_plan *p, int n);

/* Moves the process into the group: all hierarchies, or all but cgroup2 when it was born in it.
 * Succeeds without doing anything when there is nothing to move. */
bool cgroup_attach(const struct cgroup_plan *p, pid_t pid, bool born, struct err *e) must_check;

/* The slice of `brig plan`: driver, path, each hierarchy, each file with its value, device rules.
 */
void cgroup_show(const struct cgroup_plan *p, struct printer *d);

#endif
