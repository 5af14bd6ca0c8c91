/* SPDX-License-Identifier: Apache-2.0 */
/* Chooses the architectures of a filter. */
#include "seccomp-arch.h"

#include <ctype.h>
#include <linux/audit.h>
#include <seccomp.h>
#include <string.h>

#include "brig/security/seccomp-arch.h"

/* 0 when this libseccomp does not know the architecture. By name: a newer libseccomp than that of
 * the build may know more. */
static uint32_t token_of(enum oci_seccomp_arch arch)
{
	const char *name = names_of(&oci_seccomp_arch_names, arch);
	char lower[32];
	size_t i = 0;

	/* libseccomp's name of SCMP_ARCH_X86_64 is x86_64. */
	for (const char *p = name + strlen("SCMP_ARCH_"); *p && i < sizeof(lower) - 1; p++)
		lower[i++] = (char)tolower((unsigned char)*p);
	lower[i] = '\0';
	return seccomp_arch_resolve_name(lower);
}

bool seccomp_has_arch(int arch)
{
	return token_of((enum oci_seccomp_arch)arch) != 0;
}

/* The last one when no architecture of the profile format has this token. */
static enum oci_seccomp_arch arch_of(uint32_t token)
{
	enum oci_seccomp_arch a = OCI_SECCOMP_ARCH_X86;

	while (a < OCI_SECCOMP_ARCH_SHEB && token_of(a) != token)
		a++;
	return a;
}

const char *seccomp_arch_name(uint32_t token)
{
	return names_of(&oci_seccomp_arch_names, arch_of(token));
}

/* Whether one machine can run both architectures, whatever their byte order. */
static bool same_family(enum oci_seccomp_arch a, enum oci_seccomp_arch b)
{
	static const struct {
		enum oci_seccomp_arch first, last;
	} families[] = {
		{OCI_SECCOMP_ARCH_X86, OCI_SECCOMP_ARCH_X32},
		{OCI_SECCOMP_ARCH_ARM, OCI_SECCOMP_ARCH_AARCH64},
		{OCI_SECCOMP_ARCH_MIPS, OCI_SECCOMP_ARCH_MIPSEL64N32},
		{OCI_SECCOMP_ARCH_PPC, OCI_SECCOMP_ARCH_PPC64LE},
		{OCI_SECCOMP_ARCH_S390, OCI_SECCOMP_ARCH_S390X},
		{OCI_SECCOMP_ARCH_PARISC, OCI_SECCOMP_ARCH_PARISC64},
	};

	for (size_t i = 0; i < sizeof(families) / sizeof(families[0]); i++)
		if (a >= families[i].first && a <= families[i].last)
			return b >= families[i].first && b <= families[i].last;
	return a == b;
}

static bool has_token(const struct seccomp_plan *p, uint32_t token)
{
	for (size_t i = 0; i < p->n_archs; i++)
		if (p->archs[i] == token)
			return true;
	return false;
}

void seccomp_plan_archs(struct seccomp_plan *p, const struct oci_seccomp *s, uint32_t native)
{
	enum oci_seccomp_arch own = arch_of(native);

	p->archs[p->n_archs++] = native;
	for (size_t i = 0; i < s->architectures.n && p->n_archs < SECCOMP_ARCHS_MAX; i++) {
		enum oci_seccomp_arch arch = s->architectures.v[i];
		uint32_t token = same_family(arch, own) ? token_of(arch) : 0;

		if (token && !((token ^ native) & __AUDIT_ARCH_LE) && !has_token(p, token))
			p->archs[p->n_archs++] = token;
	}
}
