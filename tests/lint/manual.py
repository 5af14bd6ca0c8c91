#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Each property of config.json has its line in man/brig-config.5."""
import json
import re

import tap


def keys(schema):
    if isinstance(schema, dict):
        yield from schema.get('properties', {})
        schema = schema.values()
    elif not isinstance(schema, list):
        return
    for part in schema:
        yield from keys(part)


page = tap.read('man/brig-config.5')
words = set(re.findall(r'\w+', ' '.join(re.findall(r'^\.(?:It )?Cm (.*)$', page, re.MULTILINE))))
for key in sorted(set(keys(json.loads(tap.read('schema/config.json'))))):
    tap.case(f'brig-config(5): {key}', [] if key in words else ['it is not on the page'])
tap.end()
