#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Check that the sanitizers of this build find what they are there for, and end the program.

Usage: sanitizer.py EXECUTABLE SANITIZERS     (Meson's b_sanitize: "address,undefined", "thread")
"""
import subprocess
import sys

OFFENCES = {
    'address': ('address', 'AddressSanitizer: stack-buffer-overflow'),
    'undefined': ('undefined', 'signed integer overflow'),
    'thread': ('race', 'ThreadSanitizer: data race'),
}


def main(executable, sanitizers):
    faults = []
    for sanitizer in sanitizers.split(','):
        offence, message = OFFENCES[sanitizer]
        done = subprocess.run([executable, offence], capture_output=True, text=True)
        if not done.returncode or message not in done.stderr:
            faults.append(f'{sanitizer}: {offence} was planted and not found: '
                          f'rc {done.returncode}\n{done.stderr}')
    print('\n'.join(faults) or f'{sanitizers}: each finds its offence')
    return 1 if faults else 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]) if len(sys.argv) == 3 else __doc__)
