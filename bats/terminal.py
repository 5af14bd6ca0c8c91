#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Terminals for the bats files.

  terminal.py run [--size ROWSxCOLS] [--send TEXT] [--when WORD] [--resize ROWSxCOLS] -- COMMAND…
      runs a command on a new terminal as its controlling one; prints what it says, ends with its
      status; 128+N when a signal ended it. --send types TEXT when the command has said WORD ("ready");
      --resize changes the size then. Says on stderr whether the terminal's settings were left
      changed.
  terminal.py receive SOCKET [--send TEXT]
      listens on SOCKET, takes one terminal from it (SCM_RIGHTS), prints what it says until its other
      side is closed.
"""
import argparse
import array
import fcntl
import os
import select
import socket
import struct
import sys
import termios

from listen import listen

DEADLINE = 30  # seconds of silence


def size_of(text):
    rows, cols = text.split('x')
    return struct.pack('HHHH', int(rows), int(cols), 0, 0)


class Watcher:
    """What the terminal says goes to stdout; once it has said the word, we act."""

    def __init__(self, master, send, resize=None, word='ready'):
        self.word = word.encode()
        self.master, self.resize, self.seen = master, resize, b''
        self.send = send and send.encode().decode('unicode_escape').encode()

    def read(self):
        """False at the end."""
        try:
            data = os.read(self.master, 4096)
        except OSError:
            data = b''
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        self.seen += data
        if self.word in self.seen:
            if self.resize:
                fcntl.ioctl(self.master, termios.TIOCSWINSZ, size_of(self.resize))
                self.resize = None
            if self.send:
                os.write(self.master, self.send)
                self.send = None
        return bool(data)

    def wait(self, also=()):
        """The descriptors that have something to say."""
        ready = select.select([self.master, *also], [], [], DEADLINE)[0]
        if not ready:
            sys.exit('terminal.py: silent for %d s, after: %r' % (DEADLINE, self.seen))
        return ready


def run(args):
    master, slave = os.openpty()
    if args.size:
        fcntl.ioctl(slave, termios.TIOCSWINSZ, size_of(args.size))
    before = termios.tcgetattr(slave)
    pid = os.fork()
    if pid == 0:
        os.setsid()
        fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
        for fd in (0, 1, 2):
            os.dup2(slave, fd)
        os.execvp(args.command[0], args.command)
    # The slave stays open here, so that its settings can be read after the command's end.
    ended = os.pidfd_open(pid)
    watcher = Watcher(master, args.send, args.resize, args.when)
    while True:
        if master in watcher.wait([ended]):
            watcher.read()
        else:
            break
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    if termios.tcgetattr(slave) != before:
        print('terminal.py: terminal settings left changed', file=sys.stderr)
    sys.exit(status if status >= 0 else 128 - status)


def receive(args):
    listener = listen(args.socket)
    listener.settimeout(30)
    peer = listener.accept()[0]
    room = socket.CMSG_SPACE(array.array('i').itemsize * 4)
    name, ancillary, _, _ = peer.recvmsg(4096, room)
    fds = array.array('i')
    for level, kind, data in ancillary:
        if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
            fds.frombytes(data[:len(data) - len(data) % fds.itemsize])
    if len(fds) != 1:
        sys.exit('terminal.py: %d descriptors on the socket' % len(fds))
    if not os.isatty(fds[0]):
        sys.exit('terminal.py: no terminal on the socket')
    print('received:', name.decode(), flush=True)
    peer.close()
    watcher = Watcher(fds[0], args.send)
    while watcher.wait() and watcher.read():
        pass


def main():
    parser = argparse.ArgumentParser()
    verbs = parser.add_subparsers(dest='verb', required=True)
    verb = verbs.add_parser('run')
    verb.add_argument('--size')
    verb.add_argument('--send')
    verb.add_argument('--when', default='ready')
    verb.add_argument('--resize')
    verb.add_argument('command', nargs='+')
    verb = verbs.add_parser('receive')
    verb.add_argument('socket')
    verb.add_argument('--send')
    args = parser.parse_args()
    {'run': run, 'receive': receive}[args.verb](args)


main()
