#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Check the files that a catalogue's generator writes.

Usage: catalogue.py WORK_DIR GENERATOR NAME RULES_TEST [--golden RULES] [--rules FILE]
                    [--page] [--update]

Twice the same; the dashboard is JSON whose panels have numbers of their own; promtool reads every
query and every rule; no query names a series, a label or a value that the catalogue does not have;
RULES_TEST says what makes each alert fire and what does not, and notices each alert that never
fires and each that always does. --golden: the files are those beside RULES, byte for byte.
--rules: the rules are FILE behind its comments. --update writes either. --page: GENERATOR prints a
page, too, and the schema is held against that; and it has the other catalogues of shop.cpp.
"""
import json
import pathlib
import re
import subprocess
import sys

import promql_names
from golden import difference
from page import Page

FILES = {'reference': 'reference.md', 'dashboard': 'dashboard.json', 'rules': 'rules.yml',
         'schema': 'schema.tsv'}


def promtool(*arguments):
    done = subprocess.run(['promtool', *map(str, arguments)], capture_output=True, text=True)
    return '' if done.returncode == 0 else done.stdout + done.stderr or 'promtool failed'


def queries(dashboard):
    """What a dashboard asks, with something in its variables' places."""
    asked = [target['expr'] for panel in dashboard['panels'] for target in panel.get('targets', [])]
    return [re.sub(r'\$\w+', '.*', text.replace('$__rate_interval', '5m')) for text in asked]


def rule_queries(rules):
    return [text.replace("''", "'") for text in re.findall(r"^ +expr: '(.*)'$", rules, re.M)]


def unreadable(work, texts):
    """promtool of Debian 12 reads a query only as a rule."""
    path = work / 'queries.yml'
    rules = [{'record': f'query:{i}', 'expr': text} for i, text in enumerate(texts)]
    path.write_text(json.dumps({'groups': [{'name': 'queries', 'rules': rules}]}))
    return promtool('check', 'rules', path)


def variable_faults(dashboard, series):
    found, names = [], {'job'}
    for variable in dashboard['templating']['list']:
        names.add(variable['name'])
        if variable['type'] == 'query':
            what, label = re.fullmatch(r'label_values\((.*), (\w+)\)', variable['query']).groups()
            asked = re.fullmatch(r'{__name__=~"(.*)"}', what)
            for name in asked[1].split('|') if asked else [what]:
                if label not in {'job', *series.get(name, {})}:
                    found.append(f'{name} with {label}, which a variable asks for, is not there')
    for name in re.findall(r'=~\\"\$(\w+)\\"', json.dumps(dashboard)):
        if name not in names:
            found.append(f'there is no variable {name}')
    return found


def dashboard_faults(dashboard, series):
    panels = dashboard['panels']
    numbers = [panel['id'] for panel in panels]
    places = [tuple(panel['gridPos'].values()) for panel in panels]
    found = variable_faults(dashboard, series)
    if len(set(numbers)) != len(numbers) or len(set(places)) != len(places):
        found.append('two panels have one number, or one place')
    if any(place[2] + place[1] > 24 for place in places):
        found.append('a panel stands beyond the page')
    return found


def unnoticed_names(texts, series):
    """What is wrong with a query, and not found."""
    text = next(one for one in texts if re.search(r'by \(', one) and '{' in one)
    name, label = re.search(r'([\w:]+){(\w+)', text).groups()
    plants = [text.replace(name, name + 'x'), text.replace('{' + label, '{nolabel'),
              text.replace('by (', 'by (nolabel, '), text + ' or vector(0)', f'absent({name})',
              text.replace('{', '{otel_scope_name="Nobody",', 1)]
    return [f'not found: {one}' for one in plants if not promql_names.faults(one, series)]


def alert_faults(work, rules, test):
    """What the rules' own test says, and which wrong alerts it does not notice."""
    (work / 'rules_test.yml').write_text(test.read_text())

    def tested(text):
        (work / 'rules.yml').write_text(text)
        return promtool('test', 'rules', work / 'rules_test.yml')

    found = [one for one in [tested(rules)] if one]
    alerts = re.findall(r"- alert: (\w+)\n +expr: '(.*)'\n", rules)
    for name, text in alerts:
        for wrong in (f'({text}) > 1e99', 'vector(1)'):
            head = f"- alert: {name}\n        expr: '"
            if not tested(rules.replace(f"{head}{text}'", f"{head}{wrong}'")):
                found.append(f'{name} may be {wrong}, and no test notices')
    tested(rules)
    return found if alerts else found + ['there are no alerts']


def page_faults(page, series):
    """The schema against a page: the same series, with labels that it knows."""
    parsed, seen = Page(page), {}
    for family in parsed.families:
        for sample in family.samples:
            seen.setdefault(sample.name, set()).update(key for key, _ in sample.labels)
    found = [f'line {line}: {text}' for line, _, text in parsed.faults]
    for name in sorted(seen.keys() ^ series.keys()):
        found.append(f'{name} is not on the page and in the schema both')
    for name in seen.keys() & series.keys():
        found += [f'{name} has {key}, and not in the schema'
                  for key in seen[name] - series[name].keys()]
    return found


def other_faults(generator):
    """A catalogue without texts, of which no table is ever full; and two alerts of one name."""
    found = []
    for what in ('rules', 'dashboard'):
        text = subprocess.run([generator, 'plain', what], stdout=subprocess.PIPE, check=True,
                              text=True).stdout
        if 'zerometer_invalid_total' not in text or 'zerometer_overflow' in text:
            found.append(f'the {what} of a catalogue without texts count overflows')
    done = subprocess.run([generator, 'twice'], capture_output=True, text=True)
    if done.returncode != 2 or 'two alerts are called AuditEventsDropped' not in done.stderr:
        found.append(f'two alerts of one name: {done.returncode} {done.stderr}')
    return found


def committed_faults(committed, rules, update):
    """What a file of rules that stands somewhere else has and the generator does not write."""
    head, rest = re.match(r'((?:#[^\n]*\n)*)(.*)', committed.read_text(), re.S).groups()
    if update:
        committed.write_text(head + rules)
        return ''
    return difference(str(committed), rest.encode(), rules.encode())


def check(work, generator, name, test, golden, committed, with_page, update):
    def run(what):
        return subprocess.run([generator, what, name], stdout=subprocess.PIPE, check=True,
                              cwd=work).stdout

    found, made = [], {}
    for what, path in FILES.items():
        made[what] = run(what).decode()
        if made[what] != run(what).decode():
            found.append(f'{what} is not the same twice')
        (work / path).write_text(made[what])
        if golden and update:
            (golden / path).write_text(made[what])
        elif golden:
            found += [difference(path, (golden / path).read_bytes(), made[what].encode())]
    if committed:
        found.append(committed_faults(committed, made['rules'], update))
    series = promql_names.catalogue(made['schema'])
    dashboard = json.loads(made['dashboard'])
    texts = queries(dashboard) + rule_queries(made['rules'])
    found += dashboard_faults(dashboard, series)
    found += [f'{fault}: {text}' for text in texts for fault in promql_names.faults(text, series)]
    found += unnoticed_names(texts, series)
    found.append(unreadable(work, texts))
    if not unreadable(work, texts + ['sum by (']):
        found.append('promtool read what is no query')
    found.append(promtool('check', 'rules', work / 'rules.yml'))
    found += alert_faults(work, made['rules'], test)
    if with_page:
        page = subprocess.run([generator, 'page'], stdout=subprocess.PIPE, check=True).stdout
        found += page_faults(page, series) + other_faults(generator)
    print(f'{len(series)} series, {len(texts)} queries')
    return [fault for fault in found if fault]


def main(arguments):
    named = {}
    for option in ('--golden', '--rules'):
        if option in arguments:
            at = arguments.index(option)
            named[option] = pathlib.Path(arguments[at + 1])
            del arguments[at:at + 2]
    golden = named['--golden'].parent if '--golden' in named else None
    work, generator, name, test = (one for one in arguments if not one.startswith('--'))
    work, generator = pathlib.Path(work), pathlib.Path(generator).resolve()
    work.mkdir(parents=True, exist_ok=True)
    found = check(work, generator, name, pathlib.Path(test), golden, named.get('--rules'),
                  '--page' in arguments, '--update' in arguments)
    return '\n'.join(found) or 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]) if len(sys.argv) > 4 else __doc__)
