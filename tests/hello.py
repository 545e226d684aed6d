#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Check that the README's first C++ block is examples/hello.cpp, and short.

Usage: hello.py SOURCE_DIR
"""
import pathlib
import re
import sys

LINES = 20


def check(readme, example):
    block = re.search(r'^```cpp\n(.*?)^```$', readme, re.M | re.S)
    if not block:
        return 'the README has no C++ block'
    # The licence line is the file's, not the reader's.
    example = re.sub(r'\A// SPDX-License-Identifier: .*\n', '', example)
    if block[1] != example:
        return "the README's first C++ block is not examples/hello.cpp"
    if example.count('\n') > LINES:
        return f'{example.count(chr(10))} lines, and {LINES} are enough'
    return ''


def main(root):
    root, block = pathlib.Path(root), 'text\n```cpp\nint a;\n```\n```cpp\nint b;\n```\n'
    if check(block, '// SPDX-License-Identifier: MIT\nint a;\n'):
        return 'a good README was refused'
    if not (check('text', 'a') and check(block, 'int b;\n') and check(block, 'int a; \n')
            and check('```cpp\n' + 'a\n' * 21 + '```\n', 'a\n' * 21)):
        return 'a bad README was taken'
    readme, example = (root / 'README.md').read_text(), (root / 'examples/hello.cpp').read_text()
    return check(readme, example) or 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1]) if len(sys.argv) == 2 else __doc__)
