#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Count the results in Meson's logs; the last line that tests/run prints.

Usage: count.py FAILED_LEGS TESTLOG...
       count.py --figures TESTLOG

A leg that did not build is one failed test.  No test at all is no success.  --figures prints what
those tests measured that decide nothing, or not everything, by it.
"""
import json
import sys

FIGURES = ('compile time', 'disassembly', 'gate')
PASSED, SKIPPED = ('OK', 'EXPECTEDFAIL'), ('SKIP', 'IGNORED')


def count(failed, logs):
    passed = skipped = 0
    for log in logs:
        for line in filter(None, map(str.strip, log)):
            result = json.loads(line)['result']
            passed += result in PASSED
            skipped += result in SKIPPED
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
    planted = [['{"result": "OK"}\n', '{"result": "SKIP"}\n'], ['{"result": "TIMEOUT"}\n', '\n']]
    assert count(1, planted) == ('tests: 1 passed, 2 failed, 1 skipped', 1)
    assert count(0, planted[:1])[1] == 0 and count(0, [])[1] == 1
    logs = []
    for path in paths:
        with open(path) as log:
            logs.append(log.readlines())
    line, status = count(int(failed), logs)
    print(line)
    return status


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
