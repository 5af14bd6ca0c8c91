/* SPDX-License-Identifier: Apache-2.0 */
/* Selection of the resctrl group of a container. */
#include "brig/rdt/plan.h"

#include <fcntl.h>

#include "brig/base/fd.h"
#include "brig/base/str.h"
#include "brig/json/printer.h"
#include "brig/sys/file.h"
#include "oci.h"

static const char section[] = "config-linux.md IntelRdt";
static const char default_mount[] = "/sys/fs/resctrl";

enum { RESCTRL_MAGIC = 0x7655821 };

void rdt_facts_read(struct rdt_facts *ret)
{
	struct err ignored;
	autoclose int fd = sys_open_at(AT_FDCWD, default_mount, O_PATH | O_DIRECTORY, &ignored);
	long type;

	ret->mount = NULL;
	if (fd >= 0 && sys_fs_type(fd, default_mount, &type, &ignored) && type == RESCTRL_MAGIC)
		ret->mount = default_mount;
}

static bool is_name(const char *s)
{
	return *s && !strchr(s, '/') && !str_eq(s, ".") && !str_eq(s, "..");
}

/* Names of the kernel's own directories beside the groups. */
static bool is_reserved(const char *s)
{
	return str_eq(s, "info") || str_eq(s, "mon_groups") || str_eq(s, "mon_data");
}

static bool plan_group(struct rdt_plan *out, const char *clos, const char *id, struct report *r)
{
	out->id = id;
	out->own = !clos;
	out->group = clos && str_eq(clos, "/") ? "" : clos ? clos : id;
	if (*out->group && (!is_name(out->group) || is_reserved(out->group)))
		return refuse(r, clos ? "linux.intelRdt.closID" : "linux.intelRdt", section, NULL,
			"'%s' is not a valid class name", out->group);
	return true;
}

static bool add_line(struct rdt_plan *out, const char *line, const char *at, struct report *r)
{
	if (!line)
		return true;
	if (strchr(line, '\n'))
		return refuse(r, at, section, NULL, "must not contain a newline");
	out->schemata[out->schemata_n++] = line;
	return true;
}

static bool plan_schemata(struct rdt_plan *out, const struct oci_intel_rdt *rdt, struct report *r)
{
	bool ok;

	out->schemata = arena_array(r->arena, rdt->schemata.n + 2, sizeof(*out->schemata));
	ok = add_line(out, rdt->l3_cache_schema, "linux.intelRdt.l3CacheSchema", r);
	if (rdt->l3_cache_schema && !str_starts(rdt->l3_cache_schema, "L3"))
		warn_about(r, "linux.intelRdt.l3CacheSchema", section,
			"'%s' should begin with L3:", rdt->l3_cache_schema);
	if (rdt->mem_bw_schema && !str_starts(rdt->mem_bw_schema, "MB:"))
		ok = refuse(r, "linux.intelRdt.memBwSchema", section, NULL,
			"'%s' must begin with MB:", rdt->mem_bw_schema);
	ok &= add_line(out, rdt->mem_bw_schema, "linux.intelRdt.memBwSchema", r);
	out->compared = out->schemata_n;
	for (size_t i = 0; i < rdt->schemata.n; i++)
		ok &= add_line(out, rdt->schemata.v[i],
			report_path(r, "linux.intelRdt.schemata[%zu]", i), r);
	return ok;
}

bool rdt_plan(struct rdt_plan *out, const struct oci_linux *linux, const char *id,
	const struct rdt_facts *facts, struct report *r)
{
	const struct oci_intel_rdt *rdt = linux ? linux->intel_rdt : NULL;
	bool ok;

	*out = (struct rdt_plan){0};
	if (!rdt)
		return true;
	ok = plan_group(out, rdt->clos_id, id, r);
	ok &= plan_schemata(out, rdt, r);
	out->must_exist = rdt->clos_id && out->schemata_n == 0;
	out->monitoring = oci_true(rdt->enable_monitoring);
	out->mount = facts->mount;
	if (!facts->mount)
		ok = refuse(r, "linux.intelRdt", section,
			"mount -t resctrl resctrl /sys/fs/resctrl, if the CPU supports it",
			"no resctrl filesystem is mounted on this host");
	return ok;
}

void rdt_show(const struct rdt_plan *p, struct printer *d)
{
	if (!p->mount)
		return;
	printer_object(d, "intelRdt");
	printer_strf(d, "group", "%s/%s", p->mount, p->group);
	printer_list(d, "schemata");
	for (size_t i = 0; i < p->schemata_n; i++)
		printer_str(d, NULL, p->schemata[i]);
	printer_end(d);
	printer_bool(d, "monitoring", p->monitoring);
	printer_bool(d, "removedAtDelete", p->own);
	printer_end(d);
}
