/* SPDX-License-Identifier: Apache-2.0 */
/* Chooses between one mount(2) and a detached tree. One mount(2) is a third of the system
 * calls, but cannot express all options, and mount(2) by name is safe only where no other process
 * sees the target. */
#include "method.h"

#include <string.h>
#include <sys/mount.h>

#include "brig/base/str.h"
#include "planning.h"

/* Whether one mount(2) on the target's descriptor expresses all of m, but for the read-only flag.
 */
static bool fits_one_call(const struct mount_plan *m)
{
	return m->kind == MOUNT_FS && m->method != MOUNT_SYSCALL_ONLY && m->slot < 0 && !m->idmap &&
	       !m->copy_up && !m->defer_readonly && !m->fallback && m->n_propagation == 0 &&
	       !planning_is_root(m->dest);
}

static bool is_directly_in(const struct mount_plan *top, const struct mount_plan *m)
{
	size_t n = strlen(top->dest);

	return strncmp(m->dest, top->dest, n) == 0 && m->dest[n] == '/' && m->dest[n + 1] &&
	       !strchr(m->dest + n + 1, '/');
}

static bool is_new_tmpfs(const struct mount_plan *m)
{
	return m->kind == MOUNT_FS && str_eq(m->type, "tmpfs") && m->slot < 0 && !m->copy_up &&
	       m->method != MOUNT_SYSCALL_ONLY && m->n_propagation == 0 &&
	       !planning_is_root(m->dest);
}

static bool is_readonly(const struct mount_plan *m)
{
	return ((m->below.set & ~m->flags.clear) | m->flags.set) & MOUNT_ATTR_RDONLY;
}

static void hold(struct mounts_plan *p, struct mount_plan *m)
{
	if (m->held < 0)
		m->held = (int)p->n_held++;
}

void method_choose(struct mounts_plan *p, bool private)
{
	struct mount_plan *top = NULL; /* a new tmpfs; NULL once a mount is not in it */

	for (size_t i = 0; i < p->n; i++) {
		struct mount_plan *m = &p->v[i];
		bool same_entry = top && top->index == m->index;

		m->held = m->parent = -1;
		/* mount(2) with MS_RDONLY makes the file system read-only, which other mounts may
		 * share. The hierarchies of cgroup v1, which come from the same entry as their
		 * tmpfs, are mounted by the host already, and a further mount changes no flag of
		 * the file system. */
		if (fits_one_call(m) && (!is_readonly(m) || same_entry))
			m->method = MOUNT_SYSCALL;
		if (m->defer_readonly)
			hold(p, m);
		if (private && m->method == MOUNT_SYSCALL && top && is_directly_in(top, m)) {
			hold(p, top);
			top->method = MOUNT_DETACHED;
			m->method = MOUNT_SYSCALL_NAME;
			m->parent = top->held;
		} else if (!same_entry) {
			top = is_new_tmpfs(m) ? m : NULL;
		}
	}
}
