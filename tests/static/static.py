#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Findings of analyzers: gcc -fanalyzer, clang-tidy and cppcheck in the program, shellcheck in the tests, pyflakes in the scripts,
codespell in all texts. Argument: the build directory."""
import concurrent.futures
import json
import pathlib
import re
import shlex
import shutil
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / 'lint'))
import tap  # noqa: E402

build = pathlib.Path(sys.argv[1])
# shellcheck of bats files. SC2030, SC2031: each test is a subshell, and its variables end with it. SC2154, SC2034:
# variables that bats sets, and those that helpers.bash reads. SC1010: 'done' as a word. SC2165, SC2167: the inner loop is
# a subshell.
BATS = ('--shell=bats', '--severity=warning', '--exclude=SC2030,SC2031,SC2154,SC2034,SC1010,SC2165,SC2167')


def compiled():
    """Source and arguments of gcc for each file of the program."""
    for entry in json.loads((build / 'compile_commands.json').read_text()):
        path = pathlib.Path(entry['directory'], entry['file']).resolve()
        if not path.is_relative_to(tap.ROOT / 'src') or '.p' not in entry['output']:
            continue
        words = shlex.split(entry['command'])
        yield str(path.relative_to(tap.ROOT)), [w for w in words[1:] if w not in ('-c', '-MD')]


def gcc(path, arguments):
    """No output file but what the analyzer says; dependencies of meson are left alone."""
    keep, skip = [], False
    for word in arguments:
        if skip or word in ('-o', '-MQ', '-MF'):
            skip = not skip
        elif not word.endswith(path):
            keep.append(word)
    return f'gcc -fanalyzer: {path}', tap.run('env', '-C', str(build), 'gcc', *keep, '-fanalyzer', '-Werror', '-S',
                                              '-o', '/dev/null', str(tap.ROOT / path))


def tidy(path, _):
    """Which checks, .clang-tidy says."""
    return f'clang-tidy: {path}', tap.run('clang-tidy-14', '-p', str(build), '--quiet', path)


def cppcheck():
    return 'cppcheck', tap.run('cppcheck', '-q', '-j', '2', '--std=c11', '--enable=warning,performance,portability',
                               '--inline-suppr', '--error-exitcode=1',
                               '-D_GNU_SOURCE', '-Iinclude', f'-I{build}/schema', 'src')


def bats(path):
    return f'shellcheck: {path}', tap.run('shellcheck', *BATS, path)


def pyflakes():
    return 'pyflakes', tap.run('pyflakes3', *tap.files('*.py', 'scripts/changed', 'scripts/tally'))


def codespell():
    """Words that are none to codespell, such as names of macros and helpers, are in tests/static/words."""
    texts = [p for p in tap.files('*') if not re.match(r'tests/(fuzz/corpus|golden)/|LICENSE$|.*\.svg$', p)]
    return 'codespell', tap.run('codespell', '--ignore-words', 'tests/static/words', *texts)


def main():
    sources = dict(compiled()).items()
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        jobs = [('cppcheck', pool.submit(cppcheck)), ('pyflakes3', pool.submit(pyflakes)), ('codespell', pool.submit(codespell))]
        jobs += [('gcc', pool.submit(gcc, *s)) for s in sources]
        jobs += [('clang-tidy-14', pool.submit(tidy, *s)) for s in sources]
        jobs += [('shellcheck', pool.submit(bats, p)) for p in tap.files('bats/*.bats', 'tests/vm/*.bats')]
        for tool, job in jobs:
            if shutil.which(tool):
                tap.case(*job.result())
            else:
                tap.skip(tool, f'no {tool}')


main()
tap.end()
