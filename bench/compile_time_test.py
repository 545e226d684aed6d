#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What bench/compile_time does, for one header: an include that is added shows, a cache is passed
by, and what does not compile is a failure.

usage: compile_time_test.py SOURCE_DIR COMPILER
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

MEASURE = pathlib.Path(__file__).with_name("compile_time.py")


def run(include, compiler, *options, path=None, header="clock"):
    done = subprocess.run([sys.executable, MEASURE, "--rounds", "1", "--only-headers", "--headers",
                           f"^{header}.hpp", "--include", include, *options, compiler],
                          capture_output=True, text=True,
                          env={**os.environ, "PATH": path or os.environ["PATH"]})
    text = done.stdout + done.stderr
    rows = re.findall(r"^(\S.*?) +([\d.]+) +([\d.]+) +([\d,]+)$", done.stdout, re.M)
    return done.returncode, {row[0]: int(row[3].replace(",", "")) for row in rows}, text


def main(source, compiler):
    faults = []
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        include = folder / "include"
        shutil.copytree(pathlib.Path(source) / "include", include)
        status, lines, text = run(include, compiler, "--json", folder / "kept.json")
        if status or not {"nothing", "<atomic>", "clock.hpp"} <= lines.keys() or lines["nothing"]:
            faults.append(f"exit {status}\n{text}")
        if '"clock.hpp"' not in (folder / "kept.json").read_text():
            faults.append("the figures are not kept")

        # A compiler's name in front of PATH that is a cache's.
        cache = folder / "cache"
        cache.mkdir()
        (cache / "ccache").write_text("#!/bin/sh\nexit 3\n")
        (cache / "ccache").chmod(0o755)
        name = pathlib.Path(compiler).name
        (cache / name).symlink_to(cache / "ccache")
        status, _, text = run(include, name, path=f"{cache}:/usr/bin:/bin")
        if status:
            faults.append(f"the cache was not passed by: exit {status}\n{text}")
        status, _, text = run(include, str(cache / name), path=f"{cache}:/usr/bin:/bin")
        if not status:
            faults.append("planted and not found: a compiler that is a cache, by its path")

        header = include / "zerometer" / "clock.hpp"
        whole = header.read_text()
        header.write_text(whole.replace("#pragma once\n", "#pragma once\n#include <iostream>\n"))
        _, more, text = run(include, compiler)
        if more.get("clock.hpp", 0) < lines.get("clock.hpp", 0) + 5000:
            faults.append(f"planted and not found: <iostream>\n{text}")
        status, _, text = run(include, "no-such-compiler", "--check")
        if not status or "not measured: no-such-compiler" not in text:
            faults.append(f"planted and not found: no compiler, exit {status}\n{text}")
        status, _, text = run(include, compiler, "--check")
        if not status or "not measured: zerometer.hpp" not in text:
            faults.append(f"planted and not found: a check of nothing, exit {status}\n{text}")
        # Far over the budget on any machine, as <iostream> alone is not.
        everything = include / "zerometer" / "zerometer.hpp"
        everything.write_text(everything.read_text() + "#include <regex>\n")
        header.write_text(whole)
        status, _, text = run(include, compiler, "--check", header="zerometer")
        if not status or "exceeded: zerometer.hpp" not in text:
            faults.append(f"planted and not found: <regex>, exit {status}\n{text}")
        header.write_text(whole + "none\n")
        status, _, text = run(include, compiler)
        if not status or "does not compile" not in text:
            faults.append(f"planted and not found: what is no C++, exit {status}\n{text}")
    print("\n".join(faults))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]) if len(sys.argv) == 3 else __doc__)
