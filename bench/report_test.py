#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What bench/run promises where it can go wrong cheaply: names that stay, a --check that goes red.

usage: report_test.py [BENCHMARKS]

Rounds are made up, each budget kept; then one figure after another is spoilt, and the report must
exit with 1 and name it. BENCHMARKS lists what it would run: the names that people have scripts for.
"""

import copy
import json
import pathlib
import re
import subprocess
import sys
import tempfile

import budgets
import names

REPORT = pathlib.Path(__file__).with_name("report.py")
SELECT = REPORT.with_name("names.py")
RECORDS = ("counter counter_handle counter_labels3 counter_double up_down gauge_set gauge_inc "
           "histogram_11 histogram_200 histogram_ns histogram_min_max timer_steady timer_tsc "
           "text_label_one text_label_hit text_label_hit_per_thread text_label_miss "
           "text_label_handle first_call dropped disabled").split()
LIMITS = "tls_cell tls_indexed tls_double fetch_add label_loop steady_clock tsc".split()
ONCE = ("limit/memcpy_text",
        *(f"snapshot/shards_{n}" for n in (1, 8, 64)),
        *(f"limit/snapshot_shards_{n}" for n in (1, 8, 64)),
        *(f"expose/{how}/{what}" for how in ("text", "openmetrics", "otlp_json", "otlp_protobuf")
          for what in ("mixed", *(f"counters_{10 ** n}" for n in (2, 3, 4, 5)))))
NAMES = [*(f"{name}/threads:{n}" for n in (1, 2, 8) for name in
           [*(f"record/{one}" for one in RECORDS),
            *(f"limit/{one}" for one in LIMITS)]),
         *ONCE]
PEER = "peer/prometheus-cpp/"


def good_round():
    """Everything within its budget."""
    rows = [{"name": name, "run_name": name, "iterations": 1, "real_time": 2.0, "cpu_time": 2.0,
             "allocations": 0.0, "ns_per_line": 9.0} for name in NAMES]
    for row in rows:
        if row["name"].startswith("expose/"):
            row.update(bytes=6554.0, bytes_per_second=2.5e9)
    rows += [{"name": PEER + name, "run_name": PEER + name, "iterations": 1, "real_time": 400.0,
              "cpu_time": 400.0, "allocations": 9.0} for name in
             (*NAMES[:len(RECORDS)], "expose/text/mixed")]
    return {"context": {"peers": "prometheus-cpp 1"}, "benchmarks": rows}


def run(folder, rounds, *options, gate="counter      7       7\n", compiler="g++ 12"):
    paths = []
    for i, one in enumerate(rounds):
        paths.append(folder / f"{i}.json")
        paths[-1].write_text(json.dumps(one))
    (folder / "gate").write_text(gate)
    done = subprocess.run([sys.executable, REPORT, "--compiler", compiler, "--gate",
                           folder / "gate", *options, *paths], capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


def spoilt(name, **figures):
    one = good_round()
    [row] = [row for row in one["benchmarks"] if row["name"] == name]
    row.update(figures)
    return one


def check_report(folder):
    def red(what, expected, *options, rounds=None, **more):
        status, text = run(folder, rounds or [spoilt(*what[0], **what[1])] * 3, *options, **more)
        if status != 1 or expected not in text:
            faults.append(f"{expected}: exit {status}\n{text}")

    faults = []
    status, text = run(folder, [good_round()] * 3, "--check", "--whole", "--json",
                       folder / "kept.json")
    if status or "exceeded" in text or "not measured" in text:
        faults.append(f"all kept, and still:\n{text}")
    if not re.search(r"expose/text/mixed +6,554 +2,500 +9\.0\n", text):
        faults.append(f"what a line of a page costs is not told:\n{text}")
    if json.loads((folder / "kept.json").read_text())["rounds"][2][0]["cpu_time"] != 2.0:
        faults.append("the kept figures are others")

    def plant(name, expected, **figures):
        red(((name,), figures), expected, "--check")

    plant("record/counter/threads:1", "exceeded: record/counter/threads:1: limit 1.5",
          cpu_time=3.0)
    plant("record/counter_labels3/threads:1", "threads:1: over_limit 1.5", cpu_time=3.5)
    plant("record/histogram_11/threads:1", "threads:1: ns 3.6", cpu_time=3.6)
    plant("record/counter/threads:2", "threads:2: scaling 0.5", cpu_time=4.0)
    plant("record/up_down/threads:8", "threads:8: allocations 0.25", allocations=0.25)
    plant("expose/text/mixed", "expose/text/mixed: ns_per_line 16", ns_per_line=16.0)
    plant(PEER + "expose/text/mixed", "expose/text/mixed: prometheus-cpp 45", cpu_time=90.0)
    red((("record/histogram_11/threads:1",), {"cpu_time": 2.6}), "over_limit 0.6", "--check",
        compiler="clang version 19")
    red(None, "record/counter: instructions 8.5", "--check", rounds=[good_round()],
        gate="counter      8.5       7\n")
    red(None, "failed: record/counter/threads:1: total is 1", rounds=[
        spoilt("record/counter/threads:1", error_occurred=True, error_message="total is 1")])
    absent = good_round()
    absent["benchmarks"] = [row for row in absent["benchmarks"] if "shards_64" not in row["name"]]
    red(None, "not measured: snapshot/shards_64: limit", "--check", "--whole", rounds=[absent])
    red(None, "not measured: record/*: instructions", "--check", "--whole", rounds=[good_round()],
        gate="skipped: valgrind is not installed\n")
    red(None, "counter: no budget of instructions", "--check", "--whole", rounds=[good_round()],
        gate="counter      7       -\n")
    nothing = good_round()
    nothing["benchmarks"] = [row for row in nothing["benchmarks"] if "limit/" in row["name"]]
    red(None, "not one budget is of what ran", "--check", rounds=[nothing])
    alone = good_round()
    alone["benchmarks"] = [row for row in alone["benchmarks"] if PEER not in row["name"]]
    red(None, "not measured: expose/text/mixed: prometheus-cpp", "--check", "--whole",
        rounds=[alone])  # it was there, and not asked
    alone["context"]["peers"] = "prometheus-cpp left out, not installed"
    if "expose/text/mixed: prometheus-cpp is left out" not in run(folder, [alone], "--check")[1]:
        faults.append("a peer that is left out is left out in silence")
    if run(folder, [absent], "--check")[0]:
        faults.append("part of a run is held to what it left out")

    # Rounds that a neighbour disturbed decide nothing while one was not.
    loud = [spoilt("record/counter/threads:1", cpu_time=90.0) for _ in range(2)]
    if run(folder, [*loud, good_round()], "--check")[0]:
        faults.append("two bad rounds of three were enough")
    leaking = spoilt("record/counter/threads:1", allocations=1.0)
    red(None, "allocations 1", "--check", rounds=[good_round(), good_round(), leaking])
    slow = good_round()
    for row in slow["benchmarks"]:
        row["cpu_time"] *= 100
    red(None, "slow: limits take ", "--check", rounds=[slow] * 3)
    if run(folder, [spoilt("record/counter/threads:1", cpu_time=90.0)])[0]:
        faults.append("judged without --check")
    return faults


def check_rows():
    """A budget with a name that nobody knows is no budget."""
    faults = []
    for fields in (["record/counter", "limt", "any", "1"], ["record/counter", "ns", "gcc-12", "1"],
                   ["record/counter ns any 1"], ["record/counter", "prometheus_cpp", "any", "1"]):
        try:
            budgets.check_row(" ".join(fields), fields)
            faults.append(f"{fields} is taken for a budget")
        except SystemExit:
            pass
    return faults


def check_names(benchmarks):
    listed = subprocess.run([benchmarks, "--benchmark_list_tests"], check=True,
                            capture_output=True, text=True).stdout.split()
    found = {names.stable(name) for name in listed}
    faults = [f"{name} is gone" for name in NAMES if name not in found]
    faults += [f"{name}: its limit {other} is gone" for name in found
               if budgets.LIMITS.get(name.partition("/threads:")[0])
               and (other := budgets.limit_of(name)) not in found]
    for pattern, wanted in {"record/first_call/threads:1": "first_call", "miss/threads:2$": "miss",
                            "^expose/text/mixed$": "mixed", "first_call$": "", "(": ""}.items():
        done = subprocess.run([sys.executable, SELECT, benchmarks, pattern], capture_output=True,
                              text=True)
        told = "limit/tls_cell" in done.stdout if wanted else pattern in done.stderr
        if done.returncode != (0 if wanted else 2) or wanted not in done.stdout or not told:
            faults.append(f"--filter {pattern}: exit {done.returncode}, {done.stdout}{done.stderr}")
    return faults


def main():
    with tempfile.TemporaryDirectory() as folder:
        faults = check_report(pathlib.Path(folder)) + check_rows()
    for benchmarks in sys.argv[1:]:
        faults += check_names(benchmarks)
    print("\n".join(faults))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
