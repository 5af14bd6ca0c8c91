#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""tests/spec-coverage is whole: every property of the schemas has its row, no row is without a test,
and every test that a row names exists."""
import itertools
import json
import re

import tap

TABLE = 'tests/spec-coverage'
DOCUMENTS = {'config.md': 'config', 'config-linux.md': 'config', 'runtime.md': 'state', 'runtime-linux.md': None,
             'features.md': 'features', 'features-linux.md': 'features'}
schemas = {name: json.loads(tap.read(f'schema/{name}.json')) for name in ('config', 'state', 'features')}


def properties(schema, document, path=''):
    """Paths of all properties, those of list elements behind [] and of map values behind .*"""
    while '$ref' in schema:
        name, _, pointer = schema['$ref'].partition('#')
        document = name.replace('.json', '') or document
        schema = schemas[document]
        for part in filter(None, pointer.split('/')):
            schema = schema[part]
    for key, value in schema.get('properties', {}).items():
        here = f'{path}.{key}' if path else key
        yield here
        yield from properties(value, document, here)
    if 'items' in schema:
        yield from properties(schema['items'], document, path + '[]')
    if isinstance(schema.get('additionalProperties'), dict):
        yield from properties(schema['additionalProperties'], document, path + '.*')


def expand(text):
    """{a,b}c is ac and bc."""
    parts = [part[1:-1].split(',') if part.startswith('{') else [part] for part in re.findall(r'\{[^}]*\}|[^{]+', text)]
    return [''.join(choice) for choice in itertools.product(*parts)]


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


def test_problem(test):
    where, _, case = test.partition(': ')
    if where == 'not applicable':
        return None if case else 'no reason'
    if where not in known:
        known[where] = cases(*where.split('/', 1)) if '/' in where else None
    if known[where] is None:
        return f'no such file: {where}'
    return None if case in known[where] else f'{where} has no test "{case}"'


def rows():
    document = None
    for number, line in enumerate(tap.read(TABLE).splitlines(), 1):
        if line.startswith('## '):
            document = line[3:]
        elif '|' in line and not line.startswith('#'):
            what, _, tests = line.partition('|')
            yield number, document, what.strip(), [t.strip() for t in tests.split(' ; ') if t.strip()]


def row_problems(number, document, what, tests):
    if document not in DOCUMENTS:
        yield f'{TABLE}:{number}: {document} is none of the documents'
    if not tests:
        yield f'{TABLE}:{number}: {what}: no test'
    for test in tests:
        problem = test_problem(test)
        if problem:
            yield f'{TABLE}:{number}: {what}: {problem}'


seen = {name: set() for name in schemas}
for row in rows():
    number, document, what, tests = row
    tap.case(f'coverage: {document}: {what}', row_problems(*row))
    if DOCUMENTS.get(document) and not what.startswith(('MUST', 'SHOULD')):
        seen[DOCUMENTS[document]].update(name.strip() for part in what.split(' ') for name in expand(part))
for name, schema in schemas.items():
    wanted = set(properties(schema, name))
    tap.case(f'coverage: every property of schema/{name}.json has a row', sorted(wanted - seen[name]))
    tap.case(f'coverage: no row names a property that schema/{name}.json has not', sorted(seen[name] - wanted))
tap.end()
