"""Starts a program and says what it took: a system counts the memory of whoever starts a program as the program's own.

Usage: starter.py REPORT COMMAND... Writes exit code, seconds, the processor's seconds and the most memory in kB to the
report. Loads next to nothing, so that it is smaller than anything it starts.
"""

import os
import sys
import time


def main(report: str, *command: str) -> None:
    """Run the program to its end."""
    start = time.perf_counter()
    process = os.posix_spawn(command[0], command, os.environ)
    _, status, used = os.wait4(process, 0)
    seconds = time.perf_counter() - start
    kb = used.ru_maxrss // (1024 if sys.platform == "darwin" else 1)
    with open(report, "w", encoding="ascii") as file:  # noqa: PTH123 - pathlib takes memory
        print(os.waitstatus_to_exitcode(status), seconds, used.ru_utime + used.ru_stime, kb, file=file)


if __name__ == "__main__":
    main(*sys.argv[1:])
