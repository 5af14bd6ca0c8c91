/* SPDX-License-Identifier: Apache-2.0 */
/* Cgroups in memory. Each change is a line of the log; a read is none, but can fail too. */
#include "cgroupfs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "brig/sys/bpf.h"
#include "brig/sys/cgroup-rmtree.h"
#include "brig/sys/cgroupfs.h"
#include "clock.h"
#include "fake.h"

enum { NODES = 512 };

static struct node {
	char path[256];
	char *content; /* on the heap; NULL for a directory */
	bool dir, used;
} nodes[NODES];
static size_t n_nodes; /* upper bound of the indices in use */

static char lacking[16][64];
static size_t n_lacking;

static struct {
	pid_t pid;
	char file[256], content[256];
} reused;

void fake_cgroup_reset(void)
{
	for (size_t i = 0; i < n_nodes; i++)
		free(nodes[i].content);
	memset(nodes, 0, n_nodes * sizeof(nodes[0]));
	n_nodes = 0;
	n_lacking = 0;
	fake_clock_reset();
	reused.pid = 0;
}

static struct node *find(const char *path)
{
	for (size_t i = 0; i < n_nodes; i++)
		if (nodes[i].used && strcmp(nodes[i].path, path) == 0)
			return &nodes[i];
	return NULL;
}

static struct node *put(const char *path, bool dir)
{
	struct node *n = find(path);

	for (size_t i = 0; !n && i < NODES; i++)
		if (!nodes[i].used)
			n = &nodes[i];
	if (n == &nodes[n_nodes])
		n_nodes++;
	n->used = true;
	n->dir = dir;
	snprintf(n->path, sizeof(n->path), "%s", path);
	return n;
}

void fake_cgroup_dir(const char *path)
{
	put(path, true);
}

void fake_cgroup_file(const char *path, const char *content)
{
	struct node *n = put(path, false);

	free(n->content);
	n->content = strdup(content);
}

void fake_cgroup_lacks(const char *name)
{
	snprintf(lacking[n_lacking++], sizeof(lacking[0]), "%s", name);
}

const char *fake_cgroup_content(const char *path)
{
	struct node *n = find(path);

	return n && !n->dir ? n->content : NULL;
}

size_t fake_cgroup_dirs(void)
{
	size_t n = 0;

	for (size_t i = 0; i < n_nodes; i++)
		n += nodes[i].used && nodes[i].dir;
	return n;
}

static const char *where(char *out, const char *mount, const char *path, const char *file)
{
	snprintf(out, 256, "%s%s%s%s", mount, strcmp(path, "/") == 0 ? "" : path, file ? "/" : "",
		file ? file : "");
	return out;
}

static bool lacks(const char *file)
{
	for (size_t i = 0; i < n_lacking; i++)
		if (strcmp(lacking[i], file) == 0)
			return true;
	return false;
}

enum sys_cgroup_fs sys_cgroup_kind(const char *path)
{
	(void)path;
	return SYS_CGROUP_NOT;
}

bool sys_cgroup_exists(const char *mount, const char *path, const char *file)
{
	char p[256];

	return find(where(p, mount, path, NULL)) && (!file || !lacks(file));
}

int sys_cgroup_open(const char *mount, const char *path, struct err *e)
{
	char p[256];

	if (!fake_call(e, "open %s", where(p, mount, path, NULL)))
		return -1;
	return find(p) ? fake_fd() : fail_fd(fail_code(e, ENOENT, "open %s", p));
}

bool sys_cgroup_make(const char *mount, const char *path, struct err *e)
{
	char p[256], parent[256];

	where(p, mount, path, NULL);
	snprintf(parent, sizeof(parent), "%.*s", (int)(strrchr(p, '/') - p), p);
	if (find(p))
		return fail_code(e, EEXIST, "make cgroup %s", p);
	if (!find(parent))
		return fail_code(e, ENOENT, "make cgroup %s", p);
	if (!fake_call(e, "make %s", p))
		return false;
	put(p, true);
	return true;
}

bool sys_cgroup_remove(const char *mount, const char *path, struct err *e)
{
	char p[256];
	struct node *n = find(where(p, mount, path, NULL));
	size_t length = strlen(p);

	if (!n)
		return fail_code(e, ENOENT, "remove cgroup %s", p);
	for (size_t i = 0; i < n_nodes; i++)
		if (nodes[i].used && nodes[i].dir && strncmp(nodes[i].path, p, length) == 0 &&
			nodes[i].path[length] == '/')
			return fail_code(e, EBUSY, "remove cgroup %s", p);
	if (!fake_call(e, "remove %s", p))
		return false;
	for (size_t i = 0; i < n_nodes; i++)
		if (strncmp(nodes[i].path, p, length) == 0 &&
			(nodes[i].path[length] == '/' || nodes[i].path[length] == '\0'))
			nodes[i].used = false;
	return true;
}

/* The descendant with the longest path has no children. */
bool sys_cgroup_rmtree(const char *mount, const char *path, struct err *e)
{
	char p[256];
	struct node *n = find(where(p, mount, path, NULL));
	size_t length = strlen(p);

	if (!n)
		return fail_code(e, ENOENT, "open %s", p);
	do {
		n = NULL;
		for (size_t i = 0; i < n_nodes; i++)
			if (nodes[i].used && nodes[i].dir &&
				strncmp(nodes[i].path, p, length) == 0 &&
				nodes[i].path[length] == '/' &&
				(!n || strlen(nodes[i].path) > strlen(n->path)))
				n = &nodes[i];
	} while (n && sys_cgroup_remove(n->path, "/", e));
	return !n;
}

bool sys_cgroup_write(
	const char *mount, const char *path, const char *file, const char *value, struct err *e)
{
	char p[256];

	if (!find(where(p, mount, path, NULL)) || lacks(file))
		return fail_code(e, ENOENT, "open %s", where(p, mount, path, file));
	if (!fake_call(e, "write '%s' to %s", value, where(p, mount, path, file)))
		return false;
	fake_cgroup_file(p, value);
	return true;
}

int sys_cgroup_put(
	const char *mount, const char *path, const char *file, const char *value, struct err *e)
{
	return sys_cgroup_write(mount, path, file, value, e) ? fake_fd() : -1;
}

size_t sys_cgroup_write_each(const char *mount, const char *path, const char *file,
	const char *const *values, size_t n, struct err *e)
{
	size_t done = 0;

	while (done < n && sys_cgroup_write(mount, path, file, values[done], e))
		done++;
	return done;
}

bool sys_cgroup_read(const char *mount, const char *path, const char *file, char *ret, size_t size,
	struct err *e)
{
	char p[256];
	const char *content = fake_cgroup_content(where(p, mount, path, file));

	if (lacks(file) || !find(where(p, mount, path, NULL)))
		return fail_code(e, ENOENT, "open %s/%s", p, file);
	snprintf(ret, size, "%s", content ? content : "");
	return true;
}

char *sys_cgroup_read_all(
	struct arena *a, const char *mount, const char *path, const char *file, struct err *e)
{
	char p[256];
	const char *content = fake_cgroup_content(where(p, mount, path, file));

	if (lacks(file) || !find(where(p, mount, path, NULL)))
		return fail_null(fail_code(e, ENOENT, "open %s/%s", p, file));
	return arena_strdup(a, content ? content : "");
}

bool sys_cgroup_children(
	struct arena *a, const char *mount, const char *path, struct str_list *ret, struct err *e)
{
	char p[256];
	size_t cap = 0, length;

	*ret = (struct str_list){0};
	if (!find(where(p, mount, path, NULL)))
		return fail_code(e, ENOENT, "open %s", p);
	length = strlen(p);
	for (size_t i = 0; i < n_nodes; i++) {
		const struct node *n = &nodes[i];

		if (!n->used || !n->dir || strncmp(n->path, p, length) != 0 ||
			n->path[length] != '/' || strchr(n->path + length + 1, '/'))
			continue;
		ret->v = arena_grow(a, ret->v, &ret->n, &cap, sizeof(*ret->v));
		ret->v[ret->n - 1] = arena_strdup(a, n->path + length + 1);
	}
	return true;
}

bool sys_cgroup_chown(
	const char *mount, const char *path, const char *file, uid_t uid, struct err *e)
{
	char p[256];

	return fake_call(e, "chown %u %s", uid, where(p, mount, path, file));
}

static char watched[256];

int sys_cgroup_watch(const char *mount, const char *path, const char *file, struct err *e)
{
	char p[256];

	if (!find(where(p, mount, path, NULL)))
		return fail_fd(fail_code(e, ENOENT, "open %s", p));
	where(watched, mount, path, file);
	return fake_fd();
}

bool sys_cgroup_watched(int fd, char *ret, size_t size, struct err *e)
{
	const char *content = fake_cgroup_content(watched);

	(void)fd;
	(void)e;
	snprintf(ret, size, "%s", content ? content : "");
	return true;
}

int sys_cgroup_oom_eventfd(const char *mount, const char *path, struct err *e)
{
	(void)mount;
	(void)path;
	return fail_fd(fail_code(e, ENOENT, "cgroup.event_control"));
}

bool sys_cgroup_wait(int fd, int timeout_ms, struct err *e)
{
	(void)fd;
	fake_clock_advance(timeout_ms);
	return fake_call(e, "wait");
}

void fake_cgroup_reused(pid_t pid, const char *file, const char *content)
{
	reused.pid = pid;
	snprintf(reused.file, sizeof(reused.file), "%s", file);
	snprintf(reused.content, sizeof(reused.content), "%s", content);
}

void fake_cgroup_pid_opened(pid_t pid)
{
	if (pid == reused.pid)
		fake_cgroup_file(reused.file, reused.content);
}

int sys_bpf_load_device(const struct bpf_insn *v, size_t n, struct err *e)
{
	(void)v;
	return fake_call(e, "load device program of %zu instructions", n) ? fake_fd() : -1;
}

bool sys_bpf_attach_device(int cgroup, int program, struct err *e)
{
	(void)cgroup;
	(void)program;
	return fake_call(e, "attach device program");
}
