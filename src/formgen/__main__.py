"""The command, as ``formgen`` and as ``python -m formgen``."""

import gc
import sys

_GARBAGE = 100_000
"""Objects that are made before Python looks for cycles among them. Why so many: loading makes no garbage, and what it
makes stays to the end; to look through it again and again would take a tenth of the time of a check."""


def main() -> int:
    """Load the command and run it."""
    gc.set_threshold(_GARBAGE)
    from formgen import cli

    return cli.main()


if __name__ == "__main__":
    sys.exit(main())
