#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Build one program that uses every public header with every set of options that a user may have.

Usage: build_anywhere.py WORK_DIR COMPILER...

The sets are those of the compiler in COMPILER.  Warnings are errors, and the headers are no system
headers.  Each set is first given a copy of the headers with an offence in it, which it must refuse;
what is built runs, and its page is checked.
"""
import pathlib
import re
import shutil
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))
import page_check  # noqa: E402

HERE = pathlib.Path(__file__).parent
ROOT = HERE.parents[1]
PROGRAM = HERE / 'build_anywhere.cpp'

GCC = '''-Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wold-style-cast
-Wuseless-cast -Wdouble-promotion -Wfloat-equal -Wcast-align -Wcast-qual -Wlogical-op
-Wduplicated-cond -Wduplicated-branches -Wnull-dereference -Wformat=2 -Wundef -Wredundant-decls
-Wmissing-declarations -Wextra-semi -Wzero-as-null-pointer-constant -Wswitch-enum -Wswitch-default
-Wstrict-overflow=2 -Wsuggest-override -Wctor-dtor-privacy -Wnoexcept -Wsign-promo -Wunused-macros
-Wunused-const-variable=2 -Walloca -Wvla -Wcomma-subscript -Wdeprecated-copy-dtor -Warith-conversion
-Wmismatched-tags -Wredundant-tags -Wnon-virtual-dtor -Woverloaded-virtual'''.split()
# What no design can keep: the language itself, padding, pointers.
CLANG = '''-Weverything -Wno-c++98-compat -Wno-c++98-compat-pedantic -Wno-c++20-compat
-Wno-pre-c++20-compat-pedantic -Wno-padded -Wno-unsafe-buffer-usage -Wno-unknown-warning-option
-Wno-deprecated-ofast -Wno-nrvo -Wno-unique-object-duplication'''.split()
FAST = ['-Ofast', '-march=native', '-flto']
OFFENCES = {
    'a narrowing': 'inline int planted(long long value) noexcept { return value; }',
    'an exception': 'inline void planted() { throw 1; }',
}


def sets(clang, compiler):
    """name, options, what they must refuse."""
    strict, latest = (CLANG, '-std=c++2b') if clang else (GCC, '-std=c++23')
    strict = ['-Werror', *strict]
    bare = ['-fno-exceptions', '-fno-rtti']
    # gcc warns of what its optimiser finds.
    yield ('C++20, strict', ['-O0' if clang else '-O2', '-std=c++20', *strict], ['a narrowing'])
    yield 'the latest C++, strict', ['-O0', latest, *strict], ['a narrowing']
    yield ('no exceptions, no run-time types',
           ['-O0' if clang else '-O1', '-std=c++20', '-fno-exceptions', '-fno-rtti', *strict],
           [*OFFENCES])
    yield 'fast', ['-std=c++20', *FAST, *strict], ['a narrowing']
    if '-stdlib=libc++' in compiler:
        yield 'C++20, strict, libstdc++', ['-O0', '-std=c++20', '-stdlib=libstdc++', *strict], []


def not_included():
    """Public headers that the program includes neither itself nor by one that it does."""
    seen, left = set(), [PROGRAM]
    while left:
        text = left.pop().read_text()
        names = set(re.findall(r'#include <(zerometer/[\w/]+\.hpp)>', text)) - seen
        seen |= names
        left += [ROOT / 'include' / name for name in names]
    return sorted(f'zerometer/{path.name}' for path in (ROOT / 'include/zerometer').glob('*.hpp')
                  if f'zerometer/{path.name}' not in seen)


def compile_(compiler, include, options, output, source=PROGRAM):
    command = [*compiler, f'-I{include}', *options, str(source), '-o', str(output), '-pthread']
    return subprocess.run(command, capture_output=True, text=True)


def offend(work, what):
    """A copy of the headers with an offence in the first of them."""
    include = work / re.sub(r'\W+', '_', what)
    shutil.copytree(ROOT / 'include', include, dirs_exist_ok=True)
    version = include / 'zerometer/version.hpp'
    version.write_text(f'{(ROOT / "include/zerometer/version.hpp").read_text()}\n'
                       f'namespace zerometer {{\n{OFFENCES[what]}\n}}\n')
    return include


def main(work, *compiler):
    work, faults = pathlib.Path(work), []
    work.mkdir(parents=True, exist_ok=True)
    # The leg's own dialect and include directory; what stands here comes last and wins.
    compiler = [argument for argument in compiler if not argument.startswith(('-std=', '-I'))]
    said = subprocess.run([*compiler, '--version'], capture_output=True, text=True).stdout
    clang = 'clang' in said
    header = work / 'offender.cpp'
    header.write_text('#include <zerometer/version.hpp>\nint main() {}\n')
    includes = {what: offend(work, what) for what in OFFENCES}
    faults += [f'{name} is not in {PROGRAM.name}' for name in not_included()]
    built = 0
    for name, options, refused in sets(clang, compiler):
        for what in refused:
            done = compile_(compiler, includes[what], options, work / 'offender', header)
            if not done.returncode:
                faults.append(f'{name}: planted and not refused: {what}')
        done = compile_(compiler, ROOT / 'include', options, work / 'program')
        if done.returncode:
            faults.append(f'{name}:\n{done.stderr}')
            continue
        built += 1
        done = subprocess.run([work / 'program'], capture_output=True)
        wrong = page_check.check(done.stdout)
        if done.returncode or not done.stdout or wrong:
            faults.append(f'{name}: {done.returncode}, {done.stderr.decode()}, {wrong}')
    print('\n'.join(faults) or f'built in {built} ways, without a warning')
    return 1 if faults else 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]) if len(sys.argv) > 2 else __doc__)
