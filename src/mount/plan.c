/* SPDX-License-Identifier: Apache-2.0 */
/* Plans the mounts array. */
#include "brig/mount/plan.h"

#include <sys/mount.h>
#include <unistd.h>

#include "brig/base/parse.h"
#include "brig/base/str.h"
#include "brig/json/config.h"
#include "brig/sys/mountfd.h"
#include "cgroup.h"
#include "method.h"
#include "option.h"
#include "planning.h"

static const char section[] = "config.md Mounts";
static const char options_section[] = "config.md Linux mount options";

static bool one_of(const char *word, const char *const *list)
{
	for (; *list; list++)
		if (str_eq(word, *list))
			return true;
	return false;
}

/* Whether many mounts share one instance of the file system (one in the kernel or in a namespace):
 * "ro" must not change the other mounts, so it is a flag of the mount alone. */
static bool is_pseudo(const char *type)
{
	static const char *const types[] = {"binfmt_misc", "bpf", "cgroup", "cgroup2", "configfs",
		"debugfs", "devpts", "devtmpfs", "efivarfs", "fusectl", "mqueue", "proc", "pstore",
		"securityfs", "selinuxfs", "sysfs", "tracefs", NULL};

	return one_of(type, types);
}

static bool plan_destination(struct planning *p, struct mount_plan *m, const struct oci_mount *in)
{
	const char *path = report_path(p->r, "mounts[%zu].destination", m->index);

	if (!*in->destination)
		return refuse(p->r, path, section, NULL, "is empty");
	if (*in->destination == '/') {
		m->dest = in->destination;
		return true;
	}
	warn_about(p->r, path, section, "'%s' is relative, which is deprecated: taken from /",
		in->destination);
	m->dest = arena_printf(p->r->arena, "/%s", in->destination);
	return true;
}

static bool plan_options(struct planning *p, struct options *o, const struct mount_plan *m,
	const struct oci_mount *in)
{
	for (size_t j = 0; j < in->options.n; j++)
		if (!options_add(o, in->options.v[j]))
			return refuse(p->r,
				report_path(p->r, "mounts[%zu].options[%zu]", m->index, j),
				options_section, NULL, "more than %d options for propagation",
				MOUNT_PROPAGATIONS_MAX - 1);
	return true;
}

static bool plan_source(struct planning *p, struct mount_plan *m, const struct oci_mount *in)
{
	const char *path = report_path(p->r, "mounts[%zu].source", m->index);

	m->source = in->source && *in->source ? in->source : NULL;
	if (m->kind != MOUNT_BIND)
		return true;
	if (!m->source)
		return refuse(p->r, path, section, NULL, "required for a bind mount, but missing");
	if (*m->source != '/')
		m->source = arena_printf(p->r->arena, "%s/%s", p->facts->bundle, m->source);
	return true;
}

static bool plan_kind(struct planning *p, struct mount_plan *m, const struct options *o,
	const struct oci_mount *in)
{
	const char *type = in->type ? in->type : "";
	bool none = !*type || str_eq(type, "none");

	m->recursive = o->rbind || str_eq(type, "rbind");
	if (o->remount)
		m->kind = MOUNT_REMOUNT;
	else if (o->bind || m->recursive || str_eq(type, "bind"))
		m->kind = MOUNT_BIND;
	else if (none && o->n_propagation && (!in->source || !*in->source))
		m->kind = MOUNT_CHANGE;
	else if (none)
		return refuse(p->r, report_path(p->r, "mounts[%zu].type", m->index),
			"config.md POSIX-platform Mounts",
			"give a type, or the option 'bind' for a file or directory of the host",
			"required for a mount that is not a bind mount, but missing");
	m->type = m->kind == MOUNT_FS ? type : NULL;
	return true;
}

static bool contradicts(const struct options *o)
{
	unsigned long seen = 0;

	for (size_t i = 0; i < o->n_propagation; i++)
		seen |= o->propagation[i] & ~(unsigned long)MS_REC;
	/* A slave can be shared at the same time; all other pairs exclude each other. */
	return (seen & (seen - 1)) && seen != (MS_SLAVE | MS_SHARED);
}

static void plan_propagation(struct planning *p, struct mount_plan *m, const struct options *o)
{
	size_t n = 0;

	if (contradicts(o))
		warn_about(p->r, report_path(p->r, "mounts[%zu].options", m->index),
			options_section, "options for propagation contradict each other: '%s' wins",
			propagation_word(o->propagation[o->n_propagation - 1]));
	/* A tree that the runtime clones is a peer of the host's mounts. */
	if (m->slot >= 0 && m->kind == MOUNT_BIND && !p->shared_root)
		m->propagation[n++] = MS_SLAVE | MS_REC;
	for (size_t i = 0; i < o->n_propagation; i++)
		m->propagation[n++] = o->propagation[i];
	m->n_propagation = n;
}

static bool plan_idmap(struct planning *p, struct mount_plan *m, const struct options *o,
	const struct oci_mount *in)
{
	const struct oci_linux *l = p->facts->linux;
	bool uids = in->uid_mappings.n > 0, gids = in->gid_mappings.n > 0;

	if (!o->idmap && !o->ridmap && !uids && !gids)
		return true;
	m->idmap = o->ridmap ? MOUNT_IDMAP_TREE : MOUNT_IDMAP_TOP;
	if (uids != gids)
		return refuse(p->r,
			report_path(p->r, "mounts[%zu].%cidMappings", m->index, uids ? 'g' : 'u'),
			"config.md POSIX-platform Mounts", NULL,
			"required along with %cidMappings, but missing", uids ? 'u' : 'g');
	if (m->kind != MOUNT_BIND && m->kind != MOUNT_FS)
		return refuse(p->r, report_path(p->r, "mounts[%zu].options", m->index),
			options_section, NULL, "only a new mount can be id-mapped");
	m->uids = uids ? &in->uid_mappings : l && l->uid_mappings.n ? &l->uid_mappings : NULL;
	m->gids = uids ? &in->gid_mappings : l && l->gid_mappings.n ? &l->gid_mappings : NULL;
	if (m->uids && m->gids)
		return true;
	m->idmap_ns = oci_namespace_path(l, OCI_NAMESPACE_TYPE_USER);
	if (p->facts->userns && m->idmap_ns)
		return true;
	return refuse(p->r, report_path(p->r, "mounts[%zu].options", m->index), options_section,
		"add uidMappings and gidMappings to the mount",
		"'%s' without mappings, and the container has no user namespace to take them from",
		o->ridmap ? "ridmap" : "idmap");
}

/* Chooses the process that makes m. In a user namespace the container's root may not reach a bind
 * source, nor map the ids of a file system that the namespace does not own. */
static enum mount_maker maker_of(const struct mount_facts *f, const struct mount_plan *m)
{
	bool fs = m->kind == MOUNT_FS && !m->idmap;

	if (fs && str_eq(m->type, "proc") && oci_namespace_path(f->linux, OCI_NAMESPACE_TYPE_PID))
		return MOUNT_BY_PID_MEMBER;
	if (fs && str_eq(m->type, "sysfs") && f->userns && !f->rootless &&
		oci_namespace_path(f->linux, OCI_NAMESPACE_TYPE_NETWORK))
		return MOUNT_BY_NET_MEMBER;
	if ((m->kind == MOUNT_BIND && f->userns && f->root) || (m->idmap && !f->rootless))
		return MOUNT_BY_RUNTIME;
	return MOUNT_BY_ATTACHER;
}

static void plan_maker(struct planning *p, struct mount_plan *m)
{
	m->maker = maker_of(p->facts, m);
	if (m->maker != MOUNT_BY_ATTACHER)
		m->slot = (int)p->out->n_slots++;
	/* Only "silent" needs mount(2) here, and it can be ignored. */
	if (m->maker == MOUNT_BY_PID_MEMBER || m->maker == MOUNT_BY_NET_MEMBER)
		m->method = MOUNT_DETACHED;
}

static bool gid_mapped(const struct mount_facts *f, const char *value)
{
	const struct oci_linux *l = f->linux;
	struct err ignored;
	uint64_t gid;

	if (!f->userns || !parse_u64(value, UINT32_MAX, &gid, &ignored))
		return true;
	if (!l || l->gid_mappings.n == 0)
		return !f->rootless;
	return oci_id_mapping_find(&l->gid_mappings, (uint32_t)gid);
}

static bool has_param(const struct options *o, const char *key)
{
	for (size_t i = 0; i < o->n_params; i++)
		if (str_eq(o->params[i].key, key))
			return true;
	return false;
}

static void drop_param(struct options *o, size_t at)
{
	for (size_t i = at + 1; i < o->n_params; i++)
		o->params[i - 1] = o->params[i];
	o->n_params--;
}

/* Drops a gid= that the container does not map: every default config has gid=5 for devpts. */
static void plan_devpts(struct planning *p, struct options *o)
{
	for (size_t i = 0; i < o->n_params; i++)
		if (str_eq(o->params[i].key, "gid") && o->params[i].value &&
			!gid_mapped(p->facts, o->params[i].value))
			drop_param(o, i--);
}

static void plan_label(struct planning *p, struct mount_plan *m, struct options *o)
{
	const struct oci_linux *l = p->facts->linux;
	const char *type = p->facts->context_type ? p->facts->context_type : "context";
	static const char *const unlabelled[] = {
		"cgroup", "cgroup2", "mqueue", "proc", "sysfs", NULL};
	char *option;

	if (!l || !l->mount_label || !p->facts->selinux || m->kind != MOUNT_FS ||
		one_of(m->type, unlabelled) || has_param(o, type))
		return;
	option = arena_printf(p->r->arena, "%s=\"%s\"", type, l->mount_label);
	(void)options_add(o, option);
}

static void add_data(struct str *data, const struct mount_param *q)
{
	bool quote =
		q->value && strchr(q->value, ',') && *q->value != '"' && !strchr(q->value, '\\');

	str_addf(data, "%s%s", data->n ? "," : "", q->key);
	if (q->value)
		str_addf(data, quote ? "=\"%s\"" : "=%s", q->value);
}

static bool plan_data(struct planning *p, struct mount_plan *m, const struct options *o)
{
	struct str data = {.arena = p->r->arena};
	const char *path = report_path(p->r, "mounts[%zu].options", m->index);

	if (m->kind == MOUNT_BIND && o->n_params) {
		warn_about(p->r, path, options_section,
			"'%s' is an option for a file system, which a bind mount does not make, "
			"ignoring",
			o->params[0].key);
		return true;
	}
	m->params = o->params;
	m->n_params = o->n_params;
	for (size_t i = 0; i < o->n_params; i++) {
		add_data(&data, &o->params[i]);
		if (o->params[i].value && strlen(o->params[i].value) > SYS_FS_VALUE_MAX)
			m->method = MOUNT_SYSCALL_ONLY;
	}
	m->data = data.n ? str_text(&data) : NULL;
	if (data.n < (size_t)sysconf(_SC_PAGESIZE))
		return true;
	return refuse(p->r, path, options_section, NULL,
		"options for the file system are %zu bytes, and the kernel takes a page", data.n);
}

static void plan_flags(struct mount_plan *m, const struct options *o)
{
	m->flags = o->flags;
	m->below = o->below;
	m->defer_readonly =
		(o->flags.set & MOUNT_ATTR_RDONLY) &&
		(planning_is_root(m->dest) || (m->kind == MOUNT_FS && str_eq(m->type, "tmpfs")));
	m->copy_up = o->copy_up && m->kind == MOUNT_FS && str_eq(m->type, "tmpfs");
	if (m->kind != MOUNT_FS && (m->kind != MOUNT_REMOUNT || o->bind))
		return;
	m->sb_flags = o->sb_flags;
	m->sb_clear = o->sb_clear;
	if (m->kind == MOUNT_REMOUNT || (!is_pseudo(m->type) && !str_eq(m->type, "tmpfs")))
		m->sb_flags |= o->flags.set & MOUNT_ATTR_RDONLY ? MS_RDONLY : 0;
	if (m->kind == MOUNT_REMOUNT)
		m->sb_clear |= o->flags.clear & MOUNT_ATTR_RDONLY ? MS_RDONLY : 0;
	/* fsconfig(2) has no option for these two. */
	if ((o->sb_flags & (MS_SILENT | MS_I_VERSION)) && !m->idmap && !m->copy_up)
		m->method = MOUNT_SYSCALL_ONLY;
}

/* The host's mount of a proc or sysfs when the container shares the namespace that it shows, so
 * that a new mount would show the same; NULL otherwise. */
static const char *shared_instance(const struct oci_linux *l, const char *type)
{
	bool proc = str_eq(type, "proc");

	if (oci_namespace_find(l, proc ? OCI_NAMESPACE_TYPE_PID : OCI_NAMESPACE_TYPE_NETWORK))
		return NULL;
	return proc ? "/proc" : "/sys";
}

static void plan_type(struct planning *p, struct mount_plan *m, struct options *o)
{
	if (m->kind != MOUNT_FS)
		return;
	m->no_symlinks = str_eq(m->type, "proc") || str_eq(m->type, "sysfs");
	if (m->no_symlinks && p->facts->userns)
		m->fallback = shared_instance(p->facts->linux, m->type);
	if (str_eq(m->type, "devpts"))
		plan_devpts(p, o);
	if (str_eq(m->type, "tmpfs"))
		m->inherit_mode = !has_param(o, "mode");
}

static bool is_cgroup(const struct mount_plan *m)
{
	return m->kind == MOUNT_FS && (str_eq(m->type, "cgroup") || str_eq(m->type, "cgroup2"));
}

static bool plan_one(struct planning *p, size_t i, const struct oci_mount *in)
{
	struct options o = {.arena = p->r->arena};
	struct mount_plan m = {.index = i, .slot = -1};

	if (!plan_destination(p, &m, in) || !plan_options(p, &o, &m, in) ||
		!plan_kind(p, &m, &o, in) || !plan_source(p, &m, in) || !plan_idmap(p, &m, &o, in))
		return false;
	plan_type(p, &m, &o);
	plan_label(p, &m, &o);
	if (!plan_data(p, &m, &o))
		return false;
	plan_flags(&m, &o);
	if (!is_cgroup(&m) || m.idmap)
		plan_maker(p, &m);
	plan_propagation(p, &m, &o);
	if (m.method == MOUNT_SYSCALL_ONLY && m.slot >= 0)
		return refuse(p->r, report_path(p->r, "mounts[%zu].options", i), options_section,
			NULL, "a value longer than %d bytes is not possible for an id-mapped mount",
			SYS_FS_VALUE_MAX);
	if (is_cgroup(&m))
		cgroup_mount_plan(p, &m);
	else
		*planning_add(p) = m;
	return true;
}

static bool root_is_shared(const struct oci_linux *l)
{
	return l && l->rootfs_propagation &&
	       (*l->rootfs_propagation == OCI_PROPAGATION_SHARED ||
		       *l->rootfs_propagation == OCI_PROPAGATION_RSHARED);
}

/* A mount that a later entry makes writable again must not become read-only at the end. */
static void drop_undone_readonly(struct mounts_plan *out)
{
	for (size_t i = 0; i < out->n; i++)
		for (size_t j = i + 1; out->v[i].defer_readonly && j < out->n; j++)
			if (out->v[j].kind == MOUNT_REMOUNT &&
				(out->v[j].flags.clear & MOUNT_ATTR_RDONLY) &&
				str_eq(out->v[j].dest, out->v[i].dest))
				out->v[i].defer_readonly = false;
}

/* Whether no other process sees a new mount before the container runs: the mount namespace is new,
 * and no mount in it is a peer of the host's. */
static bool is_private(const struct oci_linux *l)
{
	const struct oci_namespace *ns = oci_namespace_find(l, OCI_NAMESPACE_TYPE_MOUNT);

	return ns && !ns->path && !root_is_shared(l);
}

bool mounts_plan(struct mounts_plan *out, const struct oci_config *c, const struct mount_facts *f,
	struct report *r)
{
	struct planning p = {.out = out, .facts = f, .r = r};
	bool good = true;

	*out = (struct mounts_plan){0};
	p.shared_root = root_is_shared(f->linux);
	if (f->linux && f->linux->mount_label && !f->selinux)
		warn_about(r, "linux.mountLabel", "config-linux.md Mount Label",
			"this kernel has no SELinux, ignoring");
	for (size_t i = 0; i < c->mounts.n; i++)
		good = plan_one(&p, i, &c->mounts.v[i]) && good;
	drop_undone_readonly(out);
	method_choose(out, is_private(f->linux));
	return good;
}
