#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Hold every counter and every histogram's count that Prometheus has of the backend against the
account of examples/backend/traffic, which is made from requests and answers alone.

usage: e2e_traffic.py BACKEND PROMETHEUS

The backend, the stand-ins of its peers and a real Prometheus; all that the traffic does, faults
included. Then each series in Prometheus has exactly the number of the account, what the account has
not is 0 or not there, and no metric of the catalogue's table was left out, nor any value of a
closed label but for those named here. Then a number that is one too large or too small, a series
too few and one too many are put into the account, and must each be found, of each metric. Needs
h2load beside the two programs.
"""
import collections
import contextlib
import csv
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time

from e2e_programs import Backend, Program, Prometheus, run_with

ROOT = pathlib.Path(__file__).parent.parent
TRAFFIC = ROOT / 'examples/backend/traffic'
STANDIN = ROOT / 'examples/backend/standins/standin.py'
TABLE = ROOT / 'tests/golden/backend/metrics.tsv'
ADDED = {'__name__', 'instance', 'job', 'otel_scope_name', 'otel_scope_version'}
UNITS = {'s': '_seconds', 'ms': '_milliseconds', 'By': '_bytes'}
# What cannot be caused from outside, or would only be more of the same.
UNDRIVEN = {
    ('infisical_queue_job_failure_count_total', 'error_type'): {'cryptography'},
    ('infisical_queue_stalled_count_total', 'queue_name'): {
        'audit-log', 'secret-sync', 'pki-sync', 'integration-sync', 'secret-rotation-v2'},
    ('infisical_rate_limit_exceeded_count_total', 'http_request_method'): {
        'HEAD', 'PUT', 'DELETE', 'PATCH'},
    ('infisical_rate_limit_exceeded_count_total', 'http_route'): {
        '/api/v1/audit-log-streams/{provider}', '/api/v1/auth/token/renew',
        '/api/v1/auth/universal-auth/login', '/api/v1/auth/{method}/login',
        '/api/v1/integrations/{id}/sync', '/api/v1/kmip/{operation}',
        '/api/v1/memberships/{actor}', '/api/v1/pki/syncs/{id}/{action}', '/api/v1/scim/Groups',
        '/api/v1/scim/Groups/{id}', '/api/v1/scim/Users/{id}',
        '/api/v1/secret-syncs/{id}/{action}', '/api/v1/sso/{provider}/config',
        '/api/v2/secret-rotations/{name}', '/api/v3/secrets', '/api/v3/secrets/{name}'}}
RATE, OPERATIONS = 400, 4000


def sample_names():
    """{metric: what counts it in Prometheus}, of the counters and histograms of the table."""
    names = {}
    with open(TABLE, newline='', encoding='utf-8') as table:
        for row in csv.DictReader(table, delimiter='\t', quoting=csv.QUOTE_NONE):
            name = row['name'].replace('.', '_')
            unit = UNITS.get(row['unit'], '')
            if row['type'] == 'counter':
                names[row['name']] = f'{name}_total'
            elif row['type'] == 'histogram':
                names[row['name']] = (name if name.endswith(unit) else name + unit) + '_count'
    return names


def read_account(path, names):
    """{sample name: {labels: number}}."""
    account = collections.defaultdict(dict)
    with open(path, newline='', encoding='utf-8') as lines:
        for row in csv.DictReader(lines, delimiter='\t', quoting=csv.QUOTE_NONE):
            labels = frozenset((key.replace('.', '_'), text)
                               for key, text in json.loads(row['attributes']).items())
            account[names[row['metric']]][labels] = int(row['number'])
    return account


def read_prometheus(prometheus, name, last):
    """The same of what Prometheus has; a series with no sample since `last` is at fault."""
    got, faults = {}, []
    for labels, values in prometheus.samples(f'{name}{{job="whole"}}'):
        if values[-1][0] <= last:
            faults.append(f'{name} {labels}: no sample since the end')
        got[frozenset((key, text) for key, text in labels.items() if key not in ADDED)] = (
            values[-1][1])
    return got, faults


def differences(account, got):
    """{sample name: what differs}."""
    found = {}
    for name in account.keys() | got.keys():
        wanted, there = account.get(name, {}), got.get(name, {})
        different = [f'{name} {sorted(key)}: Prometheus has {there.get(key, "no such series")}, '
                     f'the account {wanted.get(key, "none")}'
                     for key in sorted(wanted.keys() | there.keys(), key=sorted)
                     if there.get(key, 0) != wanted.get(key, 0)]
        if different:
            found[name] = different
    return found


def compare(prometheus, account):
    """What Prometheus has after one more scrape, and what is wrong with it."""
    last = time.time()
    prometheus.wait_for_scrape(last)
    got, faults = {}, []
    for name in sample_names().values():
        got[name], wrong = read_prometheus(prometheus, name, last)
        faults += wrong
    different = differences(account, got)
    return got, faults + [fault for name in sorted(different) for fault in different[name]]


def unnoticed(account, got):
    """What is wrong with the account, and not found."""
    for name, series in account.items():
        key = max(series, key=series.get)
        for what, changed in (('one too many', {**series, key: series[key] + 1}),
                              ('one too few', {**series, key: series[key] - 1}),
                              ('a series too many', {**series, frozenset({('a', 'b')}): 1}),
                              ('a series too few', {k: v for k, v in series.items() if k != key})):
            if not differences({**account, name: changed}, got).get(name):
                yield f'{name}: {what} in the account, and not found'


def undriven(got):
    """Values of closed labels, whose series are there from the beginning, that nothing has had."""
    for name, series in got.items():
        driven = {pair for key, number in series.items() if number for pair in key}
        for label, value in sorted({pair for key in series for pair in key} - driven):
            if value not in UNDRIVEN.get((name, label), ()):
                yield f'{name}: nothing with {label} {value} was driven'


def check_observed(prometheus, account):
    """What is observed: how it was when all was done, and that it was seen before that."""
    def ended(metric, label, text):
        return sum(number for key, number in account[metric].items() if (label, text) in key)

    def values(name, label):
        """{state: how many at the end}, {state: the most that one series had}"""
        last, most = {}, {}
        for labels, samples in prometheus.samples(f'{name}{{job="whole"}}'):
            state = labels[label]
            last[state] = last.get(state, 0) + samples[-1][1]
            most[state] = max(most.get(state, 0), *(number for _, number in samples))
        return last, most

    depth, deepest = values('infisical_queue_depth', 'queue_state')
    wanted = {
        'waiting': 0, 'active': 0, 'delayed': 0,
        'completed': ended('infisical_queue_job_count_total', 'outcome', 'completed'),
        'failed': ended('infisical_queue_job_failure_count_total', 'attempts_exhausted', 'true')}
    faults = [] if depth == wanted else [
        f'infisical_queue_depth is {depth} at the end, not {wanted}']
    pool, most = values('infisical_db_pool_connections', 'db_pool_state')
    if pool.keys() != {'used', 'pending', 'free'} or (
            pool['used'], pool['pending'], pool['free'] >= 1) != (0, 0, True):
        faults.append(f'infisical_db_pool_connections is {pool} with nobody asking')
    for name, seen, state in (('infisical_queue_depth', deepest, 'active'),
                              ('infisical_db_pool_connections', most, 'used')):
        faults += [] if seen.get(state) else [f'{name} had no {state} at any time']
    return faults


def peer_of(program):
    return program.wait_for('the stand-ins', 10, lambda: re.search(
        r'^stand-ins on (\S+)$', program.text(), re.M))[1]


def traffic(*arguments):
    command = [sys.executable, str(TRAFFIC), *map(str, arguments)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True)
    if done.returncode:
        sys.exit(f'traffic ends with {done.returncode}:\n{done.stdout[-2000:]}')
    return done.stdout


@contextlib.contextmanager
def state_in_memory(directory):
    """What the backend keeps, where the disk that others write to makes nobody wait."""
    if not os.access('/dev/shm', os.W_OK):
        yield
        return
    with tempfile.TemporaryDirectory(prefix='zerometer-e2e-', dir='/dev/shm') as memory:
        state = pathlib.Path(directory, 'state')
        state.symlink_to(memory)
        try:
            yield
        finally:
            state.unlink()


@contextlib.contextmanager
def driven(backend_path, prometheus_path, scratch, operations, say=print):
    """A backend that all of the traffic has been sent to, the Prometheus that scrapes it, the
    account, and what sends it all again, for an account of that."""
    with (state_in_memory(scratch),
          Program([sys.executable, STANDIN, '--port=0'], f'{scratch}/standin.log') as peers):
        told = scratch, '--peers', peer_of(peers), '--rate', RATE
        settings = traffic('prepare', *told).splitlines()
        with (Backend(backend_path, scratch, 'whole', *settings) as backend,
              Prometheus(prometheus_path, scratch, (backend,)) as prometheus):

            def send():
                said = traffic('run', *told, '--api', backend.api, '--operations', operations)
                say(said.splitlines()[-1])
                return read_account(f'{scratch}/account.tsv', sample_names())

            prometheus.wait_for('a first scrape', 60, lambda: not prometheus.unhealthy())
            yield backend, prometheus, send(), send


def run(backend_path, prometheus_path, scratch):
    with driven(backend_path, prometheus_path, scratch, OPERATIONS) as (
            backend, prometheus, account, _):
        got, faults = compare(prometheus, account)
        faults += check_observed(prometheus, account)
        faults += unnoticed(account, got)
        faults += undriven(got)
        for metric, name in sample_names().items():
            if name not in account:
                faults.append(f'{metric}: nothing of it was driven')
        requests = sum(account['infisical_http_server_request_count_total'].values())
        print(f'   {sum(map(len, account.values()))} series of {len(account)} metrics, and '
              f'{len(faults)} faults')
        faults += backend.stop(requests)
    return faults


if __name__ == '__main__':
    run_with(run, __doc__, 'h2load')
