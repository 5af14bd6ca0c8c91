/* SPDX-License-Identifier: Apache-2.0 */
/* A flag of seccomp(2) that older kernel headers lack. */
#ifndef BRIG_SRC_SECURITY_SECCOMP_FLAG_H
#define BRIG_SRC_SECURITY_SECCOMP_FLAG_H

#include <linux/seccomp.h>

#ifndef SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV
#define SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV (1U << 5) /* Linux 5.19 */
#endif

#endif
