# SPDX-License-Identifier: MIT
"""KMIP: keys that are made, used and destroyed, and what their state does not allow."""
import secrets

from vault import in_project

KMIP = '/api/v1/kmip/{operation}'
LIVES = 3  # of each lane: an object's id is in the labels, and room for them is limited
AES = {'cryptographicAlgorithm': 'AES'}
NOTHING = '00000000-0000-4000-8000-000000000000'


class Key:
    """One object of a project, or none yet."""

    def __init__(self, client, project, name=None):
        self.client, self.project, self.name, self.id = client, project, name, None

    def do(self, operation, expect=(200,), **fields):
        known = {'uniqueIdentifier': self.id} if self.id and operation != 'locate' else {}
        answer = in_project(self.client, 'POST', f'/api/v1/kmip/{operation}', KMIP, self.project,
                            body={**known, **fields}, expect=expect)
        if answer.status // 100 == 2:
            self.id = self.id or answer.json().get('uniqueIdentifier')
            self.count(operation)
        return answer

    def count(self, operation):
        who, located = self.client.who, operation == 'locate'
        of_machine = {'infisical.identity.id': who.id, 'infisical.identity.name': who.name}
        self.client.run.account.add('infisical.kmip.operation.count', {
            'infisical.kmip.operation.type': operation, 'infisical.organization.id': who.of.id,
            'infisical.project.id': self.project.id, 'infisical.kmip.client.id': who.id,
            'infisical.kmip.object.id': None if located else self.id,
            'infisical.kmip.object.name': None if located else self.name,
            **({} if who.person else of_machine), 'user_agent.original': self.client.agent,
            'client.address': self.client.address})
        self.client.run.later.event('KMIP_OPERATION', who, who.of)


def live(lane):
    """From its beginning to its end, some times in each lane; then no more than a look."""
    client, project = lane.client, lane.projects[0]
    lane.keys += 1
    if lane.keys > LIVES:
        Key(client, project).do('locate', state='active')
        return
    # The name of one that was destroyed stays taken for a while.
    name = f'lane-{lane.number}-{secrets.token_hex(4)}'
    key = Key(client, project, name if lane.keys % 2 else None)
    named = {'name': key.name} if key.name else {}
    if lane.keys % 2:
        key.do('create', (201,), **AES, cryptographicLength=256, **named)
    else:
        key.do('register', (201,), **AES, keyMaterial='00' * 16, **named)
    for operation in ('get', 'get_attributes', 'activate', 'get'):
        key.do(operation)
    key.do('activate', (409,))
    key.do('revoke', revocationReason='superseded')
    key.do('destroy')
    key.do('get', (409,))
    key.do('locate')


def refused(lane):
    key = Key(lane.client, lane.projects[1])
    key.do('create', (400,))
    key.do('melt', (400,))
    key.do('get', (404,), uniqueIdentifier=NOTHING)


MIX = {live: 4, refused: 1}
