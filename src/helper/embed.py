#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the file of the helper program as a C array. Arguments: the program, the C file."""
import sys

with open(sys.argv[1], 'rb') as f:
    program = f.read()
rows = (', '.join(str(byte) for byte in program[at:at + 24]) for at in range(0, len(program), 24))
with open(sys.argv[2], 'w', encoding='ascii') as f:
    f.write('#include <stddef.h>\n#include <stdint.h>\n\n'
            'extern const uint8_t helper_program[];\nextern const size_t helper_program_size;\n\n'
            'const uint8_t helper_program[] = {\n' + ',\n'.join(rows) + '};\n'
            f'const size_t helper_program_size = {len(program)};\n')
