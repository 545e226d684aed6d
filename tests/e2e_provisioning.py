#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What e2e_catalogue.py has the backend do with who and what comes from outside: log-ins for which
a provider vouches, users and groups of a directory, and keys; and what must be counted of it, from
the requests and their answers alone.
"""
import collections
import json
import uuid

from e2e_load import ACTORS, PROJECTS, Client

PEOPLE = ('saml', 'oidc', 'google', 'github', 'gitlab', 'ldap')
MACHINES = ('kubernetes-auth', 'aws-auth', 'gcp-auth', 'azure-auth', 'oci-auth', 'alicloud-auth',
            'tls-cert-auth', 'oidc-auth', 'jwt-auth', 'ldap-auth', 'spiffe-auth')
# {metric: the labels that its series are told apart by, here}; of a histogram, its observations.
COUNTED = {
    'infisical_auth_attempt_count_total{infisical_auth_method!~"email|universal-auth"}':
        ('infisical_auth_method', 'infisical_auth_result', 'error_type',
         'infisical_organization_id', 'infisical_user_id', 'infisical_identity_id',
         'infisical_auth_attempt_username'),
    'infisical_auth_attempt_duration_seconds_count{infisical_auth_method!~"email|universal-auth"}':
        ('infisical_auth_method', 'infisical_auth_result', 'error_type',
         'infisical_organization_id'),
    'infisical_auth_token_renewal_count_total{infisical_auth_method!="universal-auth",'
    'outcome="success"}': ('infisical_auth_method',),
    'infisical_scim_operation_count_total':
        ('scim_operation', 'outcome', 'error_type', 'infisical_organization_id'),
    'infisical_scim_operation_duration_seconds_count':
        ('scim_operation', 'outcome', 'error_type', 'infisical_organization_id'),
    'infisical_kmip_operation_count_total':
        ('infisical_kmip_operation_type', 'infisical_organization_id', 'infisical_project_id',
         'infisical_kmip_client_id', 'infisical_kmip_object_id', 'infisical_kmip_object_name',
         'infisical_identity_id', 'infisical_identity_name', 'user_agent_original',
         'client_address'),
}
LOGINS, LOGIN_TIMES, RENEWALS, SCIM, SCIM_TIMES, KMIP = COUNTED
SCIM_VERBS = {'POST': 'create', 'PUT': 'replace', 'PATCH': 'update', 'DELETE': 'delete'}
SCIM_ERRORS = {400: 'validation', 401: 'auth', 404: 'not_found', 409: 'scim', 413: 'validation',
               507: 'policy'}
MOST_USERS = 1000  # of an organization; examples/backend/identity/scim.hpp
# What the stand-in is told to answer, if anything, what it is asked with, and what is answered
# then: the status, and the error.type of the counter and of the histogram. NOBODY is no account's.
NOBODY = 'nobody@example.org'
AWAY = 'provider_unavailable'
REFUSALS = (
    ((), 'wrong', 401, 'invalid_credentials', 'auth'),
    ((), 'expired', 401, 'expired_token', 'auth'),
    ((), 'bad', 401, 'invalid_token', 'auth'),
    ((), 'forbidden', 401, 'invalid_credentials', 'permission'),
    ((), 'good:' + NOBODY, 401, 'invalid_credentials', 'not_found'),
    ((), 'down', 503, AWAY, 'internal'),
    ((429,), 'good', 503, AWAY, 'rate_limit'),
    ((404,), 'good', 503, AWAY, 'not_found'),
    (('close',), 'good', 503, AWAY, 'network'),
    (('slow:1',), 'good', 503, AWAY, 'timeout'),
)


class Driver:
    """Somebody's connection, and what must have been counted of what they did."""

    def __init__(self, api, who):
        self.client = Client(api, who)
        self.counted = collections.Counter()

    def count(self, metric, **values):
        self.counted[metric, frozenset((key, value) for key, value in values.items()
                                       if value)] += 1

    def ask(self, method, path, body, expect, **more):
        return self.client.ask(method, path, '', body=body, expect={expect}, **more)

    def log_in(self, method, assertion, status, error='', failure=''):
        """The token, where the provider vouches for who this is."""
        who = self.client.who
        text = self.ask('POST', f'/api/v1/auth/{method}/login', {'assertion': assertion}, status,
                        token=False)
        known = {'infisical_auth_method': method,
                 'infisical_auth_result': 'failure' if failure else 'success',
                 'infisical_organization_id': '' if failure else who.organization.id}
        mine = 'infisical_user_id' if who.method == 'email' else 'infisical_identity_id'
        self.count(LOGINS, **known, error_type=error, infisical_auth_attempt_username=assertion
                   .partition(':')[2], **{} if failure else {mine: who.id})
        self.count(LOGIN_TIMES, **known, error_type=failure)
        return None if failure else json.loads(text)['accessToken']

    def scim(self, method, kind, one='', body=None, expect=200, **more):
        """The resource, where there is one."""
        text = self.ask(method, f'/api/v1/scim/{kind}s{one and "/"}{one}', body, expect, **more)
        organization = self.client.who.organization.id if more.get('token', True) else ''
        for metric in (SCIM, SCIM_TIMES):
            self.count(metric, scim_operation=f'{SCIM_VERBS[method]}_{kind.lower()}',
                       outcome='failure' if expect >= 400 else 'success',
                       error_type=SCIM_ERRORS.get(expect), infisical_organization_id=organization)
        return json.loads(text) if expect in (200, 201) else None

    def kmip(self, operation, body, expect=200, name=''):
        """`name`: of the object, where it has one."""
        who = self.client.who
        project = PROJECTS[who.organization][0]
        text = self.ask('POST', f'/api/v1/kmip/{operation}?workspaceId={project.id}', body, expect)
        said = json.loads(text)
        if expect < 400:
            machine = who.method != 'email'
            self.count(KMIP, infisical_kmip_operation_type=operation,
                       infisical_organization_id=who.organization.id,
                       infisical_project_id=project.id, infisical_kmip_client_id=who.id,
                       infisical_kmip_object_id=said.get('uniqueIdentifier'),
                       infisical_kmip_object_name=name,
                       infisical_identity_id=machine and who.id,
                       infisical_identity_name=machine and who.name,
                       user_agent_original=self.client.agent.shown,
                       client_address=self.client.address)
        return said


def log_ins(driver, methods, plan):
    login = driver.client.who.login
    for method in methods:
        driver.client.token = driver.log_in(method, f'good:{login}', 200)
        if methods is MACHINES:
            driver.client.token = json.loads(
                driver.ask('POST', '/api/v1/auth/token/renew', '', 200))['accessToken']
            driver.count(RENEWALS, infisical_auth_method=method)
        driver.log_in(method, 'garbage', 503, AWAY,
                      'oidc' if method in ('oidc', 'oidc-auth') else 'unknown')
    for planned, *refusal in REFUSALS:
        plan(f'/idp/{method}', *planned)
        driver.log_in(method, *refusal)
    for wrong, body in (('email', {'assertion': 'good:' + login}), ('none', {'assertion': 'good'}),
                        (method, {'assertion': 7}), (method, '"good"')):
        driver.ask('POST', f'/api/v1/auth/{wrong}/login', body, 400, token=False)
    driver.ask('POST', f'/api/v1/auth/{method}/login', 'x' * 20000, 413, token=False)


def patch(operation, path, value):
    return {'Operations': [{'op': operation, 'path': path, 'value': value}]}


def provision(driver):
    """A user and a group, each made, changed, replaced and removed again; and what is refused."""
    for kind, name in (('User', 'userName'), ('Group', 'displayName')):
        one, other = ({name: f'{kind} {uuid.uuid4()}'} for _ in range(2))
        made = driver.scim('POST', kind, '', one, 201)
        driver.scim('POST', kind, '', one, 409)
        driver.scim('POST', kind, '', {}, 400)
        driver.scim('POST', kind, '', 'x' * 20000, 413)
        taken = driver.scim('POST', kind, '', other, 201)
        changed = driver.scim('PATCH', kind, made['id'], patch('replace', name, one[name] + '!'))
        if changed != {**made, name: one[name] + '!'}:
            raise ValueError(f'{made} has become {changed}')
        for method, good, wrong, duplicate in (
                ('PUT', one, {name: 7}, other),
                ('PATCH', patch('replace', name, one[name]), patch('x', name, 1),
                 patch('replace', name, other[name].upper()))):
            for id_of, body, expect in (
                    (made['id'], good, 200), (made['id'], wrong, 400), ('none', good, 404),
                    (made['id'], duplicate, 409), (made['id'], 'x' * 20000, 413)):
                driver.scim(method, kind, id_of, body, expect)
        driver.scim('DELETE', kind, taken['id'], None, 204)
        driver.scim('DELETE', kind, made['id'], None, 204)
        driver.scim('DELETE', kind, made['id'], None, 404)
        for method, one in (('POST', ''), ('PUT', 'x'), ('PATCH', 'x'), ('DELETE', 'x')):
            driver.scim(method, kind, one, {}, 401, token=False)
        driver.ask('GET', f'/api/v1/scim/{kind}s', None, 405)
    member = driver.scim('POST', 'User', '', {'userName': 'member'}, 201)
    group = driver.scim('POST', 'Group', '', {'displayName': 'team', 'members': [
        {'value': member['id']}]}, 201)
    driver.scim('PATCH', 'Group', group['id'], patch('add', 'members', [{'value': 'none'}]), 400)
    driver.scim('DELETE', 'User', member['id'], None, 204)
    left = driver.scim('PATCH', 'Group', group['id'], patch('replace', 'externalId', '7'))
    if left['members']:
        raise ValueError(f'{member} is gone, and a member of {left}')
    driver.scim('DELETE', 'Group', group['id'], None, 204)


def fill_up(driver):
    """Users until there is no room, and then none."""
    users = [driver.scim('POST', 'User', '', {'userName': f'user {i}'}, 201)
             for i in range(MOST_USERS)]
    driver.scim('POST', 'User', '', {'userName': 'one more'}, 507)
    for one in users:
        driver.scim('DELETE', 'User', one['id'], None, 204)


AES = {'cryptographicAlgorithm': 'AES'}


def manage_keys(driver):
    """A key is made, another brought; both live through all of their states."""
    name = f'key {uuid.uuid4()}'
    created = {**AES, 'cryptographicLength': 256, 'name': name}
    one = {'uniqueIdentifier': driver.kmip('create', created, 201, name)['uniqueIdentifier']}
    brought = {**AES, 'keyMaterial': '00112233445566778899aabbccddeeff'}
    other = {'uniqueIdentifier': driver.kmip('register', brought, 201)['uniqueIdentifier']}
    if (driver.kmip('get', other) != {**other, 'keyMaterial': brought['keyMaterial']}
            or len(driver.kmip('get', one, name=name)['keyMaterial']) != 64):
        raise ValueError('a key is not what it was')
    if driver.kmip('locate', {'name': name}) != {'uniqueIdentifiers': [*one.values()]}:
        raise ValueError(f'{one} is not found by its name')
    superseded, stolen = ({'revocationReason': why} for why in ('superseded', 'key_compromise'))
    for operation, body, expect in (
            ('create', created, 409), ('create', AES, 400), ('register', AES, 400),
            ('register', {**AES, 'keyMaterial': 'xy'}, 400), ('get', {}, 400),
            ('get', {'uniqueIdentifier': 'none'}, 404), ('revoke', one, 400),
            ('revoke', {**one, **superseded}, 409), ('activate', one, 200), ('activate', one, 409),
            ('destroy', one, 409), ('revoke', {**one, **superseded}, 200), ('destroy', one, 200),
            ('get', one, 409), ('revoke', {**one, **stolen}, 200), ('destroy', one, 409),
            ('locate', {'state': 'none'}, 400), ('rekey', one, 400)):
        driver.kmip(operation, body, expect, name)
    driver.kmip('revoke', {**other, **stolen})
    driver.kmip('destroy', other)
    for which, of_name in ((one, name), (other, '')):
        left = driver.kmip('get_attributes', which, name=of_name)
        if left['state'] != 'destroyed_compromised':
            raise ValueError(f'{left} is left')
    path = '/api/v1/kmip/get'
    project = PROJECTS[driver.client.who.organization][0].id
    driver.ask('POST', path, one, 400)
    driver.ask('POST', f'{path}?workspaceId=none', one, 404)
    driver.ask('POST', f'{path}?workspaceId={project}', one, 401, token=False)
    driver.ask('POST', f'{path}?workspaceId={project}', 'x' * 20000, 413)


def load(api, plan):
    """`plan`: what the stand-in answers at a path. What was answered, and must be counted."""
    person, machine, other = (Driver(api, ACTORS[i]) for i in (0, 2, 5))
    log_ins(person, PEOPLE, plan)
    # Whom a provider of people knows is no machine.
    machine.log_in('aws-auth', f'good:{ACTORS[0].login}', 401, 'invalid_credentials', 'not_found')
    log_ins(machine, MACHINES, plan)
    for one in (person, machine):
        provision(one)
        manage_keys(one)
    fill_up(other)
    drivers = (person, machine, other)
    return (sum((one.client.answered for one in drivers), collections.Counter()),
            sum((one.counted for one in drivers), collections.Counter()))


def account_faults(ask, counted):
    """`ask` gives what a query has, as (labels, value)."""
    found = []
    for metric, keys in COUNTED.items():
        got = {frozenset(labels.items()): value
               for labels, value in ask(f'sum by ({", ".join(keys)}) ({metric})')}
        wanted = {labels: number for (name, labels), number in counted.items() if name == metric}
        found += [f'{metric} {sorted(labels)}: sent {wanted.get(labels, 0)}, Prometheus has '
                  f'{got.get(labels, 0)}' for labels in got.keys() | wanted.keys()
                  if got.get(labels, 0) != wanted.get(labels, 0)]
        if not wanted:
            found.append(f'{metric}: nothing was sent')
    return found
