/* SPDX-License-Identifier: Apache-2.0 */
/* What each fuzz target defines: it is called by libFuzzer, or by replay.c for each file of a
 * corpus. */
#ifndef BRIG_TESTS_FUZZ_FUZZ_H
#define BRIG_TESTS_FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
