"""The workbook as formgen writes it, for the peers to be measured against.

Usage: workbook.py CONTEXTS OUTPUT [loaded]. Prints the processor's seconds from the projects to the file;
`loaded` has all of them in memory before the clock starts, otherwise they stream.
"""

import sys
import time
from pathlib import Path

from contexts import PROPERTIES, Stored
from processes import KIND

from formgen.excel import ExcelTemplate


def main(kept: Path, output: Path, *, loaded: bool) -> None:
    """Write the workbook and say how long it took."""
    template = ExcelTemplate((KIND / "summary.xlsx").read_bytes())
    values = Stored(kept).together(loaded=loaded)
    start = time.process_time()
    data, _ = template.render(values, **PROPERTIES)
    output.write_bytes(data)
    print(time.process_time() - start)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), loaded="loaded" in sys.argv[3:])
