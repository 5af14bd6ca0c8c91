#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Whether JSON documents are valid by a schema of schema/: valid.py SCHEMA [FILE]...

SCHEMA is a file with a fragment perhaps, such as state.json#/definitions/seccomp_state. Without
FILE the document comes from standard input. Knows the keywords that our schemas use."""
import json
import os
import re
import sys

SCHEMAS = os.path.join(os.path.dirname(os.path.abspath(__file__)), '../schema')
TYPES = {'object': dict, 'array': list, 'string': str, 'boolean': bool, 'integer': int, 'number': (int, float)}


def follow(ref, base):
    """The schema that a reference means, and the file it is in."""
    name, _, pointer = ref.partition('#')
    name = name or base
    with open(os.path.join(SCHEMAS, name)) as f:
        schema = json.load(f)
    for part in pointer.split('/')[1:]:
        schema = schema[part]
    return schema, name


def problems(value, schema, base, at='$'):
    if '$ref' in schema:
        yield from problems(value, *follow(schema['$ref'], base), at)
        return
    kind = schema.get('type')
    if kind and (not isinstance(value, TYPES[kind]) or isinstance(value, bool) != (kind == 'boolean')):
        yield f'{at}: is no {kind}'
        return
    if 'enum' in schema and value not in schema['enum']:
        yield f'{at}: {value!r} is none of {schema["enum"]}'
    if isinstance(value, str) and not re.search(schema.get('pattern', ''), value):
        yield f'{at}: {value!r} does not match {schema["pattern"]}'
    if isinstance(value, (int, float)) and not schema.get('minimum', value) <= value <= schema.get('maximum', value):
        yield f'{at}: {value} is out of range'
    if isinstance(value, list):
        if len(value) < schema.get('minItems', 0):
            yield f'{at}: is too short'
        for i, item in enumerate(value):
            yield from problems(item, schema.get('items', {}), base, f'{at}[{i}]')
    if isinstance(value, dict):
        for key in schema.get('required', []):
            if key not in value:
                yield f'{at}: no {key}'
        for key, item in value.items():
            more = schema.get('additionalProperties', {})
            part = schema.get('properties', {}).get(key, more if isinstance(more, dict) else {})
            yield from problems(item, part, base, f'{at}.{key}')


def main():
    bad = 0
    for file in sys.argv[2:] or ['/dev/stdin']:
        with open(file) as f:
            document = json.load(f)
        for problem in problems(document, *follow(sys.argv[1], '')):
            print(f'{file}: {problem}')
            bad = 1
    sys.exit(bad)


main()
