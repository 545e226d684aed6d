#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Measure what including, describing and exposing costs a translation unit.

usage: compile_time.py [--rounds N] [--headers RE] [--only-headers] [--json FILE] [--check]
                       [--include DIR] COMPILER...

Times are CPU milliseconds of `COMPILER -std=c++20 -O2 -c`, medians over the rounds; a compiler is
the real one, never a cache in front of it. Lines are what the preprocessor leaves. --headers picks
public headers by name, --only-headers leaves the rest out. Exit status 1 when something does not
compile; with --check also when a header of BUDGETS takes more of what <atomic> takes.
"""

import argparse
import json
import os
import pathlib
import re
import resource
import statistics
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))
import compile_time as generated  # noqa: E402  (the programs of the test of the same name)
import report  # noqa: E402

BASELINES = {"<atomic>": "#include <atomic>\n", "<string>": "#include <string>\n"}
PEERS = {"prometheus-cpp": "".join(f"#include <prometheus/{name}.h>\n" for name in
                                   ("counter", "gauge", "histogram", "registry",
                                    "text_serializer"))}
# Counters whose labels have enums of their own, or all the same one.
ENUM = """enum class e{0} {{ a, b, c, d, e }};
constexpr auto label_values(e{0}) {{ return zm::values("a", "b", "c", "d", "e"); }}
"""
CATALOGUE = """#include "metrics/exposed.hpp"
#include <zerometer/prometheus.hpp>
#include <span>
std::size_t page_of(std::span<char> buffer, const backend::resource& who) {
  return std::string_view{zerometer::prometheus::render<backend::exposed>(buffer, who)}.size();
}
"""


def real_compiler(name):
    """The first of this name in PATH that is no ccache in disguise."""
    if "/" in name:
        return name
    for folder in os.environ["PATH"].split(os.pathsep):
        path = pathlib.Path(folder) / name
        if os.access(path, os.X_OK) and path.resolve().name not in ("ccache", "sccache"):
            return str(path)
    return None


def enums(count, own):
    names = range(count)
    text = generated.HEAD + "".join(ENUM.format(i) for i in (names if own else [0]))
    text += 'struct m : zm::meter<m, "m"> {\n'
    for i in names:
        text += (f'  struct c{i} : counter<"c.{i}", "", "C.", '
                 f'zm::label<"l", e{i if own else 0}>> {{}};\n')
    text += f'  using metrics = zm::list<{", ".join(f"c{i}" for i in names)}>;\n}};\n'
    return text + "using app = zm::exposition<m>;\n" + generated.TAIL % "  m::c0::inc(e0::a);\n"


def series(labels):
    """A page of one counter with 10^labels series."""
    text = generated.HEAD + "using digit = zm::integers<0, 1, 2, 3, 4, 5, 6, 7, 8, 9>;\n"
    listed = ", ".join(f'zm::label<"l{i}", digit>' for i in range(labels))
    text += ('struct m : zm::meter<m, "m", zm::memory_limit<(1 << 30)>> {\n'
             f'  struct c : counter<"c", "", "C.", {listed}, zm::text_limit<(1 << 30)>> {{}};\n'
             "  using metrics = zm::list<c>;\n};\nusing app = zm::exposition<m>;\n")
    zeros = ", ".join(["digit{0}"] * labels)
    return text + generated.TAIL % f"  m::c::inc({zeros});\n"


# Times <atomic>, at most: of what is included wherever something is recorded.
BUDGETS = {"zerometer.hpp": 1.15}


def judge(compiler, taken):
    """Sentences on the headers that take too long, or were not measured. By the best of the rounds:
    a neighbour on the same machine adds, and takes nothing off."""
    times = {what: min(all_of) for what, all_of in taken.items()}
    for header, most in BUDGETS.items():
        ratio = times[header] / times["<atomic>"] if header in times else None
        if ratio is None:
            yield f"not measured: {header}: times <atomic>"
        elif ratio > most:
            yield (f"exceeded: {header}: {ratio:.2f} times <atomic> with {compiler.name}, budget "
                   f"at most {most}")


# What is divided by what: two programs, and how many more of it the second has.
SLOPES = {
    "a descriptor, recorded and on a page": (generated.many_descriptors(60)[0],
                                             generated.many_descriptors(180)[0], 120),
    "a label enum of 5 values": (enums(100, False), enums(100, True), 99),
    "1,000 series of prefixes": (series(3), series(5), 99),
}


class Compiler:
    def __init__(self, path, include, work):
        self.path, self.work = path, work
        self.flags = ["-std=c++20", "-O2", f"-I{include}", f"-I{ROOT}/examples/backend",
                      f"-I{work}", '-DBACKEND_VERSION="0"', '-DBACKEND_COMPILER="c++"']
        self.name = subprocess.run([path, "--version"], check=True, capture_output=True,
                                   text=True).stdout.splitlines()[0]

    def milliseconds(self, source):
        path = self.work / "unit.cpp"
        path.write_text(source)
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run([self.path, *self.flags, "-c", path, "-o", self.work / "unit.o"],
                              capture_output=True, text=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        if done.returncode:
            sys.exit(f"{self.path} does not compile\n{source[:400]}\n{done.stderr[:2000]}")
        return 1000 * (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)

    def lines(self, source):
        path = self.work / "unit.cpp"
        path.write_text(source)
        text = subprocess.run([self.path, *self.flags, "-E", "-P", path], check=True,
                              capture_output=True, text=True).stdout
        return sum(1 for line in text.splitlines() if line.strip())

    def sections(self):
        """Bytes of .rodata and of .bss that the last unit has."""
        listed = subprocess.run(["size", "-A", self.work / "unit.o"], check=True,
                                capture_output=True, text=True).stdout
        sizes = re.findall(r"^(\.\S+) +(\d+)", listed, re.M)
        return [sum(int(size) for name, size in sizes if name.startswith(kinds))
                for kinds in ((".rodata", ".data.rel.ro"), (".bss", ".tbss"))]


def public_headers(include, pattern):
    root = pathlib.Path(include) / "zerometer"
    names = sorted(str(path.relative_to(root)) for path in root.rglob("*.hpp"))
    return [name for name in names if "detail/" not in name and re.search(pattern, name)]


def measure(compiler, sources, rounds):
    """{what: median milliseconds}. A round compiles everything once."""
    taken = {}
    for number in range(rounds):
        print(f"== {compiler.path}: round {number + 1} of {rounds}", file=sys.stderr, flush=True)
        for what, source in sources.items():
            taken.setdefault(what, []).append(compiler.milliseconds(source))
    return {what: statistics.median(all_of) for what, all_of in taken.items()}, taken


def print_headers(compiler, times, lines, names):
    print(f"\n{compiler.name}\n{'':34} {'ms':>9} {'x <atomic>':>11} {'lines':>9}")
    for what in names:
        print(f"{what:34} {times[what]:9.0f} {times[what] / times['<atomic>']:11.2f} "
              f"{lines[what]:9,}")


def main():
    arguments = argparse.ArgumentParser(usage=__doc__.split("usage: ")[1].split("\n\n")[0])
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--headers", default="")
    arguments.add_argument("--only-headers", action="store_true")
    arguments.add_argument("--json", type=pathlib.Path)
    arguments.add_argument("--check", action="store_true")
    arguments.add_argument("--include", default=str(ROOT / "include"))
    arguments.add_argument("compiler", nargs="+")
    given = arguments.parse_args()
    try:
        re.compile(given.headers)
    except re.error as wrong:
        sys.exit(f"--headers {given.headers}: no regular expression: {wrong}")
    if not public_headers(given.include, given.headers):
        sys.exit(f"--headers {given.headers}: no public header's name contains a match")

    print(f"machine: {report.machine()}; medians of {given.rounds} rounds")
    kept = {"commit": report.commit(), "machine": report.machine(), "compilers": {}}
    faults = []
    for name in given.compiler:
        path = real_compiler(name)
        if path is None:
            print(f"\n{name} is left out: it is not installed")
            faults.append(f"not measured: {name} is not installed")
            continue
        with tempfile.TemporaryDirectory() as work:
            compiler = Compiler(path, given.include, pathlib.Path(work))
            (compiler.work / "commit.hpp").write_text('#define BACKEND_COMMIT "0"\n')
            headers = {header: f"#include <zerometer/{header}>\n"
                       for header in public_headers(given.include, given.headers)}
            units = {"nothing": "\n", **BASELINES, **headers, **PEERS}
            for what in ("prometheus-cpp", *headers):
                tried = subprocess.run([path, *compiler.flags, "-E", "-x", "c++", "-"],
                                       input=units[what], capture_output=True, text=True)
                missing = re.search(r"fatal error: '?([^' :]+)", tried.stderr)
                if tried.returncode and missing and not missing[1].startswith("zerometer/"):
                    print(f"\n{what} is left out: there is no {missing[1]}")
                    del units[what]
            sources = dict(units)
            if not given.only_headers:
                for what, (few, many, _) in SLOPES.items():
                    sources.update({what + ", few": few, what + ", many": many})
            times, taken = measure(compiler, sources, given.rounds)
            lines = {what: compiler.lines(source) for what, source in units.items()}
            print_headers(compiler, times, lines, units)
            figures = {}
            if not given.only_headers:
                for what, (_, _, more) in SLOPES.items():
                    figures[what] = (times[what + ", many"] - times[what + ", few"]) / more
                    print(f"{what:40} {figures[what]:9.2f} ms")
                milliseconds = compiler.milliseconds(CATALOGUE)
                rodata, bss = compiler.sections()
                figures["backend"] = {"ms": milliseconds, "rodata": rodata, "bss": bss}
                print(f"{'the catalogue of the backend, rendered':40} {milliseconds:9.0f} ms, "
                      f"{rodata:,} bytes of .rodata, {bss:,} of .bss")
            faults += judge(compiler, taken)
            kept["compilers"][compiler.name] = {"ms": taken, "lines": lines, "more": figures}
    if given.json:
        given.json.write_text(json.dumps(kept, indent=1) + "\n")
    if given.check:
        print("", *faults or ["budgets kept"], sep="\n")
    return 1 if given.check and faults else 0


if __name__ == "__main__":
    sys.exit(main())
