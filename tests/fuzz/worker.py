"""A process that judges the inputs it is sent, and says how long each took and how much memory all of them took.

Goes in on stdin, pickled: role, bytes, whether to build. Comes out on stdout, pickled: an `Answer` as a dict.
"""

import pickle
import resource
import signal
import sys
import tempfile
import time
import traceback
from pathlib import Path
from typing import Any

SECONDS = 20
"""For one input; only a hang takes that long."""


def main() -> None:
    from invariants import judge, prepare

    signal.signal(signal.SIGALRM, _too_slow)
    replies = sys.stdout.buffer
    sys.stdout = sys.stderr
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        prepare(folder)
        while True:
            try:
                role, data, build = pickle.load(sys.stdin.buffer)
            except EOFError:
                return
            answer: dict[str, Any] = {"failure": None, "trace": "", "codes": ()}
            began = time.perf_counter()
            signal.setitimer(signal.ITIMER_REAL, SECONDS)
            try:
                answer["codes"] = sorted({finding.code for finding in judge(role, data, folder, build=build)})
            except BaseException as fault:
                answer["failure"], answer["trace"] = _signature(fault), traceback.format_exc()
            finally:
                signal.setitimer(signal.ITIMER_REAL, 0)
            answer["seconds"] = time.perf_counter() - began
            answer["megabytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            pickle.dump(answer, replies)
            replies.flush()


def _too_slow(*_: object) -> None:
    raise TimeoutError


def _signature(fault: BaseException) -> str:
    """Return what tells one failure from another: what it is, and where in formgen it came from."""
    if type(fault).__name__ == "Broken":
        return str(fault)
    frames = [
        f"{Path(frame.filename).stem}.{frame.name}"
        for frame in traceback.extract_tb(fault.__traceback__)
        if "/formgen/" in frame.filename
    ]
    return f"{type(fault).__name__} in {frames[-1] if frames else '?'}"


if __name__ == "__main__":
    main()
