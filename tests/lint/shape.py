#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The shape of files: a licence line and a sentence first, 600 lines at most, functions of 80 lines at
most, no trailing space; headers guarded by a name made of their path."""
import re

import tap

FILE_LINES, FUNCTION_LINES = 600, 80


def functions(text):
    """Name, first line and length of each function; its body ends with a brace at the margin."""
    lines = tap.bare(text).splitlines()
    begin = None
    for number, line in enumerate(lines, 1):
        if line.startswith('{'):
            begin = number
        elif line.startswith('}') and begin:
            head = ' '.join(lines[max(0, begin - 6):begin - 1])
            name = re.findall(r'(\w+)\s*\(', head)
            yield (name[-1] if name else '?'), begin, number - begin
            begin = None


def guard(path):
    name = re.sub(r'\W', '_', path.removeprefix('include/')).upper()
    text = tap.read(path)
    found = re.search(r'^#ifndef (\w+)\n#define \1$', text, re.MULTILINE)
    if not found and '#pragma once' not in text:
        yield f'{path}: no include guard'
    elif path.startswith('include/') and found[1] != name:
        yield f'{path}: the guard is {found[1]}, not {name}'


def problems(path):
    text = tap.read(path)
    lines = text.splitlines()
    if not lines:
        return
    first = lines[1] if lines[0].startswith('#!') and len(lines) > 1 else lines[0]
    if 'shellcheck shell=' in first:
        first = lines[1]
    if 'SPDX-License-Identifier: Apache-2.0' not in first:
        yield f'{path}:1: no SPDX line'
    if len(lines) > FILE_LINES:
        yield f'{path}: {len(lines)} lines, more than {FILE_LINES}: it wants to be two files'
    for number, line in enumerate(lines, 1):
        if line != line.rstrip():
            yield f'{path}:{number}: space at the end of the line'
    if path.endswith(('.c', '.h')):
        second = lines[1] if len(lines) > 1 else ''
        if not second.startswith('/* '):
            yield f'{path}:2: no sentence that says what the file is'
        for name, line, length in functions(text):
            if length > FUNCTION_LINES:
                yield f'{path}:{line}: {name}() has {length} lines, more than {FUNCTION_LINES}'
    if path.endswith('.h'):
        yield from guard(path)


def is_script(path):
    return '.' not in path.split('/')[-1] and tap.read(path).startswith('#!')


for path in tap.files('*.c', '*.h', '*.py', '*.bats', '*.bash') + \
        [p for p in tap.files('scripts/*', 'tests/*', '.ci/*') if is_script(p)]:
    if not path.startswith('tests/fuzz/corpus/'):
        tap.case(f'shape: {path}', problems(path))
tap.end()
