/* SPDX-License-Identifier: Apache-2.0 */
/* mount: each tests/golden/mount/NAME.json comes to the calls in NAME.calls; and when any one of
 * these fails, so does the whole, with an error, and no descriptor is left. Annotations of the
 * config say what the host is like: userns, rootless, selinux, context-type, cgroup (v1, hybrid,
 * v2), cgroupns, nopivot. With UPDATE_GOLDEN set in the environment the .calls are written, not
 * compared. */
#include "test.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "brig/base/fd.h"
#include "brig/base/str.h"
#include "brig/json/read.h"
#include "brig/json/write.h"
#include "brig/mount/apply.h"
#include "brig/mount/device.h"
#include "brig/mount/masked-paths.h"
#include "brig/mount/rootfs.h"
#include "brig/sys/file.h"
#include "brig/sys/procfs.h"
#include "fake.h"
#include "file.h"

#define give_up(...)                      \
	do {                              \
		print_error(__VA_ARGS__); \
		assert_true(false);       \
	} while (0)

struct plans {
	struct rootfs_plan rootfs;
	struct mounts_plan mounts;
	struct devices_plan devices;
	struct masked_paths_plan paths;
};

static const struct cgroup_view_hierarchy v2[] = {{"unified", NULL, "/sys/fs/cgroup", "/c/1"}};
static const struct cgroup_view_hierarchy hybrid[] = {
	{"cpu,cpuacct", "cpu,cpuacct", "/sys/fs/cgroup/cpu,cpuacct", "/c/1"},
	{"pids", "pids", "/sys/fs/cgroup/pids", "/c/1"},
	{"systemd", "name=systemd", "/sys/fs/cgroup/systemd", "/"},
	{"unified", NULL, "/sys/fs/cgroup/unified", "/c/1"},
};

static const char *golden_path(struct arena *a, const char *name, const char *suffix)
{
	return arena_printf(a, "%s/tests/golden/mount/%s%s", getenv("SOURCE_ROOT"), name, suffix);
}

static char *read_file(struct arena *a, const char *path)
{
	autofile FILE *f = fopen(path, "r");
	char *text = arena_alloc(a, 256 * 1024);

	if (f)
		text[fread(text, 1, 256 * 1024 - 1, f)] = '\0';
	return text;
}

static bool plan_all(
	struct plans *p, const struct oci_config *c, struct cgroup_view *view, struct report *r)
{
	const char *kind = str_map_get(&c->annotations, "cgroup");
	struct mount_facts f = {
		.bundle = "/bundle",
		.linux = c->linux,
		.userns = str_map_get(&c->annotations, "userns"),
		.rootless = str_map_get(&c->annotations, "rootless"),
		.root = !str_map_get(&c->annotations, "rootless"),
		.selinux = str_map_get(&c->annotations, "selinux"),
		.context_type = str_map_get(&c->annotations, "context-type"),
		.cgroup = kind ? view : NULL,
		.kcore = true,
	};
	bool good;

	if (kind) {
		view->unified = str_eq(kind, "v2");
		view->namespace = str_map_get(&c->annotations, "cgroupns");
		view->v = view->unified ? v2 : hybrid;
		view->n = view->unified ? 1 : str_eq(kind, "v1") ? 3 : 4;
	}
	good = rootfs_plan(&p->rootfs, c, &f, str_map_get(&c->annotations, "nopivot"), r);
	good = mounts_plan(&p->mounts, c, &f, r) && good;
	good = devices_plan(&p->devices, c, &f, r) && good;
	return masked_paths_plan(&p->paths, c, r) && good;
}

static bool apply_all(const struct plans *p, struct arena *a, struct err *e)
{
	struct mount_fds fds;
	autoclose int root = -1;
	bool done;

	if (p->rootfs.no_pivot) /* the id of a mount is the length of its name */
		fake_text_is("8 1 0:1 / / rw - rootfs none rw\n5 7 0:2 / /proc rw - proc proc rw\n"
			     "4 5 0:3 / /proc/x rw - sysfs sysfs rw\n3 4 0:4 / /proc/x rw - tmpfs "
			     "t rw\n");
	if (!mounts_open(&p->mounts, -1, a, &fds, e))
		return false;
	done = rootfs_propagate(&p->rootfs, e) && sys_chdir(p->rootfs.path, e) &&
	       (root = rootfs_open(&p->rootfs, e)) >= 0 &&
	       mounts_apply(&p->mounts, &fds, root, e) && devices_apply(&p->devices, root, e) &&
	       rootfs_pivot(&p->rootfs, root, e) && mounts_finish(&p->mounts, &fds, e) &&
	       masked_paths_apply(&p->paths, root, e) && rootfs_finish(&p->rootfs, root, e);
	mount_fds_close(&fds);
	sys_procfs_close();
	return done;
}

static unsigned open_fds(void)
{
	unsigned n = 0;

	for (int fd = 0; fd < 256; fd++)
		n += fcntl(fd, F_GETFD) >= 0;
	return n;
}

static void fail_each(const struct plans *p, struct arena *a, const char *name)
{
	unsigned calls = fake_count(), fds = open_fds();

	for (unsigned i = 1; i <= calls; i++) {
		struct err e = {0};

		fake_reset(i);
		fake_files_reset();
		if (apply_all(p, a, &e))
			give_up("%s: call %u of %u failed, and it went on", name, i, calls);
		assert_true(e.text[0] != '\0');
		assert_int_equal(open_fds(), fds);
	}
}

static void compare(struct arena *a, const char *name, const char *got)
{
	const char *path = golden_path(a, name, ".calls"), *wanted = read_file(a, path);

	if (str_eq(wanted, got))
		return;
	if (getenv("UPDATE_GOLDEN")) {
		autofile FILE *f = fopen(path, "w");

		assert_non_null(f);
		fputs(got, f);
		return;
	}
	print_message("%s: got:\n%s", name, got);
	assert_string_equal(got, wanted);
}

static void check(const char *name)
{
	autoarena struct arena a = {0};
	struct report r = {.arena = &a};
	struct oci_config c = {0};
	struct cgroup_view view = {0};
	struct str got = {.arena = &a};
	struct plans p;
	struct err e;
	const char *text = read_file(&a, golden_path(&a, name, ".json"));

	if (!json_read(&c, &oci_config_type, text, strlen(text), &r))
		give_up("%s: %s: %s", name, r.v[0].path, r.v[0].text);
	fake_reset(0);
	fake_files_reset();
	(void)plan_all(&p, &c, &view, &r);
	assert_string_equal(fake_lines(), ""); /* plans do not look at the host */
	for (size_t i = 0; i < r.n; i++)
		str_addf(&got, "%s %s: %s\n", r.v[i].severity == REFUSAL ? "refused" : "warning",
			r.v[i].path, r.v[i].text);
	fake_reset(0);
	if (r.refusals == 0) {
		if (!apply_all(&p, &a, &e))
			give_up("%s: %s", name, e.text);
		str_add(&got, fake_lines());
		fail_each(&p, &a, name);
	}
	compare(&a, name, str_text(&got));
}

static void golden(void **state)
{
	autoarena struct arena a = {0};
	autodir DIR *dir = opendir(golden_path(&a, "", ""));
	const struct dirent *d;
	unsigned n = 0;

	(void)state;
	assert_non_null(dir);
	while ((d = readdir(dir)))
		if (str_ends(d->d_name, ".json")) {
			check(arena_strndup(&a, d->d_name, strlen(d->d_name) - 5));
			n++;
		}
	assert_true(n > 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(golden)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
