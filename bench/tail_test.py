#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What bench/tail does, on few calls: every library in the table, a stall that is planted is seen.

usage: tail_test.py TAIL
"""

import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

OPERATIONS = ("counter", "counter_labels3", "histogram_11")
STALL = 20000.0  # ns; TAIL plants it in one call of 500
DRAW = pathlib.Path(__file__).with_name("tail.gp")


def run(tail, curves, *plant):
    """{(operation, library): {"p50": ns, ...}}, and all that was printed."""
    done = subprocess.run([tail, "20000", curves, *plant], capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"exit {done.returncode}\n{done.stdout}{done.stderr}")
    rows = re.findall(r"^(\w+) +(\S+)((?: +[\d.]+){6})$", done.stdout, re.M)
    columns = ("p50", "p99", "p99.9", "p99.99", "max", "scrapes")
    return {(operation, library): dict(zip(columns, map(float, numbers.split())))
            for operation, library, numbers in rows}, done.stdout + done.stderr


def check_curves(curves, table):
    rows = [line.split("\t") for line in curves.read_text().splitlines()[1:]]
    faults = []
    for operation, library in table:
        values = [float(ns) for o, l, _, ns in rows if (o, l) == (operation, library)]
        if len(values) < 40 or values != sorted(values):
            faults.append(f"{operation} of {library}: no distribution, {values}")
        elif abs(values[-1] - table[operation, library]["max"]) > 0.1:
            faults.append(f"{operation} of {library}: the greatest is not the table's")
    return faults


def main():
    faults = []
    with tempfile.TemporaryDirectory() as folder:
        curves, picture = (pathlib.Path(folder) / name for name in ("curves.tsv", "picture.svg"))
        table, text = run(sys.argv[1], curves)
        faults += [f"no {operation}:\n{text}" for operation in OPERATIONS
                   if (operation, "zerometer") not in table]
        faults += check_curves(curves, table)
        libraries = {library for _, library in table} - {"-"}
        if "prometheus-cpp" not in libraries and "left out" not in text:
            faults.append("prometheus-cpp is neither there nor said to be left out")
        if shutil.which("gnuplot"):
            subprocess.run(["gnuplot", "-e", f"data='{curves}'; picture='{picture}'", DRAW],
                           check=True)
            drawn = picture.read_text()
            faults += [f"{library}, {operation} is not drawn" for library in libraries
                       for operation in OPERATIONS if f"{library}, {operation}" not in drawn]
        planted, _ = run(sys.argv[1], curves, "plant")
        if not table["counter", "zerometer"]["p99.9"] < STALL / 2:
            faults.append(f"a stall where none is: {table}")
        if not planted["counter", "zerometer"]["p99.9"] > STALL / 2:
            faults.append(f"planted and not found: {planted}")
    print("\n".join(faults))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
