# SPDX-License-Identifier: MIT
"""What the backend does later: jobs and their attempts, the audit log's events and their way to
the streams.

An event is known by the request that made it; each delivery by what the sinks received, where its
text has the event's id. The backend's own log of them, its SQLite file, is asked for one thing: how
many rows it has, to know when to stop waiting. Nothing of that is in the account.
"""
import collections
import contextlib
import re
import sqlite3
import threading

from client import Failed
from settings import ATTEMPTS, LOCK

QUEUES = {'persist-event': 'audit-log', 'deliver-event': 'audit-log-stream',
          'rotate-secret': 'secret-rotation-v2', 'sync-integration': 'integration-sync',
          **{f'{action}-secrets': 'secret-sync' for action in ('sync', 'import', 'remove')},
          **{f'{action}-certificates': 'pki-sync' for action in ('sync', 'import', 'remove')}}
PROVIDERS = ('datadog', 'splunk', 'custom', 'azure', 'cribl')


def attributes_of(job):
    return {'queue.name': QUEUES[job], 'job.name': job}


def completed(account, job):
    ended = {**attributes_of(job), 'outcome': 'completed'}
    account.add('infisical.queue.job.count', ended)
    account.add('infisical.queue.job.duration', ended)
    account.add('infisical.queue.job.wait', attributes_of(job))


def failed(account, job, error, last):
    ended = {**attributes_of(job), 'outcome': 'failed'}
    account.add('infisical.queue.job.count', ended)
    account.add('infisical.queue.job.duration', ended)
    account.add('infisical.queue.job.failure.count', {
        **attributes_of(job), 'error.type': error, 'attempts.exhausted': str(last).lower()})


def end_of(runs):
    """How a job with these runs has ended: 'completed', 'failed' or 'stalled', its last run; or
    nothing while it goes on."""
    stalls = sum(run.seconds > LOCK for run in runs)
    errors = [run.error for run in runs if run.seconds <= LOCK]
    if None in errors:
        return 'completed'
    if stalls == 2:
        return 'stalled'
    return 'failed' if len(errors) == ATTEMPTS else None


def count_job(account, job, runs):
    """One that has ended."""
    for number, error in enumerate([run.error for run in runs if run.seconds <= LOCK], 1):
        if error:
            failed(account, job, error, number == ATTEMPTS)
        else:
            completed(account, job)
    for _ in filter(lambda run: run.seconds > LOCK, runs):
        account.add('infisical.queue.stalled.count', {'queue.name': QUEUES[job]})
    if end_of(runs) == 'stalled':
        failed(account, job, 'timeout', True)


class Later:
    """The events that were caused, and the streams that they go to."""

    def __init__(self, account, peers, state):
        self.account, self.peers = account, peers
        self.file = f'{state}/audit.sqlite'
        self.lock = threading.Lock()
        self.kept = self.rows()              # events, if nothing is in their way
        self.due = collections.Counter()     # deliveries of each provider
        self.left = 0                        # of both, while they are waited for
        self.streams = collections.defaultdict(set)  # of each organization's id

    def event(self, what, who, of, dropped=False):
        """`who` is none for the backend itself; `of` is the organization."""
        kind = 'service' if who is None else 'user' if who.person else 'identity'
        organization = {'infisical.organization.id': of.id}
        self.account.add('infisical.audit_log.enqueued.count', {
            'audit_log.event_type': what, 'audit_log.actor_type': kind, **organization})
        if dropped:
            for number in range(1, ATTEMPTS + 1):
                failed(self.account, 'persist-event', 'db', number == ATTEMPTS)
            self.account.add('infisical.audit_log.dropped.count', {
                'audit_log.event_type': what, 'audit_log.drop_reason': 'max_retries',
                **organization})
            return
        completed(self.account, 'persist-event')
        self.account.add('infisical.audit_log.persist.duration', {
            'audit_log.backend': 'sqlite', 'audit_log.event_type': what, **organization})
        with self.lock:
            self.kept += 1
            for provider in self.streams[of.id]:
                self.due[provider] += 1

    def deliveries(self, provider):
        """The runs of each, by the event's id."""
        return self.peers.events_of(f'/{provider}')

    def rows(self):
        with contextlib.closing(sqlite3.connect(f'file:{self.file}?mode=ro', uri=True)) as log:
            return log.execute('SELECT count(*) FROM audit_log').fetchone()[0]

    def settled(self):
        ended = {provider: sum(bool(end_of(runs)) for runs in self.deliveries(provider).values())
                 for provider in PROVIDERS}
        self.left = abs(self.kept - self.rows()) + sum(
            abs(self.due[provider] - ended[provider]) for provider in PROVIDERS)
        return self.left == 0

    def settle(self):
        """Until all events are in the log and with their streams, as long as it goes on."""
        try:
            self.peers.wait('the end of what is done later', self.settled, 30, lambda: self.left)
        except Failed as late:
            ended = {provider: len(self.deliveries(provider)) for provider in PROVIDERS}
            raise Failed(f'{late}: {self.rows()} of {self.kept} events, deliveries begun {ended} '
                         f'of {dict(self.due)}') from late

    def count_deliveries(self):
        """At the end, once."""
        for provider in PROVIDERS:
            for runs in self.deliveries(provider).values():
                count_job(self.account, 'deliver-event', runs)
                for run in runs:
                    self.count_delivery(provider, run)

    def count_delivery(self, provider, run):
        told = {'audit_log_stream.provider': provider,
                'infisical.organization.id': re.search(r'"organization":"([^"]+)"', run.body)[1],
                'outcome': 'failure' if run.error else 'success', 'error.type': run.error}
        self.account.add('infisical.audit_log_stream.delivery.count', told)
        self.account.add('infisical.audit_log_stream.delivery.duration', told)
