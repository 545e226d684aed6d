# SPDX-License-Identifier: MIT
"""The audit log and its streams: a database that somebody has locked, and sinks that refuse, break
off, or take longer than a job's lock."""
import contextlib
import sqlite3
import time

from client import Failed
from later import end_of
from logins import change_sso
from settings import ATTEMPTS, BACKOFF, BUSY, STALLING

STREAM = '/api/v1/audit-log-streams/{provider}'
OPEN = ('datadog', 'splunk')  # of the first organization; the second has another


def streams_of(people):
    return dict(zip(people.projects, (OPEN, ('cribl',))))


def open_streams(run):
    """When nothing else is under way: where an event goes is seen when it is written."""
    for of, providers in streams_of(run.people).items():
        client = run.lane_of(of).client
        for provider in (*providers, *providers):
            is_open = provider in run.later.streams[of.id]
            client.ask('POST', f'/api/v1/audit-log-streams/{provider}', STREAM,
                       expect=(200,) if is_open else (201,))
            if not is_open:
                run.later.streams[of.id].add(provider)
                run.later.event('CREATE_LOG_STREAM', client.who, of)
                run.later.settle()
    client.ask('POST', '/api/v1/audit-log-streams/nobody', STREAM, expect=(404,))
    change_sso(run.lanes[0].client, 'POST', 'saml', (201, 409))


def cause(run, dropped=False):
    """An event of the first organization that takes nothing but one request."""
    change_sso(run.lanes[0].client, 'PATCH', 'saml', (200,), dropped)


def lock(run):
    """Nothing can be written for as long as the attempts take: what happens now is lost."""
    before = run.later.rows()
    with contextlib.closing(sqlite3.connect(run.later.file, isolation_level=None)) as log:
        log.execute('BEGIN IMMEDIATE')
        for _ in range(2):  # one after the other: the log has one connection
            cause(run, dropped=True)
            time.sleep(ATTEMPTS * BUSY + BACKOFF * (2 ** ATTEMPTS - 1) + 1)
        log.execute('ROLLBACK')
    if run.later.rows() != before:
        raise Failed('the audit log was written while it was locked')


def slow_sinks(run):
    """A run that stalls and one more that does not; then two that stall."""
    for provider, slow in ((OPEN[1], 1), (OPEN[0], 2)):
        deliver(run, provider, *slow * (f'slow:{STALLING}',))


def failing_sinks(run):
    for statuses in ((503,), ('close',), (401, 500), (500, 429, 400)):
        for provider in OPEN:
            deliver(run, provider, *statuses)


def deliver(run, provider, *statuses):
    """One event whose delivery meets these answers."""
    known = set(run.later.deliveries(provider))
    asked = len(run.peers.of(f'/{provider}'))
    run.peers.plan(f'/{provider}', *statuses)
    cause(run)

    def done():
        runs = run.later.deliveries(provider)
        return (len(run.peers.of(f'/{provider}')) - asked >= len(statuses)
                and runs.keys() - known and all(end_of(runs[one]) for one in runs.keys() - known))
    run.peers.wait(f'a delivery to {provider}', done)
    run.later.settle()
