/* SPDX-License-Identifier: Apache-2.0 */
/* What the fake kernel allows a process. */
#ifndef BRIG_TESTS_FAKE_CREDS_H
#define BRIG_TESTS_FAKE_CREDS_H

#include <stdbool.h>
#include <stdint.h>

/* Whether setgroups(2) is denied from now on. */
void fake_setgroups_is_denied(bool yes);

/* The permitted and bounding capabilities: capset(2) of more than these fails with EPERM. */
void fake_caps_are(uint64_t permitted);

/* The next call of execve(2) and those after it fail with these, in turn; 0 ends the list. */
void fake_exec_fails(const int *codes);

#endif
