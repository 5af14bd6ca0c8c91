/* SPDX-License-Identifier: Apache-2.0 */
/* The client and the server side of the helper program: one request, one answer. */
#include "brig/sys/helper.h"

#include <unistd.h>

#include "brig/base/fd.h"
#include "brig/sys/exec.h"
#include "brig/sys/file.h"
#include "brig/sys/memfd-exec.h"
#include "brig/sys/subprocess.h"

static const char name[] = "brig-helper";

enum { MESSAGE_MAX = 16 << 20 };

/* From src/helper; unit tests are linked without it. */
extern const uint8_t helper_program[] __attribute__((weak));
extern const size_t helper_program_size __attribute__((weak));

static int request_file(
	enum sys_helper_request what, const struct serializer *request, struct err *e)
{
	const uint64_t first = what;
	autoclose int fd = sys_memfd("helper-request", e);

	if (fd < 0 || !sys_write_all(fd, &first, sizeof(first), name, e) ||
		!sys_write_all(fd, request->v, request->n, name, e) || !sys_seek(fd, 0, name, e))
		return -1;
	return fd_take(&fd);
}

/* sd_bus_open_system(3) and sd_bus_open_user(3) read the address of the bus from these variables.
 */
static const char *const variables[] = {
	"DBUS_SYSTEM_BUS_ADDRESS",
	"DBUS_SESSION_BUS_ADDRESS",
	"XDG_RUNTIME_DIR",
};

static bool run(int request, int answer, int extra, int timeout_ms, struct err *e)
{
	autoarena struct arena a = {0};
	autoclose int program = sys_sealed_program(helper_program, helper_program_size, name, e);
	char *argv[] = {(char[]){"brig-helper"}, NULL};
	const struct sys_subprocess helper = {
		.path = name,
		.argv = argv,
		.envp = sys_environment(&a, variables, sizeof(variables) / sizeof(variables[0])),
		.timeout_ms = timeout_ms,
		.program = program,
		.input_fd = request,
		.output = answer,
		.extra = extra < 0 ? 0 : extra,
		.patient = true,
	};

	return program >= 0 && sys_subprocess_run(&helper, e);
}

static bool read_answer(int fd, struct serializer *answer, struct err *e)
{
	struct serializer p = {.arena = answer->arena};
	bool done;

	if (!sys_seek(fd, 0, name, e))
		return false;
	p.v = (uint8_t *)sys_read_fd(p.arena, fd, name, MESSAGE_MAX, &p.n, e);
	if (!p.v)
		return false;
	done = deserialize_number(&p) != 0;
	if (!done) {
		int code = (int)deserialize_number(&p);

		err_set(e, 0, "%s", deserialize_text(&p));
		e->code = code;
	}
	answer->v = (uint8_t *)deserialize_bytes(&p, &answer->n);
	return p.truncated ? fail(e, "%s: the answer is truncated", name) : done;
}

bool sys_helper_ask(enum sys_helper_request what, const struct serializer *request, int fd,
	int timeout_ms, struct serializer *answer, struct err *e)
{
	autoclose int in = -1, out = -1;

	if (!helper_program)
		return fail(e, "brig was linked without the helper program");
	in = request_file(what, request, e);
	out = in >= 0 ? sys_memfd("helper-answer", e) : -1;
	return out >= 0 && run(in, out, fd, timeout_ms, e) && read_answer(out, answer, e);
}

bool sys_helper_asked(enum sys_helper_request *what, struct serializer *request, struct err *e)
{
	request->v = (uint8_t *)sys_read_fd(
		request->arena, STDIN_FILENO, "the request", MESSAGE_MAX, &request->n, e);
	if (!request->v)
		return false;
	*what = (enum sys_helper_request)deserialize_number(request);
	return true;
}

bool sys_helper_answer(bool done, const struct serializer *answer, struct err *e)
{
	struct serializer p = {.arena = answer->arena};

	serialize_number(&p, done);
	if (!done) {
		serialize_number(&p, (uint64_t)e->code);
		serialize_text(&p, e->text);
	}
	serialize_bytes(&p, answer->v, answer->n);
	return sys_write_all(STDOUT_FILENO, p.v, p.n, "the answer", e);
}
