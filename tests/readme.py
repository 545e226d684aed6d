#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Compile the README's C++ blocks as one program, in order, behind what they take for granted, and
look for each variable of the environment in its table.

Usage: readme.py SOURCE_DIR COMPILER...
"""
import pathlib
import re
import subprocess
import sys
import tempfile

BEFORE = '''
#include <zerometer/catalogue.hpp>
#include <zerometer/dump.hpp>
#include <zerometer/environment.hpp>
#include <zerometer/export/configured.hpp>
#include <zerometer/export/pull.hpp>
#include <zerometer/export/push.hpp>
#include <zerometer/negotiation.hpp>
#include <zerometer/otlp_delta.hpp>
#include <zerometer/process.hpp>
#include <zerometer/prometheus.hpp>
#include <zerometer/scrape_cost.hpp>
#include <zerometer/semconv/http.hpp>
#include <zerometer/testing.hpp>
#include <zerometer/text_stream.hpp>
#include <zerometer/timer.hpp>
#include <zerometer/zerometer.hpp>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <string>
#include <vector>
namespace zm = zerometer;
namespace their_library {
struct meter : zm::meter<meter, "theirs"> {
  struct calls : counter<"their.calls", "", "Calls."> {};
  using metrics = zm::list<calls>;
};
}
void process(int) {}
void send(int, const char*, std::size_t) {}
void log(std::string_view) {}
bool post(std::string_view) { return true; }
void CHECK(bool) {}
'''
MAIN = '''
int main() {
  std::vector<int> batch(3);
  std::array<char, 64> buffer;
  int socket = 0;
  const char* const accept = nullptr;
  const std::string email = "ann@example.org";
  const std::string password = "a password";
'''


def faults(readme, compile_):
    """What the compiler says of the README's blocks; the first block is a program of its own."""
    blocks = re.findall(r'^```cpp\n(.*?)^```$', readme, re.M | re.S)[1:]
    if len(blocks) < 4:
        return f'only {len(blocks) + 1} C++ blocks: has the README changed its form?'
    blocks = [re.sub(r'^#include.*\n', '', block, flags=re.M) for block in blocks]
    # A block that describes stands outside of functions.
    describe = [block for block in blocks if re.search(r'^(enum|struct) ', block, re.M)]
    use = [block for block in blocks if block not in describe]
    source = BEFORE + ''.join(describe) + MAIN + ''.join(use) + '}\n'
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / 'readme.cpp'
        path.write_text(source)
        done = subprocess.run([*compile_, '-fsyntax-only', str(path)], capture_output=True,
                              text=True, check=False)
    return done.stderr if done.returncode else ''


def variables(readme, header):
    """The variables that the README's table has and the header has not, or the other way round."""
    rows = re.findall(r'^\| ((?:`OTEL_[^|]*)) \|', readme, re.M)
    named = {name for row in rows for each in re.findall(r'`(\S+)`', row)
             for name in ([each] if '[' not in each
                          else [each.replace('[METRICS_]', ''), re.sub(r'[][]', '', each)])}
    return named ^ set(re.findall(r'variable\{"(\w+)"', header))


def main(root, *compile_):
    readme = (pathlib.Path(root) / 'README.md').read_text()
    header = (pathlib.Path(root) / 'include/zerometer/detail/environment_table.hpp').read_text()
    if variables(readme.replace('| `OTEL_SDK_DISABLED`', '| `OTEL_SDK`'), header) != {
            'OTEL_SDK', 'OTEL_SDK_DISABLED'}:
        return 'a wrong name in the table was not noticed'
    if wrong := variables(readme, header):
        return f'in one of the README and the header alone: {", ".join(sorted(wrong))}'
    if not faults(readme.replace('api::calls::inc(', 'api::calls::increment('), compile_):
        return 'a wrong name in a block was not noticed'
    return faults(readme, compile_) or 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]) if len(sys.argv) > 2 else __doc__)
