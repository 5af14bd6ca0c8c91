/* SPDX-License-Identifier: Apache-2.0 */
/* bpf(2), as far as device rules of cgroup2 need it. */
#ifndef BRIG_SYS_BPF_H
#define BRIG_SYS_BPF_H

#include <stddef.h>

#include "brig/base/err.h"

struct bpf_insn;

/* Loads a program of type BPF_PROG_TYPE_CGROUP_DEVICE (n instructions). When the verifier refuses
 * it, the end of its log is in the error. -1 on error. */
int sys_bpf_load_device(const struct bpf_insn *v, size_t n, struct err *e) must_check;

/* Attaches it to the cgroup2 directory beside programs that are there already
 * (BPF_F_ALLOW_MULTI): an access is allowed when all of them allow it. */
bool sys_bpf_attach_device(int cgroup, int program, struct err *e) must_check;

#endif
