#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A seccomp agent: takes one listener and answers what it is notified of.

  agent.py SOCKET DIRECTORY [NUMBER=VALUE | NUMBER=-ERRNO]...

DIRECTORY/state gets the container process state, DIRECTORY/fds how many descriptors came with it,
DIRECTORY/calls a line "NUMBER PID" for each notification, and DIRECTORY/end, when the last
process of the filter has ended. A system call that is not named goes on as if there were no
filter. With DIRECTORY/hold existing, nothing is answered until it is removed."""
import array
import fcntl
import os
import select
import socket
import struct
import sys
import time

from listen import listen

RECEIVE, SEND, CONTINUE = 0xC0502100, 0xC0182101, 1


def take(path):
    """The text and the descriptors of one connection."""
    with listen(path) as server:
        connection, _ = server.accept()
    with connection:
        text, fds = b'', array.array('i')
        while True:
            data, control, _, _ = connection.recvmsg(65536, socket.CMSG_SPACE(64 * 4))
            for level, kind, body in control:
                if (level, kind) == (socket.SOL_SOCKET, socket.SCM_RIGHTS):
                    fds.frombytes(body[:len(body) - len(body) % fds.itemsize])
            if not data:
                return text, fds
            text += data


def answer(listener, log, values):
    """One notification; False when its process has gone meanwhile."""
    notification = bytearray(80)
    try:
        fcntl.ioctl(listener, RECEIVE, notification)
    except OSError:
        return
    ident, pid, _, number = struct.unpack_from('=QIIi', notification)
    print(number, pid, file=log, flush=True)
    value = values.get(number)
    reply = struct.pack('=QqiI', ident, max(value or 0, 0), min(value or 0, 0),
                        CONTINUE if value is None else 0)
    try:
        fcntl.ioctl(listener, SEND, bytearray(reply))
    except OSError:
        pass


def main():
    path, directory = sys.argv[1:3]
    values = {int(k): int(v) for k, v in (a.split('=') for a in sys.argv[3:])}
    text, fds = take(path)
    with open(directory + '/fds', 'w') as f:
        print(len(fds), file=f)
    with open(directory + '/state.new', 'wb') as f:
        f.write(text)
    os.rename(directory + '/state.new', directory + '/state')
    poll = select.poll()
    poll.register(fds[0], select.POLLIN)
    while os.path.exists(directory + '/hold'):
        time.sleep(0.02)
    with open(directory + '/calls', 'w') as log:
        while True:
            for _, events in poll.poll():
                if events & select.POLLIN:
                    answer(fds[0], log, values)
                elif events:
                    open(directory + '/end', 'w').close()
                    return


main()
