/* SPDX-License-Identifier: Apache-2.0 */
/* Why a file cannot be executed. */
#ifndef PROCESS_DIAGNOSE_H
#define PROCESS_DIAGNOSE_H

#include "brig/base/err.h"

/* Explains why execve(2) of path (absolute, as seen from the directory behind the descriptor root)
 * gave code. False, always, with code kept; without an explanation the text is that of the code. */
bool diagnose(int root, const char *path, int code, struct err *e);

#endif
