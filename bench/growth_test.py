#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What bench/growth does, on its smallest sizes: the tables, the picture, and a failure that shows.

usage: growth_test.py GROWTH
"""

import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

REPORT = pathlib.Path(__file__).with_name("growth.py")
SMALL = ("--benchmark_filter=series_(100|1000|10000)(/|$)|memory", "--benchmark_min_time=0.0001")
WANTED = ("growth/page/series_1000 ", "growth/snapshot/series_10000 ",
          "growth/record/per_thread/series_100 ", "growth/record/shared_atomic/series_100 ",
          "growth/record/single_writer/series_100 ", "growth/memory/counter/shards_64 ",
          "growth/memory/histogram_11/shards_1 ", "growth/memory/histogram_11/shards_64 ",
          "growth/memory/counter_text/shards_1 ")


def run(path, *options):
    done = subprocess.run([sys.executable, REPORT, "--compiler", "none", *options, path],
                          capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


def main():
    faults = []
    with tempfile.TemporaryDirectory() as folder:
        out, kept, picture = (pathlib.Path(folder) / name
                              for name in ("out.json", "kept.json", "picture.svg"))
        subprocess.run([sys.argv[1], *SMALL, f"--benchmark_out={out}",
                        "--benchmark_out_format=json"], check=True, capture_output=True)
        options = ["--json", kept]
        if shutil.which("gnuplot"):
            options += ["--picture", picture]
        status, text = run(out, *options)
        faults += [f"no {name}in\n{text}" for name in WANTED if f"\n{name}" not in text]
        if status:
            faults.append(f"exit {status}\n{text}")
        round_of = json.loads(out.read_text())
        rows = {one["name"]: one for one in round_of["benchmarks"]}
        # A cell of eight bytes for every shard in use, and what rounds up to whole pages.
        for shards in (1, 8, 64):
            found = rows[f"growth/snapshot/series_10000/shards_{shards}"]["bytes_per_series"]
            if not 8 * shards <= found < 8 * shards * 1.2 + 2:
                faults.append(f"{shards} shards: {found} bytes a series")
        alone = {**round_of, "benchmarks": [one for one in round_of["benchmarks"]
                                            if not one["name"].startswith("peer/")]}
        (pathlib.Path(folder) / "alone.json").write_text(json.dumps(alone))
        if "prometheus-cpp is left out" not in run(pathlib.Path(folder) / "alone.json")[1]:
            faults.append("a peer that is left out is left out in silence")
        if len(json.loads(kept.read_text())["rounds"][0]) != len(rows):
            faults.append("not every figure was kept")
        panels = ("a scrape: snapshot and page, us", "a snapshot, us", "a recording, ns of CPU",
                  "resident bytes a series")
        if shutil.which("gnuplot"):
            faults += [f"the picture lacks {panel}" for panel in panels
                       if panel not in picture.read_text()]
        round_of["benchmarks"][0].update(error_occurred=True, error_message="total is 1")
        out.write_text(json.dumps(round_of))
        status, text = run(out)
        if status != 1 or "total is 1" not in text:
            faults.append(f"planted and not found: exit {status}\n{text}")
    print("\n".join(faults))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
