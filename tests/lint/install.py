#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""install.py BUILD BRIG: what `meson install` puts where, in an empty DESTDIR: the program, its manual with a
page for each command, and completions where each shell looks for them; nothing else."""
import os
import re
import subprocess
import sys
import tempfile

import tap

build, brig = sys.argv[1:]


def expected():
    help_text = subprocess.run([brig, '--help'], capture_output=True, text=True, check=True).stdout
    commands = re.findall(r'^  ([a-z]+) ', help_text[help_text.index('ommands'):], re.MULTILINE)
    assert 'create' in commands, help_text
    return {'bin/brig', 'share/man/man1/brig.1', 'share/man/man5/brig-config.5',
            'share/bash-completion/completions/brig', 'share/zsh/site-functions/_brig',
            'share/fish/vendor_completions.d/brig.fish',
            *(f'share/man/man1/brig-{command}.1' for command in commands)}


def installed(destination):
    env = dict(os.environ, DESTDIR=destination)
    said = subprocess.run(['meson', 'install', '-C', build, '--no-rebuild', '--quiet'], env=env, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    tap.case('install: meson installs', said.stdout.splitlines() if said.returncode else [])
    for top, _, names in os.walk(destination):
        for name in names:
            yield os.path.relpath(os.path.join(top, name), destination)


with tempfile.TemporaryDirectory() as destination:
    found = set(installed(destination))
    prefix = next((path.removesuffix('bin/brig') for path in found if path.endswith('/bin/brig')), '')
    wanted = {prefix + path for path in expected()}
    tap.case('install: all is there', [f'{path} is missing' for path in sorted(wanted - found)])
    tap.case('install: nothing else is', [f'{path} is not expected' for path in sorted(found - wanted)])
    program = os.path.join(destination, prefix, 'bin/brig')
    tap.case('install: the program runs', [] if os.path.exists(program) and subprocess.run(
        [program, '--version'], stdout=subprocess.DEVNULL, check=False).returncode == 0 else ['it does not'])
tap.end()
