#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""From a call site through a real Collector to a real Prometheus, and what trouble there can be.

usage: e2e_otlp.py BACKEND PROMETHEUS

Backends push to the Collector that examples/backend/deploy configures, with real credentials; one
of them is pulled as well, and its page is the library's own snapshot: every counter, bucket, count
and sum of it must be at the Collector's :8889 and in Prometheus, which scrapes that. Then one
request more is claimed, and must be missed. Then the trouble of the documentation's section of that
name is caused: the Collector is suspended, stopped, killed, and started again, and each time the
totals are exact afterwards; a password is wrong, an address, a switch, and each time what the
operator reads names the cause and never the password. Last, a backend is ended in the middle of an
interval, in pull mode and in push mode.
"""
import signal
import time

import collector_build
from collector import Collector
from e2e import small_load
from e2e_load import directory
from e2e_programs import Backend, Prometheus, run_with

# Of the resource and of the scrape, which :8889 has on each series and a page has not.
ADDED = {'service_name', 'service_version', 'git_commit_sha', 'deployment_environment', 'job',
         'instance', 'exported_job', 'exported_instance', 'otel_scope_name', 'otel_scope_version',
         'test_run', 'telemetry_sdk_name', 'telemetry_sdk_language', 'telemetry_sdk_version',
         '__name__'}
PASSWORD = 'a:password with "all" $5 é'


def key_of(name, labels):
    """With bounds as numbers, whatever their spelling."""
    return name, frozenset((key, float(text) if key == 'le' else text) for key, text in labels
                           if key not in ADDED)


def own_counts(backend):
    """{(name, labels): value} of what can only rise, on the library's own page; but for what also
    rises with nobody asking."""
    return {key_of(name, labels): sample.number()
            for (name, labels), (family, sample) in backend.page().series().items()
            if family.type in ('counter', 'histogram') and not name.startswith('zerometer_')
            and name != 'process_cpu_seconds_total'}


def at_collector(collector):
    return {key_of(name, labels): value for (name, labels), value in collector.series().items()}


def in_prometheus(prometheus, job, last):
    """The newest of each series, which must be later than the last push."""
    found = prometheus.samples(f'{{job="{job}"}}')
    return {key_of(labels['__name__'], labels.items()): values[-1][1]
            for labels, values in found if values[-1][0] > last}


def missing(wanted, got, where):
    return [f'{where}: {key}: the library has {value}, there is {got.get(key)}'
            for key, value in sorted(wanted.items(), key=str) if got.get(key) != value]


def arrive(program, what, wanted, got_now, where, seconds=30):
    """Waits until all is there; what is wrong if it does not come."""
    last = []

    def all_there():
        last[:] = missing(wanted(), got_now(), where)
        return not last
    deadline = time.monotonic() + seconds
    while not all_there():
        if program.process.poll() is not None:
            return [f'{what}: the program ended:\n{program.text()}']
        if time.monotonic() > deadline:
            return [f'{what}: {fault}' for fault in last[:10]]
        time.sleep(0.2)
    return []


def pushing(path, scratch, name, collector, **more):
    environment = {'OTEL_EXPORT_TYPE': 'otlp', 'OTEL_EXPORT_OTLP_ENDPOINT': collector.otlp,
                   'OTEL_COLLECTOR_BASIC_AUTH_USERNAME': collector.user,
                   'OTEL_COLLECTOR_BASIC_AUTH_PASSWORD': PASSWORD,
                   'OTEL_OTLP_PUSH_INTERVAL': '500',
                   'OTEL_RESOURCE_ATTRIBUTES': f'test.run={name}'} | more
    # None takes a variable back.
    return Backend(path, scratch, name,
                   **{key: value for key, value in environment.items() if value is not None})


def reads(program, wanted, seconds=20):
    """What is wrong with what the operator reads."""
    deadline = time.monotonic() + seconds
    while not all(word in program.text() for word in wanted):
        if time.monotonic() > deadline:
            return [f'{program.name}: wanted {wanted} in:\n{program.text()}']
        time.sleep(0.1)
    return [f'{program.name}: the password is in its log'] if PASSWORD in program.text() else []


def check_values(backend, collector, prometheus, sent):
    """The library's page, the Collector's and Prometheus agree, and not by chance."""
    faults = arrive(collector, 'pushed', lambda: own_counts(backend),
                    lambda: at_collector(collector), 'the Collector')
    wanted = own_counts(backend)
    last = time.time()
    prometheus.wait_for_scrape(last)
    faults += missing(wanted, in_prometheus(prometheus, 'collector', last), 'Prometheus')
    requests = {key: value for key, value in wanted.items()
                if key[0] == 'infisical_http_server_request_count_total'}
    if sum(requests.values()) != sent:
        faults.append(f'{sum(requests.values())} requests are counted, {sent} were sent')
    key = max(requests, key=requests.get)
    claimed = requests | {key: requests[key] + 1}
    if len(missing(claimed, at_collector(collector), '')) != 1:
        faults.append('planted and not found: one request more at the Collector')
    if len(missing(claimed, in_prometheus(prometheus, 'collector', last), '')) != 1:
        faults.append('planted and not found: one request more in Prometheus')
    print(f'   {len(wanted)} counters, buckets, counts and sums are the same in three places')
    return faults


def check_outages(backend, collector):
    """Whatever the Collector does, what was recorded is there in the end."""
    faults = []

    def then(what):
        return arrive(collector, what, lambda: own_counts(backend),
                      lambda: at_collector(collector), 'the Collector')
    collector.suspend()
    sent = small_load(backend.api, '127.0.0.21')
    faults += reads(backend, ['push'], 30)
    collector.resume()
    faults += then('suspended for a while')
    for end in (collector.stop, collector.kill):
        end()
        sent += small_load(backend.api, '127.0.0.21')
        collector.start()
        faults += then('ended and started again')
    print('   the Collector was suspended, stopped and killed; all is there afterwards')
    return sent, faults


def check_troubles(path, scratch, collector):
    """What the operator reads names the cause."""
    refused = 'http://127.0.0.1:9/v1/metrics'
    troubles = {
        'wrong-password': ({'OTEL_COLLECTOR_BASIC_AUTH_PASSWORD': 'guessed'},
                           ['401', 'check the user and the password']),
        'nobody-there': ({'OTEL_EXPORT_OTLP_ENDPOINT': refused}, ['127.0.0.1:9', 'push']),
        'no-such-name': ({'OTEL_EXPORT_OTLP_ENDPOINT': 'http://nobody.invalid:4318'},
                         ['nobody.invalid']),
        'wrong-path': ({'OTEL_EXPORT_OTLP_ENDPOINT': None, 'OTEL_EXPORTER_OTLP_METRICS_ENDPOINT':
                        collector.otlp.replace('metrics', 'elsewhere')}, ['404', 'elsewhere']),
        'switched-off': ({'OTEL_TELEMETRY_COLLECTION_ENABLED': None},
                         ['nowhere', 'OTEL_TELEMETRY_COLLECTION_ENABLED']),
    }
    faults = []
    for name, (more, wanted) in troubles.items():
        if name == 'switched-off':
            more = {'OTEL_TELEMETRY_COLLECTION_ENABLED': 'false'}
        with pushing(path, scratch, name, collector, **more) as backend:
            sent = small_load(backend.api, '127.0.0.22')
            faults += reads(backend, wanted)
            if 'guessed' in backend.text():
                faults.append(f'{name}: the wrong password is in its log')
            backend.process.send_signal(signal.SIGTERM)
            if backend.process.wait(20) != 0:
                faults.append(f'{name}: ends with {backend.process.returncode}')
            if f'snapshot: {sum(sent.values())} requests in all' not in backend.text():
                faults.append(f'{name}: recording did not go on:\n{backend.text()}')
    print(f'   {len(troubles)} kinds of trouble, each named to the operator')
    return faults


def check_end(path, scratch, collector):
    """A backend that ends in the middle of an interval pushes what it has."""
    faults = []
    for protocol in ('http/protobuf', 'http/json'):
        name = 'ends-' + protocol[5:]
        with pushing(path, scratch, name, collector, OTEL_OTLP_PUSH_INTERVAL='3600000',
                     OTEL_EXPORTER_OTLP_PROTOCOL=protocol) as backend:
            sent = sum(small_load(backend.api, '127.0.0.23').values())
            faults += backend.stop(sent)

        def arrived():
            return sum(value for (metric, labels), value in collector.series().items()
                       if metric == 'infisical_http_server_request_count_total'
                       and ('test_run', name) in labels)
        deadline = time.monotonic() + 10
        while arrived() != sent and time.monotonic() < deadline:
            time.sleep(0.2)
        if arrived() != sent:
            faults.append(f'{name}: {arrived()} of {sent} requests were pushed at the end')
    print('   ended in mid-interval, in protobuf and in JSON: the last interval is there')
    return faults


def run(path, prometheus_path, scratch):
    with open(scratch + '/directory', 'w', encoding='utf-8') as file:
        file.write(directory())
    binary = collector_build.build()
    with Collector(binary, scratch, password=PASSWORD) as collector:
        both = {'OTEL_EXPORT_TYPE': None, 'OTEL_METRICS_EXPORTER': 'otlp,prometheus'}
        with pushing(path, scratch, 'both', collector, **both) as backend:
            collector.name, address = 'collector', collector.metrics
            collector.metrics = address.removeprefix('http://').removesuffix('/metrics')
            prometheus = Prometheus(prometheus_path, scratch, [collector])
            collector.metrics = address
            with prometheus:
                sent = small_load(backend.api, '127.0.0.20')
                prometheus.wait_for('a first scrape', 60, lambda: not prometheus.unhealthy())
                faults = check_values(backend, collector, prometheus, sum(sent.values()))
            more, wrong = check_outages(backend, collector)
            faults += wrong
            text = backend.text()
            if sum((sent + more).values()) != sum(
                    value for (name, _), value in own_counts(backend).items()
                    if name == 'infisical_http_server_request_count_total'):
                faults.append('the library has not counted what was sent')
            if PASSWORD in text:
                faults.append('the password is in the log')
        faults += check_troubles(path, scratch, collector)
        faults += check_end(path, scratch, collector)
    return faults


if __name__ == '__main__':
    run_with(run, __doc__, 'h2load')
