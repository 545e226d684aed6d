#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Be every client of examples/poll_loop.cpp that its comment names.

Usage: poll_loop.py SOURCE POLL_LOOP

A client that asks in either format, one that sends slowly, one that sends nothing, one that reads
nothing, one with a header that is too long, and more at once than there are places.  The same
clients first find a server that stands none of them.  SOURCE has LINES lines of code at most,
behind the description of its metrics.  Takes 15 seconds, on 127.0.0.1 alone.
"""
import concurrent.futures
import contextlib
import pathlib
import re
import socket
import subprocess
import sys
import threading
import time

import openmetrics_check
import page_check

LINES = 60
PLACES, DEADLINE, LATE = 8, 5, 8
OPEN = 'application/openmetrics-text;version=1.0.0;escaping=underscores;q=0.5,*/*;q=0.1'


def connect(port, receive=None):
    client = socket.socket()
    if receive:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive)
    client.settimeout(LATE)
    client.connect(('127.0.0.1', port))
    return client


def read_all(client):
    """All that comes until the end; OSError where there is none, or it is no orderly one."""
    data = b''
    while piece := client.recv(65536):
        data += piece
    return data


def get(port, accept=None, filler=''):
    with connect(port) as client:
        lines = ['GET /metrics HTTP/1.1', 'Host: a', *([f'ACCEPT:{accept}'] if accept else []),
                 *([f'X: {filler}'] if filler else [])]
        client.sendall('\r\n'.join([*lines, '', '']).encode())
        head, _, body = read_all(client).partition(b'\r\n\r\n')
    return head.decode(), body


def asks(port):
    head, body = get(port)
    assert 'Content-Type: text/plain; version=0.0.4; charset=utf-8\r' in head + '\r', head
    assert head.startswith('HTTP/1.1 200 '), head
    assert len(body) > 50000 and not page_check.check(body), page_check.check(body)[:3]
    head, body = get(port, OPEN)
    assert 'application/openmetrics-text; version=1.0.0; charset=utf-8; escaping=und' in head, head
    assert not openmetrics_check.check(body), openmetrics_check.check(body)[:3]


def cut_at_deadline(client, start):
    """The server hangs up, not before the deadline and not long after."""
    try:
        rest = read_all(client)
    except ConnectionResetError:
        rest = b''
    taken = time.monotonic() - start
    assert not rest and DEADLINE - 1 < taken < LATE, f'{len(rest)} bytes after {taken:.1f} s'


def sends_nothing(port):
    with connect(port) as client:
        cut_at_deadline(client, time.monotonic())


def sends_slowly(port):
    start = time.monotonic()
    with connect(port) as client:
        try:
            for byte in b'GET /metrics HTTP/1.1\r\nX: ' + 60 * b'a':
                client.sendall(bytes([byte]))
                time.sleep(0.1)
                assert time.monotonic() - start < LATE, 'nobody hung up'
        except (BrokenPipeError, ConnectionResetError):
            pass
        else:
            cut_at_deadline(client, start)
        assert time.monotonic() - start > DEADLINE - 1


def reads_nothing(port):
    """What was not sent by the deadline is no page that ends in order."""
    with connect(port, receive=2048) as client:
        client.sendall(b'GET /metrics HTTP/1.1\r\n\r\n')
        time.sleep(DEADLINE + 2)
        try:
            data = read_all(client)
        except ConnectionResetError:
            return
        raise AssertionError(f'{len(data)} bytes that end in order')


def has_a_long_header(port):
    assert get(port, filler=3900 * 'a')[1], 'a header within the limit was refused'
    start = time.monotonic()
    try:
        body = get(port, filler=9000 * 'a')[1]
    except (BrokenPipeError, ConnectionResetError):
        body = b''
    assert not body and time.monotonic() - start < 2, f'{len(body)} bytes'


def comes_in_numbers(port):
    """Beyond the places a client waits, until the first of the others is hung up on."""
    idle = [connect(port) for _ in range(PLACES)]
    time.sleep(0.3)
    start = time.monotonic()
    body = get(port)[1]
    taken = time.monotonic() - start
    for client in idle:
        client.close()
    assert body and 1 < taken < LATE, f'{len(body)} bytes after {taken:.1f} s'


def run(port):
    """What went wrong, by client; the patient ones at the same time, fewer than the places."""
    def fault(client):
        try:
            client(port)
        except (AssertionError, OSError) as bad:
            return f'{client.__name__}: {bad!r}'

    faults = [fault(asks), fault(has_a_long_header)]
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        patient = pool.map(fault, [sends_nothing, sends_slowly, reads_nothing])
        time.sleep(1)
        faults.append(fault(asks))  # who is served while they are held
        faults += patient
    return [text for text in [*faults, fault(comes_in_numbers)] if text]


def serve_naively(listener):
    """Any number of clients, each as long as it likes, and half a page in the wrong format."""
    def serve(client):
        request = b''
        while b'\r\n\r\n' not in request and (piece := client.recv(65536)):
            request += piece
        with contextlib.suppress(OSError):
            client.sendall(b'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n# HELP')
            client.shutdown(socket.SHUT_WR)

    while True:
        client, _ = listener.accept()
        threading.Thread(target=serve, args=[client], daemon=True).start()


def lines_of_code(source):
    code = re.split(r'(?m)^using app = .*$', source)[1]
    return len([line for line in code.split('\n') if re.match(r'\s*[^\s/]', line)])


def main(source, server):
    with socket.create_server(('127.0.0.1', 0)) as naive:
        threading.Thread(target=serve_naively, args=[naive], daemon=True).start()
        with socket.create_server(('127.0.0.1', 0)) as free:
            port = free.getsockname()[1]
        process = subprocess.Popen([server, str(port)])
        try:
            for _ in range(100):
                time.sleep(0.05)
                try:
                    connect(port).close()
                    break
                except ConnectionRefusedError:
                    pass
            with concurrent.futures.ThreadPoolExecutor(2) as pool:
                planted = pool.submit(run, naive.getsockname()[1])
                faults = run(port)
                found = {text.split(':')[0] for text in planted.result()}
            if process.poll() is not None:
                faults.append(f'the server ended with {process.returncode}')
        finally:
            process.terminate()
            process.wait()
    clients = {'asks', 'sends_nothing', 'sends_slowly', 'reads_nothing', 'has_a_long_header',
               'comes_in_numbers'}
    faults += [f'{name} found nothing wrong with a server that is' for name in clients - found]
    lines = lines_of_code(pathlib.Path(source).read_text())
    if lines > LINES:
        faults.append(f'{lines} lines, and {LINES} are enough')
    print('\n'.join(faults) or f'{lines} lines stand {len(clients)} kinds of clients')
    return 1 if faults else 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]) if len(sys.argv) == 3 else __doc__)
