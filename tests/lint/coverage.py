#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""tests/spec-coverage is whole: every property of the schemas has its row, no row is without a test,
and every test that a row names exists."""
import itertools
import json
import re

import named
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
        problem = named.problem(test)
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
