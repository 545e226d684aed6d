#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Check a page of Prometheus text 0.0.4 for what promtool and the reference parser let through.

Usage: page_check.py PAGE [LATER_PAGE...]    ("-" is standard input)

Each fault is printed as "line: rule: what is wrong"; rules are those of tests/spec.tsv, and
"check N" counts the checks that no public tool does.  Several pages are scrapes of one process,
in order: what may only grow must have grown.
"""
import math
import re
import sys

from page import Page, canonical

METRIC = re.compile(r'[a-zA-Z_:][a-zA-Z0-9_:]*')
LABEL = re.compile(r'[a-zA-Z_][a-zA-Z0-9_]*')
INTEGER = re.compile(r'0|-?[1-9][0-9]*')
# The sum of a histogram of integers, exact to the last of its billionths.
SCALED = re.compile(r'(?=.{3,21}$)(0|[1-9][0-9]*)\.[0-9]{0,8}[1-9]')
# Every sample name that a family may use, written or not: two families share none of them.
RESERVED = {
    'counter': ('', '_total', '_created'),
    'summary': ('', '_count', '_sum', '_created'),
    'histogram': ('', '_count', '_sum', '_bucket', '_created'),
    'gauge': ('',),
    'untyped': ('',),
}


def check_labels(page, family, sample):
    keys = [key for key, _ in sample.labels]
    last = {'histogram': 'le', 'summary': 'quantile'}.get(family.type)
    if sample.name == family.name + '_sum' or sample.name == family.name + '_count':
        last = None
    for key, value in sample.labels:
        if not LABEL.fullmatch(key) or key.startswith('__'):
            page.fault(sample.line, 'A-21', f'{key!r} is no label name')
        if key in ('le', 'quantile') and key != last:
            page.fault(sample.line, 'A-12', f'{key} on a {family.type}')
        if not value:
            page.fault(sample.line, 'D-L5', f'{key} is empty')
    if len(set(keys)) != len(keys):
        page.fault(sample.line, 'check 5', 'a label twice')
    order = sorted(key for key in keys if key != last) + [key for key in keys if key == last]
    if keys != order:
        page.fault(sample.line, 'check 5', f'labels not in order: {", ".join(keys)}')


def check_value(page, family, sample):
    try:
        number = sample.number()
    except ValueError:
        return page.fault(sample.line, 'A-13', f'{sample.value!r} is no number')
    if INTEGER.fullmatch(sample.value):
        if not -2**63 <= int(sample.value) < 2**64:
            page.fault(sample.line, 'A-14', f'{sample.value} is no 64-bit integer')
    elif sample.name == family.name + '_sum' and SCALED.fullmatch(sample.value):
        pass
    elif sample.value != canonical(number):
        page.fault(sample.line, 'A-14', f'{sample.value} and not {canonical(number)}')
    if family.type == 'counter' and not 0 <= number < math.inf:
        page.fault(sample.line, 'B-30', f'a counter at {sample.value}')
    if family.name.endswith('_info') and number != 1:
        page.fault(sample.line, 'A-17', f'an info at {sample.value}')


def check_histogram(page, family):
    points, here = [], None
    for sample in family.samples:
        key = frozenset(pair for pair in sample.labels if pair[0] != 'le')
        if here is None or here[0] != key:
            if any(key == point[0] for point in points):
                page.fault(sample.line, 'check 2', 'a histogram in two pieces')
            points.append(here := (key, []))
        here[1].append(sample)
    for _, samples in points:
        line = samples[0].line
        buckets = [s for s in samples if s.name.endswith('_bucket')]
        names = [s.name.removeprefix(family.name) for s in samples]
        if names != ['_bucket'] * len(buckets) + ['_sum', '_count']:
            page.fault(line, 'A-11', 'not buckets, then sum, then count')
            continue
        bounds = [dict(s.labels).get('le', '') for s in buckets]
        if not bounds or bounds[-1] != '+Inf':
            page.fault(line, 'A-11', 'the last bucket is not +Inf')
        try:
            numbers, counts = list(map(float, bounds)), [int(s.value) for s in buckets]
            total, count = samples[-2].number(), int(samples[-1].value)
        except ValueError:
            page.fault(line, 'A-11', 'a bound or a count is no number')
            continue
        for text, number in zip(bounds, numbers):
            if text != canonical(number) or math.isnan(number):
                page.fault(line, 'check 4', f'le="{text}" and not "{canonical(number)}"')
        if any(not a < b for a, b in zip(numbers, numbers[1:])):
            page.fault(line, 'A-11', 'bounds do not increase')
        if any(a > b for a, b in zip(counts, counts[1:])) or any(c < 0 for c in counts):
            page.fault(line, 'A-11', 'buckets are not cumulative')
        if counts and counts[-1] != count:
            page.fault(line, 'A-11', f'+Inf is {counts[-1]} and the count {count}')
        if math.isnan(total) or (total < 0 <= numbers[0]):
            page.fault(line, 'B-32', f'a sum of {samples[-2].value}')


def check_names(page):
    owners = {}
    for family in page.families:
        if not METRIC.fullmatch(family.name) or ':' in family.name:
            page.fault(family.line, 'A-21', f'{family.name!r} is no metric name')
        base = family.name.removesuffix('_total') if family.type == 'counter' else family.name
        for name in {family.name, *(base + suffix for suffix in RESERVED.get(family.type, ('',)))}:
            if owners.setdefault(name, family) is not family:
                text = f'{family.name} and {owners[name].name} both own {name}'
                page.fault(family.line, 'B-20', text)
    names = [family.name for family in page.families]
    if names != sorted(names, key=lambda name: (name != 'target_info', name)):
        page.fault(0, 'A-10', 'families are not in order')


def check(data):
    """The faults of one page, as a list of (line, rule, text)."""
    page = Page(data)
    check_names(page)
    seen = set()
    for family in page.families:
        if not family.samples:
            page.fault(family.line, 'A-20', f'{family.name} has no sample')
        for sample in family.samples:
            check_labels(page, family, sample)
            check_value(page, family, sample)
            key = sample.name, frozenset(sample.labels)
            if key in seen:
                page.fault(sample.line, 'A-09', f'{sample.name} twice with the same labels')
            seen.add(key)
        if family.type == 'histogram':
            check_histogram(page, family)
    return sorted(page.faults)


def check_pair(before, after):
    """What is wrong between two pages of one process, the earlier one first."""
    old, new, faults = Page(before).series(), Page(after).series(), []
    for key, (family, sample) in old.items():
        if family.type not in ('counter', 'histogram'):
            continue
        if key not in new:
            faults.append((sample.line, 'B-16', f'{sample.name} has gone'))
        elif new[key][1].number() < sample.number():
            text = f'{sample.name} fell from {sample.value} to {new[key][1].value}'
            faults.append((new[key][1].line, 'check 8', text))
    for key in old.keys() & new.keys():
        if old[key][1].labels != new[key][1].labels:
            faults.append((new[key][1].line, 'G-23', f'{key[0]}: labels in another order'))
    return sorted(faults)


def main(paths):
    pages = [sys.stdin.buffer.read() if path == '-' else open(path, 'rb').read() for path in paths]
    faults = [(path, fault) for path, page in zip(paths, pages) for fault in check(page)]
    for path, before, after in zip(paths[1:], pages, pages[1:]):
        faults += [(path, fault) for fault in check_pair(before, after)]
    for path, (line, rule, text) in faults:
        print(f'{path}:{line}: {rule}: {text}')
    return 1 if faults else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]) if len(sys.argv) > 1 else __doc__)
