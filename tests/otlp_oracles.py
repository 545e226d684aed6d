#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Show OTLP requests to programs that are not ours, and hold what they read against the snapshot.

Usage: otlp_oracles.py WORK_DIR REQUESTS

REQUESTS is an executable: see otlp_requests.cpp.  Each of its sets is written in JSON and in binary
protobuf, whole and under limits, and read by
  protobuf's own classes    from oracles/otlp.proto: each point is one of the snapshot's, and each
                            of these comes once; the JSON is what protobuf itself would write
  the Collector's decoder   pdata in Go, what its receiver has: it reads the same
and both encodings are the same messages.  First each is given an offence that it must find.
"""
import json
import math
import os
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).parent
GO = '/usr/lib/go-1.19/bin/go'
LIMITS = [0, 1, 300, 2000]  # above the least; 0 is none


def run(command, data=b'', **more):
    return subprocess.run([str(part) for part in command], input=data, capture_output=True, **more)


class Oracles:
    def __init__(self, work):
        self.work = work
        run(['protoc', f'--python_out={work}', f'--proto_path={HERE / "oracles"}', 'otlp.proto'],
            check=True)
        # The modules are pinned by go.sum; they are built once and kept where Go keeps such things.
        self.go = work / 'receiver'
        environment = {'HOME': str(work)} | os.environ | {
            'GOFLAGS': '-mod=readonly', 'CGO_ENABLED': '0', 'GO111MODULE': 'on'}
        environment.pop('GOROOT', None)
        done = subprocess.run([GO, 'build', '-o', self.go, '.'],
                              cwd=HERE / 'oracles/otlp', env=environment)
        if done.returncode:
            sys.exit('the Collector\'s decoder cannot be built')

    def read(self, encoding, framed):
        done = run(['/usr/bin/python3', HERE / 'oracles/otlp_reader.py', self.work, encoding],
                   framed)
        if done.returncode:
            sys.exit(done.stderr.decode())
        return json.loads(done.stdout)

    def receive(self, encoding, framed):
        """The requests as the Collector would send them on, and what it says against others."""
        done = run([self.go, encoding], framed)
        if done.returncode:
            sys.exit(done.stderr.decode())
        rest, sent, refused = done.stdout, [], []
        while rest:
            size, _, rest = rest.partition(b'\n')
            (refused if size.startswith(b'-') else sent).append(rest[:abs(int(size))])
            rest = rest[abs(int(size)):]
        return sent, [error.decode() for error in refused]


def frame(bodies):
    return b''.join(b'%d\n%s' % (len(body), body) for body in bodies)


def bodies(framed):
    while framed:
        size, _, framed = framed.partition(b'\n')
        yield framed[:int(size)]
        framed = framed[int(size):]


def text(digits):
    return bytes.fromhex(digits).decode(errors='replace')


def truth(lines):
    """The snapshot's points in the reader's form."""
    for line in lines.decode().splitlines():
        point = json.loads(line)
        listed = [[text(key), kind, text(value)] for key, kind, value in point['attributes']]
        name, version, url, scope = point['scope']
        yield point | {
            'attributes': listed,
            'bounds': [bound for _, bound in point['bounds']],
            'range': [end for _, end in point['range']],
            'scope': [text(name), text(version), text(url),
                      [[text(key), kind, text(value)] for key, kind, value in scope]],
            'metric': [text(part) for part in point['metric']]}


def same_number(ours, theirs, close):
    if ours is None or theirs is None or ours[0] != theirs[0]:
        return ours == theirs
    if ours[0] == 'int':
        return ours == theirs
    a, b = float.fromhex(ours[1]), float.fromhex(theirs[1])
    return (math.isnan(a) and math.isnan(b)) or a == b or (
        close and math.isclose(a, b, rel_tol=1e-15))


def differences(wanted, read):
    faults = []
    for want, have in zip(wanted, read):
        # A sum of nanoseconds is scaled here in other steps than there.
        close = want['data'] == 'histogram'
        same = (same_number(want['value'], have['value'], close) and
                len(want['range']) == len(have['range']) and
                all(same_number(['double', ours], ['double', theirs], close)
                    for ours, theirs in zip(want['range'], have['range'])) and
                [float.fromhex(b) for b in want['bounds']] ==
                [float.fromhex(b) for b in have['bounds']] and
                sorted(want['attributes']) == sorted(have['attributes']) and
                all(want[key] == have[key] for key in want
                    if key not in ('value', 'bounds', 'attributes', 'range')))
        if not same:
            faults.append(f'wanted {want}\nread   {have}')
    if len(wanted) != len(read):
        faults.append(f'{len(read)} points read of {len(wanted)}')
    return faults


def check(oracles, requests, name):
    wanted = list(truth(run([requests, name, 'truth'], check=True).stdout))
    faults = []
    for limit in LIMITS:
        read, resources = {}, {}
        for encoding in ('json', 'protobuf'):
            framed = run([requests, name, encoding, limit], check=True).stdout
            result = read[encoding] = oracles.read(encoding, framed)
            where = f'{name} in {encoding} under {limit}'
            faults += [f'{where}: {fault}' for fault in result['faults']]
            faults += [f'{where}: {fault}' for fault in differences(wanted, result['points'])]
            resources[encoding] = result['resources']
            if any(one != result['resources'][0] for one in result['resources']):
                faults.append(f'{where}: the resource is not always the same')
            received, refused = oracles.receive(encoding, framed)
            faults += [f'{where}: the Collector: {error}' for error in refused]
            theirs = oracles.read('protobuf', frame(received))
            faults += [f'{where}: the Collector: {fault}'
                       for fault in differences(wanted, theirs['points'])]
            if theirs['resources'] != result['resources']:
                faults.append(f'{where}: the Collector reads another resource')
            if limit == 0 and len(result['binary']) != (1 if wanted else 0):
                faults.append(f'{where}: not one request')
        if limit == 0 and read['json']['binary'] != read['protobuf']['binary']:
            faults.append(f'{name}: JSON and binary are not the same message')
    return len(wanted), faults


def offences(oracles, requests):
    """What the oracles do not find when it is planted."""
    body = next(bodies(run([requests, 'values', 'json'], check=True).stdout))
    binary = next(bodies(run([requests, 'values', 'protobuf'], check=True).stdout))
    wanted = list(truth(run([requests, 'values', 'truth'], check=True).stdout))
    plants = [  # (what, old, new, whether the Collector finds it too)
        ('null', b'"asDouble":"NaN"', b'"asDouble":null', True),
        ('a bare NaN', b'"asDouble":"NaN"', b'"asDouble":NaN', True),
        ('an enumerator\'s name', b'"aggregationTemporality":2',
         b'"aggregationTemporality":"AGGREGATION_TEMPORALITY_CUMULATIVE"', False),
        ('a key with underscores', b'"timeUnixNano"', b'"time_unix_nano"', False),
        ('an integer as a number', b'"count":"6"', b'"count":6', False),
        ('a comma too many', b'],"schemaUrl"', b',],"schemaUrl"', True),
        ('an unknown key', b'"isMonotonic"', b'"isMonotone"', False),
        ('a zero that says nothing', b'"isMonotonic":true', b'"isMonotonic":false', False),
        ('another value', b'"asInt":"9007199254740993"', b'"asInt":"9007199254740992"', False),
        ('another bound', b'0.30000000000000004', b'0.3', False),
        ('another minimum', b'"min":1e-09', b'"min":2e-09', False),
        ('no maximum', b',"max":9.223372036854776', b',"maximum":9.223372036854776', False),
        ('a raw control character', b'\\u0009', b'\t', False),
    ]
    for what, old, new, collector in plants:
        planted = body.replace(old, new)
        if planted == body:
            yield f'{old} is not there to be replaced'
            continue
        result = oracles.read('json', frame([planted]))
        if not result['faults'] + differences(wanted, result['points']):
            yield f'planted in JSON and not found: {what}'
        if collector and not oracles.receive('json', frame([planted]))[1]:
            yield f'planted in JSON and not found by the Collector: {what}'
    for what, planted in [('half a request', binary[:len(binary) // 2]),
                          ('a length that is too short', binary[:1] + b'\x80' + binary[2:])]:
        result = oracles.read('protobuf', frame([planted]))
        if not result['faults'] + differences(wanted, result['points']):
            yield f'planted in binary and not found: {what}'
    # Field 4 of a point is its double; 3, which is an exemplar's, is its time.
    value = binary.index(b'\x21' + b'\xff' * 6 + b'\xef\x7f')
    result = oracles.read('protobuf', frame([binary[:value] + b'\x19' + binary[value + 1:]]))
    if not result['faults'] + differences(wanted, result['points']):
        yield 'planted in binary and not found: a double under another number'


def main(work, requests):
    work = pathlib.Path(work).resolve()
    work.mkdir(parents=True, exist_ok=True)
    requests = pathlib.Path(requests).resolve()
    oracles = Oracles(work)
    faults = list(offences(oracles, requests))
    names = run([requests, '--list'], check=True).stdout.decode().split()
    points = 0
    for name in names:
        count, found = check(oracles, requests, name)
        points += count
        faults += found
    if not points:
        faults.append('there are no points')
    print('\n'.join(fault[:2000] for fault in faults[:20]) or
          f'{len(names)} sets of {points} points in all, each in two encodings and under '
          f'{len(LIMITS)} limits, as the snapshot has them')
    return 1 if faults else 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]) if len(sys.argv) == 3 else __doc__)
