#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The load of e2e.py: requests of every kind that the example backend answers, and their number.

Each request is counted by what the client knows it asked for (method, route) and by the status
that came back: {(method, route, status): number}. Nothing here asks the backend what it counted.
"""
import collections
import http.client
import json
import re
import subprocess
import sys
import threading

THREADS = 4
ROUNDS = 150  # of the mixed requests, by each thread
LOGINS = 15  # by each thread: a log-in costs milliseconds
VOLUME = 20000  # requests of one h2load run
MAX_SECRETS = 40

STATUS = '/api/status'
LOGIN = '/api/v1/auth/login'
SECRET = '/api/v3/secrets/{name}'
NONE = ''  # no route: Prometheus has no label then

METHODS = ('GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS', 'BREW')
# What each endpoint answers, 500 apart (that one is there, and nothing should cause it).
SERVED = {
    ('GET', STATUS): (200,),
    ('HEAD', STATUS): (200,),
    ('POST', LOGIN): (200, 400, 401, 413, 429),
    ('GET', SECRET): (200, 400, 401, 404),
    ('HEAD', SECRET): (200, 400, 401, 404),
    ('POST', SECRET): (200, 201, 400, 401, 413, 507),
    ('DELETE', SECRET): (204, 400, 401, 404),
}


def wire_method(method):
    return '_OTHER' if method == 'BREW' else method


def error_type(status):
    if status < 400:
        return None
    if status >= 500:
        return 'server_error'
    return {401: 'auth_error', 429: 'rate_limit_error'}.get(status, 'client_error')


def expected_series():
    """(method, route, status) of every series that must be there."""
    keys = {(method, route, status)
            for (method, route), statuses in SERVED.items() for status in (*statuses, 500)}
    return keys | {(wire_method(m), NONE, status) for m in METHODS for status in (404, 405)}


class Client:
    """One connection, kept alive; counts what was answered, by what it knows it asked."""

    def __init__(self, address, token=None):
        self.connection = http.client.HTTPConnection(address, timeout=30)
        self.token = token
        self.answered = collections.Counter()

    def ask(self, method, path, route, *, body=None, token=True, expect=None):
        headers = {}
        if token and self.token:
            headers['Authorization'] = f'Bearer {self.token}'
        if isinstance(body, dict):
            body = json.dumps(body)
        self.connection.request(method, path, body=body, headers=headers)
        response = self.connection.getresponse()
        text = response.read()
        status = response.status
        if expect is not None and status not in expect:
            sys.exit(f'{method} {path}: {status}, expected one of {expect}: {text!r}')
        served = (method, route) in SERVED
        self.answered[wire_method(method), route if served else NONE, status] += 1
        return text


def secret(name):
    return '/api/v3/secrets/' + name


def mixed_requests(client, number, password):
    """What one thread sends. Its own secret comes and goes; what is shared is only read."""
    mine = secret(f'thread-{number}')
    large = 'x' * 20000
    good = {'username': 'admin', 'password': password}
    for i in range(ROUNDS):
        client.ask('GET', STATUS, STATUS, expect={200})
        client.ask('HEAD', STATUS, STATUS, expect={200})
        client.ask('POST', mine, SECRET, body={'secretValue': 'first'}, expect={201})
        client.ask('POST', mine, SECRET, body={'secretValue': 'second'}, expect={200})
        client.ask('GET', mine, SECRET, expect={200})
        client.ask('HEAD', mine, SECRET, expect={200})
        client.ask('DELETE', mine, SECRET, expect={204})
        for method in ('GET', 'HEAD', 'DELETE'):
            client.ask(method, mine, SECRET, expect={404})
        if i % 5 == 0:
            for method in ('GET', 'HEAD', 'POST', 'DELETE'):
                client.ask(method, mine, SECRET, token=False, expect={401})
                client.ask(method, secret('%20'), SECRET, body='{"secretValue":"x"}', expect={400})
            client.ask('POST', mine, SECRET, body='{"secretValue":', expect={400})
            client.ask('POST', mine, SECRET, body={'secretValue': large}, expect={413})
            client.ask('POST', LOGIN, LOGIN, body={'username': 'admin'}, expect={400})
            client.ask('POST', LOGIN, LOGIN, body=large, expect={413})
            for method in METHODS:
                client.ask(method, '/api/v9/nothing', NONE, expect={404})
                for path, route in ((STATUS, STATUS), (LOGIN, LOGIN), (mine, SECRET)):
                    if (method, route) not in SERVED:
                        client.ask(method, path, route, expect={405})
        if i < LOGINS:
            client.ask('POST', LOGIN, LOGIN, body=good, expect={200})
            client.ask('POST', LOGIN, LOGIN, body={'username': 'nobody', 'password': 'x'},
                       expect={401, 429})


def mixed_load(address, token, password):
    clients = [Client(address, token) for _ in range(THREADS)]
    failures = []

    def work(number):
        try:
            mixed_requests(clients[number], number, password)
        except BaseException as failure:  # sys.exit() too: a thread of its own would swallow it
            failures.append(failure)

    threads = [threading.Thread(target=work, args=(i,)) for i in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return sum((client.answered for client in clients), collections.Counter())


def fill_up(address, token):
    """Writes secrets until there is no room, then once more; leaves one to be read."""
    client = Client(address, token)
    for i in range(MAX_SECRETS + 5):
        client.ask('POST', secret(f'filler-{i}'), SECRET, body={'secretValue': 'x'},
                   expect={201} if i < MAX_SECRETS else {507})
    for i in range(1, MAX_SECRETS):
        client.ask('DELETE', secret(f'filler-{i}'), SECRET, expect={204})
    return client.answered


def volume(url, key, *arguments):
    """h2load's own count of what was answered."""
    command = ['h2load', '--h1', '-n', str(VOLUME), '-c', '8', '-t', '1', *arguments, url]
    out = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True).stdout
    counts = re.search(r'status codes: (\d+) 2xx, (\d+) 3xx, (\d+) 4xx, (\d+) 5xx', out)
    answered = [int(n) for n in counts.groups()]
    wanted = [VOLUME if status_class == key[2] // 100 else 0 for status_class in (2, 3, 4, 5)]
    if answered != wanted:
        sys.exit(f'h2load {url}: answered {answered} (2xx to 5xx), wanted {wanted}:\n{out}')
    return collections.Counter({key: VOLUME})
