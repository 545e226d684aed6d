# SPDX-License-Identifier: MIT
"""Secrets and certificates that are kept elsewhere as well, at destinations that answer, fail for a
while, fail for good, break off, or take too long."""
from later import count_job, end_of
from settings import ATTEMPTS, TOO_SLOW
from vault import in_project

KINDS = {  # of a route: the field, the jobs by their action, and the name of what counts errors
    'secret-syncs': ('/api/v1/secret-syncs/{id}/{action}', 'destination', 'secrets', 'secret_sync'),
    'pki/syncs': ('/api/v1/pki/syncs/{id}/{action}', 'destination', 'certificates', 'pki_sync'),
}
ACTIONS = ('sync', 'import', 'remove')
INTEGRATION = '/api/v1/integrations/{id}/sync'
# What a destination answers, one time after the other, and then what it always does.
FAULTS = [(503,), (503, 429), ('close',), (f'slow:{TOO_SLOW}',), (500, 403, 404), (422, 408, 418)]


def move(lane, which, action, faults):
    """One synchronization, to its end. Each lane has its own, so none meets another's answers."""
    run, client, project = lane.run, lane.client, lane.projects[0]
    sync = f'{which.split("/")[0][0]}-{lane.number}'
    named = {'name': f'sync {lane.number}'}
    if which == 'integrations':
        route, field, what, path = INTEGRATION, 'integration', 'secrets', f'{which}/{sync}/sync'
        job, errors = 'sync-integration', 'integration_secret_sync_errors'
    else:
        route, field, what, prefix = KINDS[which]
        path, job = f'{which}/{sync}/{action}', f'{action}-{what}'
        errors = f'{prefix}_{action}_{what}_errors'
    destination = f'{field}-{action}'
    where = f'/{destination}/{sync}'
    run.peers.plan(where, *faults)
    before = len(run.peers.of(where))
    in_project(client, 'POST', f'/api/v1/{path}', route, project,
               body={**named, field: destination}, expect=(202,))
    run.later.event('SYNC_INTEGRATION' if which == 'integrations' else f'SYNC_{what.upper()}',
                    client.who, client.who.of)
    runs = run.peers.wait(f'the end of {job}', lambda: ended(run, where, before, faults))
    count_job(run.account, job, runs)
    told = {'type': what, 'version': run.version, 'name': named['name'], 'projectId': project.id}
    told |= ({'integration': destination, 'integrationId': sync} if which == 'integrations'
             else {'destination': destination, 'syncId': sync})
    for number, one in enumerate(runs, 1):
        if one.error:
            run.account.add(errors, {**told, 'status': 'failed' if number == ATTEMPTS
                                     else 'retrying'})


def ended(run, where, before, faults):
    """Its runs. One that came too late stands in the log only then."""
    runs = run.peers.of(where)[before:]
    return runs if end_of(runs) and len(runs) >= min(len(faults) + 1, ATTEMPTS) else None


def some(lane):
    which = lane.draw((*KINDS, 'integrations'))
    move(lane, which, 'sync' if which == 'integrations' else lane.draw(ACTIONS),
         lane.draw(FAULTS) if lane.random.random() < 0.4 else ())


def refused(lane):
    project = lane.projects[0]
    in_project(lane.client, 'POST', '/api/v1/secret-syncs/s/burn', KINDS['secret-syncs'][0],
               project, body={'name': 'x', 'destination': 'x'}, expect=(400,))
    in_project(lane.client, 'POST', '/api/v1/pki/syncs/s/sync', KINDS['pki/syncs'][0], project,
               body={'name': 'x', 'destination': '/'}, expect=(400,))
    in_project(lane.client, 'POST', '/api/v1/integrations/i/sync', INTEGRATION, project, body={},
               expect=(400,))


MIX = {some: 5, refused: 1}


def fail_each(run):
    """Each job once with a fault that passes, and once with one that does not."""
    lane = run.lanes[0]
    for which in KINDS:
        for action in ACTIONS:
            move(lane, which, action, (503,))
            move(lane, which, action, (500, 403, 404))
    move(lane, 'integrations', 'sync', (503,))
    move(lane, 'integrations', 'sync', (500, 403, 404))
