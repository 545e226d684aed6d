# SPDX-License-Identifier: MIT
"""What the stand-ins of the backend's peers received and answered, and what each of it must have
counted.

Read from their log, bit by bit, in a thread; a request that the log has lost ends the run.
"""
import collections
import json
import re
import threading
import time
import typing
import urllib.parse
import urllib.request

from client import Failed

# Of what a peer answers, and of what it does not.
KINDS = {400: 'validation', 422: 'validation', 401: 'auth', 403: 'permission', 404: 'not_found',
         429: 'rate_limit', 408: 'timeout', 504: 'timeout'}


class Asked(typing.NamedTuple):
    """A request that the backend sent; its answer is a status, or none within the patience."""
    method: str
    path: str
    status: int  # 0: broken off
    body: str
    at: float
    seconds: float  # that the backend waited
    late: bool      # and no longer, though no answer had come

    @property
    def error(self):
        """The failure, or none."""
        if self.late:
            return 'timeout'
        if self.status == 0:
            return 'network'
        return None if self.status // 100 == 2 else KINDS.get(
            self.status, 'internal' if self.status // 100 == 5 else 'unknown')


class Peers:
    """`patience` gives the seconds that the backend waits for a path."""

    def __init__(self, url, account, patience):
        self.url, self.account, self.patience = url, account, patience
        self.port = urllib.parse.urlsplit(url).port
        self.number, self.failure, self.ended = None, None, False
        self.changed = threading.Condition()
        self.asked = collections.defaultdict(list)  # by path
        # By path and the id of the event in it.
        self.events = collections.defaultdict(lambda: collections.defaultdict(list))
        self.ask('DELETE', '/log')
        self.thread = threading.Thread(target=self.follow, daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.ended = True
        self.thread.join()

    def ask(self, method, path, fields=None):
        request = urllib.request.Request(self.url + path, method=method, data=json.dumps(
            fields).encode() if fields else None)
        with urllib.request.urlopen(request, timeout=30) as response:
            return response.read()

    def plan(self, path, *statuses):
        """What the next requests to the path are answered."""
        self.ask('PUT', '/control', {'target': path, 'statuses': statuses})

    def follow(self):
        try:
            while not self.ended:
                self.take(json.loads(self.ask('DELETE', '/log')))
                time.sleep(0.03)
        except Exception as failure:  # said by whoever waits
            with self.changed:
                self.failure = failure
                self.changed.notify_all()

    def take(self, entries):
        with self.changed:
            for entry in entries:
                number = entry.pop('number')
                if self.number is not None and number != self.number + 1:
                    raise Failed(f'the stand-ins forgot requests before number {number}')
                self.number = number
                patience = self.patience(entry['path'])
                late = entry['seconds'] > patience
                one = Asked(**entry | {'seconds': min(entry['seconds'], patience)}, late=late)
                self.asked[one.path].append(one)
                # The log has only the beginning of a long text, so it is read as it stands.
                if event := re.search(r'"event":"\w+","id":"([^"]+)"', one.body):
                    self.events[one.path][event[1]].append(one)
                self.count(one)
            if entries:
                self.changed.notify_all()

    def count(self, one):
        answered = not one.late and one.status
        error = ('timeout' if one.late else 'response_ended' if not one.status
                 else one.status if one.status >= 400 else None)
        self.account.add('http.client.request.duration', {
            'http.request.method': one.method, 'server.address': '127.0.0.1',
            'server.port': self.port, 'http.response.status_code': one.status if answered else None,
            'error.type': error})

    def of(self, path):
        """In the order in which they came."""
        with self.changed:
            return sorted(self.asked[path], key=lambda one: one.at)

    def events_of(self, path):
        """{id: the requests with this event, in that order}."""
        with self.changed:
            return {event: sorted(runs, key=lambda one: one.at)
                    for event, runs in self.events[path].items()}

    def wait(self, what, found, seconds=30, left=lambda: None):
        """Until `found()`, which is given; so many seconds at most, from when `left()` changed."""
        deadline, before = time.monotonic() + seconds, None
        while True:
            result = found()
            if result:
                return result
            if left() != before:
                deadline, before = time.monotonic() + seconds, left()
            with self.changed:
                if self.failure:
                    raise Failed(f'the log of the stand-ins: {self.failure}')
                if time.monotonic() > deadline:
                    raise Failed(f'{what}: not within {seconds} s')
                self.changed.wait(0.1)
