#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Replay the fuzzer, show its pages to the page checker, and compare them between processors that
keep denormals and ones that do not, and between ordinary code and -Ofast's.

Usage: fuzz.py WORK_DIR RUNS REPLAY...

Each REPLAY is one build of tests/attacks/fuzz_replay.cpp; the first one is the ordinary one.  It
compares each recording with a model by itself.  The pages of all must say the same but for what
denormals come to: each add, of each series, may be less by 2^-1022 twice.  With PLANTED_FAULT in
the environment the first one must fail.
"""
import os
import pathlib
import platform
import shutil
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))
import page_check  # noqa: E402

LOST = 4096 * 2 * 2.0**-1022  # no run has more calls


def replay(binary, runs, path, *mode, **environment):
    done = subprocess.run([binary, runs, path, *mode], capture_output=True, text=True,
                          env={**os.environ, **environment})
    return done.returncode, (done.stdout + done.stderr).strip()


def differences(ours, theirs):
    """Where two pages differ by more than denormals."""
    for a, b in zip(ours.split(b'\n'), theirs.split(b'\n')):
        if a != b:
            left, right = a.rpartition(b' '), b.rpartition(b' ')
            if left[0] != right[0] or not abs(float(left[2]) - float(right[2])) <= LOST:
                yield f'{a.decode()} and {b.decode()}'
    if ours.count(b'\n') != theirs.count(b'\n'):
        yield 'pages of two lengths'


def promtool(page):
    """What it says but of style; its return code is 3 where it has only that to say."""
    done = subprocess.run(['promtool', 'check', 'metrics'], input=page, capture_output=True)
    return [] if done.returncode in (0, 3) else [(done.stdout + done.stderr).decode()]


def self_test(binary, runs, path):
    code, text = replay(binary, runs, path, PLANTED_FAULT='1')
    if code != 1 or 'as it should be' not in text:
        yield f'a planted bound that is off by one was not found: {text}'
    if not list(differences(b'a 1\n', b'a 2\n')) or list(differences(b'a 0\n', b'a 5e-324\n')):
        yield 'two pages that differ are the same, or the reverse'


def main(work, runs, *binaries):
    work = pathlib.Path(work)
    work.mkdir(parents=True, exist_ok=True)
    faults = list(self_test(binaries[0], runs, work / 'planted'))
    ways = [(binary, ()) for binary in binaries]
    if platform.machine() == 'x86_64':
        ways.append((binaries[0], ('ftz',)))
    first = []
    for number, (binary, mode) in enumerate(ways):
        path = work / f'pages{number}'
        code, text = replay(binary, runs, path, *mode)
        if code:
            faults.append(f'{binary} {" ".join(mode)}: {code}: {text}')
            continue
        pages = path.read_bytes().split(b'\0')[:-1]
        first = first or pages
        if not pages or len(pages) != len(first):
            faults.append(f'{binary}: {len(pages)} pages')
        for index, (page, other) in enumerate(zip(pages, first)):
            where = f'{path.name}[{index}]'
            if not number or mode:
                faults += [f'{where}:{line}: {rule}: {what}'
                           for line, rule, what in page_check.check(page)]
            faults += [f'{where}: {text}' for text in differences(page, other)]
        if shutil.which('promtool') and not number:
            faults += [f'promtool: {text}' for page in pages[::16] for text in promtool(page)]
    print('\n'.join(faults[:50]) or f'{runs} runs in {len(ways)} ways, {len(first)} pages each')
    return 1 if faults else 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]) if len(sys.argv) > 3 else __doc__)
