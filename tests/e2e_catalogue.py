#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Ask a real Prometheus, which scraped the backend under load, all that its dashboard and its rules
ask.

usage: e2e_catalogue.py BACKEND PROMETHEUS GENERATOR

Every query has an answer, and of what the load drives it is a number above 0. Of the errors, whose
series are all there from the first scrape on, the rates over the run are those of what was sent, by
kind, within 1 %; of what comes from outside (e2e_provisioning.py), every counter is exactly what
was sent. A query of a series that nobody has must have no answer, and one request less that was
sent must show.
"""
import collections
import contextlib
import functools
import json
import math
import pathlib
import re
import sqlite3
import subprocess
import sys
import time
import urllib.parse
import urllib.request

import e2e_load
import e2e_provisioning
from catalogue import queries, rule_queries
from e2e_labels import STATUS
from e2e_load import ACTORS, MAX_SECRETS, PROJECTS, Agent, Client, directory
from e2e_programs import Backend, Program, Prometheus, run_with

e2e_load.ROUNDS, e2e_load.LOGINS = 6, 2  # twice
FLOOD = 2050  # user agents: more than the table of the requests has room for
AT_REST = '{db_pool_state="pending"}'  # 0 but for a pool that has run dry
ERRORS = 'infisical_core_http_error_count_total'


def ask(prometheus, text, at):
    data = prometheus.get('/api/v1/query?' + urllib.parse.urlencode({'query': text, 'time': at}))
    result = data['result'] if data else []
    if data and data['resultType'] == 'scalar':
        result = [{'metric': {}, 'value': result}]
    return [(one['metric'], float(one['value'][1])) for one in result]


def load(api):
    """Requests of all kinds, also those that find no room."""
    client = Client(api, ACTORS[0])
    project = PROJECTS[ACTORS[0].organization][0]
    for method, statuses in (('POST', {201, 507}), ('DELETE', {204, 404})):
        for i in range(MAX_SECRETS + 5):
            client.ask_secret(method, f'filler-{i}', project, expect=statuses,
                              body={'secretValue': 'x'} if method == 'POST' else None)
    return client.answered + e2e_load.mixed_load(api)


def plan(standin, target, *statuses):
    """What the stand-in answers the next requests to a path."""
    ask_http = urllib.request.Request(f'{standin}/control', method='PUT', data=json.dumps(
        {'target': target, 'statuses': statuses}).encode())
    with urllib.request.urlopen(ask_http, timeout=10):
        pass


def later_load(backend, standin, state):
    """What the backend does later: jobs, with destinations and sinks that fail, a sink that is
    slower than a job's lock, and an audit log that cannot be written for a while."""
    person, machine = Client(backend.api, ACTORS[0]), Client(backend.api, ACTORS[2])
    project = PROJECTS[ACTORS[0].organization][0]

    def ask_for(client, method, path, expect, body=None):
        client.ask(method, f'/api/{path}', '', project=project, body=body or {}, expect=expect)

    ask_for(machine, 'POST', 'v1/auth/token/renew', {200})
    renewed, machine = machine, Client(backend.api, ACTORS[2])  # that token has ended
    ask_for(person, 'POST', 'v1/auth/token/renew', {403})
    for method, statuses in (('POST', {201, 409}), ('PATCH', {200})):
        ask_for(person, method, 'v1/sso/saml/config', statuses, {'metadataUrl': 'https://idp'})
    large = {'secretValue': 'x' * 2000}
    person.ask_secret('POST', 'large', project, body=large, expect={200, 201})
    for _ in range(2):
        person.ask_secret('GET', 'large', project, expect={200})
    ask_for(person, 'POST', f'v2/secret-rotations/large?workspaceId={project.id}', {202},
            {'delayMs': 10})
    for where, actions in (('secret-syncs/s-1', ('/sync', '/import', '/remove')),
                           ('pki/syncs/p-1', ('/sync', '/import', '/remove')),
                           ('integrations/i-1', ('/sync',))):
        kind_of = 'integration' if where.startswith('i') else 'destination'
        for action in actions:
            name = where.rpartition('/')[2]
            plan(standin, f'/{name[0]}{action[1]}/{name}', *2 * (503, 403, 500))
            for _ in range(2):
                ask_for(person, 'POST', f'v1/{where}{action}?workspaceId={project.id}', {202},
                        {'name': 'a sync', kind_of: f'{name[0]}{action[1]}'})
    plan(standin, '/splunk', 503, 'slow:1.5', 200)
    ask_for(person, 'POST', 'v1/audit-log-streams/splunk', {200, 201})
    ask_for(person, 'PATCH', 'v1/sso/saml/config', {200}, {'metadataUrl': 'https://idp/2'})
    settled(backend)
    with contextlib.closing(sqlite3.connect(f'{state}/audit.sqlite', isolation_level=None)) as log:
        log.execute('BEGIN EXCLUSIVE')
        ask_for(machine, 'POST', 'v1/auth/token/renew', {200})
        backend.wait_for('a dropped event', 30, lambda: standing(backend, 'failed') > 0)
        settled(backend)
        log.execute('ROLLBACK')
    return person.answered + renewed.answered + machine.answered


def all_load(backend, standin, state):
    """What was answered; and what must be counted of what comes from outside."""
    answered, counted = e2e_provisioning.load(backend.api, functools.partial(plan, standin))
    return load(backend.api) + later_load(backend, standin, state) + answered, counted


def standing(backend, *states):
    """How many jobs are in these states."""
    with urllib.request.urlopen(f'http://{backend.metrics}/metrics', timeout=10) as response:
        page = response.read().decode()
    return sum(float(line.rpartition(' ')[2]) for line in page.splitlines()
               if line.startswith('infisical_queue_depth{')
               and any(f'queue_state="{state}"' in line for state in states))


def settled(backend):
    backend.wait_for('the end of all jobs', 60,
                     lambda: standing(backend, 'waiting', 'active', 'delayed') == 0)


def flood(client, numbers):
    for number in numbers:
        client.agent = Agent(b'agent/%d' % number, f'agent/{number}')
        client.ask('GET', STATUS, STATUS, expect={200})


def scraped(prometheus):
    """The time of a sample that is later than all that was sent."""
    now = time.time()
    prometheus.wait_for_scrape(now)
    return max(at for _, values in prometheus.samples('up') for at, _ in values)


def faults_of(prometheus, texts, at):
    found = []
    for text in texts:
        values = [value for _, value in ask(prometheus, text, at)]
        if not values:
            found.append(f'no data: {text}')
        elif 'infisical_' in text and AT_REST not in text and not any(
                value > 0 and math.isfinite(value) for value in values):
            found.append(f'{max(values)}: {text}')
    return found


def kind(status):
    return ('auth_error' if status == 401 else 'rate_limit_error' if status == 429
            else 'client_error' if status < 500 else 'server_error')


def account_faults(prometheus, answered, text, at):
    """Within 1 %, by kind. The run is shorter than the window, so the rate is that of all of it."""
    sent = collections.Counter()
    for one, number in answered.items():
        if one.status >= 400:
            sent[kind(one.status)] += number
    got = collections.Counter()
    for labels, value in ask(prometheus, text, at):
        got[labels['error_type']] += value * 300
    return [f'{name}: sent {sent[name]}, Prometheus has {got[name]}'
            for name in sent.keys() | got.keys() if abs(got[name] - sent[name]) > sent[name] / 100]


def peer_of(program):
    return program.wait_for('the stand-ins', 10, lambda: re.search(
        r'^stand-ins on (\S+)$', program.text(), re.M))[1]


def run(backend_path, prometheus_path, generator, scratch):
    def made(what):
        return subprocess.run([generator, what], stdout=subprocess.PIPE, check=True).stdout.decode()

    with open(scratch + '/directory', 'w', encoding='utf-8') as file:
        file.write(directory())
    rules = made('rules')
    # What an alert compares; whether it is too much is not asked here, nor what came to be.
    texts = [re.sub(r' [<>] [-+.e0-9]+( or .*)?$', '', text)
             for text in queries(json.loads(made('dashboard'))) + rule_queries(rules)]
    (errors,) = (text for text in rule_queries(rules)
                 if text.endswith(f' (rate({ERRORS}[5m]))'))
    state = f'{scratch}/state'
    standing_in = f'{pathlib.Path(__file__).parent}/../examples/backend/standins/standin.py'
    with (Program([sys.executable, standing_in, '--port=0'], f'{scratch}/standin.log') as peers,
          Backend(backend_path, scratch, 'whole', f'--max-secrets={MAX_SECRETS}',
                  f'--sinks={peer_of(peers)}', f'--destinations={peer_of(peers)}',
                  f'--identity-provider={peer_of(peers)}', '--provider-timeout-ms=500',
                  '--sink-timeout-ms=5000', '--job-lock-ms=1000', f'--state={state}',
                  '--secret-cache-entry-bytes=1000') as backend,
          Prometheus(prometheus_path, scratch, (backend,)) as prometheus):
        began = time.monotonic()
        prometheus.wait_for('a first scrape', 60, lambda: not prometheus.unhealthy())
        scraped(prometheus)
        # A series that comes to be is rated from its second scrape on.
        answered, counted = all_load(backend, peer_of(peers), state)
        scraped(prometheus)
        client = Client(backend.api, ACTORS[0])
        flood(client, range(FLOOD))
        scraped(prometheus)
        again, counted_again = all_load(backend, peer_of(peers), state)
        counted += counted_again
        flood(client, range(FLOOD, FLOOD + 20))
        answered += client.answered + again
        at = scraped(prometheus)
        found = faults_of(prometheus, texts, at)
        found += account_faults(prometheus, answered, errors, at)
        outside = functools.partial(ask, prometheus, at=at)
        found += e2e_provisioning.account_faults(outside, counted)
        some = next(iter(counted))
        if not e2e_provisioning.account_faults(outside, counted - collections.Counter({some: 1})):
            found.append('one thing more from outside was not missed')
        if not faults_of(prometheus, [errors.replace(ERRORS, 'no_such_total')], at):
            found.append('a series that nobody has was not missed')
        some = next(one for one in answered if one.status == 507)
        if not account_faults(prometheus, answered + collections.Counter({some: 1}), errors, at):
            found.append('one error more was not missed')
        taken = time.monotonic() - began
        if taken > 290:
            found.append(f'the run took {taken:.0f} s, and the rates are of 300')
        print(f'   {len(texts)} queries, {sum(answered.values())} requests in {taken:.0f} s')
        found += backend.stop(sum(answered.values()))
    return found


if __name__ == '__main__':
    run_with(run, __doc__)
