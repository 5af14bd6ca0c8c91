#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Only src/sys makes the calls that touch the kernel by path or change what a process is; all other
code calls its wrappers, which word the error and can be faked in tests."""
import re

import tap

CALLS = '''
open openat openat2 creat mkdir mkdirat mkdtemp mkstemp rmdir unlink unlinkat rename renameat renameat2 link linkat
symlink symlinkat readlink readlinkat mknod mknodat mkfifo chmod fchmodat chown lchown fchownat truncate utimensat
access faccessat stat lstat fstatat statx statfs fopen freopen opendir scandir nftw realpath getxattr setxattr
mount umount umount2 pivot_root chroot chdir fchdir fsopen fsconfig fsmount open_tree move_mount mount_setattr
unshare setns clone clone3 fork vfork posix_spawn execve execv execvp execveat fexecve system popen waitpid waitid
setuid setgid setresuid setresgid setgroups setfsuid capset prctl seccomp bpf keyctl add_key
kill tgkill pidfd_open pidfd_send_signal ptrace process_vm_readv
setrlimit prlimit sched_setaffinity sched_setscheduler sched_setattr ioprio_set set_mempolicy setpriority personality
sethostname setdomainname setsid ioctl tcsetattr tcgetattr openpty forkpty
socket socketpair bind listen accept accept4 connect sendmsg recvmsg syscall
'''.split()

# file: calls that it makes itself, and why it may
EXCEPTIONS = {
    'src/base/log.c': {call: 'the log file, opened before there is anything else; base is below sys'
                       for call in ('open', 'lstat')},
    'src/base/fault.c': {'prctl': 'for tests only; every folder may stop there, and base is below sys'},
}

PATTERN = re.compile(r'(?<![\w.>])(' + '|'.join(CALLS) + r')\s*\(')


def problems(path):
    text = tap.bare(tap.read(path))
    own = re.findall(r'^static [^;=]*?\b(\w+)\(', text, re.MULTILINE)  # a function of ours with that name
    for number, line in enumerate(text.splitlines(), 1):
        for call in PATTERN.findall(line):
            if call not in EXCEPTIONS.get(path, {}) and call not in own:
                yield f'{path}:{number}: {call}() belongs in src/sys'


for path in tap.files('src/*.c', 'src/*/*.c', 'src/*/*.h', 'include/brig/*/*.h'):
    if not path.startswith('src/sys/'):
        tap.case(f'calls: {path}', problems(path))
tap.end()
