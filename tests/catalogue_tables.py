#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Hold the backend's metrics against the documentation's tables, both ways.

Usage: catalogue_tables.py GENERATOR

The tables are golden/backend/*.tsv. GENERATOR tells what the compiler knows of the metrics: their
schema, and which labels can be absent. Where a table says more than a fact (a remark, an open
list), its own words are read. Then each kind of difference is planted, and must be found.

Not told before the program runs: whether a text is empty, which is how a text is absent. Any
integer counts as present.
"""
import json
import pathlib
import re
import subprocess
import sys
from typing import NamedTuple

TABLES = pathlib.Path(__file__).parent / 'golden' / 'backend'
OWN = re.compile(r'zerometer(\..*)?')  # the library's meters, of which no table tells
OUTCOMES = {'outcome', 'infisical.auth.result'}

# A route is wanted of every request, but a path that no pattern takes has none: a made-up one would
# be a value that the OpenTelemetry conventions rule out.
CAN_HAVE_NO_ROUTE = {('infisical.http.server.request.count', 'http.route'),
                     ('infisical.http.server.request.duration', 'http.route'),
                     ('infisical.http.server.error.count', 'http.route'),
                     ('infisical.core.http.error.count', 'http.route'), ('API_latency', 'route')}


class Facts(NamedTuple):
    metrics: dict     # name -> (meter, type, unit, description)
    bounds: dict      # name -> numbers
    attributes: dict  # (name, key) -> (kind, values)
    absences: dict    # (name, key, other, value) -> absent, present or both


def field(text):
    return re.sub(r'\\(.)', lambda found: {'t': '\t', 'n': '\n'}.get(found[1], found[1]), text)


def kind_of(kind, values):
    if kind in ('any text', 'constant'):
        return 'text'
    if kind == 'any int':
        return 'int'
    # Names among the numbers: an enumeration that has both.
    if kind == 'int' and all(value.isdigit() for value in values if value):
        return 'int'
    return 'bool' if kind == 'bool' else 'enum'


def read_facts(schema, absences):
    facts = Facts({}, {}, {}, {})
    for line in (schema + absences).splitlines():
        what, meter, *fields = map(field, line.split('\t'))
        if what in ('zerometer-schema', 'meter', 'series', 'pair') or OWN.fullmatch(meter):
            continue
        name = fields[0]
        if what == 'metric':
            facts.metrics[name] = (meter, *fields[1:3], fields[4])
        elif what == 'bounds':
            facts.bounds[name] = [float(bound) for bound in fields[1:]]
        elif what == 'absence':
            facts.absences[tuple(fields[:4])] = fields[4]
        elif fields[2] not in ('overflow', 'scope'):
            facts.attributes[name, fields[1]] = kind_of(fields[2], fields[3:]), set(fields[3:])
    return facts


def read_table(name):
    head, *rows = [line.split('\t') for line in (TABLES / name).read_text().splitlines()]
    return [dict(zip(head, row, strict=True)) for row in rows]


def metric_faults(row, facts):
    name = row['name']
    meter, kind, unit, description = facts.metrics[name]
    # What stands always is an info, which OTLP sends as the gauge that it is in the table.
    constant = kind == 'info' and row['description'].startswith('Always 1')
    wanted = {'observable_gauge': 'info' if constant else 'gauge'}.get(row['type'], row['type'])
    # In parentheses, what the table itself says of the documentation is no part of a description.
    told = re.sub(r' \([^)]*the documentation[^)]*\)$', '', row['description'])
    bounds = [float(bound) for bound in json.loads(row['bounds'] or '[]')]
    compared = [('type', wanted, kind), ('unit', row['unit'], unit),
                ('description', told, description), ('bounds', bounds, facts.bounds.get(name, []))]
    if not row['meter'].startswith('('):  # (semantic conventions): they name no meter
        compared.append(('meter', row['meter'], meter))
    return [f'{name}: {what} is {have}, not {want}' for what, want, have in compared
            if want != have]


def listed(text):
    """The values in a table's words, and whether there may be more."""
    remarks = re.findall(r'\(([^)]*)\)', text)
    plain = re.sub(r' ?\([^)]*\)', '', text)
    if '|' not in plain and ' ' in plain or not plain:
        return set(), True  # only words: the backend's own, HTTP methods
    values = set(re.sub(r'^e\.g\. |;.*$| and the .*$', '', plain).split('|'))
    for remark in remarks:
        if added := re.search(r'; add (.*)$', remark):
            values |= set(re.split(r', | and ', added[1]))
    return values, ' ' in plain or any(remark != 'text' for remark in remarks)


def presence_faults(where, row, kind, facts):
    if kind == 'text':
        return []
    seen = facts.absences.get((*where, '', ''), 'present')
    if row['presence'] == 'required':
        wanted = 'both' if where in CAN_HAVE_NO_ROUTE else 'present'
    else:
        wanted = 'both'
    found = [] if seen == wanted else [f'is {seen}, not {wanted} ({row["presence"]})']
    if row['presence'] == 'only on failure':
        for (*place, other, value), how in facts.absences.items():
            if (*place,) == where and other in OUTCOMES:
                wanted = 'absent' if value == 'success' else 'present'
                found += [] if how == wanted else [f'is {how} with {other} {value}']
    return found


def attribute_faults(row, facts):
    where = row['metric'], row['attribute']
    kind, values = facts.attributes[where]
    wanted = 'enum' if '(text)' in row['values'] else row['kind']
    found = [] if kind == wanted else [f'is of kind {kind}, not {wanted}']
    if kind == wanted and kind != 'text':
        some, open_list = listed(row['values'])
        if missing := some - values:
            found.append(f'has no value {sorted(missing)}')
        if not open_list and (more := values - some - {''}):
            found.append(f'has the value {sorted(more)}')
    found += presence_faults(where, row, kind, facts)
    return [f'{": ".join(where)} {text}' for text in found]


def faults(metrics, attributes, facts):
    found = []
    for what, rows, known in (('metric', {row['name']: row for row in metrics}, facts.metrics),
                              ('attribute', {(row['metric'], row['attribute']): row
                                             for row in attributes}, facts.attributes)):
        check = metric_faults if what == 'metric' else attribute_faults
        found += [f'{what} {name} is in no table' for name in known if name not in rows]
        found += [f'{what} {name} is in the table alone' for name in rows if name not in known]
        for name in rows.keys() & known.keys():
            found += check(rows[name], facts)
    for where in CAN_HAVE_NO_ROUTE - facts.attributes.keys():
        found.append(f'{where} is excepted, and is not there')
    return found


# Each with what it is changed into, in the facts, and a part of what must be said.
RENEWED = 'infisical.auth.token.renewal.count'
SCIM = 'InfisicalCore\tinfisical.scim.operation.count\t'
PLANTS = [
    (f'metric\tInfisicalCore\t{RENEWED}', f'metric\tInfisical\t{RENEWED}', 'meter is Infisical'),
    (f'{RENEWED}\tcounter', f'{RENEWED}\tgauge', 'type is gauge'),
    ('infisical.build.info\tinfo', 'infisical.build.info\tcounter', 'type is counter'),
    ('infisical.queue.depth\tgauge', 'infisical.queue.depth\tinfo', 'type is info'),
    (f'{RENEWED}\tcounter\t{{renewal}}', f'{RENEWED}\tcounter\t1', 'unit is 1'),
    ('API_latency\thistogram\tms', 'API_latency\thistogram\ts', 'unit is s, not ms'),
    ('\tHTTP errors\n', '\tHTTP faults\n', 'description is HTTP faults, not HTTP errors'),
    ('(the older meter)', '', 'description is API request latency'),
    ('wait\t0.005\t0.01\t', 'wait\t0.01\t', 'bounds is'),
    ('bounds\tAPI\tAPI_latency', 'bounds\tAPI\tnone', 'API_latency: bounds is []'),
    ('http.client.request.duration\thistogram', 'http.client.duration\thistogram',
     'http.client.request.duration is in the table alone'),
    ('metric\tPkiSyncs\tpki_sync_sync', 'metric\tPkiSyncs\tpki',
     'metric pki_certificates_errors is in no table'),
    ('request.count\tclient.address', 'request.count\tclient.port',
     "'client.port') is in no table"),
    ('label\tSecretSyncs\tsecret_sync_sync_secrets_errors\tsyncId\tany text\n', '',
     "'syncId') is in the table alone"),
    ('db.pool.state\ttext', 'db.pool.state\tany text', 'is of kind text, not enum'),
    ('db.pool.state\ttext', 'db.pool.state\tbool', 'is of kind bool, not enum'),
    ('integrationId\tany text', 'integrationId\ttext\tone', 'is of kind enum, not text'),
    ('statusCode\tint\t200', 'statusCode\tint\tmany', 'is of kind enum, not int'),
    ('attempts.exhausted\ttext', 'attempts.exhausted\tbool', 'is of kind bool, not enum'),
    ('server.port\tany int', 'server.port\tany text', 'is of kind text, not int'),
    ('used\tfree\tpending', 'used\tfree', "has no value ['pending']"),
    ('used\tfree\tpending', 'used\tfree\tpending\tlost', "has the value ['lost']"),
    ('\tPATCH\tHEAD\t', '\tHEAD\t', "has no value ['PATCH']"),
    ('LOGIN_USER', 'LOGIN', "has no value ['LOGIN_USER']"),
    ('\tpostgres\t', '\t', "has no value ['postgres']"),
    ('\tsecret-sync\t', '\t', "has no value ['secret-sync']"),
    ('\texpired_token', '', "has no value ['expired_token']"),
    (f'absence\t{SCIM}error.type\t\t\tboth', f'absence\t{SCIM}error.type\t\t\tpresent',
     'is present, not both (only on failure)'),
    (f'{SCIM}error.type\toutcome\tsuccess\tabsent', f'{SCIM}error.type\toutcome\tsuccess\tboth',
     'error.type is both with outcome success'),
    (f'{SCIM}error.type\toutcome\tfailure\tpresent',
     f'{SCIM}error.type\toutcome\tfailure\tboth',
     'error.type is both with outcome failure'),
    (f'{RENEWED}\tinfisical.auth.method\t\t\tboth',
     f'{RENEWED}\tinfisical.auth.method\t\t\tpresent', 'is present, not both (optional)'),
    ('job.failure.count\terror.type\t\t\tpresent', 'job.failure.count\terror.type\t\t\tboth',
     'is both, not present (required)'),
    ('API_latency\troute\t\t\tboth', 'API_latency\troute\t\t\tpresent',
     'is present, not both (required)'),
]


def unnoticed(metrics, attributes, schema, absences):
    for old, new, what in PLANTS:
        changed = ((schema.replace(old, new), absences) if old in schema else
                   (schema, absences.replace(old, new)))
        if changed == (schema, absences):
            yield f'{old!r} is not in the facts'
        elif not any(what in fault for fault in faults(metrics, attributes, read_facts(*changed))):
            yield f'{old!r} to {new!r}: {what!r} was not said'
    facts = read_facts(schema, absences)
    for rows in (metrics, attributes):
        gone = rows.pop()
        if not any('is in no table' in fault for fault in faults(metrics, attributes, facts)):
            yield f'{gone} was taken from a table, and not missed'
        rows.append(gone)


def main(generator):
    schema, absences = (subprocess.run([generator, what], stdout=subprocess.PIPE, text=True,
                                       check=True).stdout for what in ('schema', 'absences'))
    metrics, attributes = read_table('metrics.tsv'), read_table('attributes.tsv')
    found = faults(metrics, attributes, read_facts(schema, absences))
    found += [] if found else unnoticed(metrics, attributes, schema, absences)
    print(f'{len(metrics)} metrics, {len(attributes)} attributes, {len(PLANTS) + 2} differences')
    return '\n'.join(found) or 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1]) if len(sys.argv) == 2 else __doc__)
