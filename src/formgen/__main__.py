"""``python -m formgen`` is the command ``formgen``."""

import sys

from formgen.cli import main

sys.exit(main())
