#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Plant each offence in a good page, and see page_check.py find it by its rule."""
import struct
import random
import sys

from page import Page, canonical
from page_check import check, check_pair

GOOD = r'''# HELP target_info Target metadata
# TYPE target_info gauge
target_info{service_name="demo",service_version="1"} 1
# HELP a_total Says "a", C:\\dir\nsecond line
# TYPE a_total counter
a_total{method="GET",otel_scope_name="s"} 42
a_total{method="/a\"b\\c\nd",otel_scope_name="s"} 18446744073709551615
# HELP h_seconds Took so long.
# TYPE h_seconds histogram
h_seconds_bucket{otel_scope_name="s",zone="x",le="0.1"} 1
h_seconds_bucket{otel_scope_name="s",zone="x",le="1"} 2
h_seconds_bucket{otel_scope_name="s",zone="x",le="1e+06"} 2
h_seconds_bucket{otel_scope_name="s",zone="x",le="+Inf"} 3
h_seconds_sum{otel_scope_name="s",zone="x"} 12.1
h_seconds_count{otel_scope_name="s",zone="x"} 3
# TYPE q gauge
q{otel_scope_name="s"} NaN
'''
A, B = 'a_total{method="GET",otel_scope_name="s"} 42\n', 'q{otel_scope_name="s"} NaN\n'
Q = '# TYPE q gauge\n' + B
BIG = 'h_seconds_bucket{otel_scope_name="s",zone="x",le="1e+06"} 2\n'
INF = 'h_seconds_bucket{otel_scope_name="s",zone="x",le="+Inf"} 3\n'
SUM = 'h_seconds_sum{otel_scope_name="s",zone="x"} 12.1\n'
COUNT = 'h_seconds_count{otel_scope_name="s",zone="x"} 3\n'

PLANTS = [  # (rule, text of the good page, what it becomes)
    ('A-01', '} NaN\n', '} NaN'),
    ('A-01', '# HELP target', '\ufeff# HELP target'),
    ('A-01', 'q gauge\n', 'q gauge\n\n'),
    ('A-01', A, A.replace('\n', '\r\n')),
    ('A-15', 'q gauge\n', 'q gauge\r\n'),
    ('A-03', r'Says "a"', r'Says \"a\"'),
    ('A-03', r'C:\\dir', r'C:\dir'),
    ('A-04', r'\\c\nd', r'\\c\td'),
    ('A-04', r'/a\"b', r'/a"b'),
    ('A-04', '"GET",', '"GET", '),
    ('A-04', '="s"} NaN', '="s",} NaN'),
    ('check 12', 'Took so long', b'Took \xff long'),
    ('check 12', '"GET"', b'"\xed\xa0\x80"'),
    ('A-06', '# TYPE q gauge\n', ''),
    ('A-06', '# TYPE q gauge\n', '# TYPE q gauge\n# TYPE q gauge\n'),
    ('A-06', '# TYPE a_total counter\n', '# TYPE a_total counter\n# HELP a_total again\n'),
    ('A-06', '# TYPE q', '# hello\n# TYPE q'),
    ('A-06', Q, Q + '# TYPE a_total counter\na_total 1\n'),
    ('check 2', B, B + A.replace('GET', 'PUT')),
    ('check 2', B, B + INF),
    ('check 2', COUNT, COUNT + BIG.replace('x"', 'y"') + COUNT),
    ('check 2', 'a_total{method="GET"', 'a{method="GET"'),
    ('A-09', A, A + A),
    ('A-09', A, A + A.replace('42', '43')),
    ('A-10', Q, Q + '# TYPE b gauge\nb 1\n'),
    ('A-10', '# TYPE q', '# TYPE target_info'),
    ('A-11', '"+Inf"} 3', '"+Inf"} 4'),
    ('A-11', 'le="1"} 2', 'le="1"} 0'),
    ('A-11', BIG + INF, INF + BIG),
    ('A-11', INF, ''),
    ('A-11', SUM, ''),
    ('A-11', SUM + COUNT, COUNT + SUM),
    ('A-11', BIG, BIG + BIG.replace('1e+06', '100')),
    ('A-11', 'le="1"} 2', 'le="1"} 2.5'),
    ('B-32', '} 12.1', '} NaN'),
    ('B-32', '} 12.1', '} -1'),
    ('check 4', 'le="1"', 'le="1.0"'),
    ('check 4', 'le="1e+06"', 'le="1000000"'),
    ('check 4', 'le="0.1"', 'le="1e-01"'),
    ('check 4', 'le="+Inf"', 'le="Inf"'),
    ('A-12', 'q{', 'q{le="1",'),
    ('A-12', 'a_total{method="GET"', 'a_total{quantile="1"'),
    ('A-12', 'h_seconds_sum{', 'h_seconds_sum{le="1",'),
    ('A-13', '} 42', '} 0x2A'),
    ('A-13', '} 42', '}  42'),
    ('A-13', '} 42', '}42'),
    ('A-13', '} 42', '} 42 '),
    ('A-13', '} 12.1', '} 12,1'),
    ('A-14', '} NaN', '} nan'),
    ('A-14', '} NaN', '} inf'),
    ('A-14', '} NaN', '} -0'),
    ('A-14', '} NaN', '} 1e6'),
    ('A-14', '} NaN', '} 1_0'),
    ('A-14', '} NaN', '} 0.10'),
    ('A-14', '} NaN', '} 18446744073709551616'),
    ('A-14', '} NaN', '} 0.30000000000000005e0'),
    ('B-30', '} 42', '} -1'),
    ('B-30', '} 42', '} NaN'),
    ('A-15', '} 42', '} 42 # {} 1'),
    ('A-15', '} NaN\n', '} NaN\n# EOF\n'),
    ('A-15', '# TYPE q', '# UNIT q s\n# TYPE q'),
    ('A-15', 'q gauge', 'q unknown'),
    ('A-16', '} 42', '} 42 1700000000000'),
    ('A-17', 'service_version="1"} 1', 'service_version="1"} 2'),
    ('A-19', 'Took so long.', ''),
    ('A-20', B, ''),
    ('A-21', 'q{otel', 'q{1otel'),
    ('A-21', 'q{otel', 'q{__otel'),
    ('A-21', Q, '# TYPE q:r gauge\nq:r 1\n'),
    ('A-21', Q, '# TYPE q.r gauge\nq.r 1\n'),
    ('check 5', 'method="GET",otel_scope_name="s"', 'otel_scope_name="s",method="GET"'),
    ('check 5', 'zone="x",le="1"', 'le="1",zone="x"'),
    ('check 5', 'method="GET",', 'method="GET",method="PUT",'),
    ('D-L5', 'method="GET"', 'method=""'),
    ('B-20', Q, '# TYPE h_seconds_count gauge\nh_seconds_count 1\n'),
    ('B-20', Q, '# TYPE h_seconds_created gauge\nh_seconds_created 1\n'),
    ('B-20', Q, '# TYPE h_seconds_count_total counter\nh_seconds_count_total 1\n'),
    ('B-20', Q, '# TYPE a_created gauge\na_created 1\n'),
    ('B-20', Q, '# TYPE a gauge\na 1\n'),
]
LATER = [  # (rule, text of the good page, what it is a scrape later)
    ('check 8', '} 42', '} 41'),
    ('check 8', 'le="0.1"} 1', 'le="0.1"} 0'),
    ('check 8', '} 12.1', '} 12'),
    ('B-16', A, ''),
    ('G-23', 'service_name="demo",service_version="1"', 'service_version="1",service_name="demo"'),
]


def plant(old, new):
    assert GOOD.count(old) == 1, old
    new = new if isinstance(new, bytes) else new.encode()
    return GOOD.encode().replace(old.encode(), new)


def main():
    missed = [f'the good page: {fault}' for fault in check(GOOD.encode())]
    missed += [f'the empty page: {fault}' for fault in check(b'')]
    for rule, old, new in PLANTS:
        found = check(plant(old, new))
        if rule not in [fault[1] for fault in found]:
            missed.append(f'{rule} not found for {old!r} -> {new!r}: {found}')
    later = GOOD.replace('} 42', '} 43').replace('} 12.1', '} 13').encode()
    missed += [f'two good pages: {fault}' for fault in check_pair(GOOD.encode(), later)]
    for rule, old, new in LATER:
        found = check_pair(GOOD.encode(), plant(old, new))
        if rule not in [fault[1] for fault in found]:
            missed.append(f'{rule} not found for {old!r} later {new!r}: {found}')
    for text, good in {'12.000000001': True, '18446744073.709551615': True, '0.000000001': True,
                       '12.10': False, '0.1234567890123456789': False,
                       '184467440737.095516151': False, '01.5': False}.items():
        if (check(plant('} 12.1', f'}} {text}')) == []) != good:
            missed.append(f'the sum {text} of integers is {"refused" if good else "taken"}')
    if dict(Page(GOOD.encode()).families[1].samples[1].labels)['method'] != '/a"b\\c\nd':
        missed.append('a label value is not read back')
    for number, text in {1e6: '1e+06', 999999.5: '999999.5', 1234567.5: '1.2345675e+06',
                         0.0001: '0.0001', 0.00011: '0.00011', 1e-05: '1e-05', 1e22: '1e+22',
                         100000.0: '100000', 5e-324: '5e-324', -0.0: '0', -1.0: '-1',
                         0.1 + 0.2: '0.30000000000000004', 1520879607.789: '1.520879607789e+09',
                         1.7976931348623157e+308: '1.7976931348623157e+308'}.items():
        if canonical(number) != text:
            missed.append(f'{number!r} became {canonical(number)} and not {text}')
    dice = random.Random(4)
    for _ in range(20000):
        number = struct.unpack('d', dice.randbytes(8))[0]
        if number == number and float(canonical(number)) != number:
            missed.append(f'{number!r} became {canonical(number)}')
    print('\n'.join(missed) or f'{len(PLANTS) + len(LATER)} offences planted, each found')
    return 1 if missed else 0


if __name__ == '__main__':
    sys.exit(main())
