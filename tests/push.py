#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Push to a collector that answers as no real one can be told to.

Usage: push.py WORK_DIR CLIENT [--decode]

CLIENT is push_client.cpp.  Each function below whose name begins with `case_` is one trouble, with
a server and a client of its own; several run at a time.  --decode reads what was sent with
protobuf's own classes and holds it against the library's snapshot.  Takes 6 seconds, most of them
waits for repetitions; on 127.0.0.1 alone.
"""
import base64
import concurrent.futures
import contextlib
import gzip
import json
import os
import pathlib
import queue
import random
import re
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
import traceback
import zlib

import otlp_oracles
import push_server
from push_server import Server, answer, cut, decides, flood, hang, header, says, then_close

HERE = pathlib.Path(__file__).parent
PATIENCE = 60  # for anything to happen at all
SECRET = 'Sw0rdfish-3f9c1e77'
NONE, CONFIGURATION, ADDRESS = 0, 1, 2  # zm::export_trouble
DESCRIPTORS, UNREACHABLE, TLS, TIMEOUT, UNAUTHORIZED = 5, 7, 8, 9, 10
REFUSED, UNAVAILABLE, PARTIAL, RESPONSE, TOO_LARGE = 11, 12, 13, 14, 15


class Told:
    def __init__(self, line):
        what, how, trouble, code, *text = line.split(' ', 4)
        self.line, self.what, self.ok = line, what, how == 'ok'
        self.trouble, self.code, self.text = int(trouble), int(code), ' '.join(text)


class Client:
    """The program, told line by line; what it says is kept, for whoever looks for secrets."""
    path = None

    def __init__(self, first='open', environment=None, **options):
        self.environment = os.environ | (environment or {})
        self.options = options
        self.first = first
        self.last = 'leave'

    def __enter__(self):
        self.process = subprocess.Popen([self.path], stdin=subprocess.PIPE, text=True,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                        env=self.environment)
        self.lines, self.said, self.told = queue.Queue(), [], []
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()
        for name, value in self.options.items():
            for one in value if isinstance(value, list) else [value]:
                self.say(f'{name}={one}')
        self.say('')
        if self.first:
            self.opened = self.ask(self.first)
        return self

    def __exit__(self, *_):
        with contextlib.suppress(BrokenPipeError):
            self.say(self.last)
            self.process.stdin.close()
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise
        self.reader.join(PATIENCE)
        self.errors = self.process.stderr.read()
        self.process.stdout.close()
        self.process.stderr.close()
        assert self.process.returncode == 0, (self.process.returncode, self.errors)

    def read(self):
        for line in self.process.stdout:
            self.lines.put(line.rstrip('\n'))
        self.lines.put(None)

    def say(self, line):
        self.process.stdin.write(line + '\n')
        self.process.stdin.flush()

    def next(self):
        """Lines until the next answer; what the error handler was told goes to `told`."""
        lines = []
        while True:
            line = self.lines.get(timeout=PATIENCE)
            if line is None:
                raise AssertionError(f'the client ended: {self.process.stderr.read()}')
            self.said.append(line)
            if line.startswith('told'):
                self.told.append(Told(line))
            elif line == 'done':
                return lines
            elif line.startswith('done'):
                return Told(line)
            else:
                lines.append(line)

    def ask(self, line):
        self.say(line)
        return self.next()

    def wait_until_told(self, count=1):
        while len(self.told) < count:
            line = self.lines.get(timeout=PATIENCE)
            self.said.append(line)
            if line.startswith('told'):
                self.told.append(Told(line))

    def counted(self, name, **labels):
        """The sum of the self-metrics of that name and those labels."""
        total = 0
        for line in self.ask('counted'):
            found = re.fullmatch(r'(\w+)\{(.*)\} (\S+)', line)
            if found and found[1] == name and all(
                    f'{key}="{value}"' in found[2] for key, value in labels.items()):
                total += float(found[3])
        return total

    def outcomes(self):
        names = ('success', 'partial', 'refused', 'failed')
        return [int(self.counted('zerometer_exports_total', outcome=name, exporter='push'))
                for name in names]


def expect(told, trouble, *texts):
    assert told.trouble == trouble, told.line
    for text in texts:
        assert text in told.text, f'{text!r} is not in {told.line}'


def quick(first='open', **options):
    """A client with less time for an export than there is before the first repetition."""
    return Client(first, timeout=700, **options)


def export_quickly(client):
    """Of a quick client. On a machine that is busy even the first try may come too late."""
    for _ in range(20):
        told = client.ask('export')
        if told.trouble != TIMEOUT:
            break
    return told


def counts(body):
    """The counter's values by slot: enough of a reader of protobuf for one metric."""
    def fields(data):
        at = 0

        def varint():
            nonlocal at
            value = shift = 0
            while True:
                value |= (data[at] & 127) << shift
                shift, at = shift + 7, at + 1
                if data[at - 1] < 128:
                    return value
        while at < len(data):
            tag = varint()
            if tag & 7 == 0:
                yield tag >> 3, varint()
            elif tag & 7 == 1:
                yield tag >> 3, struct.unpack('<q', data[at:at + 8])[0]
                at += 8
            else:
                size = varint()
                yield tag >> 3, data[at:at + size]
                at += size

    def walk(data, *path):
        if not path:
            yield data
            return
        for number, value in fields(data):
            if number == path[0]:
                yield from walk(value, *path[1:])
    for point in walk(body, 1, 2, 2, 7, 1):
        label = next(walk(point, 7, 2, 3))
        start, end = next(walk(point, 2)), next(walk(point, 3))
        yield label, next(walk(point, 6)), start, end


def case_request():
    """[F-01] [F-02] [F-03] [F-07]"""
    for encoding, kind in (('json', 'application/json'), ('protobuf', 'application/x-protobuf')):
        with Server(answer()) as server, Client(endpoint=server.url(), encoding=encoding,
                                                product='billing/7') as client:
            client.ask('record 10')
            assert client.ask('export').ok
            assert client.outcomes() == [1, 0, 0, 0]
            sent = client.counted('zerometer_export_size_bytes_total', exporter='push')
            assert client.counted('zerometer_export_last_success_timestamp_seconds') > 1.7e9
            assert client.ask('shutdown 5000').ok
        one = server.requests[0]
        assert one['line'] == 'POST /v1/metrics HTTP/1.1', one['line']
        assert header(one, 'Content-Type') == [kind]
        assert header(one, 'Content-Length') == [str(len(one['body']))] == [f'{sent:.0f}']
        assert header(one, 'User-Agent') == ['billing/7 zerometer/0.1.0']
        assert header(one, 'Host') == [f'127.0.0.1:{server.port}']
        for absent in ('Content-Encoding', 'Authorization', 'Accept-Encoding', 'Expect',
                       'Transfer-Encoding'):
            assert not header(one, absent), absent
        assert len(server.requests) == 2  # the second at the shutdown
        assert server.requests[0]['from'] == server.requests[1]['from'], 'no keep-alive'


def case_gzip():
    """[F-03] [F-24]"""
    with Server(answer(503), answer()) as server, Client(
            endpoint=server.url(), compression='gzip', encoding='json') as client:
        client.ask('record 100')
        assert client.ask('export').ok
        sent = client.counted('zerometer_export_size_bytes_total', exporter='push')
        assert client.counted('zerometer_export_retries_total') == 1
    first, second = server.requests
    assert first['body'] == second['body'], 'the repetition is another'
    assert header(first, 'Content-Encoding') == ['gzip']
    assert header(first, 'Content-Length') == [str(len(first['body']))]
    assert sent == 2 * len(first['body'])
    plain = gzip.decompress(first['body'])
    assert json.loads(plain)['resourceMetrics'] and len(plain) > 3 * len(first['body'])


def case_headers():
    """[F-08] [F-09]"""
    def authorization(**options):
        with Server(answer()) as server, Client(endpoint=server.url(), **options) as client:
            assert client.ask('export').ok
        return header(server.requests[0], 'Authorization'), server.requests[0], client
    for user, password, encoded in (
            ('infisical', 'infisical', 'aW5maXNpY2FsOmluZmlzaWNhbA=='),
            ('Aladdin', 'open sesame', 'QWxhZGRpbjpvcGVuIHNlc2FtZQ=='),
            ('test', '123£', 'dGVzdDoxMjPCow=='), ('u', '', 'dTo='), ('', '', 'Og=='),
            ('', 'p', 'OnA='), ('u', 'a:b', 'dTphOmI=')):
        found, _, _ = authorization(user=user, password=password)
        assert found == [f'Basic {encoded}'], found
    found, one, client = authorization(user='u', password='p',
                                       header=['authorization:Bearer x', 'X-A: b', 'x-empty:'])
    assert found == ['Basic dTpw'], found
    expect(client.told[0], CONFIGURATION, 'Authorization is left away')
    assert header(one, 'X-A') == ['b'] and header(one, 'x-empty') == ['']
    found, _, client = authorization(header=['Authorization:Bearer x'])
    assert found == ['Bearer x'] and not client.told
    for option, text in (('header=a b:c', "'a b'"), ('header=a:b\x01c', 'header a'),
                         ('header=:c', "''"), ('header=content-TYPE:text/plain', 'content-TYPE'),
                         ('header=Host:x', 'Host'), ('header=Content-Encoding:br', 'own'),
                         ('user=a:b', 'colon'), ('password=a\x07', 'control'),
                         (f'header=a:{"x" * 8192}', 'longer'), ('product=a\x02', 'product'),
                         ('client_key=x', 'one of them'), ('interval=0', 'interval'),
                         ('timeout=-1', 'timeout'), ('max_request_bytes=100', 'too small'),
                         ('endpoint=collector:4318', 'http://'), ('endpoint=', 'no URL'),
                         ('endpoint=ftp://a/b', 'http://'), ('endpoint=http://', 'no URL'),
                         (f'endpoint=http://u:{SECRET}@h/', 'as credentials'),
                         (f'endpoint=http://{"x" * 5000}/', 'no URL'),
                         (f'ca_file={"x" * 5000}', '4 KB')):
        name, _, value = option.partition('=')
        with Client(**{name: value}) as client:
            expect(client.opened, CONFIGURATION, text)
            assert SECRET not in client.opened.text


def case_retry_after():
    """[F-20] [F-24]"""
    with Server(answer(429, Retry_After=2), answer(503), answer()) as server, Client(
            endpoint=server.url()) as client:
        client.ask('record 3')
        assert client.ask('export').ok and not client.told
        assert client.counted('zerometer_export_retries_total') == 2
        assert client.outcomes() == [1, 0, 0, 0]
    times = [one['time'] for one in server.requests]
    assert times[1] - times[0] >= 2 and times[2] - times[1] >= 1.5 * 0.8, times
    assert len(set(server.bodies)) == 1 and len(server.bodies) == 3


def case_retry_after_too_late():
    """[F-20] [F-22]"""
    date = time.strftime('%a, %d %b %Y %H:%M:%S GMT', time.gmtime(time.time() + 3600))
    for after in (3600, date):
        with Server(answer(503, Retry_After=after)) as server, Client(
                endpoint=server.url()) as client:
            begin = time.monotonic()
            expect(client.ask('export'), UNAVAILABLE, '503', server.url())
            assert time.monotonic() - begin < 9, 'it waited'
            assert client.outcomes() == [0, 0, 0, 1] and len(client.told) == 1
        assert len(server.requests) == 1


def case_never_retried():
    """[F-13] [F-14]"""
    for status, trouble, *texts in (
            (400, REFUSED, '400', 'no such field'), (401, UNAUTHORIZED, 'password'),
            (403, UNAUTHORIZED, '403'), (404, REFUSED, '/v1/metrics'), (405, REFUSED, 'path'),
            (407, UNAUTHORIZED, 'proxy'), (408, REFUSED, '408'), (413, REFUSED, 'smaller'),
            (415, REFUSED, 'encoding'), (500, REFUSED, '500'), (501, REFUSED, '501')):
        with Server(says(status, 'no such field')) as server, Client(
                endpoint=server.url()) as client:
            expect(client.ask('export'), trouble, server.url(), 'no such field', *texts)
            assert client.outcomes() == [0, 0, 1, 0] and len(client.told) == 1
            assert client.counted('zerometer_export_retries_total') == 0
        assert len(server.requests) == 1, status


def case_redirect():
    for status in (301, 302, 303, 307, 308):
        with Server(answer()) as other, Server(
                answer(status, Location=other.url())) as server, Client(
                endpoint=server.url(), user='u', password=SECRET) as client:
            expect(client.ask('export'), REFUSED, 'redirects', str(status))
        assert len(server.requests) == 1 and not other.requests


def case_partial():
    """[F-11] [F-12]"""
    rejected = json.dumps({'partialSuccess': {'rejectedDataPoints': '3', 'errorMessage': 'b\nd'}})
    warned = b'\x0a\x05\x12\x03old'
    with Server(answer(200, rejected.encode(), 'application/json'), answer(200, warned),
                answer(200, b'nonsense', 'text/html')) as server, Client(
            endpoint=server.url()) as client:
        expect(client.ask('export'), PARTIAL, '3 data points', ': b d')
        assert client.counted('zerometer_export_rejected_points_total') == 3
        assert client.outcomes() == [0, 1, 0, 0]
        # It was read, and is not of the request's type; that is told once.
        expect(client.told[1], RESPONSE, 'application/json', 'application/x-protobuf')
        assert client.ask('export').ok
        expect(client.told[2], PARTIAL, 'warning', 'old')
        assert client.ask('export').ok and len(client.told) == 3
        assert client.outcomes() == [2, 1, 0, 0]
    assert len(server.requests) == 3


def case_hang():
    """[F-22]"""
    with Server(hang) as server, Client(endpoint=server.url(), timeout=1000) as client:
        begin = time.monotonic()
        expect(client.ask('export'), TIMEOUT, server.url(), 'timeout too short')
        assert time.monotonic() - begin >= 1
        assert client.outcomes() == [0, 0, 0, 1]
    assert len(server.requests) == 1


def case_no_answer_of_the_network():
    """Whoever answers no call for a connection, and a DNS that does not answer."""
    with socket.socket() as deaf, contextlib.ExitStack() as waiting:
        deaf.bind(('127.0.0.1', 0))
        deaf.listen(0)
        for _ in range(3):  # more than its queue takes
            other = waiting.enter_context(socket.socket())
            other.setblocking(False)
            other.connect_ex(deaf.getsockname())
        with Client(endpoint=f'http://127.0.0.1:{deaf.getsockname()[1]}/', timeout=500) as client:
            expect(client.ask('export'), TIMEOUT, 'no connection', 'firewall')
    if not SANITIZED:  # whose own getaddrinfo would be in the way
        with Client('start', endpoint='http://nowhere.example:4318/', timeout=500,
                    interval=3600000, slow_names=1) as client:
            expect(client.ask('export'), TIMEOUT, 'no address', 'DNS')
            begin = time.monotonic()
            expect(client.ask('shutdown 500'), TIMEOUT, 'DNS')
            assert time.monotonic() - begin < 15, 'it waited for the look-up'


def case_broken():
    """[F-06]"""
    with Server(push_server.close, answer()) as server, Client(endpoint=server.url()) as client:
        assert client.ask('export').ok and not client.told
        assert client.counted('zerometer_export_retries_total') == 1
    assert server.bodies[0] == server.bodies[1]
    # A connection that was kept and broke: at once and once, by curl.
    with Server(answer(), push_server.close, answer(), then_close(answer()),
                answer()) as server, Client(endpoint=server.url()) as client:
        assert client.ask('export').ok
        client.ask('record 9')
        assert client.ask('export').ok
        assert client.counted('zerometer_export_retries_total') == 0
        assert client.ask('export').ok and client.ask('export').ok
        assert client.counted('zerometer_export_retries_total') == 0 and not client.told
    assert server.bodies[1] == server.bodies[2] and len(server.requests) == 5
    with Server(push_server.close) as server, quick(endpoint=server.url()) as client:
        expect(export_quickly(client), UNREACHABLE, 'broke')
    # A status says what became of it, also where the rest is missing.
    with Server(cut(200), cut(400), cut(503), answer()) as server, Client(
            endpoint=server.url()) as client:
        assert client.ask('export').ok and not client.told
        expect(client.ask('export'), REFUSED, '400')
        assert client.ask('export').ok
    assert len(server.requests) == 4


def case_flood():
    """[F-05]"""
    for act, status in ((flood(200, 1 << 30), 200), (flood(503, 1 << 30), 503),
                        (push_server.header_flood, 200)):
        with Server(act, answer()) as server, Client(endpoint=server.url()) as client:
            client.ask('record 1')
            before = int(client.ask('resident')[0].split()[1])
            expect(client.ask('export'), TOO_LARGE, 'more than 4 MiB')
            after = int(client.ask('resident')[0].split()[1])
            assert client.outcomes() == [0, 0, 1, 0], client.outcomes()
            assert client.ask('export').ok
        assert after - before < 20000 or SANITIZED, f'{after - before} KB more'
        assert len(server.requests) == 2, 'it was sent again'
        assert server.requests[0]['flooded'] < 64 << 20, server.requests[0]['flooded']


def case_unreachable():
    with quick(endpoint='http://127.0.0.1:1/v1/metrics') as client:
        expect(export_quickly(client), UNREACHABLE, 'is the collector running', '127.0.0.1:1')
    with quick(endpoint='http://no-such-host.invalid:4318/v1/metrics') as client:
        expect(export_quickly(client), ADDRESS, 'no-such-host.invalid', 'look it up')
    with Server(answer()) as server, quick(endpoint=server.url()) as client:
        count = int(client.ask('descriptors')[0])
        client.ask(f'limit {count}')
        expect(export_quickly(client), DESCRIPTORS, 'ulimit -n')
        client.ask(f'limit {count + 20}')
        expect(export_quickly(client), NONE)


def case_not_http():
    with socket.create_server(('127.0.0.1', 0)) as listener:
        def serve():
            connection, _ = listener.accept()
            with connection:
                connection.recv(65536)
                connection.sendall(b'SSH-2.0-OpenSSH_9.2\r\n')
        thread = threading.Thread(target=serve)
        thread.start()
        with Client(endpoint=f'http://127.0.0.1:{listener.getsockname()[1]}/') as client:
            expect(client.ask('export'), RESPONSE, '4317')
        thread.join()


def case_tls():
    with Server(answer(), tls=AUTHORITY.context()) as server:
        url = server.url(scheme='https')
        with Client(endpoint=url, ca_file=AUTHORITY.ca) as client:
            assert client.ask('export').ok and client.ask('export').ok
        with Client(endpoint=url) as client:  # the system's CAs did not sign it
            expect(client.ask('export'), TLS, 'CA', 'certificate')
        with Client(endpoint=url, ca_file=AUTHORITY.file('client')) as client:
            expect(client.ask('export'), TLS, 'CA')
        with Client(endpoint=url, ca_file='/no/such/file') as client:
            told = client.told[0]  # when it was opened
            expect(told, CONFIGURATION, '/no/such/file cannot be read')
            expect(client.ask('export'), TLS, 'CA file')
        with Client(endpoint=server.url(scheme='https', host='localhost'),
                    ca_file=AUTHORITY.ca) as client:
            expect(client.ask('export'), TLS, "host's name")
        with quick(endpoint=server.url()) as client:  # http to https
            expect(export_quickly(client), UNREACHABLE, 'expects https')
        assert len(server.requests) == 2
    with Server(answer()) as server, quick(endpoint=server.url(scheme='https')) as client:
        expect(export_quickly(client), TLS, 'does it speak https')
    with Server(answer(), tls=AUTHORITY.context(ask_client=True)) as server:
        url, ca = server.url(scheme='https'), AUTHORITY.ca
        with Client(endpoint=url, ca_file=ca, client_certificate=AUTHORITY.file('client'),
                    client_key=AUTHORITY.file('client', 'key')) as client:
            assert client.ask('export').ok
        with quick(endpoint=url, ca_file=ca) as client:
            assert export_quickly(client).trouble in (TLS, UNREACHABLE)
        with Client(endpoint=url, ca_file=ca, client_certificate='/no/such/file',
                    client_key=AUTHORITY.file('client', 'key')) as client:
            expect(client.ask('export'), TLS, 'client certificate')
        assert len(server.requests) == 1


def case_secrets():
    """Whatever goes wrong, and whoever repeats it, says no password."""
    basic = base64.b64encode(f'user:{SECRET}'.encode()).decode()
    echo = [answer(401, f'no {SECRET}'.encode(), 'text/plain'),
            answer(400, f'not Basic {basic}'.encode(), 'text/plain'),
            answer(500, f'not {SECRET}'.encode(), 'text/plain'),
            answer(200, json.dumps({'partialSuccess': {
                'rejectedDataPoints': 1, 'errorMessage': f'{basic}\u00e9'}}).encode(),
                'application/json'),
            says(400, f'token t0ken-{SECRET}'), answer(302, Location=f'http://x/{SECRET}')]
    for handler in ('ours', 'default'):
        with Server(*echo) as server, Client(
                endpoint=server.url(f'/v1/metrics?key={SECRET}'), user='user', password=SECRET,
                header=f'X-Token:Bearer t0ken-{SECRET}', handler=handler) as client:
            command = pathlib.Path(f'/proc/{client.process.pid}/cmdline').read_bytes()
            for _ in echo:
                assert not client.ask('export').ok
            client.ask('counted')
            client.ask('shutdown 100')
        assert all(f'Basic {basic}' in header(one, 'Authorization') for one in server.requests)
        said = '\n'.join(client.said) + client.errors + command.decode()
        for secret in (SECRET, basic, basic[4:20]):
            assert secret not in said, f'{secret} in {said}'
        if handler == 'default':
            assert client.errors.startswith('zerometer: push: the answer is 401'), client.errors
            assert client.errors.count('\n') == 1, client.errors
        else:
            assert sum('repeats a secret' in one.text for one in client.told) >= 5, client.said


def case_several_requests():
    """[F-04]"""
    with Server(answer(), answer(503), answer()) as server, Client(
            endpoint=server.url(), max_request_bytes=3000, encoding='json', set='self') as client:
        client.ask('record 100')
        assert client.ask('export').ok
    assert len(server.requests) > 3
    assert all(len(body) <= 3000 for body in server.bodies)
    assert server.bodies[1] == server.bodies[2]
    assert len(set(server.bodies)) == len(server.bodies) - 1


def case_large():
    """[F-02] A megabyte, of which nobody is asked whether it may be sent."""
    for compression in ('none', 'gzip'):
        with Server(answer()) as server, Client(
                endpoint=server.url(), encoding='json', set='crowd',
                compression=compression) as client:
            client.ask('crowd 12000')
            assert client.ask('export').ok
        body = server.bodies[0]
        assert not header(server.requests[0], 'Expect')
        whole = gzip.decompress(body) if compression == 'gzip' else body
        assert len(whole) > 1 << 20 and len(server.requests) == 1
        points = json.loads(whole)['resourceMetrics'][0]['scopeMetrics'][0]['metrics'][0]
        assert len(points['sum']['dataPoints']) == 12000


def case_rest_of_an_interval():
    """[F-25] What a delta was told in part is told to the end, and then what came since."""
    with Server(answer(), answer(503, Retry_After=3600), answer(503, Retry_After=3600),
                answer()) as server, Client(endpoint=server.url(), temporality='delta', set='tally',
                                            max_request_bytes=1400) as client:
        for slot in range(50):
            client.ask(f'count {slot}')
        expect(client.ask('export'), UNAVAILABLE)
        expect(client.ask('export'), UNAVAILABLE)
        client.ask('count 1007')
        assert client.ask('shutdown 20000').ok
    bodies = [server.bodies[0], *server.bodies[3:]]
    read = {}
    for body in bodies:
        for slot, value, _, _ in counts(body):
            read[slot] = read.get(slot, 0) + value
    assert read == {slot: slot for slot in range(1, 50)} | {7: 1014}, read
    assert server.bodies[1] == server.bodies[2] == server.bodies[3]


def case_interval():
    """The thread, its name and its signals, and nothing that is left."""
    with Server(answer()) as server, Client(endpoint=server.url(), interval=100,
                                            timeout=5000, first=None) as client:
        descriptors = client.ask('descriptors')
        assert len(client.ask('threads')) == 1 or SANITIZED
        begin = time.monotonic()
        assert client.ask('start').ok
        server.wait_for(6)
        threads = [line for line in client.ask('threads') if 'zm-push' in line]
        assert len(threads) == 1, threads
        blocked = int(threads[0].split('SigBlk:')[1], 16)
        # All but SIGKILL, SIGSTOP and the two that the C library keeps for itself.
        assert blocked == 0xfffffffe7ffbfeff, hex(blocked)
        assert client.ask('start').trouble == CONFIGURATION
        assert client.ask('shutdown 5000').ok
        count = len(server.requests)
        assert not [line for line in client.ask('threads') if 'zm-push' in line]
        assert client.ask('descriptors') == descriptors
        expect(client.ask('export'), CONFIGURATION, 'shut down')
        expect(client.ask('flush 100'), CONFIGURATION, 'shut down')
        expect(client.ask('shutdown 100'), CONFIGURATION, 'shut down')
        expect(client.ask('open'), CONFIGURATION, 'shut down')
    assert len(server.requests) == count
    assert server.requests[5]['time'] - begin >= 0.59, 'too soon'


def case_shutdown_in_backoff():
    """[F-24] [F-23]"""
    with Server(answer(503, Retry_After=30), answer()) as server, Client(
            first='start', endpoint=server.url(), interval=50, timeout=60000) as client:
        server.wait_for(1)
        client.ask('record 7')
        begin = time.monotonic()
        assert client.ask('shutdown 20000').ok
        assert time.monotonic() - begin < 15, 'it waited'
        expect(client.told[0], UNAVAILABLE, '503')
    assert len(server.requests) == 2 and server.bodies[0] != server.bodies[1]


def case_flush_in_backoff():
    """[F-24]"""
    with Server(answer(503, Retry_After=30), answer()) as server, Client(
            first='start', endpoint=server.url(), interval=50, timeout=60000) as client:
        server.wait_for(1)
        begin = time.monotonic()
        assert client.ask('flush 20000').ok
        assert time.monotonic() - begin < 15, 'it waited'
        assert client.ask('shutdown 20000').ok


def case_shutdown_in_a_hang():
    with Server(hang) as server, Client(first='start', endpoint=server.url(), interval=50,
                                        timeout=0) as client:
        server.wait_for(1)
        expect(client.ask('flush 300'), TIMEOUT, 'another export')
        begin = time.monotonic()
        told = client.ask('shutdown 2000')
        taken = time.monotonic() - begin
        assert told.trouble == TIMEOUT and 1.9 < taken < 4, (told.line, taken)
        expect(client.told[0], TIMEOUT, 'cut short')
        assert not [line for line in client.ask('threads') if 'zm-push' in line]
    server.wait_for(2)


def case_shutdown_lets_a_transfer_end():
    go = threading.Event()

    def slow(handler):
        go.wait(PATIENCE)
        answer()(handler)
    with Server(slow, answer()) as server, Client(
            first='start', endpoint=server.url(), interval=50, timeout=0) as client:
        server.wait_for(1)
        client.say('shutdown 30000')
        time.sleep(0.1)  # nothing depends on it: the sooner, the harder
        go.set()
        assert client.next().ok and not client.told
    assert len(server.requests) == 2


def case_end_of_main():
    """What is left at the end of main goes out within five seconds."""
    with Server(answer()) as server, Client(first='start', endpoint=server.url(),
                                            interval=3600000) as client:
        client.ask('record 3')
        client.last = 'exit'
    assert len(server.requests) == 1
    with Server(answer(), tls=AUTHORITY.context()) as server, Client(
            first='start', endpoint=server.url(scheme='https'), ca_file=AUTHORITY.ca,
            interval=50) as client:
        server.wait_for(2)
        client.last = 'exit'


def case_sigterm():
    """Without a handler of the program's the last interval is lost, as the README says."""
    with Server(answer()) as server:
        client = Client(first='start', endpoint=server.url(), interval=3600000)
        with contextlib.suppress(AssertionError), client:
            client.process.send_signal(signal.SIGTERM)
            client.process.wait(PATIENCE)
        assert client.process.returncode == -signal.SIGTERM and not server.requests


def case_fork():
    """A child has no thread, leaves its parent's connection alone, and may open its own."""
    # What is the parent's stays behind in the child, and a leak sanitizer would say so.
    with Server(answer(), tls=AUTHORITY.context()) as server, Client(
            first='start', environment={'ASAN_OPTIONS': 'detect_leaks=0'},
            endpoint=server.url(scheme='https'), ca_file=AUTHORITY.ca, interval=3600000) as client:
        assert client.ask('flush 20000').ok
        client.say('fork export')
        expect(client.next(), CONFIGURATION, 'not open')
        assert client.next() == ['ended 0']
        assert client.ask('flush 20000').ok
        assert server.requests[0]['from'] == server.requests[1]['from'], 'the child broke it'
        client.say('fork start')
        assert client.next().ok
        assert client.next() == ['ended 0']
        assert client.ask('flush 20000').ok
        client.last = 'exit'
    assert len(server.requests) == 5  # the child's at its end, and the parent's


def case_totals():
    """[F-25] Whatever becomes of a request, all that was taken adds up to all that was counted."""
    def run(temporality, seed):
        chance = random.Random(seed)
        taken = []

        @decides
        def ok(request):
            taken.append(request['body'])
            return answer()

        @decides
        def some(request):
            # None that would have to be waited for, but after a connection that broke.
            return chance.choice([
                ok, ok, ok, ok, lambda _: answer(429, Retry_After=3600),
                lambda _: answer(503, Retry_After=3600), lambda _: answer(401),
                lambda _: push_server.close])(request)
        with Server(ok) as server, Client(
                endpoint=server.url(), temporality=temporality, set='tally', timeout=60000,
                max_request_bytes=chance.choice([1400, 100000])) as client:
            assert client.opened.ok, client.opened.line
            total = {}
            for _ in range(40):
                number = chance.randrange(1000)
                client.ask(f'count {number}')
                total[number % 50] = total.get(number % 50, 0) + number
                if chance.randrange(6) == 0:
                    server.script = (hang,)
                    client.ask('flush 50')
                else:
                    server.script = (some,)
                    client.ask('export')
            server.script = (ok,)
            expect(client.ask('shutdown 30000'), NONE)
        read, ends = {}, {}
        for body in taken:
            for label, value, start, end in counts(body):
                if temporality == 'delta':
                    read[label] = read.get(label, 0) + value
                    assert start >= ends.get(label, 0), 'intervals overlap'
                    ends[label] = end
                else:
                    assert value >= read.get(label, 0)
                    read[label] = value
        read = {label: value for label, value in read.items() if value}
        total = {label: value for label, value in total.items() if value}
        assert read == total, f'{temporality} {seed}: {read} of {total}'
        return len(server.requests) - len(taken)
    runs = [(temporality, seed) for temporality in ('delta', 'cumulative') for seed in range(4)]
    with concurrent.futures.ThreadPoolExecutor(len(runs)) as pool:
        failures = list(pool.map(run, *zip(*runs)))
    assert sum(failures) > 20, failures


def case_points():
    """What comes is what the library's own snapshot has."""
    if not DECODE:
        return
    for encoding in ('json', 'protobuf'):
        for compression in ('none', 'gzip'):
            with Server(answer()) as server, Client(
                    endpoint=server.url(), encoding=encoding, compression=compression) as client:
                client.ask('record 1000')
                assert client.ask('export').ok
                truth = '\n'.join(client.ask('truth')).encode()
            body = server.bodies[0]
            read = subprocess.run(
                ['/usr/bin/python3', HERE / 'oracles/otlp_reader.py', DECODE, encoding],
                input=otlp_oracles.frame(
                    [zlib.decompress(body, 31) if compression == 'gzip' else body]),
                capture_output=True, check=True)
            result = json.loads(read.stdout)
            assert not result['faults'], result['faults']
            wanted = list(otlp_oracles.truth(truth))
            for want, have in zip(wanted, result['points']):
                want['time'] = have['time']
                assert want['start'] == have['start'], 'another start'
            faults = otlp_oracles.differences(wanted, result['points'])
            assert wanted and not faults, faults
            wanted[0]['value'] = ['int', '7']
            assert otlp_oracles.differences(wanted, result['points']), 'planted and not found'


def run_case(name, case):
    begin = time.monotonic()
    try:
        case()
    except Exception:  # the others are to run all the same
        return f'{name}: {traceback.format_exc()}'
    if '-v' in sys.argv:
        print(f'{name} {time.monotonic() - begin:.1f} s', flush=True)
    return None


def main(work, client, *rest):
    global AUTHORITY, DECODE, SANITIZED
    work = pathlib.Path(work).resolve()
    work.mkdir(parents=True, exist_ok=True)
    Client.path = pathlib.Path(client).resolve()
    AUTHORITY = push_server.Authority(work)
    SANITIZED = '--sanitized' in rest
    DECODE = work if '--decode' in rest else None
    if DECODE:
        subprocess.run(['protoc', f'--python_out={work}', f'--proto_path={HERE / "oracles"}',
                        'otlp.proto'], check=True)
    chosen = [name for name in rest if not name.startswith('-')]
    cases = {name: case for name, case in globals().items() if name.startswith('case_')
             and (not chosen or name in chosen)}
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        faults = [fault for fault in pool.map(run_case, cases, cases.values()) if fault]
    print('\n'.join(faults) or f'{len(cases)} troubles, each told and survived')
    return 1 if faults else 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]) if len(sys.argv) > 2 else __doc__)
