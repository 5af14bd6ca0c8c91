#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Help and manual agree: options.py BRIG. Each command has a page and a line in brig(1); each option
that `brig COMMAND --help` shows is an item of its page, and the reverse; likewise the global ones."""
import re
import subprocess
import sys

import tap

BRIG = sys.argv[1]


def help_of(*command):
    return subprocess.run([BRIG, *command, '--help'], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True).stdout


def options_of_help(text):
    """Long options in the column that the help gives them."""
    found = set()
    for line in text.splitlines():
        item = re.match(r'\s{2,}(-\w, )?(--[a-z][a-z0-9-]*)', line)
        if item:
            found.add(item[2])
    return found


def options_of_page(text):
    """Long options that begin an item of a list (man: .TP, mdoc: .It)."""
    text = text.replace('\\-', '-')
    found, lines = set(), text.splitlines()
    for number, line in enumerate(lines):
        if re.match(r'\.It\b', line):
            found |= {'--' + name for name in re.findall(r'Fl (?:Fl |-)([a-z][a-z0-9-]*)', line)}
            found |= set(re.findall(r'--[a-z][a-z0-9-]*', line))
        elif number and re.match(r'\.(TP|TQ)\b', lines[number - 1]):
            plain = re.sub(r'\\f[BIRP]', '', line)
            found |= set(re.findall(r'(?<![\w-])--[a-z][a-z0-9-]*', plain.split('  ')[0]))
    return found


def difference(page, in_help, in_page):
    for option in sorted(in_help - in_page - {'--help'}):
        yield f'{page}: {option} is in the help and not in the manual'
    for option in sorted(in_page - in_help - {'--help'}):
        yield f'{page}: {option} is in the manual and not in the help'


top = help_of()
commands = re.findall(r'^  ([a-z]+) {2,}\S', top, re.MULTILINE)
tap.case('the help lists commands', [] if commands else [top])
main = tap.read('man/brig.1')
tap.case('brig.1: global options', difference('man/brig.1', options_of_help(top), options_of_page(main)))
for command in commands:
    page = f'man/brig-{command}.1'
    if not (tap.ROOT / page).is_file():
        tap.case(f'{page} is there', [f'{page}: no such page'])
        continue
    tap.case(f'brig.1 names {command}', [] if re.search(rf'brig[ \\-]*-?{command}\b', main) else [f'no brig-{command} in it'])
    tap.case(f'{page}: options', difference(page, options_of_help(help_of(command)), options_of_page(tap.read(page))))
pages = [re.match(r'man/brig-(\w+)\.1', p)[1] for p in tap.files('man/brig-*.1')]
tap.case('no page without its command', [f'man/brig-{p}.1: no such command' for p in pages if p not in commands])
tap.end()
