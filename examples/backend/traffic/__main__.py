#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Traffic for the example backend: a fixed number of operations of all that it does, at a rate and
in a mix that are chosen, and the faults that its metrics are there to show. To 127.0.0.0/8 only.

  python3 examples/backend/traffic prepare DIRECTORY --peers URL
      writes who may log in, DIRECTORY/directory, and prints what to start the backend with
  python3 examples/backend/traffic run DIRECTORY --peers URL --api HOST:PORT
      sends, and writes into DIRECTORY
      account.tsv   what every counter and histogram must have now, by requests and answers, and by
                    what the stand-ins received: nothing of it was asked of the backend's metrics
      seconds.tsv   requests and latencies of each second
      marks.tsv     when which fault was caused

The account is whole if nobody else has asked the backend for anything since its start.
"""
import argparse
import pathlib
import sys
import threading
import time
import urllib.parse

import people
import settings
from client import Failed
from run import SUBJECTS, Run

PROGRESS = 5  # seconds from line to line


def loopback(address):
    host = urllib.parse.urlsplit(address if '//' in address else f'//{address}').hostname or ''
    if not host.startswith('127.'):
        raise argparse.ArgumentTypeError(f'{address} is not at 127.0.0.0/8')
    return address


def mix(text):
    shares = {}
    for part in text.split(','):
        subject, _, share = part.partition('=')
        if subject not in SUBJECTS or not share.isdigit():
            raise argparse.ArgumentTypeError(
                f'{part!r}: want SUBJECT=SHARE, of {", ".join(SUBJECTS)}')
        shares[subject] = int(share)
    return shares


def number(text):
    if not text.isdigit() or not 1 <= int(text) <= 10_000_000:
        raise argparse.ArgumentTypeError(f'{text!r} is not a number from 1 to 10000000')
    return int(text)


def read_arguments():
    parser = argparse.ArgumentParser(prog='traffic', description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    what = parser.add_subparsers(dest='what', required=True)
    prepare = what.add_parser('prepare')
    run = what.add_parser('run')
    for one in (prepare, run):
        one.add_argument('directory', type=pathlib.Path)
        one.add_argument('--peers', type=loopback, required=True, metavar='URL',
                         help='the stand-ins')
        one.add_argument('--rate', type=number, default=300, help='operations a second at most')
    run.add_argument('--api', type=loopback, required=True, metavar='HOST:PORT')
    run.add_argument('--operations', type=number, default=6000)
    run.add_argument('--mix', type=mix, default={}, metavar='SUBJECT=SHARE,...',
                     help='of ' + ', '.join(f'{subject}={share}' for subject, (_, share)
                                            in SUBJECTS.items()))
    run.add_argument('--seed', default='zerometer')
    run.add_argument('--seconds', type=number, default=600, help='then it is given up')
    run.add_argument('--no-faults', dest='faults', action='store_false')
    return parser.parse_args()


def say_progress(run, ended):
    while not ended.wait(PROGRESS):
        requests, p99 = run.record.latest()
        elapsed = time.time() - run.record.began
        left = run.later.left
        waits = f'; waits for {left} events and deliveries' if left else ''
        print(f'   {elapsed:4.0f} s {run.done:7} of {run.told.operations} operations, '
              f'{run.record.requests:7} requests, {requests:5} a second, p99 {p99:6.1f} ms{waits}',
              flush=True)


def send(told):
    run = Run(told, people.read(told.directory / 'directory'))
    run.done = 0
    ended = threading.Event()
    progress = threading.Thread(target=say_progress, args=(run, ended), daemon=True)
    progress.start()
    try:
        with run.peers:
            run.begin()
            run.go()
    finally:
        ended.set()
        progress.join()
        run.record.write(told.directory / 'seconds.tsv', told.directory / 'marks.tsv')
    run.account.write(told.directory / 'account.tsv')
    print(f'   {run.done} operations, {run.record.requests} requests, '
          f'{len(run.account.numbers)} series, {time.time() - run.record.began:.0f} s')


def main():
    told = read_arguments()
    if told.what == 'prepare':
        people.write(people.make(), told.directory / 'directory')
        state = (told.directory / 'state').resolve()
        print(f'--directory={told.directory.resolve() / "directory"}',
              *settings.arguments(told.rate, told.peers, state), sep='\n')
        return
    try:
        send(told)
    except (Failed, OSError) as failure:
        sys.exit(f'traffic: {failure}')


if __name__ == '__main__':
    main()
