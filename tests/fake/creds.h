/* SPDX-License-Identifier: Apache-2.0 */
/* Privileges on the fake kernel. */
#ifndef BRIG_TESTS_FAKE_CREDS_H
#define BRIG_TESTS_FAKE_CREDS_H

#include <stdbool.h>
#include <stdint.h>

/* Whether setgroups(2) is denied. */
void fake_setgroups_is_denied(bool yes);

/* The permitted and bounding capabilities: capset(2) of more than these fails with EPERM. */
void fake_caps_are(uint64_t permitted);

/* The next calls of execve(2) fail with these errnos, in turn; 0 ends the list. */
void fake_exec_fails(const int *codes);

#endif
