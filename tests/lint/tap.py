# SPDX-License-Identifier: Apache-2.0
"""Functions that the lint scripts share: the project's files, C without comments and strings, TAP lines."""
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


def exported():
    """All files of a tree without git, such as an unpacked archive; build directories are left out."""
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [f for f in folders if f != '__pycache__' and not (pathlib.Path(folder) / f / 'build.ninja').exists()
                      and not (pathlib.Path(folder) / f / 'meson-private').exists()]
        yield from (os.path.relpath(os.path.join(folder, name), ROOT) for name in names)


def files(*patterns):
    """Files of the project that git would commit, as paths below its root; * in a pattern stands for slashes too."""
    if (ROOT / '.git').exists():
        listed = subprocess.run(['git', '-C', str(ROOT), 'ls-files', '-co', '--exclude-standard', '--', *patterns],
                                stdout=subprocess.PIPE, text=True).stdout.splitlines()
    else:
        listed = [path for path in exported() if any(fnmatch.fnmatch(path, pattern) for pattern in patterns)]
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
    """Output lines of a command; none when it exits 0."""
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return done.stdout.splitlines()[:40] or [f'exit status {done.returncode}'] if done.returncode else []
