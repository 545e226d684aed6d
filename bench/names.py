#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Print Google Benchmark's filter for the benchmarks whose names, as the table has them, contain a
match, and for the limits. Its own remarks on how it measures are no part of those names.

usage: names.py RE          says whether RE is a regular expression
       names.py BENCH RE

Exit status 2, and a sentence, when RE is none or no name contains a match.
"""

import re
import subprocess
import sys

REMARKS = re.compile(r"/(manual_time|real_time|process_time|iterations:\d+|repeats:\d+)")


def stable(name):
    return REMARKS.sub("", name)


def chosen(listed, pattern):
    return [name for name in listed if re.search(pattern, stable(name))]


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    *bench, pattern = sys.argv[1:]
    try:
        re.compile(pattern)
    except re.error as wrong:
        print(f"--filter {pattern}: no regular expression: {wrong}", file=sys.stderr)
        return 2
    if not bench:
        return 0
    done = subprocess.run([*bench, "--benchmark_list_tests"], capture_output=True, text=True)
    if done.returncode:
        print(f"{done.stderr.strip()}\nThe benchmarks were linked and do not start: where is that "
              "library? LD_LIBRARY_PATH may say so.", file=sys.stderr)
        return 2
    listed = done.stdout.split()
    names = chosen(listed, pattern)
    if not names:
        print(f"--filter {pattern}: no benchmark's name contains a match", file=sys.stderr)
        return 2
    names += [name for name in listed if name.startswith("limit/") and name not in names]
    print(f"^({'|'.join(names)})$")  # with no character that a POSIX expression takes for its own
    return 0


if __name__ == "__main__":
    sys.exit(main())
