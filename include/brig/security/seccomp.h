/* SPDX-License-Identifier: Apache-2.0 */
/* Seccomp filters: made by libseccomp in the parent, loaded by the child with seccomp(2) itself
 * (config-linux.md Seccomp).
 *
 * The parent makes a memfd (sys_memfd()) before clone, so that the child inherits it, and calls
 * seccomp_compile() while the child works; the child calls seccomp_install() when the parent has
 * said that it is done, as the last thing before execve(2). Without no_new_privs that needs
 * CAP_SYS_ADMIN (capabilities_apply()).
 *
 * A listener is handed over without a system call of the filtered process (the profile may notify
 * on sendmsg, write, or everything): right before loading the child calls
 * seccomp_listener_number(), tells the parent the number and waits until the parent, which calls
 * seccomp_connect() first, is ready. Then it loads. The parent calls seccomp_fetch() with that
 * number, which takes the listener out of the child with pidfd_getfd(2) as soon as it is there, and
 * seccomp_send(), which gives it to the agent. Until then the child must not go on, as execve(2)
 * closes its number: it waits without a system call. */
#ifndef BRIG_SECURITY_SECCOMP_H
#define BRIG_SECURITY_SECCOMP_H

#include <stdint.h>

#include "brig/base/report.h"

struct printer;
struct sock_filter;
struct oci_linux;
struct oci_seccomp;

struct seccomp_facts {
	uint32_t flags;   /* SECCOMP_FILTER_FLAG_* that the kernel takes */
	uint32_t actions; /* bit n: the kernel has action n of enum oci_seccomp_action */
};

/* Probes the kernel, which needs no rights: for what linux.seccomp names only, or with linux NULL
 * for everything (`features`). */
void seccomp_facts_read(struct seccomp_facts *ret, const struct oci_linux *linux);

/* For `features`: flag is an enum oci_seccomp_flag, arch an enum oci_seccomp_arch (what libseccomp
 * can make filters for); actions and operators are all known. */
bool seccomp_has_flag(const struct seccomp_facts *f, int flag);
bool seccomp_has_arch(int arch);

struct seccomp_plan {
	const struct oci_seccomp *config; /* NULL: no filter */
	uint32_t flags;                   /* SECCOMP_FILTER_FLAG_* for seccomp(2) */
	bool notify;                      /* a rule uses SCMP_ACT_NOTIFY: there is a listener */
	bool privileged;                  /* loading takes CAP_SYS_ADMIN */
	const char *listener_path;        /* NULL without notify */
	const char *listener_metadata;    /* may be NULL */
	size_t rules, unknown;            /* names with a rule; names that libseccomp lacks */
};

/* linux may be NULL. Refused: actions and flags that the kernel lacks, errnoRet and
 * defaultErrnoRet where the action takes none or above 4095 (65535 for SCMP_ACT_TRACE),
 * listenerMetadata without listenerPath, SCMP_ACT_NOTIFY without
 * listenerPath. Unknown syscall names are counted and warned about in one line. Without a
 * flags property SECCOMP_FILTER_FLAG_SPEC_ALLOW is used where the kernel has it. */
bool seccomp_plan(struct seccomp_plan *out, const struct oci_linux *linux, bool no_new_privs,
	const struct seccomp_facts *facts, struct report *r) must_check;

/* Writes the BPF program into the memfd. With SCMP_ACT_ERRNO as the default action, syscalls with
 * numbers above every one that the profile names (per architecture) answer ENOSYS: programs then
 * fall back to older ones. */
bool seccomp_compile(const struct seccomp_plan *p, int memfd, struct err *e) must_check;

/* In the child: the number that the next descriptor, the listener, will get. */
bool seccomp_listener_number(int *ret, struct err *e) must_check;

/* In the child: reads the program from the memfd and loads it. Sets no_new_privs not itself.
 * *ret_listener is the listener or -1. Makes no system call after loading. */
bool seccomp_install(
	const struct seccomp_plan *p, int memfd, int *ret_listener, struct err *e) must_check;

/* The filter as it is loaded where nobody is to be notified. */
struct seccomp_filter {
	const struct sock_filter *v; /* in the arena */
	size_t n;                    /* 0: no filter */
	uint32_t flags;
};

/* In the child: reads the program from the memfd, for processes that are not to have it. */
bool seccomp_filter_read(const struct seccomp_plan *p, int memfd, struct arena *a,
	struct seccomp_filter *ret, struct err *e) must_check;

/* Loads it, by one system call. There is no listener: what SCMP_ACT_NOTIFY stands for fails with
 * ENOSYS (seccomp(2)). */
bool seccomp_filter_load(const struct seccomp_filter *f, struct err *e) must_check;

/* In the parent: the listener with this number in the process, once it is there; waits at most
 * timeout_ms. -1 on error, also when the process dies. Needs the rights of ptrace(2): without host
 * root the child has to be dumpable. */
int seccomp_fetch(int pidfd, int number, int timeout_ms, struct err *e) must_check;

/* In the parent: connects to listener_path (SOCK_STREAM); before the filter is loaded, as without
 * an agent it must not be. Then sends the container process state (JSON text made by the caller)
 * with the listener; the connection is of no use afterwards. */
int seccomp_connect(const struct seccomp_plan *p, struct err *e) must_check;
bool seccomp_send(int sock, int listener, const char *state, struct err *e) must_check;

void seccomp_show(const struct seccomp_plan *p, struct printer *d);

#endif
