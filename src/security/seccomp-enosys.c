/* SPDX-License-Identifier: Apache-2.0 */
/* System calls newer than the profile answer ENOSYS, so that programs fall back to older ones,
 * where a plain allow-list would tell them EPERM, which they take for final. */
#include <errno.h>
#include <linux/audit.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <stddef.h>

#include "brig/base/str.h"
#include "seccomp-inside.h"

enum { X32_BIT = 0x40000000 };

static const struct sock_filter load_arch =
	BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch));
static const struct sock_filter load_number =
	BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));

static struct sock_filter jump(uint16_t op, uint32_t k, size_t yes, size_t no)
{
	return (struct sock_filter)BPF_JUMP(
		(uint16_t)(BPF_JMP | op | BPF_K), k, (uint8_t)yes, (uint8_t)no);
}

/* One architecture, five instructions at out; `deny` and `done` are counted from there.
 *	0 is it this one? else go on behind
 *	1 load the number
 *	2 below the x32 bit? -> 4
 *	3 x32: above its last? deny, else done (no limit: done)
 *	4 above the last? deny, else done */
static void write_arch(
	struct sock_filter *out, const struct enosys_limit *v, size_t deny, size_t done)
{
	out[0] = jump(BPF_JEQ, v->audit_arch, 0, 4);
	out[1] = load_number;
	out[2] = jump(BPF_JGE, v->audit_arch == AUDIT_ARCH_X86_64 ? X32_BIT : UINT32_MAX, 0, 1);
	out[3] = jump(BPF_JGT, v->last_x32 ? v->last_x32 : UINT32_MAX, deny - 4, done - 4);
	out[4] = jump(BPF_JGT, v->last, deny - 5, done - 5);
}

size_t enosys_write(struct sock_filter out[ENOSYS_MAX], const struct enosys_limit *v, size_t n)
{
	size_t deny = 1 + n * 5 + 1, done = deny + 1;

	if (n == 0)
		return 0;
	out[0] = load_arch;
	for (size_t i = 0; i < n; i++)
		write_arch(out + 1 + i * 5, &v[i], deny - 1 - i * 5, done - 1 - i * 5);
	/* None of them: over the refusal. */
	out[deny - 1] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JA, 1, 0, 0);
	out[deny] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS);
	return done;
}

/* The highest number that the profile names on an architecture; 0 when it names none there. The
 * floor is rseq(2), the last of its time: from 424 on (Linux 5.1) all number alike. */
static uint32_t last_number(const struct oci_seccomp *s, uint32_t token)
{
	int floor = seccomp_syscall_resolve_name_arch(token, "rseq"), last = -1;

	for (size_t i = 0; i < s->syscalls.n; i++)
		for (size_t j = 0; j < s->syscalls.v[i].names.n; j++) {
			int nr = seccomp_syscall_resolve_name_arch(
				token, s->syscalls.v[i].names.v[j]);

			last = nr > last ? nr : last;
		}
	if (last < 0)
		return 0;
	return (uint32_t)(last > floor ? last : floor);
}

static void add(const struct oci_seccomp *s, uint32_t token, struct enosys_limit *v, size_t *n)
{
	bool x32 = token == SCMP_ARCH_X32;
	uint32_t audit = x32 ? AUDIT_ARCH_X86_64 : token, last = last_number(s, token);
	size_t i = 0;

	while (i < *n && v[i].audit_arch != audit)
		i++;
	if (last == 0 || i == ENOSYS_ARCHS)
		return;
	if (i == *n)
		v[(*n)++] = (struct enosys_limit){.audit_arch = audit, .last = UINT32_MAX};
	if (x32)
		v[i].last_x32 = last | X32_BIT;
	else
		v[i].last = last;
}

size_t enosys_limits(const struct oci_seccomp *s, struct enosys_limit *v)
{
	size_t n = 0;

	/* Only where refusal is the default: killing is meant, and allowing needs no help. */
	if (s->default_action != OCI_SECCOMP_ACTION_ERRNO ||
		(s->default_errno_ret && *s->default_errno_ret == ENOSYS))
		return 0;
	add(s, seccomp_arch_native(), v, &n);
	for (size_t i = 0; i < s->architectures.n; i++) {
		uint32_t token = seccomp_arch_token(s->architectures.v[i]);

		if (token)
			add(s, token, v, &n);
	}
	return n;
}
