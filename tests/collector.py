# SPDX-License-Identifier: MIT
"""A real OpenTelemetry Collector with the configuration that examples/backend/deploy ships.

    binary = collector_build.build()
    with Collector(binary, scratch) as collector:  # ready: its health_check has answered
        collector.post(body, 'application/json')   # (200, ...), with the right password
        collector.series()                         # {(name, labels): value} of its :8889
        collector.written()                        # the requests that its file exporter wrote
        collector.suspend()                        # and resume(): SIGSTOP and SIGCONT
        collector.stop()                           # and start(): on the same ports

Of what is shipped, only addresses and the user's line are replaced, each once.  What is laid over
that for tests: the file exporter, since a page of text has doubles only, and no page of the
Collector's own metrics, whose port is a fixed one.

It listens on an address of the loopback network that the test's process has for itself, and so any
number of tests run at once.  Names at :8889 have units and _total, as in releases from 0.90 on;
this one asks for that by a feature gate.
"""
import base64
import json
import os
import pathlib
import random
import re
import signal
import socket
import subprocess
import urllib.error
import urllib.request

from e2e_programs import Program
from page import Page

DEPLOYED = pathlib.Path(__file__).parent.parent / 'examples/backend/deploy'
CONFIG = DEPLOYED / 'otel-collector-config.yaml'
PLACEHOLDER = 'infisical:{SHA}replace-this-line'
PARTS = {  # what listens, and where it does so as deployed
    'health': '0.0.0.0:13133',
    'pprof': '127.0.0.1:1777',
    'zpages': '127.0.0.1:55679',
    'otlp': '0.0.0.0:4318',
    'exporter': '0.0.0.0:8889',
}


def free_addresses(count):
    """As many of host:port; the host belongs to this process alone."""
    pid = os.getpid()
    host = f'127.{1 + (pid >> 16)}.{pid >> 8 & 255}.{pid & 255}'
    probes = [socket.socket() for _ in range(count)]
    for probe in probes:
        probe.bind((host, 0))
    addresses = [f'{host}:{probe.getsockname()[1]}' for probe in probes]
    for probe in probes:
        probe.close()
    return addresses


def replace_each(text, replacements):
    """Each is there just once, so that what a test runs is what is shipped."""
    for old, new in replacements.items():
        if text.count(old) != 1:
            raise ValueError(f'{old!r} is there {text.count(old)} times, not once')
        text = text.replace(old, new)
    return text


def htpasswd(user, password):
    """The line that `htpasswd -B` makes, by the C library's own bcrypt; each $ is doubled, as the
    Collector wants it.  The least cost: it is paid for each request."""
    alphabet = './ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
    salt = '$2y$05$' + ''.join(random.choices(alphabet, k=21)) + 'u'
    done = subprocess.run(['perl', '-e', 'local $/; print crypt(<STDIN>, $ARGV[0])', salt],
                          input=password.encode(), capture_output=True, check=True)
    hashed = done.stdout.decode()
    if not hashed.startswith(salt[:7]):
        raise RuntimeError('perl knows no bcrypt')
    return f'{user}:{hashed}'.replace('$', '$$')


def validate(binary, *configs):
    """(exit code, what it says) of `otelcol validate`."""
    done = subprocess.run([binary, 'validate', *[f'--config={config}' for config in configs]],
                          stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)
    return done.returncode, done.stdout + done.stderr


class Collector(Program):
    """`scrapes` is host:port of a backend in pull mode, scraped each second by the receiver that
    is shipped unused; `line` stands where the user's line of htpasswd does."""

    def __init__(self, binary, scratch, user='infisical', password='a:password with "all" $5 é',
                 line=None, scrapes=None):
        self.scratch = pathlib.Path(scratch)
        self.user, self.password, self.starts = user, password, 0
        addresses = dict(zip(PARTS, free_addresses(len(PARTS))))
        self.otlp = f'http://{addresses["otlp"]}/v1/metrics'
        self.metrics = f'http://{addresses["exporter"]}/metrics'
        self.health, self.pprof, self.zpages = (
            f'http://{addresses[part]}' for part in ('health', 'pprof', 'zpages'))
        replacements = {f'"{PARTS[part]}"': f'"{addresses[part]}"' for part in PARTS}
        replacements[PLACEHOLDER] = line or htpasswd(user, password)
        if scrapes:
            replacements |= {'"infisical-backend:9464"': f'"{scrapes}"',
                             'scrape_interval: 30s': 'scrape_interval: 1s',
                             'receivers: [otlp]': 'receivers: [otlp, prometheus]'}
        self.config = self.scratch / 'collector.yaml'
        self.config.write_text(replace_each(CONFIG.read_text(), replacements))
        self.file = self.scratch / 'collector-written.json'
        self.file.unlink(missing_ok=True)
        self.overlay = self.scratch / 'collector-overlay.yaml'
        self.overlay.write_text(json.dumps({  # JSON is YAML
            'exporters': {'file': {'path': str(self.file), 'flush_interval': 0.1e9}},
            'service': {'telemetry': {'metrics': {'level': 'none'}},
                        'pipelines': {'metrics': {'exporters': ['prometheus', 'file']}}}}))
        self.command = [binary, f'--config={self.config}', f'--config={self.overlay}',
                        '--feature-gates=pkg.translator.prometheus.NormalizeName']

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.resume()
        super().__exit__()

    def start(self):
        """Also again, after stop() or kill(): on the same ports, and it remembers nothing."""
        self.starts += 1
        super().__init__(self.command, self.scratch / f'collector-{self.starts}.log')
        try:
            self.wait_for('starting the Collector', 60, lambda: self.get(self.health)[0] == 200)
        except BaseException:
            super().__exit__()
            raise

    def suspend(self):
        """Nothing is answered from now on; the kernel still takes connections for it."""
        self.process.send_signal(signal.SIGSTOP)
        # Each of its threads stops only when it is next scheduled.
        self.wait_for('stopping the Collector', 20, self.stopped)

    def stopped(self):
        """Whether every thread is."""
        try:
            return all(re.search(r'\) [Tt] ', (thread / 'stat').read_text())
                       for thread in pathlib.Path(f'/proc/{self.process.pid}/task').iterdir())
        except FileNotFoundError:  # one has ended meanwhile
            return False

    def resume(self):
        self.process.send_signal(signal.SIGCONT)

    def stop(self):
        """Its exit code, 0 when it has shut down as it should."""
        self.process.terminate()
        return self.process.wait(20)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def get(self, url, body=None, password=None, timeout=10, **headers):
        """(status, body); the status is 0 where there is none.  `password` is '' for none."""
        if password is None:
            password = self.password
        request = urllib.request.Request(url, body, {
            key.replace('_', '-'): value for key, value in headers.items()})
        if password:
            pair = base64.b64encode(f'{self.user}:{password}'.encode()).decode()
            request.add_header('Authorization', f'Basic {pair}')
        try:
            with urllib.request.urlopen(request, timeout=timeout) as response:
                return response.status, response.read()
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code, refused.read()
        except OSError as error:
            return 0, str(error).encode()

    def post(self, body, content_type, **more):
        """An OTLP request."""
        return self.get(self.otlp, body, Content_Type=content_type, **more)

    def page(self):
        """The page at :8889."""
        status, body = self.get(self.metrics)
        if status != 200:
            raise RuntimeError(f'{self.metrics} answers {status}: {body[:500]}')
        return Page(body)

    def series(self):
        """{(name, frozenset of labels): value} at :8889."""
        return {key: sample.number() for key, (_, sample) in self.page().series().items()}

    def written(self):
        """The requests that went through, as OTLP in JSON; batch may have made one of several."""
        lines = self.file.read_text().splitlines(True) if self.file.exists() else []
        return [json.loads(line) for line in lines if line.endswith('\n')]
