# SPDX-License-Identifier: Apache-2.0
"""What the lint scripts share: the project's files, C without comments and strings, TAP lines."""
import fnmatch
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(os.environ.get('SOURCE_ROOT') or pathlib.Path(__file__).parents[2])
cases = []


def case(name, problems):
    """One case, passed when the list of problems is empty."""
    problems = list(problems)
    cases.append(not problems)
    print(f'{"not " if problems else ""}ok {len(cases)} - {name}')
    for problem in problems:
        print('#', problem)


def skip(name, why):
    cases.append(True)
    print(f'ok {len(cases)} - {name} # SKIP {why}')


def end():
    if not cases:
        case('something was looked at', ['nothing was'])
    print(f'1..{len(cases)}')
    sys.exit(not all(cases))


def files(*patterns):
    """Files of the project that git would commit, as paths below its root."""
    listed = subprocess.run(['git', '-C', str(ROOT), 'ls-files', '-co', '--exclude-standard', '--', *patterns],
                            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout.splitlines()
    if not listed:  # an export of the tree; as in git's patterns, * stands for slashes too
        everything = [str(p.relative_to(ROOT)) for p in ROOT.rglob('*') if p.is_file()]
        listed = [p for pattern in patterns for p in fnmatch.filter(everything, pattern)]
    return sorted(p for p in set(listed) if (ROOT / p).is_file())


def read(path):
    return (ROOT / path).read_text(errors='replace')


def bare(text):
    """C with comments and the insides of strings blanked; lines stay where they are."""
    def blank(match):
        if match[0].startswith(('"', "'")):
            return match[0][0] * 2
        return ' ' + '\n' * match[0].count('\n')
    return re.sub(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', blank, text, flags=re.DOTALL)


def run(*command):
    """Lines that a command says; none when it exits 0."""
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return done.stdout.splitlines()[:40] or [f'exit status {done.returncode}'] if done.returncode else []
