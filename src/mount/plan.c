/* SPDX-License-Identifier: Apache-2.0 */
/* From the mounts array to a list of mounts in which nothing is left to decide. */
#include "plan.h"

#include <limits.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "brig/base/parse.h"
#include "brig/base/str.h"
#include "brig/sys/file.h"
#include "brig/sys/mountfd.h"
#include "detached.h"

static const char section[] = "config.md Mounts";
static const char options_section[] = "config.md Linux mount options";

struct mount_plan *plan_add(struct planning *p)
{
	struct mounts_plan *out = p->out;

	out->v = arena_grow(p->r->arena, out->v, &out->n, &p->cap, sizeof(*out->v));
	out->v[out->n - 1].slot = -1;
	return &out->v[out->n - 1];
}

static bool one_of(const char *word, const char *const *list)
{
	for (; *list; list++)
		if (str_eq(word, *list))
			return true;
	return false;
}

/* One instance of each of these serves many mounts (of the kernel, of a namespace): "ro" must not
 * reach the others, so it stays a flag of the mount. */
static bool is_pseudo(const char *type)
{
	static const char *const types[] = {"binfmt_misc", "bpf", "cgroup", "cgroup2", "configfs",
		"debugfs", "devpts", "devtmpfs", "efivarfs", "fusectl", "mqueue", "proc", "pstore",
		"securityfs", "selinuxfs", "sysfs", "tracefs", NULL};

	return one_of(type, types);
}

/* "/", "/.", "/.." and the like: the root as the container sees it. */
bool plan_is_root(const char *dest)
{
	for (;;) {
		dest += strspn(dest, "/");
		if (!*dest)
			return true;
		if (*dest++ != '.')
			return false;
		dest += *dest == '.';
		if (*dest && *dest != '/')
			return false;
	}
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
				options_section, NULL, "more than %d words for propagation",
				MOUNT_PROPAGATIONS_MAX - 1);
	return true;
}

static bool plan_source(struct planning *p, struct mount_plan *m, const struct oci_mount *in)
{
	const char *path = report_path(p->r, "mounts[%zu].source", m->index);
	struct stat st;
	struct err why;

	m->source = in->source && *in->source ? in->source : NULL;
	if (m->kind != MOUNT_BIND)
		return true;
	if (!m->source)
		return refuse(p->r, path, section, NULL, "required for a bind mount, but missing");
	if (*m->source != '/')
		m->source = arena_printf(p->r->arena, "%s/%s", p->facts->bundle, m->source);
	if (p->facts->look && !sys_stat_at(AT_FDCWD, m->source, 0, &st, &why))
		return refuse_err(
			p->r, path, section, "a bind mount needs a source on the host", &why);
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
	/* A slave that is shared in turn is the one sensible pair. */
	return (seen & (seen - 1)) && seen != (MS_SLAVE | MS_SHARED);
}

static void plan_propagation(struct planning *p, struct mount_plan *m, const struct options *o)
{
	size_t n = 0;

	if (contradicts(o))
		warn_about(p->r, report_path(p->r, "mounts[%zu].options", m->index),
			options_section, "words for propagation contradict each other: '%s' wins",
			propagation_word(o->propagation[o->n_propagation - 1]));
	/* A tree cloned on the host's side is a peer of the host's mounts. */
	if (m->slot >= 0 && m->kind == MOUNT_BIND && !p->shared_root)
		m->propagation[n++] = MS_SLAVE | MS_REC;
	for (size_t i = 0; i < o->n_propagation; i++)
		m->propagation[n++] = o->propagation[i];
	m->n_propagation = n;
}

static const char *joined(const struct oci_linux *l, enum oci_namespace_type type)
{
	for (size_t i = 0; l && i < l->namespaces.n; i++)
		if (l->namespaces.v[i].type == type)
			return l->namespaces.v[i].path;
	return NULL;
}

static bool plan_idmap(struct planning *p, struct mount_plan *m, const struct options *o,
	const struct oci_mount *in)
{
	const struct oci_linux *l = p->facts->linux;
	bool uids = in->uid_mappings.n > 0, gids = in->gid_mappings.n > 0;

	m->idmap = o->idmap || o->ridmap || uids || gids;
	m->idmap_below = o->ridmap;
	if (!m->idmap)
		return true;
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
	m->idmap_ns = joined(l, OCI_NAMESPACE_TYPE_USER);
	if (p->facts->userns && m->idmap_ns)
		return true;
	return refuse(p->r, report_path(p->r, "mounts[%zu].options", m->index), options_section,
		"add uidMappings and gidMappings to the mount",
		"'%s' without mappings, and the container has no user namespace to take them from",
		o->ridmap ? "ridmap" : "idmap");
}

/* The descriptor for it is made on the host's side: in a user namespace the container's root may
 * not reach the source, nor map a file system that it does not own. */
static void plan_slot(struct planning *p, struct mount_plan *m)
{
	const struct mount_facts *f = p->facts;
	bool bind = m->kind == MOUNT_BIND && f->userns && f->root;

	m->by_init = m->kind == MOUNT_FS && str_eq(m->type, "proc") && !m->idmap &&
		     joined(f->linux, OCI_NAMESPACE_TYPE_PID);
	m->by_host = m->kind == MOUNT_FS && str_eq(m->type, "sysfs") && !m->idmap && f->userns &&
		     !f->rootless && joined(f->linux, OCI_NAMESPACE_TYPE_NETWORK);
	if (m->by_init || m->by_host)
		m->legacy = false; /* "silent" is about messages alone */
	if (bind || m->by_init || m->by_host || (m->idmap && !f->rootless))
		m->slot = (int)p->out->n_slots++;
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
	for (size_t i = 0; i < l->gid_mappings.n; i++)
		if (gid - l->gid_mappings.v[i].container_id < l->gid_mappings.v[i].size)
			return true;
	return false;
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

/* gid=5 is what every default config says for devpts; the container may not have such a group. */
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
			m->legacy = true;
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
	m->late_ro = (o->flags.set & MOUNT_ATTR_RDONLY) &&
		     (plan_is_root(m->dest) || (m->kind == MOUNT_FS && str_eq(m->type, "tmpfs")));
	m->copy_up = o->copy_up && m->kind == MOUNT_FS && str_eq(m->type, "tmpfs");
	if (m->kind != MOUNT_FS && (m->kind != MOUNT_REMOUNT || o->bind))
		return;
	m->sb_flags = o->sb_flags;
	m->sb_clear = o->sb_clear;
	if (m->kind == MOUNT_REMOUNT || (!is_pseudo(m->type) && !str_eq(m->type, "tmpfs")))
		m->sb_flags |= o->flags.set & MOUNT_ATTR_RDONLY ? MS_RDONLY : 0;
	if (m->kind == MOUNT_REMOUNT)
		m->sb_clear |= o->flags.clear & MOUNT_ATTR_RDONLY ? MS_RDONLY : 0;
	/* fsconfig(2) has no words for these two. */
	if ((o->sb_flags & (MS_SILENT | MS_I_VERSION)) && !m->idmap && !m->copy_up)
		m->legacy = true;
}

/* The host's mount of a proc or sysfs, where it shows what a new one would: the namespace that it
 * is about is the host's. */
static const char *shared_instance(const struct oci_linux *l, const char *type)
{
	bool proc = str_eq(type, "proc");

	for (size_t i = 0; l && i < l->namespaces.n; i++)
		if (l->namespaces.v[i].type ==
			(proc ? OCI_NAMESPACE_TYPE_PID : OCI_NAMESPACE_TYPE_NETWORK))
			return NULL;
	return proc ? "/proc" : "/sys";
}

static void plan_type(struct planning *p, struct mount_plan *m, struct options *o)
{
	if (m->kind != MOUNT_FS)
		return;
	m->strict = str_eq(m->type, "proc") || str_eq(m->type, "sysfs");
	if (m->strict && p->facts->userns)
		m->fallback = shared_instance(p->facts->linux, m->type);
	if (str_eq(m->type, "devpts"))
		plan_devpts(p, o);
	if (str_eq(m->type, "tmpfs"))
		m->take_mode = !has_param(o, "mode");
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
		plan_slot(p, &m);
	plan_propagation(p, &m, &o);
	if (m.legacy && m.slot >= 0)
		return refuse(p->r, report_path(p->r, "mounts[%zu].options", i), options_section,
			NULL, "a value longer than %d bytes is not possible for an id-mapped mount",
			SYS_FS_VALUE_MAX);
	if (is_cgroup(&m))
		return plan_cgroup(p, &m);
	*plan_add(p) = m;
	return true;
}

static bool root_is_shared(const struct oci_linux *l)
{
	return l && l->rootfs_propagation &&
	       (*l->rootfs_propagation == OCI_PROPAGATION_SHARED ||
		       *l->rootfs_propagation == OCI_PROPAGATION_RSHARED);
}

/* What is read-only only at the end must not be when a later entry makes it writable again. */
static void defer_readonly(struct mounts_plan *out)
{
	for (size_t i = 0; i < out->n; i++)
		for (size_t j = i + 1; out->v[i].late_ro && j < out->n; j++)
			if (out->v[j].kind == MOUNT_REMOUNT &&
				(out->v[j].flags.clear & MOUNT_ATTR_RDONLY) &&
				str_eq(out->v[j].dest, out->v[i].dest))
				out->v[i].late_ro = false;
}

static bool is_plain(const struct mount_plan *m)
{
	return m->kind == MOUNT_FS && m->slot < 0 && !m->idmap && !m->copy_up && !m->late_ro &&
	       !m->fallback && m->n_propagation == 0 && !plan_is_root(m->dest);
}

/* In a mount namespace of its own, where no mount is a peer of the host's, nobody else sees a new
 * mount before the container runs. */
static bool is_unseen(const struct oci_linux *l)
{
	for (size_t i = 0; l && i < l->namespaces.n; i++)
		if (l->namespaces.v[i].type == OCI_NAMESPACE_TYPE_MOUNT)
			return !l->namespaces.v[i].path && !root_is_shared(l);
	return false;
}

static bool is_in(const struct mount_plan *top, const struct mount_plan *m)
{
	size_t n = strlen(top->dest);

	return strncmp(m->dest, top->dest, n) == 0 && m->dest[n] == '/' && m->dest[n + 1] &&
	       !strchr(m->dest + n + 1, '/');
}

static bool is_new_tmpfs(const struct mount_plan *m)
{
	return m->kind == MOUNT_FS && str_eq(m->type, "tmpfs") && m->slot < 0 && !m->copy_up &&
	       !m->legacy && m->n_propagation == 0 && !plan_is_root(m->dest);
}

static bool is_readonly(const struct mount_plan *m)
{
	return ((m->below.set & ~m->flags.clear) | m->flags.set) & MOUNT_ATTR_RDONLY;
}

static void hold(struct mounts_plan *out, struct mount_plan *m)
{
	if (m->held < 0)
		m->held = (int)out->n_held++;
}

/* Read-only in one call the file system itself would be, which others may have mounted too. But
 * those that come from the same entry as their tmpfs are hierarchies of cgroup v1: the host has
 * them mounted, and what mounts one once more changes nothing of it. */
static void choose_method(struct mounts_plan *out, bool unseen)
{
	struct mount_plan *top = NULL; /* as long as nothing was mounted but in it */

	for (size_t i = 0; i < out->n; i++) {
		struct mount_plan *m = &out->v[i];
		bool same = top && top->index == m->index;

		m->held = m->under = -1;
		m->plain = is_plain(m) && (!is_readonly(m) || same);
		if (m->late_ro)
			hold(out, m);
		if (unseen && m->plain && top && is_in(top, m)) {
			hold(out, top);
			top->plain = false;
			m->under = top->held;
		} else if (!same) {
			top = is_new_tmpfs(m) ? m : NULL;
		}
	}
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
	defer_readonly(out);
	choose_method(out, is_unseen(f->linux));
	return good;
}
