# SPDX-License-Identifier: MIT
"""A collector that does as it is told: each request gets the next action of a script.

An action is a function of the request's handler; those below make the usual ones.  What came is
kept, in order, with the time of the monotonic clock.  On 127.0.0.1 alone, on a port of the
system's choice.
"""
import contextlib
import http.server
import json
import socket
import ssl
import subprocess
import threading
import time


def answer(status=200, body=b'', kind='application/x-protobuf', **headers):
    def act(handler):
        handler.send_response(status)
        if body:
            handler.send_header('Content-Type', kind)
        for name, value in headers.items():
            handler.send_header(name.replace('_', '-'), str(value))
        handler.send_header('Content-Length', str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)
    return act


def says(status, message):
    """google.rpc.Status, in JSON."""
    body = json.dumps({'code': 3, 'message': message}).encode()
    return answer(status, body, 'application/json')


def hang(handler):
    """No answer until the client has gone."""
    with contextlib.suppress(OSError):
        while handler.connection.recv(4096):
            pass
    handler.request_log['gone'] = time.monotonic()
    handler.close_connection = True


def close(handler):
    """The connection ends without an answer."""
    handler.close_connection = True
    with contextlib.suppress(OSError):
        handler.connection.shutdown(socket.SHUT_RDWR)


def then_close(action):
    """An answer that promises to keep the connection, which then breaks."""
    def act(handler):
        action(handler)
        handler.wfile.flush()
        close(handler)
    return act


def cut(status, size=1000):
    """A part of an answer."""
    def act(handler):
        handler.send_response(status)
        handler.send_header('Content-Type', 'application/x-protobuf')
        handler.send_header('Content-Length', str(size))
        handler.end_headers()
        handler.wfile.write(b'{')
        handler.wfile.flush()
        close(handler)
    return act


def flood(status, total):
    """An answer without an end: how much of it went out is kept."""
    def act(handler):
        handler.send_response(status)
        handler.send_header('Content-Type', 'application/json')
        handler.end_headers()
        piece = b' ' * 65536
        handler.close_connection = True
        with contextlib.suppress(OSError):
            for _ in range(total // len(piece)):
                handler.wfile.write(piece)
                handler.request_log['flooded'] += len(piece)
        handler.request_log['flood_over'] = True
    return act


def header_flood(handler):
    handler.wfile.write(b'HTTP/1.1 200 OK\r\n')
    handler.close_connection = True
    with contextlib.suppress(OSError):
        for i in range(100000):
            handler.wfile.write(b'X-%d: %s\r\n' % (i, b'x' * 1000))
            handler.request_log['flooded'] += 1000
    handler.request_log['flood_over'] = True


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'
    timeout = 60

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get('Content-Length', 0)))
        self.request_log = {'time': time.monotonic(), 'path': self.path, 'body': body,
                            'headers': self.headers.items(), 'from': self.client_address,
                            'line': self.requestline, 'flooded': 0}
        self.server.owner.take(self.request_log)(self)

    def log_message(self, *_):
        pass


class Listener(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64
    tls = None

    def finish_request(self, request, client_address):
        # On the connection's own thread, so that a client without TLS delays nobody.
        if self.tls:
            request.settimeout(30)
            request = self.tls.wrap_socket(request, server_side=True)
        super().finish_request(request, client_address)

    def handle_error(self, *_):
        pass


class Server:
    """`script` is a list of actions, the last of which repeats, or a function of a request."""

    def __init__(self, *script, tls=None):
        self.script = script
        self.requests = []
        self.changed = threading.Condition()
        self.listener = Listener(('127.0.0.1', 0), Handler)
        self.listener.owner = self
        self.listener.tls = tls
        self.port = self.listener.server_address[1]
        self.thread = threading.Thread(target=self.listener.serve_forever, args=(0.05,))

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.listener.shutdown()
        self.thread.join()
        self.listener.server_close()

    def url(self, path='/v1/metrics', scheme='http', host='127.0.0.1'):
        return f'{scheme}://{host}:{self.port}{path}'

    def take(self, request):
        with self.changed:
            self.requests.append(request)
            self.changed.notify_all()
            if callable(self.script[0]) and getattr(self.script[0], 'decides', False):
                return self.script[0](request)
            return self.script[min(len(self.requests), len(self.script)) - 1]

    def wait_for(self, count, seconds=30):
        with self.changed:
            if not self.changed.wait_for(lambda: len(self.requests) >= count, seconds):
                raise AssertionError(f'{len(self.requests)} requests of {count}')

    @property
    def bodies(self):
        return [request['body'] for request in self.requests]


def decides(function):
    """Marks a function that takes a request and returns an action."""
    function.decides = True
    return function


def header(request, name):
    return [value for key, value in request['headers'] if key.lower() == name.lower()]


class Authority:
    """A CA and a certificate of it for 127.0.0.1, by openssl, in a folder."""

    def __init__(self, folder):
        self.folder = folder
        self.make('ca', '/CN=a CA', 'basicConstraints=critical,CA:TRUE')
        self.make('server', '/CN=server', 'subjectAltName=IP:127.0.0.1', self.ca)
        self.make('client', '/CN=client', 'basicConstraints=CA:FALSE', self.ca)

    ca = property(lambda self: self.file('ca'))

    def file(self, name, kind='pem'):
        return self.folder / f'{name}.{kind}'

    def make(self, name, subject, extension, issuer=None):
        signed = ['-CA', str(issuer), '-CAkey', str(issuer.with_suffix('.key'))] if issuer else []
        subprocess.run(
            ['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1',
             '-nodes', '-days', '2', '-subj', subject, '-addext', extension, *signed,
             '-keyout', str(self.file(name, 'key')), '-out', str(self.file(name))],
            check=True, capture_output=True)

    def context(self, name='server', ask_client=False):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.file(name), self.file(name, 'key'))
        if ask_client:
            context.verify_mode = ssl.CERT_REQUIRED
            context.load_verify_locations(self.ca)
        return context
