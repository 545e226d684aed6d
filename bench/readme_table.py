#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Write the README's table of costs from a kept run, or check that it is the one of that run.

usage: readme_table.py RUN.json
       readme_table.py --check README
       readme_table.py --update README RUN.json

RUN.json is what `bench/run --json` kept. A README names one such file, `bench/results/*run*.json`,
and has each line of that run's table. The run must have measured what there is a budget of.
"""

import json
import pathlib
import re
import statistics
import sys

import budgets

RUN = r"bench/results/[\w.-]*run[\w.-]*\.json"
# (what it is called, the benchmark, whether two threads are told of as well, or words)
ROWS = (
    ("counter `inc`", "record/counter", True, ""),
    ("counter `inc`, 3 labels chosen at run time", "record/counter_labels3", True,
     "strings in prometheus-cpp and opentelemetry-cpp"),
    ("counter `add` of a double", "record/counter_double", True, ""),
    ("histogram `observe`, 11 bounds", "record/histogram_11", True, ""),
    ("histogram `observe`, 200 bounds", "record/histogram_200", True, ""),
    ("histogram `observe`, integer nanoseconds", "record/histogram_ns", False, ""),
    ("counter `inc`, 3 text labels, a known series", "record/text_label_one", True, ""),
    ("counter `inc`, 3 text labels, one of 480 series", "record/text_label_hit", True, ""),
    ("counter `inc`, 3 text labels, at first sight", "record/text_label_miss", False,
     "page faults not counted"),
    ("gauge `inc`", "record/gauge_inc", True, "one cell for all threads"),
    ("the first call of a thread", "record/first_call", False,
     "more than the second, the shard's memory touched before, some rounds three times as much; "
     "prometheus-cpp has no such call"),
    ("a page of 1,000 counters and 100 histograms", "expose/text/mixed", False, ""),
    ("the same as OTLP JSON", "expose/otlp_json/mixed", False, ""),
    ("the same as OTLP protobuf", "expose/otlp_protobuf/mixed", False, ""),
    ("a snapshot of 64 shards of 2,300 cells", "snapshot/shards_64", False,
     "a plain loop over the same memory takes {limit}× as long"),
)


def medians(run, what):
    found = {}
    for one_round in run["rounds"]:
        for one in one_round:
            if what in one:
                found.setdefault(one["name"], []).append(one[what])
    return {name: statistics.median(values) for name, values in found.items()}


def ratio(run, name, other):
    """The median over the rounds of what `other` takes in terms of `name`."""
    rounds = [{one["name"]: one["cpu_time"] for one in each} for each in run["rounds"]]
    both = [each[other] / each[name] for each in rounds if name in each and each.get(other)]
    return statistics.median(both) if both else None


def number(value):
    return f"{value:.1f}" if value < 9.95 else f"{value:,.0f}"


def peers_of(run):
    """{name: version} of those that were built in."""
    said = run["context"].get("peers", "")
    found = ((peer, re.search(rf"(?:^|, ){peer} (\d[\w.]*)(?:,|$)", said))
             for peer in budgets.PEERS)
    return {peer: version[1] for peer, version in found if version}


def table(run):
    times, allocations = medians(run, "cpu_time"), medians(run, "allocations")
    first_call = "record/first_call/threads:1"  # its CPU time is a thread's birth and death
    times[first_call] = medians(run, "ns_per_call").get(
        first_call, medians(run, "real_time").get(first_call))
    peers = peers_of(run)
    lines = ["| work | ns | " + "".join(f"× {peer} {version} | " for peer, version in peers.items())
             + "allocations |", "|---|--:|" + "--:|" * len(peers) + "--:|"]
    for what, name, threads, words in ROWS:
        alone = name + "/threads:1" if name.startswith("record/") else name
        if times.get(alone) is None:
            continue
        cells = [number(times[alone])]
        for peer in peers:
            both = [alone, name + "/threads:2"] if threads else [alone]
            found = [ratio(run, one, f"peer/{peer}/{one}") for one in both]
            cells.append("; ".join(number(one) for one in found if one is not None) or "-")
        cells.append(f"{allocations[alone]:.3g}" if alone in allocations else "-")
        if limit := ratio(run, alone, f"limit/{name.replace('/', '_')}"):
            words = words.format(limit=number(limit))
        lines.append(f"| {what}{words and f' ({words})'} | {' | '.join(cells)} |")
    return lines


def unmeasured(run):
    """The budgets of which the run knows nothing: it is of other benchmarks than there are."""
    rounds = [{one["name"]: one.get("ns_per_call", one["cpu_time"]) for one in each}
              for each in run["rounds"]]
    counters = [{one["name"]: one for one in each} for each in run["rounds"]]
    family = "clang" if "clang" in run["compiler"] else "gcc"
    return budgets.judge(rounds, counters, family, peers_of(run))[1]


def check(readme):
    text = readme.read_text()
    named = set(re.findall(RUN, text))
    if len(named) != 1:
        return [f"{readme} names {len(named)} runs, {sorted(named)}, and not one"]
    run = json.loads((readme.parent / named.pop()).read_text())
    return [f"{readme} has not this line of its run: {line}" for line in table(run)
            if line not in text.splitlines()] + [
        f"the run of {readme} has not measured {one}" for one in unmeasured(run)]


def update(readme, path):
    """Puts the run's name and table in the places of those that are there."""
    text = readme.read_text()
    name = path.resolve().relative_to(readme.parent.resolve())
    lines = table(json.loads(path.read_text()))
    text = re.sub(r"^\| work \| ns \|.*\n(?:\|.*\n)+", "\n".join(lines) + "\n", text, flags=re.M)
    readme.write_text(re.sub(RUN, str(name), text))


def main():
    if len(sys.argv) == 4 and sys.argv[1] == "--update":
        update(*map(pathlib.Path, sys.argv[2:]))
        sys.argv[1:] = ["--check", sys.argv[2]]
    if len(sys.argv) == 3 and sys.argv[1] == "--check":
        faults = check(pathlib.Path(sys.argv[2]))
        print("\n".join(faults))
        return 1 if faults else 0
    if len(sys.argv) != 2 or sys.argv[1].startswith("-"):
        sys.exit(__doc__)
    print("\n".join(table(json.loads(pathlib.Path(sys.argv[1]).read_text()))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
