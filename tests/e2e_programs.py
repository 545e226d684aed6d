#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The programs that e2e.py starts: any program that ends with its block, the example backend, and
a Prometheus that scrapes several of them; and what a test does whose arguments are programs."""
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request

from page import Page
from unavailable import Unavailable, skip


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


class Backend(Program):
    """The example backend on ports of its own, pulled unless its environment says otherwise; `api`
    and, where there is one, `metrics` are host:port of both."""

    SAYS = 'api |metrics |pushes |nowhere |snapshot: |dropped '

    def __init__(self, path, scratch, name, *arguments, **environment):
        exported = {'OTEL_TELEMETRY_COLLECTION_ENABLED': 'true'}
        if not {'OTEL_EXPORT_TYPE', 'OTEL_METRICS_EXPORTER'} & environment.keys():
            exported['OTEL_EXPORT_TYPE'] = 'prometheus'
        super().__init__([path, '--port=0', '--metrics-host=127.0.0.1', '--metrics-port=0',
                          '--environment=test', f'--directory={scratch}/directory', *arguments],
                         f'{scratch}/{name}.log', **exported | environment)
        self.name = name

    def __enter__(self):
        try:
            bound = self.wait_for('starting the backend', 10, lambda: re.search(
                r'^api +http://(\S+)/api/status\n(?:dropped .*\n)?'
                r'(?:metrics +http://(\S+)/metrics|pushes .*|nowhere .*)$', self.text(), re.M))
        except BaseException:
            self.__exit__()
            raise
        self.api, self.metrics = bound.groups()
        return self

    def page(self):
        """What the library says of itself now."""
        with urllib.request.urlopen(f'http://{self.metrics}/metrics', timeout=10) as response:
            return Page(response.read())

    def stop(self, counted):
        """Asks it to stop; what is wrong with how it does."""
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(20)
        faults = []
        if code != 0:
            faults.append(f'{self.name} ended with {code} on SIGTERM:\n{self.text()}')
        strange = re.findall(f'^(?!{self.SAYS}).*', self.text(), re.M)
        if any(strange):  # what a sanitizer says is seen, too
            faults.append(f'{self.name} says:\n' + '\n'.join(strange))
        total = re.findall(r'^snapshot: (\d+) requests in all$', self.text(), re.M)
        if total != [str(counted)]:
            faults.append(f"{self.name}: the library's last snapshot has {total}, sent {counted}")
        return faults


def free_port():
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]


class Prometheus(Program):
    """Scrapes each backend every second, as a job of the backend's name; with its `user` and
    `password`, if it has any."""

    def __init__(self, path, scratch, backends):
        port = free_port()
        self.url = f'http://127.0.0.1:{port}'
        with open(scratch + '/prometheus.yml', 'w', encoding='utf-8') as config:
            config.write('global: {scrape_interval: 1s, scrape_timeout: 1s}\nscrape_configs:\n')
            for backend in backends:
                config.write(f'  - job_name: {backend.name}\n'
                             f'    static_configs: [{{targets: ["{backend.metrics}"]}}]\n')
                if hasattr(backend, 'password'):
                    pair = {'username': backend.user, 'password': backend.password}
                    config.write(f'    basic_auth: {json.dumps(pair)}\n')
        super().__init__([path, f'--config.file={scratch}/prometheus.yml',
                          f'--storage.tsdb.path={scratch}/data',
                          f'--web.listen-address=127.0.0.1:{port}'], scratch + '/prometheus.log')
        self.jobs = {backend.name for backend in backends}

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

    def unhealthy(self):
        """The targets that are not up, or not yet."""
        targets = (self.get('/api/v1/targets?state=active') or {}).get('activeTargets', [])
        up = {target['labels']['job'] for target in targets
              if target['health'] == 'up' and not target['lastError']}
        return self.jobs - up

    def wait_for_scrape(self, later_than):
        """Of every target, begun after that time."""
        def scraped():
            times = {labels['job']: max((t for t, up in values if up == 1), default=0)
                     for labels, values in self.samples('up')}
            return all(times.get(job, 0) > later_than for job in self.jobs)
        self.wait_for('a scrape later than the last response', 30, scraped)


def run_with(run, usage, *needed):
    """Gives `run` the programs that the command line names, as many as `usage` does, and a
    directory to write in, and exits with what faults it finds; `needed` are programs beside
    those."""
    named = re.search(r'^usage: \S+(.*)$', usage, re.M)[1].split()
    if len(sys.argv) - 1 != len(named):
        sys.exit(usage)
    for program in (*sys.argv[1:], *needed):
        if shutil.which(program) is None:
            skip(f'{program} is missing')
    # A signal ends the programs that were started, too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit('terminated'))
    try:
        with tempfile.TemporaryDirectory(prefix='zerometer-e2e-') as scratch:
            faults = run(*sys.argv[1:], scratch)
    except Unavailable as reason:
        skip(str(reason))
    if faults:
        sys.exit('\n'.join(faults[:40]))
