#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Attack thread-local storage with coroutines that go on on another thread.

Usage: coroutine.py WORK_DIR SOURCE_DIR COMPILER...

coroutine.cpp is built at -O3, alone and with link-time optimisation, which sees both of its units;
each build must count exactly, and find the offence that is planted in it, twice: in what a thread
says of its shard, and in the counts.
"""
import pathlib
import re
import shutil
import subprocess
import sys


def run(work, *arguments):
    return subprocess.run([work / 'coroutine', *arguments], capture_output=True, text=True,
                          timeout=100)


def main(work, source, *compiler):
    work, here = pathlib.Path(work), pathlib.Path(source) / 'tests/attacks'
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    version = subprocess.run([*compiler, '--version'], capture_output=True, text=True).stdout
    modes = [['-O3'], ['-O3', '-fPIC', '-flto']]
    if 'clang' in version:
        # Of the linkers that know clang's intermediate code the one that is there: binutils had
        # gold until 2.44.
        linkers = [name for name in ('gold', 'lld') if shutil.which(f'ld.{name}')]
        if not linkers:
            print('no linker for -flto, neither ld.gold nor ld.lld')
        modes[1:] = [[*modes[1], f'-fuse-ld={name}'] for name in linkers[:1]]
    faults = []
    for mode in modes:
        name = ' '.join(mode)
        units = [here / 'coroutine.cpp', here / 'coroutine_other.cpp']
        built = subprocess.run([*compiler, *mode, *units, '-pthread', '-o', work / 'coroutine'],
                               capture_output=True, text=True)
        if built.returncode:
            return f'{name}: {built.stderr}'
        done = run(work)
        print(name, done.stdout.strip())
        if done.returncode:
            faults.append(f'{name}: rc {done.returncode} {done.stdout}{done.stderr}')
        done = run(work, 'plant')
        seen = re.match(r'kept=(\d+) missing=(\d+) ', done.stdout)
        print(name, 'with a shard that is kept:', done.stdout.strip())
        if not seen or not int(seen[1]) or not int(seen[2]):
            faults.append(f'{name}: planted and not found: {done.stdout}{done.stderr}')
    print('\n'.join(faults))
    return 1 if faults else 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]) if len(sys.argv) > 3 else __doc__)
