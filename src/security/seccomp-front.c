/* SPDX-License-Identifier: Apache-2.0 */
/* Writes the front of the program, which jumps to the filter of the architecture. System calls that
 * are newer than the profile return ENOSYS there, so that programs use older calls instead: an
 * allow-list alone would return EPERM, which programs take for a final refusal. */
#include "seccomp-front.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <stddef.h>

#include "oci.h"
#include "seccomp-rules.h"

enum { X32_BIT = 0x40000000, ENOSYS_AT = SECCOMP_FRONT - 1 };

static const struct sock_filter load_arch =
	BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch));
static const struct sock_filter load_number =
	BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));

/* Jumps in classic BPF count from the next instruction; only BPF_JA reaches further than 255. */
static struct sock_filter go_to(size_t from, size_t to)
{
	return (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JA, (uint32_t)(to - from - 1), 0, 0);
}

static struct sock_filter test(uint16_t op, uint32_t k, uint8_t yes, uint8_t no)
{
	return (struct sock_filter)BPF_JUMP((uint16_t)(BPF_JMP | op | BPF_K), k, yes, no);
}

/* The highest number that the front lets pass to the filter of this architecture; UINT32_MAX: all.
 * At least rseq(2): rseq(2) is the last call whose number differs between architectures, from
 * Linux 5.1 on (424) all have the same. */
static uint32_t last_number(const struct seccomp_plan *p, uint32_t token)
{
	int floor = seccomp_syscall_resolve_name_arch(token, "rseq");
	uint32_t highest;

	/* Only for SCMP_ACT_ERRNO: a profile that kills means it, and one that allows needs no
	 * ENOSYS. */
	if (p->default_action != OCI_SECCOMP_ACTION_ERRNO ||
		p->default_value == SCMP_ACT_ERRNO(ENOSYS))
		return UINT32_MAX;
	highest = seccomp_resolve(p, token).highest;
	return floor >= 0 && highest < (uint32_t)floor ? (uint32_t)floor : highest;
}

/* Writes the seven instructions of one architecture. The accumulator holds the architecture before
 * them, and after them when they do not jump.
 *	0 another architecture? -> the next seven
 *	1 load the number
 *	2 a number of x32 on x86_64, or the reverse? -> 6
 *	3 newer than the profile? -> 4, else -> 5
 *	4 -> ENOSYS
 *	5 -> the filter
 *	6 load the architecture again */
static void write_part(struct sock_filter *front, size_t at, const struct seccomp_plan *p,
	uint32_t token, size_t filter)
{
	bool x32 = token == SCMP_ARCH_X32;
	uint32_t last = last_number(p, token);

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

void seccomp_write_front(struct sock_filter front[SECCOMP_FRONT], const struct seccomp_plan *p,
	const struct seccomp_parts *parts)
{
	/* An architecture without a filter is killed, as libseccomp does. The same instruction
	 * fills the rest of the front. */
	for (size_t i = 0; i < SECCOMP_FRONT; i++)
		front[i] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_THREAD);
	front[0] = load_arch;
	for (size_t i = 0; i < p->n_archs; i++)
		write_part(front, 1 + i * 7, p, p->archs[i], parts->at[i]);
	front[ENOSYS_AT] =
		(struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS);
}
