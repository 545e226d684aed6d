# SPDX-License-Identifier: MIT
"""Read a page of Prometheus text 0.0.4 as strictly as its rules can be held.

Faults that show in reading are kept on the page as (line, rule, text); page_check.py adds those
that show once the page has been read.
"""
import math
import re
from typing import NamedTuple

HISTOGRAM_PARTS = ('_bucket', '_sum', '_count')
TYPES = ('counter', 'gauge', 'histogram', 'summary', 'untyped')


class Sample(NamedTuple):
    line: int
    name: str
    labels: tuple  # of (key, value as text without its escapes), in the order of the page
    value: str

    def number(self):
        return float(self.value)


class Family:
    def __init__(self, name, line):
        self.name, self.line = name, line
        self.type = self.help = None
        self.samples = []
        self.text = ''  # the lines as they stand, for a comparison byte for byte


class Page:
    def __init__(self, data):
        self.faults, self.families = [], []
        parse(self, data)

    def fault(self, line, rule, text):
        self.faults.append((line, rule, text))

    def series(self):
        return {(s.name, frozenset(s.labels)): (f, s) for f in self.families for s in f.samples}


def canonical(number):
    """A double as 0.0.4 writes it: the fewest digits that read back, fixed for -4 <= exp10 < 6."""
    if math.isnan(number):
        return 'NaN'
    if math.isinf(number):
        return '+Inf' if number > 0 else '-Inf'
    if number == 0:
        return '0'
    digits, exponent = re.fullmatch(r'-?([0-9.]+)(?:e([-+][0-9]+))?', repr(number)).groups()
    whole, _, part = digits.partition('.')
    exp10 = int(exponent or 0) + len(whole) - 1
    digits = whole + part
    exp10 -= len(digits) - len(digits.lstrip('0'))
    digits = digits.strip('0')
    sign = '-' if number < 0 else ''
    if -4 <= exp10 < 0:
        return f'{sign}0.{"0" * (-exp10 - 1)}{digits}'
    if 0 <= exp10 < 6:
        digits = digits.ljust(exp10 + 1, '0')
        return (sign + digits[:exp10 + 1] + '.' + digits[exp10 + 1:]).rstrip('.')
    point = '.' + digits[1:] if digits[1:] else ''
    return f'{sign}{digits[0]}{point}e{"-" if exp10 < 0 else "+"}{abs(exp10):02}'


def unescape(page, line, rule, text, allowed):
    for escape in re.finditer(r'\\(.?)', text, re.S):
        if not escape[1] or escape[1] not in allowed:
            page.fault(line, rule, f'{escape[0]!r} is no escape here')
    return re.sub(r'\\(.)', lambda m: {'n': '\n'}.get(m[1], m[1]), text)


def split_sample(page, line, text):
    """name{labels} value, with exactly the spaces that 0.0.4 needs; None if it is not that."""
    head = re.match(r'([^{ ]+)', text)
    if not head:
        return page.fault(line, 'A-13', f'no sample: {text!r}')
    at, labels = head.end(), []
    if text[at:at + 1] == '{':
        at += 1
        while True:
            pair = re.compile(r'([^=,{} "]+)="((?:\\.|[^"\\])*)"([,}])').match(text, at)
            if not pair:
                return page.fault(line, 'A-04', f'labels cannot be read from {text[at:at + 40]!r}')
            labels.append((pair[1], unescape(page, line, 'A-04', pair[2], '\\"n')))
            at = pair.end()
            if pair[3] == '}':
                break
    rest = text[at:].split(' ')
    if len(rest) > 2 and rest[2] == '#':
        return page.fault(line, 'A-15', 'an exemplar')
    if len(rest) == 3 and rest[1] and re.fullmatch(r'-?[0-9]+', rest[2]):
        return page.fault(line, 'A-16', 'a timestamp')
    if len(rest) != 2 or rest[0] or not rest[1]:
        return page.fault(line, 'A-13', f'not one space and one value: {text[at:]!r}')
    return Sample(line, head[1], tuple(labels), rest[1])


def family_of(name, family):
    """Whether a sample of this name belongs to the family whose TYPE was the last one."""
    if family is None:
        return False
    if family.type == 'histogram':
        return name in [family.name + part for part in HISTOGRAM_PARTS]
    return name == family.name


def parse(page, data):
    try:
        text = data.decode()
    except UnicodeDecodeError as bad:
        page.fault(data[:bad.start].count(b'\n') + 1, 'check 12', 'not UTF-8')
        text = data.decode(errors='replace')
    if not text:
        return
    if text.startswith('\ufeff'):
        page.fault(1, 'A-01', 'a byte order mark')
        text = text[1:]
    if not text.endswith('\n'):
        page.fault(text.count('\n') + 1, 'A-01', 'the last line does not end')
    # Not splitlines(): form feeds and the like are part of a label value.
    for line, one in enumerate(text.removesuffix('\n').split('\n'), 1):
        current = page.families[-1] if page.families else None
        if not one:
            page.fault(line, 'A-01', 'an empty line')
        elif not one.startswith('#'):
            if one.endswith('\r'):
                page.fault(line, 'A-01', 'a carriage return')
            sample = split_sample(page, line, one)
            if not sample:
                continue
            if not family_of(sample.name, current):
                page.fault(line, 'check 2', f'{sample.name} stands outside its family')
                current = Family(sample.name, line)
                page.families.append(current)
            if not current.type:
                page.fault(line, 'A-06', f'{sample.name} comes before its TYPE')
            current.samples.append(sample)
            current.text += one + '\n'
        else:
            comment = re.fullmatch(r'# (HELP|TYPE) ([^ ]+) (.*)', one, re.S)
            if not comment:
                rule = 'A-15' if re.match(r'# (EOF|UNIT)', one) else 'A-06'
                page.fault(line, rule, f'neither HELP nor TYPE: {one!r}')
                continue
            kind, name, rest = comment.groups()
            if kind == 'HELP' or not (current and current.name == name and not current.samples
                                      and not current.type):
                if any(family.name == name for family in page.families):
                    page.fault(line, 'A-06', f'a second {kind} or group of {name}')
                current = Family(name, line)
                page.families.append(current)
            current.text += one + '\n'
            if kind == 'HELP':
                current.help = unescape(page, line, 'A-03', rest, '\\n')
                if not rest:
                    page.fault(line, 'A-19', 'an empty HELP')
                continue
            current.type = rest
            if rest not in TYPES:
                page.fault(line, 'A-15', f'{rest!r} is no type of 0.0.4')
