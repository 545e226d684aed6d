#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Scrape examples/pull.cpp by curl, by Python and by Prometheus, in both formats.

Usage: pull.py PULL PROMETHEUS PROMTOOL

Every program is on a port of its own on the loopback.  Takes 10 seconds.
"""
import gzip
import http.client
import os
import re
import signal
import subprocess
import sys
import tempfile
import types

import e2e_programs
import openmetrics_check
import page_check

# What Prometheus 2.40.1 to 2.48 sends.
PROMETHEUS = ('application/openmetrics-text;version=1.0.0,application/openmetrics-text;'
              'version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1')


def curl(*arguments):
    """The status line and headers, the body, and what -w says."""
    with tempfile.TemporaryDirectory() as scratch:
        done = subprocess.run(['curl', '-sS', '--max-time', '20', '-D', scratch + '/head',
                               '-w', '%{http_code} %{num_connects}\n', *arguments],
                              capture_output=True, check=False)
        assert done.returncode == 0, done.stderr.decode()
        with open(scratch + '/head', encoding='latin-1') as head:
            return head.read(), done.stdout


def check_curl(url, promtool):
    head, out = curl(url)
    page = out[:out.rindex(b'200 1')]
    assert 'Content-Type: text/plain; version=0.0.4; charset=utf-8\n' in head, head
    assert f'Content-Length: {len(page)}\n' in head, head
    assert not page_check.check(page), page_check.check(page)[:3]
    told = subprocess.run([promtool, 'check', 'metrics'], input=page, capture_output=True)
    assert told.returncode == 0, told.stdout + told.stderr

    head, out = curl('-H', 'Accept: ' + PROMETHEUS, url)
    page = out[:out.rindex(b'200 1')]
    assert 'Content-Type: application/openmetrics-text; version=1.0.0; charset=utf-8\n' in head
    assert not openmetrics_check.check(page), openmetrics_check.check(page)[:3]

    head, out = curl('-I', url)
    assert head.startswith('HTTP/1.1 200') and out.endswith(b'\n\r\n200 1\n'), out
    assert curl(url + '?name[]=x')[1].endswith(b'200 1\n')
    assert curl('-0', url)[1].endswith(b'200 1\n')
    assert curl('--path-as-is', url.replace('/metrics', '/other'))[1].endswith(b'404 1\n')
    head, out = curl('-d', 'body', url)
    assert out.endswith(b'405 1\n') and 'Allow: GET, HEAD\n' in head, head
    # Two requests, the second on the first one's connection.
    _, out = curl('-o', os.devnull, '-o', os.devnull, url, url)
    assert out == b'200 1\n200 0\n', out
    head, out = curl('--compressed', url)
    assert 'Content-Encoding: gzip\n' in head and b'\njobs_done_total{' in out


def check_python(address):
    connection = http.client.HTTPConnection(address, timeout=20)
    for _ in range(2):
        connection.request('GET', '/metrics', headers={'Accept-Encoding': 'gzip'})
        response = connection.getresponse()
        body = response.read()
        assert response.headers['Content-Encoding'] == 'gzip'
        assert response.headers['Vary'] == 'Accept, Accept-Encoding'
        assert int(response.headers['Content-Length']) == len(body)
        page = gzip.decompress(body)
        assert not page_check.check(page), page_check.check(page)[:3]
    connection.close()


def start(pull, scratch, host):
    return e2e_programs.Program([pull, host, '0'], f'{scratch}/{host.replace(":", "_")}.log')


def address_of(program):
    return program.wait_for('starting', 10, lambda: re.search(
        r'^metrics http://(\S+)/metrics$', program.text(), re.M))[1]


def main(pull, prometheus, promtool):
    with tempfile.TemporaryDirectory() as scratch, start(pull, scratch, '127.0.0.1') as four, \
            start(pull, scratch, '::1') as six, start(pull, scratch, 'localhost') as named:
        addresses = [address_of(program) for program in (four, six, named)]
        for address in addresses:
            check_curl(f'http://{address}/metrics', promtool)
        check_python(addresses[0])
        assert addresses[1].startswith('[::1]:'), addresses

        taken = subprocess.run([pull, '127.0.0.1', addresses[0].split(':')[1]],
                               capture_output=True, text=True)
        assert taken.returncode == 1 and taken.stderr == (
            f'{addresses[0]} is taken by another process: stop it, or set '
            'OTEL_EXPORTER_PROMETHEUS_PORT\n'), taken

        jobs = [types.SimpleNamespace(name=name, metrics=address)
                for name, address in zip(('four', 'six', 'named'), addresses)]
        with e2e_programs.Prometheus(prometheus, scratch, jobs) as server:
            server.wait_for_scrape(0)
            server.wait_for('healthy targets', 20, lambda: not server.unhealthy())
            counted = server.wait_for('the counters', 20, lambda: server.samples(
                'jobs_done_total'))
            assert len(counted) == 3, counted
            for labels, values in counted:
                assert values[-1][1] == 1000, (labels, values)
            # Of each scrape the next one tells: it was whole, and compressed.
            server.wait_for('exports', 20, lambda: len([
                values for _, values in server.samples(
                    'zerometer_exports_total{exporter="pull",outcome="success"}')
                if values[-1][1] > 2]) == 3)

        for program in (four, six, named):
            program.process.send_signal(signal.SIGTERM)
            assert program.process.wait(20) == 0
            assert not re.search('^(?!metrics )', program.text().rstrip('\n'), re.M), program.text()
    print('curl, Python and Prometheus have the same pages')
    return 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]) if len(sys.argv) == 4 else __doc__)
