/* SPDX-License-Identifier: Apache-2.0 */
/* Seccomp profiles, resolved to rules (config-linux.md Seccomp).
 *
 * The life of a filter: the runtime makes a memfd (sys_memfd()) before clone, so that the child
 * inherits it, and calls seccomp_compile() while the child works. The child calls seccomp_install()
 * after the runtime has sent that it is done, as the last thing before execve(2). Without
 * no_new_privs that takes CAP_SYS_ADMIN (capabilities_apply()). seccomp-listener.h has the way of a
 * listener to its agent. */
#ifndef BRIG_SECURITY_SECCOMP_H
#define BRIG_SECURITY_SECCOMP_H

#include <stdint.h>

#include "brig/base/report.h"
#include "brig/base/str.h"

struct printer;
struct oci_linux;
struct scmp_arg_cmp;

struct seccomp_facts {
	uint32_t native;  /* the token of libseccomp for the architecture of this process */
	uint32_t flags;   /* SECCOMP_FILTER_FLAG_* that the kernel has */
	uint32_t actions; /* bit n: the kernel has action n of enum oci_seccomp_action */
};

/* Probes the kernel, which takes no privilege: for the actions and flags of linux.seccomp, or with
 * linux NULL for everything (`features`). */
void seccomp_facts_read(struct seccomp_facts *ret, const struct oci_linux *linux);

/* For `features`: flag is an enum oci_seccomp_flag. brig has all actions and operators. */
bool seccomp_has_flag(const struct seccomp_facts *f, int flag);

/* One system call with one action. A rule with the default action is kept too: its number counts
 * for the highest number that the profile names. */
struct seccomp_rule {
	const char *name;
	int number; /* on the native architecture; negative (a pseudo number of libseccomp) for a
		     * call that only other architectures have */
	uint32_t action; /* SCMP_ACT_* with its errno */
	uint32_t entry;  /* index in linux.seccomp.syscalls */
	uint32_t n_args;
	const struct scmp_arg_cmp *args; /* all must match */
};

enum { SECCOMP_ARCHS_MAX = 4 };

struct seccomp_plan {
	bool enabled;           /* false: no filter, and nothing else is set */
	bool notify;            /* a rule has SCMP_ACT_NOTIFY: there is a listener */
	bool privileged;        /* loading takes CAP_SYS_ADMIN */
	int default_action;     /* enum oci_seccomp_action */
	uint32_t default_value; /* SCMP_ACT_* with its errno */
	uint32_t flags;         /* SECCOMP_FILTER_FLAG_* for seccomp(2) */
	uint32_t
		archs[SECCOMP_ARCHS_MAX]; /* tokens of libseccomp that can run here, native first */
	size_t n_archs;
	struct seccomp_rule *rules;
	size_t n_rules;
	struct str_list unknown;       /* names that this libseccomp does not know, each once */
	const char *listener_path;     /* NULL without notify */
	const char *listener_metadata; /* may be NULL */
};

/* linux may be NULL. Resolves names, actions and architectures into the rules from which
 * seccomp_compile() makes the filter. Refuses: actions and flags that the kernel lacks; errnoRet
 * and defaultErrnoRet where the action takes none or above 4095 (65535 for SCMP_ACT_TRACE);
 * listenerMetadata without listenerPath; SCMP_ACT_NOTIFY without listenerPath. Unknown system calls
 * are one warning, an unknown architecture is one each. Without a flags property
 * SECCOMP_FILTER_FLAG_SPEC_ALLOW is used where the kernel has it. */
bool seccomp_plan(struct seccomp_plan *out, const struct oci_linux *linux, bool no_new_privs,
	const struct seccomp_facts *facts, struct report *r) must_check;

void seccomp_show(const struct seccomp_plan *p, struct printer *d);

#endif
