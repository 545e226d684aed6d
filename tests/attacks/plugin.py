#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Attack the meters of plug-ins: one meter in several objects, unloading, and many of them.

Usage: plugin.py WORK_DIR SOURCE_DIR COMPILER...

A program and its plug-ins are built with default and hidden visibility, with and without
-rdynamic, gcc's unique symbols and -fno-gnu-unique, stripped or not.  A meter that two objects have
is one, and every object sees all counts; or it is two, no count is lost, and each says so:
zm::testing::split names it or that nothing can be told.  A plug-in is loaded and unloaded 2,000
times across a thread that lives on; a library that forgot to delete its pthread key must crash
there.  64 plug-ins of 20 meters are loaded; the loader refuses those that ask for more static
thread-local storage than there is.  Two versions of the library are linked into one program.
"""
import collections
import concurrent.futures
import pathlib
import re
import shutil
import subprocess
import sys

HOST = 'calls observed failed level paths depth'.split()
TOLD = re.compile(r'[\w:]+ is two: .+ records in cells of its own|nothing can be told: .+')
KEY = '[[gnu::destructor]] '


class Attack:
    def __init__(self, work, source, compiler):
        self.work, self.here = pathlib.Path(work), pathlib.Path(source) / 'tests/attacks'
        self.include = pathlib.Path(source) / 'include'
        self.compiler = [flag for flag in compiler if not flag.startswith('-I')]
        version = subprocess.run([*compiler, '--version'], capture_output=True, text=True).stdout
        self.gcc = 'clang' not in version
        self.faults = []

    def call(self, *command):
        done = subprocess.run([*map(str, command)], capture_output=True, text=True, cwd=self.work)
        if done.returncode:
            sys.exit(f'{" ".join(map(str, command))}\n{done.stdout}{done.stderr}')

    def object(self, name, source, *flags, include=None):
        self.call(*self.compiler, '-O2', f'-I{include or self.include}', *flags, '-c',
                  self.here / source, '-o', f'{name}.o')

    def link(self, name, *flags):
        self.call(*self.compiler, *flags, '-pthread', '-o', name)

    def plugin(self, name, *flags, include=None):
        self.object(name, 'plugin.cpp', '-fPIC', *flags, include=include)
        self.link(f'{name}.so', '-shared', f'{name}.o')

    def tree(self, name, *changes):
        """The library's headers, changed."""
        root = self.work / name
        shutil.copytree(self.include, root)
        for path in root.rglob('*.hpp'):
            text = path.read_text()
            for old, new in changes:
                text = text.replace(old, new)
            path.write_text(text)
        return root

    def run(self, *command):
        return subprocess.run([*map(str, command)], capture_output=True, text=True, cwd=self.work,
                              timeout=100)

    def copies(self, name, count):
        """Files of their own, since the loader loads a file once."""
        paths = [f'./{name}.{i}.so' for i in range(count)]
        for path in paths:
            shutil.copy(self.work / f'{name}.so', self.work / path)
        return paths

    def fault(self, what, done):
        self.faults.append(f'{what}: rc {done.returncode}\n{done.stdout}{done.stderr}')


def told(text):
    """What the program said: [(who, {name: number}, what it says of split meters)]."""
    for line in text.splitlines():
        if found := re.fullmatch(r'(host|plugin) (.*) split=(.*)', line):
            yield found[1], {name: int(value) for name, value in
                             (pair.split('=') for pair in found[2].split())}, found[3]


def judge(text, objects):
    """Faults in what objects see that recorded 1, 10, 100, …; and 'one', 'two' or 'untold'."""
    said = list(told(text))
    if len(said) != objects:
        return ['not every object spoke'], ''
    for name in HOST:
        seen = [numbers[name] for _, numbers, _ in said]
        for value, times in collections.Counter(seen).items():
            if value != sum(10**i for i in range(objects) if seen[i] == value):
                return [f'{name}: {times} objects see {value}, which is not what they recorded'], ''
    one = all(numbers['calls'] == (10**objects - 1) // 9 for _, numbers, _ in said)
    if any(bool(split) and not TOLD.fullmatch(split) for _, _, split in said):
        return ['an object says something else'], ''
    if not one and not all(split for _, _, split in said):
        return ['split in silence'], ''
    if one and any('is two' in split for _, _, split in said):
        return ['one meter is called two'], ''
    return [], 'one' if one and not any(split for _, _, split in said) else (
        'untold' if said[0][2].startswith('nothing') else 'two')


def judge_is_wrong():
    """What judge() takes and should not, or the reverse."""
    line = '{} calls={} observed={} failed={} level={} paths={} depth={} own=1 shared=0 split={}\n'
    two, says = ' is two: it records in cells of its own', []
    def case(text, wanted, verdict=''):
        faults, found = judge(text, 2)
        if (faults[0] if faults else '').startswith(wanted) and found == verdict and (
                bool(wanted) == bool(faults)):
            return
        says.append(f'judged wrongly: {faults} {found}\n{text}')
    def pair(*values, split=('', '')):
        return (line.format('host', *values[0], split[0])
                + line.format('plugin', *values[1], split[1]))
    case(pair([11] * 6, [11] * 6), '', 'one')
    case(pair([1] * 6, [10] * 6, split=['m' + two] * 2), '', 'two')
    case(pair([1] * 6, [10] * 6, split=['nothing can be told: x'] * 2), '', 'untold')
    case(pair([1] * 6, [10] * 6), 'split in silence')
    case(pair([1] * 6, [10] * 6, split=['m' + two, '']), 'split in silence')
    case(pair([11] * 6, [11] * 6, split=['m' + two] * 2), 'one meter is called two')
    case(pair([11] * 6, [11] * 3 + [10, 11, 11]), 'level')
    case(pair([11, 10, 11, 11, 11, 11], [11] * 6), 'observed')
    case(pair([11] * 6, [11] * 6, split=['?'] * 2), 'an object says')
    case('', 'not every')
    return says


def build(attack):
    kinds = {'default': [], 'hidden': ['-fvisibility=hidden'],
             'inlines': ['-fvisibility-inlines-hidden']}
    if attack.gcc:
        kinds['shared'] = ['-fno-gnu-unique']
    forgetful = attack.tree('forgetful', (KEY, ''))
    newer = attack.tree('newer', ('v0_1', 'v0_2'))
    many = ['-fvisibility=hidden', '-DOWN_METERS=20']
    jobs = [lambda kind=kind, flags=flags: attack.plugin(kind, *flags)
            for kind, flags in kinds.items()]
    jobs += [lambda: attack.object('host', 'plugin_host.cpp'),
             lambda: attack.plugin('forgets', '-fvisibility=hidden', include=forgetful),
             lambda: attack.plugin('static', *many),
             lambda: attack.plugin('dynamic', *many, '-DTLS_MODEL=global_dynamic'),
             lambda: attack.object('older', 'plugin_versions.cpp'),
             lambda: attack.object('newer_', 'plugin_versions.cpp', '-DNEWER', include=newer),
             lambda: attack.object('same', 'plugin_versions.cpp', '-DNEWER')]
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for job in [pool.submit(job) for job in jobs]:
            job.result()
    attack.link('plain', 'host.o')
    attack.link('exported', 'host.o', '-rdynamic')
    attack.link('versions', 'older.o', 'newer_.o')
    attack.link('one_version', 'older.o', 'same.o')
    for name in ['plain', 'exported', 'default.so', 'hidden.so']:
        stripped = name.replace('.so', '') + '_stripped' + '.so' * name.endswith('.so')
        attack.call('strip', '-o', stripped, name)
    return kinds


def one_or_said(attack, kinds):
    """A program and two plug-ins: for each way to build them, what became of their one meter."""
    wanted = {('exported', kind): 'one' for kind in kinds if kind != 'hidden'}
    wanted |= {('exported', 'hidden'): 'two'} | {('plain', kind): 'two' for kind in kinds}
    wanted |= {('exported_stripped', 'default'): 'one', ('exported', 'default_stripped'): 'one',
               ('plain', 'default_stripped'): 'two', ('exported', 'hidden_stripped'): 'untold',
               ('plain_stripped', 'default'): 'untold',
               ('plain_stripped', 'hidden_stripped'): 'untold'}
    for (host, kind), verdict in wanted.items():
        done = attack.run(f'./{host}', 'together', *attack.copies(kind, 2))
        faults, found = judge(done.stdout, 3)
        if done.returncode or faults or found != verdict:
            attack.fault(f'{host} {kind} together: {faults} {found}, not {verdict}', done)
        print(f'{host:18} {kind:17} {found}')
    done = attack.run('./exported', 'lost', *attack.copies('hidden', 2))
    faults, found = judge(done.stdout, 3)
    if done.returncode or faults or found != 'untold':
        attack.fault(f'plug-ins whose files are gone: {faults} {found}', done)


def unloaded(attack, kinds, times=2000):
    """Across threads that live on; a program that crashed has another return code."""
    for host in ['plain', 'exported']:
        for kind in kinds:
            done = attack.run(f'./{host}', 'cycle', *attack.copies(kind, 1), times)
            cycles = re.match(r'cycles=(\d+) gone=(\d+) wrong=0\n', done.stdout)
            said = list(told(done.stdout))
            # What the program sees is all that was recorded, or nothing and that is said.
            if done.returncode or not cycles or int(cycles[2]) not in (0, times) or not said or (
                    (said[0][1]['calls'], bool(said[0][2])) not in
                    ([(0, cycles[2] == '0')] if host == 'plain' or kind == 'hidden' else
                     [(5 * times, False)])):
                attack.fault(f'{host} {kind} cycle', done)
            else:
                print(f'{host:18} {kind:17} {times} times loaded, {cycles[2]} times unloaded; '
                      f'{said[0][1]["shared"]} recordings shared')
    done = attack.run('./plain', 'cycle', *attack.copies('forgets', 1), 20)
    if done.returncode >= 0:
        attack.fault('planted and not found: a key that outlives its plug-in', done)


def many(attack):
    """64 plug-ins of 20 meters and the two that all of them have, on two threads."""
    done = attack.run('./plain', 'all', *attack.copies('dynamic', 64))
    said = [numbers for _, numbers, _ in told(done.stdout)]
    right = {'calls': 2, 'observed': 2, 'failed': 2, 'level': 2, 'paths': 2, 'depth': 1, 'own': 40}
    # Beyond 32 pthread keys two threads share, in each plug-in for itself.
    if done.returncode or len(said) != 64 or any(
            numbers | right != numbers or numbers['shared'] not in (0, 44) for numbers in said):
        attack.fault('64 plug-ins', done)
    else:
        print(f'64 plug-ins of 20 meters, {sum(bool(one["shared"]) for one in said)} without a key')
    paths = attack.copies('static', 64)
    done = attack.run('./plain', 'all', *paths)
    if done.returncode != 3 or 'static TLS' not in done.stdout:
        attack.fault('64 plug-ins that want static TLS', done)
    fit = next(n for n in range(1, 65) if attack.run('./plain', 'all', *paths[:n]).returncode) - 1
    print(f'initial-exec: {fit} plug-ins of 20 meters fit, the next is refused: {done.stdout}')
    if fit < 1:
        attack.fault('not one plug-in fits', done)


def versions(attack):
    def pages(program):
        done = attack.run(f'./{program}')
        found = re.findall(r'calls_total{method="POST",.*} (\d+)\n(?:.*\n)*?.*level{.*} (\d+)\n'
                           r'(?:.*\n)*?.*sizes_bytes_count{.*} (\d+)\n', done.stdout)
        return done, [[int(number) for number in page] for page in found]
    done, found = pages('versions')
    if done.returncode or found != [[11000] * 3, [22000] * 3]:
        attack.fault(f'two versions in one program: {found}', done)
    done, found = pages('one_version')
    if found != [[33000] * 3] * 2:
        attack.fault(f'planted and not found: one version twice is one set: {found}', done)
    print('two versions in one program: two sets of metrics')


def main(work, source, *compiler):
    if wrong := judge_is_wrong():
        return '\n'.join(wrong)
    shutil.rmtree(work, ignore_errors=True)
    pathlib.Path(work).mkdir(parents=True)
    attack = Attack(work, source, compiler)
    kinds = build(attack)
    one_or_said(attack, kinds)
    unloaded(attack, kinds)
    many(attack)
    versions(attack)
    print('\n'.join(attack.faults))
    return 1 if attack.faults else 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]) if len(sys.argv) > 3 else __doc__)
