#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Who sends the requests of e2e.py, and which labels each request must have in Prometheus.

A request is what the client knows of it: as whom and from where it was sent, and what was answered.
Nothing here asks the backend what it counted. An attribute that is not known is no label.
"""
import collections
import typing

STATUS = '/api/status'
LOGIN = '/api/v1/auth/login'
MACHINE_LOGIN = '/api/v1/auth/universal-auth/login'
SECRET = '/api/v3/secrets/{name}'
NONE = ''  # no route

METHODS = ('GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS', 'BREW')
# What each endpoint answers, 500 apart (that one is nothing that a client can cause).
SERVED = {
    ('GET', STATUS): (200,),
    ('HEAD', STATUS): (200,),
    ('POST', LOGIN): (200, 400, 401, 413, 429),
    ('POST', MACHINE_LOGIN): (200, 400, 401, 413, 429),
    ('GET', SECRET): (200, 400, 401, 404),
    ('HEAD', SECRET): (200, 400, 401, 404),
    ('POST', SECRET): (200, 201, 400, 401, 404, 413, 507),
    ('DELETE', SECRET): (204, 400, 401, 404),
}
# What else can be answered, by these and by endpoints that this load does not ask; 429 and 500
# everywhere.
ELSEWHERE = {
    ('GET', SECRET): (403, 503), ('HEAD', SECRET): (403, 503), ('POST', SECRET): (403, 503),
    ('DELETE', SECRET): (403, 503), ('GET', STATUS): (), ('HEAD', STATUS): (),
    ('POST', LOGIN): (503,), ('POST', MACHINE_LOGIN): (503,),
    ('POST', '/api/v1/auth/{method}/login'): (400, 401, 413, 503),
    ('POST', '/api/v1/auth/token/renew'): (401, 403, 503),
    ('GET', '/api/v3/secrets'): (400, 401, 403, 404, 503),
    ('POST', '/api/v2/secret-rotations/{name}'): (400, 401, 403, 404, 413, 503),
    ('PUT', '/api/v1/memberships/{actor}'): (400, 401, 403, 404, 413, 503),
    ('POST', '/api/v1/secret-syncs/{id}/{action}'): (400, 401, 403, 404, 413, 503),
    ('POST', '/api/v1/pki/syncs/{id}/{action}'): (400, 401, 403, 404, 413, 503),
    ('POST', '/api/v1/integrations/{id}/sync'): (400, 401, 403, 404, 413, 503),
    ('POST', '/api/v1/sso/{provider}/config'): (400, 401, 409, 413, 503),
    ('PATCH', '/api/v1/sso/{provider}/config'): (400, 401, 404, 413, 503),
    ('POST', '/api/v1/audit-log-streams/{provider}'): (401, 404, 413, 503),
    ('POST', '/api/v1/kmip/{operation}'): (400, 401, 403, 404, 409, 413, 503, 507),
    **{(method, f'/api/v1/scim/{kind}{of_one}'): statuses
       for kind in ('Users', 'Groups') for method, of_one, statuses in (
           ('POST', '', (400, 401, 409, 413, 503, 507)),
           ('PUT', '/{id}', (400, 401, 404, 409, 413, 503)),
           ('PATCH', '/{id}', (400, 401, 404, 409, 413, 503)),
           ('DELETE', '/{id}', (401, 404, 503)))},
}


class Named(typing.NamedTuple):
    """An organization or a project."""
    id: str
    name: str


class Actor(typing.NamedTuple):
    organization: Named
    method: str  # infisical.auth.method
    id: str
    name: str
    login: str
    password: str


class Agent(typing.NamedTuple):
    sent: bytes  # empty: no header
    shown: str


class Request(typing.NamedTuple):
    who: typing.Optional[Actor]
    project: typing.Optional[Named]
    method: str
    route: str
    status: int
    agent: Agent
    address: str


def wire_method(method):
    return '_OTHER' if method == 'BREW' else method


def error_type(status):
    if status < 400:
        return None
    if status >= 500:
        return 'server_error'
    return {401: 'auth_error', 429: 'rate_limit_error'}.get(status, 'client_error')


def labels(**values):
    return frozenset((key, str(value)) for key, value in values.items() if value)


def actor_labels(who):
    if who is None:
        return labels()
    kind = 'user' if who.method == 'email' else 'identity'
    return labels(infisical_organization_id=who.organization.id,
                  infisical_organization_name=who.organization.name) | labels(**{
                      f'infisical_{kind}_id': who.id,
                      'infisical_user_email' if kind == 'user' else 'infisical_identity_name':
                      who.name})


def who_and_what(one):
    project = one.project or Named('', '')
    return actor_labels(one.who) | labels(
        http_request_method=one.method, http_route=one.route, infisical_project_id=project.id,
        infisical_project_name=project.name, otel_scope_name='Infisical')


def duration_labels(one):
    return who_and_what(one) | labels(http_response_status_code=one.status)


def request_labels(one):
    return duration_labels(one) | labels(
        infisical_auth_method=one.who.method if one.who else '',
        user_agent_original=one.agent.shown, client_address=one.address)


def error_labels(one):
    return who_and_what(one) | labels(error_type=error_type(one.status),
                                      user_agent_original=one.agent.shown,
                                      client_address=one.address)


def http_labels(one):
    return labels(http_request_method=one.method, http_route=one.route, url_scheme='http',
                  http_response_status_code=one.status, otel_scope_name='backend.http',
                  error_type=one.status if one.status >= 500 else '')


def core_error_labels(one):
    return labels(http_request_method=one.method, http_route=one.route,
                  error_type=error_type(one.status), otel_scope_name='InfisicalCore')


def served_kinds():
    """(method, route, status) of everything that the load can be answered."""
    kinds = {(method, route, status)
             for (method, route), statuses in SERVED.items() for status in (*statuses, 500)}
    return kinds | {(wire_method(m), NONE, status) for m in METHODS for status in (404, 405)}


def totals(answered, labels_of, of_errors=False):
    """{labels: requests} of the series that the requests must have made."""
    sums = collections.Counter()
    for one, number in answered.items():
        if not of_errors or error_type(one.status):
            sums[labels_of(one)] += number
    return sums


def core_errors(answered):
    """All that can be are there, at 0 if need be: no attribute of theirs is a text."""
    sums = {labels(http_request_method=method, http_route=route, error_type=error_type(status),
                   otel_scope_name='InfisicalCore'): 0
            for method, route, status in served_kinds() | {
                (method, route, status) for (method, route), statuses in ELSEWHERE.items()
                for status in (*statuses, 429, 500)} if error_type(status)}
    return {**sums, **totals(answered, core_error_labels, of_errors=True)}
