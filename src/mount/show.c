/* SPDX-License-Identifier: Apache-2.0 */
/* Prints mounts: flags and options as words. */
#include "brig/mount/show.h"
#include "brig/sys/mount-attr-names.h"

#include <sys/mount.h>

#include "brig/base/str.h"
#include "brig/sys/mountfd.h"
#include "option.h"

static const char *kind_word(const struct mount_plan *m)
{
	switch (m->kind) {
	case MOUNT_FS:
		return m->type;
	case MOUNT_BIND:
		return m->recursive ? "rbind" : "bind";
	case MOUNT_REMOUNT:
		return "remount";
	case MOUNT_CHANGE:
		return "propagation";
	case MOUNT_LINK:
		return "link";
	}
	return NULL;
}

static void add_word(struct str *s, const char *prefix, const char *word)
{
	if (*word)
		str_addf(s, "%s%s%s", s->n ? "," : "", prefix, word);
}

/* Adds the names of set flags, "nosuid,nodev", each with the prefix: "r" for mounts below. */
static void add_set(struct str *s, uint64_t attrs, const char *prefix)
{
	for (uint64_t bit = 1; bit <= MOUNT_ATTR_NOSYMFOLLOW; bit <<= 1)
		if (attrs & bit & ~(uint64_t)MOUNT_ATTR_IDMAP)
			add_word(s, prefix, sys_mount_attr_names(bit));
}

static void add_cleared(struct str *s, const struct mount_flags *f, const char *prefix)
{
	/* clang-format off */
	static const struct { uint64_t attr; const char *word; } words[] = {
		{ MOUNT_ATTR_RDONLY, "rw" },
		{ MOUNT_ATTR_NOSUID, "suid" },
		{ MOUNT_ATTR_NODEV, "dev" },
		{ MOUNT_ATTR_NOEXEC, "exec" },
		{ MOUNT_ATTR_NODIRATIME, "diratime" },
		{ MOUNT_ATTR_NOSYMFOLLOW, "symfollow" },
	};
	/* clang-format on */

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (f->clear & words[i].attr)
			add_word(s, prefix, words[i].word);
	if ((f->clear & MOUNT_ATTR__ATIME) && !(f->set & MOUNT_ATTR__ATIME))
		add_word(s, prefix, "relatime");
}

static void add_sb(struct str *s, unsigned long flags)
{
	/* clang-format off */
	static const struct { unsigned long flag; const char *word; } words[] = {
		{ MS_SYNCHRONOUS, "sync" }, { MS_DIRSYNC, "dirsync" }, { MS_LAZYTIME, "lazytime" },
		{ MS_MANDLOCK, "mand" }, { MS_SILENT, "silent" }, { MS_I_VERSION, "iversion" },
	};
	/* clang-format on */

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (flags & words[i].flag)
			add_word(s, "", words[i].word);
}

static void show_options(const struct mount_plan *m, struct printer *d, struct arena *a)
{
	struct str s = {.arena = a};

	add_set(&s, m->below.set, "r");
	add_cleared(&s, &m->below, "r");
	add_set(&s, m->flags.set, "");
	add_cleared(&s, &m->flags, "");
	add_sb(&s, m->sb_flags);
	for (size_t i = 0; i < m->n_propagation; i++)
		add_word(&s, "", propagation_word(m->propagation[i]));
	if (m->idmap)
		add_word(&s, "", m->idmap == MOUNT_IDMAP_TREE ? "ridmap" : "idmap");
	if (m->copy_up)
		add_word(&s, "", "tmpcopyup");
	printer_str(d, "options", s.n ? s.p : NULL);
	printer_str(d, "data", m->data);
}

static void show_maps(const struct oci_id_mapping_list *maps, const char *key, struct printer *d)
{
	if (!maps)
		return;
	printer_list(d, key);
	for (size_t i = 0; i < maps->n; i++)
		printer_strf(d, NULL, "%u from %u, %u", maps->v[i].container_id, maps->v[i].host_id,
			maps->v[i].size);
	printer_end(d);
}

void mounts_show(const struct mounts_plan *p, struct printer *d)
{
	autoarena struct arena a = {0};

	if (p->n == 0)
		return;
	printer_list(d, "mounts");
	for (size_t i = 0; i < p->n; i++) {
		const struct mount_plan *m = &p->v[i];

		printer_object(d, NULL);
		printer_str(d, "destination", m->dest);
		printer_str(d, "type", kind_word(m));
		printer_str(d, "source", m->source);
		show_options(m, d, &a);
		show_maps(m->uids, "uidMappings", d);
		show_maps(m->gids, "gidMappings", d);
		printer_str(d, "opened", m->maker == MOUNT_BY_ATTACHER ? NULL : "host side");
		printer_str(d, "orElseBind", m->fallback);
		printer_end(d);
	}
	printer_end(d);
}
