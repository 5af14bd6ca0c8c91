/* SPDX-License-Identifier: Apache-2.0 */
/* Creation, check, use and removal of resctrl groups. */
#include "brig/rdt/apply.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "brig/base/fd.h"
#include "brig/base/str.h"
#include "brig/sys/file.h"

enum { SCHEMATA_MAX = 64 * 1024 };

static const char *group_path(const struct rdt_plan *p, struct arena *a)
{
	return *p->group ? arena_printf(a, "%s/%s", p->mount, p->group) : p->mount;
}

/* Whether a schema line of the kernel (" L3:0=7f0;1=1f") has this "id=value" item. */
static bool has_value(const char *line, const char *item, size_t n)
{
	const char *p = strchr(line, ':');

	while (p) {
		size_t length = strcspn(++p, ";\n");

		/* The kernel pads numbers with blanks and zeros; leading ones are skipped. */
		const char *eq = memchr(p, '=', length), *want = memchr(item, '=', n);

		if (eq && want && eq - p == want - item && memcmp(p, item, (size_t)(eq - p)) == 0) {
			const char *a = eq + 1, *b = want + 1;
			size_t an = length - (size_t)(a - p), bn = n - (size_t)(b - item);

			while (an > 1 && (*a == ' ' || *a == '0'))
				a++, an--;
			while (bn > 1 && (*b == ' ' || *b == '0'))
				b++, bn--;
			return an == bn && memcmp(a, b, an) == 0;
		}
		p = p[length] == ';' ? p + length : NULL;
	}
	return false;
}

/* Whether each item of a schema is in its line of the file. */
static bool has_schema(const char *file, const char *schema)
{
	size_t name = strcspn(schema, ":");

	for (const char *line = file; *line; line += strcspn(line, "\n"), line += *line == '\n') {
		const char *start = line + strspn(line, " ");
		const char *item = schema + name;

		if (strncmp(start, schema, name + 1) != 0 || !*item)
			continue;
		for (; *item; item += strcspn(item, ";")) {
			item++;
			if (*item && !has_value(start, item, strcspn(item, ";")))
				return false;
		}
		return true;
	}
	return false;
}

static bool check_schemata(const struct rdt_plan *p, int dir, struct err *e)
{
	autoarena struct arena a = {0};
	const char *file;

	if (p->compared == 0)
		return true;
	file = sys_read_at(&a, dir, "schemata", SCHEMATA_MAX, NULL, e);
	if (!file)
		return false;
	for (size_t i = 0; i < p->compared; i++)
		if (!has_schema(file, p->schemata[i]))
			return fail(e, "class %s exists with schemata other than '%s'",
				*p->group ? p->group : "/", p->schemata[i]);
	return true;
}

static bool write_schemata(const struct rdt_plan *p, int dir, struct err *e)
{
	char line[4096];

	for (size_t i = 0; i < p->schemata_n; i++) {
		int n = snprintf(line, sizeof(line), "%s\n", p->schemata[i]);

		if (n >= (int)sizeof(line))
			return fail(e, "a schema is longer than %zu bytes", sizeof(line));
		if (!sys_write_at(dir, "schemata", line, e))
			return fail_in(e, "schema '%s'", p->schemata[i]);
	}
	return true;
}

/* Opens the group's directory, and creates it when needed; *made is true for a new one. */
static int open_group(const struct rdt_plan *p, const char *path, bool *made, struct err *e)
{
	*made = false;
	if (*p->group && !p->must_exist) {
		*made = sys_mkdir_at(AT_FDCWD, path, 0755, e);
		if (!*made && e->code == ENOSPC)
			return fail_fd(fail_in(e, "the hardware has no free class of service"));
		if (!*made && e->code != EEXIST)
			return -1;
	}
	return sys_open_at(AT_FDCWD, path, O_PATH | O_DIRECTORY, e);
}

static void remove_ignoring_errors(const char *path)
{
	struct err ignored;

	if (!sys_unlink_at(AT_FDCWD, path, AT_REMOVEDIR, &ignored))
		return;
}

static bool make_monitor(const struct rdt_plan *p, const char *group, struct arena *a,
	struct rdt_made *made, struct err *e)
{
	const char *path = arena_printf(a, "%s/mon_groups/%s", group, p->id);

	if (!p->monitoring)
		return true;
	if (!sys_mkdir_at(AT_FDCWD, path, 0755, e))
		return fail_in(e, "linux.intelRdt.enableMonitoring");
	made->monitor = path;
	return true;
}

static bool create(const struct rdt_plan *p, struct arena *a, struct rdt_made *made, struct err *e)
{
	const char *path = group_path(p, a);
	bool is_new;
	autoclose int dir = open_group(p, path, &is_new, e);

	if (is_new && p->own)
		made->group = path;
	if (dir >= 0 && (is_new || p->must_exist || check_schemata(p, dir, e)) &&
		write_schemata(p, dir, e) && make_monitor(p, path, a, made, e))
		return true;
	/* A group with a closID is not removed at delete, but this call has just created it. */
	if (is_new && !p->own)
		remove_ignoring_errors(path);
	return false;
}

bool rdt_create(const struct rdt_plan *p, struct arena *a, struct rdt_made *made, struct err *e)
{
	*made = (struct rdt_made){0};
	if (!p->mount)
		return true;
	return create(p, a, made, e) ? true : fail_in(e, "linux.intelRdt");
}

static void write_back(int dir, const char *before)
{
	autoarena struct arena a = {0};
	struct err ignored;

	for (const char *line = before; *line; line += strcspn(line, "\n"), line += *line == '\n') {
		const char *start = line + strspn(line, " ");
		size_t n = strcspn(start, "\n");

		if (n > 0 && !sys_write_at(dir, "schemata",
				     arena_printf(&a, "%.*s\n", (int)n, start), &ignored))
			continue;
	}
}

static int open_existing(const struct rdt_plan *p, struct err *e)
{
	autoarena struct arena a = {0};

	return sys_open_at(AT_FDCWD, group_path(p, &a), O_PATH | O_DIRECTORY, e);
}

bool rdt_update(const struct rdt_plan *p, struct arena *a, const char **before, struct err *e)
{
	autoclose int dir = open_existing(p, e);

	*before = dir < 0 ? NULL : sys_read_at(a, dir, "schemata", SCHEMATA_MAX, NULL, e);
	if (!*before)
		return fail_in(e, "linux.intelRdt");
	if (write_schemata(p, dir, e))
		return true;
	write_back(dir, *before);
	return fail_in(e, "linux.intelRdt: the old schemata are in force");
}

void rdt_restore(const struct rdt_plan *p, const char *before)
{
	struct err ignored;
	autoclose int dir = open_existing(p, &ignored);

	if (dir >= 0)
		write_back(dir, before);
}

bool rdt_attach(const struct rdt_plan *p, pid_t pid, struct err *e)
{
	char path[4096], text[16];
	const char *slash = p->mount && *p->group ? "/" : "";
	int n;

	if (!p->mount)
		return true;
	snprintf(text, sizeof(text), "%d", pid);
	n = snprintf(path, sizeof(path), "%s%s%s/tasks", p->mount, slash, p->group);
	if (n >= (int)sizeof(path) || !sys_write_at(AT_FDCWD, path, text, e))
		return fail_in(e, "linux.intelRdt");
	if (!p->monitoring)
		return true;
	n = snprintf(
		path, sizeof(path), "%s%s%s/mon_groups/%s/tasks", p->mount, slash, p->group, p->id);
	if (n >= (int)sizeof(path) || !sys_write_at(AT_FDCWD, path, text, e))
		return fail_in(e, "linux.intelRdt.enableMonitoring");
	return true;
}

static bool remove_group(const char *path, struct err *e)
{
	return !path || sys_unlink_at(AT_FDCWD, path, AT_REMOVEDIR, e) || e->code == ENOENT;
}

bool rdt_destroy(const struct rdt_made *made, struct err *e)
{
	return remove_group(made->monitor, e) && remove_group(made->group, e);
}
