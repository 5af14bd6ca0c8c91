/* SPDX-License-Identifier: Apache-2.0 */
/* Device rules from the config, and their form on cgroup v1. */
#include "devices/rules.h"

#include <inttypes.h>

#include "oci.h"

#define SECTION "config-linux.md Allowed Device list"

enum { ALL_ACCESS = CGROUP_DEVICE_MKNOD | CGROUP_DEVICE_READ | CGROUP_DEVICE_WRITE };

static const struct cgroup_device_rule deny_all = {false, 'a', -1, -1, ALL_ACCESS, NULL};

/* The devices of config-linux.md "Default Devices", pseudoterminals, and mknod of any node, which
 * does not permit opening it. */
// clang-format off
static const struct cgroup_device_rule default_devices[] = {
	{ true, 'c', -1, -1, CGROUP_DEVICE_MKNOD, NULL },
	{ true, 'b', -1, -1, CGROUP_DEVICE_MKNOD, NULL },
	{ true, 'c', 1, 3, ALL_ACCESS, NULL },   /* null */
	{ true, 'c', 1, 5, ALL_ACCESS, NULL },   /* zero */
	{ true, 'c', 1, 7, ALL_ACCESS, NULL },   /* full */
	{ true, 'c', 1, 8, ALL_ACCESS, NULL },   /* random */
	{ true, 'c', 1, 9, ALL_ACCESS, NULL },   /* urandom */
	{ true, 'c', 5, 0, ALL_ACCESS, NULL },   /* tty */
	{ true, 'c', 5, 1, ALL_ACCESS, NULL },   /* console */
	{ true, 'c', 5, 2, ALL_ACCESS, NULL },   /* ptmx */
	{ true, 'c', 136, -1, ALL_ACCESS, NULL },/* pts */
	{ true, 'c', 10, 200, ALL_ACCESS, NULL } /* tun: images make it, as runc 1.1 and crun 1.21 let them */
};
// clang-format on

enum { N_DEFAULT = sizeof(default_devices) / sizeof(default_devices[0]) };

static bool matches_all_devices(const struct cgroup_device_rule *d)
{
	return d->type == 'a' && d->major < 0 && d->minor < 0;
}

static bool read_access(unsigned *ret, const char *s)
{
	*ret = s ? 0 : ALL_ACCESS;
	for (; s && *s; s++) {
		if (*s == 'r')
			*ret |= CGROUP_DEVICE_READ;
		else if (*s == 'w')
			*ret |= CGROUP_DEVICE_WRITE;
		else if (*s == 'm')
			*ret |= CGROUP_DEVICE_MKNOD;
		else
			return false;
	}
	return *ret != 0;
}

static bool read_number(
	int64_t *ret, const int64_t *value, int64_t max, const char *path, struct report *r)
{
	*ret = value ? *value : -1;
	/* Engines write -1 for "all". */
	if (*ret >= -1 && *ret <= max)
		return true;
	return refuse(r, path, SECTION, "leave it out for all",
		"%" PRId64 " is not a device number", *ret);
}

static bool read_rule(struct cgroup_device_rule *out, const struct oci_device_rule *in,
	const char *path, struct report *r)
{
	static const char types[] = {
		[OCI_DEVICE_RULE_TYPE_A] = 'a',
		[OCI_DEVICE_RULE_TYPE_C] = 'c',
		[OCI_DEVICE_RULE_TYPE_B] = 'b',
	};

	out->allow = in->allow;
	out->type = in->type ? types[*in->type] : 'a';
	out->source = path;
	if (!read_access(&out->access, in->access))
		return refuse(r, report_path(r, "%s.access", path), SECTION,
			"write a combination of r, w and m", "'%.32s' is not an access mode",
			in->access);
	return read_number(&out->major, in->major, 4095, report_path(r, "%s.major", path), r) &&
	       read_number(&out->minor, in->minor, 1048575, report_path(r, "%s.minor", path), r);
}

static void restart_with(struct device_rules *out, const struct cgroup_device_rule *first)
{
	out->v[0] = *first;
	for (size_t i = 0; i < N_DEFAULT; i++)
		out->v[1 + i] = default_devices[i];
	out->n = 1 + N_DEFAULT;
}

bool device_rules(struct device_rules *out, const struct oci_resources *resources,
	const char *prefix, struct report *r)
{
	size_t n = resources ? resources->devices.n : 0;
	bool ok = true;

	out->v = arena_array(r->arena, n + 1 + N_DEFAULT, sizeof(*out->v));
	restart_with(out, &deny_all);
	for (size_t i = 0; i < n; i++) {
		struct cgroup_device_rule d = {0};

		if (!read_rule(&d, &resources->devices.v[i],
			    report_path(r, "%s.devices[%zu]", prefix, i), r))
			ok = false;
		else if (!d.allow && matches_all_devices(&d))
			restart_with(out, &d); /* earlier rules have no effect any more */
		else
			out->v[out->n++] = d;
	}
	return ok;
}

const char *device_access_text(unsigned access, char text[4])
{
	char *to = text;

	if (access & CGROUP_DEVICE_READ)
		*to++ = 'r';
	if (access & CGROUP_DEVICE_WRITE)
		*to++ = 'w';
	if (access & CGROUP_DEVICE_MKNOD)
		*to++ = 'm';
	*to = '\0';
	return text;
}

/* The state of a v1 devices cgroup. */
struct state {
	bool allow; /* the default */
	struct cgroup_device_rule *v;
	size_t n, cap;
	struct report *r;
};

static bool covers(const struct cgroup_device_rule *wide, const struct cgroup_device_rule *narrow)
{
	return wide->type == narrow->type && (wide->major < 0 || wide->major == narrow->major) &&
	       (wide->minor < 0 || wide->minor == narrow->minor);
}

static bool overlap(const struct cgroup_device_rule *a, const struct cgroup_device_rule *b)
{
	return a->type == b->type && (a->major < 0 || b->major < 0 || a->major == b->major) &&
	       (a->minor < 0 || b->minor < 0 || a->minor == b->minor);
}

static void add_exception(struct state *s, const struct cgroup_device_rule *d)
{
	for (size_t i = 0; i < s->n; i++) {
		struct cgroup_device_rule *x = &s->v[i];

		if (x->type != d->type || x->major != d->major || x->minor != d->minor)
			continue;
		if (d->source && !x->source && (x->access | d->access) != x->access)
			x->source = d->source;
		x->access |= d->access;
		return;
	}
	s->v = arena_grow(s->r->arena, s->v, &s->n, &s->cap, sizeof(*s->v));
	s->v[s->n - 1] = *d;
}

/* Returns the devices of d to the default. An exception that is wider than d cannot be removed in
 * part. */
static bool remove_exception(struct state *s, const struct cgroup_device_rule *d)
{
	bool ok = true;

	for (size_t i = 0; i < s->n; i++) {
		struct cgroup_device_rule *x = &s->v[i];
		unsigned shared = x->access & d->access;

		if (shared == 0 || !overlap(x, d))
			continue;
		if (covers(d, x))
			x->access &= ~d->access;
		else if (!x->source && shared == CGROUP_DEVICE_MKNOD)
			continue; /* mknod without permission to open the node is harmless */
		else
			ok = refuse(s->r, d->source, SECTION,
				"order the rules so that none narrows an earlier, wider one; "
				"cgroup v2 has no such restriction",
				"cgroup v1 cannot exclude it from %s",
				x->source ? x->source : "the devices that every container has");
	}
	return ok;
}

static bool apply_one(struct state *s, const struct cgroup_device_rule *d)
{
	if (d->allow == s->allow)
		return remove_exception(s, d);
	add_exception(s, d);
	return true;
}

static bool apply_rule(struct state *s, const struct cgroup_device_rule *d)
{
	struct cgroup_device_rule one = *d;

	if (matches_all_devices(d) && d->access == ALL_ACCESS) {
		s->allow = d->allow;
		s->n = 0;
		return true;
	}
	if (d->type != 'a')
		return apply_one(s, d);
	/* The kernel ignores numbers and access after an 'a', so the rule becomes one for 'c' and
	 * one for 'b'. */
	one.type = 'c';
	if (!apply_one(s, &one))
		return false;
	one.type = 'b';
	return apply_one(s, &one);
}

static const char *number(struct arena *a, int64_t n)
{
	return n < 0 ? "*" : arena_printf(a, "%" PRId64, n);
}

static void add_line(struct device_lines *out, const struct state *s, bool configured)
{
	struct arena *a = s->r->arena;

	for (size_t i = 0; i < s->n; i++) {
		const struct cgroup_device_rule *x = &s->v[i];
		char access[4];

		if (x->access == 0 || !!x->source != configured)
			continue;
		out->v[out->n++] = (struct device_line){!s->allow,
			arena_printf(a, "%c %s:%s %s", x->type, number(a, x->major),
				number(a, x->minor), device_access_text(x->access, access))};
	}
}

bool device_lines(struct device_lines *out, const struct device_rules *rules, struct report *r)
{
	struct state s = {.r = r};
	bool ok = true;

	for (size_t i = 0; i < rules->n; i++)
		if (!apply_rule(&s, &rules->v[i]))
			ok = false;
	out->v = arena_array(r->arena, s.n + 1, sizeof(*out->v));
	out->n = 0;
	out->v[out->n++] = (struct device_line){s.allow, "a"};
	add_line(out, &s, true);
	add_line(out, &s, false);
	return ok;
}
