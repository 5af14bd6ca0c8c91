#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Findings of other programs: clang-format, shellcheck, mandoc and man, python's compiler; dead links."""
import ast
import re
import shutil

import tap


def formatted():
    tool = shutil.which('clang-format-14') or shutil.which('clang-format')
    for path in tap.files('*.c', '*.h'):
        if tool:
            tap.case(f'clang-format: {path}', tap.run(tool, '--dry-run', '-Werror', path))
        else:
            tap.skip(f'clang-format: {path}', 'no clang-format')


def shell():
    paths = [p for p in tap.files('scripts/*', '.ci/*', 'tests/*', 'bats/*.bash')
             if (p.count('/') == 1 or p.startswith('tests/vm/')) and ('.' not in p.split('/')[-1] or p.endswith('.bash'))
             and (p.endswith('.bash') or tap.read(p).startswith(('#!/bin/sh', '#!/bin/bash', '#!/usr/bin/env bash')))]
    for path in paths:
        if shutil.which('shellcheck'):
            tap.case(f'shellcheck: {path}', tap.run('shellcheck', '-x', path))
        else:
            tap.skip(f'shellcheck: {path}', 'no shellcheck')


def manuals():
    for path in tap.files('man/*.[1-8]'):
        if shutil.which('mandoc'):
            tap.case(f'mandoc: {path}', tap.run('mandoc', '-T', 'lint', '-W', 'warning', path))
        else:
            tap.skip(f'mandoc: {path}', 'no mandoc')
        if shutil.which('man'):
            said = tap.run('sh', '-c', 'w=$(MANROFFSEQ= man --warnings -E UTF-8 -l -Tutf8 -Z "$1" 2>&1 >/dev/null); '
                           'echo "$w"; test -z "$w"', 'sh', path)
            tap.case(f'man: {path}', said)
        else:
            tap.skip(f'man: {path}', 'no man')


def links():
    """Links of Markdown pages to files of the project."""
    for path in tap.files('*.md'):
        targets = re.findall(r'\]\(([^)#:\s]+)(?:#[^)]*)?\)', re.sub(r'`[^`\n]*`', '', tap.read(path)))
        tap.case(f'links: {path}', [f'no such file: {target}' for target in targets
                                    if not (tap.ROOT / path).parent.joinpath(target).exists()])


def python():
    for path in tap.files('*.py', 'scripts/changed', 'scripts/tally'):
        try:
            ast.parse(tap.read(path))
            tap.case(f'python: {path}', [])
        except SyntaxError as error:
            tap.case(f'python: {path}', [str(error)])


formatted()
shell()
manuals()
links()
python()
tap.end()
