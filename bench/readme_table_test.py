#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The README's table of costs is that of the run it names, and another one is noticed.

usage: readme_table_test.py README
"""

import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

TABLE = pathlib.Path(__file__).with_name("readme_table.py")


def check(readme):
    done = subprocess.run([sys.executable, TABLE, "--check", readme], capture_output=True,
                          text=True)
    return done.returncode, done.stdout + done.stderr


def main(readme):
    readme = pathlib.Path(readme)
    status, text = check(readme)
    faults = [text] if status else []
    with tempfile.TemporaryDirectory() as folder:
        copy = pathlib.Path(folder) / "README.md"
        shutil.copytree(readme.parent / "bench" / "results", copy.parent / "bench" / "results")
        whole = readme.read_text()
        for what, spoilt in (
                ("an allocation", re.sub(r"^(\| counter `inc` \|.*\| )", r"\g<1>9", whole,
                                         flags=re.M)),
                ("a figure", re.sub(r"^(\| counter `inc` \| )", r"\g<1>0", whole, flags=re.M)),
                ("no run", whole.replace("bench/results/", "results/"))):
            copy.write_text(spoilt)
            if spoilt == whole or not check(copy)[0]:
                faults.append(f"planted and not found: {what}")
        copy.write_text(whole)
        for run in (copy.parent / "bench" / "results").glob("*run*.json"):
            run.write_text(run.read_text().replace('"snapshot/shards_64"', '"snapshot/all"'))
        if "not measured snapshot/shards_64: limit" not in check(copy)[1]:
            faults.append("planted and not found: a budget that the run has not measured")
    print("\n".join(faults))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]) if len(sys.argv) == 2 else __doc__)
