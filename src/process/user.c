/* SPDX-License-Identifier: Apache-2.0 */
/* Plans, sets and prints ids, groups and umask. */
#include "brig/process/user.h"

#include "brig/json/config.h"
#include "brig/json/printer.h"
#include "brig/sys/cred.h"
#include "brig/sys/file.h"
#include "oci.h"

static const char section[] = "config.md POSIX-platform User";

/* Without mappings in the config (no user namespace, or a joined one) any id can be mapped. */
static bool check_id(const struct oci_id_mapping_list *maps, uint32_t id, const char *what,
	const char *path, struct report *r)
{
	if (maps && maps->n > 0 && !oci_id_mapping_find(maps, id))
		return refuse(r, path, section, "add it to the mappings, or use another",
			"%s %u is not mapped in the container's user namespace", what, id);
	return true;
}

static bool plan_groups(struct user_plan *out, const struct oci_user *user,
	const struct oci_id_mapping_list *maps, struct report *r)
{
	size_t n = user->additional_gids.n;
	gid_t *groups = n ? arena_array(r->arena, n, sizeof(*groups)) : NULL;
	bool ok = true;

	for (size_t i = 0; i < n; i++) {
		groups[i] = user->additional_gids.v[i];
		ok &= check_id(maps, groups[i], "gid",
			report_path(r, "process.user.additionalGids[%zu]", i), r);
	}
	if (n > 65536)
		ok = refuse(r, "process.user.additionalGids", section, NULL,
			"%zu groups, the kernel takes at most 65536", n);
	out->groups = groups;
	out->groups_n = n;
	return ok;
}

bool user_plan(struct user_plan *out, const struct oci_user *user, const struct oci_linux *linux,
	struct report *r)
{
	const struct oci_id_mapping_list *uids = linux ? &linux->uid_mappings : NULL;
	const struct oci_id_mapping_list *gids = linux ? &linux->gid_mappings : NULL;
	bool ok;

	*out = (struct user_plan){0};
	if (!user)
		return true;
	out->uid = user->uid;
	out->gid = user->gid;
	ok = check_id(uids, user->uid, "uid", "process.user.uid", r);
	ok &= check_id(gids, user->gid, "gid", "process.user.gid", r);
	ok &= plan_groups(out, user, gids, r);
	if (user->umask)
		out->umask = arena_copy(r->arena, user->umask, sizeof(*user->umask));
	return ok;
}

static bool apply_groups(const struct user_plan *p, struct err *e)
{
	if (sys_setgroups(p->groups, p->groups_n, e))
		return true;
	if (e->code != EPERM || !sys_setgroups_denied())
		return false;
	if (p->groups_n == 0)
		return true;
	return fail(e,
		"process.user.additionalGids: setgroups(2) is denied in this user namespace; an "
		"unprivileged user who wants groups needs newgidmap(1) and a range in /etc/subgid");
}

bool user_apply(const struct user_plan *p, struct err *e)
{
	if ((!p->keep_groups && !apply_groups(p, e)) || !sys_setgid(p->gid, e))
		return false;
	/* The change from uid 0 to 0 takes no capability away. */
	if ((p->uid != 0 && !sys_keep_caps(true, e)) || !sys_setuid(p->uid, e))
		return false;
	if (p->umask)
		sys_umask(*p->umask);
	return true;
}

void user_show(const struct user_plan *p, struct printer *d)
{
	printer_object(d, "user");
	printer_uint(d, "uid", p->uid);
	printer_uint(d, "gid", p->gid);
	if (p->keep_groups) {
		printer_str(d, "additionalGids", "those of the caller");
	} else if (p->groups_n) {
		printer_list(d, "additionalGids");
		for (size_t i = 0; i < p->groups_n; i++)
			printer_uint(d, NULL, p->groups[i]);
		printer_end(d);
	}
	if (p->umask)
		printer_strf(d, "umask", "%04o", *p->umask);
	printer_end(d);
}
