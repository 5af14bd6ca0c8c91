#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""notify.py SOCKET LOG: the receiving end of sd_notify(3). Writes each message to LOG, a line for each of
its lines, until it is killed; a barrier is answered after a moment. SOCKET may be "@NAME"."""
import os
import socket
import sys
import time


def main(name, path):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as s, open(path, 'w') as log:
        s.bind('\0' + name[1:] if name.startswith('@') else name)
        print('listening', file=log, flush=True)
        while True:
            text, fds, _, _ = socket.recv_fds(s, 65536, 4)
            if fds:
                time.sleep(0.3)
            print(text.decode().rstrip('\n') + (f' ({len(fds)} descriptor)' if fds else ''), file=log, flush=True)
            for fd in fds:
                os.close(fd)


main(*sys.argv[1:])
