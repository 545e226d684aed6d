#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Compare what PAGES prints with the golden files, byte for byte.

Usage: golden.py [--update] PAGES...

PAGES is a command: "--list" prints the files' names, a name prints that page.  --update writes
the golden files: read the difference before you commit it.
"""
import difflib
import pathlib
import subprocess
import sys

GOLDEN = pathlib.Path(__file__).parent / 'golden'


def difference(name, want, have):
    """Nothing if the two are the same bytes, else the lines that differ."""
    if want == have:
        return ''
    lines = (page.decode(errors='backslashreplace').split('\n') for page in (want, have))
    return '\n'.join(difflib.unified_diff(*lines, f'golden/{name}', name, lineterm='', n=1)) or (
        f'{name}: other bytes, not UTF-8')


def main(update, *pages):
    def run(argument):
        return subprocess.run([*pages, argument], stdout=subprocess.PIPE, check=True).stdout

    if not difference('', b'a 1\n', b'a 1') or not difference('', b'\xff', b'\\xff'):
        return 'two pages that differ were taken for one'
    names, faults = run('--list').decode().split(), []
    files = {path.name: path for path in GOLDEN.glob('*.*')}
    for name in names:
        page, path = run(name), GOLDEN / name
        if update:
            GOLDEN.mkdir(exist_ok=True)
            path.write_bytes(page)
        elif name not in files:
            faults.append(f'{name} has no golden file')
        elif text := difference(name, path.read_bytes(), page):
            faults.append(text)
    for name in files.keys() - set(names):
        if update:
            files[name].unlink()
        else:
            faults.append(f'golden/{name} is no page')
    if not names:
        faults.append('no page')
    print('\n'.join(faults) or f'{len(names)} pages as they were')
    return 1 if faults else 0


if __name__ == '__main__':
    arguments = [argument for argument in sys.argv[1:] if argument != '--update']
    sys.exit(main('--update' in sys.argv, *arguments) if arguments else __doc__)
