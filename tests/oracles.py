#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Show pages to programs that are not ours, and believe them.

Usage: oracles.py WORK_DIR PAGES [PROGRAM[,ARGUMENT]]...

PAGES is an executable: "--list" prints names, a name prints that page.  Each page of Prometheus
text, NAME.prom, goes through
  promtool check metrics    it parses, and what its lint says is in LINT
  the Python client         it reads the names, labels and values that we read
  the Go client             its encoder writes every family byte for byte as we do
  page_check.py             what none of the three looks at
and each of OpenMetrics, NAME.om, through
  the reference parser      it takes the page, and reads what we read
  promtool tsdb             Prometheus's own lexer takes it, as samples of a moment
  openmetrics_check.py      what neither looks at
and the reference parsers must read the same points in both.  Each PROGRAM is a test that keeps its
pages of OpenMetrics (kept_page.hpp); the reference parser takes those too, whatever program of ours
renders them.  First each is given an offence that it must find.
"""
import json
import os
import pathlib
import re
import subprocess
import sys

import openmetrics_check
import page_check
from page import Page

HERE = pathlib.Path(__file__).parent
GO = '/usr/lib/go-1.19/bin/go'
LINT = [  # (page, what promtool may say about it); everything else is a fault
    (r'.*', r'.*_milliseconds use base unit "seconds" instead of "milliseconds"'),
    # The names that the strategy without suffixes is there for.
    (r'no_suffixes.prom', r'\w+ counter metrics should have "_total" suffix'),
    (r'no_suffixes.prom',
     r'\w+ non-histogram and non-summary metrics should not have "_count" suffix'),
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


def read_python(kind, page):
    """The families as the client reads them, or its last words."""
    done = run(['/usr/bin/python3', HERE / 'oracles/reader.py', kind], page)
    if done.returncode:
        return [], done.stderr.decode().splitlines()[-1:]
    return json.loads(done.stdout), []


def read_many(pages):
    """How many different pages of OpenMetrics there are, and what is wrong with any."""
    done = run(['/usr/bin/python3', HERE / 'oracles/reader.py', 'faults'], pages)
    return json.loads(done.stdout) if not done.returncode else [0, [done.stderr.decode()]]


def ask_python(page, kind='prom'):
    families, faults = read_python(kind, page)
    if faults:
        return faults
    theirs = sorted((name, sorted(labels.items()), value)
                    for *_, samples in families for name, labels, value in samples)
    ours = Page(page) if kind == 'prom' else openmetrics_check.Page(page)
    name = sample_name if kind == 'prom' else lambda family, name: name
    # The reference parser tells integers, exact ones, from doubles.
    number = float if kind == 'prom' else openmetrics_check.number
    ours = sorted((name(family, s.name), sorted(s.labels), repr(number(s.value)))
                  for family in ours.families for s in family.samples)
    return [f'reads {them} and not {us}' for us, them in zip(ours, theirs) if us != them] + (
        [f'reads {len(theirs)} samples of {len(ours)}'] if len(ours) != len(theirs) else [])


def ask_lexer(work, page):
    """Prometheus's own reader: it makes blocks of samples, and so each is given a time."""
    timed = re.sub(rb'(?m)^([^#\n].*)$', rb'\1 1700000000', page)
    path = work / 'page.om'
    path.write_bytes(timed)
    done = run(['promtool', 'tsdb', 'create-blocks-from', 'openmetrics', path, work / 'blocks'])
    return done.stderr.decode().splitlines() if done.returncode else []


def read_points(kind, page):
    """{(name, labels): (value, type, help)} in the words of 0.0.4, without what OpenMetrics alone
    has, and the names of what it alone has not: sums that could fall, and their counts."""
    families, faults = read_python(kind, page)
    points, falling = {}, set()
    for family, type_, _, text, samples in families:
        # The client reads every counter of 0.0.4 as one whose name ends in _total.
        unknown = type_ == 'unknown' and kind == 'om'
        type_ = {'info': 'gauge'}.get(type_, 'counter' if unknown else type_)
        for name, labels, value in samples:
            if type_ in ('counter', 'histogram') and name == family + '_created':
                continue
            labels = {key: str(float(label)) if key == 'le' else label
                      for key, label in labels.items()}
            if float(labels.get('le', 0)) < 0:
                falling |= {family + '_sum', family + '_count'}
            name += '_total' * unknown
            points[name, *sorted(labels.items())] = str(float(value)), type_, text
    return points, falling, faults


def same_points(text, metrics):
    """How the points of two pages differ."""
    old, falling, faults = read_points('prom', text)
    new, _, others = read_points('om', metrics)
    return faults + others + [
        f'{key}: {old.get(key)} in one format, {new.get(key)} in the other'
        for key in sorted(old.keys() | new.keys())
        if old.get(key) != new.get(key) and not (key[0] in falling and key not in new)]


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


def kept_pages(work, programs):
    """What the reference parser says of every page of OpenMetrics that the programs render."""
    kept = work / 'kept.om'
    for program in programs:
        kept.unlink(missing_ok=True)
        done = subprocess.run(program.split(','), capture_output=True,
                              env=os.environ | {'ZEROMETER_KEPT_PAGES': str(kept)})
        name = pathlib.Path(program.split(',')[0]).name
        if done.returncode or not kept.exists():
            yield f'{name} ends with {done.returncode} and has kept ' + (
                'pages' if kept.exists() else 'no page')
            continue
        pages, faults = read_many(kept.read_bytes())
        yield from (f'{name}: the reference parser: {fault}' for fault in faults)
        print(f'{pages} different pages of {name}, read by the reference parser')


def unkept(root):
    """Programs of ours that render OpenMetrics and do not keep it."""
    for path in sorted(root.rglob('*.cpp')):
        text = path.read_text()
        if 'openmetrics::render<' in text and 'keep_page(' not in text and path.name != 'pages.cpp':
            yield f'{path.relative_to(root)} renders OpenMetrics: give each page to keep_page'


def offences(work, binary):
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
    om = b'# TYPE a counter\n# HELP a A.\na_total{b="\\n"} 1\n# EOF\n'
    yield 'the reference parser, a good page', not ask_python(om, 'om')
    yield 'the reference parser, no end', ask_python(om.removesuffix(b'# EOF\n'), 'om')
    untyped, negative = om.replace(b'counter', b'untyped'), om.replace(b' 1\n', b' -1\n')
    yield 'the reference parser, untyped (B-08)', ask_python(untyped, 'om')
    yield 'the reference parser, a negative counter', ask_python(negative, 'om')
    yield 'the lexer, a good page', not ask_lexer(work, om)
    yield 'the lexer, a comma too much', ask_lexer(work, om.replace(b'"}', b'",}'))
    yield 'the lexer, two spaces', ask_lexer(work, om.replace(b' counter', b'  counter'))
    twice = om.replace(b'# EOF', b'a_total{b="\\n"} 1\n# EOF')
    yield 'our own, a series twice', openmetrics_check.check(twice)
    yield 'points, the same', not same_points(good, om)
    yield 'points, another value', same_points(good, om.replace(b' 1\n', b' 2\n'))
    yield 'points, another help', same_points(good, om.replace(b'A.', b'B.'))
    yield 'points, another type', same_points(good.replace(b'counter', b'untyped'), om)
    two = om + b'a_total 1\n' + om
    yield 'the reference parser, good pages', read_many(om * 3) == [1, []]
    yield 'the reference parser, the second is bad', len(read_many(two)[1]) == 1
    (work / 'planted').mkdir(exist_ok=True)
    (work / 'planted/a.cpp').write_text('zm::openmetrics::render<app>(page)')
    yield 'a program that keeps no page', list(unkept(work / 'planted'))
    yield 'a program that fails', list(kept_pages(work, ['false']))
    yield 'points, one more', same_points(good + b'b 1\n', om)


def main(work, pages, *programs):
    work = pathlib.Path(work)
    work.mkdir(parents=True, exist_ok=True)
    binary = build_go(work)
    faults = [f'not as expected: {what}' for what, found in offences(work, binary) if not found]
    names = run([pages, '--list']).stdout.decode().split()
    if not names:
        faults.append(f'{pages} lists no page')
    texts = {name: run([pages, name]).stdout for name in names}
    for name, page in texts.items():
        if name.endswith('.om'):
            faults += [f'{name}: the reference parser {text}' for text in ask_python(page, 'om')]
            faults += [f'{name}: promtool: {text}' for text in ask_lexer(work, page)]
            faults += [f'{name}:{line}: {rule}: {text}'
                       for line, rule, text in openmetrics_check.check(page)]
            other = texts[name.removesuffix('om') + 'prom']
            faults += [f'{name}: {text}' for text in same_points(other, page)]
            continue
        faults += [f'{name}: promtool: {text}' for text in ask_promtool(name, page)]
        faults += [f'{name}: the Python client {text}' for text in ask_python(page)]
        faults += [f'{name}: the Go client: {text}' for text in ask_go(binary, page)]
        faults += [f'{name}:{line}: {rule}: {text}' for line, rule, text in page_check.check(page)]
    faults += [*unkept(HERE), *kept_pages(work, programs)]
    print('\n'.join(faults) or f'{len(names)} pages, each taken by promtool, the Python client and '
          'our own checks, those of 0.0.4 by the Go client; both formats say the same')
    return 1 if faults else 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]) if len(sys.argv) >= 3 else __doc__)
