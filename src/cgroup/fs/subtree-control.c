/* SPDX-License-Identifier: Apache-2.0 */
/* cgroup2: enables controllers from the root down to a cgroup, and gives a cgroup to its owner. */
#include "fs/subtree-control.h"

#include <stdio.h>
#include <string.h>

#include "brig/sys/cgroupfs.h"

/* The controllers whose files `events --stats` reads; io.stat and memory.current exist only if
 * their controller is enabled. */
static const char statistics[] = "cpu,io,memory,pids";

enum { LIST_MAX = 512 };

/* Appends "+WORD" to out for each word of list that is in allowed (NULL: all are) and not in
 * enabled. */
static void add_words(char *out, const char *list, const char *allowed, const char *enabled)
{
	for (const char *s = list; *s; s += *s == ',') {
		size_t n = strcspn(s, ","), used = strlen(out);
		char word[64];

		snprintf(word, sizeof(word), "%.*s", (int)n, s);
		if (n > 0 && (!allowed || cgroup_has_controller(allowed, word)) &&
			!cgroup_has_controller(enabled, word))
			snprintf(out + used, LIST_MAX - used, "%s+%s", used ? " " : "", word);
		s += n;
	}
}

/* Reads a list of controllers into out, separated by commas; "" if the file cannot be read. */
static void read_list(const char *mount, const char *level, const char *file, char *out)
{
	struct err ignored;

	if (!sys_cgroup_read(mount, level, file, out, LIST_MAX, &ignored))
		*out = '\0';
	for (; *out; out++)
		*out = *out == ' ' ? ',' : *out;
}

static bool list_has(const char *list, const char *word, size_t n)
{
	char text[64];

	snprintf(text, sizeof(text), "%.*s", (int)n, word);
	return cgroup_has_controller(list, text);
}

/* Enables one controller alone, after the write of all of them failed, so that the error can name
 * the controller and the reason. */
static bool enable_one(
	const char *mount, const char *level, const char *word, size_t n, struct err *e)
{
	char text[80];

	snprintf(text, sizeof(text), "+%.*s", (int)n, word);
	if (sys_cgroup_write(mount, level, "cgroup.subtree_control", text, e))
		return true;
	if (e->code == ENOENT)
		return fail_code(e, ENOENT,
			"controller '%.*s' is not available in %s%s (bound to v1, or not in "
			"Delegate= of user@.service)",
			(int)n, word, mount, level);
	if (e->code == EACCES || e->code == EPERM)
		return fail_code(e, e->code,
			"controller '%.*s' is not delegated to this user (root grants it: "
			"Delegate= of user@.service)",
			(int)n, word);
	if (e->code == EBUSY)
		return fail_code(e, EBUSY,
			"controller '%.*s' cannot be enabled in %s%s, which contains processes "
			"(choose another cgroupsPath)",
			(int)n, word, mount, level);
	return fail_in(e, "enable controller '%.*s'", (int)n, word);
}

static bool enable_at(
	const char *mount, const char *level, const char *needed, bool made, struct err *e)
{
	char to_enable[LIST_MAX] = "", available[LIST_MAX], enabled[LIST_MAX];

	if (*needed == '\0' && !made)
		return true;
	/* A controller that is enabled already is not written: above the delegated subtree a user
	 * cannot write. */
	read_list(mount, level, "cgroup.subtree_control", enabled);
	add_words(to_enable, needed, NULL, enabled);
	if (made) {
		read_list(mount, level, "cgroup.controllers", available);
		add_words(to_enable, statistics, available, enabled);
	}
	if (*to_enable == '\0' ||
		sys_cgroup_write(mount, level, "cgroup.subtree_control", to_enable, e))
		return true;
	for (const char *s = needed; *s; s += *s == ',') {
		size_t n = strcspn(s, ",");

		if (!list_has(enabled, s, n) && !enable_one(mount, level, s, n, e))
			return false;
		s += n;
	}
	return true;
}

bool fs_enable(const struct cgroup_group *g, const char *enable, struct err *e)
{
	unsigned depth = 0, level_number = 0;
	char level[4096];

	if (!g->unified)
		return true;
	for (const char *s = g->path; *s; s++)
		depth += *s == '/';
	for (const char *s = g->path; s; s = strchr(s + 1, '/'), level_number++) {
		snprintf(level, sizeof(level), "%.*s", s == g->path ? 1 : (int)(s - g->path),
			g->path);
		/* The last `made` of the levels 1 to depth are cgroups that brig made. */
		if (!enable_at(g->mount, level, enable, level_number > depth - g->made, e))
			return false;
	}
	return true;
}

static bool give_file(const struct cgroup_group *g, const char *file, uid_t owner, struct err *e)
{
	/* The spec allows the change of owner and does not require it; a rootless user may lack the
	 * right. */
	return sys_cgroup_chown(g->mount, g->path, file, owner, e) || e->code == EPERM;
}

bool fs_give(const struct cgroup_group *g, int64_t owner, struct err *e)
{
	char list[1024] = "cgroup.procs\ncgroup.subtree_control\ncgroup.threads", kernel[1024];
	char *save = NULL;

	if (!g->unified || owner < 0 || g->made == 0)
		return true;
	if (sys_cgroup_read("/sys/kernel/cgroup", "/", "delegate", kernel, sizeof(kernel), e))
		memcpy(list, kernel, sizeof(list));
	if (!give_file(g, NULL, (uid_t)owner, e))
		return false;
	for (char *f = strtok_r(list, "\n", &save); f; f = strtok_r(NULL, "\n", &save))
		if (!strchr(f, '/') && !give_file(g, f, (uid_t)owner, e))
			return false;
	return true;
}
