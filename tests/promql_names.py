# SPDX-License-Identifier: MIT
"""Whether PromQL names only what a catalogue has: series, labels, and values of closed labels.

Knows as much of the language as the generators write; anything else is a fault. What hides that
there is nothing, `absent` and `vector` and `or`, is one as well: but for `or` before series that
have come to be, `x unless x offset 5m`.
"""
import re

FUNCTIONS = {'sum', 'max', 'min', 'count', 'rate', 'increase', 'histogram_quantile', 'scalar',
             'time'}
ADDED = {'job', 'instance'}  # by Prometheus, to every series that it scrapes
APPEARED = re.compile(r' or (sum by \([\w, ]+\) \((\S+) unless \2) offset [0-9]+[smhd]\)')
TOKEN = re.compile(r'\s*("(?:\\.|[^"\\])*"|\[[0-9]+[smhd]\]|[A-Za-z_:][\w:]*|[0-9.]+(?:e[-+]?\d+)?|'
                   r'=~|!=|[-+*/(){},=<>])')


def unescape(text):
    return re.sub(r'\\(.)', lambda m: {'n': '\n'}.get(m[1], m[1]), text)


def fields(line):
    return [re.sub(r'\\(.)', lambda m: {'t': '\t', 'n': '\n'}.get(m[1], m[1]), field)
            for field in line.split('\t')]


def catalogue(schema):
    """A schema file's series: {name: {label: its values, or None for any}}. A family is of the
    first metric's type; one of another type is on no page."""
    metrics, types = {}, {}
    for line in schema.splitlines()[1:]:
        what, *rest = fields(line)
        if what == 'metric':
            metrics[tuple(rest[:2])] = {'type': rest[2], 'family': rest[4], 'labels': {
                'otel_scope_name': {rest[0]}, 'otel_scope_version': None}}
        elif what == 'label':
            key = re.sub(r'\W+', '_', rest[2])
            key = 'otel_scope_' + key if rest[3] == 'scope' else key
            metrics[tuple(rest[:2])]['labels'][key] = set(rest[4:]) or None
    series = {}
    for metric in metrics.values():
        if types.setdefault(metric['family'], metric['type']) != metric['type']:
            continue
        for suffix in (('_bucket', '_sum', '_count') if metric['type'] == 'histogram' else ('',)):
            labels = series.setdefault(metric['family'] + suffix, {})
            for key, values in metric['labels'].items():
                old = labels.get(key, set())
                labels[key] = None if values is None or old is None else values | old
            if suffix == '_bucket':
                labels['le'] = None
    return series


def tokens(text):
    at, found = 0, []
    while text[at:].strip():
        token = TOKEN.match(text, at)
        if not token:
            return found + [text[at:]]
        found.append(token[1])
        at = token.end()
    return found


def matcher_faults(name, label, operator, value, labels):
    if label in ADDED:
        return []
    if label not in labels:
        return [f'{name} has no label {label}']
    values = unescape(value[1:-1])
    if labels[label] is None or values in ('', '.*'):
        return []
    wanted = [values]
    if operator == '=~':
        wanted = [re.sub(r'\\(.)', r'\1', part) for part in values.split('|')]
    return [f'{name}: {label} is never {each}' for each in wanted if each not in labels[label]]


def faults(text, series):
    """What the query names that is not there."""
    text = APPEARED.sub(lambda m: f' - {m[1]})'.replace(' unless ', ' - '), text)
    found, named, grouped, parts = [], set(), set(), tokens(text)
    parts.append('')
    at = 0
    while parts[at]:
        token, at = parts[at], at + 1
        if token == 'by':
            while parts[at] != ')':
                grouped |= {parts[at]} - {'(', ','}
                at += 1
        elif re.match(r'[A-Za-z_:]', token):
            if token in FUNCTIONS and parts[at] in ('(', 'by'):
                continue
            if token not in series:
                found.append(f'{token} is no series')
            named.add(token)
            if parts[at] == '{':
                while parts[at] != '}':
                    label, operator, value = parts[at + 1:at + 4]
                    found += matcher_faults(token, label, operator, value, series.get(token, {}))
                    at += 4
                at += 1
        elif not re.fullmatch(TOKEN, token):
            found.append(f'cannot be read: {token}')
    having = ADDED.union(*(series.get(name, {}) for name in named))
    return found + [f'grouped by {label}, which none has' for label in sorted(grouped - having)] + (
        [] if named else [f'names no series: {text}'])
