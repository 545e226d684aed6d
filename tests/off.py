#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Check that nothing is left of a meter that is off: SOURCE calls all that there is of one.

Usage: off.py SOURCE COMPILER...

Optimised, its object file has its own two functions, which return, and no data, nor does it ask
for anything of another file.
"""
import re
import subprocess
import sys
import tempfile

MODES = [['-O1'], ['-O2'], ['-O2', '-fPIC']]
OWN = {'record', 'measure'}
# What an object file may ask for that no source names.
GIVEN = {'_GLOBAL_OFFSET_TABLE_'}


def left(source, compiler, *flags):
    """What the object file has, or asks for, beside its own functions."""
    with tempfile.NamedTemporaryFile(suffix='.o') as out:
        subprocess.run([*compiler, *flags, '-c', source, '-o', out.name], check=True)
        symbols = subprocess.run(['nm', '-C', '-P', '--no-sort', out.name], capture_output=True,
                                 text=True, check=True).stdout
    names = (re.split(r' [A-Za-z](?: [0-9a-f]+)*\s*$', line)[0] for line in symbols.splitlines())
    return [name for name in names if name.split('(')[0] not in OWN | GIVEN]


def main(source, *compiler):
    faults = []
    for mode in MODES:
        faults += [f'{" ".join(mode)}: {name}' for name in left(source, compiler, *mode)]
        if not any('off' in name for name in left(source, compiler, *mode, '-DPLANT')):
            faults.append(f'{" ".join(mode)}: planted and not found: a meter that is on')
    print('\n'.join(faults) or 'nothing is left')
    return 1 if faults else 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]) if len(sys.argv) > 2 else __doc__)
