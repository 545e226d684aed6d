#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Count the instructions of each record call and compare them with gate.tsv.

usage: gate.py GATE [COMPILER]

GATE is the executable built from gate.cpp; COMPILER, when given ("gcc", "clang-19"), must be what
built it. Each operation runs under callgrind with two numbers of calls; the slope is the cost of
one, and the slope of its empty twin (same signature, same loop, no work) is taken off. Unlike
times, these figures are the same on a busy machine.

Exit status: 0 within budget, 1 above it, 77 (Meson's "skipped") where nothing can be counted.
"""

import pathlib
import re
import shutil
import subprocess
import sys

SKIPPED = 77
DRAWS = 4096  # inputs.hpp; whole rounds of the inputs, so that each is counted equally often
FEW, MANY = DRAWS, 6 * DRAWS
HASHED = ("text_label_hit", "text_label_one")  # which move with the seed of their hash
TABLE = pathlib.Path(__file__).with_name("gate.tsv")


def read_budgets():
    """{(operation, compiler): instructions}"""
    lines = [line for line in TABLE.read_text().splitlines() if line and not line.startswith("#")]
    rows = [line.split("\t") for line in lines[1:]]
    return {(operation, compiler): float(budget) for operation, compiler, budget in rows}


def instructions(gate, operation, calls):
    """Instructions of the whole process that makes so many calls."""
    command = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", gate, operation]
    ran = subprocess.run([*command, str(calls)], capture_output=True, text=True)
    found = re.search(r"Collected\s*:\s*(\d+)", ran.stderr)
    if ran.returncode or not found:
        sys.exit(f"{' '.join(command)} {calls} failed:\n{ran.stderr}")
    return int(found[1])


def slope(gate, operation):
    few, many = (instructions(gate, operation, calls) for calls in (FEW, MANY))
    return (many - few) / (MANY - FEW)


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    gate = str(pathlib.Path(sys.argv[1]).resolve())
    compiler = subprocess.check_output([gate, "--compiler"], text=True).strip()
    if compiler in ("unoptimised", "not-fPIC"):
        print(f"skipped: {gate} is {compiler}; gate.tsv holds for -O2 -fPIC without sanitizers")
        return SKIPPED
    if len(sys.argv) == 3 and sys.argv[2] not in (compiler, compiler.split("-")[0]):
        sys.exit(f"{gate} was built by {compiler}, not {sys.argv[2]}")
    if not shutil.which("valgrind"):
        print("skipped: valgrind is not installed")
        return SKIPPED

    budgets = read_budgets()
    above, below, empty = [], [], {}
    print(f"{'instructions a call, ' + compiler:32} {'found':>7} {'budget':>7}")
    for line in subprocess.check_output([gate, "--list"], text=True).splitlines():
        operation, twin = line.split()
        if twin not in empty:
            empty[twin] = slope(gate, twin)
        # To a tenth: start-up differs by a few instructions from run to run, and a histogram's
        # figure is a mean over its inputs.
        found = round(slope(gate, operation) - empty[twin], 1) + 0.0  # which -0.0 is not
        budget = budgets.get((operation, compiler))
        allowed = "-" if budget is None else f"{budget:g}"
        print(f"{operation:32} {found:7g} {allowed:>7}", flush=True)
        if budget is not None and found > budget:
            above.append(f"{operation}: {found:g} instructions, budget {budget:g}")
        if budget is not None and found < budget and operation not in HASHED:
            below.append(f"{operation}\t{compiler}\t{found:g}")
    if not any(row[1] == compiler for row in budgets):
        print(f"{TABLE.name} has no rows for {compiler}: measured, not judged")
    if below:
        print(f"lower than recorded: the budget only ever falls, so put into {TABLE.name}:")
        print("\n".join(below))
    if above:
        print("above budget:", *above, sep="\n")
    return 1 if above else 0


if __name__ == "__main__":
    sys.exit(main())
