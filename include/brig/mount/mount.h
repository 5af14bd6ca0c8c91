/* SPDX-License-Identifier: Apache-2.0 */
/* The mounts array: config.md Mounts, config-linux.md Mount Label, mounts of cgroups. */
#ifndef BRIG_MOUNT_MOUNT_H
#define BRIG_MOUNT_MOUNT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "oci.h"

#include "brig/base/report.h"
#include "brig/json/printer.h"
#include "brig/mount/facts.h"

enum mount_kind {
	MOUNT_FS,      /* a new file system of this type */
	MOUNT_BIND,    /* a clone of a host tree */
	MOUNT_REMOUNT, /* changes flags and options of what is mounted at dest */
	MOUNT_CHANGE,  /* changes propagation of what is mounted at dest, nothing else */
	MOUNT_LINK,    /* not a mount: a symbolic link at dest to source (cgroup v1 names) */
};

/* One option for the file system itself; value NULL for a word that stands alone. */
struct mount_param {
	const char *key, *value;
};

/* Per-mount flags to set and to clear, MOUNT_ATTR_*, as mount_setattr(2) wants them. */
struct mount_flags {
	uint64_t set, clear;
};

enum { MOUNT_PROPAGATIONS_MAX = 5 };

struct mount_plan {
	size_t index; /* in the mounts array; several plans can come from one entry */
	enum mount_kind kind;
	const char *type;   /* file system type; NULL unless kind is MOUNT_FS */
	const char *source; /* bind: absolute path on the host; NULL when there is none */
	const char *dest;   /* absolute, in the container */
	bool recursive;     /* rbind */
	bool strict;        /* no symbolic link anywhere in dest (proc, sysfs) */
	bool legacy;        /* only mount(2) can say this (silent, iversion, long values) */
	bool plain;         /* mount(2) can say all of it, in one call */
	int held;       /* index into struct mount_fds.held: its descriptor is still needed; -1 */
	int under;      /* held of the new tmpfs, seen by nobody else, that dest lies directly in;
			   -1 */
	bool copy_up;   /* tmpcopyup */
	bool late_ro;   /* read-only only at mounts_finish(): what is mounted or made in it comes
			   first */
	bool take_mode; /* tmpfs without mode=: as the directory it covers */
	const char *fallback;     /* host tree to bind when the kernel refuses the type to a user
				     namespace (EPERM), showing no more than was asked for; what is
				     mounted below it is read-only. NULL: that is an error */
	bool fallback_ro;         /* all of it read-only */
	unsigned long sb_flags;   /* MS_* that belong to the file system, for mount(2) */
	unsigned long sb_clear;   /* the same, words that clear: for remount */
	struct mount_flags flags; /* of the mount itself */
	struct mount_flags below; /* of the mount and all below it: the r* words */
	unsigned long propagation[MOUNT_PROPAGATIONS_MAX]; /* in order; MS_* with MS_REC */
	size_t n_propagation;
	const struct mount_param *params; /* file system options, one fsconfig(2) each */
	size_t n_params;
	const char *data; /* the same for mount(2), comma-separated; NULL when empty */
	int slot;         /* index into struct mount_fds; -1: opened by the container's side,
			     as is a bind mount for which there is nothing in the slot */
	bool by_init; /* proc in a pid namespace of others: made by mount_make() in init, with the
			 slot for its descriptor, and attached by another process */
	bool by_host; /* sysfs of a network namespace that may be the host's own making: made by
			 mount_make(), with the slot for its descriptor, by who has joined that with
			 the host's rights; a user namespace could not */
	bool idmap;   /* id-mapped, with the maps below or, without, the namespace file */
	bool idmap_below;     /* ridmap */
	const char *idmap_ns; /* file of a joined user namespace; NULL otherwise */
	const struct oci_id_mapping_list *uids, *gids;
};

struct mounts_plan {
	struct mount_plan *v;
	size_t n;
	size_t n_slots; /* descriptors that mounts_open() will make */
	size_t n_held;  /* those with held */
};

/* v: detached trees, made on the host's side, of what the container's root could not reach or map.
 * held: where others are mounted by name, and what mounts_finish() will make read-only; by then
 * another mount may cover it. */
struct mount_fds {
	int *v, *held; /* arena */
	size_t n, n_held;
};

/* Plans c->mounts in its order. Adds every problem to r; false when anything was refused. */
bool mounts_plan(struct mounts_plan *out, const struct oci_config *c, const struct mount_facts *f,
	struct report *r);

/* Host side, before clone (the child inherits the descriptors, close-on-exec) or at any time before
 * the child needs them. Sources for a container with a user namespace, and id-mapped mounts; userns
 * is a descriptor of the user namespace that the container joins, -1 without one. ret->n
 * is 0 when the plan needs none. Who is not allowed to leaves the slot of a bind mount empty. On
 * error all are closed again. */
bool mounts_open(const struct mounts_plan *p, int userns, struct arena *a, struct mount_fds *ret,
	struct err *e) must_check;
void mount_fds_close(struct mount_fds *fds);

/* Makes the file system of p->v[i], which has by_init or by_host, detached; returns its descriptor.
 */
int mount_make(const struct mounts_plan *p, size_t i, struct err *e) must_check;

/* Attaches all beneath root (from rootfs_open()), in order. The descriptors in fds stay open, with
 * those for mounts_finish() added: close them with mount_fds_close() in both processes. A mount
 * onto
 * "/" replaces what the number root refers to (dup3), so that the caller can go on with it. */
bool mounts_apply(
	const struct mounts_plan *p, struct mount_fds *fds, int root, struct err *e) must_check;

/* After the pivot, when devices and links are in place: makes read-only what mounts_apply() had to
 * leave writable (a tmpfs, /dev). */
bool mounts_finish(
	const struct mounts_plan *p, const struct mount_fds *fds, struct err *e) must_check;

void mounts_show(const struct mounts_plan *p, struct printer *d);

/* What lies on parts of the host's "/proc" or "/sys" (type: "proc", "sysfs"), so that no user
 * namespace may mount another, as a list for messages; NULL when there is nothing, or none is to be
 * seen. */
const char *mounts_covers(const char *type, struct arena *a);

/* The option words that are understood, sorted, for `features`; NULL past the end. */
const char *mount_option_word(size_t i);

#endif
