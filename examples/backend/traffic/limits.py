# SPDX-License-Identifier: MIT
"""What the backend says when it is asked for too much: too many requests of one client, a secret
more than there is room for, and more connections to the database than its pool has.
"""
import contextlib
import sqlite3
import time

import bulk
import provisioning
from client import Failed
from plain import STATUS
from settings import MARKER, SECRETS, limit_of
from vault import Place


def burst(run):
    """More than is allowed in two seconds, and within one: with a session, without one, and of
    SCIM, where those that are too many are no operations."""
    mine, number = run.lanes[0].client, 2 * limit_of(run.told.rate) + 50
    for _ in range(5):
        answers = [
            bulk.ask(run, number, 'GET', STATUS, STATUS, client=mine, expect=(200, 429)),
            bulk.ask(run, number, 'GET', STATUS, STATUS, expect=(200, 429)),
            provisioning.ask_in_bulk(mine, number)]
        if all(429 in answered for answered in answers):
            break
    else:
        raise Failed('this machine is too slow to send more than the limit in a second')
    time.sleep(1)  # those of the next second are not too many


def fill(run):
    """A path of its own, which nobody lists; by several, so that none is too fast."""
    of = run.lanes[-1].client.who.of
    places = [Place(lane.client, lane.projects[0], ('dev', '/full'))
              for lane in run.lanes if lane.client.who.of == of]
    names = [f'filler-{i}' for i in range(SECRETS + 1)]
    for i, name in enumerate(names):
        run.pace()
        if places[i % len(places)].write(name, 'x', (201, 507)).status == 507:
            break
    else:
        raise Failed(f'there was room for more than {SECRETS} secrets')
    for i, name in enumerate(names[:i]):
        run.pace()
        places[i % len(places)].delete(name, (204,))


def dry(run):
    """Writers hold all connections for as long as they wait for the lock of somebody else; whoever
    reads meanwhile waits in vain, also for what he may read."""
    waited = {'cache.result': 'fingerprint_error'}
    for _ in range(10):  # a reader who is before the writers gets his answer
        hold_all(run)
        if run.account.has('infisical.permission_cache.lookup.count', waited):
            break
    else:
        raise Failed('whoever asked what he may do was answered, with no connection left')


def hold_all(run):
    reader = run.lanes[-1]

    def ask(lane):
        where = Place(lane.client, lane.projects[0], ('dev', '/dry'))
        if lane is not reader:
            where.write(f'dry-{lane.number}', 'x', (200, 201, 503))
        else:
            time.sleep(0.1)
            where.read(f'dry-{lane.number}', (200, 404, 503))

    with contextlib.closing(sqlite3.connect(f'{run.state}/secrets.sqlite',
                                            isolation_level=None)) as database:
        time.sleep(MARKER)  # what the reader may do is looked up again
        database.execute('BEGIN IMMEDIATE')
        run.in_threads(ask)
        database.execute('ROLLBACK')
