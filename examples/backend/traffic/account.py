# SPDX-License-Identifier: MIT
"""What every counter and every histogram's count must have, by what was asked and answered.

A series is a metric's name and its attributes, as the documentation has both; an attribute that is
not known is none. Any thread.
"""
import collections
import json
import threading


def key_of(metric, attributes):
    return metric, tuple(sorted((name, str(value)) for name, value in attributes.items() if value))


class Account:
    def __init__(self):
        self.numbers = collections.Counter()
        self.lock = threading.Lock()

    def add(self, metric, attributes=None, number=1):
        key = key_of(metric, attributes or {})
        with self.lock:
            self.numbers[key] += number

    def has(self, metric, attributes):
        with self.lock:
            return key_of(metric, attributes) in self.numbers

    def write(self, path):
        """A line for each series: its metric, its attributes as JSON, its number."""
        with open(path, 'w', encoding='utf-8') as out:
            out.write('metric\tattributes\tnumber\n')
            for (metric, attributes), number in sorted(self.numbers.items()):
                named = json.dumps(dict(attributes), ensure_ascii=False)
                out.write(f'{metric}\t{named}\t{number}\n')
