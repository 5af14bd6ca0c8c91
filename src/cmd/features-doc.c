/* SPDX-License-Identifier: Apache-2.0 */
/* The features structure (features.md). */
#include "features-doc.h"

#include "brig/cgroup/cgroup.h"
#include "brig/hook/hook.h"
#include "brig/mount/option.h"
#include "brig/namespace/kinds.h"
#include "brig/plan/annotation.h"
#include "brig/security/capability.h"
#include "brig/security/seccomp-arch.h"
#include "brig/security/seccomp.h"
#include "build.h"

static const bool yes = true, no = false;
static const struct oci_features_enabled enabled = {.enabled = &yes};

/* An empty list with room for n words; v is not NULL, so that JSON has the list even when empty. */
static struct str_list list_of(struct arena *a, size_t n)
{
	return (struct str_list){.v = arena_array(a, n + 1, sizeof(char *))};
}

static struct str_list names_list(struct arena *a, const struct names *t)
{
	struct str_list l = list_of(a, t->n);

	for (size_t i = 0; i < t->n; i++)
		l.v[l.n++] = t->v[i].name;
	return l;
}

static struct str_list hook_names_list(struct arena *a)
{
	struct str_list l = list_of(a, HOOK_KINDS);

	for (enum hook_kind k = HOOK_PRESTART; k < HOOK_KINDS; k++)
		l.v[l.n++] = hook_kind_name(k);
	return l;
}

static struct str_list mount_option_list(struct arena *a)
{
	struct str_list l;
	size_t n = 0;

	while (mount_option_word(n))
		n++;
	l = list_of(a, n);
	for (; l.n < n; l.n++)
		l.v[l.n] = mount_option_word(l.n);
	return l;
}

static struct str_list namespace_names_list(struct arena *a)
{
	struct str_list l = list_of(a, namespace_kinds_n);

	for (size_t i = 0; i < namespace_kinds_n; i++)
		l.v[l.n++] = namespace_kinds[i].name;
	return l;
}

/* The architectures that this libseccomp supports. */
static struct str_list seccomp_archs(struct arena *a)
{
	struct str_list l = list_of(a, oci_seccomp_arch_names.n);

	for (size_t i = 0; i < oci_seccomp_arch_names.n; i++)
		if (seccomp_has_arch((int)oci_seccomp_arch_names.v[i].value))
			l.v[l.n++] = oci_seccomp_arch_names.v[i].name;
	return l;
}

/* The flags that this kernel supports. */
static struct str_list seccomp_flags(struct arena *a)
{
	struct str_list l = list_of(a, oci_seccomp_flag_names.n);
	struct seccomp_facts facts;

	seccomp_facts_read(&facts, NULL);
	for (size_t i = 0; i < oci_seccomp_flag_names.n; i++)
		if (seccomp_has_flag(&facts, (int)oci_seccomp_flag_names.v[i].value))
			l.v[l.n++] = oci_seccomp_flag_names.v[i].name;
	return l;
}

static struct str_list annotation_names_list(struct arena *a)
{
	struct str_list l;
	size_t n = 0;

	while (annotation_name(n))
		n++;
	l = list_of(a, n);
	for (; l.n < n; l.n++)
		l.v[l.n] = annotation_name(l.n);
	return l;
}

static const struct oci_features_seccomp *seccomp_features(struct arena *a)
{
	struct oci_features_seccomp s = {
		.enabled = &yes,
		.actions = names_list(a, &oci_seccomp_action_names),
		.operators = names_list(a, &oci_seccomp_operator_names),
		.archs = seccomp_archs(a),
		.known_flags = names_list(a, &oci_seccomp_flag_names),
		.supported_flags = seccomp_flags(a),
	};

	return arena_copy(a, &s, sizeof(s));
}

static const struct oci_features_memory_policy *memory_policy_features(struct arena *a)
{
	struct oci_features_memory_policy m = {
		.modes = names_list(a, &oci_memory_policy_mode_names),
		.flags = names_list(a, &oci_memory_policy_flag_names),
	};

	return arena_copy(a, &m, sizeof(m));
}

static const struct oci_features_linux *linux_features(struct arena *a)
{
	const bool *systemd = cgroup_systemd_built() ? &yes : &no;
	struct oci_features_cgroup cgroup = {
		.v1 = &yes, .v2 = &yes, .systemd = systemd, .systemd_user = systemd, .rdma = &yes};
	static const struct oci_features_intel_rdt rdt = {
		.enabled = &yes, .schemata = &yes, .monitoring = &yes};
	static const struct oci_features_mount_extensions extensions = {.idmap = &enabled};
	struct oci_features_linux l = {
		.namespaces = namespace_names_list(a),
		.capabilities = names_list(a, &capability_names),
		.cgroup = arena_copy(a, &cgroup, sizeof(cgroup)),
		.seccomp = seccomp_features(a),
		.apparmor = &enabled,
		.selinux = &enabled,
		.memory_policy = memory_policy_features(a),
		.intel_rdt = &rdt,
		.mount_extensions = &extensions,
		.net_devices = &enabled,
	};

	return arena_copy(a, &l, sizeof(l));
}

struct oci_features features_make(struct arena *a)
{
	static struct str_pair annotations[] = {
		{"io.github.seccomp.libseccomp.version", BRIG_LIBSECCOMP},
		{"run.oci.brig.commit", BRIG_COMMIT},
		{"run.oci.brig.version", BRIG_VERSION},
	};

	return (struct oci_features){
		.oci_version_min = "1.0.0",
		.oci_version_max = BRIG_SPEC,
		.hooks = hook_names_list(a),
		.mount_options = mount_option_list(a),
		.linux = linux_features(a),
		.annotations = {annotations, sizeof(annotations) / sizeof(annotations[0])},
		.potentially_unsafe_config_annotations = annotation_names_list(a),
	};
}
