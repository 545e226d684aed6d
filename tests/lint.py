#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Check what a reader sees first: formatting, licence lines, white space, the top level.

Usage: lint.py SOURCE_DIR

Ends with 77, a skip to Meson, when clang-format-19 is missing and nothing else is wrong: a linter
that checked nothing must not look like one that passed.
"""
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

FORMATTER = 'clang-format-19'  # versions disagree, so it is this one
TOP = re.compile(r'meson\.build|meson_options\.txt|include|tests|bench|examples|subprojects|'
                 r'README\.md|LICENSE|\..*')
CODE = {'.hpp', '.cpp', '.py', '.go', '.sh', '.h', '.c'}
# Written by a renderer, by gnuplot or by another project, byte for byte.
VERBATIM = re.compile(r'tests/golden/|tests/fuzz/corpus/|bench/results/.*\.svg$|'
                      r'subprojects/(?!.*\.wrap$)|LICENSE$')
WORDS = re.compile(r'\b(TO' r'DO|FIX' r'ME|XX' r'X|HA' r'CK)\b')


def sources(root):
    """What git knows or would add; without git, what no dot-directory holds."""
    listed = subprocess.run(['git', '-C', root, 'ls-files', '-z', '-co', '--exclude-standard'],
                            capture_output=True, text=True)
    if listed.returncode == 0:
        return [name for name in listed.stdout.split('\0') if name and (root / name).is_file()]
    names = (path.relative_to(root) for path in root.rglob('*') if path.is_file())
    return [str(name) for name in names
            if not any(part in ('.git', '.build') for part in name.parts)]


def check(root):
    names, faults = sources(root), []
    for top in sorted({name.split('/')[0] for name in names}):
        if not TOP.fullmatch(top):
            faults.append(f'{top}: not part of the top level')
    formatted = []
    for name in sorted(names):
        path = root / name
        if VERBATIM.match(name) or path.is_symlink():
            continue
        try:
            text = path.read_bytes().decode()
        except UnicodeDecodeError:
            faults.append(f'{name}: not UTF-8')
            continue
        script = text.startswith('#!')
        if (path.suffix in CODE or script) and 'SPDX-License-Identifier: MIT' not in text[:200]:
            faults.append(f'{name}: no SPDX line')
        if script and not path.stat().st_mode & 0o111 and path.suffix not in ('.py', '.sh'):
            faults.append(f'{name}: a script that cannot be run')
        if text and not text.endswith('\n'):
            faults.append(f'{name}: the last line does not end')
        for number, line in enumerate(text.split('\n'), 1):
            if line != line.rstrip():
                faults.append(f'{name}:{number}: white space at the end')
            if '\t' in line and path.suffix not in ('.go', '.mod', '.tsv'):
                faults.append(f'{name}:{number}: a tab')
            if len(line) > 100 and (script or path.suffix in ('.py', '.sh')):
                faults.append(f'{name}:{number}: longer than 100')
            if WORDS.search(line):
                faults.append(f'{name}:{number}: unfinished')
        if path.suffix in ('.hpp', '.cpp'):
            formatted.append(name)
    if formatted and shutil.which(FORMATTER):
        done = subprocess.run([FORMATTER, '--dry-run', '-Werror', *formatted], cwd=root,
                              capture_output=True, text=True)
        lines = {}
        for name, line in re.findall(r'^(.+?):(\d+):\d+: error: ', done.stderr, re.M):
            lines.setdefault(name, line)
        faults += [f'{name}:{line}: {FORMATTER} would change it' for name, line in lines.items()]
        if done.returncode and not lines:
            faults.append(done.stderr)
    return faults


def offences():
    """What the linter does not find in a tree that has one of each."""
    with tempfile.TemporaryDirectory() as directory:
        root = pathlib.Path(directory)
        spdx = '// SPDX-License-Identifier: MIT\n'
        plants = {'licence.hpp': ('int a;\n', 'no SPDX'), 'end.hpp': (spdx + 'int a;', 'not end'),
                  'tab.py': ('# SPDX-License-Identifier: MIT\n\tpass\n', 'a tab'),
                  'space.md': ('a \n', 'white space'), 'word.md': ('TO' 'DO\n', 'unfinished'),
                  'windows.md': ('a\r\n', 'white space'),
                  'long.sh': ('# SPDX-License-Identifier: MIT\n#' + 100 * 'a' + '\n', 'longer'),
                  'run': ('#!/bin/sh\n# SPDX-License-Identifier: MIT\n', 'cannot be run')}
        if shutil.which(FORMATTER):
            plants['format.hpp'] = (spdx + 'int   a ;\n', 'would change')
        for name, (text, _) in plants.items():
            (root / name).write_bytes(text.encode())
        found = check(root)
        for name, (_, what) in plants.items():
            if not any(name in fault and what in fault for fault in found):
                yield f'{name}: {what!r} was planted and not found'
        if not any(fault.startswith('run: not part') for fault in found):
            yield 'a stray entry of the top level was planted and not found'


def main(root):
    faults = [*offences(), *check(pathlib.Path(root))]
    print('\n'.join(faults) or 'clean')
    if not shutil.which(FORMATTER):
        print(f'NOT CHECKED: there is no {FORMATTER} here')
        return 1 if faults else 77
    return 1 if faults else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1]) if len(sys.argv) == 2 else __doc__)
