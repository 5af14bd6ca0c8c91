/* SPDX-License-Identifier: Apache-2.0 */
/* Printing a plan. */
#include "brig/plan/show.h"

#include <fcntl.h>

#include "brig/base/fd.h"
#include "brig/cgroup/show.h"
#include "brig/sys/file.h"

static const char *const entry_words[] = {
	[CGROUP_ENTRY_PARENT] = "moved by the runtime",
	[CGROUP_ENTRY_CHILD] = "created there, or joins by itself",
	[CGROUP_ENTRY_LATE] = "joins by itself, after creating its namespaces",
};

/* A missing program is printed and is not an error: a mount or a hook may provide it later. */
static void show_program(const struct plan *p, struct printer *d)
{
	struct arena a = {0};
	struct err e;
	autoclose int root = -1;
	const char *found = NULL;

	if (!p->program.args || !p->rootfs.path)
		return;
	root = sys_open_at(AT_FDCWD, p->rootfs.path, O_PATH | O_DIRECTORY, &e);
	if (root >= 0)
		found = program_find(&p->program, root, &a, &e);
	printer_str(d, found ? "program" : "programMissing", found ? found : e.text);
	arena_free(&a);
}

static void show_size(const struct oci_box *size, struct printer *d)
{
	if (!size)
		return;
	printer_object(d, "consoleSize");
	printer_uint(d, "height", size->height);
	printer_uint(d, "width", size->width);
	printer_end(d);
}

void plan_show(const struct plan *p, struct printer *d)
{
	printer_str(d, "id", p->id);
	printer_str(d, "bundle", p->bundle->path);
	namespace_show(&p->namespaces, d);
	printer_object(d, "cgroup");
	cgroup_show(&p->cgroup, d);
	printer_str(d, "cgroupEntry", entry_words[p->cgroup_entry]);
	printer_end(d);
	rdt_show(&p->rdt, d);
	network_show(&p->network, d);
	rootfs_show(&p->rootfs, d);
	mounts_show(&p->mounts, d);
	devices_show(&p->devices, d);
	masked_paths_show(&p->paths, d);
	hooks_show(&p->hooks, d);
	uts_show(&p->uts, d);
	sysctl_show(&p->sysctl, d);
	printer_bool(d, "newKeyring", p->keyring);
	printer_bool(d, "terminal", p->terminal);
	show_size(p->console_size, d);
	rlimits_show(&p->rlimits, d);
	sched_show(&p->sched, d);
	label_show(&p->label, d);
	user_show(&p->user, d);
	capabilities_show(&p->capabilities, d);
	seccomp_show(&p->seccomp, d);
	program_show(&p->program, d);
	show_program(p, d);
}
