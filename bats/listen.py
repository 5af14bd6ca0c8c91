# SPDX-License-Identifier: Apache-2.0
"""Unix sockets that have their name only when they listen: who waits for the name can connect."""
import os
import socket


def listen(path):
    server = socket.socket(socket.AF_UNIX)
    server.bind(path + '.new')
    server.listen(1)
    os.rename(path + '.new', path)
    return server
