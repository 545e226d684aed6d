#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Print what Prometheus's Python client reads in a page: one JSON list of [name, labels, value].

Runs under Debian's own interpreter, the only one that sees python3-prometheus-client.
"""
import json
import sys

from prometheus_client.parser import text_string_to_metric_families

page = sys.stdin.buffer.read().decode()
json.dump([[sample.name, sample.labels, repr(sample.value)]
           for family in text_string_to_metric_families(page)
           for sample in family.samples], sys.stdout)
