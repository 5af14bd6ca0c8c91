#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Only src/sys makes system calls; all other code calls its wrappers, which word the error and can be faked in
tests. Not listed: close(2), which the scope of a descriptor makes (base/fd.h), and calls that only return an id."""
import re

import tap

CALLS = '''
open openat openat2 creat mkdir mkdirat mkdtemp mkstemp rmdir unlink unlinkat rename renameat renameat2 link linkat
symlink symlinkat readlink readlinkat mknod mknodat mkfifo chmod fchmod fchmodat chown lchown fchown fchownat truncate
ftruncate fallocate utimensat futimens access faccessat stat lstat fstat fstatat statx statfs fstatfs fopen freopen
opendir fdopendir scandir nftw realpath getxattr setxattr umask getcwd
read pread readv preadv write pwrite writev pwritev lseek sendfile splice copy_file_range fsync fdatasync
fcntl flock dup dup2 dup3 pipe pipe2 ioctl
mount umount umount2 pivot_root chroot chdir fchdir fsopen fsconfig fsmount open_tree move_mount mount_setattr
unshare setns clone clone3 fork vfork posix_spawn execve execv execvp execveat fexecve system popen
wait wait3 wait4 waitpid waitid
setuid setgid setresuid setresgid setgroups setfsuid capset prctl seccomp bpf keyctl add_key
kill tgkill raise abort pidfd_open pidfd_send_signal ptrace process_vm_readv
signal sigaction sigprocmask sigsuspend sigwait sigwaitinfo sigtimedwait
setrlimit getrlimit prlimit sched_setaffinity sched_setscheduler sched_setattr ioprio_set set_mempolicy setpriority
personality sethostname setdomainname uname setsid setpgid tcsetattr tcgetattr openpty forkpty
socket socketpair bind listen accept accept4 connect shutdown getsockopt setsockopt
send sendto sendmsg recv recvfrom recvmsg
poll ppoll select pselect epoll_create1 epoll_ctl epoll_wait eventfd signalfd timerfd_create timerfd_settime
nanosleep clock_nanosleep usleep sleep pause alarm setitimer clock_gettime gettimeofday
mmap munmap mremap mprotect madvise memfd_create shm_open
syscall
'''.split()

TO_BE_MOVED = 'to be moved'

# file: calls that it makes itself, and why it may
EXCEPTIONS = {
    'src/base/log.c': {
        'open': 'the log file, opened before anything else; base is below sys',
        'lstat': 'as above: whose link it is',
        'fcntl': 'as above: appends also to an inherited log descriptor',
        'write': 'as above: log lines must work before and without sys',
    },
    'src/base/fault.c': {
        'prctl': 'for tests only; every folder may stop there, and base is below sys',
        'raise': 'as above', 'sigprocmask': 'as above', 'sigwaitinfo': 'as above',
    },
    'src/cgroup/stats/oom-events.c': {'poll': TO_BE_MOVED, 'read': TO_BE_MOVED},
    'src/process/diagnose.c': {'fstat': TO_BE_MOVED, 'pread': TO_BE_MOVED},
    'src/process/program-exec.c': {'fstat': TO_BE_MOVED},
    'src/process/program.c': {'read': TO_BE_MOVED},
    'src/security/seccomp-compile.c': {'fstat': TO_BE_MOVED, 'lseek': TO_BE_MOVED},
    'src/security/seccomp-load.c': {'pread': TO_BE_MOVED},
    'src/security/seccomp-listener.c': {'usleep': TO_BE_MOVED},
    'src/state/list.c': {'fdopendir': TO_BE_MOVED},
}

PATTERN = re.compile(r'(?<![\w.>])(' + '|'.join(CALLS) + r')\s*\(')

# Calls that only old architectures have: without a guard the file does not compile for arm64.
OLD_ONLY = re.compile(r'\bSYS_(access|alarm|arch_prctl|chmod|chown|creat|dup2|epoll_create|epoll_wait|eventfd|fork|getpgrp|'
                      r'lchown|link|lstat|mkdir|mknod|open|pause|pipe|poll|readlink|rename|rmdir|select|signalfd|stat|'
                      r'symlink|time|unlink|vfork)\b')


def made(path):
    """(line, call) of each system call in a file."""
    text = tap.bare(tap.read(path))
    own = re.findall(r'^static [^;=]*?\b(\w+)\(', text, re.MULTILINE)  # a function of the file with that name
    for number, line in enumerate(text.splitlines(), 1):
        for call in PATTERN.findall(line):
            if call not in own:
                yield number, call


def problems(path):
    allowed = EXCEPTIONS.get(path, {})
    found = list(made(path))
    for number, call in found:
        if call not in allowed:
            yield f'{path}:{number}: {call}() belongs in src/sys'
    for call in set(allowed) - {call for _, call in found}:
        yield f'{path}: {call}() has an exception in tests/lint/calls.py and no call'


def old_only(path):
    for number, line in enumerate(tap.bare(tap.read(path)).splitlines(), 1):
        for call in OLD_ONLY.findall(line):
            yield f'{path}:{number}: SYS_{call} does not exist on arm64'


for path in tap.files('src/*.c', 'src/*/*.c', 'src/*/*.h', 'include/brig/*/*.h'):
    if not path.startswith('src/sys/'):
        tap.case(f'calls: {path}', problems(path))
for path in tap.files('src/*.c', 'tests/*.c'):
    tap.case(f'calls: architectures: {path}', old_only(path))
tap.case('calls: each exception is for a file', [f'{p} does not exist' for p in EXCEPTIONS if not (tap.ROOT / p).exists()])
tap.end()
