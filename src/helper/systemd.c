/* SPDX-License-Identifier: Apache-2.0 */
/* systemd's side of a scope by sd-bus(3), in brig's second program. libsystemd is loaded only there
 * and only now. Every call is asynchronous, so that one deadline holds for all. */
#include "brig/cgroup/systemd-client.h"

#include <stdio.h>
#include <string.h>
#include <systemd/sd-bus.h>

#include "brig/sys/cgroupfs.h"
#include "brig/sys/library.h"

#define SERVICE "org.freedesktop.systemd1"
#define OBJECT "/org/freedesktop/systemd1"
#define MANAGER SERVICE ".Manager"

// clang-format off
#define SD_BUS_CALLS(X) \
	X(sd_bus_open_system) X(sd_bus_open_user) X(sd_bus_close_unref) X(sd_bus_process) X(sd_bus_wait) \
	X(sd_bus_match_signal_async) X(sd_bus_call_async) X(sd_bus_message_new_method_call) \
	X(sd_bus_message_append) X(sd_bus_message_append_array) X(sd_bus_message_append_strv) \
	X(sd_bus_message_open_container) X(sd_bus_message_close_container) X(sd_bus_message_read) \
	X(sd_bus_message_get_error) X(sd_bus_message_unref)
// clang-format on

struct calls {
#define X(name) __typeof__(name) *(name);
	SD_BUS_CALLS(X)
#undef X
};

struct start_sync {
	struct calls f;
	sd_bus *bus;
	const struct systemd_unit *unit;
	int64_t until;
	bool replied, removed;
	char error[128], said[512]; /* of the reply; "" when it was none */
	char result[32];            /* of the job */
};

static bool load(struct calls *f, struct err *e)
{
	static const char *const names[] = {SD_BUS_CALLS(LIBRARY_NAME)};

	return sys_library_load("libsystemd.so.0", names, sizeof(names) / sizeof(names[0]),
		(void **)(void *)f, "the systemd driver", e);
}

/* The reply to the one call that is under way. */
static int on_reply(sd_bus_message *m, void *data, sd_bus_error *unused)
{
	struct start_sync *t = data;
	const sd_bus_error *error = t->f.sd_bus_message_get_error(m);

	(void)unused;
	t->replied = true;
	snprintf(t->error, sizeof(t->error), "%s", error ? error->name : "");
	snprintf(t->said, sizeof(t->said), "%s", error && error->message ? error->message : "");
	return 1;
}

/* JobRemoved: id, path, unit, result of a job; it may come before the reply that names the job. */
static int on_removed(sd_bus_message *m, void *data, sd_bus_error *unused)
{
	struct start_sync *t = data;
	const char *path, *unit, *result;
	uint32_t id;

	(void)unused;
	if (t->f.sd_bus_message_read(m, "uoss", &id, &path, &unit, &result) >= 0 &&
		str_eq(unit, t->unit->name)) {
		t->removed = true;
		snprintf(t->result, sizeof(t->result), "%s", result);
	}
	return 0;
}

static bool broken(int code, const struct start_sync *t, struct err *e)
{
	if (!t->unit->user || (code != -ENOENT && code != -ENOMEDIUM))
		return fail_code(e, -code, "connection to systemd (%s bus)",
			t->unit->user ? "the user's" : "system");
	err_set(e, 0,
		"connection to systemd (the user's bus): %s; the user needs a session or "
		"loginctl enable-linger, and XDG_RUNTIME_DIR in the environment",
		strerror(-code));
	e->code = -code;
	return false;
}

static bool late(const struct start_sync *t, struct err *e)
{
	return fail_code(
		e, ETIMEDOUT, "systemd has not answered within %d ms", t->unit->timeout_ms);
}

static bool talk_open(struct start_sync *t, const struct systemd_unit *u, struct err *e)
{
	int code;

	*t = (struct start_sync){.unit = u, .until = sys_cgroup_clock() + u->timeout_ms};
	if (!load(&t->f, e))
		return false;
	code = u->user ? t->f.sd_bus_open_user(&t->bus) : t->f.sd_bus_open_system(&t->bus);
	if (code >= 0)
		code = t->f.sd_bus_match_signal_async(
			t->bus, NULL, SERVICE, OBJECT, MANAGER, "JobRemoved", on_removed, NULL, t);
	return code >= 0 || broken(code, t, e);
}

static void talk_close(struct start_sync *t)
{
	if (t->bus)
		t->f.sd_bus_close_unref(t->bus);
}

/* Works on what comes in until the flag is set, or the time is over. */
static bool talk_until(struct start_sync *t, const bool *flag, struct err *e)
{
	while (!*flag) {
		int code = t->f.sd_bus_process(t->bus, NULL);
		int64_t left = t->until - sys_cgroup_clock();

		if (code < 0)
			return broken(code, t, e);
		if (code > 0 || *flag)
			continue;
		if (left <= 0)
			return late(t, e);
		code = t->f.sd_bus_wait(t->bus, (uint64_t)left * 1000);
		if (code < 0 && code != -EINTR)
			return broken(code, t, e);
	}
	return true;
}

static sd_bus_message *message(struct start_sync *t, const char *method, struct err *e)
{
	sd_bus_message *m = NULL;
	int code =
		t->f.sd_bus_message_new_method_call(t->bus, &m, SERVICE, OBJECT, MANAGER, method);

	return code < 0 ? fail_null(broken(code, t, e)) : m;
}

/* Sends the message (given up in any case) and waits for the reply; an error that systemd sends
 * back is left in t->error. */
static bool ask(struct start_sync *t, sd_bus_message *m, struct err *e)
{
	int code;

	t->replied = t->removed = false;
	code = t->f.sd_bus_call_async(t->bus, NULL, m, on_reply, t, UINT64_MAX);
	t->f.sd_bus_message_unref(m);
	if (code < 0)
		return broken(code, t, e);
	return talk_until(t, &t->replied, e);
}

static bool ask_unit(struct start_sync *t, const char *method, const char *mode, struct err *e)
{
	sd_bus_message *m = message(t, method, e);
	int code;

	if (!m)
		return false;
	code = t->f.sd_bus_message_append(m, "s", t->unit->name);
	if (code >= 0 && mode)
		code = t->f.sd_bus_message_append(m, "s", mode);
	if (code >= 0)
		return ask(t, m, e);
	t->f.sd_bus_message_unref(m);
	return broken(code, t, e);
}

static int append_pairs(const struct calls *f, sd_bus_message *m, const struct cgroup_property *p)
{
	int code = f->sd_bus_message_open_container(m, 'a', "(ss)");

	for (size_t i = 0; code >= 0 && i < p->pairs.n; i++)
		code = f->sd_bus_message_append(m, "(ss)", p->pairs.v[i].key, p->pairs.v[i].value);
	return code < 0 ? code : f->sd_bus_message_close_container(m);
}

static int append_value(const struct calls *f, sd_bus_message *m, const struct cgroup_property *p)
{
	const char *strings[65] = {NULL};
	char type[2] = {p->type, '\0'};

	switch (p->type) {
	case 'P':
		return append_pairs(f, m, p);
	case 'Y':
		return f->sd_bus_message_append_array(m, 'y', p->bytes.v, p->bytes.n);
	case 'S':
		for (size_t i = 0; i < p->list.n && i < 64; i++)
			strings[i] = p->list.v[i];
		return f->sd_bus_message_append_strv(m, (char **)(uintptr_t)strings);
	case 's':
		return f->sd_bus_message_append(m, type, p->text);
	case 'd':
		return f->sd_bus_message_append(m, type, p->real);
	case 'i':
	case 'x':
	case 't':
		if (p->type != 'i')
			return f->sd_bus_message_append(m, type, p->number);
		return f->sd_bus_message_append(m, type, (int)p->integer);
	default:
		return f->sd_bus_message_append(m, type, (unsigned)p->number);
	}
}

static int append_property(
	const struct calls *f, sd_bus_message *m, const struct cgroup_property *p)
{
	const char type[2] = {p->type, '\0'};
	const char *contents = p->type == 'S'   ? "as"
			       : p->type == 'Y' ? "ay"
			       : p->type == 'P' ? "a(ss)"
						: type;
	int code = f->sd_bus_message_open_container(m, 'r', "sv");

	if (code >= 0)
		code = f->sd_bus_message_append(m, "s", p->name);
	if (code >= 0)
		code = f->sd_bus_message_open_container(m, 'v', contents);
	if (code >= 0)
		code = append_value(f, m, p);
	if (code >= 0)
		code = f->sd_bus_message_close_container(m);
	return code < 0 ? code : f->sd_bus_message_close_container(m);
}

/* The list of properties; pid 0: without a process. */
static int append_properties(const struct calls *f, sd_bus_message *m,
	const struct cgroup_property *v, size_t n, pid_t pid)
{
	int code = f->sd_bus_message_open_container(m, 'a', "(sv)");

	for (size_t i = 0; code >= 0 && i < n; i++)
		code = append_property(f, m, &v[i]);
	if (code >= 0 && pid > 0)
		code = f->sd_bus_message_append(m, "(sv)", "PIDs", "au", 1, (unsigned)pid);
	return code < 0 ? code : f->sd_bus_message_close_container(m);
}

/* StartTransientUnit: name, mode, properties, auxiliary units. */
static int append_scope(const struct start_sync *t, sd_bus_message *m,
	const struct cgroup_property *v, size_t n, pid_t pid)
{
	int code = t->f.sd_bus_message_append(m, "ss", t->unit->name, "fail");

	if (code >= 0)
		code = append_properties(&t->f, m, v, n, pid);
	return code < 0 ? code : t->f.sd_bus_message_append(m, "a(sa(sv))", 0);
}

static bool ask_start(
	struct start_sync *t, const struct cgroup_property *v, size_t n, pid_t pid, struct err *e)
{
	sd_bus_message *m = message(t, "StartTransientUnit", e);
	int code;

	if (!m)
		return false;
	code = append_scope(t, m, v, n, pid);
	if (code >= 0)
		return ask(t, m, e);
	t->f.sd_bus_message_unref(m);
	return broken(code, t, e);
}

static bool start(
	struct start_sync *t, const struct cgroup_property *v, size_t n, pid_t pid, struct err *e)
{
	enum { PAUSE_US = 20000 };

	if (!ask_start(t, v, n, pid, e))
		return false;
	/* The scope of a container that has just gone, or that failed and is kept. */
	while (str_eq(t->error, SERVICE ".UnitExists")) {
		if (sys_cgroup_clock() > t->until - t->unit->timeout_ms / 2)
			return fail_code(e, EEXIST, "systemd has a unit %s", t->unit->name);
		sys_cgroup_pause(PAUSE_US);
		if (!ask_unit(t, "ResetFailedUnit", NULL, e) || !ask_start(t, v, n, pid, e))
			return false;
	}
	if (*t->error)
		return fail(e, "systemd refuses %s: %s", t->unit->name, t->said);
	if (!talk_until(t, &t->removed, e))
		return false;
	return str_eq(t->result, "done") ||
	       fail(e, "systemd: the start of %s ended as '%s'", t->unit->name, t->result);
}

bool systemd_start_scope(const struct systemd_unit *u, const struct cgroup_property *v, size_t n,
	pid_t pid, struct err *e)
{
	struct start_sync t;
	bool ok = talk_open(&t, u, e) && start(&t, v, n, pid, e);

	talk_close(&t);
	return ok;
}

/* SetUnitProperties: name, not for longer than this boot, properties. */
static bool set(struct start_sync *t, const struct cgroup_property *v, size_t n, struct err *e)
{
	sd_bus_message *m = message(t, "SetUnitProperties", e);
	int code;

	if (!m)
		return false;
	code = t->f.sd_bus_message_append(m, "sb", t->unit->name, true);
	if (code >= 0)
		code = append_properties(&t->f, m, v, n, 0);
	if (code < 0) {
		t->f.sd_bus_message_unref(m);
		return broken(code, t, e);
	}
	if (!ask(t, m, e))
		return false;
	if (*t->error)
		return fail(e, "systemd refuses for %s: %s", t->unit->name, t->said);
	/* It writes its files after this reply, and before the next. */
	return ask_unit(t, "GetUnit", NULL, e);
}

bool systemd_set_properties(
	const struct systemd_unit *u, const struct cgroup_property *v, size_t n, struct err *e)
{
	struct start_sync t;
	bool ok = talk_open(&t, u, e) && set(&t, v, n, e);

	talk_close(&t);
	return ok;
}

static bool stop(struct start_sync *t, struct err *e)
{
	if (!ask_unit(t, "StopUnit", "replace", e))
		return false;
	if (str_eq(t->error, SERVICE ".NoSuchUnit"))
		return true;
	if (*t->error)
		return fail(e, "systemd does not stop %s: %s", t->unit->name, t->said);
	/* Whether there was anything to be forgotten does not matter. */
	return talk_until(t, &t->removed, e) && ask_unit(t, "ResetFailedUnit", NULL, e);
}

bool systemd_stop_scope(const struct systemd_unit *u, struct err *e)
{
	struct start_sync t;
	bool ok = talk_open(&t, u, e) && stop(&t, e);

	talk_close(&t);
	return ok;
}
