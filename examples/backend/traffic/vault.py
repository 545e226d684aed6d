# SPDX-License-Identifier: MIT
"""Secrets, the cache in front of them, and what somebody may do with them: read, listed, written,
deleted, rotated, with an ETag or without, by admins and by a guest whose role changes.
"""
import time

from later import completed, failed
from settings import ATTEMPTS, ENTRY_BYTES, LARGEST_BODY

LIST = '/api/v3/secrets'
SECRET = '/api/v3/secrets/{name}'
MEMBERSHIP = '/api/v1/memberships/{actor}'
ROTATION = '/api/v2/secret-rotations/{name}'
NAMES = 2  # of each lane, in each of its places
PLACES = [('dev', '/'), ('staging', '/'), ('prod', '/database')]


def count_lookup(account, answer):
    """How it was found what the sender may do."""
    how = answer.headers['X-Permission-Cache']
    if how:
        account.add('infisical.permission_cache.lookup.count', {'cache.result': how})
    if how in ('fingerprint_match', 'full_refetch'):
        account.add('infisical.permission_cache.fingerprint.duration')
    return how


def in_project(client, method, path, route, project, query='', **more):
    """A request that needs a role in the project."""
    answer = client.ask(method, f'{path}?workspaceId={project.id}{query}', route, project=project,
                        **more)
    count_lookup(client.run.account, answer)
    return answer


class Place:
    """Secrets of one project, environment and path."""

    def __init__(self, client, project, where=PLACES[0]):
        self.client, self.project, (self.environment, self.path) = client, project, where
        self.account, self.later = client.run.account, client.run.later

    def ask(self, method, name, expect, **more):
        """Of all secrets where the name is none."""
        path, route = (f'/api/v3/secrets/{name}', SECRET) if name else (LIST, LIST)
        answer = in_project(self.client, method, path, route, self.project,
                            f'&environment={self.environment}&secretPath={self.path}',
                            expect=expect, **more)
        if method in ('GET', 'HEAD'):
            self.count_read(answer, name)
        return answer

    def count_read(self, answer, name):
        # Who got as far as a look-up and was told that there is none, missed the cache.
        cached = ('not_modified' if answer.status == 304 else 'miss' if answer.status == 404
                  and answer.headers['X-Permission-Cache'] else answer.headers['X-Cache'])
        if cached:
            self.account.add('infisical.secret.cache.access.count', {'cache.result': cached})
        if answer.status not in (200, 304):
            return
        who, organization = self.client.who, self.client.who.of
        self.account.add('infisical.secret.read.count', {
            **who.attributes(), 'infisical.project.id': self.project.id,
            'infisical.project.name': self.project.name, 'infisical.environment': self.environment,
            'infisical.secret.path': self.path, 'infisical.secret.name': name,
            'user_agent.original': self.client.agent, 'client.address': self.client.address})
        if answer.status == 200:
            self.later.event('GET_SECRET' if name else 'GET_SECRETS', who, organization)
        if cached == 'miss' and answer.status == 200:
            self.account.add('infisical.secret.cache.entry.bytes')

    def read(self, name, expect, **more):
        return self.ask('GET', name, expect, **more)

    def write(self, name, value, expect=(200, 201)):
        answer = self.ask('POST', name, expect, body={'secretValue': value})
        if answer.status in (200, 201):
            self.later.event('CREATE_SECRET' if answer.status == 201 else 'UPDATE_SECRET',
                             self.client.who, self.client.who.of)
        return answer

    def delete(self, name, expect=(204, 404)):
        answer = self.ask('DELETE', name, expect)
        if answer.status == 204:
            self.later.event('DELETE_SECRET', self.client.who, self.client.who.of)
        return answer

    def count_oversize(self, answer):
        """Of a value, or a list, that is known to be larger than an entry may be."""
        if answer.headers['X-Cache'] == 'miss':
            self.account.add('infisical.secret.cache.oversize_skip.count')


def place(lane):
    return Place(lane.client, lane.draw(lane.projects), lane.draw(PLACES))


def name_of(lane):
    return f'lane-{lane.number}-{lane.random.randrange(NAMES)}'


def read(lane):
    """Of three, one has an ETag with it: the last one, or an old one."""
    where, name = place(lane), name_of(lane)
    known = lane.tags.get((where.project.id, where.environment, name), [])
    headers = {'If-None-Match': lane.draw(known)} if known and lane.random.random() < 0.3 else {}
    answer = where.read(name, (200, 304, 404), headers=headers)
    if answer.status == 200:
        tags = lane.tags.setdefault((where.project.id, where.environment, name), [])
        tags.append(answer.headers['ETag'])
        del tags[:-2]


def look(lane):
    place(lane).ask('HEAD', name_of(lane), (200, 404))


def listed(lane):
    place(lane).read('', (200,))


def write(lane):
    place(lane).write(name_of(lane), 'x' * lane.random.randrange(1, 30))


def delete(lane):
    place(lane).delete(name_of(lane))


def oversize(lane):
    """A path of its own, so that the list of another place stays small."""
    where = Place(lane.client, lane.projects[0], ('dev', f'/large/{lane.number}'))
    if not lane.tags.get('large'):
        where.write('large', 'x' * (ENTRY_BYTES + 1000))
        lane.tags['large'] = ['written']
    where.count_oversize(where.read('large', (200,)))


def refused(lane):
    """What is not as it has to be, or not the sender's."""
    where, name = place(lane), name_of(lane)
    where.ask('POST', name, (400,), body='{"secretValue":')
    where.ask('POST', name, (413,), body={'secretValue': 'x' * LARGEST_BODY})
    where.ask('GET', '%20', (400,))
    in_project(lane.client, 'POST', f'/api/v2/secret-rotations/{name}', ROTATION, where.project,
               body={'delayMs': 'soon'}, expect=(400,))
    in_project(lane.client, 'PUT', '/api/v1/memberships/nobody', MEMBERSHIP, where.project,
               body={'role': 'admin'}, expect=(404,))
    lane.client.ask('GET', f'/api/v3/secrets/{name}', SECRET, expect=(400,))
    lane.client.ask('GET', f'{LIST}?workspaceId={where.project.id}', LIST, token=False,
                    expect=(401,))
    lane.client.ask('GET', f'{LIST}?workspaceId={lane.foreign.id}', LIST, expect=(404,))


def change_role(lane):
    """Of a guest, who then finds what it allows."""
    project, role = lane.draw(lane.projects), lane.draw(('viewer', 'none', 'admin'))
    with lane.run.guest_of(lane.client.who.of) as guest:
        in_project(lane.client, 'PUT', f'/api/v1/memberships/{guest.who.id}', MEMBERSHIP, project,
                   body={'role': role}, expect=(200,))
        where = Place(guest, project)
        where.read('', (403,) if role == 'none' else (200,))
        where.write(f'guest-{lane.number}', 'x', (200, 201) if role == 'admin' else (403,))


def rotate(lane):
    """One that stays until it has been rotated."""
    where = Place(lane.client, lane.projects[0], ('dev', '/rotated'))
    name = f'rotated-{lane.number}'
    where.write(name, 'x')
    ask_to_rotate(where, name, 5)
    lane.run.later.event('ROTATE_SECRET', None, lane.client.who.of)
    completed(lane.run.account, 'rotate-secret')


def ask_to_rotate(where, name, milliseconds):
    in_project(where.client, 'POST', f'/api/v2/secret-rotations/{name}', ROTATION, where.project,
               f'&environment={where.environment}&secretPath={where.path}',
               body={'delayMs': milliseconds}, expect=(202,))


MIX = {read: 50, look: 5, listed: 8, write: 14, delete: 5, oversize: 3, refused: 2, change_role: 2,
       rotate: 3}


def rotate_what_has_gone(run):
    """A job that finds nothing to do, and uses up its attempts."""
    lane = run.lanes[0]
    where = Place(lane.client, lane.projects[0], ('dev', '/gone'))
    where.write('gone', 'x')
    ask_to_rotate(where, 'gone', 300)
    where.delete('gone', (204,))
    for number in range(1, ATTEMPTS + 1):
        failed(run.account, 'rotate-secret', 'not_found', number == ATTEMPTS)
    time.sleep(1)
