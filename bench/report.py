#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Print one table from several rounds of the benchmarks.

usage: report.py --compiler TEXT [--gate FILE] [--json FILE] [--check [--whole]] ROUND.json...

ns is the median over the rounds of CPU time for each operation, `+-` half the distance between its
quartiles. Ratios are formed within a round, then their median is taken: both sides of a ratio saw
the same machine. --gate names the output of gate.py, for the instructions a call. Exit status 1
when a benchmark failed, which is when its total was wrong; with --check also when a budget of
budgets.tsv is exceeded by the best of the rounds or, of a --whole run, was not measured.
"""

import argparse
import json
import os
import pathlib
import platform
import re
import statistics
import subprocess
import sys

import budgets
import names

RESULTS = pathlib.Path(__file__).with_name("results")
KEPT = ("name", "iterations", "real_time", "cpu_time", "allocations", "bytes", "bytes_per_second",
        "ns_per_line", "bytes_per_series", "ns_per_call")


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
            f"Linux {platform.release().split('-')[0]}")


def read_round(path):
    """{name: nanoseconds}, {name: counters}, {name: error}, and all that was in the file."""
    everything = json.loads(pathlib.Path(path).read_text())
    times, counters, errors = {}, {}, {}
    for one in everything["benchmarks"]:
        one["name"] = name = names.stable(one["name"])
        if one.get("error_occurred"):
            errors[name] = one["error_message"]
            continue
        # Everything is compared by CPU time, which a neighbour on the same machine disturbs less,
        # but for what says itself what a call took.
        times[name] = one.get("ns_per_call", one["cpu_time"])
        counters[name] = one
    return times, counters, errors, everything


def number(text):
    """Names in an order that has shards_8 before shards_64."""
    return [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", text)]


def half_quartiles(values):
    if len(values) < 2:
        return 0.0
    low, _, high = statistics.quantiles(values, n=4, method="inclusive")
    return (high - low) / 2


def read_gate(path):
    """{operation: instructions a call}, sentences on those above their budgets, and on what was
    not counted or has no budget."""
    rows = re.findall(r"^(\w+) +(-?[\d.]+) +([\d.]+|-)$", path.read_text(), re.M) if path else []
    above = [f"record/{name}: instructions {found}, budget at most {most}"
             for name, found, most in rows if most != "-" and float(found) > float(most)]
    missing = [f"record/{name}: no budget of instructions for this compiler"
               for name, _, most in rows if most == "-"]
    return ({f"record/{name}/threads:1": found for name, found, _ in rows}, above,
            missing if rows else ["record/*: instructions a call"])


def print_table(rounds, counters, instructions):
    rows = [name for name in rounds[0] if not name.startswith("peer/")]
    order = {"limit": 0, "record": 1, "snapshot": 2, "expose": 3}
    rows.sort(key=lambda name: (order.get(name.split("/")[0], 9), number(name)))
    peers = sorted({name.split("/")[1] for name in rounds[0] if name.startswith("peer/")})
    print(f"{'operation':38} {'ns':>13} {'+-':>10} {'limit x':>8} {'instr':>6} {'allocs':>7}",
          *(f"{peer + ' x':>19}" for peer in peers))
    for name in rows:
        values = [one[name] for one in rounds if name in one]
        limit = budgets.measure(rounds, counters, name, "limit")
        allocations = budgets.measure(rounds, counters, name, "allocations")
        columns = [f"{statistics.median(values):13,.2f}", f"{half_quartiles(values):10,.2f}",
                   f"{limit:8.2f}" if limit else f"{'-':>8}",
                   f"{instructions.get(name, '-'):>6}",
                   f"{'-' if allocations is None else f'{allocations:.4g}':>7}"]
        for peer in peers:
            ratio = budgets.measure(rounds, counters, name, peer)
            columns.append(f"{ratio:19.1f}" if ratio else f"{'-':>19}")
        print(f"{name:38}", *columns)
    print("\nlimit x: times what the limit takes, of a timer two readings of its clock; instr: of "
          "one call as\nvalgrind counts them, built with -O2 -fPIC; allocs: of one call; PEER x: "
          "how many times as long the peer takes")


def print_pages(counters):
    """What the pages are, beside what they cost."""
    def median(name, what):
        found = [one[name][what] for one in counters if what in one.get(name, {})]
        return statistics.median(found) if found else None

    pages = sorted((name for name in counters[0]
                    if all(median(name, what) for what in ("bytes", "bytes_per_second",
                                                           "ns_per_line"))), key=number)
    if not pages:
        return
    print(f"\n{'page':52} {'bytes':>12} {'MB/s':>9} {'ns a line':>10}")
    for name in pages:
        print(f"{name:52} {median(name, 'bytes'):12,.0f} "
              f"{median(name, 'bytes_per_second') / 1e6:9,.0f} {median(name, 'ns_per_line'):10.1f}")


def beside_kept(rounds, family):
    """A sentence where this machine's limits take longer than in the run that is kept."""
    kept = sorted(RESULTS.glob(f"*-run-{family}*.json"))
    if not kept:
        return ""
    then = budgets.best_round([{one["name"]: one["cpu_time"] for one in each
                                if one["name"].startswith("limit/")}
                               for each in json.loads(kept[-1].read_text())["rounds"]])
    now = budgets.best_round(rounds)
    ratios = sorted(now[name] / then[name] for name in then if name in now)
    if not ratios or statistics.median(ratios) < 1.2:
        return ""
    return (f"limits take {statistics.median(ratios):.1f} times what they took in "
            f"{kept[-1].name}, {ratios[0]:.1f} to {ratios[-1]:.1f}: budgets in ns are those of a "
            "quiet core at 2.6 GHz")


def commit():
    """What was measured, or None outside of a checkout."""
    try:
        done = subprocess.run(["git", "describe", "--always", "--dirty", "--abbrev=12"],
                              cwd=RESULTS, capture_output=True, text=True, check=False)
    except OSError:
        return None
    return done.stdout.strip() or None


def keep(path, compiler, files, instructions):
    """Writes every figure of every round."""
    context = {key: value for key, value in files[0][3]["context"].items()
               if key in ("date", "num_cpus", "mhz_per_cpu", "load_avg", "peers")}
    kept = [[{key: one[key] for key in KEPT if key in one} for one in each.values()]
            for _, each, _, _ in files]
    failed = {name: text for _, _, errors, _ in files for name, text in errors.items()}
    merged = {"commit": commit(), "machine": machine(), "compiler": compiler, "context": context,
              "instructions": instructions, **({"failed": failed} if failed else {})}
    lines = ",\n".join("  [\n" + ",\n".join("   " + json.dumps(one) for one in each) + "\n  ]"
                       for each in kept)
    path.write_text(json.dumps(merged, indent=1)[:-2] + ',\n "rounds": [\n' + lines
                    + "\n ]\n}\n")


def main():
    arguments = argparse.ArgumentParser(usage=__doc__.split("\n\n")[1])
    arguments.add_argument("--compiler", required=True)
    arguments.add_argument("--gate", type=pathlib.Path)
    arguments.add_argument("--json", type=pathlib.Path)
    arguments.add_argument("--check", action="store_true")
    arguments.add_argument("--whole", action="store_true")
    arguments.add_argument("round", nargs="+")
    given = arguments.parse_args()

    files = [read_round(path) for path in given.round]
    rounds, counters = [times for times, _, _, _ in files], [each for _, each, _, _ in files]
    context = files[0][3]["context"]
    errors = {name: text for _, _, failed, _ in files for name, text in failed.items()}
    instructions, above, uncounted = read_gate(given.gate)
    if given.json:
        keep(given.json, given.compiler, files, instructions)

    print(f"machine:  {machine()}\ncompiler: {given.compiler}\npeers:    {context.get('peers')}")
    print(f"load:     {', '.join(f'{load:.2f}' for load in context.get('load_avg', []))}")
    print(f"medians of {len(rounds)} rounds, a second thread parked\n")
    print_table(rounds, counters, instructions)
    print_pages(counters)
    # Those that were built in, whether or not any benchmark of theirs was chosen.
    peers = [peer for peer in budgets.PEERS
             if re.search(rf"(^|, ){peer} \d", context.get("peers", ""))]
    for name, text in sorted(errors.items()):
        print(f"failed: {name}: {text}")
    if not given.check:
        return 1 if errors else 0
    family = "clang" if "clang" in given.compiler else "gcc"
    exceeded, unmeasured, left_out, kept = budgets.judge(rounds, counters, family, peers)
    unmeasured += uncounted
    print(f"\nbudgets: {kept} kept, by the best of the rounds")
    if exceeded and (sentence := beside_kept(rounds, family)):
        print(f"slow: {sentence}")
    for sentence in left_out:
        print(f"not judged: {sentence}")
    for sentence in above + exceeded:
        print(f"exceeded: {sentence}")
    for sentence in unmeasured if given.whole else ():
        print(f"not measured: {sentence}")
    if unmeasured and not given.whole:
        print(f"not measured, for they were not chosen: {len(unmeasured)} budgets")
    if not kept and not exceeded:
        print("not one budget is of what ran: does the filter name a benchmark?")
        return 1
    return 1 if errors or above or exceeded or (given.whole and unmeasured) else 0


if __name__ == "__main__":
    sys.exit(main())
