# SPDX-License-Identifier: MIT
"""What a test says that cannot be run here, for want of something that is not ours."""
import os
import sys


class Unavailable(Exception):
    """Something that a test needs cannot be had here; the text names it and says why."""


def skip(reason):
    """Ends the test: skipped, by that name, or failed where every oracle is required."""
    if os.environ.get('ZEROMETER_REQUIRE_ORACLES') == '1':
        print(f'FAILED, since ZEROMETER_REQUIRE_ORACLES=1: {reason}')
        sys.exit(1)
    print(f'SKIPPED: {reason}')
    sys.exit(77)
