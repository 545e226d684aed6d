#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The benchmarks' peers that Debian 12 itself has not: opentelemetry-cpp, quill, bvar, folly.

usage: peers_test.py STAND_INS COMPILER

STAND_INS is their files built against bench/peer_apis: what those files call, as upstream declares
it. Each timing must end with the right total, and with an error where the library loses a call.
Then the project is set up where packages are found: each peer must be taken in, one whose API is
another left out by name, and all of them where there are none.
"""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import names

BENCH = pathlib.Path(__file__).resolve().parent
APIS = BENCH / "peer_apis"
PACKAGES = {"opentelemetry-cpp": "opentelemetry_metrics", "quill": "quill", "bvar": "brpc",
            "folly": "libfolly"}
ROWS = {"folly": "counter counter_handle counter_labels3 up_down",
        "bvar": "counter counter_handle counter_labels3 text_label_one text_label_hit "
                "counter_double up_down",
        "opentelemetry-cpp": "counter counter_labels3 text_label_one text_label_hit "
                             "text_label_miss counter_double up_down histogram_11 histogram_200",
        "quill": "counter counter_handle counter_labels3 counter_double up_down gauge_set "
                 "gauge_inc histogram_11 histogram_200"}
UNCHECKED = re.compile("gauge_set/")  # a lost value is made good by the next


def timed(program, folder, **environment):
    """{name: error or None} of every row."""
    kept = folder / "timed.json"
    subprocess.run([program, "--benchmark_min_time=0.001", f"--benchmark_out={kept}",
                    "--benchmark_out_format=json"], check=True, capture_output=True,
                   env={**os.environ, **environment})
    return {names.stable(one["name"]): one.get("error_message")
            for one in json.loads(kept.read_text())["benchmarks"]}


def check_rows(program, folder, peers):
    wanted = {f"peer/{peer}/record/{row}/threads:{threads}" for peer in peers
              for row in ROWS[peer].split() for threads in (1, 2, 8)}
    found = timed(program, folder)
    faults = [f"{name} is not timed" for name in sorted(wanted - set(found))]
    faults += [f"{name} has no place in the table" for name in sorted(set(found) - wanted)]
    faults += [f"{name}: {error}" for name, error in found.items() if error]
    losing = timed(program, folder, PEER_LOSES="1")
    return faults + [f"{name}: a library that loses calls passes" for name, error in losing.items()
                     if not error and not UNCHECKED.search(name)]


def setup(folder, name, apis):
    """What the benchmarks say of their peers where the packages of `apis` are found, and of those
    of this machine none."""
    packages = folder / name
    packages.mkdir()
    for peer, package in PACKAGES.items():
        has = f"Cflags: -I{apis[peer]}" if peer in apis else "Requires: what-nobody-has"
        (packages / f"{package}.pc").write_text(
            f"Name: {peer}\nDescription: none\nVersion: 7.5\n{has}\n")
    build = folder / f"{name}.build"
    done = subprocess.run(
        ["meson", "setup", build, BENCH.parent, "-Dbench=enabled", "-Dtests=disabled",
         "-Dexamples=disabled"], capture_output=True, text=True,
        env={**os.environ, "PKG_CONFIG_PATH": str(packages)})
    if done.returncode:
        return done.stdout + done.stderr
    commands = json.loads((build / "compile_commands.json").read_text())
    [of_main] = [one["command"] for one in commands
                 if "zerometer_bench.p" in one["output"] and one["file"].endswith("/main.cpp")]
    told = re.search(r'BENCH_PEERS="?\\?"?([^"\\]*)', of_main)[1]
    built = sorted(pathlib.Path(one["file"]).name for one in commands
                   if "zerometer_bench.p" in one["output"] and "/peer_" in one["file"])
    return f"{told}; {' '.join(built)}"


def check_setup(folder, peers):
    other = folder / "another_api"
    shutil.copytree(APIS, other)
    header = other / "folly/ThreadCachedInt.h"
    header.write_text(header.read_text().replace("readFull", "readAll"))
    faults = []

    def expect(name, apis, *wanted, absent=()):
        told = setup(folder, name, apis)
        faults.extend(f"{name}: {one!r} is not in: {told}" for one in wanted if one not in told)
        faults.extend(f"{name}: {one!r} is in: {told}" for one in absent if one in told)

    expect("all", {peer: APIS for peer in peers}, *(f"{peer} 7.5" for peer in peers),
           *(f"peer_{peer.replace('-', '_')}.cpp" for peer in peers), absent=["left out, another"])
    partly = folder / "part_of_it"
    shutil.copytree(APIS, partly)
    header = partly / "bvar/bvar.h"
    header.write_text(header.read_text().replace(
        "  T get_value() const { return value_; }",
        "  T get_value() const { return read(value_); }\n"
        "  static T read(const std::atomic<T>&);  // which no library has"))
    expect("other", {"folly": other, "bvar": partly, "opentelemetry-cpp": APIS},
           "folly 7.5 left out, another", "bvar 7.5 left out, another", "opentelemetry-cpp 7.5",
           "peer_opentelemetry_cpp.cpp", absent=["peer_folly.cpp", "peer_bvar.cpp"])
    expect("none", {}, *(f"{peer} left out, not found" for peer in PACKAGES),
           absent=[f"peer_{peer.replace('-', '_')}.cpp" for peer in PACKAGES])
    return faults


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    program, compiler = sys.argv[1:]
    with_quill = "quill" in subprocess.run([program, "--benchmark_list_tests"], check=True,
                                           capture_output=True, text=True).stdout
    peers = [peer for peer in ROWS if peer != "quill" or with_quill]
    with tempfile.TemporaryDirectory() as folder:
        faults = check_rows(program, pathlib.Path(folder), peers)
        faults += check_setup(pathlib.Path(folder), peers)
    older = subprocess.run([compiler, "-std=c++20", "-fsyntax-only", "-DPEER_OLD_VIEW",
                            f"-I{BENCH.parent / 'include'}", f"-I{APIS}",
                            BENCH / "peer_opentelemetry_cpp.cpp"], capture_output=True, text=True)
    if older.returncode:
        faults.append(f"opentelemetry-cpp whose views have units: {older.stderr}")
    print("\n".join(faults) or f"{len(peers)} peers are timed, counted, taken in and left out")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
