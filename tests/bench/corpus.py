"""Any number of invented projects, derived from the unit's real ones: the same files for the same number everywhere.

Each is one of the real files with its own name, amounts, figures and wording: as in a city's projects no two share a
sentence, since thousands of copies would measure how formgen tells of copies.
"""

import random
import re
from decimal import Decimal
from pathlib import Path

LIMIT = 100_000
"""How many projects there are; more would have to share their marks."""

_ROOT = Path(__file__).resolve().parents[2]
_REAL = _ROOT / "projects" / "2025"
_BATCH = """# 测速用的项目，都是虚构的。只做申报表和它的汇总表：和朴素程序做的一样多
年度: 2025
汇总表标题: 测速用的虚构项目
表单:
  - declaration
"""

_SYLLABLES = "安宁和平长清云山河海明华新城东西南北中陆"
_NAME = re.compile(r"(?m)^项目名称: .*$")
_AMOUNT = re.compile(r"(?m)^(  (?:年度资金申请总额|当年财政拨款): )[0-9,.]+")
_GOAL_LINE = re.compile(r"(?m)(?<=^    )(?![-# ])[^:\n]+$")
_INDICATOR_NAME = re.compile(r"(?m)(?<=- 三级指标: )[^\n]+$")
_WORDS = re.compile(r"(?m)(?<=指标值: )[^≥≤=<>\n]+$")
_COUNT = re.compile(r"(指标值: [≥=])([0-9]+)(?=\.00\((?!%|百分比))")
_CLAUSE = re.compile(r"(?m)(^|(?<=[，。；]))((?:[0-9]+[.、]|“)?)(?=[^0-9，。；]{2})[^，。；\n]{6,}")
"""A clause that is long enough to be told again as a copy, after its numbering or quote."""


def write(folder: Path, count: int) -> None:
    """Write so many project files and their batch.yaml into a folder, which must not be there yet."""
    if count > LIMIT:
        raise ValueError(f"at most {LIMIT} projects")
    folder.mkdir(parents=True)
    (folder / "batch.yaml").write_text(_BATCH, encoding="utf-8", newline="\n")
    sources = [path.read_text(encoding="utf-8") for path in sorted(_REAL.glob("*.yaml")) if path.name != "batch.yaml"]
    for number in range(count):
        content = variation(sources[number % len(sources)], number)
        (folder / f"{number + 1:05}.yaml").write_text(content, encoding="utf-8", newline="\n")


def variation(source: str, number: int) -> str:
    """Return a project file like `source` that shares no sentence with any other variation."""
    draw = random.Random(number)
    mark = _mark(number)
    total = Decimal(draw.randrange(1_000_000, 900_000_000)) / 100

    def marked(words: re.Match[str]) -> str:
        return _CLAUSE.sub(lambda clause: f"{clause[2]}{mark}{clause[0].removeprefix(clause[2])}", words[0])

    text = _NAME.sub(lambda name: f"{name[0]}（{mark}）", source)
    text = _AMOUNT.sub(lambda amount: f"{amount[1]}{total:,.2f}", text)
    for pattern in (_GOAL_LINE, _INDICATOR_NAME, _WORDS):
        text = pattern.sub(marked, text)
    return _COUNT.sub(lambda found: f"{found[1]}{int(found[2]) + draw.randrange(1, 90)}", text)


def _mark(number: int) -> str:
    """Return four different characters, other ones for each number below `LIMIT`."""
    syllables, mark = list(_SYLLABLES), ""
    for _ in range(4):
        number, digit = divmod(number, len(syllables))
        mark += syllables.pop(digit)
    return mark
