#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Print what Prometheus's Python client reads in a page: one JSON list of families, each of them
[name, type, unit, help, samples], each sample [name, labels, value].

Usage: reader.py prom|om < PAGE
       reader.py faults < PAGES

"om" is the reference parser of OpenMetrics; "faults" has it read many pages, one behind the other,
and prints how many different ones there were and what it said of each that it does not take.
Runs under Debian's own interpreter, the only one that sees python3-prometheus-client.
"""
import json
import re
import sys

import prometheus_client.openmetrics.parser
import prometheus_client.parser

parser = {'prom': prometheus_client.parser,
          'om': prometheus_client.openmetrics.parser,
          'faults': prometheus_client.openmetrics.parser}[sys.argv[1]]
page = sys.stdin.buffer.read().decode()
if sys.argv[1] == 'faults':
    pages = set(re.findall(r'(?s)(?:# EOF\n|.*?\n# EOF\n|.+)', page))
    faults = []
    for one in sorted(pages):
        try:
            list(parser.text_string_to_metric_families(one))
        except Exception as error:  # whatever it does not take
            faults.append(f'{type(error).__name__}: {error}, in\n{one[:4000]}')
    json.dump([len(pages), faults], sys.stdout)
    sys.exit()
json.dump([[family.name, family.type, family.unit, family.documentation,
            [[sample.name, sample.labels, repr(sample.value)] for sample in family.samples]]
           for family in parser.text_string_to_metric_families(page)], sys.stdout)
