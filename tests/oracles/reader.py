#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Print what Prometheus's Python client reads in a page: one JSON list of families, each of them
[name, type, unit, help, samples], each sample [name, labels, value].

Usage: reader.py prom|om < PAGE

"om" is the reference parser of OpenMetrics.  Runs under Debian's own interpreter, the only one that
sees python3-prometheus-client.
"""
import json
import sys

import prometheus_client.openmetrics.parser
import prometheus_client.parser

parser = {'prom': prometheus_client.parser,
          'om': prometheus_client.openmetrics.parser}[sys.argv[1]]
page = sys.stdin.buffer.read().decode()
json.dump([[family.name, family.type, family.unit, family.documentation,
            [[sample.name, sample.labels, repr(sample.value)] for sample in family.samples]]
           for family in parser.text_string_to_metric_families(page)], sys.stdout)
