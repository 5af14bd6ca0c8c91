/* SPDX-License-Identifier: Apache-2.0 */
/* Annotations of config.json that change what we do; and those of other runtimes that would there,
 * and do not here. */
#include "annotation.h"

#include "brig/plan/plan.h"

static const char section[] = "config.md Annotations";

static const char keep_groups[] = "run.oci.keep_original_groups";
static const char context_type[] = "run.oci.mount_context_type";
static const char subgroup[] = "run.oci.systemd.subgroup";

/* Refused is what would give a container other rights, or another kind of container, than was
 * meant. */
enum treatment { HEEDED, REFUSED, PASSED_OVER };

static const struct {
	const char *name;
	enum treatment treatment;
} rows[] = {
	{"org.systemd.property.", HEEDED},
	{"run.oci.delegate-cgroup", PASSED_OVER},
	{"run.oci.handler", REFUSED},
	{"run.oci.hooks.stderr", PASSED_OVER},
	{"run.oci.hooks.stdout", PASSED_OVER},
	{keep_groups, HEEDED},
	{context_type, HEEDED},
	{"run.oci.pidfd_receiver", PASSED_OVER},
	{"run.oci.seccomp.plugins", PASSED_OVER},
	{"run.oci.seccomp.receiver", PASSED_OVER},
	{"run.oci.seccomp_bpf_data", REFUSED},
	{"run.oci.seccomp_fail_unknown_syscall", REFUSED},
	{"run.oci.systemd.force_cgroup_v1", PASSED_OVER},
	{subgroup, PASSED_OVER},
};

enum { ROWS = sizeof(rows) / sizeof(rows[0]) };

const char *annotation_word(size_t i)
{
	for (size_t row = 0; row < ROWS; row++)
		if (rows[row].treatment != PASSED_OVER && i-- == 0)
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
			"context, defcontext, fscontext and rootcontext are those that there are",
			"'%s' is no option of a mount", word);
	return NULL;
}

static void check(const struct str_pair *a, enum treatment treatment, struct report *r)
{
	const char *path = report_path(r, "annotations[\"%s\"]", a->key);

	switch (treatment) {
	case HEEDED:
		return;
	case REFUSED:
		(void)refuse(r, path, section, "leave it out, or use a runtime that has it",
			"not supported");
		return;
	case PASSED_OVER:
		/* Engines ask so for what we do anyway. */
		if (!str_eq(a->key, subgroup) || *a->value)
			warn_about(r, path, section, "not supported, ignoring");
	}
}

void annotations_check(const struct oci_config *c, struct report *r)
{
	for (size_t i = 0; i < c->annotations.n; i++)
		for (size_t row = 0; row < ROWS; row++)
			if (str_eq(c->annotations.v[i].key, rows[row].name))
				check(&c->annotations.v[i], rows[row].treatment, r);
}
