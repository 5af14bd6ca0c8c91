#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A header and the .c that defines its functions share a name: of all functions that headers of src and
include declare, at most 5 % are defined in another file. Each of these is a line of the log."""
import collections
import pathlib
import re

import tap

SHARE = 0.05
FUNCTION = re.compile(r'^(?!static|typedef|else)[A-Za-z_][\w \t*]*?[\s*](\w+)\s*\([^;{}]*\)[^;{}]*\n\{', re.MULTILINE)
DECLARATION = re.compile(r'^(?!static|typedef|#)(?:extern )?[A-Za-z_][\w \t*]*?[\s*](\w+)\s*\(', re.MULTILINE)


def folder(path):
    """src/cgroup/fs/create.c and include/brig/cgroup/create.h are both of cgroup."""
    return path.removeprefix('include/brig/').removeprefix('src/').split('/')[0]


def definitions():
    """The files that define each name: several where meson chooses one."""
    found = collections.defaultdict(list)
    for path in tap.files('src/*.c'):
        text = tap.bare(tap.read(path))
        for name in FUNCTION.findall(text):
            found[name].append(path)
    return found


def declarations(path):
    """Names of the functions that a header declares; pointers to functions in structs are none."""
    text = tap.bare(tap.read(path))
    while re.search(r'\{[^{}]*[^{}\s][^{}]*\}', text):
        text = re.sub(r'\{[^{}]*[^{}\s][^{}]*\}', '{}', text)
    return DECLARATION.findall(text)


def matches(header, source):
    """The same name in the same folder; name-none.c is the stub of name.c."""
    stem = pathlib.Path(source).stem.removesuffix('-none')
    return folder(header) == folder(source) and stem == pathlib.Path(header).stem


defined = definitions()
total, elsewhere = 0, []
for header in tap.files('src/*.h', 'include/*.h'):
    for name in declarations(header):
        if name in defined:
            total += 1
            if not any(matches(header, source) for source in defined[name]):
                elsewhere.append(f'{header}: {name} is defined in {", ".join(defined[name])}')
tap.case('declarations: headers and sources are found', [] if total > 300 else [f'{total} declarations only'])
few = len(elsewhere) <= SHARE * total
tap.case(f'declarations: {len(elsewhere)} of {total} are defined outside of the .c of their header\'s name, at most {SHARE:.0%}',
         [] if few else elsewhere)
for line in elsewhere if few else []:
    print('#', line)
tap.end()
