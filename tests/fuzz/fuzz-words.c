/* SPDX-License-Identifier: Apache-2.0 */
/* Fuzz target: passes each line of the input to every parser of words: numbers, sizes, durations,
 * signals, mount options, lists of numbers, unit properties, ids, cgroup paths. Accepted values are
 * in their range. The whole input also is filtered as output of ps(1). */
#include <limits.h>
#include <string.h>
#include <sys/mount.h>

#include "../../src/cgroup/path.h"
#include "../../src/cgroup/systemd/gvariant.h"
#include "../../src/cgroup/systemd/property.h"
#include "../../src/cgroup/systemd/scope.h"
#include "../../src/cmd/ps-filter.h"
#include "../../src/mount/option.h"
#include "brig/base/parse.h"
#include "brig/base/safe.h"
#include "brig/base/str.h"
#include "brig/cgroup/detect.h"
#include "brig/json/read.h"
#include "brig/json/utf8.h"
#include "brig/json/write.h"
#include "brig/process/bit-set.h"
#include "brig/state/container.h"
#include "brig/state/list.h"
#include "brig/state/notify-socket.h"
#include "brig/state/start-socket.h"
#include "brig/state/status.h"
#include "fuzz.h"

static void try_numbers(const char *s, struct arena *a)
{
	uint64_t n;
	int64_t i;
	unsigned mode;
	struct err e;

	if (parse_u64(s, UINT64_MAX, &n, &e) && s[0] != '0')
		check(str_eq(arena_printf(a, "%llu", (unsigned long long)n), s));
	if (parse_u64(s, 100, &n, &e))
		check(n <= 100);
	if (parse_i64(s, -5, 5, &i, &e))
		check(i >= -5 && i <= 5);
	if (parse_i64(s, INT64_MIN, INT64_MAX, &i, &e) && strspn(s, "-0") == 0)
		check(str_eq(arena_printf(a, "%lld", (long long)i), s));
	if (parse_mode(s, &mode, &e))
		check(mode <= 07777);
}

static void try_units(const char *s, struct arena *a)
{
	int64_t size;
	int ms, sig;
	struct err e;

	if (parse_size(s, &size, &e))
		check(size >= -1);
	if (parse_duration(s, &ms, &e))
		check(ms > 0);
	if (parse_signal(s, &sig, &e)) {
		check(sig >= 0 && sig <= 64);
		if (signal_name(sig) && sig != 0) {
			int again;

			check(parse_signal(arena_printf(a, "sig%s", signal_name(sig)), &again, &e));
			check(again == sig);
		}
	}
	if (container_id_check(s, &e))
		check(*s != '.' && !strchr(s, '/') && strlen(s) <= 255);
}

static void try_mount(const char *s, struct arena *a)
{
	struct options o = {.arena = a};

	for (int i = 0; i < 2; i++)
		(void)!options_add(&o, s);
	check((o.flags.set & o.flags.clear & ~(uint64_t)MOUNT_ATTR__ATIME) == 0);
	check((o.sb_flags & o.sb_clear) == 0);
	check(o.n_propagation < MOUNT_PROPAGATIONS_MAX);
	for (size_t i = 0; i < o.n_params; i++)
		check(o.params[i].key != NULL);
	for (size_t i = 0; i < o.n_propagation; i++)
		check(!str_eq(propagation_word(o.propagation[i]), "unknown"));
}

static void try_cgroup(const char *s, struct arena *a)
{
	struct property_list l = {.arena = a};
	struct report r = {.arena = a};
	struct cgroup_property property = {.name = "name"};
	const char *why = NULL, *path;

	check(gvariant_parse(&property, s, a, &why) || why);
	path = cgroup_path_plan(s, "id", "/base", &r);
	check(path ? *path == '/' && !strstr(path, "/../") && !strstr(path, "//") : r.refusals > 0);
	(void)property_add_value(&l, true, "cpu.max", s);
	(void)property_add_value(&l, true, "cpuset.cpus", s);
	(void)property_add_value(&l, true, "io.weight", s);
	(void)property_add_value(&l, false, "cpu.cfs_period_us", s);
	(void)property_add_value(&l, false, "cpu.cfs_quota_us", s);
	(void)property_add_value(&l, false, "devices.allow", s);
	for (size_t i = 0; i < l.n; i++)
		check((l.v[i].type != 'Y' || l.v[i].bytes.n > 0) &&
			(l.v[i].type != 'P' || l.v[i].pairs.n > 0));
	(void)cgroup_has_controller(s, "cpu");
}

static void try_unit(const char *s, struct arena *a)
{
	struct cgroup_set none = {0};
	struct host host = {0};
	struct cgroup_facts f = {
		.id = "id", .layout = &none, .driver = CGROUP_SYSTEMD, .host = &host};
	struct report r = {.arena = a};
	struct cgroup_plan p = {0};

	if (!scope_plan(&p, s, &f, &r))
		check(r.refusals > 0);
	else
		check(str_ends(p.unit, ".scope") && !strchr(p.unit, '/') && *p.path == '/');
}

static void try_set(const char *s, struct arena *a)
{
	struct bit_set set;
	struct err e;

	if (bit_set_parse(&set, s, a, &e) && *s)
		check(set.words > 0 && set.v[set.words - 1] != 0);
}

/* safe_text() keeps the length, and changes nothing when called again. */
static void try_safe(const uint8_t *data, size_t size, struct arena *a)
{
	char *once = arena_strndup(a, (const char *)data, size);
	size_t n = strlen(once);
	char *twice;

	safe_text(once, n);
	check(strlen(once) == n && json_is_utf8(once) && !strpbrk(once, "\n\033\177"));
	twice = arena_strdup(a, once);
	safe_text(twice, n);
	check(str_eq(once, twice));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static pid_t listed[] = {1, 23};
	static const struct pid_list pids = {listed, 2};
	autoarena struct arena a = {0};
	char *text = arena_strndup(&a, (const char *)data, size), *line;
	struct ps_filter *filter = arena_alloc(&a, sizeof(*filter));
	struct str out = {.arena = &a};
	struct err e;

	filter->pids = &pids;
	check((ps_filter(filter, text, strlen(text), &out, &e) &&
		      ps_filter_end(filter, &out, &e)) ||
		*e.text);
	check(json_is_utf8(str_text(&out)));
	try_safe(data, size, &a);
	while ((line = strsep(&text, "\n"))) {
		try_numbers(line, &a);
		try_units(line, &a);
		try_mount(line, &a);
		try_cgroup(line, &a);
		try_unit(line, &a);
		try_set(line, &a);
	}
	return 0;
}
