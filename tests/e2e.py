#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""From a call site to a real Prometheus, every number compared, row by row with all attributes.

usage: e2e.py BACKEND PROMETHEUS

Starts the example backend, has a real Prometheus scrape it every second, sends a known number of
requests for every method, route and status that can be had from outside, from several actors,
projects, user agents and addresses, and after a scrape later than the last response compares the
raw sample of each request counter, of each histogram's `+Inf` bucket and of each error counter in
Prometheus with what was sent. Exactly. Then it claims one request more, and one request of another
sender, and must find each missing. Then user agents that nobody has seen, more than the table has
room for: the totals must still add up. Three more backends get a small load: one drops the meters
of high cardinality, two listen on IPv6. Needs h2load beside the two programs.
"""
import os
import sys
import time
import urllib.request

from e2e_compare import compare, faults_of, goes_unnoticed, read_all, wanted_of
from e2e_labels import SECRET, STATUS, Request, labels, request_labels, served_kinds, totals
from e2e_load import (ACTORS, MAX_SECRETS, PROJECTS, Agent, Client, directory, fill_up, mixed_load,
                      secret, volume)
from e2e_programs import Backend, Program, Prometheus, run_with

DROP = 'OTEL_DROP_HIGH_CARDINALITY_METERS'
LIMIT = 2000  # series of the request counter; examples/backend/metrics/infisical.hpp
FLOOD = LIMIT + 100  # user agents, each seen once
PROCESS = ('cpu_seconds_total', 'max_fds', 'open_fds', 'resident_memory_bytes',
           'start_time_seconds', 'threads', 'virtual_memory_bytes', 'virtual_memory_max_bytes')


def check_infos(prometheus, job):
    faults = []
    for name, wanted in (('infisical_build_info',
                          ('service_version', 'git_commit_sha', 'node_version')),
                         ('target_info', ('service_name', 'service_version', 'git_commit_sha',
                                          'deployment_environment'))):
        series = prometheus.samples(f'{name}{{job="{job}"}}')
        if (len(series) != 1 or series[0][1][-1][1] != 1
                or not all(series[0][0].get(label) for label in wanted)):
            faults.append(f'{name}: expected one series of value 1 with {wanted}: {series}')
    return faults


def check_process(prometheus, backend):
    """Each of the process's own metrics, and those that we can read as well."""
    newest = {name: [values[-1][1] for _, values in
                     prometheus.samples(f'process_{name}{{job="{backend.name}"}}')]
              for name in PROCESS}
    faults = [f'process_{name}: expected one series above 0: {values}'
              for name, values in newest.items() if len(values) != 1 or not values[0] > 0]
    if faults:
        return faults
    pid = backend.process.pid
    threads = len(os.listdir(f'/proc/{pid}/task'))
    with open(f'/proc/{pid}/stat', encoding='utf-8', errors='replace') as stat:
        ticks = int(stat.read().rpartition(')')[2].split()[19])
    with open('/proc/uptime', encoding='utf-8') as uptime:
        age = float(uptime.read().split()[0]) - ticks / os.sysconf('SC_CLK_TCK')
    if newest['threads'] != [threads]:
        faults.append(f'process_threads is {newest["threads"]}, there are {threads}')
    if abs(time.time() - age - newest['start_time_seconds'][0]) > 1.5:
        faults.append(f'process_start_time_seconds is {newest["start_time_seconds"]}, it started '
                      f'{age} s ago')
    return faults


def large_load(api, scratch):
    first = Client(api, ACTORS[0])
    project = PROJECTS[ACTORS[0].organization][0]
    fill_up(first, project)
    session = ('-H', f'authorization: Bearer {first.token}')
    demo = secret('filler-0', project)
    read = Request(ACTORS[0], project, 'GET', SECRET, 200, Agent(b'load/1', 'load/1'), '127.0.0.1')
    answered = first.answered + volume(api, demo, read, *session)
    answered += volume(api, STATUS, read._replace(who=None, project=None, route=STATUS))
    answered += volume(api, demo, read._replace(who=None, project=None, status=401))
    with open(scratch + '/body', 'w', encoding='utf-8') as body:
        body.write('{"secretValue":"again"}')
    answered += volume(api, demo, read._replace(method='POST'), *session, '-d', scratch + '/body')
    answered += mixed_load(api)
    missing = served_kinds() - {(one.method, one.route, one.status) for one in answered}
    if any(status != 500 for _, _, status in missing):  # that nothing was left out of the load
        sys.exit(f'nothing was sent for {sorted(missing)}')
    return answered


def small_load(api, address):
    client = Client(api, ACTORS[2], address)
    project = PROJECTS[ACTORS[2].organization][1]
    for i in range(20):
        client.ask_secret('POST', 'one', project, body={'secretValue': 'x'}, expect={200, 201})
        client.ask_secret('GET', f'none-{i}', project, expect={404})
        client.ask('GET', STATUS, STATUS, token=False, expect={200})
    return client.answered


def flood(api, prometheus, answered):
    """User agents beyond what the table has room for: none is lost."""
    client = Client(api, ACTORS[0])
    for i in range(FLOOD):
        client.agent = Agent(b'agent/%d' % i, f'agent/{i}')
        client.ask('GET', STATUS, STATUS, expect={200})
    last = time.time()
    prometheus.wait_for_scrape(last)
    got, faults = read_all(prometheus, 'whole', last)
    everything = answered + client.answered
    wanted = wanted_of(everything)
    del wanted['request counters'], wanted['overflow']
    faults += faults_of(compare(got, wanted))

    counters = got['request counters']
    beyond = counters.pop(labels(otel_metric_overflow='true', otel_scope_name='Infisical'), 0)
    told = [value for key, value in got['overflow'].items()
            if ('metric', 'infisical.http.server.request.count') in key]
    if len(counters) != LIMIT or told != [beyond]:
        faults.append(f'{len(counters)} series of {LIMIT}, {beyond} beyond them, told {told}')
    if sum(counters.values()) + beyond != sum(everything.values()):
        faults.append(f'{sum(counters.values())} and {beyond} beyond them: not all '
                      f'{sum(everything.values())}')
    lost = [key for key, number in totals(answered, request_labels).items()
            if counters.get(key, 0) < number]
    print(f'   {FLOOD} user agents more: {len(counters)} series, {beyond:.0f} requests beyond them')
    return client.answered, faults + [f'{key}: no longer what it was' for key in lost]


def check_dropped(backend):
    """Of the page itself: not one line of the meter."""
    with urllib.request.urlopen(f'http://{backend.metrics}/metrics', timeout=10) as response:
        page = response.read().decode()
    faults = [line for line in page.splitlines()
              if 'otel_scope_name="Infisical"' in line or 'infisical_http_server' in line]
    if 'otel_scope_name="InfisicalCore"' not in page:
        faults.append('InfisicalCore is not on the page')
    if '\ndropped Infisical' not in backend.text():
        faults.append('the backend does not say that it drops')
    return faults


def check_refusals(backend_path, scratch):
    """What a backend must not start with, and what it says then."""
    organization = 'organization\to-1\tOne\n'
    faults = []
    for text, environment, wanted in (
            (organization, {DROP: 'yes'}, f'{DROP} is "yes": want true or false'),
            (organization, {'OTEL_OTLP_PUSH_INTERVAL': '10s'},
             'OTEL_OTLP_PUSH_INTERVAL is "10s": want'),
            ('', {}, 'cannot read the directory'),
            ('# nobody yet\n\nguest\tx\ty\n', {}, 'line 3 of the directory: want an organization'),
            (organization + 'project\tp-1\n', {}, 'line 2 of the directory: too few fields'),
            ('user\tu-1\ta@b\tsecret\n', {}, 'an organization comes first'),
            (organization + f'project\tp-1\t{"x" * 65}\n', {}, 'a name 1 to 64'),
            (organization + 'project\to-1\tTwo\n', {}, 'this id is there already'),
            (organization + 'user\tu-1\ta@b\tx\nuser\tu-2\ta@b\tx\n', {},
             'line 3 of the directory: this e-mail address or client id is there already')):
        with open(scratch + '/refused', 'w', encoding='utf-8') as file:
            file.write(text)
        with Program([backend_path, '--port=0', '--metrics-port=0',
                      f'--directory={scratch}/refused'], scratch + '/refused.log',
                     **environment) as refused:
            if refused.process.wait(10) != 1 or wanted not in refused.text():
                faults.append(f'wanted {wanted!r}, not: {refused.text()}')
    return faults


def run(backend_path, prometheus_path, scratch):
    with open(scratch + '/directory', 'w', encoding='utf-8') as file:
        file.write(directory())
    faults = check_refusals(backend_path, scratch)
    with (Backend(backend_path, scratch, 'whole', f'--max-secrets={MAX_SECRETS}') as whole,
          Backend(backend_path, scratch, 'dropping', **{DROP: 'true'}) as dropping,
          Backend(backend_path, scratch, 'ipv6', '--host=::1', **{DROP: 'false'}) as ipv6,
          Backend(backend_path, scratch, 'mapped', '--host=::ffff:127.0.0.1') as mapped,
          Prometheus(prometheus_path, scratch, (whole, dropping, ipv6, mapped)) as prometheus):
        prometheus.wait_for('a first scrape', 60, lambda: not prometheus.unhealthy())
        sent = {whole: large_load(whole.api, scratch), ipv6: small_load(ipv6.api, '::1'),
                dropping: small_load(dropping.api, '127.0.0.9'),
                mapped: small_load(mapped.api.replace('[::ffff:127.0.0.1]', '127.0.0.1'),
                                   '127.0.0.10')}
        last = time.time()
        prometheus.wait_for_scrape(last)
        faults += [f'not healthy: {job}' for job in prometheus.unhealthy()]
        for backend, answered in sent.items():
            print(f'   {backend.name}: {sum(answered.values())} requests, {len(answered)} kinds')
            got, wrong = read_all(prometheus, backend.name, last)
            faults += wrong + check_infos(prometheus, backend.name)
            faults += check_process(prometheus, backend)
            faults += faults_of(compare(got, wanted_of(answered, backend is dropping),
                                        print if backend is whole else lambda line: None))
            if backend is whole:
                faults += goes_unnoticed(got, answered)
        faults += check_dropped(dropping)
        flooded, wrong = flood(whole.api, prometheus, sent[whole])
        sent[whole] += flooded
        faults += wrong
        if prometheus.samples('{job="dropping",otel_scope_name="Infisical"}'):
            faults.append('Prometheus has series of a meter that is dropped')
        for backend, answered in sent.items():
            faults += backend.stop(0 if backend is dropping else sum(answered.values()))
    return faults


if __name__ == '__main__':
    run_with(run, __doc__, 'h2load')
