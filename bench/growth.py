#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Print and draw how costs grow, from rounds of zerometer_bench_growth.

usage: growth.py --compiler TEXT [--json FILE] [--picture FILE.svg] ROUND.json...

Times are medians over the rounds, of CPU time. Exit status 1 when a benchmark failed.
"""

import argparse
import pathlib
import re
import statistics
import subprocess
import sys

import report

PEER_NAME = "prometheus-cpp"
PEER = f"peer/{PEER_NAME}/"
OURS, THEIRS = "#1b6ca8", "#c8553d"
POLICIES = ("per_thread", "shared_atomic", "single_writer")


def table_of(title, names, columns, cell):
    print(f"\n{title:32}", *(f"{column:>14}" for column in columns))
    for name in names:
        print(f"{name:32}", *(f"{cell(name, column):>14}" for column in columns))


def known(names, pattern):
    """The numbers that stand at the pattern's group, ascending."""
    return sorted({int(found[1]) for name in names if (found := re.fullmatch(pattern, name))})


def print_tables(times, bytes_of):
    sizes = known(times, r"growth/page/series_(\d+)/shards_\d+")
    shards = known(times, r"growth/page/series_\d+/shards_(\d+)")
    threads = known(times, r"growth/record/\w+/series_\d+/threads:(\d+)")

    def time(name, scale=1.0):
        return f"{times[name] / scale:,.2f}" if name in times else "-"

    for what in ("snapshot", "page"):
        rows = [f"growth/{what}/series_{n}" for n in sizes]
        columns = [f"shards_{n}" for n in shards]
        peer = what == "page" and any(name.startswith(PEER) for name in times)
        table_of(f"us of a {what}", rows, columns + ["prometheus-cpp"] * peer,
                 lambda row, column: time(PEER + row if column == "prometheus-cpp"
                                          else f"{row}/{column}", 1000))
    rows = [f"growth/record/{policy}/series_{n}" for policy in POLICIES
            for n in known(times, rf"growth/record/{policy}/series_(\d+)/threads:\d+")]
    rows += sorted({name.rpartition("/")[0] for name in times
                    if name.startswith(PEER + "growth/record/")})
    table_of("ns of CPU a recording", rows, [f"threads:{n}" for n in threads],
             lambda row, column: time(f"{row}/{column}"))
    rows = [name for name in bytes_of if "/memory/" in name]
    table_of("resident bytes a series", rows, ["bytes"],
             lambda row, _: f"{bytes_of[row]:.1f}")


def curves(times, bytes_of):
    """[(panel, title, colour, dashes, [(x, y)])], of what is known."""
    found = []

    def add(panel, title, colour, dashes, name, source=times, scale=1.0):
        pattern = re.escape(name).replace("@", r"(\d+)")
        points = [(x, source[name.replace("@", str(x))] / scale) for x in known(source, pattern)]
        if points:
            found.append((panel, title, colour, dashes, points))

    for dashes, n in enumerate((1, 8, 64), 1):
        add(0, f"shards in use: {n}", OURS, dashes, f"growth/page/series_@/shards_{n}", scale=1000)
    add(0, PEER_NAME, THEIRS, 1, PEER + "growth/page/series_@", scale=1000)
    for dashes, n in enumerate((100, 10000, 1000000), 1):
        add(1, f"{n:,} series", OURS, dashes, f"growth/snapshot/series_{n}/shards_@", scale=1000)
    for policy, colour in (("per_thread", OURS), ("shared_atomic", "#3d8c5c")):
        for dashes, n in enumerate((100, 1000000), 1):
            add(2, f"{policy}, {n:,}", colour, dashes,
                f"growth/record/{policy}/series_{n}/threads:@")
    add(2, PEER_NAME + ", 100", THEIRS, 1, PEER + "growth/record/series_100/threads:@")
    add(3, "a counter", OURS, 1, "growth/snapshot/series_10000/shards_@", bytes_of)
    add(3, "a histogram of 11 bounds", OURS, 2, "growth/memory/histogram_11/shards_@", bytes_of)
    for title, colour, dashes, name in (
            ("a counter with three texts", "#3d8c5c", 1, "growth/memory/counter_text/shards_1"),
            (PEER_NAME + ", a counter", THEIRS, 1, PEER + "growth/memory/counter"),
            (PEER_NAME + ", a histogram", THEIRS, 2, PEER + "growth/memory/histogram_11")):
        if (flat := bytes_of.get(name)) is not None:
            found.append((3, title, colour, dashes, [(1, flat), (64, flat)]))
    return found


# Title, what is across, and gnuplot's ranges.
PANELS = (("a scrape: snapshot and page, us", "series", "[:][1:1e7]"),
          ("a snapshot, us", "shards in use", "[:][:]"),
          ("a recording, ns of CPU", "threads", "[:][1:1000]"),
          ("resident bytes a series", "shards in use", "[:][1:1e5]"))


def draw(times, bytes_of, picture):
    script = ["set terminal svg size 1000,800 font 'sans-serif,12' background 'white'",
              f"set output '{picture}'", "set multiplot layout 2,2", "set logscale xy",
              "set format xy '10^{%T}'", "set grid lc rgb '#dddddd'",
              "set key top left reverse Left opaque", "set bmargin 4"]
    blocks, found = [], curves(times, bytes_of)
    for i, (*_, points) in enumerate(found):
        blocks += [f"$curve{i} << END", *(f"{x} {y}" for x, y in points), "END"]
    for panel, (title, across, ranges) in enumerate(PANELS):
        lines = [f"$curve{i} using 1:2 with linespoints pt 7 ps 0.5 lw 2 dt {dashes} "
                 f"lc rgb '{colour}' title '{label}' noenhanced"
                 for i, (of, label, colour, dashes, _) in enumerate(found) if of == panel]
        if lines:
            script += [f"set title '{title}'", f"set xlabel '{across}'",
                       f"plot {ranges} " + ", ".join(lines)]
    subprocess.run(["gnuplot"], input="\n".join(blocks + script) + "\n", text=True, check=True)


def main():
    arguments = argparse.ArgumentParser(usage=__doc__.split("\n\n")[1])
    arguments.add_argument("--compiler", required=True)
    arguments.add_argument("--json", type=pathlib.Path)
    arguments.add_argument("--picture", type=pathlib.Path)
    arguments.add_argument("round", nargs="+")
    given = arguments.parse_args()
    files = [report.read_round(path) for path in given.round]
    if given.json:
        report.keep(given.json, given.compiler, files, {})
    errors = {name: text for _, _, failed, _ in files for name, text in failed.items()}
    times = {name: statistics.median([one[name] for one, *_ in files if name in one])
             for name in files[0][0]}
    bytes_of = {name: statistics.median([each[name]["bytes_per_series"] for _, each, *_ in files
                                         if name in each])
                for name, one in files[0][1].items() if "bytes_per_series" in one}
    print(f"machine:  {report.machine()}\ncompiler: {given.compiler}\n"
          f"medians of {len(files)} rounds")
    for peer in ("prometheus-cpp", "opentelemetry-cpp"):
        if not any(name.startswith(f"peer/{peer}/") for name in times):
            print(f"{peer} is left out: it was not found where this was built")
    print_tables(times, bytes_of)
    if given.picture:
        draw(times, bytes_of, given.picture)
    for name, text in sorted(errors.items()):
        print(f"failed: {name}: {text}")
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
