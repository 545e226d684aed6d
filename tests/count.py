#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Count the results in Meson's logs; the last lines that tests/run prints.

Usage: count.py FAILED_LEGS TESTLOG...
       count.py --figures TESTLOG

A leg that did not build is one failed test.  No test at all is no success.  What failed is named
once more at the end, with its leg and the end of what it said, since hundreds of lines may stand
between.  --figures prints what those tests measured that decide nothing, or not everything, by it.
"""
import contextlib
import io
import json
import pathlib
import sys

FIGURES = ('compile time', 'disassembly', 'gate')
PASSED, SKIPPED = ('OK', 'EXPECTEDFAIL'), ('SKIP', 'IGNORED')
LAST = 20  # lines of each of its two outputs


def last_lines(test):
    for output in ('stdout', 'stderr'):
        for line in test.get(output, '').splitlines()[-LAST:]:
            yield f'   {line[:400]}'


def count(failed, logs):
    passed = skipped = 0
    for leg, log in logs:
        for test in map(json.loads, filter(str.strip, log)):
            result = test['result']
            passed += result in PASSED
            skipped += result in SKIPPED
            if result not in PASSED:
                print(f'== {result.lower()}: {leg}, {test["name"]}', *last_lines(test), sep='\n')
            failed += result not in PASSED + SKIPPED
    line = f'tests: {passed} passed, {failed} failed' + (f', {skipped} skipped' if skipped else '')
    return line, 0 if passed and not failed else 1


def show_figures(path):
    with open(path) as log:
        for test in map(json.loads, filter(str.strip, log)):
            name = test['name'].split(' / ')[-1]
            if name in FIGURES and test['result'] in PASSED:
                lines = filter(None, test.get('stdout', '').splitlines())
                print('\n'.join(f'   {line}' for line in lines))
    return 0


def main(failed, *paths):
    if failed == '--figures':
        return show_figures(*paths)
    def a_test(result):
        return json.dumps({'name': 'planted', 'result': result, 'stdout': 'why\n' * 30}) + '\n'
    planted = [('a', [a_test('OK'), a_test('SKIP')]), ('b', [a_test('TIMEOUT'), '\n'])]
    with contextlib.redirect_stdout(io.StringIO()) as said:
        assert count(1, planted) == ('tests: 1 passed, 2 failed, 1 skipped', 1)
        assert count(0, planted[:1])[1] == 0 and count(0, [])[1] == 1
    assert '== timeout: b, planted\n' + '   why\n' * LAST + '==' in said.getvalue() + '=='
    logs = []
    for path in map(pathlib.Path, paths):
        with open(path) as log:
            logs.append((path.parent.parent.name, log.readlines()))
    line, status = count(int(failed), logs)
    print(line)
    return status


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
