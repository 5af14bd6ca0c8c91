#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""notify.py SOCKET LOG: the receiving end of sd_notify(3). Writes each message to LOG, a line for each of
its lines, until it is killed; a barrier is answered after a moment. What is no Unix socket, as brig's own
barriers are, is a foreign descriptor. SOCKET may be "@NAME"."""
import os
import socket
import stat
import sys
import time


def is_unix(fd):
    return stat.S_ISSOCK(os.fstat(fd).st_mode) and socket.socket(fileno=os.dup(fd)).family == socket.AF_UNIX


def main(name, path):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as s, open(path, 'w') as log:
        s.bind('\0' + name[1:] if name.startswith('@') else name)
        print('listening', file=log, flush=True)
        while True:
            text, fds, _, _ = socket.recv_fds(s, 65536, 4)
            if fds:
                time.sleep(0.3)
            with_it = ''.join(' (1 descriptor)' if is_unix(fd) else ' (1 foreign descriptor)' for fd in fds)
            print(text.decode().rstrip('\n') + with_it, file=log, flush=True)
            for fd in fds:
                os.close(fd)


main(*sys.argv[1:])
