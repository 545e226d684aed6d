# SPDX-License-Identifier: MIT
"""Secrets and certificates that are kept elsewhere as well, at destinations that answer, fail for a
while, fail for good, break off, or take too long. What was put there comes back by an import."""
import contextlib
import json
import sqlite3

from client import Failed
from later import count_job, end_of
from settings import ATTEMPTS, TOO_SLOW
from vault import Place, in_project

KINDS = {  # of a route: the field, the jobs by their action, and the name of what counts errors
    'secret-syncs': ('/api/v1/secret-syncs/{id}/{action}', 'destination', 'secrets', 'secret_sync'),
    'pki/syncs': ('/api/v1/pki/syncs/{id}/{action}', 'destination', 'certificates', 'pki_sync'),
}
ACTIONS = ('sync', 'import', 'remove')
INTEGRATION = '/api/v1/integrations/{id}/sync'
# What a destination answers, one time after the other, and then what it always does.
FAULTS = [(503,), (503, 429), ('close',), (f'slow:{TOO_SLOW}',), (500, 403, 404), (422, 408, 418)]
CERTIFICATES = 3  # of each lane: nothing removes them


def place_of(lane):
    """What the lane synchronizes; nobody else writes there."""
    return Place(lane.client, lane.projects[0], ('dev', f'/moved/{lane.number}'))


def move(lane, which, action, faults=(), project=None, certificates=None):
    """One synchronization, to its end; its runs. Each lane has its own, so none meets another's
    answers, and one destination for all actions, so that each finds what the last one left."""
    run, client, project = lane.run, lane.client, project or lane.projects[0]
    sync = f'{which.split("/")[0][0]}-{lane.number}'
    named, query = {'name': f'sync {lane.number}'}, ''
    if which == 'integrations':
        route, field, what, path = INTEGRATION, 'integration', 'secrets', f'{which}/{sync}/sync'
        job, errors = 'sync-integration', 'integration_secret_sync_errors'
    else:
        route, field, what, prefix = KINDS[which]
        path, job = f'{which}/{sync}/{action}', f'{action}-{what}'
        errors = f'{prefix}_{action}_{what}_errors'
    if which == 'secret-syncs':
        where = place_of(lane)
        query = f'&environment={where.environment}&secretPath={where.path}'
    more = {'certificates': certificates} if certificates else {}
    destination = f'{field}-of-{what}'
    target = f'/{destination}/{sync}'
    run.peers.plan(target, *faults)
    before = len(run.peers.of(target))
    in_project(client, 'POST', f'/api/v1/{path}', route, project, query,
               body={**named, **more, field: destination}, expect=(202,))
    run.later.event('SYNC_INTEGRATION' if which == 'integrations' else f'SYNC_{what.upper()}',
                    client.who, client.who.of)
    runs = run.peers.wait(f'the end of {job}', lambda: ended(run, target, before, faults))
    count_job(run.account, job, runs)
    told = {'type': what, 'version': run.version, 'name': named['name'], 'projectId': project.id}
    told |= ({'integration': destination, 'integrationId': sync} if which == 'integrations'
             else {'destination': destination, 'syncId': sync})
    for number, one in enumerate(runs, 1):
        if one.error:
            run.account.add(errors, {**told, 'status': 'failed' if number == ATTEMPTS
                                     else 'retrying'})
    return runs


def ended(run, where, before, faults):
    """Its runs. One that came too late stands in the log only then."""
    runs = run.peers.of(where)[before:]
    return runs if end_of(runs) and len(runs) >= min(len(faults) + 1, ATTEMPTS) else None


def check(what, got, wanted):
    if got != wanted:
        raise Failed(f'{what}: {got!r}, wanted {wanted!r}')


def wait_for_row(run, what, query, *values):
    """Until an import has written it: the destination's answer is not the end of that. Nothing of
    it is in the account."""
    def found():
        with contextlib.closing(sqlite3.connect(f'file:{run.state}/secrets.sqlite?mode=ro',
                                                uri=True)) as database:
            return database.execute(query, values).fetchone()

    run.peers.wait(what, found)


def put_secrets(lane, faults=()):
    """Two of the lane's own; what they are."""
    where, values = place_of(lane), {}
    for name in ('changed', 'gone'):
        values[name] = f'{lane.random.getrandbits(32):x}'
        where.write(name, values[name])
    put = move(lane, 'secret-syncs', 'sync', faults)[-1]
    check(f'the secrets at {put.path}', json.loads(put.body), {'secrets': values})
    return values


def import_secrets(lane, faults):
    """They come back as they were, the last one by name, too; or not at all."""
    where, wanted = place_of(lane), put_secrets(lane)
    where.write('changed', 'otherwise', (200,))
    where.delete('gone', (204,))
    if move(lane, 'secret-syncs', 'import', faults)[-1].error:
        wanted = {'changed': 'otherwise', 'gone': None}
    else:
        wait_for_row(lane.run, 'imported secrets', 'SELECT 1 FROM secrets WHERE project = ? AND '
                     'path = ? AND name = ?', where.project.id, where.path, 'gone')
    for name, value in wanted.items():
        answer = where.read(name, (200,) if value else (404,))
        check(f'{name} after an import', value and answer.json()['secret']['secretValue'], value)


def put_certificates(lane, faults=()):
    """One of the lane's own, with those that are there; which one."""
    text = f'lane-{lane.number}-{lane.random.randrange(CERTIFICATES)}'
    check_certificate(text, move(lane, 'pki/syncs', 'sync', faults, certificates=[text])[-1])
    return text


def check_certificate(text, put):
    there = json.loads(put.body)['certificates']
    check(f'{text} among the certificates {there} at {put.path}', text in there, True)


def import_certificates(lane, faults):
    """Of one project into the other, which then puts them there itself."""
    text, into = put_certificates(lane), lane.projects[1]
    if not move(lane, 'pki/syncs', 'import', faults, into)[-1].error:
        wait_for_row(lane.run, 'imported certificates', 'SELECT 1 FROM certificates WHERE '
                     'project = ? AND text = ?', into.id, text)
        check_certificate(text, move(lane, 'pki/syncs', 'sync', project=into)[-1])


PUTS = {'secret-syncs': put_secrets, 'pki/syncs': put_certificates}
IMPORTS = {'secret-syncs': import_secrets, 'pki/syncs': import_certificates}


def perform(lane, which, action, faults):
    if action == 'sync':
        PUTS[which](lane, faults)
    elif action == 'import':
        IMPORTS[which](lane, faults)
    else:
        PUTS[which](lane)
        move(lane, which, action, faults)


def some(lane):
    which = lane.draw((*KINDS, 'integrations'))
    action = 'sync' if which == 'integrations' else lane.draw(ACTIONS)
    faults = lane.draw(FAULTS) if lane.random.random() < 0.4 else ()
    if which == 'integrations':
        move(lane, which, action, faults)
    else:
        perform(lane, which, action, faults)


def refused(lane):
    project = lane.projects[0]
    in_project(lane.client, 'POST', '/api/v1/secret-syncs/s/burn', KINDS['secret-syncs'][0],
               project, body={'name': 'x', 'destination': 'x'}, expect=(400,))
    for wrong in ({'destination': '/'}, {'destination': 'x', 'certificates': [7]}):
        in_project(lane.client, 'POST', '/api/v1/pki/syncs/s/sync', KINDS['pki/syncs'][0], project,
                   body={'name': 'x', **wrong}, expect=(400,))
    in_project(lane.client, 'POST', '/api/v1/integrations/i/sync', INTEGRATION, project, body={},
               expect=(400,))


MIX = {some: 5, refused: 1}


def fail_each(run):
    """Each job once with a fault that passes, and once with one that does not."""
    lane = run.lanes[0]
    for which in KINDS:
        for action in ACTIONS:
            perform(lane, which, action, (503,))
            perform(lane, which, action, (500, 403, 404))
    move(lane, 'integrations', 'sync', (503,))
    move(lane, 'integrations', 'sync', (500, 403, 404))
