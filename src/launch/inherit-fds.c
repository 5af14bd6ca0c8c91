/* SPDX-License-Identifier: Apache-2.0 */
/* Descriptors of sd_listen_fds(3) and --preserve-fds. */
#include "brig/launch/inherit-fds.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "brig/base/parse.h"
#include "brig/sys/descriptor.h"
#include "oci.h"

enum { FDS_MAX = 1 << 20, PID_ENTRY = 32 };

/* A descriptor with close-on-exec is one that the runtime has opened itself. */
static bool check_open(unsigned first, unsigned n, const char *why, struct err *e)
{
	for (unsigned fd = first; fd < first + n; fd++)
		if (!sys_fd_is_inheritable((int)fd))
			return fail(e, "%s %u: descriptor %u is not open", why, n, fd);
	return true;
}

/* Descriptors that are announced to another process must be ignored. */
static bool announced_to_this_process(void)
{
	const char *pid = getenv("LISTEN_PID");
	struct err ignored;
	uint64_t n;

	return pid && parse_u64(pid, INT32_MAX, &n, &ignored) && (pid_t)n == getpid();
}

static bool read_listening(struct inherit_fds *h, struct arena *a, struct err *e)
{
	const char *count = getenv("LISTEN_FDS"), *names = getenv("LISTEN_FDNAMES");
	uint64_t n;

	if (!count || !announced_to_this_process())
		return true;
	if (!parse_u64(count, FDS_MAX, &n, e))
		return fail_in(e, "LISTEN_FDS");
	if (n == 0)
		return true;
	h->n = (unsigned)n;
	h->listen_pid = arena_alloc(a, PID_ENTRY);
	inherit_fds_set_pid(h);
	h->env.v = arena_array(a, 3, sizeof(*h->env.v));
	h->env.v[h->env.n++] = arena_printf(a, "LISTEN_FDS=%u", h->n);
	h->env.v[h->env.n++] = h->listen_pid;
	if (names)
		h->env.v[h->env.n++] = arena_printf(a, "LISTEN_FDNAMES=%s", names);
	return true;
}

bool inherit_fds_read(struct inherit_fds *h, unsigned preserved, struct arena *a, struct err *e)
{
	unsigned listening;

	*h = (struct inherit_fds){0};
	if (preserved > FDS_MAX)
		return fail(e, "--preserve-fds %u: %d at most", preserved, FDS_MAX);
	if (!read_listening(h, a, e) || !check_open(3, h->n, "LISTEN_FDS", e))
		return false;
	listening = h->n;
	h->n += preserved;
	return check_open(3 + listening, preserved, "--preserve-fds", e);
}

void inherit_fds_set_pid(struct inherit_fds *h)
{
	if (h->listen_pid)
		snprintf(h->listen_pid, PID_ENTRY, "LISTEN_PID=%d", getpid());
}

void process_add_env(struct oci_process *p, const struct str_list *more, struct arena *a)
{
	struct str_list all = {.v = arena_array(a, p->env.n + more->n, sizeof(*all.v))};

	for (size_t i = 0; i < p->env.n; i++)
		all.v[all.n++] = p->env.v[i];
	for (size_t i = 0; i < more->n; i++)
		all.v[all.n++] = more->v[i];
	p->env = all;
}
