#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What e2e.py compares: the series that the requests must have made, with those in Prometheus."""
import collections

from e2e_labels import (LOGIN, MACHINE_LOGIN, SECRET, STATUS, core_error_labels, core_errors,
                        duration_labels, error_labels, error_type, http_labels, labels,
                        request_labels, totals)
from e2e_load import ACTORS, BROKEN, LONG, PROJECTS, SILENT, Agent

REQUESTS = 'infisical_http_server_request_count_total'
DURATION = 'infisical_http_server_request_duration_seconds'
# What to ask Prometheus for, and the labels there of a request; of errors alone, or of all.
FAMILIES = {
    'request counters': (REQUESTS, '', request_labels, False),
    '+Inf buckets': (DURATION + '_bucket', ',le="+Inf"', duration_labels, False),
    'histogram counts': (DURATION + '_count', '', duration_labels, False),
    'error counters': ('infisical_http_server_error_count_total', '', error_labels, True),
}
CORE = 'core error counters'
HTTP = 'HTTP histogram counts'
# Which of them have it, of each thing that is known of a request.
ALL = {*FAMILIES, CORE, HTTP}
CARRIED = {'who': {*FAMILIES}, 'project': {*FAMILIES}, 'method': ALL, 'route': ALL, 'status': ALL,
           'agent': {'request counters', 'error counters'},
           'address': {'request counters', 'error counters'}}


def read_family(prometheus, name, more, job, last):
    """The newest raw sample of each series; every one must be later than the last response."""
    got, faults = {}, []
    for found, values in prometheus.samples(f'{name}{{job="{job}"{more}}}'):
        time_of, value = values[-1]
        key = labels(**{label: text for label, text in found.items() if label not in (
            '__name__', 'instance', 'job', 'le', 'otel_scope_version')})
        if time_of <= last:
            faults.append(f'{name} {found}: no sample after the last response')
        if any(later < earlier for (_, earlier), (_, later) in zip(values, values[1:])):
            faults.append(f'{name} {found}: went backwards: {values}')
        if key in got:
            faults.append(f'{name} {found}: there twice')
        got[key] = value
    return got, faults


def read_all(prometheus, job, last):
    got, faults = {}, []
    for what, (name, more, *_) in {
            **FAMILIES, CORE: ('infisical_core_http_error_count_total', ''),
            HTTP: ('http_server_request_duration_seconds_count', ''),
            'invalid values': ('zerometer_invalid_total', ''),
            'overflow': ('zerometer_overflow_total', '')}.items():
        got[what], wrong = read_family(prometheus, name, more, job, last)
        faults += wrong
    return got, faults


def is_attempt(one):
    """A log-in that was tried, whatever came of it."""
    return one.route in (LOGIN, MACHINE_LOGIN) and one.status in (200, 401, 429)


def is_read(one):
    return one.route == SECRET and one.method in ('GET', 'HEAD') and one.status == 200


def wanted_of(answered, dropped=False):
    """{family: {labels: number}} that must be there when these requests were answered."""
    wanted = {what: {} if dropped else totals(answered, labels_of, of_errors)
              for what, (_, _, labels_of, of_errors) in FAMILIES.items()}
    wanted[CORE] = core_errors(answered)
    wanted[HTTP] = totals(answered, http_labels)
    # A user agent is a label of the requests, and of more that a request may be.
    changed = collections.Counter({'length': 0, 'encoding': 0})
    for one, number in ({} if dropped else answered).items():
        reason = {LONG: 'length', BROKEN: 'encoding'}.get(one.agent)
        if reason:
            changed[reason] += number * (
                1 + bool(error_type(one.status)) + is_attempt(one) + is_read(one))
    wanted['invalid values'] = {
        labels(reason=reason, otel_scope_name='zerometer'): changed[reason]
        for reason in ('label', 'combination', 'nan', 'infinite', 'negative', *changed)}
    wanted['overflow'] = {}
    return wanted


def compare(got, wanted, say=lambda line: None):
    """{family: what differs}, of those in which anything does."""
    different = {}
    for what, numbers in wanted.items():
        faults = [f'{what} {sorted(key)}: Prometheus has {got[what].get(key, "no such series")}, '
                  f'sent {numbers.get(key, "to no such series")}'
                  for key in sorted(got[what].keys() | numbers.keys(), key=sorted)
                  if got[what].get(key) != numbers.get(key)]
        say(f'   {len(numbers):4} {what}, {sum(numbers.values()):7} in all: '
            + ('equal' if not faults else f'{len(faults)} DIFFER'))
        if faults:
            different[what] = faults
    return different


def faults_of(different):
    return [fault for faults in different.values() for fault in faults]


def goes_unnoticed(got, answered):
    """Claims that are not true: what `compare` does not say of them."""
    true = next(one for one in answered
                if one.project and one.status == 404 and one.agent != SILENT)
    other = next(one for one in ACTORS if one != true.who)
    lies = {'who': other, 'project': PROJECTS[other.organization][0], 'method': 'PUT',
            'route': STATUS, 'status': 500, 'agent': Agent(b'x', 'x'), 'address': '127.0.0.99'}
    if lies['project'] == true.project:
        lies['project'] = None
    faults = []
    for field, value in lies.items():
        claimed = answered + collections.Counter({true._replace(**{field: value}): 1})
        claimed[true] -= 1
        missed = CARRIED[field] - compare(got, wanted_of(claimed)).keys()
        faults += [f'{what}: another {field} goes unnoticed' for what in missed]
    one_more = answered + collections.Counter({true: 1})
    faults += [f'{what}: a request that is not counted goes unnoticed'
               for what in ALL - compare(got, wanted_of(one_more)).keys()]
    if not compare(got, wanted_of(answered, dropped=True)).keys() >= FAMILIES.keys():
        faults.append('a meter that should be dropped and is not goes unnoticed')
    return faults
