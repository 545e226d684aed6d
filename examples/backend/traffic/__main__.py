#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Traffic for the example backend: a fixed number of operations of all that it does, at a rate and
in a mix that are chosen, and the faults that its metrics are there to show. To 127.0.0.0/8 only.

  python3 examples/backend/traffic prepare DIRECTORY --peers URL
      makes DIRECTORY, writes who may log in, DIRECTORY/directory, and prints what to start the
      backend with
  python3 examples/backend/traffic run DIRECTORY --peers URL --api HOST:PORT
      sends, and writes into DIRECTORY
      account.tsv   what every counter and histogram must have now, by requests and answers, and by
                    what the stand-ins received: nothing of it was asked of the backend's metrics
      seconds.tsv   requests and latencies of each second
      marks.tsv     when which fault was caused

The account is of this run: what the backend has is that, if nobody has asked it for anything before
since its start, an earlier run neither.
"""
import argparse
import pathlib
import socket
import sys
import threading
import time
import urllib.parse

import people
import settings
from client import Failed
from run import SUBJECTS, Run

PROGRESS = 5  # seconds from line to line


def split(address):
    return urllib.parse.urlsplit(address if '//' in address else f'//{address}')


def loopback(address):
    if not (split(address).hostname or '').startswith('127.'):
        raise argparse.ArgumentTypeError(f'{address} is not at 127.0.0.0/8')
    if not split(address).port:
        raise argparse.ArgumentTypeError(f'{address} has no port')
    return address


def loopback_url(address):
    if not address.startswith('http://'):
        raise argparse.ArgumentTypeError(f'{address} does not begin with http://')
    return loopback(address)


def mix(text):
    shares = {}
    for part in text.split(','):
        subject, _, share = part.partition('=')
        if subject not in SUBJECTS or not share.isdigit():
            raise argparse.ArgumentTypeError(
                f'{part!r}: want SUBJECT=SHARE, of {", ".join(SUBJECTS)}')
        shares[subject] = int(share)
    if not any(shares.values()):
        raise argparse.ArgumentTypeError(f'{text!r} leaves nothing to send')
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
        one.add_argument('--peers', type=loopback_url, required=True, metavar='URL',
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


def get_ready(told):
    told.directory.mkdir(parents=True, exist_ok=True)
    people.write(people.make(), told.directory / 'directory')
    state = (told.directory / 'state').resolve()
    print(f'--directory={told.directory.resolve() / "directory"}',
          *settings.arguments(told.rate, told.peers, state), sep='\n')


def check_ready(told):
    if not (told.directory / 'directory').is_file():
        raise Failed(f'nobody may log in yet: {told.directory}/directory is missing; first do '
                     f'"prepare {told.directory} --peers {told.peers}"')
    if not (told.directory / 'state/audit.sqlite').is_file():
        raise Failed(f'no backend has kept anything in {told.directory}/state: start it with all '
                     f'that "prepare {told.directory} --peers {told.peers}" prints')
    for what, at in (('stand-in', told.peers), ('backend', told.api)):
        try:
            socket.create_connection((split(at).hostname, split(at).port), timeout=5).close()
        except OSError as failure:
            raise Failed(f'no {what} answers at {at}, {failure.strerror or failure}: is it '
                         f'started, and is this where it says it listens?') from failure


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
    try:
        if told.what == 'prepare':
            get_ready(told)
        else:
            check_ready(told)
            send(told)
    except (Failed, OSError) as failure:
        sys.exit(f'traffic: {failure}')
    except KeyboardInterrupt:
        sys.exit('traffic: ended by the keyboard; there is no account')


if __name__ == '__main__':
    main()
