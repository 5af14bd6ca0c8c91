/* SPDX-License-Identifier: Apache-2.0 */
/* The table of mount options and their effect. */
#include "option.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>

#include "brig/base/str.h"
#include "brig/mount/option.h"

enum action {
	NOTHING,
	SET,      /* sets a flag of the mount */
	CLEAR,    /* clears a flag of the mount, also one that a bind mount inherits */
	ATIME,    /* sets one of three values; the last option wins */
	NO_ATIME, /* replaces this value, and no other one */
	SB_SET,   /* sets a flag of the file system */
	SB_CLEAR, /* clears a flag of the file system */
	PROPAGATION,
	SWITCH, /* sets the bool of struct options at this offset */
};

enum { BELOW = 1 }; /* also of all mounts below it */

struct word {
	const char *name;
	enum action action;
	unsigned long value;
	unsigned scope; /* 0 or BELOW */
};

#define AT(member) offsetof(struct options, member)

/* clang-format off */
static const struct word words[] = {
	{ "async",          SB_CLEAR,    MS_SYNCHRONOUS },
	{ "atime",          NO_ATIME,    MOUNT_ATTR_NOATIME },
	{ "bind",           SWITCH,      AT(bind) },
	{ "defaults",       NOTHING,     0 },
	{ "dev",            CLEAR,       MOUNT_ATTR_NODEV },
	{ "diratime",       CLEAR,       MOUNT_ATTR_NODIRATIME },
	{ "dirsync",        SB_SET,      MS_DIRSYNC },
	{ "exec",           CLEAR,       MOUNT_ATTR_NOEXEC },
	{ "idmap",          SWITCH,      AT(idmap) },
	{ "iversion",       SB_SET,      MS_I_VERSION },
	{ "lazytime",       SB_SET,      MS_LAZYTIME },
	{ "loud",           SB_CLEAR,    MS_SILENT },
	{ "mand",           SB_SET,      MS_MANDLOCK },
	{ "noatime",        ATIME,       MOUNT_ATTR_NOATIME },
	{ "nodev",          SET,         MOUNT_ATTR_NODEV },
	{ "nodiratime",     SET,         MOUNT_ATTR_NODIRATIME },
	{ "noexec",         SET,         MOUNT_ATTR_NOEXEC },
	{ "noiversion",     SB_CLEAR,    MS_I_VERSION },
	{ "nolazytime",     SB_CLEAR,    MS_LAZYTIME },
	{ "nomand",         SB_CLEAR,    MS_MANDLOCK },
	{ "norelatime",     NO_ATIME,    MOUNT_ATTR_RELATIME },
	{ "nostrictatime",  NO_ATIME,    MOUNT_ATTR_STRICTATIME },
	{ "nosuid",         SET,         MOUNT_ATTR_NOSUID },
	{ "nosymfollow",    SET,         MOUNT_ATTR_NOSYMFOLLOW },
	{ "private",        PROPAGATION, MS_PRIVATE },
	{ "ratime",         NO_ATIME,    MOUNT_ATTR_NOATIME, BELOW },
	{ "rbind",          SWITCH,      AT(rbind) },
	{ "rdev",           CLEAR,       MOUNT_ATTR_NODEV, BELOW },
	{ "rdiratime",      CLEAR,       MOUNT_ATTR_NODIRATIME, BELOW },
	{ "relatime",       ATIME,       MOUNT_ATTR_RELATIME },
	{ "remount",        SWITCH,      AT(remount) },
	{ "rexec",          CLEAR,       MOUNT_ATTR_NOEXEC, BELOW },
	{ "ridmap",         SWITCH,      AT(ridmap) },
	{ "rnoatime",       ATIME,       MOUNT_ATTR_NOATIME, BELOW },
	{ "rnodev",         SET,         MOUNT_ATTR_NODEV, BELOW },
	{ "rnodiratime",    SET,         MOUNT_ATTR_NODIRATIME, BELOW },
	{ "rnoexec",        SET,         MOUNT_ATTR_NOEXEC, BELOW },
	{ "rnorelatime",    NO_ATIME,    MOUNT_ATTR_RELATIME, BELOW },
	{ "rnostrictatime", NO_ATIME,    MOUNT_ATTR_STRICTATIME, BELOW },
	{ "rnosuid",        SET,         MOUNT_ATTR_NOSUID, BELOW },
	{ "rnosymfollow",   SET,         MOUNT_ATTR_NOSYMFOLLOW, BELOW },
	{ "ro",             SET,         MOUNT_ATTR_RDONLY },
	{ "rprivate",       PROPAGATION, MS_PRIVATE | MS_REC },
	{ "rrelatime",      ATIME,       MOUNT_ATTR_RELATIME, BELOW },
	{ "rro",            SET,         MOUNT_ATTR_RDONLY, BELOW },
	{ "rrw",            CLEAR,       MOUNT_ATTR_RDONLY, BELOW },
	{ "rshared",        PROPAGATION, MS_SHARED | MS_REC },
	{ "rslave",         PROPAGATION, MS_SLAVE | MS_REC },
	{ "rstrictatime",   ATIME,       MOUNT_ATTR_STRICTATIME, BELOW },
	{ "rsuid",          CLEAR,       MOUNT_ATTR_NOSUID, BELOW },
	{ "rsymfollow",     CLEAR,       MOUNT_ATTR_NOSYMFOLLOW, BELOW },
	{ "runbindable",    PROPAGATION, MS_UNBINDABLE | MS_REC },
	{ "rw",             CLEAR,       MOUNT_ATTR_RDONLY },
	{ "shared",         PROPAGATION, MS_SHARED },
	{ "silent",         SB_SET,      MS_SILENT },
	{ "slave",          PROPAGATION, MS_SLAVE },
	{ "strictatime",    ATIME,       MOUNT_ATTR_STRICTATIME },
	{ "suid",           CLEAR,       MOUNT_ATTR_NOSUID },
	{ "symfollow",      CLEAR,       MOUNT_ATTR_NOSYMFOLLOW },
	{ "sync",           SB_SET,      MS_SYNCHRONOUS },
	{ "tmpcopyup",      SWITCH,      AT(copy_up) },
	{ "unbindable",     PROPAGATION, MS_UNBINDABLE },
};
/* clang-format on */

enum { N_WORDS = sizeof(words) / sizeof(words[0]) };

const char *mount_option_word(size_t i)
{
	return i < N_WORDS ? words[i].name : NULL;
}

bool options_sorted(void)
{
	for (size_t i = 1; i < N_WORDS; i++)
		if (strcmp(words[i - 1].name, words[i].name) >= 0)
			return false;
	return true;
}

const char *propagation_word(unsigned long propagation)
{
	for (size_t i = 0; i < N_WORDS; i++)
		if (words[i].action == PROPAGATION && words[i].value == propagation)
			return words[i].name;
	return "unknown";
}

static int by_name(const void *key, const void *row)
{
	return strcmp(key, ((const struct word *)row)->name);
}

static void set_atime(struct mount_flags *f, uint64_t value)
{
	f->set = (f->set & ~(uint64_t)MOUNT_ATTR__ATIME) | value;
	f->clear |= MOUNT_ATTR__ATIME;
}

/* Replaces relatime by strictatime, and each of the other values by relatime. A value that an
 * earlier option chose stays when it is another than this one. */
static void deny_atime(struct mount_flags *f, uint64_t value)
{
	if ((f->clear & MOUNT_ATTR__ATIME) && (f->set & MOUNT_ATTR__ATIME) != value)
		return;
	set_atime(f, value == MOUNT_ATTR_RELATIME ? MOUNT_ATTR_STRICTATIME : MOUNT_ATTR_RELATIME);
}

static bool apply_word(struct options *o, const struct word *w)
{
	struct mount_flags *f = w->scope == BELOW ? &o->below : &o->flags;

	switch (w->action) {
	case NOTHING:
		return true;
	case SET:
		f->set |= w->value;
		f->clear &= ~w->value;
		return true;
	case CLEAR:
		f->clear |= w->value;
		f->set &= ~w->value;
		return true;
	case ATIME:
		set_atime(f, w->value);
		return true;
	case NO_ATIME:
		deny_atime(f, w->value);
		return true;
	case SB_SET:
		o->sb_flags |= w->value;
		o->sb_clear &= ~w->value;
		return true;
	case SB_CLEAR:
		o->sb_clear |= w->value;
		o->sb_flags &= ~w->value;
		return true;
	case PROPAGATION:
		if (o->n_propagation == MOUNT_PROPAGATIONS_MAX - 1)
			return false;
		o->propagation[o->n_propagation++] = w->value;
		return true;
	case SWITCH:
		*(bool *)((char *)o + w->value) = true;
		return true;
	}
	return true;
}

static void add_param(struct options *o, const char *text)
{
	const char *equals = strchr(text, '=');
	struct mount_param *p;

	o->params =
		arena_grow(o->arena, o->params, &o->n_params, &o->cap_params, sizeof(*o->params));
	p = &o->params[o->n_params - 1];
	p->key = equals ? arena_strndup(o->arena, text, (size_t)(equals - text)) : text;
	p->value = equals ? equals + 1 : NULL;
}

static bool add_one(struct options *o, const char *text)
{
	const struct word *w = bsearch(text, words, N_WORDS, sizeof(words[0]), by_name);

	if (w)
		return apply_word(o, w);
	if (*text)
		add_param(o, text);
	return true;
}

bool options_add(struct options *o, const char *text)
{
	bool quoted = false;
	const char *start = text;

	if (!strchr(text, ','))
		return add_one(o, text);
	for (const char *p = text;; p++) {
		if (*p == '\\' && p[1]) {
			p++; /* overlay: an escaped comma in a path */
			continue;
		}
		quoted ^= *p == '"';
		if (*p && (*p != ',' || quoted))
			continue;
		if (!add_one(o, arena_strndup(o->arena, start, (size_t)(p - start))))
			return false;
		if (!*p)
			return true;
		start = p + 1;
	}
}
