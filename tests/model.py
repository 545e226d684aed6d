#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Explore every interleaving of a small model of claim, record, release and snapshot with spin.

Usage: model.py SOURCE_DIR WORK_DIR

tests/model/storage.pml says what the model is.  Its memory orders, and the order of those steps
that a promise hangs on, are read from the headers, so a header that is changed changes the model;
one in which they are not found is a fault.  In each scenario every reachable state is visited:
  HANDOVER  work begins on one thread and ends on another, some of it never
  CHURN     more threads than shards, and one more after the first
  SIGNAL    a signal handler records between any two steps of a thread
Held against each state: a shard has one owner and a thread one shard, no sum and no difference is
less than what is counted, nothing falls from one snapshot to the next, and at the end all is
counted and no shard is lost.  Then the bugs of PLANTS are put into the model, one at a time, and
must be found.
"""
import concurrent.futures
import os
import pathlib
import re
import shutil
import subprocess
import sys

SCENARIOS = ['HANDOVER', 'CHURN', 'SIGNAL']
STORAGE, CELL, BITMAP = 'detail/storage', 'detail/cell', 'detail/claim_bitmap'
READING = 'detail/snapshot_reading'
LAST = r'[^;]*?(__ATOMIC_\w+)'
# The release of raise_used() and its acquire are in no plant: with the others in place nothing
# needs them, since a thread that knows of a count knows of its row as well.
ORDERS = {  # name in the model: (header, where to look, the operation with its order)
    'TAKE': (BITMAP, 'size_t take(', rf'compare_exchange_n\({LAST}, __ATOMIC_\w+\)'),
    'PUT_BACK': (BITMAP, 'void put_back(', rf'fetch_and\({LAST}\);'),
    'RAISE_USED': (STORAGE, 'void raise_used(', rf'compare_exchange_n\({LAST}, __ATOMIC_\w+\)'),
    'LOAD_USED': (STORAGE, 'size_t used_rows(', rf'load_n\(&used_, {LAST}\);'),
    'OWNED_ADD': (CELL, 'namespace owned', rf'void add\([^}}]*store_n\({LAST}\);'),
    'OWNED_ADD_RELEASE': (CELL, 'namespace owned', rf'void add_release\([^}}]*store_n\({LAST}\);'),
    'SHARED_ADD': (CELL, 'namespace shared', rf'void add\([^}}]*fetch_add\({LAST}\);'),
    'SHARED_ADD_RELEASE': (CELL, 'namespace shared',
                           rf'void add_release\([^}}]*fetch_add\({LAST}\);'),
    'LOAD': (CELL, 'uint64_t load(', rf'load_n\({LAST}\);'),
    'LOAD_ACQUIRE': (CELL, 'uint64_t load_acquire(', rf'load_n\({LAST}\);'),
}
# An add to the first, then a releasing one to the second, and no other order.
FIRST_TO_LAST = r'\A(?!.*add(?:_release)?\({1}.*add\({0}).*add\({0}.*add_release\({1}'
RAISED_FIRST = r'\A(?!.*add_release\(.*raise\().*raise\(.*add_release\('
# What stands in the header in this order; where it does not, the model has the define.
STEPS = [
    ('USED_IS_READ_ONCE', STORAGE, 'void read(',
     r'load_acquire.*used_rows\(\).*sum_rows<shards>\(late'),
    ('LATE_BEFORE_COUNT', STORAGE, 'void read(',
     r'\A(?!.*sum_rows<shards>\(\s*(late|sums).*sum_rows<shards>\(\s*counts)'
     r'.*sum_rows<shards>\(\s*counts'),
    ('COUNT_BEFORE_SUM', STORAGE, 'void observe(',
     FIRST_TO_LAST.format(r'shard\[sum\]', r'shard\[count\]')),
    ('COUNT_BEFORE_SUM', STORAGE, ' observe_first(std::',
     FIRST_TO_LAST.format(r'shard\[sum\]', r'shard\[count\]')),
    ('COUNT_BEFORE_SUM', STORAGE, 'void observe_shared(',
     FIRST_TO_LAST.format(r'rows_\[0\]\[sum\]', r'rows_\[0\]\[count\]')),
    # Minimum and maximum are written and read where the sum is.
    ('COUNT_BEFORE_SUM', STORAGE, 'void observe(', RAISED_FIRST),
    ('COUNT_BEFORE_SUM', STORAGE, ' observe_first(std::', RAISED_FIRST),
    ('COUNT_BEFORE_SUM', STORAGE, 'void observe_shared(', RAISED_FIRST),
    ('COUNT_BEFORE_SUM', 'detail/common_cells', 'void observe(', RAISED_FIRST),
    ('LATE_BEFORE_COUNT', READING, 'void read_meter(', r'::read\(.*read_greatest\('),
    ('LATE_BEFORE_COUNT', READING, 'void read_common_of(', r'read<.*read_greatest<'),
    ('USED_IS_READ_ONCE', STORAGE, 'void read_greatest(', r'used = used_rows\(\).*load\('),
    ('COUNT_IS_ANY_ADD', 'up_down_counter', 'void record(', r'add\(up,.*add_release\(down,'),
    ('COUNT_IS_ANY_ADD', 'up_down_counter', 'void add_signal_safe(',
     r'add_shared\(to\.up_,.*add_release_shared\(to\.down_,'),
    ('CLAIMS_ARE_NESTED', STORAGE, '* claim_shard(',
     r'if \(claims\.claiming .*claiming = true.*take\(\).*claiming = false'),
    ('SHARD_IS_NOT_LOOKED_FOR_AGAIN', STORAGE, '* claim_shard(',
     r'claiming = true.*mine\(\).*== nullptr \? taken_\.take\(\)'),
    ('ENDED_IS_FORGOTTEN', STORAGE, '* claim_shard(', r'if \([^)]*claims\.ended\)'),
    ('ENDED_IS_FORGOTTEN', 'detail/thread', 'void end(', r'ended = true.*release\('),
    ('USED_IS_LATE', STORAGE, '* claim_shard(', r'raise_used\(index \+ 1\).*value = shard'),
    ('SHARD_IS_KEPT', STORAGE, 'void release(', r'value = nullptr.*put_back'),
    ('SHARD_IS_LOST', STORAGE, 'void release(', r'put_back'),
]
EXACT, FALLS, LESS, OWNED, ONE, LOST = (
    '(late==summed)', '(late>=last_late)', '(late>=(count', '(owners[row]==1)', '(next==0)',
    '(taken==0)')
PLANTS = [  # (what is planted: a define, or an order that is dropped; scenario; what may tell it)
    ('USED_IS_READ_ONCE', 'HANDOVER', [LESS]),
    ('LATE_BEFORE_COUNT', 'HANDOVER', [LESS]),
    ('USED_IS_LATE', 'HANDOVER', [LESS]),
    ('COUNT_BEFORE_SUM', 'CHURN', [LESS]),
    ('SHARD_IS_CLEARED', 'CHURN', [EXACT, FALLS, LESS]),
    ('SHARD_IS_MERGED', 'CHURN', [EXACT, FALLS, LESS]),
    ('TAKE_IS_NO_EXCHANGE', 'CHURN', [OWNED, LOST]),
    ('SHARED_IS_OWNED', 'CHURN', [EXACT]),
    ('USED_IS_STORED', 'CHURN', [EXACT]),
    ('SHARD_IS_KEPT', 'SIGNAL', [EXACT]),
    ('ENDED_IS_FORGOTTEN', 'SIGNAL', [LOST]),
    ('CLAIMS_ARE_NESTED', 'SIGNAL', [LOST, ONE]),
    ('SHARD_IS_NOT_LOOKED_FOR_AGAIN', 'SIGNAL', [ONE]),
    ('HANDLER_IS_UNSAFE', 'SIGNAL', [LESS, EXACT]),
    ('TAKE', 'CHURN', [EXACT]),
    ('PUT_BACK', 'CHURN', [EXACT]),
    ('OWNED_ADD_RELEASE', 'CHURN', [LESS]),
    ('SHARED_ADD_RELEASE', 'CHURN', [LESS]),
    ('LOAD_ACQUIRE', 'HANDOVER', [LESS]),
]


class Unknown(Exception):
    """The headers say what the model does not know."""


def within(include, header, begin):
    """A function, up to the closing brace of its indentation, or a namespace."""
    text = (include / 'zerometer' / f'{header}.hpp').read_text()
    end = rf'  // {begin}' if begin.startswith('namespace') else ''
    found = re.search(rf'^( *)[^\n]*{re.escape(begin)}.*?^\1\}}{end}', text, re.M | re.S)
    if not found:
        raise Unknown(f'{header}: there is no {begin}')
    return found[0]


def facts(include):
    """The model's defines: {name: value}."""
    defines = {}
    for name, (header, begin, operation) in ORDERS.items():
        found = re.search(operation, within(include, header, begin))
        if not found:
            raise Unknown(f'{header}: {begin} has no order as {operation}')
        defines[name] = found[1].removeprefix('__ATOMIC_').replace('SEQ_CST', 'ACQ_REL')
    for name, header, begin, steps in STEPS:
        if not re.search(steps, within(include, header, begin), re.S):
            defines[name] = '1'
    return defines


def explore(model, work, scenario, defines, optimise):
    """(the assertion that failed or None, states stored)"""
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    compiler = next(name for name in ('gcc-12', 'gcc', 'cc') if shutil.which(name))
    subprocess.run(['spin', f'-P{compiler} -E -x c', f'-DSCENARIO={scenario}',
                    *(f'-D{name}={value}' for name, value in defines.items()), '-a', model],
                   cwd=work, check=True, capture_output=True)
    # A thread that a handler suspends is beyond the reduction of equivalent orders.
    whole = ['-DNOREDUCE'] if scenario == 'SIGNAL' else []
    subprocess.run([compiler, optimise, '-w', '-DSAFETY', '-DCOLLAPSE', '-DMEMLIM=2000',
                    '-DVECTORSZ=4096', *whole, '-o', 'pan', 'pan.c'], cwd=work, check=True)
    out = subprocess.run(['./pan', '-n', '-m100000'], cwd=work, capture_output=True,
                         text=True).stdout
    shutil.rmtree(work)
    states = re.search(r'(\d+) states, stored', out)
    failed = re.search(r'pan:\d+: (?:assertion violated )?(.*) \(at depth', out)
    if not states or 'error' in out.replace('errors:', '') or 'MEMLIM' in out:
        return f'the search did not end:\n{out}', 0
    if not failed and 'errors: 0' not in out:
        return out, 0
    return failed and failed[1], int(states[1])


def main(source, work):
    source, work = pathlib.Path(source).resolve(), pathlib.Path(work).resolve()
    model = source / 'tests/model/storage.pml'
    try:
        right = facts(source / 'include')
    except Unknown as unknown:
        print(unknown)
        return 1

    def faithful(scenario):
        failed, states = explore(model, work / scenario, scenario, right, '-O1')
        if failed:
            return f'{scenario}: as the headers say: {failed}, with {right}'
        print(f'{scenario:10} holds in {states:,} states')

    def planted(plant):
        name, scenario, tells = plant
        wrong = right | {name: 'RELAXED' if name in ORDERS else '1'}
        failed, states = explore(model, work / name, scenario, wrong, '-O0')
        if not failed or not any(tell in failed for tell in tells):
            return f'{scenario}: {name} was not found: {failed}'
        print(f'{scenario:10} {name} is found after {states:,} states: {failed}')

    with concurrent.futures.ThreadPoolExecutor(min(2, os.cpu_count())) as pool:
        faults = [fault for fault in [*pool.map(faithful, SCENARIOS), *pool.map(planted, PLANTS)]
                  if fault]
    print('\n'.join(faults))
    return 1 if faults else 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]) if len(sys.argv) == 3 else __doc__)
