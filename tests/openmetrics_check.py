#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Check a page of OpenMetrics 1.0 for what it must be, and for what the reference parser lets
through: duplicates, bounds that are not canonical, metadata out of order, doubles without a point.

Usage: openmetrics_check.py PAGE...    ("-" is standard input)

Each fault is printed as "line: rule: what is wrong"; rules are those of tests/spec.tsv.
"""
import math
import re
import sys

import page

COMMENT = re.compile(r'# (TYPE|UNIT|HELP) ([^ ]+) (.*)', re.S)
NAME = re.compile(r'[a-zA-Z_:][a-zA-Z0-9_:]*')
LABEL = re.compile(r'[a-zA-Z_][a-zA-Z0-9_]*')
INTEGER = re.compile(r'0|-?[1-9][0-9]*')
# A sum is kept as an integer of billionths, and written exactly.
SCALED = re.compile(r'(?=.{3,21}$)(0|[1-9][0-9]*)\.(0|[0-9]{0,8}[1-9])')
STAMP = re.compile(r'[1-9][0-9]*\.(0|[0-9]{0,8}[1-9])')
SAMPLES = {  # what a family of a type writes, in the order of a series
    'counter': ('_total', '_created'),
    'gauge': ('',),
    'histogram': ('_bucket', '_sum', '_count', '_created'),
    'info': ('_info',),
    'unknown': ('',),
}
ORDER = ('TYPE', 'UNIT', 'HELP')


def canonical(number):
    """A double as OpenMetrics writes it: it has a point or an exponent."""
    text = page.canonical(number)
    return text + '.0' if INTEGER.fullmatch(text) else text


def number(value):
    """A value as the reference parser reads it: an integer is exact."""
    return int(value) if INTEGER.fullmatch(value) else float(value)


class Page(page.Page):
    """The families of a page, in its order. A family's `help` is without its escapes."""

    def __init__(self, data):
        self.faults, self.families = [], []
        try:
            text = data.decode()
        except UnicodeDecodeError:
            self.fault(0, 'B-03', 'not UTF-8')
            text = data.decode(errors='replace')
        if not text.endswith('# EOF\n'):
            self.fault(text.count('\n'), 'B-02', 'the end is no EOF')
        lines = text.removesuffix('\n').removesuffix('# EOF').removesuffix('\n').split('\n')
        for number, line in enumerate(lines if lines != [''] else [], 1):
            if line.startswith('#'):
                self.metadata(number, line)
            else:
                self.sample(number, line)

    def metadata(self, number, line):
        comment = COMMENT.fullmatch(line)
        if not comment:
            rule = 'B-02' if line == '# EOF' else 'B-04'
            return self.fault(number, rule, f'neither TYPE, UNIT nor HELP: {line!r}')
        kind, name, rest = comment.groups()
        family = self.families[-1] if self.families else None
        if not family or family.name != name:
            if any(other.name == name for other in self.families):
                self.fault(number, 'B-06', f'a second group of {name}')
            family = page.Family(name, number)
            family.metadata = []
            self.families.append(family)
        if family.samples or [*family.metadata, kind] != sorted(
                {*family.metadata, kind}, key=ORDER.index):
            self.fault(number, 'B-07', f'{kind} of {name} is late, or there already')
        family.metadata.append(kind)
        if kind == 'TYPE':
            family.type = rest
            if rest not in SAMPLES:
                self.fault(number, 'B-08', f'{rest!r} is no type that we write')
        elif kind == 'UNIT':
            if not name.endswith('_' + rest) or not NAME.fullmatch(rest) or family.type == 'info':
                self.fault(number, 'B-10', f'{rest!r} is no unit of {name}')
        else:
            family.help = page.unescape(self, number, 'B-09', rest, '\\"n')
            if re.search(r'(?<!\\)(\\\\)*"', rest) or not rest:
                self.fault(number, 'B-09', 'a quote that is not escaped, or no text')

    def sample(self, number, line):
        sample = page.split_sample(self, number, line)
        if not sample:
            return
        family = self.families[-1] if self.families else None
        suffixes = SAMPLES.get(family.type, ('',)) if family else ()
        if sample.name not in [family.name + suffix for suffix in suffixes] if family else True:
            rule = 'B-11' if family and sample.name.startswith(family.name) else 'B-06'
            return self.fault(number, rule, f'{sample.name} stands outside its family')
        family.samples.append(sample)


def check_labels(self, family, sample):
    keys = [key for key, _ in sample.labels]
    last = ['le'] if sample.name == family.name + '_bucket' else []
    if keys != sorted(set(keys) - {'le'}) + last:
        self.fault(sample.line, 'B-15', f'labels twice or not in order: {", ".join(keys)}')
    for key, value in sample.labels:
        if not LABEL.fullmatch(key) or key.startswith('__') or not value:
            self.fault(sample.line, 'B-15', f'{key!r} is no label, or empty')


def check_value(self, family, sample):
    suffix, value = sample.name.removeprefix(family.name), sample.value
    if suffix == '_created':
        if not STAMP.fullmatch(value):
            self.fault(sample.line, 'B-40', f'{value} is no time')
        return
    try:
        double = float(value)
    except ValueError:
        return self.fault(sample.line, 'B-38', f'{value!r} is no number')
    exact = INTEGER.fullmatch(value) or (suffix == '_sum' and SCALED.fullmatch(value))
    if not exact and value != canonical(double):
        self.fault(sample.line, 'B-38', f'{value} and not {canonical(double)}')
    if family.type == 'counter' and not double >= 0:
        self.fault(sample.line, 'B-30', f'a counter at {value}')
    if suffix in ('_bucket', '_count') and not re.fullmatch('[0-9]+', value):
        self.fault(sample.line, 'B-32', f'a count of {value}')
    if suffix == '_sum' and not double >= 0:
        self.fault(sample.line, 'B-32', f'a sum of {value}')
    if family.type == 'info' and value != '1':
        self.fault(sample.line, 'B-34', f'an info at {value}')


def check_series(self, family, samples):
    """The lines of one series: each once, in their order, and a histogram's buckets."""
    names = [sample.name.removeprefix(family.name) for sample in samples]
    buckets = [sample for sample in samples if sample.name == family.name + '_bucket']
    order = [name for name in SAMPLES.get(family.type, ('',)) if name in names]
    if names != ['_bucket'] * len(buckets) + [name for name in order if name != '_bucket']:
        self.fault(samples[0].line, 'B-37', f'{family.name}: lines twice or out of order')
    if family.type == 'counter' and names[0] != '_total':
        self.fault(samples[0].line, 'B-30', 'a counter without a value')
    if family.type != 'histogram':
        return
    try:
        texts = [dict(sample.labels)['le'] for sample in buckets]
        bounds, counts = list(map(float, texts)), [int(sample.value) for sample in buckets]
    except (KeyError, ValueError):
        return self.fault(samples[0].line, 'B-32', 'a bound or a count is no number')
    for text, bound in zip(texts, bounds):
        if text != canonical(bound):
            self.fault(samples[0].line, 'B-39', f'le="{text}" and not "{canonical(bound)}"')
    if bounds[-1:] != [math.inf] or any(not a < b for a, b in zip(bounds, bounds[1:])):
        self.fault(samples[0].line, 'B-32', 'bounds do not increase up to +Inf')
    if any(a > b for a, b in zip(counts, counts[1:])):
        self.fault(samples[0].line, 'B-32', 'buckets are not cumulative')
    totals = [sample.value for sample in samples if sample.name == family.name + '_count']
    if ('_sum' in names) != ('_count' in names) or totals not in ([], [str(counts[-1])]):
        self.fault(samples[0].line, 'B-32', 'sum and count are not both there, or another count')
    if bounds[0] < 0 and '_sum' in names:
        self.fault(samples[0].line, 'B-32', 'a sum that could fall')


def check_names(self):
    owners = {}
    for family in self.families:
        owned = {family.name, *(family.name + s for s in SAMPLES.get(family.type, ('',)))}
        for name in sorted(owned):
            if owners.setdefault(name, family) is not family:
                self.fault(family.line, 'B-20', f'{family.name} and {owners[name].name}: {name}')
        if not NAME.fullmatch(family.name):
            self.fault(family.line, 'B-11', f'{family.name!r} is no name')
    names = [family.name for family in self.families]
    if names != sorted(names, key=lambda name: (name != 'target', name)):
        self.fault(0, 'B-12', 'families are not in order')


def check(data):
    """The faults of one page, as a list of (line, rule, text)."""
    self = Page(data)
    check_names(self)
    for family in self.families:
        if not family.samples:
            self.fault(family.line, 'A-20', f'{family.name} has no sample')
        series, seen = {}, None
        for sample in family.samples:
            check_labels(self, family, sample)
            check_value(self, family, sample)
            key = frozenset(pair for pair in sample.labels if pair[0] != 'le')
            if key in series and key != seen:
                self.fault(sample.line, 'B-06', 'a series in two pieces, or twice')
            series.setdefault(key, []).append(sample)
            seen = key
        for samples in series.values():
            check_series(self, family, samples)
    # What page.py calls by the rules of the other format.
    rules = {'A-13': 'B-04', 'A-04': 'B-09', 'A-15': 'B-13', 'A-16': 'B-13'}
    return sorted((line, rules.get(rule, rule), text) for line, rule, text in self.faults)


def main(paths):
    faults = 0
    for path in paths:
        data = sys.stdin.buffer.read() if path == '-' else open(path, 'rb').read()
        for line, rule, text in check(data):
            print(f'{path}:{line}: {rule}: {text}')
            faults += 1
    return 1 if faults else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]) if len(sys.argv) > 1 else __doc__)
