#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""pidfd.py SOCKET: takes one message with a pidfd, prints its text and the pid behind the descriptor."""
import re
import socket
import sys

from listen import listen

with listen(sys.argv[1]) as server:
    with server.accept()[0] as connection:
        text, fds, _, _ = socket.recv_fds(connection, 4096, 4)
with open(f'/proc/self/fdinfo/{fds[0]}') as info:
    print(text.decode(), re.search(r'Pid:\s*(\d+)', info.read())[1], len(fds))
