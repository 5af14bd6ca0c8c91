# SPDX-License-Identifier: Apache-2.0
"""Tests by their names, as tables name them: whether there is such a test."""
import re

import tap


def cases(kind, name):
    """The names of all cases in a file; None when there is no such file."""
    path = {'bats': f'bats/{name}.bats', 'unit': f'tests/unit/test-{name}.c', 'lint': f'tests/lint/{name}.py'}.get(kind)
    if kind == 'golden':
        return [''] if tap.files(f'tests/golden/{name}.*') else None
    if kind == 'fuzz':
        return [''] if tap.files(f'tests/fuzz/fuzz-{name}.c') else None
    if not path or not (tap.ROOT / path).is_file():
        return None
    text = tap.read(path)
    if kind == 'bats':
        return [m.replace('\\"', '"').replace('\\$', '$') for m in re.findall(r'^@test "(.*)" \{$', text, re.MULTILINE)]
    return re.findall(r'^static void (\w+)\(void \*\*', text, re.MULTILINE) if kind == 'unit' else ['']


known = {}


def problem(test):
    """The problem with the name of a test, 'bats/FILE: CASE' or 'not applicable: WHY'; None when the test exists."""
    where, _, case = test.partition(': ')
    if where == 'not applicable':
        return None if case else 'no reason'
    if where not in known:
        known[where] = cases(*where.split('/', 1)) if '/' in where else None
    if known[where] is None:
        return f'no such file: {where}'
    return None if case in known[where] else f'{where} has no test "{case}"'
