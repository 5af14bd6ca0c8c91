#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Includes go down the layers: a folder includes only headers of its own and of lower rank."""
import re

import tap

RANKS = [['base'], ['sys', 'json'],
         ['bundle', 'namespace', 'mount', 'cgroup', 'security', 'process', 'network', 'rdt', 'hook', 'state'],
         ['helper', 'plan'], ['launch'], ['ops'], ['cmd']]
RANK = {folder: rank for rank, folders in enumerate(RANKS) for folder in folders}
GENERATED = {'oci.h': 'json'}  # from schema/gen.py


def problems(path, folder):
    rank = RANK.get(folder)
    if rank is None:
        yield f'{path}: no rank for the folder {folder}: add it to {__file__}'
        return
    for number, line in enumerate(tap.read(path).splitlines(), 1):
        include = re.match(r'\s*#\s*include\s+"([^"]+)"', line)
        if not include:
            continue
        name = include[1]
        if name.startswith('brig/'):
            other = name.split('/')[1]
        elif name in GENERATED:
            other = GENERATED[name]
        elif '/' in name and (tap.ROOT / 'src' / folder / name).is_file():
            continue  # a room of this folder
        elif '/' in name:
            yield f'{path}:{number}: {name}: neither brig/… nor a header beside this file'
            continue
        else:
            continue
        if other != folder and RANK.get(other, 99) >= rank:
            yield f'{path}:{number}: {folder} (rank {rank}) includes {name} (rank {RANK.get(other, "?")})'


for path in tap.files('src/*/*.c', 'src/*/*.h', 'include/brig/*/*.h'):
    parts = path.split('/')
    tap.case(f'layers: {path}', problems(path, parts[1] if parts[0] == 'src' else parts[2]))
tap.end()
