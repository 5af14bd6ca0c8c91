/* SPDX-License-Identifier: Apache-2.0 */
/* Annotations of config.json: those that brig applies, and those that only other runtimes apply. */
#include "annotation.h"

#include "brig/base/str.h"

static const char section[] = "config.md Annotations";

static const char keep_groups[] = "run.oci.keep_original_groups";
static const char context_type[] = "run.oci.mount_context_type";
static const char subgroup[] = "run.oci.systemd.subgroup";

/* An unsupported annotation is refused when the container would have other rights, or be of another
 * kind, without it; otherwise it is ignored with a warning. */
enum treatment { APPLIED, REFUSED, IGNORED };

static const struct {
	const char *name;
	enum treatment treatment;
} rows[] = {
	{"org.systemd.property.", APPLIED},
	{"run.oci.delegate-cgroup", IGNORED},
	{"run.oci.handler", REFUSED},
	{"run.oci.hooks.stderr", IGNORED},
	{"run.oci.hooks.stdout", IGNORED},
	{keep_groups, APPLIED},
	{context_type, APPLIED},
	{"run.oci.pidfd_receiver", IGNORED},
	{"run.oci.seccomp.plugins", IGNORED},
	{"run.oci.seccomp.receiver", IGNORED},
	{"run.oci.seccomp_bpf_data", REFUSED},
	{"run.oci.seccomp_fail_unknown_syscall", REFUSED},
	{"run.oci.systemd.force_cgroup_v1", IGNORED},
	{subgroup, IGNORED},
};

enum { ROWS = sizeof(rows) / sizeof(rows[0]) };

const char *annotation_name(size_t i)
{
	for (size_t row = 0; row < ROWS; row++)
		if (rows[row].treatment != IGNORED && i-- == 0)
			return rows[row].name;
	return NULL;
}

bool annotation_keeps_groups(const struct oci_config *c)
{
	return str_map_get(&c->annotations, keep_groups);
}

const char *annotation_context_type(const struct oci_config *c, struct report *r)
{
	static const char *const types[] = {"context", "defcontext", "fscontext", "rootcontext"};
	const char *word = str_map_get(&c->annotations, context_type);

	for (size_t i = 0; word && i < sizeof(types) / sizeof(types[0]); i++)
		if (str_eq(word, types[i]))
			return word;
	if (word)
		(void)refuse(r, report_path(r, "annotations[\"%s\"]", context_type), section,
			"use context, defcontext, fscontext or rootcontext",
			"'%s' is not an SELinux mount option", word);
	return NULL;
}

static void check(const struct str_pair *a, enum treatment treatment, struct report *r)
{
	const char *path = report_path(r, "annotations[\"%s\"]", a->key);

	switch (treatment) {
	case APPLIED:
		return;
	case REFUSED:
		(void)refuse(r, path, section, "remove it, or use a runtime that supports it",
			"not supported");
		return;
	case IGNORED:
		/* An empty value asks for no subgroup, which is what brig does. */
		if (!str_eq(a->key, subgroup) || *a->value)
			warn_about(r, path, section, "not supported; ignored");
	}
}

void annotations_check(const struct oci_config *c, struct report *r)
{
	for (size_t i = 0; i < c->annotations.n; i++)
		for (size_t row = 0; row < ROWS; row++)
			if (str_eq(c->annotations.v[i].key, rows[row].name))
				check(&c->annotations.v[i], rows[row].treatment, r);
}
