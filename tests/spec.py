#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Check tests/spec.tsv, the table of the rules that the output is written by, against the tests.

Usage: spec.py SOURCE_DIR

A row names the tests of its rule: "FILE", which must mention the rule's ID (in a test's name in
C++, as in TEST_CASE("[A-04] ...")), or "FILE:TEXT", which must contain the text; "later: REASON"
stands for a rule about something that does not exist yet.  Found are rules without a test, tests
that do not exist, rules that have no row, and tests tagged with a rule whose row does not name
them.
"""
import pathlib
import re
import sys
import tempfile

# The rules of one variable have its name: those of …_OTLP_METRICS_… stand with …_OTLP_….
RULE = r'(?:[A-Z]-?[A-Z]?[0-9]+|F\.3:[A-Z_]+)'
COLUMNS = ['rule', 'what it asks', 'source', 'level', 'tests']
LEVELS = {'MUST', 'MUST NOT', 'SHOULD', 'SHOULD NOT', 'MAY', 'REC', 'decided'}
# Every rule of the sections that exist: the text formats, the translation to their names, the
# negotiation between them, the endpoint, OTLP, its export, OpenTelemetry's variables, and the
# conventional metrics.
COMPLETE = [*(f'A-{i:02}' for i in range(1, 22)),
            *(f'B-{i:02}' for i in (*range(1, 18), 20, *range(30, 42))),
            *(f'E-{i:02}' for i in [*range(1, 14), *range(20, 37)]),
            *(f'F-{i:02}' for i in [*range(1, 16), *range(20, 26)]),
            *(f'D-{family}{i}' for family, last in
              {'N': 7, 'U': 4, 'L': 6, 'S': 3, 'T': 3, 'P': 9}.items() for i in range(1, last + 1)),
            *(f'D{i}' for i in (*range(1, 10), 13, 14, 16, 18)),
            *(f'C-{i:02}' for i in (*range(1, 9), *range(30, 39))),
            *(f'H-{i:02}' for i in (1, 2, 10, 11, 12)),
            *(f'F.3:OTEL_{name}' for name in
              """SDK_DISABLED SERVICE_NAME RESOURCE_ATTRIBUTES METRICS_EXPORTER CONFIG_FILE
              METRICS_EXEMPLAR_FILTER METRIC_EXPORT_INTERVAL METRIC_EXPORT_TIMEOUT
              EXPORTER_PROMETHEUS_HOST EXPORTER_PROMETHEUS_PORT EXPORTER_OTLP_ENDPOINT
              EXPORTER_OTLP_METRICS_ENDPOINT EXPORTER_OTLP_PROTOCOL EXPORTER_OTLP_HEADERS
              EXPORTER_OTLP_TIMEOUT EXPORTER_OTLP_COMPRESSION EXPORTER_OTLP_CERTIFICATE
              EXPORTER_OTLP_INSECURE EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE
              EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION""".split())]


def tagged(path):
    """The rules in the names of a file's tests: {rule}."""
    names = re.findall(r'\b(?:TEST_CASE|SUBCASE|TEST_CASE_TEMPLATE)\(\s*((?:"[^"]*"\s*)+)',
                       path.read_text())
    return {rule for name in names for group in re.findall(r'\[([^\]]*)\]', name)
            for rule in re.findall(rf'(?<![\w-]){RULE}(?![\w-])', group)}


def check(tests, complete):
    faults, named = [], {}
    header, *rows = [line.split('\t') for line in (tests / 'spec.tsv').read_text().splitlines()]
    if header != COLUMNS:
        faults.append(f'the columns are not {", ".join(COLUMNS)}')
    for row in rows:
        if len(row) != len(COLUMNS) or not all(cell == cell.strip() != '' for cell in row):
            faults.append(f'{row[0]}: not one text in every column')
            continue
        rule, _, _, level, entries = row
        if not re.fullmatch(RULE, rule) or rule in named:
            faults.append(f'{rule}: no rule, or a second row')
        named[rule] = set()
        if level not in LEVELS:
            faults.append(f'{rule}: {level} is no level')
        if re.fullmatch(r'(later|never): .+', entries):
            continue
        for entry in entries.split('; '):
            name, _, text = entry.partition(':')
            path = tests / name
            if not path.is_file():
                faults.append(f'{rule}: there is no {name}')
            elif text and text not in path.read_text():
                faults.append(f'{rule}: {name} does not contain {text!r}')
            elif not text and name.startswith('unit/') and rule not in tagged(path):
                faults.append(f'{rule}: no test in {name} has it in its name')
            elif not text and path.suffix == '.py' and rule not in path.read_text():
                faults.append(f'{rule}: {name} does not mention it')
            named[rule].add(name)
    faults += [f'{rule} has no row' for rule in complete if rule not in named]
    for path in sorted(tests.rglob('*.cpp')):
        name = str(path.relative_to(tests))
        for rule in sorted(tagged(path)):
            if rule not in named:
                faults.append(f'{name} tests {rule}, which has no row')
            elif name not in named[rule]:
                faults.append(f'{name} tests {rule}, whose row does not name it')
    return faults


PLANTS = [  # (row of X-1, test file, what must be found; nothing for the good one)
    ('X-1\ta\tb\tMUST\tunit/a.cpp', 'TEST_CASE("[X-1] a")', ''),
    ('X-1\ta\tb\tMUST\tunit/a.cpp:other', 'TEST_CASE("[X-1] the other")', ''),
    ('X-1\ta\tb\tMUST\tlater: not yet', '', ''),
    ('X-1\ta\tb\tMUST\tunit/a.cpp', 'TEST_CASE("a") { "[X-1]"; }', 'no test in'),
    ('X-1\ta\tb\tMUST\tunit/a.cpp:none', 'TEST_CASE("[X-1] a")', 'does not contain'),
    ('X-1\ta\tb\tMUST\tunit/b.cpp', '', 'there is no'),
    ('X-1\ta\tb\tMUST\t', '', 'every column'),
    ('X-1\ta\tb\tOUGHT\tlater: not yet', '', 'no level'),
    ('X-2\ta\tb\tMUST\tlater: not yet', '', 'X-1 has no row'),
    ('X-1\ta\tb\tMUST\tunit/a.cpp', 'TEST_CASE("[X-1] a") TEST_CASE("[X-1, X-3] a")', 'X-3, which'),
    ('X-1\ta\tb\tMUST\tlater: not yet', 'TEST_CASE("[X-1] a")', 'does not name it'),
    ('F.3:A_B\ta\tb\tMUST\tlater: not yet', '', 'X-1 has no row'),
    ('F.3:a\ta\tb\tMUST\tlater: not yet', '', 'F.3:a: no rule'),
]


def offences():
    for row, source, what in PLANTS:
        with tempfile.TemporaryDirectory() as directory:
            tests = pathlib.Path(directory)
            (tests / 'unit').mkdir()
            (tests / 'unit/a.cpp').write_text(source)
            (tests / 'spec.tsv').write_text('\t'.join(COLUMNS) + f'\n{row}\n')
            found = '\n'.join(check(tests, ['X-1']))
            if (what not in found) if what else found:
                yield f'planted {row!r} and {source!r}: {what!r} expected, found {found!r}'


def main(root):
    faults = [*offences(), *check(pathlib.Path(root) / 'tests', COMPLETE)]
    print('\n'.join(faults) or 'every rule has its test, every tagged test its rule')
    return 1 if faults else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1]) if len(sys.argv) == 2 else __doc__)
