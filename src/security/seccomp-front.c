/* SPDX-License-Identifier: Apache-2.0 */
/* The front of the program: to the filter of the architecture, but for system calls newer than the
 * profile. These answer ENOSYS, so that programs fall back to older ones, where a plain allow-list
 * would tell them EPERM, which they take for final. */
#include <errno.h>
#include <linux/audit.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <stddef.h>

#include "brig/base/str.h"
#include "seccomp-inside.h"

enum { X32_BIT = 0x40000000, ENOSYS_AT = SECCOMP_FRONT - 1 };

static const struct sock_filter load_arch =
	BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch));
static const struct sock_filter load_number =
	BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));

/* Jumps in classic BPF count from the next instruction, and only this one goes far. */
static struct sock_filter go_to(size_t from, size_t to)
{
	return (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JA, (uint32_t)(to - from - 1), 0, 0);
}

static struct sock_filter test(uint16_t op, uint32_t k, uint8_t yes, uint8_t no)
{
	return (struct sock_filter)BPF_JUMP((uint16_t)(BPF_JMP | op | BPF_K), k, yes, no);
}

/* The highest number that the profile names on an architecture. The floor is rseq(2), the last of
 * its time: from 424 on (Linux 5.1) all number alike. UINT32_MAX: there is no limit. */
static uint32_t last_number(const struct oci_seccomp *s, uint32_t token)
{
	int last = -1, floor;

	/* Only where refusal is the default: killing is meant, and allowing needs no help. */
	if (s->default_action != OCI_SECCOMP_ACTION_ERRNO ||
		(s->default_errno_ret && *s->default_errno_ret == ENOSYS))
		return UINT32_MAX;
	for (size_t i = 0; i < s->syscalls.n; i++)
		for (size_t j = 0; j < s->syscalls.v[i].names.n; j++) {
			int nr = seccomp_syscall_resolve_name_arch(
				token, s->syscalls.v[i].names.v[j]);

			last = nr > last ? nr : last;
		}
	floor = seccomp_syscall_resolve_name_arch(token, "rseq");
	return last < 0 ? UINT32_MAX : (uint32_t)(last > floor ? last : floor);
}

/* One part, seven instructions; the accumulator holds the architecture before and, when it was not
 * this part's, after.
 *	0 is it this one? else to the next part
 *	1 load the number
 *	2 of x32 where this is not, or the reverse? -> 6
 *	3 newer than the profile? -> 4, else -> 5
 *	4 to ENOSYS
 *	5 to the filter
 *	6 load the architecture again, and on to the next part */
static void write_part(struct sock_filter *front, size_t at, const struct oci_seccomp *s,
	uint32_t token, size_t filter)
{
	bool x32 = token == SCMP_ARCH_X32;
	uint32_t last = last_number(s, token);

	front[at] = test(BPF_JEQ, x32 ? AUDIT_ARCH_X86_64 : token, 0, 6);
	front[at + 1] = load_number;
	front[at + 2] = test(BPF_JGE, 0, 0, 0);
	if (x32)
		front[at + 2] = test(BPF_JGE, X32_BIT, 0, 3);
	else if (token == SCMP_ARCH_X86_64)
		front[at + 2] = test(BPF_JGE, X32_BIT, 3, 0);
	front[at + 3] = test(BPF_JGT, x32 ? last | X32_BIT : last, 0, 1);
	front[at + 4] = go_to(at + 4, ENOSYS_AT);
	front[at + 5] = go_to(at + 5, filter);
	front[at + 6] = load_arch;
}

void seccomp_write_front(struct sock_filter front[SECCOMP_FRONT], const struct oci_seccomp *s,
	const struct seccomp_parts *parts)
{
	/* An architecture that has no part: as libseccomp does. Also the filling up to the end. */
	for (size_t i = 0; i < SECCOMP_FRONT; i++)
		front[i] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_THREAD);
	front[0] = load_arch;
	for (size_t i = 0; i < parts->n; i++)
		write_part(front, 1 + i * 7, s, parts->v[i].token, parts->v[i].at);
	front[ENOSYS_AT] =
		(struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS);
}
