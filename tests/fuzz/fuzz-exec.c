/* SPDX-License-Identifier: Apache-2.0 */
/* Fuzz target: plans exec with the part "process" as the file of --process, or with the part "args"
 * as the command line, in a container whose config.json is the part "config"; "flags" are options
 * of exec, one letter each. Each plan has a program, an absolute working directory and terminated
 * lists. */
#include <sched.h>
#include <string.h>

#include "../../src/launch/exec-plan.h"
#include "brig/base/str.h"
#include "brig/json/read.h"
#include "brig/json/write.h"
#include "fuzz.h"

/* The parts replace the files; the linker option --wrap redirects the functions that read them. */
static const struct part *parts;
static size_t parts_n;

const struct oci_config *__wrap_container_config(
	struct container *c, struct arena *a, struct err *e);
char *__wrap_sys_read_at(
	struct arena *a, int dir, const char *path, size_t max, size_t *ret_size, struct err *e);

const struct oci_config *__wrap_container_config(
	struct container *c, struct arena *a, struct err *e)
{
	const char *text = part_named(parts, parts_n, "config");
	struct oci_config *config = arena_alloc(a, sizeof(*config));
	struct report r = {.arena = a};

	(void)c;
	if (text && !json_read(config, &oci_config_type, text, strlen(text), &r))
		return fail_null(report_result(&r, e));
	return config;
}

char *__wrap_sys_read_at(
	struct arena *a, int dir, const char *path, size_t max, size_t *ret_size, struct err *e)
{
	const char *text = part_named(parts, parts_n, path);

	(void)dir;
	if (!text)
		return fail_null(fail_code(e, ENOENT, "open %s", path));
	check(strlen(text) <= max);
	if (ret_size)
		*ret_size = strlen(text);
	return arena_strdup(a, text);
}

/* The lines of a part. */
static struct str_list lines_of(const char *name, struct arena *a)
{
	const char *text = part_named(parts, parts_n, name);
	char *save = NULL, *copy = arena_strdup(a, text ? text : "");
	struct str_list l = {0};
	size_t cap = 0;

	for (char *w = strtok_r(copy, "\n", &save); w; w = strtok_r(NULL, "\n", &save)) {
		l.v = arena_grow(a, l.v, &l.n, &cap, sizeof(*l.v));
		l.v[l.n - 1] = w;
	}
	return l;
}

static struct exec_options options_of(struct arena *a)
{
	static const uint32_t id = 7;
	static uint32_t gids[] = {1, 1, 4294967294};
	const char *flags = part_named(parts, parts_n, "flags");
	struct exec_options o = {
		.process = part_named(parts, parts_n, "process") ? "process" : NULL,
		.args = lines_of("args", a),
		.env = lines_of("env", a),
		.caps = lines_of("caps", a),
	};

	flags = flags ? flags : "";
	o.tty = strchr(flags, 't');
	o.no_new_privs = strchr(flags, 'n');
	o.cwd = strchr(flags, 'c') ? "/there" : NULL;
	o.apparmor = strchr(flags, 'a') ? "unconfined" : NULL;
	o.uid = strchr(flags, 'u') ? &id : NULL;
	o.gid = strchr(flags, 'g') ? &id : NULL;
	if (strchr(flags, 's'))
		o.additional_gids = (struct u32_list){gids, 3};
	return o;
}

static void check_plan(const struct plan *p, struct arena *a)
{
	struct printer *d = printer_new(a, PRINTER_JSON);

	check(p->program.args && p->program.args[0] && *p->program.args[0]);
	check(p->program.cwd && *p->program.cwd == '/' && p->program.search);
	check(!p->program.env[p->program.env_n]);
	for (size_t i = 0; i < p->program.env_n; i++)
		check(strchr(p->program.env[i], '='));
	check(!p->console_size || p->terminal);
	program_show(&p->program, d);
	user_show(&p->user, d);
	rlimits_show(&p->rlimits, d);
	check(*printer_text(d) == '{');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	autoarena struct arena a = {0};
	struct part v[PARTS_MAX];
	struct runtime rt = {.arena = &a};
	struct launch l = {.rt = &rt, .container.id = "id"};
	struct launch_parent lp = {.l = &l};
	const struct oci_config *config;
	struct exec_options o;
	struct err e;

	parts = v;
	parts_n = parts_of(v, data, size, &a);
	l.setns_flags = part_named(v, parts_n, "user namespace") ? CLONE_NEWUSER : 0;
	o = options_of(&a);
	config = container_config(&l.container, &a, &e);
	if (config && exec_plan(&lp, config, &o, &e))
		check_plan(l.plan, &a);
	else
		check(*e.text != '\0');
	return 0;
}
