#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Delete each recording call of the backend, one at a time, and see e2e_traffic.py turn red.

usage: e2e_mutate.py BUILD_DIR PROMETHEUS WORK_DIR [PART-OF-A-CALL...]

A call is a statement `…::inc(…);`, `…::observe(…);` or `…::add(…);` in examples/backend, or an
observable's `out.observe(…);`. Each is deleted in a copy of its file; what is made of that file is
compiled with the copy first in its way, and linked with the objects that BUILD_DIR has. Then one
metric alone must differ from the account of the traffic: none is a survivor, and a fault, as is
what does not compile. Without a deletion, nothing must differ. 15 seconds of two processors for
each.
"""
import concurrent.futures
import pathlib
import re
import shlex
import shutil
import subprocess
import sys

import e2e_traffic

ROOT = pathlib.Path(__file__).resolve().parent.parent
BACKEND = ROOT / 'examples/backend'
TARGET = 'examples/backend/backend'
CALL = re.compile(r'(?<=[;{}:)])\s*((?:\w+::)+(?:inc|observe|add)\(|out\.observe\()')
OPERATIONS = 700
AT_A_TIME = 3  # most of a run is waiting


def statements(text):
    """(begin, end) of each recording call."""
    for found in CALL.finditer(text):
        end, depth = found.end(), 1
        while depth:
            depth += {'(': 1, ')': -1}.get(text[end], 0)
            end += 1
        if text[end] == ';':
            yield found.start(1), end + 1


def mutants():
    """(name, file, its text without the call)."""
    for path in sorted([*BACKEND.rglob('*.cpp'), *BACKEND.rglob('*.hpp')]):
        name = path.relative_to(BACKEND)
        if name.parts[0] == 'tests':
            continue
        text = path.read_text()
        for begin, end in statements(text):
            line = text.count('\n', 0, begin) + 1
            call = text[begin:text.index('(', begin)]
            yield f'{name}:{line} {call}', name, text[:begin] + ';' + text[end:]


class Build:
    """What Ninja would do for the backend."""

    def __init__(self, directory):
        self.directory = directory
        *compiled, self.link = self.ninja('commands', TARGET).splitlines()
        self.compiled = {}
        for command in map(shlex.split, compiled):
            if '-c' in command:
                self.compiled[command[command.index('-o') + 1]] = command

    def ninja(self, *what):
        return subprocess.run(['ninja', '-C', self.directory, '--quiet', '-t', *what], check=True,
                              stdout=subprocess.PIPE, text=True).stdout

    def made_of(self, name):
        """The objects that this file of the backend is in."""
        found, suffix = [], f'/examples/backend/{name}'
        for made, command in self.compiled.items():
            if command[-1].endswith(suffix) or any(
                    line.endswith(suffix) for line in self.ninja('deps', made).splitlines()):
                found.append(made)
        return found

    def change(self, name, text, into):
        """A backend with this text in that file."""
        (into / name).parent.mkdir(parents=True)
        (into / name).write_text(text)
        link = shlex.split(self.link)
        link[link.index('-o') + 1] = str(into / 'backend')
        for number, made in enumerate(self.made_of(name)):
            command = list(self.compiled[made])
            if command[-1].endswith(f'/examples/backend/{name}'):
                command[-1] = str(into / name)
            command[command.index('-o') + 1] = str(into / f'{number}.o')
            for option in ('-MF', '-MQ'):
                command[command.index(option) + 1] = str(into / 'deps')
            first = 2 if pathlib.Path(command[0]).name == 'ccache' else 1
            command[first:first] = [f'-I{into}']
            subprocess.run([*command, '-w'], cwd=self.directory, check=True)
            link[link.index(made)] = str(into / f'{number}.o')
        subprocess.run(link, cwd=self.directory, check=True)
        return into / 'backend'


def differing(backend, prometheus, into):
    """The samples that differ, or the reason why it cannot be told."""
    try:
        with e2e_traffic.driven(backend, prometheus, str(into), OPERATIONS,
                                lambda line: None) as (_, seen, account, _):
            faults = (e2e_traffic.compare(seen, account)[1]
                      + e2e_traffic.check_observed(seen, account))
            return sorted({fault.split(' ')[0] for fault in faults})
    except SystemExit as failure:
        return [f'no traffic: {failure}', '']


def fate(build, prometheus, work, mutant):
    """(what differs, whether that is a fault)."""
    name, file, text = mutant
    into = work / re.sub(r'\W+', '_', name)
    into.mkdir()
    try:
        backend = build.change(file, text, into)
        found = differing(backend, prometheus, into)
        if len(found) > 1:  # the machine was too slow for what takes its time
            found = differing(backend, prometheus, into)
    except subprocess.CalledProcessError as failure:
        return f'is no C++: {failure}', True
    finally:
        shutil.rmtree(into)
    return ', '.join(found) or 'SURVIVES', len(found) != 1


def main(directory, prometheus, work, *wanted):
    work = pathlib.Path(work)
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    build = Build(directory)
    chosen = [one for one in mutants() if not wanted or any(part in one[0] for part in wanted)]
    faults = differing(pathlib.Path(directory) / TARGET, prometheus, work)
    faults = [f'differs without a deletion: {one}' for one in faults]
    if not chosen:
        faults.append('there is no such call')
    with concurrent.futures.ThreadPoolExecutor(AT_A_TIME) as pool:
        fates = {pool.submit(fate, build, prometheus, work, one): one[0] for one in chosen}
        for number, done in enumerate(concurrent.futures.as_completed(fates), 1):
            what, fault = done.result()
            print(f'{number}/{len(chosen)} {fates[done]}: {what}', flush=True)
            if fault:
                faults.append(f'{fates[done]}: {what}')
    print(f'{len(chosen)} calls deleted, {len(faults)} faults')
    print('\n'.join(faults))
    return 1 if faults else 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]) if len(sys.argv) > 3 else __doc__)
