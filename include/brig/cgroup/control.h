/* SPDX-License-Identifier: Apache-2.0 */
/* Commands on the group of a container that exists, by what its record says. */
#ifndef BRIG_CGROUP_CONTROL_H
#define BRIG_CGROUP_CONTROL_H

#include "brig/cgroup/cgroup.h"

struct oci_record;

struct cgroup_ref {
	enum cgroup_driver driver;
	const char *unit; /* CGROUP_SYSTEMD; else NULL */
	struct cgroup_set groups;
	/* Init of the container, which the caller has checked to be the recorded one; 0 when it is
	 * gone. Where it really is counts for thawing (v1). */
	pid_t init;
	int init_fd; /* its pidfd, borrowed: what is read by the number counts while it lives */
	const char *init_groups; /* /proc/PID/cgroup of it, by cgroup_ref_look(); else NULL */
};

struct pid_list {
	pid_t *v;
	size_t n;
};

/* What the record keeps of a plan that cgroup_create() has carried out; NULL-safe for CGROUP_NONE
 * (an empty ref, on which every function below succeeds without doing anything). */
struct cgroup_ref *cgroup_ref_of(const struct cgroup_plan *p, struct arena *a);

/* What cgroup_create() is about to make, for a record that is written before it, so that nothing is
 * forgotten when we are killed: the groups that do not exist yet. Those that do are none of ours.
 */
struct cgroup_ref *cgroup_ref_ahead(const struct cgroup_plan *p, struct arena *a);

/* To and from the "cgroup" object of our record. Strings are shared. */
void cgroup_record(struct oci_record *out, const struct cgroup_ref *ref, struct arena *a);
bool cgroup_from_record(struct cgroup_ref *out, const struct oci_record *rec, struct arena *a,
	struct err *e) must_check;

/* Freezes or thaws the group and all beneath it, and waits until the kernel says so, at most
 * timeout_ms. A freeze that does not succeed is thawed again before the error is returned. Thawing
 * includes the freezer group that init is really in. */
bool cgroup_freeze(
	const struct cgroup_ref *ref, bool frozen, int timeout_ms, struct err *e) must_check;

/* Finds out now, for what follows at once, where init is; otherwise each function below does. */
void cgroup_ref_look(struct cgroup_ref *ref, struct arena *a);

/* Whether the group (on v1: or the one that init is in) is frozen or freezing. No freezer: false.
 */
bool cgroup_frozen(const struct cgroup_ref *ref, bool *ret, struct err *e) must_check;

/* Signals every process of the group and of its sub-groups. SIGKILL by cgroup.kill where the kernel
 * has it; else, and for other signals, the group is frozen, all are signalled, and it is thawed, so
 * that none escapes by forking. With SIGKILL a group that was frozen before is thawed too. A group
 * that is gone is success. */
bool cgroup_kill(const struct cgroup_ref *ref, int sig, struct err *e) must_check;

/* All processes of the group and its sub-groups, as our pid namespace numbers them, sorted; none of
 * them twice. A group that is gone has none. */
bool cgroup_pids(const struct cgroup_ref *ref, struct arena *a, struct pid_list *ret,
	struct err *e) must_check;

/* Waits until no process is left in the group, at most timeout_ms; the error names the ones left,
 * with their state and what they wait for. */
bool cgroup_wait_empty(const struct cgroup_ref *ref, int timeout_ms, struct err *e) must_check;

/* Removes the group in every hierarchy: sub-groups deepest first, then what we made. Waits for
 * dying processes, at most timeout_ms altogether. All hierarchies are tried; the first error is
 * returned. A group that is gone is success. Parents that were made with it are removed when they
 * are empty, as is the common parent /brig. */
bool cgroup_destroy(const struct cgroup_ref *ref, int timeout_ms, struct err *e) must_check;

/* The same where it takes one rmdir(2) a hierarchy, since no process and no group is left in what
 * we made; false when it is more than that, with what could be removed gone. */
bool cgroup_remove_idle(const struct cgroup_ref *ref) must_check;

/* How many processes of a group that we made the OOM killer has killed so far; 0 where the kernel
 * does not count them. */
uint64_t cgroup_oom_kills(const struct cgroup_ref *ref);

/* Whether the group that counted them is gone, as systemd removes it when nobody is in it. */
bool cgroup_oom_forgotten(const struct cgroup_ref *ref);

/* For exec: the cgroup2 group that init is in (or of the container, when init is gone) as a
 * descriptor for CLONE_INTO_CGROUP; -1 with an error when there is none (ref->mode is CGROUP_V1, or
 * CGROUP_NONE). */
int cgroup_ref_open(const struct cgroup_ref *ref, struct err *e) must_check;

/* Moves the calling process, which has one thread, into the groups of cgroup v1. Another process is
 * moved under a lock whose taking waits for a grace period (RCU): 11 ms on a host where nothing was
 * moved or started just before, in place of 0.3. */
bool cgroup_ref_enter(const struct cgroup_ref *ref, struct err *e) must_check;

/* For exec: moves a process into the container's groups.
 * Joins the group that init is really in, where that is beneath the container's. */
bool cgroup_ref_attach(const struct cgroup_ref *ref, pid_t pid, struct err *e) must_check;

/* For exec: the groups that a process is to enter, exactly; to be given to the two above. Without
 * subs those of init. Each of subs is "PATH", a sub-group in every hierarchy, or
 * "CONTROLLER[,CONTROLLER...]:PATH" in those of v1 with these controllers; PATH is seen from the
 * container's group, and "/" is that itself. A sub-group that is not there is an error, as is one
 * that climbs. */
bool cgroup_ref_sub(struct cgroup_ref *out, const struct cgroup_ref *ref,
	const struct str_list *subs, struct arena *a, struct err *e) must_check;

/* `update`: new values for an existing group. */
struct cgroup_update {
	const struct cgroup_ref *ref;
	struct cgroup_setting *settings; /* group is an index into ref->groups */
	size_t n_settings;
	const char *enable;   /* cgroup2: controllers that they need */
	int64_t memory_check; /* checkBeforeUpdate: refuse when usage is above; -1: no check */
};

/* The settings for resources (linux.resources' form; paths in problems begin with "resources").
 * Devices are never touched. Pure but for reading current values that decide the order of writes or
 * complete a partial setting (period without quota). */
bool cgroup_update_plan(struct cgroup_update *out, const struct oci_resources *resources,
	const struct cgroup_ref *ref, struct report *r) must_check;

/* Writes them; on failure the values that stood before are written back, and the error says so. */
bool cgroup_update_apply(const struct cgroup_update *u, struct err *e) must_check;

#endif
