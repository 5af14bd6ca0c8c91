/* SPDX-License-Identifier: Apache-2.0 */
/* The table of actions. */
#include "seccomp-action.h"

#include <errno.h>
#include <linux/seccomp.h>
#include <seccomp.h>

// clang-format off
static const struct {
	uint32_t kernel, library; /* SECCOMP_RET_*, SCMP_ACT_* */
	uint32_t errno_max;       /* 0: takes no errno */
} actions[] = {
	[OCI_SECCOMP_ACTION_KILL]         = { SECCOMP_RET_KILL_THREAD,  SCMP_ACT_KILL,         0 },
	[OCI_SECCOMP_ACTION_KILL_PROCESS] = { SECCOMP_RET_KILL_PROCESS, SCMP_ACT_KILL_PROCESS, 0 },
	[OCI_SECCOMP_ACTION_KILL_THREAD]  = { SECCOMP_RET_KILL_THREAD,  SCMP_ACT_KILL_THREAD,  0 },
	[OCI_SECCOMP_ACTION_TRAP]         = { SECCOMP_RET_TRAP,         SCMP_ACT_TRAP,         0 },
	[OCI_SECCOMP_ACTION_ERRNO]        = { SECCOMP_RET_ERRNO,        SCMP_ACT_ERRNO(0),  4095 },
	[OCI_SECCOMP_ACTION_TRACE]        = { SECCOMP_RET_TRACE,        SCMP_ACT_TRACE(0), 65535 },
	[OCI_SECCOMP_ACTION_ALLOW]        = { SECCOMP_RET_ALLOW,        SCMP_ACT_ALLOW,        0 },
	[OCI_SECCOMP_ACTION_LOG]          = { SECCOMP_RET_LOG,          SCMP_ACT_LOG,          0 },
	[OCI_SECCOMP_ACTION_NOTIFY]       = { SECCOMP_RET_USER_NOTIF,   SCMP_ACT_NOTIFY,       0 },
};
// clang-format on

uint32_t seccomp_action_kernel(enum oci_seccomp_action action)
{
	return actions[action].kernel;
}

uint32_t seccomp_action_value(enum oci_seccomp_action action, const uint32_t *errno_ret)
{
	if (!actions[action].errno_max)
		return actions[action].library;
	return actions[action].library | (errno_ret ? *errno_ret : EPERM);
}

uint32_t seccomp_action_errno_max(enum oci_seccomp_action action)
{
	return actions[action].errno_max;
}

unsigned seccomp_actions_n(void)
{
	return sizeof(actions) / sizeof(actions[0]);
}
