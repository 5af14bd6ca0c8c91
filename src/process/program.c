/* SPDX-License-Identifier: Apache-2.0 */
/* Plans and prints the program; sets HOME and the working directory. */
#include "brig/process/program.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "brig/base/fd.h"
#include "brig/base/parse.h"
#include "brig/base/str.h"
#include "brig/json/printer.h"
#include "brig/sys/exec.h"
#include "brig/sys/file.h"
#include "brig/sys/rootfs-file.h"
#include "oci.h"

static const char section[] = "config.md Process";

/* The index of each environment name, plus one: an open-addressed hash table. */
struct name_table {
	size_t *slots, mask;
};

static size_t hash(const char *name, size_t n)
{
	size_t h = 2166136261U;

	for (size_t i = 0; i < n; i++)
		h = (h ^ (unsigned char)name[i]) * 16777619U;
	return h;
}

/* The slot of the entry's name; a free slot when the name is new. */
static size_t *slot_of(struct name_table *t, char *const *env, const char *entry)
{
	size_t n = strcspn(entry, "=");
	size_t at = hash(entry, n) & t->mask;

	while (t->slots[at] && strncmp(env[t->slots[at] - 1], entry, n + 1) != 0)
		at = (at + 1) & t->mask;
	return &t->slots[at];
}

static bool plan_env(struct program_plan *out, const struct str_list *env, struct report *r)
{
	struct name_table t = {.mask = 15};
	bool ok = true;

	while (t.mask < env->n * 2)
		t.mask = t.mask * 2 + 1;
	t.slots = arena_array(r->arena, t.mask + 1, sizeof(*t.slots));
	out->env = arena_array(r->arena, env->n + 2, sizeof(*out->env));
	for (size_t i = 0; i < env->n; i++) {
		char *entry = (char *)env->v[i];
		size_t *slot;

		if (!strchr(entry, '=') || entry[0] == '=') {
			ok = refuse(r, report_path(r, "process.env[%zu]", i), section, NULL,
				"'%s' is not of the form NAME=value", entry);
			continue;
		}
		slot = slot_of(&t, out->env, entry);
		if (!*slot)
			*slot = ++out->env_n;
		out->env[*slot - 1] = entry;
	}
	return ok;
}

/* Returns p->env_n when there is none. */
static size_t env_index(const struct program_plan *p, const char *name)
{
	size_t n = strlen(name), i = 0;

	while (i < p->env_n && (strncmp(p->env[i], name, n) != 0 || p->env[i][n] != '='))
		i++;
	return i;
}

static const char *env_get(const struct program_plan *p, const char *name)
{
	size_t i = env_index(p, name);

	return i < p->env_n ? p->env[i] + strlen(name) + 1 : NULL;
}

static bool plan_args(struct program_plan *out, const struct str_list *args, struct report *r)
{
	char **v;

	if (args->n == 0)
		return refuse(r, "process.args", section, NULL, "at least one entry is required");
	v = arena_array(r->arena, args->n + 1, sizeof(*v));
	for (size_t i = 0; i < args->n; i++)
		v[i] = (char *)args->v[i];
	out->args = v;
	if (*v[0] == '\0')
		return refuse(r, "process.args[0]", section, NULL, "the program's name is empty");
	return true;
}

bool program_plan(struct program_plan *out, const struct oci_process *p, struct report *r)
{
	const char *home;
	bool ok;

	memset(out, 0, sizeof(*out));
	if (!p)
		return true;
	ok = plan_args(out, &p->args, r);
	ok &= plan_env(out, &p->env, r);
	out->cwd = p->cwd;
	if (!p->cwd || p->cwd[0] != '/')
		ok = refuse(r, "process.cwd", section, NULL, "'%s' is not an absolute path",
			p->cwd ? p->cwd : "");
	out->search = env_get(out, "PATH");
	if (!out->search)
		out->search = "/bin:/usr/bin";
	home = env_get(out, "HOME");
	out->needs_home = !home || !*home;
	out->uid = p->user ? p->user->uid : 0;
	return ok;
}

/* The home directory in a line of passwd(5); NULL when the line is malformed or has another uid. */
static const char *home_in_line(char *line, uid_t uid)
{
	char *field[6], *rest = line;
	struct err ignored;
	uint64_t id;

	for (int i = 0; i < 6; i++) {
		field[i] = strsep(&rest, ":");
		if (!field[i])
			return NULL;
	}
	if (!parse_u64(field[2], UINT32_MAX, &id, &ignored) || id != uid)
		return NULL;
	return field[5][0] == '/' ? field[5] : "/";
}

enum { PASSWD_MAX = 1024 * 1024 };

/* Reads line by line in a buffer of fixed size and skips lines that do not fit. */
static bool search_passwd(struct program_plan *p, int fd, struct err *e)
{
	char buf[4096];
	size_t used = 0, total = 0;
	bool skip = false;

	for (;;) {
		ssize_t n = read(fd, buf + used, sizeof(buf) - 1 - used);
		char *line = buf, *end;

		if (n < 0)
			return fail_errno(e, "read /etc/passwd");
		used += (size_t)n;
		total += (size_t)n;
		if (n == 0 && used > 0)
			buf[used++] = '\n';
		while ((end = memchr(line, '\n', used - (size_t)(line - buf)))) {
			const char *home;

			*end = '\0';
			home = skip ? NULL : home_in_line(line, p->uid);
			skip = false;
			if (home) {
				snprintf(p->home, sizeof(p->home), "HOME=%s", home);
				return true;
			}
			line = end + 1;
		}
		used -= (size_t)(line - buf);
		memmove(buf, line, used);
		if (n == 0 || total > PASSWD_MAX)
			return true;
		if (used == sizeof(buf) - 1) {
			skip = true;
			used = 0;
		}
	}
}

bool program_home(struct program_plan *p, int root, struct err *e)
{
	autoclose int fd = -1;
	size_t at;

	if (!p->args || !p->needs_home)
		return true;
	strcpy(p->home, "HOME=/");
	fd = sys_open_image_file(root, "etc/passwd", e);
	if (fd >= 0 && !search_passwd(p, fd, e))
		return false;
	at = env_index(p, "HOME");
	p->env[at] = p->home;
	if (at == p->env_n)
		p->env[++p->env_n] = NULL;
	p->needs_home = false;
	return true;
}

/* Not by the path alone: it can name brig's descriptors in /proc, which lead to the host. */
static int open_cwd(int root, const char *path, struct err *e)
{
	return sys_open_in_root(root, path, O_PATH | O_DIRECTORY, 0, 0, e);
}

static never_inline bool make_all_parts(int root, const char *path, struct err *e)
{
	char part[PATH_MAX];
	size_t n = strlen(path);

	if (n >= sizeof(part))
		return fail_code(e, ENAMETOOLONG, "process.cwd");
	memcpy(part, path, n + 1);
	for (char *name = part + 1; *name; name += strcspn(name, "/"), name += *name == '/') {
		size_t length = strcspn(name, "/");
		char first = *name, after = name[length];
		autoclose int parent = -1;

		*name = '\0';
		parent = open_cwd(root, part, e);
		*name = first;
		if (parent < 0)
			return false;
		name[length] = '\0';
		if (length > 0 && !sys_mkdir_at(parent, name, 0755, e) && e->code != EEXIST)
			return false;
		name[length] = after;
	}
	return true;
}

/* Opens the working directory and makes it when it is missing; -1 on error. */
static int open_or_make_cwd(int root, const char *path, struct err *e)
{
	int fd = open_cwd(root, path, e);
	mode_t mask;

	if (fd >= 0 || e->code != ENOENT)
		return fd;
	mask = sys_umask(022);
	fd = make_all_parts(root, path, e) ? open_cwd(root, path, e) : -1;
	sys_umask(mask);
	return fd;
}

static bool is_at_top(void)
{
	struct err ignored;
	char now[2];

	return sys_getcwd(now, sizeof(now), &ignored) && str_eq(now, "/");
}

static never_inline bool enter_cwd(const struct program_plan *p, bool *entered, struct err *e)
{
	autoclose int root = -1, fd = -1;
	char now[PATH_MAX];

	root = sys_open_at(AT_FDCWD, "/", O_PATH | O_DIRECTORY, e);
	if (root < 0)
		return false;
	fd = p->cwd_stays ? open_cwd(root, p->cwd, e) : open_or_make_cwd(root, p->cwd, e);
	if (fd < 0 || !sys_fchdir(fd, p->cwd, e))
		return (entered && e->code == EACCES) ? true : fail_in(e, "process.cwd");
	if (!sys_getcwd(now, sizeof(now), e))
		return fail_in(e, "process.cwd %s leads out of the container", p->cwd);
	if (entered)
		*entered = true;
	return true;
}

bool program_cwd(const struct program_plan *p, bool *entered, struct err *e)
{
	bool top = p->args && str_eq(p->cwd, "/"); /* exists, and is the current directory */

	if (entered)
		*entered = top;
	return !p->args || (top && (entered || is_at_top())) || enter_cwd(p, entered, e);
}

static void show_list(struct printer *d, const char *key, char *const *v)
{
	printer_list(d, key);
	for (; *v; v++)
		printer_str(d, NULL, *v);
	printer_end(d);
}

void program_show(const struct program_plan *p, struct printer *d)
{
	if (!p->args)
		return;
	show_list(d, "args", p->args);
	show_list(d, "env", p->env);
	printer_str(d, "cwd", p->cwd);
	if (p->needs_home)
		printer_strf(d, "HOME", "from the container's /etc/passwd, for uid %u", p->uid);
}
