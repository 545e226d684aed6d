#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Print one table from several rounds of the benchmarks.

usage: report.py --compiler TEXT [--json FILE] ROUND.json...

ns is the median over the rounds of CPU time for each operation, `+-` half the distance between its
quartiles. Ratios are formed within a round, then their median is taken: both sides of a ratio saw
the same machine. Exit status 1 when a benchmark failed, which is when its total was wrong.
"""

import argparse
import json
import os
import pathlib
import platform
import re
import statistics
import sys

# What each operation is held against; the threads are the same on both sides.
LIMITS = {
    "record/counter": "limit/tls_cell",
    "record/counter_handle": "limit/tls_cell",
    "record/counter_labels3": "limit/label_loop",
    "record/counter_double": "limit/tls_cell",
    "record/up_down": "limit/tls_cell",
    "record/histogram_ns": "limit/tls_cell",
    "record/timer_steady": "limit/steady_clock",
    "record/timer_tsc": "limit/tsc",
    "record/text_label_hit": "limit/label_loop",
    "record/text_label_hit_per_thread": "limit/label_loop",
    "record/text_label_handle": "limit/tls_cell",
    "record/dropped": "limit/tls_cell",
    "record/gauge_set": "limit/tls_cell",
    "record/gauge_inc": "limit/fetch_add",
    "record/histogram_11": "limit/tls_cell",
    "record/histogram_200": "limit/tls_cell",
    "expose/text/mixed": "limit/memcpy_text",
    "snapshot/shards_1": "limit/snapshot_shards_1",
    "snapshot/shards_8": "limit/snapshot_shards_8",
    "snapshot/shards_64": "limit/snapshot_shards_64",
}
# Google Benchmark's remarks on how it measured are no part of a name.
REMARKS = re.compile(r"/(manual_time|real_time|process_time|iterations:\d+|repeats:\d+)")


def first_line(path, pattern="(.*)"):
    try:
        found = re.search(pattern, pathlib.Path(path).read_text(), re.M)
        return found[1].strip() if found else None
    except OSError:
        return None


def machine():
    cpu = first_line("/proc/cpuinfo", r"^model name\s*: (.*)") or platform.machine()
    governor = first_line("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor")
    return (f"{cpu}, {os.cpu_count()} cores, governor {governor or 'not readable'}, "
            f"Linux {platform.release()}")


def read_round(path):
    """{name: nanoseconds}, {name: error}, and all that was in the file."""
    everything = json.loads(pathlib.Path(path).read_text())
    times, errors = {}, {}
    for one in everything["benchmarks"]:
        one["name"] = name = REMARKS.sub("", one["name"])
        if one.get("error_occurred"):
            errors[name] = one["error_message"]
        else:
            # A manual time is in real_time; everything else is compared by CPU time, which a
            # neighbour on the same machine disturbs less.
            manual = "/manual_time" in one["run_name"]
            times[name] = one["real_time" if manual else "cpu_time"]
    return times, errors, everything


def split_threads(name):
    operation, separator, threads = name.partition("/threads:")
    return operation, separator + threads


def number(text):
    """Names in an order that has shards_8 before shards_64."""
    return [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", text)]


def median_ratio(rounds, name, other):
    """What `name` takes in terms of `other`, or None where one of them did not run."""
    both = [one[name] / one[other] for one in rounds if name in one and one.get(other)]
    return statistics.median(both) if both else None


def half_quartiles(values):
    if len(values) < 2:
        return 0.0
    low, _, high = statistics.quantiles(values, n=4, method="inclusive")
    return (high - low) / 2


def main():
    arguments = argparse.ArgumentParser(usage=__doc__.split("\n\n")[1])
    arguments.add_argument("--compiler", required=True)
    arguments.add_argument("--json", type=pathlib.Path)
    arguments.add_argument("round", nargs="+")
    given = arguments.parse_args()

    files = [read_round(path) for path in given.round]
    rounds = [times for times, _, _ in files]
    context = files[0][2]["context"]
    errors = {name: text for _, failed, _ in files for name, text in failed.items()}
    if given.json:
        merged = {"machine": machine(), "compiler": given.compiler, "context": context,
                  "rounds": [everything["benchmarks"] for _, _, everything in files]}
        given.json.write_text(json.dumps(merged, indent=1) + "\n")

    print(f"machine:  {machine()}\ncompiler: {given.compiler}\npeers:    {context.get('peers')}")
    print(f"medians of {len(rounds)} rounds\n")
    names = [name for name in rounds[0] if not name.startswith("peer/")]
    order = {"limit": 0, "record": 1, "snapshot": 2, "expose": 3}
    names.sort(key=lambda name: (order.get(name.split("/")[0], 9), number(name)))
    peers = sorted({name.split("/")[1] for name in rounds[0] if name.startswith("peer/")})
    print(f"{'operation':34} {'ns':>11} {'+-':>8} {'limit x':>9}",
          *(f"{peer + ' x':>17}" for peer in peers))
    for name in names:
        operation, threads = split_threads(name)
        values = [one[name] for one in rounds if name in one]
        limit = median_ratio(rounds, name, LIMITS.get(operation, "") + threads)
        columns = [f"{statistics.median(values):11,.2f}", f"{half_quartiles(values):8,.2f}",
                   f"{limit:9.2f}" if limit else f"{'-':>9}"]
        for peer in peers:
            ratio = median_ratio(rounds, f"peer/{peer}/{name}", name)
            columns.append(f"{ratio:17.1f}" if ratio else f"{'-':>17}")
        print(f"{name:34}", *columns)
    print("\nlimit x: times what the limit takes; PEER x: how many times as long the peer takes")
    for name, text in sorted(errors.items()):
        print(f"failed: {name}: {text}")
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
