#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Put named bugs into the headers, one at a time, and see a test turn red for each.

Usage: mutate.py SOURCE_DIR WORK_DIR [--sample | NAME...]

tests/mutations.tsv has a bug in each row: in `header`, the first `text` behind the first `within`
becomes what stands in the next column.  `tests` are those that may notice it, tried in turn:
  a unit test's name     built with g++ and run
  tsan NAME, asan NAME   the same, with clang's thread sanitizer, or gcc's for addresses
  push CASE...           tests/push.py
  model                  tests/model.py, which reads the headers
  disassembly, disassembly aarch64, read only, zero alloc late key, signal steps
A row whose text is not in its header, a bug that is no C++ and a test that is red without any bug
are faults, as is a bug that no test notices.  --sample takes the rows of SAMPLE, so that this
script is itself tried: 20 seconds of one processor; all rows take 8 minutes of one.
"""
import concurrent.futures
import csv
import os
import pathlib
import re
import shutil
import subprocess
import sys
import threading

import model

SAMPLE = ['shard cleared at exit', 'quote not escaped', 'a label one past the last is valid',
          'upper bound outside its bucket', 'impossible series exist']
# Rows that must be found to be at fault: a bug that is none, one whose text is gone, no C++.
PLANTS = [
    (('no bug', 'counter', '', 'Adds one to the series', 'Adds 1 to the series', 'counter'),
     'survives'),
    (('gone', 'counter', '', 'no such text', '', 'counter'), 'is not there'),
    (('no C++', 'counter', '', 'class handle {', 'class handle', 'counter'), 'is no C++'),
]
COMPILER = ['g++-12', '-std=c++20', '-w', '-pthread']
TSAN = ['clang++-19', '-stdlib=libc++', '-std=c++20', '-w', '-pthread', '-fsanitize=thread']
ASAN = [*COMPILER, '-fsanitize=address,undefined', '-fno-sanitize-recover=all']
AARCH64 = ['aarch64-linux-gnu-g++-12', '-std=c++20', '-w']
PROGRAMS = {  # test: (sources below tests/, more flags, arguments)
    'read only': (['read_only.cpp'], ['-Wl,-z,now'], []),
    'zero alloc late key': (['zero_alloc.cpp'], [], ['keys']),
    'signal steps': (['attacks/signal.cpp'], [], ['steps']),
}


class Broken(Exception):
    """A row that cannot be tried."""


class Trial:
    """One copy of a header, changed or not, and what the tests say of it."""

    def __init__(self, source, work, mains):
        self.source, self.work, self.mains = source, work, mains
        shutil.rmtree(work, ignore_errors=True)
        (work / 'include').mkdir(parents=True)

    def change(self, header, within, text, becomes):
        name = pathlib.Path('zerometer') / f'{header}.hpp'
        whole = (self.source / 'include' / name).read_text()
        at = whole.find(within)
        at = whole.find(text, at) if at >= 0 else -1
        if at < 0 or not text:
            raise Broken(f'{text!r} is not there')
        changed = self.work / 'include' / name
        changed.parent.mkdir(parents=True, exist_ok=True)
        changed.write_text(whole[:at] + becomes + whole[at + len(text):])
        alone = self.compile([*COMPILER, '-fsyntax-only', '-x', 'c++', '-'],
                             f'#include <zerometer/{header}.hpp>\n')
        if alone and 'static assertion' not in alone:
            raise Broken(f'is no C++: {alone}')

    def compile(self, command, text=None):
        """The first error, or nothing."""
        done = subprocess.run(
            [*command, f'-I{self.work}/include', f'-I{self.source}/include'], input=text,
            capture_output=True, text=True)
        found = re.search(r'error: .*', done.stderr)
        return found[0] if found else done.stderr[-500:] if done.returncode else ''

    def run(self, compiler, sources, flags, arguments):
        program = self.work / 'program'
        error = self.compile([*compiler, '-O1', *flags, '-o', program, *sources])
        if error:
            return error if 'static assertion' in error else f'does not compile: {error}'
        try:
            done = subprocess.run([program, *arguments], capture_output=True, text=True,
                                  timeout=300, errors='replace',
                                  env=os.environ | {'TSAN_OPTIONS': 'halt_on_error=1'})
        except subprocess.TimeoutExpired:
            return 'does not end'
        out = done.stdout + done.stderr
        found = re.search(r'ERROR: .*|WARNING: ThreadSanitizer: .*|runtime error: .*', out)
        return (found[0] if found else out[-200:].strip() or f'ends with {done.returncode}'
                ) if done.returncode else ''

    def red(self, test):
        """Why a test is red, or nothing."""
        tests = self.source / 'tests'
        if test == 'model':
            return self.model()
        if test.startswith('disassembly'):
            done = subprocess.run(
                [sys.executable, tests / 'disassembly.py', tests / 'disassembly.cpp',
                 self.source / 'include', *(AARCH64 if 'aarch64' in test else COMPILER),
                 f'-I{self.work}/include', f'-I{self.source}/include'],
                capture_output=True, text=True)
            found = re.search(r'^-f.*?: \w+: .*', done.stdout, re.M)
            return (found[0] if found else done.stdout[-200:] + done.stderr[-200:]
                    ) if done.returncode else ''
        if test.startswith('push '):
            return self.push(test.split(' ')[1:])
        if test in PROGRAMS:
            sources, flags, arguments = PROGRAMS[test]
            return self.run(COMPILER, [tests / name for name in sources], flags, arguments)
        compiler = {'tsan': TSAN, 'asan': ASAN}.get(test.split(' ')[0], COMPILER)
        facts = [f'-DNAMES_TSV="{tests}/unit/names.tsv"', '-DMESON_VERSION="0.1.0"']
        libraries = ['-lmicrohttpd', '-lcurl', '-lz'] if 'export/' in test else []
        return self.run(compiler, [tests / 'unit' / f'{test.split(" ")[-1]}.cpp',
                                   self.mains(compiler), *libraries], facts, [])

    def push(self, cases):
        """tests/push.py, with a client of its own."""
        tests, client = self.source / 'tests', self.work / 'push_client'
        error = self.compile([*COMPILER, '-O1', '-DSLOW_NAMES', '-o', client,
                              tests / 'push_client.cpp', '-lcurl', '-lz'])
        if error:
            return f'does not compile: {error}'
        done = subprocess.run(
            [sys.executable, tests / 'push.py', self.work / 'push', client, *cases],
            capture_output=True, text=True)
        return done.stdout.strip()[-200:] + done.stderr[-200:] if done.returncode else ''

    def model(self):
        """The headers as they lie here, changed ones first."""
        merged = self.work / 'merged'
        shutil.copytree(self.source / 'include', merged)
        shutil.copytree(self.work / 'include', merged, dirs_exist_ok=True)
        try:
            defines = model.facts(merged)
        except model.Unknown as unknown:
            return f'unknown to the model: {unknown}'
        finally:
            shutil.rmtree(merged)
        for scenario in model.SCENARIOS:
            failed, _ = model.explore(self.source / 'tests/model/storage.pml',
                                      self.work / 'model', scenario, defines, '-O1')
            if failed:
                return f'{scenario}: {failed}'
        return ''


class Mains:
    """doctest's main, compiled once for each compiler."""

    def __init__(self, source, work):
        self.source, self.work, self.lock = source, work, threading.Lock()

    def __call__(self, compiler):
        main = self.work / f'main_{len(compiler)}{compiler[0]}.o'
        with self.lock:
            if not main.exists():
                subprocess.run([*compiler, '-O1', '-c', self.source / 'tests/unit/main.cpp', '-o',
                                main], check=True)
        return main


def fate(source, work, mains, row):
    """What becomes of a bug, and whether that is a fault."""
    name, header, within, text, becomes, tests = row
    trial = Trial(source, work / name.replace(' ', '_').replace('/', '_'), mains)
    try:
        trial.change(header, within, text, becomes)
        for test in tests.split('; '):
            if why := trial.red(test):
                if 'does not compile' in why:
                    return f'is no C++ in {test}: {why}', True
                return f'{test}: {" ".join(why.split())[:110]}', False
        return f'survives {tests}', True
    except Broken as broken:
        return str(broken), True
    finally:
        shutil.rmtree(trial.work)


def main(source, work, *wanted):
    source, work = pathlib.Path(source).resolve(), pathlib.Path(work).resolve()
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    with open(source / 'tests/mutations.tsv', newline='') as table:
        _, *rows = csv.reader(table, delimiter='\t', quoting=csv.QUOTE_NONE)
    faults = [f'{row}: not six columns' for row in rows if len(row) != 6]
    faults += [f'{row[0]} stands there twice' for i, row in enumerate(rows)
               if row[0] in [other[0] for other in rows[:i]]]
    names = SAMPLE if wanted == ('--sample',) else wanted or [row[0] for row in rows]
    faults += [f'there is no bug {name}' for name in names if name not in [row[0] for row in rows]]
    rows = [row for row in rows if row[0] in names and len(row) == 6]
    mains = Mains(source, work)
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        tests = sorted({test for row in rows for test in row[5].split('; ')})

        def without(test):
            return Trial(source, work / f'without_{test}'.replace('/', '_'), mains).red(test)

        def with_bug(row):
            return fate(source, work, mains, row)

        def with_plant(plant):
            return fate(source, work, mains, plant[0])

        for test, why in zip(tests, pool.map(without, tests)):
            if why:
                faults.append(f'{test} is red without a bug: {why}')
        for (_, wanted_fate), (what, fault) in zip(PLANTS, pool.map(with_plant, PLANTS)):
            if not fault or wanted_fate not in what:
                faults.append(f'planted, and {wanted_fate!r} expected: {what}')
        for row, (what, fault) in zip(rows, pool.map(with_bug, rows)):
            print(f'{row[0]}: {what}', flush=True)
            if fault:
                faults.append(f'{row[0]}: {what}')
    print(f'{len(rows)} bugs, {len(faults)} faults')
    print('\n'.join(faults))
    return 1 if faults else 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]) if len(sys.argv) > 2 else __doc__)
