#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Compile what must not compile, and read the reason.

Usage: rejects.py CASE.cpp COMPILER...
       rejects.py --self-test LISTED... -- COMPILER...

A case begins with one line for each mistake in it:
  // expect NUMBER: the rule, or enough of it
As it stands the file must compile.  With -DREJECT=NUMBER it must not, and the first error must say
so.  Either half alone passes for the wrong reason: a typo rejects as well as a rule does.
It may be spelled as a name, with _ for each space: what a consteval function refuses, gcc tells by
the name of what it would have called, and clang in a note under the error, gcc 16 in another error.
--self-test plants cases that must not pass, and checks that LISTED names every case there is.
"""
import pathlib
import re
import subprocess
import sys
import tempfile

CASES = pathlib.Path(__file__).parent / 'rejects'


def first_error(text):
    """The first error, and which call made it one.  Instantiations that are told before it are no
    errors."""
    parts = re.split(r'(?m)^[^\n]*?\b(error|note|warning): ', text)
    kinds, texts = parts[1::2], parts[2::2]
    if 'error' not in kinds:
        return ''
    at = kinds.index('error')
    called = texts[at]
    for kind, text in zip(kinds[at + 1:], texts[at + 1:]):
        # Newer gcc tells the call in an error of its own, behind the one that there is one.
        if kind == 'error' and not text.startswith('call to non-'):
            break
        if text.startswith(('non-constexpr function ', 'call to non-')):
            called += text
    return called


def check(source, compiler):
    """The faults of one case, as text."""
    version = subprocess.run([*compiler, '--version'], capture_output=True, text=True).stdout
    # Source lines quoted under an error would show prose that the error does not say.
    bare = '-fno-caret-diagnostics' if 'clang' in version else '-fno-diagnostics-show-caret'

    def compile_(*flags):
        return subprocess.run([*compiler, bare, '-fsyntax-only', *flags, source],
                              capture_output=True, text=True)

    text = pathlib.Path(source).read_text()
    wanted = re.findall(r'^// expect (\d+): (.+)$', text, re.M)
    if not wanted:
        return [f'{source} expects nothing']
    unused = set(re.findall(r'\bREJECT == (\d+)', text)) - {number for number, _ in wanted}
    faults = [f'REJECT == {number} is never expected' for number in sorted(unused)]
    accepted = compile_()
    if accepted.returncode:
        faults.append(f'the accepted half does not compile:\n{accepted.stderr}')
    for number, prose in wanted:
        rejected = compile_(f'-DREJECT={number}')
        error = first_error(rejected.stderr)
        if not rejected.returncode:
            faults.append(f'{number} compiles: {prose}')
        elif prose not in error and prose not in error.replace('_', ' '):
            faults.append(f'{number} is rejected, but its first error does not say {prose!r}:\n'
                          f'{rejected.stderr}')
        else:
            errors = len(re.findall(r'\berror: ', rejected.stderr))
            print(f'{number}: {errors} error{"s" * (errors > 1)}: {error.splitlines()[-1]}')
    return faults


PLANTS = {  # name: (source, what must be found; nothing for the case that is as it should be)
    'good': ('// expect 1: zero\nstatic_assert(REJECT != 1, "no zero");\n', ''),
    'twin': ('// expect 1: zero\nstatic_assert(false, "no zero");\n', 'accepted half'),
    'compiles': ('// expect 1: zero\nint a;\n', 'compiles'),
    'prose': ('// expect 1: zero\nstatic_assert(REJECT != 1, "no one");\n', 'does not say'),
    'second': ('// expect 1: zero\n#if REJECT == 1\nint a = b;\n#endif\n'
               'static_assert(REJECT != 1, "no zero");\n', 'does not say'),
    'quoted': ('// expect 1: zero\n#if REJECT == 1\nint a = b; // zero\n#endif\n', 'does not say'),
    'silent': ('int a;\n', 'expects nothing'),
    'typo': ('// expect 1: zero\nstatic_assert(REJECT != 1, "no zero");\n#if REJECT == 2\n#endif\n',
             'never expected'),
}


def self_test(arguments):
    split = arguments.index('--')
    listed, compiler = arguments[:split], arguments[split + 1:]
    with tempfile.TemporaryDirectory() as directory:
        for name, (source, what) in PLANTS.items():
            path = pathlib.Path(directory) / f'{name}.cpp'
            path.write_text(source.replace('\n', '\n#ifndef REJECT\n#define REJECT 0\n#endif\n', 1))
            found = '\n'.join(check(path, compiler))
            if (what not in found) if what else found:
                yield f'the planted case {name}: {what!r} expected, found {found!r}'
    for path in CASES.glob('*.cpp'):
        if path.stem not in listed:
            yield f'{path.name} is no test: name it in tests/meson.build'


def main(arguments):
    if arguments[0] == '--self-test':
        faults = list(self_test(arguments[1:]))
    else:
        faults = check(arguments[0], arguments[1:])
    print('\n'.join(faults))
    return 1 if faults else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]) if len(sys.argv) > 2 else __doc__)
