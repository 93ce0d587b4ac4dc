"""The command, as ``formgen`` and as ``python -m formgen``."""

import gc
import sys


def main() -> int:
    """Load the command and run it.

    Why so: loading makes no garbage, and what it makes stays to the end; to look through it again and again for
    garbage would take a tenth of the time of a check.
    """
    gc.disable()
    from formgen import cli

    gc.freeze()
    gc.enable()
    return cli.main()


if __name__ == "__main__":
    sys.exit(main())
