#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Show requests of ours to a real OpenTelemetry Collector, run as examples/backend deploys it.

Usage: collector_test.py WORK_DIR REQUESTS

REQUESTS is an executable: see otlp_requests.cpp.  The Collector is built where it was not yet; see
collector_build.py.
"""
import gzip
import http.server
import math
import os
import pathlib
import re
import subprocess
import sys
import threading

import collector_build
from collector import CONFIG, DEPLOYED, PLACEHOLDER, Collector, validate
from otlp_oracles import bodies, run, truth
from unavailable import Unavailable, skip

JSON, PROTOBUF = 'application/json', 'application/x-protobuf'
UNITS = {'s': 'seconds', 'By': 'bytes'}
RESOURCES = {  # the labels that resource_to_telemetry_conversion makes, and the job's
    'values': {'service_name': 'a"b\\c\n\x01 é', 'job': 'a"b\\c\n\x01 é', 'broken': '�z�',
               'empty': '', 'flag': 'false', 'pid': '-9223372036854775808', 'load': '0.1',
               # Its translator writes each as JSON, which has neither.
               'nan': 'json: unsupported value: NaN', 'inf': 'json: unsupported value: -Inf'},
    'texts': {'service_name': 'texts', 'job': 'texts'},
}
PULLED = b"""# HELP planted_total Scraped.
# TYPE planted_total counter
planted_total{service_instance_id="i",service_name="s",a="b"} 42
"""


def number(value):
    kind, text = value or ('int', '0')  # it writes a sum that is not known as 0
    return float(text) if kind == 'int' else float.fromhex(text)


def translated(point):
    """The metric's name as the Collector makes it."""
    name, _, unit = point['metric']
    name = re.sub('[^a-zA-Z0-9_]', '_', name)
    if unit and unit[0] != '{' and UNITS[unit] not in name.split('_'):
        name += '_' + UNITS[unit]
    return name + '_total' * point['monotonic']


def expected(requests, name):
    """{(name, labels): value} at :8889 from the snapshot."""
    wanted = {}
    for point in truth(run([requests, name, 'truth'], check=True).stdout):
        metric = translated(point)
        labels = RESOURCES[name] | {re.sub('[^a-zA-Z0-9_]', '_', key): text
                                    for key, _, text in point['attributes']}

        def put(suffix, value, more=()):
            wanted[metric + suffix, frozenset([*labels.items(), *more])] = value

        if point['data'] != 'histogram':
            put('', number(point['value']))
            continue
        count = 0
        for bound, bucket in zip([*map(float.fromhex, point['bounds']), math.inf],
                                 point['buckets']):
            count += bucket
            put('_bucket', count, [('le', bound)])
        put('_sum', number(point['value']))
        put('_count', count)
    return wanted


def with_bounds(series):
    """Bounds as numbers, whatever their spelling."""
    return {(name, frozenset((key, float(text) if key == 'le' else text)
                             for key, text in labels)): value
            for (name, labels), value in series.items()}


def same(ours, theirs, close):
    if ours is None or theirs is None:
        return False
    # A sum of nanoseconds is scaled here in other steps than there.
    return (ours == theirs or (math.isnan(ours) and math.isnan(theirs)) or
            (close and math.isclose(ours, theirs, rel_tol=1e-15)))


def differences(what, wanted, got):
    return [f'{what}: {key}: wanted {wanted.get(key)}, there is {got.get(key)}'
            for key in sorted(wanted.keys() | got.keys(), key=str)
            if not same(wanted.get(key), got.get(key), key[0].endswith('_seconds_sum'))
            ] if wanted else [f'{what}: nothing is wanted']


def check_config(binary, work):
    """What is shipped is taken as it stands, and an offence in it is not."""
    for configs in ([CONFIG], [CONFIG, DEPLOYED / 'kubernetes/push/collector-users.yaml']):
        code, said = validate(binary, *configs)
        if code:
            yield f'validate: {said}'
    shipped = CONFIG.read_text()
    for old, new, complaint in [
            ('receivers: [otlp]', 'receivers: [otlp, carbon]', 'carbon'),
            ('  batch: {}', '  botch: {}', 'botch'),
            ('    resource_to_telemetry_conversion:', '    resource_to_telemetry:',
             'resource_to_telemetry'),
            ('action: labeldrop', 'action: labeldorp', 'labeldorp')]:
        planted = work / 'planted.yaml'
        planted.write_text(shipped.replace(old, new))
        code, said = validate(binary, planted)
        if not code or complaint not in said:
            yield f'planted and not found by validate: {new}: {said}'
    done = run(['promtool', 'check', 'config', DEPLOYED / 'prometheus-collector.yml'])
    if done.returncode:
        yield f'prometheus-collector.yml: {done.stdout + done.stderr}'


def check_push(collector, requests):
    def body(name, encoding):
        return next(bodies(run([requests, name, encoding], check=True).stdout))

    def arrived(name):
        """The set at :8889 once it is there, and what else is there with its job."""
        job = 'job', RESOURCES[name]['job']
        return collector.wait_for(f'{name} at :8889', 20, lambda: with_bounds(
            {key: value for key, value in collector.series().items() if job in key[1]}))

    def written(count):
        collector.wait_for(f'{count} requests in the file', 20,
                           lambda: len(collector.written()) >= count)
        return collector.written()

    values, texts = body('values', 'json'), body('texts', 'protobuf')
    for what, wanted, answer in [
            ('a wrong password', 401, collector.post(texts, PROTOBUF, password='wrong')),
            ('no password', 401, collector.post(texts, PROTOBUF, password='')),
            ('a wrong content type', 415, collector.post(texts, 'text/plain')),
            ('half a request', 400, collector.post(values[:len(values) // 2], JSON)),
            ('a page without a password', 401, collector.get(collector.metrics, password='')),
            ('JSON', 200, collector.post(values, JSON))]:
        if answer[0] != wanted:
            yield f'{what} is answered {answer}, not {wanted}'
    yield from differences('values in JSON', expected(requests, 'values'), arrived('values'))
    # What comes behind what was refused has arrived, and nothing of that.
    if any(('job', 'texts') in labels for _, labels in collector.series()):
        yield 'a refused request has arrived'
    if len(written(1)) != 1:
        yield f'{len(collector.written())} requests went through, not 1'

    status, said = collector.post(body('values', 'protobuf'), PROTOBUF)
    first, second = written(2)
    if status != 200 or first != second:
        yield f'values in protobuf is answered {status} {said}, or read as another request'
    status, said = collector.post(gzip.compress(texts), PROTOBUF, Content_Encoding='gzip')
    if status != 200:
        yield f'a compressed request is answered {status} {said}'
    yield from differences('texts in protobuf', expected(requests, 'texts'), arrived('texts'))

    for _ in range(10):
        collector.suspend()
        if collector.get(collector.health, timeout=0.1)[0]:
            yield 'it answers while it is stopped'
        collector.resume()
    if collector.post(values, JSON)[0] != 200:
        yield 'it does not answer after SIGCONT'


def check_around(collector):
    for what, url, part in [('pprof', collector.pprof + '/debug/pprof/', b'goroutine'),
                            ('zpages', collector.zpages + '/debug/servicez', b'otelcol')]:
        answer = collector.get(url, password='')
        if answer[0] != 200 or part not in answer[1]:
            yield f'{what} answers {answer}'
    if collector.stop() != 0:
        yield f'it ends with {collector.process.returncode} on SIGTERM'
    if collector.get(collector.health)[0]:
        yield 'it answers after its end'
    collector.start()
    if collector.series():
        yield 'it remembers what it had before it was started again'


class Pulled(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header('Content-Type', 'text/plain; version=0.0.4')
        self.end_headers()
        self.wfile.write(PULLED)

    def log_message(self, *_):
        pass


def check_pull(binary, work):
    """The unused receiver scrapes once it is listed; the line that is shipped lets nobody in."""
    with http.server.ThreadingHTTPServer(('127.0.0.1', 0), Pulled) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with Collector(binary, work, line=PLACEHOLDER,
                       scrapes='{}:{}'.format(*server.server_address)) as collector:
            for password in (PLACEHOLDER.partition(':')[2], 'replace-this-line'):
                if collector.get(collector.metrics, password=password)[0] != 401:
                    yield f'the line that is shipped lets {password} in'
            collector.wait_for('a scrape in the file', 20,
                               lambda: '"planted' in collector.file.read_text())
            points = re.findall(r'"name":"planted.*?"dataPoints":\[(.*?)\]\s*,"agg',
                                collector.file.read_text())
            if not any('"asDouble":42' in point and '"stringValue":"b"' in point
                       for point in points):
                yield f'the scrape was read as {points}'
            if any('service_' in point for point in points):
                yield f'labels are not dropped: {points}'
        server.shutdown()


def check_want(work):
    """What is missing is said, and is a skip or a failure as the environment wants it."""
    script = ('import collector_build, unavailable\n'
              'try: collector_build.build("want")\n'
              'except unavailable.Unavailable as missing: unavailable.skip(missing)\n')
    for required, wanted in [('0', 77), ('1', 1)]:
        done = run([sys.executable, '-c', script], cwd=work, env=os.environ | {
            'GOPROXY': 'off', 'PYTHONPATH': str(pathlib.Path(__file__).parent),
            'ZEROMETER_REQUIRE_ORACLES': required})
        if done.returncode != wanted or b'GOPROXY=off' not in done.stdout:
            yield f'without modules it ends with {done.returncode}, not {wanted}: {done}'


def check_tries(work):
    """What hangs twice is had by the third try; what always hangs is not to be had."""
    patience, collector_build.FETCHED = collector_build.FETCHED, 0.5
    tries, faults = work / 'tries', []
    for wanted in (collector_build.TRIES, collector_build.TRIES + 1):
        tries.write_text('')
        hangs = f'echo >>{tries}; [ $(wc -l <{tries}) -ge {wanted} ] || exec sleep 60'
        try:
            collector_build.run_go(f'had by try {wanted}', ['sh', '-c', hangs], True)
            had = True
        except Unavailable:
            had = False
        if had != (wanted <= collector_build.TRIES):
            faults.append(f'hung before try {wanted}: {"had" if had else "not had"}')
    collector_build.FETCHED = patience
    return faults


def main(work, requests):
    work = pathlib.Path(work).resolve()
    work.mkdir(parents=True, exist_ok=True)
    try:
        binary = collector_build.build()
    except Unavailable as missing:
        skip(missing)
    faults = [*check_tries(work), *check_want(work), *check_config(binary, work)]
    with Collector(binary, work) as collector:
        faults += check_push(collector, pathlib.Path(requests).resolve())
        faults += check_around(collector)
    faults += check_pull(binary, work)
    print('\n'.join(fault[:2000] for fault in faults[:20]) or
          'the Collector takes what examples/backend deploys, and our requests as they are')
    return 1 if faults else 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]) if len(sys.argv) == 3 else __doc__)
