/* SPDX-License-Identifier: Apache-2.0 */
/* Reads the compiled filter from the memfd and loads it. */
#include "brig/security/seccomp-load.h"

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <unistd.h>

#include "brig/sys/seccomp.h"
#include "seccomp-flag.h"

static bool read_program(
	int memfd, struct sock_filter program[BPF_MAXINSNS], size_t *ret, struct err *e)
{
	ssize_t n = pread(memfd, program, BPF_MAXINSNS * sizeof(program[0]), 0);

	if (n < 0)
		return fail_errno(e, "read the seccomp filter");
	*ret = (size_t)n / sizeof(program[0]);
	return true;
}

bool seccomp_install(const struct seccomp_plan *p, int memfd, int *ret_listener, struct err *e)
{
	struct sock_filter program[BPF_MAXINSNS];
	size_t n;

	*ret_listener = -1;
	return !p->enabled || (read_program(memfd, program, &n, e) &&
				      sys_seccomp_load(program, n, p->flags, ret_listener, e));
}

bool seccomp_filter_read(const struct seccomp_plan *p, int memfd, struct arena *a,
	struct seccomp_filter *ret, struct err *e)
{
	const uint32_t listening = SECCOMP_FILTER_FLAG_NEW_LISTENER |
				   SECCOMP_FILTER_FLAG_TSYNC_ESRCH |
				   SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV;
	struct sock_filter *program;

	*ret = (struct seccomp_filter){.flags = p->flags & ~listening};
	if (!p->enabled)
		return true;
	ret->v = program = arena_array(a, BPF_MAXINSNS, sizeof(*program));
	return read_program(memfd, program, &ret->n, e);
}

bool seccomp_filter_load(const struct seccomp_filter *f, struct err *e)
{
	int none;

	return f->n == 0 || sys_seccomp_load(f->v, f->n, f->flags, &none, e);
}
