#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The built program is hardened: it can lie anywhere, nothing in it is both writable and executable,
symbols are bound before it runs, stacks and buffers are checked. Arguments: the level of
_FORTIFY_SOURCE that it was built with (0: none), the program, the archives of its parts."""
import platform
import re
import subprocess
import sys

import tap

fortify, program, archives = int(sys.argv[1]), sys.argv[2], sys.argv[3:]


def readelf(*options):
    done = subprocess.run(['readelf', '-W', *options, program], stdout=subprocess.PIPE, check=True, text=True)
    return done.stdout


def segments():
    """Type and flags of each program header."""
    for line in readelf('-l').splitlines():
        found = re.match(r' +([A-Z_]+) +(?:0x[0-9a-f]+ +){5}([R ][W ][E ])', line)
        if found:
            yield found[1], found[2]


def tags():
    """Tag and value of each row of the dynamic section."""
    return re.findall(r'^ 0x[0-9a-f]+ \((\w+)\) +(.*)$', readelf('-d'), re.MULTILINE)


def called():
    """Names of the functions that our parts call, not those that the C library has in it."""
    done = subprocess.run(['nm', '-u', *archives], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True, text=True)
    return {line.split()[1] for line in done.stdout.splitlines() if line.startswith(' ')}


def text_bytes():
    found = re.search(r' \.text +PROGBITS +[0-9a-f]+ ([0-9a-f]+) ([0-9a-f]+)', readelf('-S'))
    with open(program, 'rb') as f:
        f.seek(int(found[1], 16))
        return f.read(int(found[2], 16))


def check_jumps():
    if platform.machine() != 'x86_64':
        tap.skip('indirect jumps land at marks', 'not an x86-64')
        return
    marks = text_bytes().count(b'\xf3\x0f\x1e\xfa')  # endbr64
    tap.case('indirect jumps land at marks', [] if marks > 100 else [f'{marks} marks'])


def check_fortify():
    if fortify == 0:
        tap.skip('calls are fortified', 'a build without optimization, or with a sanitizer')
        return
    names = called()
    missing = [f for f in ('__snprintf_chk', '__vsnprintf_chk') if f not in names]
    plain = [f for f in ('sprintf', 'vsprintf', 'strcpy', 'strcat', 'stpcpy', 'gets') if f in names]
    tap.case('calls are fortified', [f'{f} is not called' for f in missing] + [f'{f} is called' for f in plain])
    tap.case('the level of it is 3', [] if fortify == 3 else [f'{fortify}'])


def main():
    headers, dynamic = list(segments()), tags()
    flags = ' '.join(value for tag, value in dynamic if tag in ('FLAGS', 'FLAGS_1'))
    names = [tag for tag, _ in dynamic]

    tap.case('it can lie at any address', [] if 'Type:' in readelf('-h') and re.search(r'Type: +DYN', readelf('-h'))
             and 'PIE' in flags else ['not a position-independent executable'])
    tap.case('symbols are bound before it runs', [] if 'NOW' in flags else [f'flags: {flags}'])
    tap.case('what the linker wrote is read-only', [] if 'GNU_RELRO' in dict(headers) else ['no GNU_RELRO'])
    tap.case('the stack is not executable', [] if dict(headers).get('GNU_STACK') == 'RW ' else
             [f'GNU_STACK: {dict(headers).get("GNU_STACK")}'])
    tap.case('nothing is writable and executable', [f'{t} {f}' for t, f in headers if 'W' in f and 'E' in f])
    tap.case('its code is not changed by the linker', ['it has text relocations']
             if 'TEXTREL' in names or 'TEXTREL' in flags else [])
    tap.case('libraries are looked for where the system has them',
             [f'{t} {v}' for t, v in dynamic if t in ('RPATH', 'RUNPATH')])
    tap.case('stacks are checked', [] if '__stack_chk_fail' in called() else ['__stack_chk_fail is not called'])
    check_fortify()
    check_jumps()


main()
tap.end()
