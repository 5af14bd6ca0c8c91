/* SPDX-License-Identifier: Apache-2.0 */
/* Loading and attaching device programs. */
#include "brig/sys/bpf.h"

#include <linux/bpf.h>
#include <stdint.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* BPF_LOG_STATS of the kernel; its UAPI headers do not define it. */
enum { LOG_STATS = 4 };

static int bpf(int command, union bpf_attr *attr)
{
	return (int)syscall(SYS_bpf, command, attr, sizeof(*attr));
}

static uint64_t address(const void *p)
{
	return (uint64_t)(uintptr_t)p;
}

int sys_bpf_load_device(const struct bpf_insn *v, size_t n, struct err *e)
{
	union bpf_attr attr;
	char log[1024] = "";
	int fd, code;

	memset(&attr, 0, sizeof(attr));
	attr.prog_type = BPF_PROG_TYPE_CGROUP_DEVICE;
	attr.insns = address(v);
	attr.insn_cnt = (uint32_t)n;
	attr.license = address("Apache-2.0");
	fd = bpf(BPF_PROG_LOAD, &attr);
	if (fd >= 0)
		return fd;
	code = errno;
	/* BPF_LOG_STATS gives only the end of the log; a log of every instruction of a long
	 * program would fill the buffer before. */
	attr.log_buf = address(log);
	attr.log_size = sizeof(log);
	attr.log_level = LOG_STATS;
	fd = bpf(BPF_PROG_LOAD, &attr);
	if (fd >= 0)
		return fd;
	log[strcspn(log, "\n")] = '\0'; /* statistics follow */
	if (!*log)
		return fail_fd(fail_code(e, code, "load the device program (%zu instructions)", n));
	return fail_fd(fail_code(
		e, code, "load the device program (%zu instructions; verifier: %s)", n, log));
}

bool sys_bpf_attach_device(int cgroup, int program, struct err *e)
{
	union bpf_attr attr;

	memset(&attr, 0, sizeof(attr));
	attr.attach_type = BPF_CGROUP_DEVICE;
	attr.target_fd = (uint32_t)cgroup;
	attr.attach_bpf_fd = (uint32_t)program;
	attr.attach_flags = BPF_F_ALLOW_MULTI;
	return bpf(BPF_PROG_ATTACH, &attr) == 0 ? true : fail_errno(e, "attach the device program");
}
