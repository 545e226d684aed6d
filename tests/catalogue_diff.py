#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Change a schema in every way there is, and see what the generator's diff says of it.

Usage: catalogue_diff.py WORK_DIR GENERATOR
"""
import pathlib
import subprocess
import sys

ORDERS = 'metric\tShop\tshop.orders\tcounter\t{order}\tshop_orders_total\t'
NEW = 'metric\tShop\tshop.new\tcounter\t{thing}\tshop_new_total\tNew.\n'
STALLED = 'Shop shop.queue.stalled'

# What is changed into what, wherever it is (None: the lines that have it are gone), the exit
# status, and all that is said.
CHANGES = [
    ('', '', 0, []),
    (ORDERS, NEW + ORDERS, 0, ['addition: Shop shop.new is new']),
    ('shop.audit.dropped', 'shop.audit.lost', 1,
     ['breaking: Shop shop.audit.dropped is gone: renamed to Shop shop.audit.lost?',
      'addition: Shop shop.audit.lost is new']),
    ('\tshop.sent', None, 1,
     ['breaking: Shop shop.sent is gone']),
    ('shop.sent\tcounter', 'shop.sent\tgauge', 1,
     ['breaking: Shop shop.sent: type gauge, was counter']),
    ('shop.sent\tcounter\tBy', 'shop.sent\tcounter\t{byte}', 1,
     ['breaking: Shop shop.sent: unit {byte}, was By']),
    ('shop.build\tinfo\t\t', 'shop.build\tinfo\t1\t', 1,
     ['breaking: Shop shop.build: unit 1, was none']),
    ('shop_sent_bytes_total', 'shop_sent_total', 1,
     ['breaking: Shop shop.sent: page name shop_sent_total, was shop_sent_bytes_total']),
    ('What was sent.', 'What is sent.', 0,
     ['note: Shop shop.sent: description What is sent., was What was sent.']),
    ('\t0.005\t0.1\t1\t10', '\t0.005\t0.1\t10', 1,
     ['breaking: Shop shop.request.duration: bounds 0.005, 0.1, 10, was 0.005, 0.1, 1, 10']),
    ('bounds\tShop\tshop.payload\t256\t65536\n', '', 1,
     ['breaking: Shop shop.payload: bounds none, was 256, 65536']),
    ('label\tShop\tshop.queue.stalled\tqueue.name\ttext\tmail\taudit\n', '', 1,
     [f'breaking: {STALLED}: label queue.name is gone']),
    ('label\tShop\tshop.queue.stalled\tqueue.name',
     'label\tShop\tshop.queue.stalled\thost\tany text\n'
     'label\tShop\tshop.queue.stalled\tqueue.name', 1,
     [f'breaking: {STALLED}: label host is new']),
    ('stalled\tqueue.name\ttext\tmail\taudit', 'stalled\tqueue.title\ttext\tmail\taudit', 1,
     [f'breaking: {STALLED}: label queue.name is gone',
      f'breaking: {STALLED}: label queue.title is new']),
    ('stalled\tqueue.name\ttext\tmail\taudit', 'stalled\tqueue.name\ttext\tmail\taudit\tfax', 0,
     [f'addition: {STALLED}: label queue.name: fax is new']),
    ('stalled\tqueue.name\ttext\tmail\taudit', 'stalled\tqueue.name\ttext\tmail', 1,
     [f'breaking: {STALLED}: label queue.name: audit can no longer be']),
    ('stalled\tqueue.name\ttext\tmail\taudit', 'stalled\tqueue.name\ttext\taudit\tmail', 0, []),
    ('shop.orders\terror.type\ttext\t\t', 'shop.orders\terror.type\ttext\t', 1,
     ['breaking: Shop shop.orders: label error.type: absence can no longer be']),
    ('shop.orders\tcurrency\tconstant\tEUR', 'shop.orders\tcurrency\tconstant\tUSD', 1,
     ['breaking: Shop shop.orders: label currency: EUR can no longer be',
      'addition: Shop shop.orders: label currency: USD is new']),
    ('stalled\tqueue.name\ttext\tmail\taudit', 'stalled\tqueue.name\tany text', 1,
     [f'breaking: {STALLED}: label queue.name: kind any text, was text']),
    # A narrower only_if; a wider one; one that narrows three labels, of which the number tells.
    ('status_code\t200\terror.type\t\ttimeout', 'status_code\t200\terror.type\t', 1,
     ['breaking: Shop shop.calls: label error.type: timeout and http.response.status_code: 200 '
      'can no longer be together']),
    ('status_code\t404\terror.type\t404\ttimeout', 'status_code\t404\terror.type\t404\ttimeout\t',
     0, ['addition: Shop shop.calls: label error.type: absence and http.response.status_code: 404 '
         'can be together']),
    ('pair\tShop\tshop.calls\t', None, 0,
     ['addition: Shop shop.calls: label error.type: absence and http.response.status_code: 404, '
      '500, 503 can be together',
      'addition: Shop shop.calls: label error.type: 404 and http.response.status_code: 200, 500, '
      '503 can be together',
      'addition: Shop shop.calls: label error.type: 500 and http.response.status_code: 200, 404 '
      'can be together']),
    ('series\tShop\tshop.calls\t8', 'series\tShop\tshop.calls\t7', 1,
     ['breaking: Shop shop.calls: 7 combinations of labels exist, were 8']),
    ('series\tShop\tshop.calls\t8', 'series\tShop\tshop.calls\t9', 0, []),
    ('meter\tShop\t1.2.0', 'meter\tShop\t1.3.0', 0,
     ['note: meter Shop: 1.3.0, was 1.2.0']),
]

REFUSED = [('zerometer-schema\t2', 'zerometer-schema\t3'), ('meter\tShop\t1.2.0\t', 'meter\tShop'),
           ('meter\tShop', 'surprise\tShop'), (ORDERS, ''), ('shop.calls\t8', 'shop.calls\tmany')]


def changed(schema, old, new):
    if new is None:
        return ''.join(line for line in schema.splitlines(True) if old not in line)
    return schema.replace(old, new) if old else schema


def diff(work, generator, old, new):
    (work / 'old.tsv').write_text(old)
    (work / 'new.tsv').write_text(new)
    done = subprocess.run([generator, 'diff', work / 'old.tsv', work / 'new.tsv'],
                          capture_output=True, text=True)
    return done.returncode, done.stdout.splitlines()


def main(work, generator):
    work = pathlib.Path(work)
    work.mkdir(parents=True, exist_ok=True)
    schema = subprocess.run([generator, 'schema'], capture_output=True, text=True,
                            check=True).stdout
    found = []
    for old, new, status, lines in CHANGES:
        if old not in schema:
            found.append(f'{old!r} is not in the schema')
        got = diff(work, generator, schema, changed(schema, old, new))
        if got != (status, lines):
            found.append(f'{old!r} to {new!r}: wanted {status} {lines}, not {got}')
    # An older file does not tell which combinations exist: nothing is said of them.
    older = schema.replace('schema\t2', 'schema\t1')
    older = ''.join(line for line in older.splitlines(True) if line[:5] not in ('serie', 'pair\t'))
    for some, others in ((older, schema), (schema, older)):
        if (got := diff(work, generator, some, others)) != (0, []):
            found.append(f'against a schema of version 1: {got}')
    for old, new in REFUSED:
        if diff(work, generator, schema, schema.replace(old, new, 1))[0] != 2:
            found.append(f'{old!r} to {new!r}: was not refused')
    for arguments in (['diff', work / 'old.tsv', work / 'none.tsv'], ['diff', work / 'old.tsv'],
                      ['surprise'], []):
        if subprocess.run([generator, *arguments], capture_output=True).returncode != 2:
            found.append(f'{arguments} was not refused')
    for name in ('none.tsv', 'empty.tsv'):
        (work / 'empty.tsv').write_text('')
        said = subprocess.run([generator, 'diff', work / 'old.tsv', work / name],
                              capture_output=True, text=True).stderr
        if name not in said or (name == 'none.tsv') != ('cannot be read' in said):
            found.append(f'of {name} it is said: {said}')
    print(f'{len(CHANGES)} changes')
    return '\n'.join(found) or 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]) if len(sys.argv) == 3 else __doc__)
