#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""SECURITY.md is true: the tests, files and functions that it names exist, and every advisory that a
security test names has its row."""
import re

import named
import tap

PAGE = 'SECURITY.md'


def rows():
    """Number and cells of each row of the tables of guards and of advisories, without their heads."""
    lines = tap.read(PAGE).splitlines() + ['']
    for number, (line, after) in enumerate(zip(lines, lines[1:]), 1):
        if line.startswith('| ') and not after.startswith('|---'):
            cells = [cell.strip() for cell in line.strip('|').split(' | ')]
            if len(cells) in (2, 3):
                yield number, cells


def place_problems(text):
    """Of functions and files in the order: `a()`, `b()` in `file`."""
    functions = []
    for word in re.findall(r'`([^`]+)`', text):
        if word.endswith('()'):
            functions.append(word[:-2])
        elif word.startswith('src/'):
            if not (tap.ROOT / word).is_file():
                yield f'no such file: {word}'
                continue
            source = tap.read(word)
            functions = [f for f in functions if not re.search(rf'^\w[^;={{]*\b{f}\(', source, re.MULTILINE)]
    for function in functions:
        yield f'{function}() is in none of its files'


advisories = set()
for number, cells in rows():
    tests = [t.strip() for t in cells[-1].split(' ; ')]
    problems = [p for p in map(named.problem, tests) if p]
    if len(cells) == 3:
        problems += place_problems(cells[1])
    else:
        advisories |= set(re.findall(r'CVE-[-0-9]+|GHSA-[-0-9a-z]+', cells[0]))
    tap.case(f'{PAGE}:{number}: {cells[0][:60]}', problems)
for path in tap.files('bats/security-*.bats'):
    wanted = set(re.findall(r'CVE-\d+-\d+|GHSA-[-0-9a-z]+', '\n'.join(re.findall('^@test.*', tap.read(path), re.MULTILINE))))
    tap.case(f'{path}: its advisories have their rows', sorted(wanted - advisories))
tap.case('README.md leads there', [] if f'({PAGE})' in tap.read('README.md') else ['no link'])
tap.end()
