/* SPDX-License-Identifier: Apache-2.0 */
/* Hooks: planning and running. */
#include "brig/hook/hook.h"

#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <string.h>

#include "brig/base/fd.h"
#include "brig/base/log.h"
#include "brig/json/printer.h"
#include "brig/sys/file.h"
#include "brig/sys/subprocess.h"
#include "oci.h"

static const char section[] = "config.md POSIX-platform Hooks";

static const char *const kind_names[HOOK_KINDS] = {
	[HOOK_PRESTART] = "prestart",
	[HOOK_CREATE_RUNTIME] = "createRuntime",
	[HOOK_CREATE_CONTAINER] = "createContainer",
	[HOOK_START_CONTAINER] = "startContainer",
	[HOOK_POSTSTART] = "poststart",
	[HOOK_POSTSTOP] = "poststop",
};

const char *hook_kind_name(enum hook_kind kind)
{
	return kind_names[kind];
}

static char *const *null_terminated(
	const struct str_list *list, const char *if_empty, struct arena *a)
{
	char **v = arena_array(a, list->n + 2, sizeof(*v));

	for (size_t i = 0; i < list->n; i++)
		v[i] = (char *)list->v[i];
	if (list->n == 0)
		v[0] = (char *)if_empty;
	return v;
}

static bool plan_timeout(struct hook *out, const int64_t *timeout, const char *at, struct report *r)
{
	out->timeout_ms = -1;
	if (!timeout)
		return true;
	if (*timeout <= 0)
		return refuse(r, report_path(r, "%s.timeout", at), section,
			"omit timeout for no limit",
			"%" PRId64 " seconds; the timeout must be greater than 0", *timeout);
	/* A timeout of more than 24 days exceeds poll(2)'s range and counts as none. */
	if (*timeout <= INT_MAX / 1000)
		out->timeout_ms = (int)(*timeout * 1000);
	return true;
}

static bool plan_hook(struct hook *out, const struct oci_hook *h, const char *at, struct report *r)
{
	bool ok = plan_timeout(out, h->timeout, at, r);

	out->path = h->path;
	if (h->path[0] != '/')
		ok = refuse(r, report_path(r, "%s.path", at), section, NULL,
			"'%s' is not an absolute path", h->path);
	for (size_t i = 0; i < h->env.n; i++)
		if (!strchr(h->env.v[i], '='))
			ok = refuse(r, report_path(r, "%s.env[%zu]", at, i), section, NULL,
				"'%s' is not of the form NAME=value", h->env.v[i]);
	out->argv = null_terminated(&h->args, h->path, r->arena);
	out->envp = null_terminated(&h->env, NULL, r->arena);
	return ok;
}

static bool plan_kind(struct hooks_plan *out, enum hook_kind kind, const struct oci_hook_list *from,
	struct report *r)
{
	struct hook_list *to = &out->kind[kind];
	bool ok = true;

	if (from->n == 0)
		return true;
	to->v = arena_array(r->arena, from->n, sizeof(*to->v));
	to->n = from->n;
	for (size_t i = 0; i < from->n; i++)
		ok &= plan_hook(&to->v[i], &from->v[i],
			report_path(r, "hooks.%s[%zu]", kind_names[kind], i), r);
	return ok;
}

bool hooks_plan(struct hooks_plan *out, const struct oci_hooks *h, struct report *r)
{
	bool ok;

	*out = (struct hooks_plan){0};
	if (!h)
		return true;
	ok = plan_kind(out, HOOK_PRESTART, &h->prestart, r);
	ok &= plan_kind(out, HOOK_CREATE_RUNTIME, &h->create_runtime, r);
	ok &= plan_kind(out, HOOK_CREATE_CONTAINER, &h->create_container, r);
	ok &= plan_kind(out, HOOK_START_CONTAINER, &h->start_container, r);
	ok &= plan_kind(out, HOOK_POSTSTART, &h->poststart, r);
	ok &= plan_kind(out, HOOK_POSTSTOP, &h->poststop, r);
	return ok;
}

static bool run_hook(const struct hook *h, const char *state, const char *cwd,
	const struct sys_confinement *confinement, struct err *e)
{
	/* O_NOFOLLOW, O_NONBLOCK: for startContainer it is a file of the container. */
	autoclose int output =
		sys_open_at(AT_FDCWD, "/dev/null", O_WRONLY | O_NOFOLLOW | O_NONBLOCK, e);
	const struct sys_subprocess program = {
		.path = h->path,
		.argv = h->argv,
		.envp = h->envp,
		.input = state,
		.cwd = cwd,
		.output = output,
		.timeout_ms = h->timeout_ms,
		.confinement = confinement,
	};

	return output >= 0 && sys_subprocess_run(&program, e);
}

bool hooks_run_confined(const struct hooks_plan *p, enum hook_kind kind, const char *state,
	const struct sys_confinement *confinement, struct err *e)
{
	const struct hook_list *list = &p->kind[kind];

	for (size_t i = 0; i < list->n; i++)
		if (!run_hook(&list->v[i], state, NULL, confinement, e))
			return fail_in(e, "hooks.%s[%zu]", kind_names[kind], i);
	return true;
}

bool hooks_run(const struct hooks_plan *p, enum hook_kind kind, const char *state, const char *cwd,
	bool each_hook, struct err *e)
{
	const struct hook_list *list = &p->kind[kind];
	bool ok = true;

	for (size_t i = 0; i < list->n && (ok || each_hook); i++) {
		struct err why;

		if (run_hook(&list->v[i], state, cwd, NULL, &why))
			continue;
		err_context(&why, "hooks.%s[%zu]", kind_names[kind], i);
		if (ok)
			*e = why;
		else
			log_warn("%s, ignoring", why.text);
		ok = false;
	}
	return ok;
}

int hooks_timeout_sum(const struct hooks_plan *p, enum hook_kind kind)
{
	const struct hook_list *list = &p->kind[kind];
	int64_t sum = 0;

	for (size_t i = 0; i < list->n; i++) {
		if (list->v[i].timeout_ms < 0)
			return -1;
		sum += list->v[i].timeout_ms;
	}
	return sum <= INT_MAX / 2 ? (int)sum : -1;
}

static void show_strings(struct printer *d, const char *key, char *const *v)
{
	printer_list(d, key);
	for (; *v; v++)
		printer_str(d, NULL, *v);
	printer_end(d);
}

static void show_hook(const struct hook *h, struct printer *d)
{
	printer_object(d, NULL);
	printer_str(d, "path", h->path);
	show_strings(d, "args", h->argv);
	show_strings(d, "env", h->envp);
	if (h->timeout_ms >= 0)
		printer_int(d, "timeout", h->timeout_ms / 1000);
	printer_end(d);
}

void hooks_show(const struct hooks_plan *p, struct printer *d)
{
	printer_object(d, "hooks");
	for (int kind = 0; kind < HOOK_KINDS; kind++) {
		const struct hook_list *list = &p->kind[kind];

		if (list->n == 0)
			continue;
		printer_list(d, kind_names[kind]);
		for (size_t i = 0; i < list->n; i++)
			show_hook(&list->v[i], d);
		printer_end(d);
	}
	printer_end(d);
}
