/* SPDX-License-Identifier: Apache-2.0 */
/* The helper program: reads one request, writes one answer (brig/sys/helper.h). */
#include <signal.h>
#include <unistd.h>

#include "brig/base/log.h"
#include "brig/sys/helper.h"
#include "brig/sys/hide.h"
#include "brig/sys/process.h"
#include "netdev-serve.h"
#include "systemd-serve.h"

static bool serve(struct serializer *answer, struct err *e)
{
	struct serializer request = {.arena = answer->arena};
	enum sys_helper_request what;

	sys_process_name("brig-helper");
	if ((geteuid() == 0 && !sys_hide(e)) || !sys_death_signal(SIGKILL, e) ||
		!sys_helper_asked(&what, &request, e))
		return false;
	switch (what) {
	case SYS_HELPER_SYSTEMD:
		return systemd_serve(&request, e);
	case SYS_HELPER_NETDEV:
		return netdev_serve(&request, answer, e);
	}
	return fail(e, "unknown request %d", (int)what);
}

int main(void)
{
	autoarena struct arena a = {0};
	struct serializer answer = {.arena = &a};
	struct err e;
	bool done = serve(&answer, &e);

	if (sys_helper_answer(done, &answer, &e))
		return 0;
	log_error(&e);
	return 1;
}
