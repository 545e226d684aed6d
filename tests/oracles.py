#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Show pages to programs that are not ours, and believe them.

Usage: oracles.py WORK_DIR PAGES

PAGES is an executable: "--list" prints names, a name prints that page.  Each page goes through
  promtool check metrics    it parses, and what its lint says is in LINT
  the Python client         it reads the names, labels and values that we read
  the Go client             its encoder writes every family byte for byte as we do
  page_check.py             what none of the three looks at
First each is given an offence that it must find.
"""
import json
import os
import pathlib
import re
import subprocess
import sys

import page_check
from page import Page

HERE = pathlib.Path(__file__).parent
GO = '/usr/lib/go-1.19/bin/go'
LINT = [  # (page, what promtool may say about it); everything else is a fault
    (r'.*', r'.*_milliseconds use base unit "seconds" instead of "milliseconds"'),
    # The names that the strategy without suffixes is there for.
    (r'no_suffixes', r'\w+ counter metrics should have "_total" suffix'),
    (r'no_suffixes', r'\w+ non-histogram and non-summary metrics should not have "_count" suffix'),
]


def run(command, page=b''):
    return subprocess.run(command, input=page, capture_output=True)


def build_go(work):
    """The Go client as a command, from Debian's packages alone: no module is fetched."""
    binary = work / 'canonical'
    environment = os.environ | {'GO111MODULE': 'off', 'GOPATH': '/usr/share/gocode',
                                'GOCACHE': str(work / 'go'), 'GOFLAGS': '', 'CGO_ENABLED': '0'}
    subprocess.run([GO, 'build', '-o', binary, HERE / 'oracles/canonical.go'],
                   env=environment, check=True)
    return binary


def ask_promtool(name, page):
    done = run(['promtool', 'check', 'metrics'], page)
    said = (done.stdout + done.stderr).decode(errors='replace').splitlines()
    if done.returncode == 3:
        return [line for line in said
                if not any(re.fullmatch(p, name) and re.fullmatch(text, line) for p, text in LINT)]
    return said or [f'rc {done.returncode}'] if done.returncode else []


def sample_name(family, name):
    """The Python client reads every counter as one whose name ends in _total."""
    return name + '_total' if family.type == 'counter' and not name.endswith('_total') else name


def ask_python(page):
    done = run(['/usr/bin/python3', HERE / 'oracles/reader.py'], page)
    if done.returncode:
        return done.stderr.decode().splitlines()[-1:]
    theirs = sorted((name, sorted(labels.items()), value)
                    for name, labels, value in json.loads(done.stdout))
    ours = sorted((sample_name(family, s.name), sorted(s.labels), repr(s.number()))
                  for family in Page(page).families for s in family.samples)
    return [f'reads {them} and not {us}' for us, them in zip(ours, theirs) if us != them] + (
        [f'reads {len(theirs)} samples of {len(ours)}'] if len(ours) != len(theirs) else [])


def ask_go(binary, page):
    done = run([binary], page)
    if done.returncode:
        return done.stderr.decode().splitlines()
    # The Go client knows doubles only: an integer from 1e6 on comes back as another spelling.
    big = re.compile(r'(?m)^([^#].*) ([0-9]{7,})$')

    def families(text):
        return {family.name: big.sub(lambda m: f'{m[1]} {page_check.canonical(float(m[2]))}',
                                     family.text) for family in Page(text).families}

    ours, theirs, faults = families(page), families(done.stdout), []
    for name in sorted(ours.keys() | theirs.keys()):
        if ours.get(name) != theirs.get(name):
            faults.append(f'{name}: we write\n{ours.get(name)}'
                          f'and the Go client\n{theirs.get(name)}')
    return faults


def offences(binary):
    """What an oracle let through that it is here to find."""
    good = b'# HELP a_total A.\n# TYPE a_total counter\na_total{b="\\n"} 1\n'
    yield 'promtool, a good page', not ask_promtool('', good)
    yield 'promtool, no final line feed', ask_promtool('', good[:-1])
    yield 'promtool, a counter without _total', ask_promtool('', good.replace(b'_total', b''))
    yield 'the Python client, a good page', not ask_python(good)
    yield 'the Python client, a label twice', ask_python(good.replace(b'{', b'{b="2",'))
    yield 'the Python client, a value that is none', ask_python(good.replace(b'} 1', b'} x'))
    yield 'the Go client, a good page', not ask_go(binary, good)
    other, escape = good.replace(b' 1', b' 1.50'), good.replace(b'\\n', b'\\t')
    yield 'the Go client, a double of another spelling', ask_go(binary, other)
    yield 'the Go client, an unknown escape', ask_go(binary, escape)
    yield 'our own, a series twice', page_check.check(good + good.splitlines(True)[-1])


def main(work, pages):
    work = pathlib.Path(work)
    work.mkdir(parents=True, exist_ok=True)
    binary = build_go(work)
    faults = [f'not as expected: {what}' for what, found in offences(binary) if not found]
    names = run([pages, '--list']).stdout.decode().split()
    if not names:
        faults.append(f'{pages} lists no page')
    for name in names:
        page = run([pages, name]).stdout
        faults += [f'{name}: promtool: {text}' for text in ask_promtool(name, page)]
        faults += [f'{name}: the Python client {text}' for text in ask_python(page)]
        faults += [f'{name}: the Go client: {text}' for text in ask_go(binary, page)]
        faults += [f'{name}:{line}: {rule}: {text}' for line, rule, text in page_check.check(page)]
    print('\n'.join(faults) or f'{len(names)} pages, each taken by promtool, the Python client, '
          'the Go client and page_check.py')
    return 1 if faults else 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]) if len(sys.argv) == 3 else __doc__)
