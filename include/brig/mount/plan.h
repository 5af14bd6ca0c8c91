/* SPDX-License-Identifier: Apache-2.0 */
/* The plan of the mounts array (config.md Mounts, config-linux.md Mount Label): a list in which
 * each mount has its flags, its options and the way in which it is made. */
#ifndef BRIG_MOUNT_PLAN_H
#define BRIG_MOUNT_PLAN_H

#include <stddef.h>
#include <stdint.h>

#include "brig/base/report.h"
#include "brig/mount/facts.h"

enum mount_kind {
	MOUNT_FS,      /* a new mount of a file system type */
	MOUNT_BIND,    /* a clone of a tree of the host */
	MOUNT_REMOUNT, /* changes flags and options of the mount at dest */
	MOUNT_CHANGE,  /* changes nothing but the propagation of the mount at dest */
	MOUNT_LINK,    /* no mount: a symbolic link at dest to source (names of cgroup v1) */
};

/* The system calls that make a mount of kind MOUNT_FS. */
enum mount_method {
	MOUNT_DETACHED,     /* fsopen(2) to fsmount(2), then move_mount(2): any flags, any target */
	MOUNT_SYSCALL,      /* one mount(2) on the target's descriptor; MOUNT_DETACHED when the
			     * kernel refuses that */
	MOUNT_SYSCALL_NAME, /* one mount(2) by name in the new tmpfs `parent`, which no other
			     * process sees; MOUNT_SYSCALL when the name is taken or the kernel
			     * refuses */
	MOUNT_SYSCALL_ONLY, /* mount(2): the options cannot be expressed by fsconfig(2) (silent,
			     * iversion, long values) */
};

/* The process that makes the mount. Each one but the first makes a detached tree, and
 * mounts_apply() finds its descriptor in struct mount_fds. */
enum mount_maker {
	MOUNT_BY_ATTACHER,   /* the process that calls mounts_apply() */
	MOUNT_BY_RUNTIME,    /* the runtime, before clone: mounts_open() */
	MOUNT_BY_PID_MEMBER, /* proc of a joined pid namespace: a process in it, mount_make() */
	MOUNT_BY_NET_MEMBER, /* sysfs of a joined network namespace, which may belong to the host: a
			      * process in it that has the host's rights, mount_make() */
};

enum mount_idmap {
	MOUNT_IDMAP_NONE,
	MOUNT_IDMAP_TOP,  /* idmap: the mount itself */
	MOUNT_IDMAP_TREE, /* ridmap: the mount and all mounts below it */
};

/* One option for the file system; value is NULL for a word without '='. */
struct mount_param {
	const char *key, *value;
};

/* Flags to set and to clear, MOUNT_ATTR_*, as mount_setattr(2) takes them. */
struct mount_flags {
	uint64_t set, clear;
};

enum { MOUNT_PROPAGATIONS_MAX = 5 };

struct mount_plan {
	size_t index; /* in the mounts array; one entry can become several plans */
	enum mount_kind kind;
	enum mount_method method;
	enum mount_maker maker;
	const char *type;   /* file system type; NULL unless kind is MOUNT_FS */
	const char *source; /* bind: absolute path on the host; NULL when there is none */
	const char *dest;   /* absolute, in the container */
	bool recursive;     /* rbind */
	bool implied; /* bind: stands for an entry of type cgroup, source is not from the config */
	bool no_symlinks;     /* proc, sysfs: a symbolic link anywhere in dest is an error */
	bool copy_up;         /* tmpcopyup */
	bool defer_readonly;  /* read-only by mounts_finish(), after mounts and devices in it */
	bool inherit_mode;    /* tmpfs without mode=: the mode of the directory that it covers */
	int slot;             /* index into struct mount_fds.v, -1 with MOUNT_BY_ATTACHER */
	int held;             /* index into struct mount_fds.held, -1: the descriptor is not needed
			       * after the mount is attached */
	int parent;           /* MOUNT_SYSCALL_NAME: held of the tmpfs; -1 otherwise */
	const char *fallback; /* the host's tree to bind when the kernel refuses the type to a user
			       * namespace (EPERM), which shows no more than a new mount would;
			       * mounts below it become read-only. NULL: EPERM is an error */
	bool fallback_readonly;   /* the whole tree becomes read-only */
	unsigned long sb_flags;   /* MS_* of the file system, for mount(2) */
	unsigned long sb_clear;   /* MS_* of the file system that a remount clears */
	struct mount_flags flags; /* of the mount itself */
	struct mount_flags below; /* of the mount and all mounts below it: the r* options */
	unsigned long propagation[MOUNT_PROPAGATIONS_MAX]; /* in order; MS_* with MS_REC */
	size_t n_propagation;
	const struct mount_param *params; /* file system options, one fsconfig(2) each */
	size_t n_params;
	const char *data; /* the same for mount(2), comma-separated; NULL when empty */
	enum mount_idmap idmap;
	const struct oci_id_mapping_list *uids, *gids; /* both, or NULL with idmap_ns */
	const char *idmap_ns; /* file of a joined user namespace that has the maps */
};

struct mounts_plan {
	struct mount_plan *v;
	size_t n;
	size_t n_slots, n_held; /* sizes of the two arrays of struct mount_fds */
};

/* Plans c->mounts in its order. Adds each problem to r; false when something was refused. */
bool mounts_plan(struct mounts_plan *out, const struct oci_config *c, const struct mount_facts *f,
	struct report *r);

#endif
