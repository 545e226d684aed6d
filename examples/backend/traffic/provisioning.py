# SPDX-License-Identifier: MIT
"""SCIM: users and groups that somebody else's directory makes, changes and removes."""
import bulk
from settings import LARGEST_BODY

WHATS = {'user': 'Users', 'group': 'Groups'}
DOES = {'POST': 'create', 'PUT': 'replace', 'PATCH': 'update', 'DELETE': 'delete'}
ERRORS = {400: 'validation', 404: 'not_found', 409: 'scim', 507: 'policy'}
NO_OPERATION = (401, 413, 429)  # answered before one was tried
NOBODY = '00000000-0000-4000-8000-000000000000'


def count_operation(client, method, what, status):
    """If the answer is one to an operation."""
    if status in NO_OPERATION:
        return
    error = ERRORS.get(status)
    told = {'scim.operation': f'{DOES[method]}_{what}',
            'outcome': 'failure' if error else 'success', 'error.type': error,
            'infisical.organization.id': client.who.of.id}
    client.run.account.add('infisical.scim.operation.count', told)
    client.run.account.add('infisical.scim.operation.duration', told)


def ask(client, method, what, expect, body=None, of=None, token=True):
    path = f'/api/v1/scim/{WHATS[what]}'
    answer = client.ask(method, f'{path}/{of}' if of else path, path + ('/{id}' if of else ''),
                        body=body, token=token, expect=expect)
    count_operation(client, method, what, answer.status)
    if answer.status // 100 == 2:
        client.run.later.event('SCIM_OPERATION', client.who, client.who.of)
    return answer


def ask_in_bulk(client, number):
    """For users that are none."""
    path = f'/api/v1/scim/{WHATS["user"]}'
    answered = bulk.ask(client.run, number, 'POST', path, path, client=client, body='{}',
                        expect=(400, 429))
    for status, times in answered.items():
        for _ in range(times):
            count_operation(client, 'POST', 'user', status)
    return answered


def live(lane):
    """A user and a group that has it, from their beginning to their end."""
    client, name = lane.client, f'lane-{lane.number}'
    user = ask(client, 'POST', 'user', (201,), {'userName': name}).json()['id']
    members = [{'value': user}]
    group = ask(client, 'POST', 'group', (201,), {'displayName': name, 'members': members}
                ).json()['id']
    ask(client, 'PUT', 'user', (200,), {'userName': name, 'displayName': 'Jane'}, user)
    ask(client, 'PUT', 'group', (200,), {'displayName': name, 'members': []}, group)
    ask(client, 'PATCH', 'user', (200,), patch('active', False), user)
    ask(client, 'PATCH', 'group', (200,), patch('members', members), group)
    ask(client, 'POST', 'user', (409,), {'userName': name.upper()})
    ask(client, 'POST', 'group', (409,), {'displayName': name})
    ask(client, 'DELETE', 'group', (204,), of=group)
    ask(client, 'DELETE', 'user', (204,), of=user)


def patch(path, value):
    return {'Operations': [{'op': 'replace', 'path': path, 'value': value}]}


def refused(lane):
    what, client = lane.draw(list(WHATS)), lane.client
    ask(client, 'POST', what, (400,), {'active': True})
    ask(client, 'POST', what, (413,), 'x' * (LARGEST_BODY + 1))
    for method in ('PUT', 'PATCH', 'DELETE'):
        ask(client, method, what, (404,), {'userName': 'x'}, NOBODY)
    ask(lane.visitor, 'POST', what, (401,), {'userName': 'x'}, token=False)


MIX = {live: 2, refused: 1}
