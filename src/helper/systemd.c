/* SPDX-License-Identifier: Apache-2.0 */
/* systemd scopes by sd-bus(3), in the helper program. libsystemd is loaded on demand. Every call
 * is asynchronous, so that one deadline covers all calls of a request. */
#include "brig/cgroup/systemd-client.h"

#include <stdio.h>
#include <string.h>
#include <systemd/sd-bus.h>

#include "brig/sys/clock.h"
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

struct connection {
	struct calls f;
	sd_bus *bus;
	const struct systemd_unit *unit;
	int64_t until;
	bool replied, removed;
	char error[128], message[512]; /* of the reply; "" when it is no error */
	char result[32];               /* result of the job */
};

static bool load_library(struct calls *f, struct err *e)
{
	static const char *const names[] = {SD_BUS_CALLS(LIBRARY_NAME)};

	return sys_library_load("libsystemd.so.0", names, sizeof(names) / sizeof(names[0]),
		(void **)(void *)f, "the systemd driver", e);
}

/* Handles the reply to the pending call; there is one at a time. */
static int on_reply(sd_bus_message *m, void *data, sd_bus_error *unused)
{
	struct connection *c = data;
	const sd_bus_error *error = c->f.sd_bus_message_get_error(m);

	(void)unused;
	c->replied = true;
	snprintf(c->error, sizeof(c->error), "%s", error ? error->name : "");
	snprintf(c->message, sizeof(c->message), "%s",
		error && error->message ? error->message : "");
	return 1;
}

/* JobRemoved: id, path, unit, result of a job. The signal may arrive before the reply that names
 * the job. */
static int on_removed(sd_bus_message *m, void *data, sd_bus_error *unused)
{
	struct connection *c = data;
	const char *path, *unit, *result;
	uint32_t id;

	(void)unused;
	if (c->f.sd_bus_message_read(m, "uoss", &id, &path, &unit, &result) >= 0 &&
		str_eq(unit, c->unit->name)) {
		c->removed = true;
		snprintf(c->result, sizeof(c->result), "%s", result);
	}
	return 0;
}

static bool fail_bus(int code, const struct connection *c, struct err *e)
{
	if (!c->unit->user || (code != -ENOENT && code != -ENOMEDIUM))
		return fail_code(e, -code, "connect to systemd (%s bus)",
			c->unit->user ? "the user's" : "system");
	err_set(e, 0,
		"connect to systemd (the user's bus): %s; the user needs a session or "
		"loginctl enable-linger, and XDG_RUNTIME_DIR in the environment",
		strerror(-code));
	e->code = -code;
	return false;
}

static bool fail_timeout(const struct connection *c, struct err *e)
{
	return fail_code(e, ETIMEDOUT, "systemd did not answer within %d ms", c->unit->timeout_ms);
}

static bool connection_open(struct connection *c, const struct systemd_unit *u, struct err *e)
{
	int code;

	*c = (struct connection){.unit = u, .until = sys_clock_ms() + u->timeout_ms};
	if (!load_library(&c->f, e))
		return false;
	code = u->user ? c->f.sd_bus_open_user(&c->bus) : c->f.sd_bus_open_system(&c->bus);
	if (code >= 0)
		code = c->f.sd_bus_match_signal_async(
			c->bus, NULL, SERVICE, OBJECT, MANAGER, "JobRemoved", on_removed, NULL, c);
	return code >= 0 || fail_bus(code, c, e);
}

static void connection_close(struct connection *c)
{
	if (c->bus)
		c->f.sd_bus_close_unref(c->bus);
}

/* Processes messages until *flag is set or the deadline has passed. */
static bool process_until(struct connection *c, const bool *flag, struct err *e)
{
	while (!*flag) {
		int code = c->f.sd_bus_process(c->bus, NULL);
		int64_t left = c->until - sys_clock_ms();

		if (code < 0)
			return fail_bus(code, c, e);
		if (code > 0 || *flag)
			continue;
		if (left <= 0)
			return fail_timeout(c, e);
		code = c->f.sd_bus_wait(c->bus, (uint64_t)left * 1000);
		if (code < 0 && code != -EINTR)
			return fail_bus(code, c, e);
	}
	return true;
}

static sd_bus_message *new_call(struct connection *c, const char *method, struct err *e)
{
	sd_bus_message *m = NULL;
	int code =
		c->f.sd_bus_message_new_method_call(c->bus, &m, SERVICE, OBJECT, MANAGER, method);

	return code < 0 ? fail_null(fail_bus(code, c, e)) : m;
}

/* Sends the message, releases it in any case, and waits for the reply; an error reply from systemd
 * is stored in c->error. */
static bool call(struct connection *c, sd_bus_message *m, struct err *e)
{
	int code;

	c->replied = c->removed = false;
	code = c->f.sd_bus_call_async(c->bus, NULL, m, on_reply, c, UINT64_MAX);
	c->f.sd_bus_message_unref(m);
	if (code < 0)
		return fail_bus(code, c, e);
	return process_until(c, &c->replied, e);
}

static bool call_unit_method(
	struct connection *c, const char *method, const char *mode, struct err *e)
{
	sd_bus_message *m = new_call(c, method, e);
	int code;

	if (!m)
		return false;
	code = c->f.sd_bus_message_append(m, "s", c->unit->name);
	if (code >= 0 && mode)
		code = c->f.sd_bus_message_append(m, "s", mode);
	if (code >= 0)
		return call(c, m, e);
	c->f.sd_bus_message_unref(m);
	return fail_bus(code, c, e);
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

/* Appends the array of properties; pid 0: without a process. */
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

/* Arguments of StartTransientUnit: name, mode, properties, auxiliary units. */
static int append_scope(const struct connection *c, sd_bus_message *m,
	const struct cgroup_property *v, size_t n, pid_t pid)
{
	int code = c->f.sd_bus_message_append(m, "ss", c->unit->name, "fail");

	if (code >= 0)
		code = append_properties(&c->f, m, v, n, pid);
	return code < 0 ? code : c->f.sd_bus_message_append(m, "a(sa(sv))", 0);
}

static bool call_start(
	struct connection *c, const struct cgroup_property *v, size_t n, pid_t pid, struct err *e)
{
	sd_bus_message *m = new_call(c, "StartTransientUnit", e);
	int code;

	if (!m)
		return false;
	code = append_scope(c, m, v, n, pid);
	if (code >= 0)
		return call(c, m, e);
	c->f.sd_bus_message_unref(m);
	return fail_bus(code, c, e);
}

static bool start(
	struct connection *c, const struct cgroup_property *v, size_t n, pid_t pid, struct err *e)
{
	enum { PAUSE_US = 20000 };

	if (!call_start(c, v, n, pid, e))
		return false;
	/* The unit may exist for a moment after its container has ended, or it has failed and
	 * systemd keeps it. */
	while (str_eq(c->error, SERVICE ".UnitExists")) {
		if (sys_clock_ms() > c->until - c->unit->timeout_ms / 2)
			return fail_code(e, EEXIST, "systemd already has a unit %s", c->unit->name);
		sys_sleep_us(PAUSE_US);
		if (!call_unit_method(c, "ResetFailedUnit", NULL, e) ||
			!call_start(c, v, n, pid, e))
			return false;
	}
	if (*c->error)
		return fail(e, "systemd rejected %s: %s", c->unit->name, c->message);
	if (!process_until(c, &c->removed, e))
		return false;
	return str_eq(c->result, "done") ||
	       fail(e, "systemd: starting %s ended with '%s'", c->unit->name, c->result);
}

bool systemd_start_scope(const struct systemd_unit *u, const struct cgroup_property *v, size_t n,
	pid_t pid, struct err *e)
{
	struct connection c;
	bool ok = connection_open(&c, u, e) && start(&c, v, n, pid, e);

	connection_close(&c);
	return ok;
}

/* SetUnitProperties: name, runtime (not persistent), properties. */
static bool set(struct connection *c, const struct cgroup_property *v, size_t n, struct err *e)
{
	sd_bus_message *m = new_call(c, "SetUnitProperties", e);
	int code;

	if (!m)
		return false;
	code = c->f.sd_bus_message_append(m, "sb", c->unit->name, true);
	if (code >= 0)
		code = append_properties(&c->f, m, v, n, 0);
	if (code < 0) {
		c->f.sd_bus_message_unref(m);
		return fail_bus(code, c, e);
	}
	if (!call(c, m, e))
		return false;
	if (*c->error)
		return fail(e, "systemd rejected properties of %s: %s", c->unit->name, c->message);
	/* systemd writes the cgroup files after this reply and before the next one. */
	return call_unit_method(c, "GetUnit", NULL, e);
}

bool systemd_set_properties(
	const struct systemd_unit *u, const struct cgroup_property *v, size_t n, struct err *e)
{
	struct connection c;
	bool ok = connection_open(&c, u, e) && set(&c, v, n, e);

	connection_close(&c);
	return ok;
}

static bool stop(struct connection *c, struct err *e)
{
	if (!call_unit_method(c, "StopUnit", "replace", e))
		return false;
	if (str_eq(c->error, SERVICE ".NoSuchUnit"))
		return true;
	if (*c->error)
		return fail(e, "systemd did not stop %s: %s", c->unit->name, c->message);
	/* ResetFailedUnit may fail: the unit need not be in failed state. */
	return process_until(c, &c->removed, e) && call_unit_method(c, "ResetFailedUnit", NULL, e);
}

bool systemd_stop_scope(const struct systemd_unit *u, struct err *e)
{
	struct connection c;
	bool ok = connection_open(&c, u, e) && stop(&c, e);

	connection_close(&c);
	return ok;
}
