#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What the backend talks to, in one small server: an identity provider, the destinations of its
synchronizations, and the sinks of its audit log.

  POST /idp/{method} {"assertion"}         what the provider says: good:NAME 200 {"subject":NAME};
                                           slow:NAME the same after 3 s; wrong, expired, bad (and
                                           whatever it does not know) 401; forbidden 403; garbage
                                           200 without a subject; down 500
  PUT /{destination}/{id}                  keeps the body; GET gives it, DELETE forgets it
  POST /{sink}                             takes an event
  PUT /control {"target","statuses"}       what the next requests to a path are answered, each once:
                                           a status, "slow:SECONDS" (then 200), or "close": an
                                           answer that breaks off
  GET /log                                 the latest requests [{number,method,path,status,body,
                                           at,seconds}]: when each came, by the server's clock, and
                                           how long its answer took; DELETE forgets them (numbers
                                           go on)

Its first line says where it listens. It holds so many requests, targets and bodies and no more, and
ends by SIGTERM or SIGINT.
"""
import argparse
import collections
import http.server
import json
import signal
import threading
import time

MOST_LOGGED = 10_000
MOST_TARGETS = 200    # the oldest is forgotten
MOST_BODY = 1 << 18   # bytes; more is answered 413
BODY_LOGGED = 512     # bytes
MOST_PLANNED = 1_000  # statuses of a target
ASSERTIONS = {'wrong': (401, b'{"error":"invalid_credentials"}'),
              'expired': (401, b'{"error":"expired_token"}'),
              'bad': (401, b'{"error":"invalid_token"}'),
              'forbidden': (403, b'{}'), 'garbage': (200, b'<html>'), 'down': (500, b'{}')}
SLOW = 3.0  # seconds
NOTHING = b'{"secrets":{},"certificates":[]}'


class Bounded(collections.OrderedDict):
    """The latest so many keys."""

    def __setitem__(self, key, value):
        super().__setitem__(key, value)
        self.move_to_end(key)
        if len(self) > MOST_TARGETS:
            self.popitem(last=False)


class State:
    def __init__(self):
        self.lock = threading.Lock()
        self.log = collections.deque(maxlen=MOST_LOGGED)
        self.number = 0
        self.planned = Bounded()  # path -> the answers to come
        self.kept = Bounded()     # path -> the body of the last PUT

    def plan(self, fields):
        target, statuses = fields['target'], fields['statuses']
        if not isinstance(target, str) or not isinstance(statuses, list):
            raise TypeError('target is a path, statuses a list')
        for each in statuses:
            if isinstance(each, str) and each.startswith('slow:'):
                if not 0 <= float(each[len('slow:'):]) <= 60:
                    raise ValueError(f'{each!r} is too slow')
            elif each != 'close' and not (isinstance(each, int) and 200 <= each <= 599):
                raise ValueError(f'{each!r} is no answer')
        with self.lock:
            self.planned[target] = collections.deque(statuses[:MOST_PLANNED])

    def next_of(self, path):
        with self.lock:
            planned = self.planned.get(path)
            return planned.popleft() if planned else None

    def note(self, method, path, status, body, at):
        with self.lock:
            self.number += 1
            text = body[:BODY_LOGGED].decode('utf8', 'replace')
            self.log.append({'number': self.number, 'method': method, 'path': path,
                             'status': status, 'body': text, 'at': at,
                             'seconds': time.monotonic() - at})


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'  # connections stay open, as a real peer's do
    timeout = 60                   # an idle one ends
    # Head and body are two writes: the second must not wait for the first one's delayed ACK.
    disable_nagle_algorithm = True
    state = State()

    def log_message(self, *_):
        pass

    def say(self, status, body=b''):
        self.send_response(status)
        if status >= 200 and status not in (204, 304):
            self.send_header('Content-Type', 'application/json')
            self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        if status not in (204, 304):
            self.wfile.write(body)

    def take(self):
        size = int(self.headers.get('Content-Length') or 0)
        if not 0 <= size <= MOST_BODY:
            self.close_connection = True
            self.say(413)
            return
        body = self.rfile.read(size)
        path = self.path.split('?')[0]
        if path == '/control':
            self.control(body)
        elif path == '/log':
            self.show_log()
        else:
            self.answer(path, body)

    do_GET = do_PUT = do_POST = do_DELETE = take

    def control(self, body):
        try:
            self.state.plan(json.loads(body))
        except (KeyError, TypeError, ValueError) as wrong:
            self.say(400, json.dumps({'error': str(wrong)}).encode())
        else:
            self.say(204)

    def show_log(self):
        with self.state.lock:
            logged = list(self.state.log)
            if self.command == 'DELETE':
                self.state.log.clear()
        self.say(200, json.dumps(logged).encode())

    def answer(self, path, body):
        at = time.monotonic()
        planned = self.state.next_of(path)
        if planned == 'close':
            self.state.note(self.command, path, 0, body, at)
            # Had it said nothing, on a connection that has served before, a client could ask again
            # on a fresh one without telling.
            self.wfile.write(b'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n')
            self.close_connection = True
            return
        if isinstance(planned, str):
            time.sleep(float(planned[len('slow:'):]))
            planned = None
        if planned is not None:
            status, said = planned, b'{}'
        elif path.startswith('/idp/'):
            status, said = self.vouch(body)
        else:
            status, said = self.keep(path, body)
        # Before the answer: who has it finds it in the log.
        self.state.note(self.command, path, status, body, at)
        self.say(status, said)

    def vouch(self, body):
        try:
            word, _, name = json.loads(body)['assertion'].partition(':')
        except (AttributeError, KeyError, TypeError, ValueError):
            return 400, b'{"error":"no assertion"}'
        if word == 'slow':
            time.sleep(SLOW)
        if word in ('good', 'slow'):
            return 200, json.dumps({'subject': name}).encode()
        return ASSERTIONS.get(word, ASSERTIONS['bad'])

    def keep(self, path, body):
        with self.state.lock:
            if self.command == 'PUT':
                self.state.kept[path] = body
            elif self.command == 'DELETE':
                self.state.kept.pop(path, None)
            elif self.command == 'GET':
                return 200, self.state.kept.get(path, NOTHING)
        return 200, b'{}'


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True      # a slow answer does not keep it from ending
    request_queue_size = 128

    def handle_error(self, *_):
        pass  # a peer that lost patience has gone


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--host', default='127.0.0.1')
    parser.add_argument('--port', type=int, default=0, help='0: any that is free')
    given = parser.parse_args()
    server = Server((given.host, given.port), Handler)
    # Elsewhere than in the loop that shutdown() waits for.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: threading.Thread(target=server.shutdown).start())
    print(f'stand-ins on http://{server.server_address[0]}:{server.server_address[1]}', flush=True)
    server.serve_forever(poll_interval=0.1)
    server.server_close()


if __name__ == '__main__':
    main()
