#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""From a call site to a real Prometheus, every number compared.

usage: e2e.py BACKEND PROMETHEUS

Starts the example backend, has a real Prometheus scrape it every second, sends a known number of
requests for every method, route and status that can be had from outside, and after a scrape later
than the last response compares the raw sample of each request counter, of each histogram's `+Inf`
bucket and of each error counter in Prometheus with what was sent. Exactly; series that were sent
nothing must be there and be 0. Then it claims one request more, and must find it missing. Needs
h2load beside the two programs (exit 77: skipped).
"""
import collections
import json
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request

from e2e_load import (LOGIN, MAX_SECRETS, NONE, SECRET, STATUS, Client, error_type, expected_series,
                      fill_up, mixed_load, secret, volume)

# ---- the two programs ----------------------------------------------------------------------------

class Program:
    """A program that is ended by its pid when the block ends, whatever happened in it."""

    def __init__(self, command, log, **environment):
        self.log = log
        with open(log, 'wb') as out:
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out,
                                            stderr=subprocess.STDOUT, start_new_session=True,
                                            env={**os.environ, **environment})

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def text(self):
        with open(self.log, encoding='utf-8', errors='replace') as log:
            return log.read()

    def wait_for(self, what, seconds, ready):
        deadline = time.monotonic() + seconds
        while True:
            if self.process.poll() is not None:
                sys.exit(f'{what}: the program ended with {self.process.returncode}:\n'
                         + self.text())
            result = ready()
            if result:
                return result
            if time.monotonic() > deadline:
                sys.exit(f'{what}: not within {seconds} s:\n{self.text()[-4000:]}')
            time.sleep(0.1)


def free_port():
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]


class Prometheus:
    def __init__(self, port):
        self.url = f'http://127.0.0.1:{port}'

    def get(self, path):
        """None while it does not answer."""
        try:
            with urllib.request.urlopen(self.url + path, timeout=10) as response:
                return json.load(response)['data']
        except OSError:
            return None

    def samples(self, selector):
        """Raw samples of the last five minutes: [(labels, [(time, value), ...]), ...]."""
        data = self.get('/api/v1/query?' + urllib.parse.urlencode({'query': selector + '[5m]'}))
        return [(series['metric'], [(t, float(v)) for t, v in series['values']])
                for series in (data or {'result': []})['result']]

    def last_scrape(self):
        """The time of the last one that succeeded."""
        return max((t for _, values in self.samples('up') for t, up in values if up == 1),
                   default=0)

    def target(self):
        targets = (self.get('/api/v1/targets?state=active') or {}).get('activeTargets', [])
        return targets[0] if targets else {'health': 'unknown'}


# ---- what must hold ------------------------------------------------------------------------------

def compare(what, got, wanted, say):
    faults = [f'{what} {key}: Prometheus has {got.get(key, "no such series")}, '
              f'sent {wanted.get(key, "to no such series")}'
              for key in sorted(got.keys() | wanted.keys(), key=str)
              if got.get(key) != wanted.get(key)]
    say(f'   {len(wanted):4} {what}, {sum(wanted.values()):7} in all: '
        + ('equal' if not faults else f'{len(faults)} DIFFER'))
    return faults


def read_family(prometheus, selector, key, last):
    """The newest raw sample of each series; every one must be later than the last response."""
    got = {}
    faults = []
    for labels, values in prometheus.samples(selector):
        time_of, value = values[-1]
        if time_of <= last:
            faults.append(f'{selector} {labels}: no sample after the last response')
        if any(later < earlier for (_, earlier), (_, later) in zip(values, values[1:])):
            faults.append(f'{selector} {labels}: went backwards: {values}')
        if key(labels) in got:
            faults.append(f'{selector} {labels}: there twice')
        got[key(labels)] = value
    return got, faults


def check(prometheus, answered, last, say):
    wanted = {key: answered.get(key, 0) for key in expected_series()}
    unexpected = answered.keys() - wanted.keys()
    if unexpected:
        return [f'answered, and no series is expected for it: {sorted(unexpected)}']
    # That nothing was left out of the load: a series at 0 proves little.
    faults = [f'{key}: no request was sent for it'
              for key, number in wanted.items() if number == 0 and key[2] != 500]

    errors = collections.Counter({(m, r, error_type(s)): 0 for m, r, s in wanted if error_type(s)})
    for (method, route, status), number in answered.items():
        if error_type(status):
            errors[method, route, error_type(status)] += number

    def request_key(labels):
        return (labels['http_request_method'], labels.get('http_route', NONE),
                int(labels['http_response_status_code']))

    def error_key(labels):
        return (labels['http_request_method'], labels.get('http_route', NONE),
                labels['error_type'])

    duration = 'infisical_http_server_request_duration_seconds'
    for what, selector, key, numbers in (
            ('request counters', 'infisical_http_server_request_count_total', request_key, wanted),
            ('+Inf buckets', duration + '_bucket{le="+Inf"}', request_key, wanted),
            ('histogram counts', duration + '_count', request_key, wanted),
            ('error counters', 'infisical_http_server_error_count_total', error_key, errors),
            ('core error counters', 'infisical_core_http_error_count_total', error_key, errors)):
        got, wrong = read_family(prometheus, selector, key, last)
        faults += wrong + compare(what, got, dict(numbers), say)

    invalid, wrong = read_family(prometheus, 'zerometer_invalid_total',
                                 lambda labels: labels['reason'], last)
    faults += wrong + compare('reasons of invalid values', invalid, dict.fromkeys(invalid, 0), say)
    if not invalid:
        faults.append('zerometer_invalid_total is not there')

    for name, labels in (('infisical_build_info',
                          ('service_version', 'git_commit_sha', 'node_version')),
                         ('target_info', ('service_name', 'service_version', 'git_commit_sha',
                                          'deployment_environment'))):
        series = prometheus.samples(name)
        if (len(series) != 1 or series[0][1][-1][1] != 1
                or not all(series[0][0].get(label) for label in labels)):
            faults.append(f'{name}: expected one series of value 1 with {labels}: {series}')

    target = prometheus.target()
    if target['health'] != 'up' or target.get('lastError'):
        faults.append(f'the target is not healthy: {target}')
    return faults


def run(backend_path, prometheus_path, scratch):
    password = secrets.token_hex(12)
    backend = Program([backend_path, '--port=0', '--metrics-port=0', '--user=admin',
                       f'--max-secrets={MAX_SECRETS}', '--environment=test'],
                      scratch + '/backend.log', BACKEND_PASSWORD=password)
    with backend:
        bound = backend.wait_for('starting the backend', 10, lambda: re.search(
            r'^api +http://([^/]+)/api/status\nmetrics +http://([^/]+)/metrics$',
            backend.text(), re.M))
        api, metrics = bound.groups()

        port = free_port()
        with open(scratch + '/prometheus.yml', 'w', encoding='utf-8') as config:
            config.write('global: {scrape_interval: 1s, scrape_timeout: 1s}\n'
                         'scrape_configs:\n'
                         '  - job_name: infisical\n'
                         f'    static_configs: [{{targets: ["{metrics}"]}}]\n')
        with Program([prometheus_path, f'--config.file={scratch}/prometheus.yml',
                      f'--storage.tsdb.path={scratch}/data',
                      f'--web.listen-address=127.0.0.1:{port}'],
                     scratch + '/prometheus.log') as server:
            prometheus = Prometheus(port)
            server.wait_for('a first scrape', 60, lambda: prometheus.target()['health'] == 'up')

            first = Client(api)
            token = json.loads(first.ask('POST', LOGIN, LOGIN, expect={200}, body={
                'username': 'admin', 'password': password}))['accessToken']
            answered = first.answered + fill_up(api, token)
            session = ('-H', f'authorization: Bearer {token}')
            demo = f'http://{api}' + secret('filler-0')
            answered += volume(f'http://{api}{STATUS}', ('GET', STATUS, 200))
            answered += volume(demo, ('GET', SECRET, 200), *session)
            answered += volume(demo, ('GET', SECRET, 401))
            with open(scratch + '/body', 'w', encoding='utf-8') as body:
                body.write('{"secretValue":"again"}')
            answered += volume(demo, ('POST', SECRET, 200), *session, '-d', scratch + '/body')
            answered += mixed_load(api, token, password)
            last = time.time()
            print(f'   {sum(answered.values())} requests answered, {len(answered)} kinds')

            server.wait_for('a scrape later than the last response', 30,
                            lambda: prometheus.last_scrape() > last)
            faults = check(prometheus, answered, last, print)
            # That it bites: one request more than was sent must be noticed.
            one_more = answered + collections.Counter({('GET', SECRET, 404): 1})
            if not check(prometheus, one_more, last, lambda line: None):
                faults.append('a request that is not counted goes unnoticed')

        backend.process.send_signal(signal.SIGTERM)
        code = backend.process.wait(20)
        total = re.findall(r'^snapshot: (\d+) requests in all$', backend.text(), re.M)
        if code != 0:
            faults.append(f'the backend ended with {code} on SIGTERM:\n{backend.text()}')
        strange = re.findall(r'^(?!api |metrics |snapshot: ).*', backend.text(), re.M)
        if any(strange):  # what a sanitizer says is seen, too
            faults.append('the backend says:\n' + '\n'.join(strange))
        if total != [str(sum(answered.values()))]:
            faults.append(f"the library's last snapshot has {total}, "
                          f'sent {sum(answered.values())}')
    return faults


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    for program in (*sys.argv[1:], 'h2load'):
        if shutil.which(program) is None:
            print(f'{program} is missing')
            sys.exit(77)
    # A signal ends the programs that were started, too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit('terminated'))
    with tempfile.TemporaryDirectory(prefix='zerometer-e2e-') as scratch:
        faults = run(*sys.argv[1:], scratch)
    if faults:
        sys.exit('\n'.join(faults[:40]))


if __name__ == '__main__':
    main()
