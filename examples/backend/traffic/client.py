# SPDX-License-Identifier: MIT
"""One connection, kept alive, of one sender at an address of its own; and what each of its requests
must have counted, of all that count requests.
"""
import http.client
import json
import time
import typing


METHODS = ('GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS')
IDLE = 5.0  # seconds; well before the backend gives up a connection that is not used


class Failed(Exception):
    """What came is not what had to come: the run ends, and this is why."""


class Answer(typing.NamedTuple):
    status: int
    headers: typing.Any
    text: bytes

    def json(self):
        return json.loads(self.text)


class Request(typing.NamedTuple):
    """As the backend must know it: who sent it (an actor), and how their session began; the
    project, if it is theirs."""
    who: typing.Any
    by: str
    project: typing.Any
    method: str
    route: str
    agent: str
    address: str


def error_type(status):
    if status < 400:
        return None
    if status >= 500:
        return 'server_error'
    return {401: 'auth_error', 429: 'rate_limit_error'}.get(status, 'client_error')


def count(account, one, status):
    bounded = {'http.request.method': one.method, 'http.route': one.route}
    project = one.project
    known = {**(one.who.attributes() if one.who else {}), **bounded,
             'infisical.project.id': project.id if project else None,
             'infisical.project.name': project.name if project else None}
    told = {'user_agent.original': one.agent, 'client.address': one.address}
    coded = {'http.response.status_code': status}

    account.add('infisical.http.server.request.count', {**known, **told, **coded,
                                                        'infisical.auth.method': one.by})
    account.add('infisical.http.server.request.duration', {**known, **coded})
    account.add('API_latency', {'route': one.route, 'method': one.method, 'statusCode': status})
    account.add('http.server.request.duration',
                {**bounded, **coded, 'url.scheme': 'http',
                 'error.type': status if status >= 500 else None})
    if status == 429:
        account.add('infisical.rate_limit.exceeded.count', bounded)
    if error := error_type(status):
        account.add('infisical.http.server.error.count', {**known, **told, 'error.type': error})
        account.add('infisical.core.http.error.count', {**bounded, 'error.type': error})


class Client:
    """`who` and `token` are none before a log-in."""

    def __init__(self, run, address, agent):
        self.run, self.address, self.agent = run, address, agent
        self.who, self.by, self.token = None, None, None
        self.last = 0.0
        self.connection = http.client.HTTPConnection(run.host, run.port, timeout=30,
                                                     source_address=(address, 0))

    def ask(self, method, path, route, *, body=None, project=None, token=True, headers=None,
            becomes=None, expect=()):
        """`project` is the one that the path names, if it is the sender's. `becomes` is
        (who, by): whom a 200 lets in, or lets go on."""
        token = self.token if token else None
        sent = {'User-Agent': self.agent, **(headers or {})}
        if token:
            sent['Authorization'] = f'Bearer {token}'
        if isinstance(body, (dict, list)):
            body = json.dumps(body)
        begin = time.perf_counter()
        if begin - self.last > IDLE:
            self.connection.close()  # and opened again by the next request
        self.last = begin
        self.connection.request(method, path, body=body, headers=sent)
        response = self.connection.getresponse()
        answer = Answer(response.status, response.headers, response.read())
        self.run.record.request(answer.status, time.perf_counter() - begin)

        who, by = (self.who, self.by) if token and answer.status != 401 else (None, None)
        if becomes and answer.status == 200:
            who, by = becomes
        # One that was not served was not looked at.
        looked_at = who and answer.status not in (401, 429)
        count(self.run.account, Request(who, by, project if looked_at else None,
                                        method if method in METHODS else '_OTHER', route,
                                        self.agent, self.address), answer.status)
        if expect and answer.status not in expect:
            raise Failed(f'{method} {path}: {answer.status}, wanted one of {sorted(expect)}: '
                         f'{answer.text[:300]!r}')
        return answer
