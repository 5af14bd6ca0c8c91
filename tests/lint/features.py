#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The output of `brig features` is valid by schema/features.json and has each of its properties; the lists
in it have the words of schema/config.json: features.py BRIG."""
import json
import subprocess
import sys

import tap

BRIG = sys.argv[1]
KINDS = {'object': dict, 'array': list, 'string': str, 'boolean': bool}
DOCUMENTS = {name: json.loads(tap.read(f'schema/{name}.json')) for name in ('config', 'features')}
CONFIG = DOCUMENTS['config']['definitions']


def resolve(schema, document):
    while '$ref' in schema:
        name, _, path = schema['$ref'].partition('#')
        document = name.replace('.json', '') or document
        schema = DOCUMENTS[document]
        for part in path.strip('/').split('/'):
            schema = schema[part] if part else schema
    return schema, document


def problems(value, schema, path='', document='features'):
    """Wrong types, properties too many and, so that nothing is forgotten, too few."""
    schema, document = resolve(schema, document)
    if not isinstance(value, KINDS[schema['type']]):
        yield f'{path}: not of type {schema["type"]}'
        return
    if schema['type'] == 'array':
        for i, item in enumerate(value):
            yield from problems(item, schema['items'], f'{path}[{i}]', document)
        if len(set(value)) != len(value):
            yield f'{path}: something is there twice'
        return
    if schema['type'] != 'object':
        return
    known = schema.get('properties', {})
    for key in value:
        if key not in known and 'additionalProperties' not in schema:
            yield f'{path}.{key}: not in the schema'
        else:
            yield from problems(value[key], known.get(key) or schema['additionalProperties'], f'{path}.{key}', document)
    for key in known:
        if key not in value:
            yield f'{path}.{key}: missing'


def same(path, words):
    value = features
    for key in path.split('.'):
        value = value.get(key, {})
    if sorted(value) != sorted(words):
        yield f'{path}: has {sorted(set(value) - set(words))}, lacks {sorted(set(words) - set(value))}'


features = json.loads(subprocess.run([BRIG, 'features'], stdout=subprocess.PIPE, check=True, text=True).stdout)
tap.case('features: valid, and complete', problems(features, DOCUMENTS['features']))
for where, words in {
        'hooks': CONFIG['hooks']['properties'],
        'linux.namespaces': resolve(CONFIG['namespace']['properties']['type'], 'config')[0]['enum'],
        'linux.seccomp.actions': CONFIG['seccomp_action']['enum'],
        'linux.seccomp.operators': CONFIG['seccomp_operator']['enum'],
        'linux.seccomp.knownFlags': CONFIG['seccomp_flag']['enum'],
        'linux.memoryPolicy.modes': CONFIG['memory_policy_mode']['enum'],
        'linux.memoryPolicy.flags': CONFIG['memory_policy_flag']['enum']}.items():
    tap.case(f'features: {where} is what config.json may say', same(where, words))
for where, words in {'archs': CONFIG['seccomp_arch']['enum'], 'supportedFlags': features['linux']['seccomp']['knownFlags']}.items():
    tap.case(f'features: seccomp.{where} has no word of its own',
             [word for word in features['linux']['seccomp'][where] if word not in words])
tap.end()
