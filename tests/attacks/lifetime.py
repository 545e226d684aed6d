#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Check that the library has no lifetime: in object files, and in a program that lives to its end.

Usage: lifetime.py WORK_DIR SOURCE_DIR COMPILER...

No initialiser runs, no destructor is registered, and no thread_local has either.  The one thing
that an object file has for its end is the function that deletes the pthread key of a TLS model:
without it lifetime.cpp and plugin.py fail, which is seen here of the former.
"""
import pathlib
import re
import shutil
import subprocess
import sys

MODES = [['-O0'], ['-O2', '-fPIC']]
PLANTS = ['CONSTRUCTOR', 'DESTRUCTOR', 'LOCAL_STATIC', 'THREAD_LOCAL', 'THREAD_LOCAL_CONSTRUCTOR',
          'FINI', 'INIT']
SECTION = re.compile(r'\.(preinit_array|init_array|ctors|dtors)|__mod_init')
END = re.compile(r'\.fini_array')
DELETE = re.compile(r'_ZN9zerometer\w+12thread_watchI\w+E10delete_key\w*')
# What a compiler calls an initialiser, a guard and a thread_local's wrapper, and what they call.
SYMBOL = re.compile(r'_GLOBAL__(sub_)?[ID]_|__cxx_global_|__tls_init|_ZGV|_ZGR|_ZTH|_ZTW|_ZTv|'
                    r'(__cxa_(thread_)?atexit|atexit|on_exit|at_quick_exit|pthread_atfork|'
                    r'__register_atfork|__cxa_guard_\w+)(@|$)')


def check(path):
    """What an object file has that makes it live."""
    symbols = subprocess.run(['nm', path], capture_output=True, text=True, check=True).stdout
    for line in symbols.splitlines():
        name = line.split()[-1]
        if SYMBOL.match(name):
            yield f'symbol {name}'
    relocations = subprocess.run(['objdump', '-rw', path], capture_output=True, text=True,
                                 check=True).stdout
    sections = subprocess.run(['objdump', '-hw', path], capture_output=True, text=True,
                              check=True).stdout
    yield from (f'section {name}' for name in re.findall(r'^ *\d+ (\S+)', sections, re.M)
                if SECTION.match(name))
    for name, entries in re.findall(r'^RELOCATION RECORDS FOR \[(\S+)\]:\n.*\n((?:.+\n)*)',
                                    relocations, re.M):
        if END.match(name):
            yield from (f'{name}: {line.split()[-1]}' for line in entries.splitlines()
                        if not DELETE.match(line.split()[-1]))


def main(work, source, *compiler):
    work, source = pathlib.Path(work), pathlib.Path(source)
    here, faults = source / 'tests/attacks', []
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    flags = [flag for flag in compiler if not flag.startswith('-I')]

    def build(*arguments, include=source / 'include'):
        done = subprocess.run([*flags, f'-I{include}', *map(str, arguments)], capture_output=True,
                              text=True)
        if done.returncode:
            sys.exit(done.stderr)

    objects = here / 'lifetime_objects.cpp'
    for mode in MODES:
        build('-c', *mode, objects, '-o', work / 'all.o')
        faults += [f'{" ".join(mode)}: {fault}' for fault in check(work / 'all.o')]
    listing = subprocess.run(['objdump', '-rw', work / 'all.o'], capture_output=True, text=True)
    if len(set(DELETE.findall(listing.stdout))) != 2:
        faults.append('the key of each TLS model is not deleted, or DELETE does not know its name')
    for plant in PLANTS:
        build('-c', '-O1', f'-DPLANT_{plant}', here / 'lifetime_plants.cpp', '-o',
              work / 'plant.o')
        found = list(check(work / 'plant.o'))
        print(f'{plant}: {", ".join(found)}')
        if not found:
            faults.append(f'planted and not found: {plant}')
    changed = work / 'include'
    shutil.copytree(source / 'include', changed)
    thread = changed / 'zerometer/detail/thread.hpp'
    thread.write_text(thread.read_text().replace('[[gnu::destructor]] ', ''))
    build('-O1', here / 'lifetime.cpp', here / 'lifetime_other.cpp', '-pthread', '-o',
          work / 'life', include=changed)
    done = subprocess.run([work / 'life'], capture_output=True, text=True, timeout=60)
    if done.returncode != 1 or 'FAILED' not in done.stdout:
        faults.append(f'planted and not found: a key that is not deleted: {done}')
    print('\n'.join(faults) or 'no initialiser, no destructor but the one that deletes the key')
    return 1 if faults else 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]) if len(sys.argv) > 3 else __doc__)
