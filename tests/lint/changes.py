#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The table of CONTRIBUTING.md that scripts/test --changed reads is whole: each of its paths, suites and bats
files exists, each file of the project has a row, and each bats file is in one: changes.py BUILD."""
import importlib.machinery
import importlib.util
import json
import pathlib
import sys

import tap

loader = importlib.machinery.SourceFileLoader('changed', str(tap.ROOT / 'scripts/changed'))
changed = importlib.util.module_from_spec(importlib.util.spec_from_loader('changed', loader))
loader.exec_module(changed)
TESTS = json.loads((pathlib.Path(sys.argv[1]) / 'meson-info/intro-tests.json').read_text())
SUITES = {suite.split(':')[-1] for test in TESTS for suite in test['suite']}
# Bats files that belong to no folder: scripts/test runs them with all others.
ALL_OF_IT = {'cost', 'stress', 'fault-calls'}

rows = list(changed.table())
named = {name for _, _, files in rows for name in files}


def problems(paths, suites, files):
    yield from (f'no such path: {path}' for path in paths
                if not (tap.ROOT / path).exists() and not path.startswith('include/brig/'))
    yield from (f'no such suite: {suite}' for suite in suites if suite not in SUITES)
    yield from (f'no such file: bats/{name}.bats' for name in files if not (tap.ROOT / f'bats/{name}.bats').is_file())


for row in rows:
    tap.case(f'changes: {" ".join(row[0])}', problems(*row))
tap.case('changes: each file has a row',
         [p for p in tap.files('*') if not p.startswith('bats/') and changed.row_of(p, rows) is None])
tap.case('changes: each bats file has a row', sorted({pathlib.Path(p).stem for p in tap.files('bats/*.bats')} - named - ALL_OF_IT))
tap.case('changes: a bats file, a file that others load, a source',
         [] if changed.needed(['bats/kill.bats', 'bats/limits.bash', 'src/rdt/plan.c']) ==
         ['lint', 'plan', 'rdt'] + [f'bats/{name}' for name in sorted({'kill'} | changed.users('limits.bash'))]
         else changed.needed(['bats/kill.bats', 'bats/limits.bash', 'src/rdt/plan.c']))
tap.end()
