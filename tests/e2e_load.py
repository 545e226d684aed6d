#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The load of e2e.py: requests of every kind that the example backend answers, and their number.

They come from several people and machine identities of several organizations, each of them at a
loopback address of its own with a user agent of its own. Each request is counted by what the client
knows (e2e_labels.py).
"""
import collections
import http.client
import json
import re
import secrets
import subprocess
import sys
import threading
import uuid

from e2e_labels import (LOGIN, MACHINE_LOGIN, METHODS, NONE, SECRET, SERVED, STATUS, Actor, Agent,
                        Named, Request, wire_method)

ROUNDS = 75  # of the mixed requests, by each actor
LOGINS = 10  # by each actor: a log-in costs milliseconds
VOLUME = 20000  # requests of one h2load run
MAX_SECRETS = 40
LONGEST_AGENT = 128

ORGANIZATIONS = [Named(str(uuid.uuid4()), name)
                 for name in ('Platform Engineering Team', 'Zwölf "Apostel" \\ Söhne')]
PROJECTS = {organization: [Named(str(uuid.uuid4()), name) for name in ('web', 'base station')]
            for organization in ORGANIZATIONS}
ACTORS = [Actor(organization, method, str(uuid.uuid4()), name.format(number),
                login.format(number), secrets.token_hex(12))
          for number, organization in enumerate(ORGANIZATIONS)
          for method, name, login in (
              ('email', 'jane.doe@{}.example.org', 'jane.doe@{}.example.org'),
              ('email', 'max@{}.example.org', 'max@{}.example.org'),
              ('universal-auth', 'prod-k8s-operator', 'client-{}'))]

PLAIN = Agent(b'plain/1.0', 'plain/1.0')
SILENT = Agent(b'', '')
QUOTED = Agent(rb'quo"te\back (X11; Linux x86_64)', r'quo"te\back (X11; Linux x86_64)')
LONG = Agent(('ü' * LONGEST_AGENT).encode(), 'ü' * (LONGEST_AGENT // 2))
BROKEN = Agent(b'no\xff\xfeUTF-8', 'no\ufffd\ufffdUTF-8')
AGENTS = (PLAIN, SILENT, QUOTED, LONG, BROKEN, Agent(b'\xc3\xa9t\xc3\xa9', 'été'))


def directory():
    """The text that the backend reads at its start."""
    lines = []
    for organization in ORGANIZATIONS:
        lines.append(('organization', *organization))
        lines += [('project', *project) for project in PROJECTS[organization]]
        for one in ACTORS:
            if one.organization == organization:
                lines.append(('user', one.id, one.name, one.password) if one.method == 'email'
                             else ('identity', one.id, one.name, one.login, one.password))
    return '# Who may ask, in this test.\n\n' + '\n'.join('\t'.join(line) for line in lines) + '\n'


def secret(name, project=None):
    return f'/api/v3/secrets/{name}' + (f'?workspaceId={project.id}' if project else '')


def log_in_fields(who, password):
    return ({'email': who.login, 'password': password} if who.method == 'email'
            else {'clientId': who.login, 'clientSecret': password})


class Client:
    """One connection, kept alive, of one actor at one address; counts what was answered."""

    def __init__(self, api, who, address='127.0.0.1', agent=PLAIN):
        self.connection = http.client.HTTPConnection(api, timeout=30, source_address=(address, 0))
        self.who, self.address, self.agent = who, address, agent
        self.login = LOGIN if who.method == 'email' else MACHINE_LOGIN
        self.answered = collections.Counter()
        self.token = None
        self.token = json.loads(self.log_in(who.password, 200))['accessToken']

    def ask(self, method, path, route, *, body=None, token=True, project=None, who=None,
            expect=None):
        """`project` and `who`: what the backend must find out, beyond whose session it is."""
        token = token and self.token is not None
        headers = {'Authorization': f'Bearer {self.token}'} if token else {}
        if self.agent.sent:
            headers['User-Agent'] = self.agent.sent
        if isinstance(body, dict):
            body = json.dumps(body)
        self.connection.request(method, path, body=body, headers=headers)
        response = self.connection.getresponse()
        text = response.read()
        if expect is not None and response.status not in expect:
            sys.exit(f'{method} {path}: {response.status}, expected one of {expect}: {text!r}')
        self.answered[Request(self.who if token else who, project, wire_method(method),
                              route if (method, route) in SERVED else NONE, response.status,
                              self.agent, self.address)] += 1
        return text

    def log_in(self, password, *expect):
        """Without a session: whose it is becomes known when it is granted."""
        return self.ask('POST', self.login, self.login, body=log_in_fields(self.who, password),
                        token=False, who=self.who if 200 in expect else None, expect=expect)

    def ask_secret(self, method, name, project, **more):
        return self.ask(method, secret(name, project), SECRET, project=project, **more)


def mixed_requests(client, number):
    """What one actor sends. Its own secret comes and goes; what is shared is only read."""
    mine = f'actor-{number}'
    large = 'x' * 20000
    projects = PROJECTS[client.who.organization]
    (foreign,) = [all_of[0] for owner, all_of in PROJECTS.items()
                  if owner != client.who.organization]
    for i in range(ROUNDS):
        project = projects[i % 2]
        client.ask('GET', STATUS, STATUS, token=i % 3 != 0, expect={200})
        client.ask('HEAD', STATUS, STATUS, expect={200})
        client.ask_secret('POST', mine, project, body={'secretValue': 'first'}, expect={201})
        client.ask_secret('POST', mine, project, body={'secretValue': 'second'}, expect={200})
        # The other project has a secret of this name only in its own rounds.
        client.ask_secret('GET', mine, projects[(i + 1) % 2], expect={404})
        client.ask_secret('GET', mine, project, expect={200})
        client.ask_secret('HEAD', mine, project, expect={200})
        client.ask_secret('DELETE', mine, project, expect={204})
        for method in ('GET', 'HEAD', 'DELETE'):
            client.ask_secret(method, mine, project, expect={404})
        if i % 5 == 0:
            for method in ('GET', 'HEAD', 'POST', 'DELETE'):
                # Without a session and for what is not the actor's, no project is known.
                client.ask(method, secret(mine, project), SECRET, token=False, expect={401})
                client.ask(method, secret(mine, foreign), SECRET, expect={404})
                client.ask(method, secret(mine), SECRET, expect={400})
                client.ask_secret(method, '%20', project, body='{"secretValue":"x"}',
                                  expect={400})
            client.ask_secret('POST', mine, project, body='{"secretValue":', expect={400})
            client.ask_secret('POST', mine, project, body={'secretValue': large}, expect={413})
            client.ask('POST', client.login, client.login, body={'email': 'x'}, expect={400})
            client.ask('POST', client.login, client.login, body=large, expect={413})
            for method in METHODS:
                client.ask(method, '/api/v9/nothing', NONE, expect={404})
                for path, route in ((STATUS, STATUS), (LOGIN, LOGIN),
                                    (MACHINE_LOGIN, MACHINE_LOGIN), (secret(mine), SECRET)):
                    if (method, route) not in SERVED:
                        client.ask(method, path, route, expect={405})
        if i < LOGINS:
            client.log_in(client.who.password, 200)
            nobody = log_in_fields(client.who._replace(login='nobody'), 'x')
            client.ask('POST', client.login, client.login, body=nobody, token=False,
                       expect={401, 429})


def mixed_load(api):
    """Every actor in a thread of its own, at 127.0.0.2 and up."""
    clients = [Client(api, who, f'127.0.0.{2 + number}', AGENTS[number])
               for number, who in enumerate(ACTORS)]
    failures = []

    def work(number):
        try:
            mixed_requests(clients[number], number)
        except BaseException as failure:  # sys.exit() too: a thread of its own would swallow it
            failures.append(failure)

    threads = [threading.Thread(target=work, args=(i,)) for i in range(len(clients))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return sum((client.answered for client in clients), collections.Counter())


def fill_up(client, project):
    """Writes secrets until there is no room, then once more; leaves one to be read."""
    for i in range(MAX_SECRETS + 5):
        client.ask_secret('POST', f'filler-{i}', project, body={'secretValue': 'x'},
                          expect={201} if i < MAX_SECRETS else {507})
    for i in range(1, MAX_SECRETS):
        client.ask_secret('DELETE', f'filler-{i}', project, expect={204})


def volume(api, path, one, *arguments):
    """h2load's own count of what was answered to requests that all are `one`."""
    command = ['h2load', '--h1', '-n', str(VOLUME), '-c', '8', '-t', '1',
               '-H', 'user-agent: ' + one.agent.sent.decode(), *arguments, f'http://{api}{path}']
    out = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True).stdout
    counts = re.search(r'status codes: (\d+) 2xx, (\d+) 3xx, (\d+) 4xx, (\d+) 5xx', out)
    answered = [int(n) for n in counts.groups()]
    wanted = [VOLUME if status_class == one.status // 100 else 0
              for status_class in (2, 3, 4, 5)]
    if answered != wanted:
        sys.exit(f'h2load {path}: answered {answered} (2xx to 5xx), wanted {wanted}:\n{out}')
    return collections.Counter({one: VOLUME})
