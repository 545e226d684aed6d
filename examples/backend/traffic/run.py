# SPDX-License-Identifier: MIT
"""One run: who takes part, the mixed traffic at its rate, and the faults between its parts.

A lane is one thread of the mixed traffic, with a person or a machine identity of its own at an
address of its own. What is done, by which lane, and what it draws, is the seed's; what is answered
is not. On a backend that has had traffic before, it is the same once more.
"""
import contextlib
import random
import threading
import time

import auditing
import keys
import limits
import logins
import moving
import plain
import providers
import provisioning
import vault
from account import Account
from client import Client, Failed
from later import Later
from peers import Peers
from record import Record
from settings import DESTINATION_PATIENCE, PROVIDER_PATIENCE, SINK_PATIENCE

SUBJECTS = {'secrets': (vault.MIX, 81), 'logins': (logins.MIX, 4), 'providers': (providers.MIX, 2),
            'provisioning': (provisioning.MIX, 1), 'keys': (keys.MIX, 1), 'syncs': (moving.MIX, 4),
            'plain': (plain.MIX, 7)}
# Each alone, with what it is called in the picture.
FAULTS = [(auditing.failing_sinks, 'sinks fail'), (limits.burst, 'too many requests'),
          (moving.fail_each, 'destinations fail'), (auditing.lock, 'audit log locked'),
          (providers.fail, 'providers fail'),
          (limits.fill, 'no room'), (auditing.slow_sinks, 'jobs stall'),
          (vault.rotate_what_has_gone, 'rotated too late'), (limits.dry, 'pool runs dry'),
          (logins.guess, 'guessed passwords')]


class Lane:
    def __init__(self, run, number, who):
        self.run, self.number = run, number
        address, agent = f'127.0.1.{1 + number}', f'traffic/{number}'
        self.client, self.visitor = Client(run, address, agent), Client(run, address, 'visitor/1')
        self.other = Client(run, address, 'vouched/1')
        self.projects = run.people.projects[who.of]
        self.foreign = next(projects[0] for of, projects in run.people.projects.items()
                            if of != who.of)
        self.tags, self.keys = {}, 0
        self.random = random.Random()
        logins.log_in(self.client, who)

    def draw(self, choices):
        return self.random.choice(choices)


class Run:
    """`told` is what the command line says."""

    def __init__(self, told, people):
        self.host, self.port = told.api.rsplit(':', 1)
        self.told, self.people, self.state = told, people, told.directory / 'state'
        self.account, self.record = Account(), Record()
        self.peers = Peers(told.peers, self.account, self.patience)
        self.later = Later(self.account, self.peers, self.state)
        if (told.directory / 'account.tsv').exists():  # it has had traffic before
            for of, providers in auditing.streams_of(people).items():
                self.later.streams[of.id].update(providers)
        self.failure, self.lanes, self.guests = None, [], {}
        self.lock, self.guest_lock = threading.Lock(), threading.Lock()
        self.due = time.monotonic()

    @staticmethod
    def patience(path):
        return (PROVIDER_PATIENCE if path.startswith('/idp/')
                else SINK_PATIENCE if path.count('/') == 1 else DESTINATION_PATIENCE)

    def lane_of(self, of):
        return next(lane for lane in self.lanes if lane.client.who.of == of)

    @contextlib.contextmanager
    def guest_of(self, of):
        """For one lane at a time."""
        with self.guest_lock:
            yield self.guests[of]

    def pace(self):
        """Waits until one more is due."""
        with self.lock:
            now = time.monotonic()
            self.due = max(self.due, now - 1) + 1 / self.told.rate  # a second late is made up for
            wait = self.due - now
        if wait > 0:
            time.sleep(wait)

    def in_threads(self, work):
        """Of each lane; the first that fails ends them all."""
        def guarded(lane):
            try:
                work(lane)
            except Exception as failure:
                self.failure = self.failure or failure

        threads = [threading.Thread(target=guarded, args=(lane,)) for lane in self.lanes]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if self.failure:
            raise self.failure

    def begin(self):
        """Logs everyone in, and opens the streams."""
        self.visitor = Client(self, '127.0.1.100', 'visitor/1')
        status = self.visitor.ask('GET', plain.STATUS, plain.STATUS, expect=(200,))
        self.version = status.json()['version']
        for number, who in enumerate(self.people.workers()):
            self.lanes.append(Lane(self, number, who))
        for of in self.people.projects:
            self.guests[of] = Client(self, '127.0.1.101', 'guest/1')
            logins.log_in(self.guests[of], self.people.one('guest', of))
        self.later.settle()
        auditing.open_streams(self)
        self.later.settle()

    def mixed(self, operations):
        """These are [(number, what)]; which lane does it is the number's, too."""
        def work(lane):
            for number, what in operations:
                if number % len(self.lanes) != lane.number:
                    continue
                if self.failure or time.monotonic() > self.end:
                    return
                self.pace()
                lane.random = random.Random(f'{self.told.seed}/{number}')
                what(lane)
                with self.lock:
                    self.done += 1

        self.in_threads(work)

    def operations(self):
        """What is done, in its order."""
        numbers = random.Random(self.told.seed)
        whats, weights = [], []
        for subject, (mix, share) in SUBJECTS.items():
            share = self.told.mix.get(subject, share if not self.told.mix else 0)
            for what, weight in mix.items():
                whats.append(what)
                weights.append(share * weight / sum(mix.values()))
        return list(enumerate(numbers.choices(whats, weights, k=self.told.operations)))

    def go(self):
        self.done = 0
        self.end = time.monotonic() + self.told.seconds
        faults = FAULTS if self.told.faults else []
        operations = self.operations()
        parts = len(faults) + 1
        for i in range(parts):
            self.mixed(operations[i * len(operations) // parts:
                                  (i + 1) * len(operations) // parts])
            self.later.settle()
            if i < len(faults):
                cause, what = faults[i]
                begin = time.time()
                cause(self)
                self.later.settle()
                self.record.mark(what, begin)
            if time.monotonic() > self.end:
                raise Failed(f'not done within {self.told.seconds} s: {self.done} of '
                             f'{len(operations)} operations')
        self.later.count_deliveries()
