"""Random valid projects, rendered and read back by other libraries: nothing lost, nothing changed, nothing moved."""

import json
import tempfile
from decimal import Decimal
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from conftest import ROOT
from formgen import building
from readers import Form, expected_grid, sheet_grids, word_grid, workbook

# Characters that break templates, XML, formulas, YAML or widths, among ordinary ones of several scripts.
AWKWARD = "&<>{}%#=+-@'\"_*|:：（）()[]“”，。、；…—·\\/　 \u00a0\u0301é𠮷😀龘ABCabc019≥≤元场科技"
FRAGMENTS = [
    "{{",
    "}}",
    "{%",
    "%}",
    "{_{",
    "｛｛",
    "]]>",
    "&amp;",
    "_x0041_",
    "=SUM(A1)",
    "<w:t>",
    "--",
    "{{ 项目名称 }}",
]
SIGNS = {"≥": "≥", ">=": "≥", "≤": "≤", "=": "=", "＝": "=", ">": ">", "<": "<", "≧": "≥"}


def is_text(text: str) -> bool:
    """Return whether a text is neither blank nor symbols alone, which formgen refuses."""
    return bool(text.strip()) and bool(text.strip("-_*－—–＿＊ 　\u00a0\t\n"))


pieces = st.one_of(st.text(AWKWARD, max_size=12), st.sampled_from(FRAGMENTS))
lines = (
    st.lists(pieces, min_size=1, max_size=4).map("".join).filter(is_text).map(lambda text: text[:100]).filter(is_text)
)
texts = st.lists(st.one_of(lines, st.just("")), min_size=1, max_size=5).map("\n".join).filter(is_text)
names = texts.map(lambda text: text[:100]).filter(is_text)
cents = st.integers(0, 10**13 - 1)
qualitative = texts.filter(lambda text: text.strip(" \t\u3000\u00a0")[0] not in "≥≤=><＝＞＜≧≦═‹›﹥﹤⩾⩽")


@st.composite
def measures(draw: st.DrawFn) -> tuple[str, str]:
    """Return a measure as somebody may type it, and as the form prints it."""
    typed, sign = draw(st.sampled_from(sorted(SIGNS.items())))
    number = Decimal(draw(st.integers(0, 10**9))).scaleb(-draw(st.integers(0, 2)))
    unit = draw(st.sampled_from(["次", "场", "%", "百分比", "元/人*月", "台（套）", "万人次", "TB", "㎡"]))
    bracket = draw(st.sampled_from(["{}", "({})", "（{}）"]))
    blank = draw(st.sampled_from(["", " "]))
    return f"{typed}{blank}{number}{blank}{bracket.format(unit)}", f"{sign}{number:.2f}({unit})"


@st.composite
def forms(draw: st.DrawFn) -> tuple[dict[str, Any], Form]:
    """Return a project as its file says it, and the form that must come out."""
    money = [draw(cents) for _ in range(3)]
    whole = draw(st.none() | st.lists(cents, min_size=2, max_size=2).map(lambda parts: [sum(money), *parts]))
    rows, table = [], {}
    for first in ["产出指标", "效益指标", *draw(st.lists(st.sampled_from(["满意度指标", "成本指标"]), unique=True))]:
        table[first] = {}
        for second in draw(st.lists(lines, min_size=1, max_size=3, unique=True)):
            table[first][second] = []
            for name in draw(st.lists(names, min_size=1, max_size=3)):
                typed, shown = draw(st.one_of(measures(), qualitative.map(lambda text: (text, text))))
                table[first][second].append({"三级指标": name, "指标值": typed})
                rows.append([first, second, name, shown])
    typed, shown = draw(measures())
    table["产出指标"].setdefault("数量指标", []).append({"三级指标": "数量", "指标值": typed})
    last = max(index for index, row in enumerate(rows) if row[0] == "产出指标")
    same = [index for index, row in enumerate(rows) if row[:2] == ["产出指标", "数量指标"]]
    rows.insert((same[-1] if same else last) + 1, ["产出指标", "数量指标", "数量", shown])
    yuan = [f"{Decimal(amount).scaleb(-2):,.2f}" for amount in [sum(money), *money]]
    long_term = [] if whole is None else [sum(money) * 2, sum(money), sum(money)]
    left = [f"{Decimal(amount).scaleb(-2):,.2f}" for amount in long_term] or ["", "", ""]
    form: Form = {
        "项目名称": draw(lines), "年度": "2031", "项目性质": "阶段性项目", "项目类别": draw(lines),
        "主管部门": draw(lines), "实施单位": draw(lines),
        "计划开始日期": "2030-02-28", "计划完成日期": "2032-02-29",
        "项目资金总额": left[0], "财政资金": left[1], "项目其他资金": left[2],
        "年度资金申请总额": yuan[0], "当年财政拨款": yuan[1], "上年结转资金": yuan[2], "年度其他资金": yuan[3],
        "项目总目标": draw(st.just("") | texts), "年度总体目标": draw(texts), "绩效指标": rows,
    }  # fmt: skip
    same_keys = ("年度", "项目名称", "项目性质", "项目类别", "主管部门", "实施单位", "计划开始日期", "计划完成日期")
    project = {key: form[key] for key in same_keys} | {
        "项目资金": {
            "年度资金申请总额": yuan[0], "当年财政拨款": yuan[1], "上年结转资金": yuan[2], "其他资金": yuan[3],
            "项目资金总额": {"总额": left[0], "财政资金": left[1], "其他资金": left[2]},
        },
        "项目绩效目标": {"项目总目标": form["项目总目标"], "年度总体目标": form["年度总体目标"]},
        "绩效指标": table,
    }  # fmt: skip
    return project, form


def as_yaml(value: Any, indent: str = "") -> str:
    """Return YAML with every key and text in double quotes, JSON's escapes being YAML's."""
    if isinstance(value, dict):
        entries = (
            f"{indent}{json.dumps(key, ensure_ascii=False)}:{_after(child, indent)}" for key, child in value.items()
        )
        return "".join(entries)
    return "".join(f"{indent}-{_after(item, indent)}" for item in value)


def _after(value: Any, indent: str) -> str:
    if isinstance(value, str):
        return f" {json.dumps(value, ensure_ascii=False)}\n"
    return f"\n{as_yaml(value, indent + '  ')}"


@given(st.lists(forms(), min_size=1, max_size=2))
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # shrinking takes minutes, and the differing cells are shown
)
def test_what_was_typed_is_what_stands_in_both_files(batch: list[tuple[dict[str, Any], Form]]) -> None:
    for number, (project, form) in enumerate(batch):
        project["项目名称"] = form["项目名称"] = f"{number}{form['项目名称']}"[:100]
    with tempfile.TemporaryDirectory() as folder:
        for number, (project, _) in enumerate(batch):
            Path(folder, f"{number}.yaml").write_text(as_yaml(project), encoding="utf-8")
        result = building.run([Path(folder)], Path(folder, "out"), ROOT / "templates", str)
        assert [finding for finding in result.findings if finding.severity.value == "error"] == []
        for built, (_, form) in zip(result.projects, batch, strict=True):
            (document,) = built.documents
            assert sorted(word_grid(document.read_bytes())) == sorted(expected_grid(form))
        path, _ = result.of_batch
        book = workbook(path.read_bytes(), values=True)
        for grid, (_, form) in zip(sheet_grids(book["申报表"]), batch, strict=True):
            assert sorted(in_logical_rows(grid)) == sorted(expected_grid(form))


def in_logical_rows(grid: set[Any]) -> set[Any]:
    """Count a row that is spread over several rows of the sheet, because it is taller than Excel allows, as one."""
    starts = sorted({cell.row for cell in grid})
    order = {row: number for number, row in enumerate(starts, start=1)}
    ends = {row: number for number, row in enumerate([*starts[1:], max(c.row + c.down for c in grid)], start=1)}
    return {
        type(cell)(
            order[cell.row], cell.column, ends[cell.row + cell.down] - order[cell.row] + 1, cell.across, cell.text
        )
        for cell in grid
    }
