#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Plant each offence in a good page, and see openmetrics_check.py find it by its rule."""
import sys

from openmetrics_check import Page, canonical, check

GOOD = r'''# TYPE target info
# HELP target Target metadata
target_info{service_name="demo"} 1
# TYPE a counter
# HELP a Says \"a\", C:\\dir\nsecond line
a_total{method="GET"} 42
a_created{method="GET"} 1605281325.5
a_total{method="/a\"b\\c\nd"} 18446744073709551615
a_created{method="/a\"b\\c\nd"} 1605281325.123456789
# TYPE h_seconds histogram
# UNIT h_seconds seconds
# HELP h_seconds Took so long.
h_seconds_bucket{zone="x",le="0.1"} 1
h_seconds_bucket{zone="x",le="1.0"} 2
h_seconds_bucket{zone="x",le="1e+06"} 2
h_seconds_bucket{zone="x",le="+Inf"} 3
h_seconds_sum{zone="x"} 0.000003145
h_seconds_count{zone="x"} 3
# TYPE i histogram
i_bucket{le="-1.0"} 1
i_bucket{le="+Inf"} 3
# TYPE q gauge
q{zone="x"} NaN
# TYPE r unknown
r 7
# EOF
'''
A, B, R = 'a_total{method="GET"} 42\n', 'q{zone="x"} NaN\n', '# TYPE r unknown\nr 7\n'
CREATED = 'a_created{method="GET"} 1605281325.5\n'
BIG, INF = 'h_seconds_bucket{zone="x",le="1e+06"} 2\n', 'h_seconds_bucket{zone="x",le="+Inf"} 3\n'
SUM, COUNT = 'h_seconds_sum{zone="x"} 0.000003145\n', 'h_seconds_count{zone="x"} 3\n'
UNIT = '# UNIT h_seconds seconds\n'

PLANTS = [  # (rule, text of the good page, what it becomes)
    ('B-02', '# EOF\n', ''),
    ('B-02', '# EOF\n', '# EOF'),
    ('B-02', '# EOF\n', '# EOF\nblah'),
    ('B-02', '# EOF\n', '# EOF\n\n'),
    ('B-02', B, B + '# EOF\n'),
    ('B-03', 'Took so long', b'Took \xff long'),
    ('B-04', 'r 7\n', 'r 7\n\n'),
    ('B-04', 'r 7', 'r  7'),
    ('B-04', 'r 7', 'r 7 '),
    ('B-04', 'r 7', 'r\t7'),
    ('B-04', '# TYPE q', '# hello\n# TYPE q'),
    ('B-08', 'r unknown', 'r untyped'),
    ('B-08', 'q gauge', 'q Gauge'),
    ('B-08', 'q gauge', 'q gauge '),
    ('B-06', R, R + '# TYPE q gauge\nq 1.0\n'),
    ('B-06', COUNT, COUNT + BIG.replace('x"', 'y"') + INF),
    ('B-06', R, A + R),
    ('B-07', UNIT, UNIT + UNIT),
    ('B-07', '# TYPE q gauge\n', '# TYPE q gauge\n# TYPE q gauge\n'),
    ('B-07', '# TYPE q gauge\n', '# HELP q Q.\n# TYPE q gauge\n'),
    ('B-07', B, B + '# HELP q Late.\n'),
    ('B-09', r'Says \"a', 'Says "a'),
    ('B-09', r'C:\\dir', r'C:\dir'),
    ('B-09', r'\\c\nd"} 18', r'\\c\td"} 18'),
    ('B-09', '"GET"} 42', '"GET",} 42'),
    ('B-10', UNIT, '# UNIT h_seconds bytes\n'),
    ('B-10', '# HELP target', '# UNIT target target\n# HELP target'),
    ('B-11', '# TYPE a counter', '# TYPE a_total counter'),
    ('B-11', A, A.replace('a_total', 'a')),
    ('B-11', 'target_info{', 'target{'),
    ('B-12', R, R + '# TYPE b gauge\nb 1.0\n'),
    ('B-13', 'r 7', 'r 7 1605281325'),
    ('B-13', 'r 7', 'r 7 # {} 1'),
    ('B-15', 'q{zone="x"}', 'q{zone=""}'),
    ('B-15', 'q{zone="x"}', 'q{zone="x",zone="y"}'),
    ('B-15', 'q{zone="x"}', 'q{zone="x",le="1.0"}'),
    ('B-15', 'q{zone="x"}', 'q{zone="x",a="1"}'),
    ('B-20', R, '# TYPE a_created gauge\na_created 1.0\n'),
    ('B-20', R, '# TYPE h_seconds_count counter\nh_seconds_count_total 1\n'),
    ('B-20', R, '# TYPE target_info gauge\ntarget_info 1.0\n'),
    ('B-30', '} 42', '} -1'),
    ('B-30', '} 42', '} NaN'),
    ('B-30', A, ''),
    ('B-32', '} 0.000003145', '} NaN'),
    ('B-32', '} 0.000003145', '} -1.0'),
    ('B-32', 'le="1.0"} 2', 'le="1.0"} 0'),
    ('B-32', 'le="1.0"} 2', 'le="1.0"} 2.0'),
    ('B-32', INF, ''),
    ('B-32', BIG + INF, INF + BIG),
    ('B-32', COUNT, COUNT.replace('3', '4')),
    ('B-32', COUNT, ''),
    ('B-32', SUM, ''),
    ('B-32', 'i_bucket{le="+Inf"} 3\n', 'i_bucket{le="+Inf"} 3\ni_sum 1.0\ni_count 3\n'),
    ('B-34', 'demo"} 1', 'demo"} 2'),
    ('B-37', A, A + A),
    ('B-37', A + CREATED, CREATED + A),
    ('B-37', SUM + COUNT, COUNT + SUM),
    ('B-38', 'r 7', 'r 0x7'),
    ('B-38', 'r 7', 'r 1e6'),
    ('B-38', 'r 7', 'r 7.50'),
    ('B-38', 'r 7', 'r 0.000003145'),
    ('B-38', SUM, SUM.replace('3145', '31450')),
    ('B-38', '} NaN', '} nan'),
    ('B-38', '} NaN', '} Inf'),
    ('B-38', '} NaN', '} -0'),
    ('B-39', 'le="1.0"', 'le="1"'),
    ('B-39', 'le="+Inf"} 3\nh', 'le="Inf"} 3\nh'),
    ('B-39', 'le="1e+06"', 'le="1000000.0"'),
    ('B-40', '1605281325.5', '1.6052813255e+09'),
    ('B-40', '1605281325.5', '1605281325'),
    ('B-40', '1605281325.5', '1605281325.50'),
    ('A-20', B, ''),
]
# Whole pages that the format's own tests reject, as far as they are about what we write.
REJECTED = ['', 'a 1\n\n# EOF\n', '# EOF\nblah', 'a{a="1",a="1"} 1\n# EOF\n',
            '# TYPE a gauge \n# EOF\n', '# HELP a\n# EOF\n', 'a 1\t\n# EOF\n', 'a 0x1\n# EOF\n',
            'a 1 NaN\n# EOF\n', '# TYPE a histogram\na_bucket{le="+Inf"} 1# {} 1\n# EOF\n',
            '# TYPE a gauge\na 1 # {a="b"} 1\n# EOF\n',
            '# TYPE a_created gauge\na_created 1\n# TYPE a counter\na_total 1\n# EOF\n',
            '# TYPE a gauge\na 0\na 0 0\n# EOF\n']


def plant(old, new):
    assert GOOD.count(old) == 1, old
    new = new if isinstance(new, bytes) else new.encode()
    return GOOD.encode().replace(old.encode(), new)


def main():
    missed = [f'the good page: {fault}' for fault in check(GOOD.encode())]
    missed += [f'the empty page: {fault}' for fault in check(b'# EOF\n')]
    for rule, old, new in PLANTS:
        found = check(plant(old, new))
        if rule not in [fault[1] for fault in found]:
            missed.append(f'{rule} not found for {old!r} -> {new!r}: {found}')
    missed += [f'{text!r} was taken' for text in REJECTED if not check(text.encode())]
    read = Page(GOOD.encode()).families[1]
    if (read.help != 'Says "a", C:\\dir\nsecond line'
            or dict(read.samples[2].labels)['method'] != '/a"b\\c\nd'):
        missed.append('a text is not read back')
    for number, text in {0.0: '0.0', -0.0: '0.0', 1.0: '1.0', -1.0: '-1.0', 0.0001: '0.0001',
                         1e-05: '1e-05', 100000.0: '100000.0', 999999.0: '999999.0', 1e6: '1e+06',
                         123456789.0: '1.23456789e+08', 0.5: '0.5'}.items():
        if canonical(number) != text:
            missed.append(f'{number!r} became {canonical(number)} and not {text}')
    print('\n'.join(missed) or f'{len(PLANTS) + len(REJECTED)} offences planted, each found')
    return 1 if missed else 0


if __name__ == '__main__':
    sys.exit(main())
