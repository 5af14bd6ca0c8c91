/* SPDX-License-Identifier: Apache-2.0 */
/* bpf(2) for device programs of cgroup v2. */
#ifndef BRIG_SYS_BPF_H
#define BRIG_SYS_BPF_H

#include <stddef.h>

#include "brig/base/err.h"

struct bpf_insn;

/* Loads a program of type BPF_PROG_TYPE_CGROUP_DEVICE with n instructions. Returns its descriptor,
 * -1 on error. When the verifier rejects the program, the end of the verifier's log is in the
 * error. */
int sys_bpf_load_device(const struct bpf_insn *v, size_t n, struct err *e) must_check;

/* Attaches the program to a cgroup v2 directory in addition to the programs that are attached
 * already (BPF_F_ALLOW_MULTI): an access is allowed when all of them allow it. */
bool sys_bpf_attach_device(int cgroup, int program, struct err *e) must_check;

#endif
