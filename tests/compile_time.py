#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Compile what is large: a meter of 300 descriptors, and an exposition of 20,000 series.

Usage: compile_time.py WORK_DIR COMPILER...

Each program records, takes a snapshot and renders, so all of it is instantiated.  The seconds are
printed and decide nothing: only failing to compile fails.  The large page is then checked, and
its lines counted.
"""
import pathlib
import subprocess
import sys
import time

import page_check
from page import Page

HEAD = '''#include <zerometer/prometheus.hpp>
#include <zerometer/zerometer.hpp>
#include <array>
#include <cstdio>
namespace zm = zerometer;
enum class zone { a, b, c, d, e };
constexpr auto label_values(zone) { return zm::values("a", "b", "c", "d", "e"); }
enum class verb { get, head, post, put, del, patch, options, trace };
constexpr auto label_values(verb) {
  return zm::values("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE");
}
using code = zm::integers<200, 201, 204, 301, 302, 304, 400, 401, 403, 404>;
'''
TAIL = '''static std::array<char, zm::prometheus::max_bytes<app>> page;
int main() {
%s  const std::string_view text = zm::prometheus::render<app>(page);
  return std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && !text.empty() ? 0 : 1;
}
'''


def many_descriptors(count):
    """One meter whose metrics are of all kinds; the calls record the first and the last."""
    kinds = ['struct m{0} : counter<"requests.{0}", "{{request}}", "Requests of {0}.", '
             'zm::label<"zone", zone>> {{}};',
             'struct m{0} : histogram<"latency.{0}", "s", "Latency of {0}.", '
             'zm::bounds{{0.005, 0.05, 0.5, 5}}, zm::label<"verb", verb>> {{}};',
             'struct m{0} : gauge<"depth.{0}", "By", "Depth of {0}."> {{}};']
    lines = [kinds[i % 3].format(i) for i in range(count)]
    listed = ', '.join(f'm{i}' for i in range(count))
    meter = '  '.join(['struct big : zm::meter<big, "big", zm::shards<8>> {\n',
                       *(line + '\n' for line in lines),
                       f'using metrics = zm::list<{listed}>;\n}};\n'])
    calls = '  big::m0::inc(zone::c);\n  big::m1::observe(0.25, verb::put);\n  big::m2::set(1.5);\n'
    return HEAD + meter + 'using app = zm::exposition<big>;\n' + TAIL % calls, 300


def many_series(meters, each):
    """Counters of 5 * 8 * 10 series, in several meters."""
    text = HEAD
    for meter in range(meters):
        text += f'struct part{meter} : zm::meter<part{meter}, "part{meter}", zm::shards<16>> {{\n'
        for i in range(each):
            text += (f'  struct m{i} : counter<"part{meter}.requests.{i}", "{{request}}", '
                     '"Requests.", zm::label<"zone", zone>, zm::label<"verb", verb>, '
                     'zm::label<"code", code>> {};\n')
        text += f'  using metrics = zm::list<{", ".join(f"m{i}" for i in range(each))}>;\n}};\n'
    parts = ', '.join(f'part{meter}' for meter in range(meters))
    text += f'using app = zm::exposition<{parts}, zm::without_self_metrics>;\n'
    calls = '  part0::m0::add(12345678901234567U, zone::e, verb::trace, code{404});\n'
    return text + TAIL % calls, meters * each * 400


def build(work, name, source, compiler):
    path = work / f'{name}.cpp'
    path.write_text(source)
    started = time.monotonic()
    done = subprocess.run([*compiler, '-c', path, '-o', work / f'{name}.o'],
                          capture_output=True, text=True)
    seconds = time.monotonic() - started
    if done.returncode:
        return f'{name} does not compile:\n{done.stderr[:4000]}'
    print(f'{name}: {seconds:.1f} s', flush=True)
    subprocess.run([*compiler, work / f'{name}.o', '-o', work / name, '-pthread'], check=True)
    return ''


def main(work, *compiler):
    work = pathlib.Path(work)
    work.mkdir(parents=True, exist_ok=True)
    faults = []
    if not build(work, 'broken', 'int main() { return none; }', compiler):
        faults.append('planted and not found: a program that does not compile')
    for name, (source, least) in {'descriptors_300': many_descriptors(300),
                                  'series_20000': many_series(10, 5)}.items():
        if fault := build(work, name, source, compiler):
            faults.append(fault)
            continue
        run = subprocess.run([work / name], capture_output=True)
        series = sum(len(family.samples) for family in Page(run.stdout).families)
        print(f'{name}: {series} samples, {len(run.stdout)} bytes')
        if run.returncode or series < least:
            faults.append(f'{name}: {series} samples, and not {least} or more')
        faults += [f'{name}: {fault}' for fault in page_check.check(run.stdout)[:10]]
    print('\n'.join(faults))
    return 1 if faults else 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]) if len(sys.argv) > 2 else __doc__)
