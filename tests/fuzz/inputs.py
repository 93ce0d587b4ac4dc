"""Hostile inputs: files of ours, mutated; forms made from the schema; and patterns of any length."""

# ruff: noqa: E501 - the lists of pieces read better without breaks

from collections.abc import Callable
from pathlib import Path

from hypothesis import strategies as st

ROOT = Path(__file__).resolve().parents[2]
ROLE_OF_FILE = {"schema.yaml": "schema", "rules.yaml": "rules", "form.yaml": "form", "batch.yaml": "batch"}

TOKENS = (
    *("：", "，", "。", "、", "（", "）", "［", "］", "｛", "｝", "“", "”", "‘", "’", "－", "—", "—　", "＞＝", "％", "１２３", "·", "①"),
    *(": ", ":", "- ", "-", "? ", "?", "|", "|2", "|-", ">", ">=", "#", " #", "# ", "&a ", "*a", "!", "!!str ", "%YAML 1.1", "@"),
    *("`", "---", "...", "<<: ", "[", "]", "{", "}", "[[", "}}", '"', "'", '"a', "\\", '"\\x', "\\U00110000", "\\uD800", ", ", ","),
    *("\t", "\u00a0", "\u3000", "\u200b", "\u200d", "\ufeff", "\u2028", "\u0085", "\x00", "\x07", "\x1b[31m", "\r", "\n", "\r\n"),
    *(" ", "  ", "    ", "\n\n", "\n  ", "\n- ", "\n      - ", "\U0001f600", "e\u0301", "\ufe0f", "\u202e", "\uffff"),
    *("{{ 项目名称 }}", "{% for %}", "{{", "%}", "${A}", "%s", "{0}", "<b>", "]]>", "&amp;", "=SUM(A1)", "../../x", "/etc/passwd"),
    *("一", "十万亿", "万", "百分之", "至", "到", "约", "不少于", "1,1", "12.12", "0", "-0.00", "99999999999999999999", "1e999"),
    *("2025-13-45", "2025年", "9999-12-31", "≥", "≤", "= ", "≥3 场", "≥**", "%", "‰", "NaN", "0x1F", "1_000", "~", "null", "true"),
    *("# formgen: 忽略 vague-value 因为", "# formgen: 忽略", "# formgen：", "# formgen: 忽略 a、b,c 因为 x", "（一）", "1、", "2．", "XX", "……"),
    *("项目名称", "项目资金", "绩效指标", "产出指标", "数量指标", "三级指标", "指标值", "年度", "其他资金", "规则级别", "项目", "表单"),
    *("type: dict", "schema: ", "meta: ", "levels: ", "regex: '(a+)+$'", "allowed: []", "min: x", "severity: x", "rule: ", "required: 1"),
)  # fmt: skip
"""Pieces that mean something to YAML, to forms, to templates, to terminals or to nobody."""

PATTERNS = (
    *("一", "（", "）", "1,", "%", "至", "12.", "１", "啊", "a", " ", "\t", "\u3000", "\u00a0", "\r", "\n", "\ufeff", "9", "0", "."),
    *("[", "]", "{", "}", "[1,", "{a: ", "- ", "? ", ": ", "：", "#", " #", "'", '"', "''", '""', "'a ", "\\", "|", ">", "&a ", "*a ", "!", "~"),
    *("a: ", "a:\n ", "- a\n", "-\n", "- - ", "a: b\n", "甲: 1\n", "甲： 1\n", "# formgen: 忽略 x 因为 y\n", "--- a\n", "'a': b, ", "，", "、"),
    *("百分之", "十万亿", "不少于", "≥", "≥1", "1-", "1至", "2025年", "12月", "2025-01-01", "1、", "（一）", "第一，", "（1）", "①", "x1", "😀", "e\u0301"),
    *("提升", "满意度", "完成率", "、满意度", "100%、", "10%达到", "增长10%", "1+1=", "1=", "1+", "1*", "1场、", "1万元", "万", "亿", "人次", "<p>"),
    *("{{", "{% ", "XX", "…", "—", "*", "_", "-", "“", "”", "“a”", "甲乙", "社会效益", "降低", "元/", "(", ")", "([", "（）", "((1)"),
)  # fmt: skip
"""What is dear to read when it comes a hundred thousand times."""

PLACES = (
    "{}",
    "项目名称: {}\n",
    "项目名称: x\n{}",
    "{}: x\n",
    "项目名称: '{}'\n",
    '项目名称: "{}"\n',
    "项目名称: [{}]\n",
    "# {}\n",
    "项目总目标: |\n  {}\n",
    "{EXAMPLE}项目总目标: |\n  {}\n",
    "{EXAMPLE}备注{}: x\n",
    "{EXAMPLE_GOAL}",
    "{EXAMPLE_NAME}",
    "{EXAMPLE_VALUE}",
    "{EXAMPLE_AMOUNT}",
    "{EXAMPLE_ROWS}",
    "{EXAMPLE_VALUES}",
)
"""Where a pattern may stand; those with EXAMPLE are a whole form in which it takes the place of one value."""


def seeds() -> list[tuple[str, bytes]]:
    """Return the files of this repository that are worth spoiling, each with the role it plays."""
    found = [
        *sorted((ROOT / "tests/cases").glob("*/*.yaml")),
        *sorted((ROOT / "tests/well_made").rglob("*.yaml")),
        *sorted((ROOT / "projects").rglob("*.yaml")),
        *sorted((ROOT / "templates").rglob("*.yaml")),
    ]
    of_corpus = [
        (path.parent.name, path.read_bytes())
        for path in sorted((ROOT / "tests/fuzz/corpus").glob("*/*"))
        if path.stat().st_size < 20_000
    ]
    return [(_role(path), path.read_bytes()) for path in found] + of_corpus


def _role(path: Path) -> str:
    if path.parent.name == "templates":
        return "templates-batch"
    return ROLE_OF_FILE.get(path.name, "project")


def placed(pattern: str, place: str) -> str:
    """Return a file in which a pattern stands at a place."""
    example = (ROOT / "templates/declaration/example.yaml").read_text(encoding="utf-8")
    swaps = {
        "{EXAMPLE_GOAL}": ("年度总体目标: |\n  ", "年度总体目标: |\n  {}"),
        "{EXAMPLE_NAME}": ("- 三级指标: ", "- 三级指标: {}"),
        "{EXAMPLE_VALUE}": ("指标值: ", "指标值: {}"),
        "{EXAMPLE_AMOUNT}": ("当年财政拨款: ", "当年财政拨款: {}"),
    }
    if place in ("{EXAMPLE_ROWS}", "{EXAMPLE_VALUES}"):
        return _in_rows(pattern, example, of_values=place == "{EXAMPLE_VALUES}")
    if place in swaps:
        old, new = swaps[place]
        return example.replace(old, new.replace("{}", pattern), 1)
    return place.replace("{EXAMPLE}", example).replace("{}", pattern)


def _in_rows(pattern: str, example: str, *, of_values: bool) -> str:
    """Return the example with many more indicators, a pattern cut up over their names or values."""
    line = pattern.replace("\n", " ")
    pieces = [line[at : at + 90] for at in range(0, min(len(line), 900 * 90), 90)]
    blank = " " * example.split("- 三级指标: ", 1)[0].rpartition("\n")[2].count(" ")
    rows = "".join(
        f"- 三级指标: {f'第{number}项' if of_values else piece}\n{blank}  指标值: {piece if of_values else '≥1 个'}\n{blank}"
        for number, piece in enumerate(pieces)
    )
    return example.replace("- 三级指标: ", f"{rows}- 三级指标: ", 1)


# --- mutations: each takes the text, a place in it from 0 to 1, another number and a token ---------------------------

Mutation = Callable[[str, float, int, str], str]


def _insert(text: str, at: float, number: int, token: str) -> str:
    place = int(at * len(text))
    return text[:place] + token + text[place:]


def _insert_many(text: str, at: float, number: int, token: str) -> str:
    return _insert(text, at, number, token * (1 + number % 300))


def _insert_very_many(text: str, at: float, number: int, token: str) -> str:
    return _insert(
        text, at, number, token * min(1 + number, 900_000 // max(1, len(token.encode("utf-8", "surrogatepass"))))
    )


def _delete(text: str, at: float, number: int, token: str) -> str:
    place = int(at * len(text))
    return text[:place] + text[place + 1 + number % 40 :]


def _replace(text: str, at: float, number: int, token: str) -> str:
    place = int(at * len(text))
    return text[:place] + token + text[place + 1 + number % 3 :]


def _of_lines(change: Callable[[list[str], int, int, str], None]) -> Mutation:
    def mutation(text: str, at: float, number: int, token: str) -> str:
        lines = text.split("\n")
        change(lines, int(at * len(lines)), number, token)
        return "\n".join(lines)

    return mutation


def _swap(lines: list[str], at: int, number: int, token: str) -> None:
    other = number % len(lines)
    lines[at], lines[other] = lines[other], lines[at]


def _duplicate(lines: list[str], at: int, number: int, token: str) -> None:
    lines[at:at] = lines[at : at + 1 + number % 5] * (1 + number % 7)


def _cut(lines: list[str], at: int, number: int, token: str) -> None:
    del lines[at : at + 1 + number % 4]


def _indent(lines: list[str], at: int, number: int, token: str) -> None:
    blank = (" ", "  ", "    ", "\t", "\u3000", "\u00a0", " \t")[number % 7]
    for line in range(at, min(len(lines), at + 1 + number % 5)):
        lines[line] = blank + lines[line]


def _dedent(lines: list[str], at: int, number: int, token: str) -> None:
    for line in range(at, min(len(lines), at + 1 + number % 5)):
        lines[line] = lines[line][1 + number % 4 :] if lines[line].startswith(" ") else lines[line]


def _begin(lines: list[str], at: int, number: int, token: str) -> None:
    lines[at] = lines[at][: len(lines[at]) - len(lines[at].lstrip())] + token + lines[at].lstrip()


def _value(lines: list[str], at: int, number: int, token: str) -> None:
    name, colon, _ = lines[at].partition(": ")
    lines[at] = name + colon + token


def _behind(lines: list[str], at: int, number: int, token: str) -> None:
    lines[at] += token


MUTATIONS: tuple[Mutation, ...] = (
    *(_insert, _insert_many, _insert_very_many, _delete, _replace),
    *map(_of_lines, (_swap, _duplicate, _cut, _indent, _dedent, _begin, _value, _behind)),
)
ENCODINGS = (
    "utf-8",
    "utf-8",
    "utf-8",
    "utf-8",
    "utf-8",
    "utf-8-sig",
    "gb18030",
    "utf-16",
    "utf-16-le",
    "utf-8-crlf",
    "big5",
)


def encoded(text: str, encoding: str) -> bytes:
    """Return a text's bytes; what an encoding lacks becomes a question mark, a lone surrogate its three bytes."""
    if encoding == "utf-8-crlf":
        return text.replace("\n", "\r\n").encode("utf-8", "surrogatepass")
    return text.encode(encoding, "surrogatepass" if encoding.startswith("utf") else "replace")


@st.composite
def mutated(draw: st.DrawFn, pool: list[tuple[str, bytes]]) -> tuple[str, bytes]:
    """Draw a file of the pool after up to six mutations, in some encoding, perhaps with spoilt bytes."""
    role, data = draw(st.sampled_from(pool))
    text = data.decode("utf-8", "replace")
    for _ in range(draw(st.integers(0, 6))):
        mutation = draw(st.sampled_from(MUTATIONS))
        token = draw(st.one_of(st.sampled_from(TOKENS), st.text(max_size=4)))
        text = mutation(text, draw(st.integers(0, 999)) / 1000, draw(st.integers(0, 9999)), token)
    data = bytearray(encoded(text, draw(st.sampled_from(ENCODINGS))))
    for place, byte in draw(st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), max_size=2)):
        if data:
            data[place % len(data)] = byte
    return role, bytes(data[:1_100_000])


@st.composite
def stretched(draw: st.DrawFn) -> tuple[str, bytes]:
    """Draw one or two patterns, many times over, at a place of a file."""
    patterns = draw(st.lists(st.sampled_from((*PATTERNS, *TOKENS)), min_size=1, max_size=3))
    size = draw(st.sampled_from((50, 400, 1_000, 4_000, 9_000) * 5 + (30_000, 100_000, 990_000)))
    piece = "".join(patterns)
    text = placed(piece * (size // max(1, len(piece.encode("utf-8", "surrogatepass")))), draw(st.sampled_from(PLACES)))
    return draw(st.sampled_from(("project", "project", "project", "batch", "schema", "rules"))), encoded(text, "utf-8")


scalars = st.one_of(
    st.sampled_from(TOKENS),
    st.text(max_size=30),
    st.lists(st.sampled_from((*TOKENS, *PATTERNS)), max_size=12).map("".join),
    st.builds(lambda sign, number, unit: f"{sign}{number}{unit}", st.sampled_from(("≥", "=", ">=", "≤", "")), st.decimals(), st.sampled_from(("场", "%", "(个)", "人次", "", "元/人*月"))),
)  # fmt: skip
KEYS = (
    *("年度", "项目名称", "项目性质", "项目类别", "主管部门", "实施单位", "计划开始日期", "计划完成日期", "项目资金", "项目资金总额"),
    *("年度资金申请总额", "当年财政拨款", "上年结转资金", "其他资金", "财政资金", "项目总目标", "年度总体目标", "绩效指标", "成本指标"),
    *("产出指标", "效益指标", "满意度指标", "数量指标", "质量指标", "时效指标", "经济效益", "社会效益指标", "服务对象满意度指标", "三级指标", "指标值"),
)  # fmt: skip
trees = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.dictionaries(st.one_of(st.sampled_from(KEYS), scalars), inner, max_size=8), st.lists(inner, max_size=5)
    ),
    max_leaves=40,
)


def written(node: object, indent: int = 0) -> str:
    """Return a tree as a clerk would type it: no quotes, whatever the values are."""
    blank = " " * indent
    if isinstance(node, dict):
        return "\n" + "".join(f"{blank}{key}: {written(value, indent + 2)}" for key, value in node.items())
    if isinstance(node, list):
        return "\n" + "".join(f"{blank}- {written(item, indent + 2).lstrip()}" for item in node)
    return f"{node}\n"


structured = st.dictionaries(st.sampled_from(KEYS), trees, max_size=20).map(
    lambda tree: ("project", encoded(written(tree).lstrip("\n"), "utf-8"))
)
"""Files that are built like forms, with anything for values."""


def inputs(pool: list[tuple[str, bytes]]) -> st.SearchStrategy[tuple[str, bytes]]:
    """Return the strategy of all hostile inputs; three in five are files of the pool with a few changes."""
    return st.one_of(mutated(pool), mutated(pool), mutated(pool), structured, stretched())
