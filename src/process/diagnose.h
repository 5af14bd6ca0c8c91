/* SPDX-License-Identifier: Apache-2.0 */
/* Why a file cannot be executed. */
#ifndef BRIG_SRC_PROCESS_DIAGNOSE_H
#define BRIG_SRC_PROCESS_DIAGNOSE_H

#include "brig/base/err.h"

/* Explains in e why execve(2) of path failed with code. path is absolute, beneath the directory of
 * the descriptor root. False, always; e->code is code, and without an explanation the text is that
 * of code. */
bool diagnose(int root, const char *path, int code, struct err *e);

#endif
