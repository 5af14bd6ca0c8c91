/* SPDX-License-Identifier: Apache-2.0 */
/* Finding the cgroup hierarchies of the host without reading its mount table where possible. */
#include "brig/cgroup/detect.h"

#include <string.h>

#include "brig/base/str.h"
#include "brig/sys/cgroupfs.h"
#include "brig/sys/procfs.h"
#include "fs/procfs-parse.h"
#include "oci.h"

#define DEFAULT_MOUNT "/sys/fs/cgroup"

const char *cgroup_mode_name(enum cgroup_mode mode)
{
	static const char *const names[] = {
		[CGROUP_NOWHERE] = "none",
		[CGROUP_V1] = "v1",
		[CGROUP_HYBRID] = "hybrid",
		[CGROUP_V2] = "v2",
	};

	return names[mode];
}

bool cgroup_has_controller(const char *controllers, const char *word)
{
	size_t n = strlen(word);

	for (const char *s = controllers; *s; s += *s == ',') {
		size_t length = strcspn(s, ",");

		if (length == n && memcmp(s, word, n) == 0)
			return true;
		s += length;
	}
	return false;
}

const struct cgroup_hierarchy *cgroup_layout_unified(const struct cgroup_layout *l)
{
	for (size_t i = 0; i < l->n; i++)
		if (l->v[i].unified)
			return &l->v[i];
	return NULL;
}

const struct cgroup_hierarchy *cgroup_layout_find(
	const struct cgroup_layout *l, const char *controller)
{
	const struct cgroup_hierarchy *unified = cgroup_layout_unified(l);

	for (size_t i = 0; i < l->n; i++)
		if (!l->v[i].unified && cgroup_has_controller(l->v[i].controllers, controller))
			return &l->v[i];
	if (!unified)
		return NULL;
	if (str_eq(controller, "freezer") || str_eq(controller, "devices") ||
		cgroup_has_controller(unified->controllers, controller))
		return unified;
	return NULL;
}

static const char *last_part(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* v1 hierarchies in the order of the texts, cgroup2 last. */
static void add(struct cgroup_layout *l, size_t *cap, const struct cgroup_line *line,
	const char *mount, const char *root, struct arena *a)
{
	struct cgroup_hierarchy *h;

	l->v = arena_grow(a, l->v, &l->n, cap, sizeof(*l->v));
	h = &l->v[l->n - 1];
	h->unified = line->unified;
	h->controllers = line->controllers;
	h->mount = mount;
	h->name = last_part(mount);
	h->root = root;
	h->own = cgroup_path_beneath(root, line->path);
}

static void settle(struct cgroup_layout *l)
{
	struct cgroup_hierarchy unified;
	size_t at = l->n;

	for (size_t i = 0; i < l->n; i++)
		if (l->v[i].unified)
			at = i;
	if (at < l->n) {
		unified = l->v[at];
		memmove(&l->v[at], &l->v[at + 1], (l->n - at - 1) * sizeof(*l->v));
		l->v[l->n - 1] = unified;
	}
	if (l->n == 0)
		l->mode = CGROUP_NOWHERE;
	else if (at == l->n)
		l->mode = CGROUP_V1;
	else
		l->mode = l->n == 1 ? CGROUP_V2 : CGROUP_HYBRID;
}

/* The superblock's options hold every controller of the hierarchy, in the kernel's order. */
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

/* A hierarchy may be mounted more than once: the mount that shows our own group is of most use, and
 * of these the one at its usual place. */
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

bool cgroup_layout_parse(struct cgroup_layout *out, const char *mountinfo, const char *self,
	const char *unified_controllers, struct arena *a, struct err *e)
{
	struct cgroup_lines lines;
	struct cgroup_mounts mounts;
	size_t cap = 0;

	*out = (struct cgroup_layout){0};
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
		add(out, &cap, line, m->point, m->root, a);
	}
	settle(out);
	return true;
}

/* Controllers that the mounted root of cgroup2 has; "" when it can't be read. */
static const char *read_unified(const char *mount, struct arena *a)
{
	struct err ignored;
	char *text = sys_cgroup_read_all(a, mount, "/", "cgroup.controllers", &ignored);

	return text ? cgroup_join_words(text, a) : "";
}

/* Shows the mount the whole hierarchy? Where our own group is not found in it, it shows a part. */
static bool shows(const char *mount, enum sys_cgroup_fs kind, const struct cgroup_line *line)
{
	if (sys_cgroup_kind(mount) != kind || str_starts(line->path, "/.."))
		return false;
	return str_eq(line->path, "/") || sys_cgroup_exists(mount, line->path, "cgroup.procs");
}

/* Where distributions mount it: by all controllers joined, by the first of them, by its name. */
static const char *usual_mount(const struct cgroup_line *line, struct arena *a)
{
	const char *names = line->controllers, *mount;

	if (line->unified)
		mount = DEFAULT_MOUNT "/unified";
	else if (str_starts(names, "name="))
		mount = arena_printf(a, DEFAULT_MOUNT "/%s", names + strlen("name="));
	else
		mount = arena_printf(a, DEFAULT_MOUNT "/%s", names);
	if (shows(mount, line->unified ? SYS_CGROUP_V2 : SYS_CGROUP_V1, line))
		return mount;
	for (size_t n; !line->unified && *names; names += n + (names[n] == ',')) {
		n = strcspn(names, ",");
		mount = arena_printf(a, DEFAULT_MOUNT "/%.*s", (int)n, names);
		if (shows(mount, SYS_CGROUP_V1, line))
			return mount;
	}
	return NULL;
}

static bool read_mount_table(
	struct cgroup_layout *out, const char *self, struct arena *a, struct err *e)
{
	const char *mountinfo = sys_procfs_read(a, 0, "mountinfo", e);

	if (!mountinfo || !cgroup_layout_parse(out, mountinfo, self, NULL, a, e))
		return false;
	for (size_t i = 0; i < out->n; i++)
		if (out->v[i].unified)
			out->v[i].controllers = read_unified(out->v[i].mount, a);
	return true;
}

/* Controllers that do nothing for a container that has no limit of theirs: where their hierarchy is
 * mounted does not matter then, if it is at all. */
static bool can_miss(const struct cgroup_line *line, const struct oci_resources *r)
{
	const struct {
		const char *name;
		bool asked;
	} idle[] = {
		{"hugetlb", r && r->hugepage_limits.n > 0},
		{"misc", false},
		{"net_cls", r && r->network},
		{"net_prio", r && r->network},
		{"perf_event", false},
		{"rdma", r && r->rdma.n > 0},
	};
	size_t words = 1, known = 0;

	for (const char *s = line->controllers; *s; s++)
		words += *s == ',';
	for (size_t i = 0; i < sizeof(idle) / sizeof(idle[0]); i++)
		known += !idle[i].asked && cgroup_has_controller(line->controllers, idle[i].name);
	return !line->unified && known == words;
}

bool cgroup_detect(struct cgroup_layout *out, const struct oci_resources *wanted, struct arena *a,
	struct err *e)
{
	const char *self = sys_procfs_read(a, 0, "cgroup", e);
	bool pure = sys_cgroup_kind(DEFAULT_MOUNT) == SYS_CGROUP_V2;
	struct cgroup_lines lines;
	size_t cap = 0;

	*out = (struct cgroup_layout){0};
	if (!self || !cgroup_lines_parse(&lines, self, a, e))
		return false;
	for (size_t i = 0; i < lines.n; i++) {
		struct cgroup_line *line = &lines.v[i];
		const char *mount = NULL;

		/* A v1 hierarchy beside pure v2 is mounted at no usual place. */
		if (!pure)
			mount = usual_mount(line, a);
		else if (line->unified && shows(DEFAULT_MOUNT, SYS_CGROUP_V2, line))
			mount = DEFAULT_MOUNT;
		if (!mount && can_miss(line, wanted))
			continue;
		if (!mount)
			return read_mount_table(out, self, a, e);
		if (line->unified)
			line->controllers = read_unified(mount, a);
		add(out, &cap, line, mount, "/", a);
	}
	settle(out);
	return true;
}
