# SPDX-License-Identifier: MIT
"""The same request as often, and as fast, as h2load sends it: faster than any thread here."""
import collections
import pathlib
import subprocess
import tempfile

from client import Failed, Request, count

SENDER = '127.0.0.1'  # h2load's
AGENT = 'h2load'


def ask(run, number, method, path, route, *, client=None, body=None, expect):
    """With the session of a client, or with none. {status: how many}."""
    answered = collections.Counter()
    with tempfile.TemporaryDirectory() as scratch:
        log = pathlib.Path(scratch, 'log')
        command = ['h2load', '--h1', '-n', str(number), '-c', '4', '-t', '1',
                   f'--log-file={log}', '-H', f'user-agent: {AGENT}']
        if client:
            command += ['-H', f'authorization: Bearer {client.token}']
        if body:
            pathlib.Path(scratch, 'body').write_text(body)
            command += ['-d', f'{scratch}/body']
        done = subprocess.run([*command, f'http://{run.host}:{run.port}{path}'],
                              capture_output=True, text=True, timeout=60)
        for line in log.read_text().splitlines() if log.exists() else ():
            _, status, microseconds = line.split('\t')
            answered[int(status)] += 1
            run.record.request(int(status), int(microseconds) / 1e6)
    if done.returncode or answered.total() != number or answered.keys() - set(expect):
        raise Failed(f'h2load {method} {path}: {dict(answered)} of {number}, wanted only '
                     f'{expect}:\n{done.stdout}{done.stderr}')
    who, by = (client.who, client.by) if client else (None, None)
    for status, times in answered.items():
        for _ in range(times):
            count(run.account, Request(who, by, None, method, route, AGENT, SENDER), status)
    return answered
