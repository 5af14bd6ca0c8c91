/* SPDX-License-Identifier: Apache-2.0 */
/* Detects the cgroup hierarchies of the host. /proc/self/mountinfo is read only if a hierarchy is
 * not mounted where distributions mount it: reading it costs time that grows with the number of
 * mounts. */
#include "brig/cgroup/detect.h"
#include "brig/sys/procfs.h"

#include <string.h>

#include "brig/base/str.h"
#include "brig/sys/cgroupfs.h"
#include "fs/procfs-parse.h"
#include "oci.h"

#define DEFAULT_MOUNT "/sys/fs/cgroup"

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* Appends the hierarchy of a line of /proc/self/cgroup. */
static void add_hierarchy(struct cgroup_set *l, size_t *cap, const struct cgroup_line *line,
	const char *mount, const char *root, struct arena *a)
{
	struct cgroup_group *h;

	l->v = arena_grow(a, l->v, &l->n, cap, sizeof(*l->v));
	h = &l->v[l->n - 1];
	h->unified = line->unified;
	h->controllers = line->controllers;
	h->mount = mount;
	h->name = base_name(mount);
	h->root = root;
	h->path = cgroup_path_beneath(root, line->path);
}

static void finish_layout(struct cgroup_set *l)
{
	struct cgroup_group unified;
	size_t index = l->n;

	for (size_t i = 0; i < l->n; i++)
		if (l->v[i].unified)
			index = i;
	if (index < l->n) {
		unified = l->v[index];
		memmove(&l->v[index], &l->v[index + 1], (l->n - index - 1) * sizeof(*l->v));
		l->v[l->n - 1] = unified;
	}
	l->mode = cgroup_set_mode(l);
}

/* Whether the mount shows the hierarchy of the line. The options of the superblock name every
 * controller of a hierarchy, in the kernel's order. */
static bool same_hierarchy(const struct cgroup_mount *m, const struct cgroup_line *line)
{
	const char *s = line->controllers;

	if (m->unified != line->unified)
		return false;
	while (*s && !m->unified) {
		char word[128];
		size_t n = strcspn(s, ",");

		if (n >= sizeof(word))
			return false;
		memcpy(word, s, n);
		word[n] = '\0';
		if (!cgroup_has_controller(m->options, word))
			return false;
		s += n + (s[n] == ',');
	}
	return true;
}

/* The mount to use for a hierarchy that is mounted more than once. A mount of the whole hierarchy
 * is best, then one that shows the runtime's own cgroup, then one below /sys/fs/cgroup. */
static const struct cgroup_mount *best_mount(
	const struct cgroup_mounts *mounts, const struct cgroup_line *line)
{
	const struct cgroup_mount *best = NULL;
	int best_score = -1;

	for (size_t i = 0; i < mounts->n; i++) {
		const struct cgroup_mount *m = &mounts->v[i];
		int score = 0;

		if (!same_hierarchy(m, line))
			continue;
		if (str_eq(m->root, "/"))
			score += 4;
		else if (!str_eq(cgroup_path_beneath(m->root, line->path), "/") ||
			 str_eq(m->root, line->path))
			score += 2;
		if (str_starts(m->point, DEFAULT_MOUNT))
			score++;
		if (score > best_score) {
			best = m;
			best_score = score;
		}
	}
	return best;
}

bool cgroup_detect_parse(struct cgroup_set *out, const char *mountinfo, const char *self,
	const char *unified_controllers, struct arena *a, struct err *e)
{
	struct cgroup_lines lines;
	struct cgroup_mounts mounts;
	size_t cap = 0;

	*out = (struct cgroup_set){0};
	if (!cgroup_lines_parse(&lines, self, a, e) ||
		!cgroup_mounts_parse(&mounts, mountinfo, a, e))
		return false;
	for (size_t i = 0; i < lines.n; i++) {
		struct cgroup_line *line = &lines.v[i];
		const struct cgroup_mount *m = best_mount(&mounts, line);

		if (!m)
			continue;
		if (line->unified)
			line->controllers = cgroup_join_words(
				unified_controllers ? unified_controllers : "", a);
		add_hierarchy(out, &cap, line, m->point, m->root, a);
	}
	finish_layout(out);
	return true;
}

/* The controllers of the root cgroup of cgroup2, separated by commas; "" if the file cannot be
 * read. */
static const char *read_unified(const char *mount, struct arena *a)
{
	struct err ignored;
	char *text = sys_cgroup_read_all(a, mount, "/", "cgroup.controllers", &ignored);

	return text ? cgroup_join_words(text, a) : "";
}

/* Whether the whole hierarchy is mounted here. If the runtime's own cgroup is not found below the
 * mount point, the mount shows only a part of the hierarchy. */
static bool shows_whole_hierarchy(
	const char *mount, enum sys_cgroup_fs kind, const struct cgroup_line *line)
{
	if (sys_cgroup_kind(mount) != kind || str_starts(line->path, "/.."))
		return false;
	return str_eq(line->path, "/") || sys_cgroup_exists(mount, line->path, "cgroup.procs");
}

/* The usual mount point of a hierarchy: named after all its controllers, after one of them, or
 * after the hierarchy's name. NULL if it is not mounted there. */
static const char *usual_mount(const struct cgroup_line *line, struct arena *a)
{
	const char *names = line->controllers, *mount;

	if (line->unified)
		mount = DEFAULT_MOUNT "/unified";
	else if (str_starts(names, "name="))
		mount = arena_printf(a, DEFAULT_MOUNT "/%s", names + strlen("name="));
	else
		mount = arena_printf(a, DEFAULT_MOUNT "/%s", names);
	if (shows_whole_hierarchy(mount, line->unified ? SYS_CGROUP_V2 : SYS_CGROUP_V1, line))
		return mount;
	for (size_t n; !line->unified && *names; names += n + (names[n] == ',')) {
		n = strcspn(names, ",");
		mount = arena_printf(a, DEFAULT_MOUNT "/%.*s", (int)n, names);
		if (shows_whole_hierarchy(mount, SYS_CGROUP_V1, line))
			return mount;
	}
	return NULL;
}

static bool read_mount_table(
	struct cgroup_set *out, const char *self, struct arena *a, struct err *e)
{
	const char *mountinfo = sys_procfs_read(a, 0, "mountinfo", e);

	if (!mountinfo || !cgroup_detect_parse(out, mountinfo, self, NULL, a, e))
		return false;
	for (size_t i = 0; i < out->n; i++)
		if (out->v[i].unified)
			out->v[i].controllers = read_unified(out->v[i].mount, a);
	return true;
}

/* Whether the container does not need the hierarchy: it sets no limit of these controllers, and
 * without a limit they have no effect. A hierarchy like this is ignored if it is not at its usual
 * mount point. */
static bool is_dispensable(const struct cgroup_line *line, const struct oci_resources *r)
{
	const struct {
		const char *name;
		bool needed;
	} controllers[] = {
		{"hugetlb", r && r->hugepage_limits.n > 0},
		{"misc", false},
		{"net_cls", r && r->network},
		{"net_prio", r && r->network},
		{"perf_event", false},
		{"rdma", r && r->rdma.n > 0},
	};
	size_t n_controllers = 1, n_dispensable = 0;

	for (const char *s = line->controllers; *s; s++)
		n_controllers += *s == ',';
	for (size_t i = 0; i < sizeof(controllers) / sizeof(controllers[0]); i++)
		n_dispensable += !controllers[i].needed &&
				 cgroup_has_controller(line->controllers, controllers[i].name);
	return !line->unified && n_dispensable == n_controllers;
}

bool cgroup_detect(
	struct cgroup_set *out, const struct oci_resources *wanted, struct arena *a, struct err *e)
{
	const char *self = sys_procfs_read(a, 0, "cgroup", e);
	bool pure_v2 = sys_cgroup_kind(DEFAULT_MOUNT) == SYS_CGROUP_V2;
	struct cgroup_lines lines;
	size_t cap = 0;

	*out = (struct cgroup_set){0};
	if (!self || !cgroup_lines_parse(&lines, self, a, e))
		return false;
	for (size_t i = 0; i < lines.n; i++) {
		struct cgroup_line *line = &lines.v[i];
		const char *mount = NULL;

		/* On a host with pure cgroup v2, a v1 hierarchy has no usual mount point. */
		if (!pure_v2)
			mount = usual_mount(line, a);
		else if (line->unified && shows_whole_hierarchy(DEFAULT_MOUNT, SYS_CGROUP_V2, line))
			mount = DEFAULT_MOUNT;
		if (!mount && is_dispensable(line, wanted))
			continue;
		if (!mount)
			return read_mount_table(out, self, a, e);
		if (line->unified)
			line->controllers = read_unified(mount, a);
		add_hierarchy(out, &cap, line, mount, "/", a);
	}
	finish_layout(out);
	return true;
}
