"""Several papers from one project file: what a kind adds to another, when a paper is made, and what keeps it back."""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from conftest import ROOT
from formgen import building, forms, package
from formgen.diagnostics import Diagnostic

BASE = {
    "form.yaml": """
title: 申报表
roles: {project_name: 名称, year: 年度, total: 资金.总额, unit: 单位, table: 指标}
word:
  - {template: form.docx, output: "申报表/{{ 名称 }}.docx", title: "{{ 名称 }}"}
""",
    "schema.yaml": """
名称: {type: line, required: true}
年度: {type: year, required: true}
单位: {type: line, required: true}
资金: {type: dict, required: true, schema: {总额: {type: amount, required: true}}}
指标:
  type: dict
  required: true
  meta: {levels: [一级]}
  keysrules: {type: line}
  valuesrules:
    type: list
    schema:
      type: dict
      schema:
        名: {type: line, required: true}
        值: {type: measure, required: true}
""",
    "rules.yaml": "rules:\n  - rule: only-symbols\n    table: 指标\n    columns: [名, 值]\n",
    "form.docx": [
        "{{ 名称 }} {{ 年度 }} {{ 单位 }} {{ 资金.总额 }}",
        "{%tr for 行 in 指标 %}",
        "{{ 行.一级 }}，{{ 行.名 }}，{{ 行.值 }}",
        "{%tr endfor %}",
    ],
}
LATER = {
    "form.yaml": """
title: 自评表
extends: [base]
section: 自评
word:
  - {template: form.docx, output: "自评表/{{ 名称 }}.docx", title: "{{ 名称 }}"}
  - {template: list.docx, output: "全部自评.docx", title: 全部自评, each: batch}
""",
    "schema.yaml": """
自评:
  type: dict
  required: true
  schema:
    情况: {type: text, required: true}
    内部编号: {type: line, nullable: true, meta: {unprinted: 只供查找}}
资金: {type: dict, schema: {执行数: {type: amount, required: true, meta: {hint: 写执行数}}}}
指标: {columns: {完成值: {type: line, required: true}}}
""",
    "rules.yaml": "rules:\n  - rule: amount-above-total\n    part: 资金.执行数\n    whole: 资金.总额\n",
    "form.docx": [
        "{{ 名称 }}：{{ 自评.情况 }}，{{ 资金.执行数 }}",
        "{%tr for 行 in 指标 %}",
        "{{ 行.完成值 }}",
        "{%tr endfor %}",
    ],
    "list.docx": ["{%tr for 每 in 项目 %}", "{{ 每.名称 }} {{ 每.资金.执行数 }}", "{%tr endfor %}"],
}  # fmt: skip
DECLARED = """\
名称: 甲项目
年度: 2031
单位: 示例单位
资金:
  总额: 5.00
指标:
  产出:
    - 名: 次数
      值: ≥3 次
"""
EVALUATED = """\
名称: 甲项目
年度: 2031
单位: 示例单位
资金:
  总额: 5.00
  执行数: 4.00
指标:
  产出:
    - 名: 次数
      值: ≥3 次
      完成值: 4次
自评:
  情况: 都做完了
"""


def docx(rows: list[str]) -> bytes:
    """Return a template of one column with these cell texts."""
    cells = "".join(
        '<w:tr><w:tc><w:tcPr><w:tcW w:w="4000" w:type="dxa"/></w:tcPr>'
        f"<w:p><w:r><w:t>{row}</w:t></w:r></w:p></w:tc></w:tr>"
        for row in rows
    )
    parts = package.read((ROOT / "templates/declaration/form.docx").read_bytes())
    xml = parts["word/document.xml"].decode()
    parts["word/document.xml"] = re.sub(r"<w:tr>.*</w:tr>", lambda _: cells, xml, flags=re.DOTALL).encode()
    return package.write(parts)


@dataclass
class Place:
    """A folder with form kinds and a year of projects."""

    folder: Path

    def kind(self, name: str, files: dict[str, str | list[str]], **changes: tuple[str, str]) -> None:
        """Write a kind's folder, in which a piece of a file may be changed."""
        folder = self.folder / "templates" / name
        folder.mkdir(parents=True, exist_ok=True)
        for file, content in files.items():
            if isinstance(content, list):
                (folder / file).write_bytes(docx(content))
                continue
            old, new = changes.get(file.partition(".")[0], ("", ""))
            assert old in content
            (folder / file).write_text(content.replace(old, new, 1) if old else content, encoding="utf-8")

    def project(self, name: str, text: str, year: str = "2031") -> None:
        path = self.folder / "projects" / year / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def load(self) -> tuple[forms.Forms | None, list[str]]:
        loaded, findings = forms.load(self.folder / "templates", lambda path: path.name)
        return loaded, [finding.message for finding in findings]

    def build(self, year: str = "2031") -> building.Build:
        folder = self.folder / "projects" / year
        return building.run([folder], self.folder / "out", self.folder / "templates", lambda path: path.name)

    def made(self) -> list[str]:
        out = self.folder / "out"
        return sorted(path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file())


@pytest.fixture
def place(tmp_path: Path) -> Place:
    place = Place(tmp_path)
    place.kind("base", BASE)
    place.kind("later", LATER)
    return place


def said(findings: list[Diagnostic]) -> list[tuple[str, int | None, str]]:
    return [(finding.code, finding.at.line, finding.severity.value) for finding in findings]


DECLARATION, EVALUATION, OF_ALL = "2031/申报表/甲项目.docx", "2031/自评表/甲项目.docx", "2031/全部自评.docx"


def test_before_its_section_is_there_a_paper_asks_for_nothing(place: Place) -> None:
    place.project("a.yaml", DECLARED)
    result = place.build()
    assert result.findings == [] and result.waiting == []
    assert place.made() == [DECLARATION]


def test_with_its_section_a_paper_is_made(place: Place) -> None:
    place.project("a.yaml", EVALUATED)
    result = place.build()
    assert result.findings == [] and result.waiting == []
    assert place.made() == [OF_ALL, DECLARATION, EVALUATION]


@pytest.mark.parametrize(
    ("old", "new", "finding"),
    [
        ("      完成值: 4次\n", "", ("field-missing", 9, "error")),
        ("  执行数: 4.00\n", "", ("field-missing", 4, "error")),
        ("  情况: 都做完了\n", "  情况:\n", ("value-empty", 13, "error")),
        ("执行数: 4.00", "执行数: 四", ("amount-unreadable", 6, "error")),
        ("执行数: 4.00", "执行数: 5.01", ("amount-above-total", 6, "error")),
        ("  情况: 都做完了\n", "  情况: 都做完了\n  结论: 好\n", ("unknown-key", 14, "error")),
    ],
)
def test_an_error_in_a_later_paper_keeps_no_other_back(
    old: str, new: str, finding: tuple[str, int, str], place: Place
) -> None:
    assert EVALUATED.count(old) == 1
    place.project("a.yaml", EVALUATED.replace(old, new))
    result = place.build()
    assert said(result.findings) == [finding]
    assert result.findings[0].kinds == ("later",)
    assert place.made() == [DECLARATION]


@pytest.mark.parametrize(
    ("old", "new"), [("  总额: 5.00\n", "  总额: 五\n"), ("值: ≥3 次", "值: ≥3"), ("单位: 示例单位\n", "")]
)
def test_an_error_in_what_a_paper_builds_upon_keeps_both_back(old: str, new: str, place: Place) -> None:
    place.project("a.yaml", EVALUATED.replace(old, new))
    result = place.build()
    assert [finding.kinds for finding in result.findings] == [("base",)]
    assert place.made() == []


def test_a_mistake_of_typing_keeps_all_back(place: Place) -> None:
    place.project("a.yaml", EVALUATED.replace("自评:\n", "没有这一项: 甲\n自评:\n"))
    result = place.build()
    assert [(finding.code, finding.kinds) for finding in result.findings] == [("unknown-key", ())]
    assert place.made() == []


def test_a_year_says_which_papers_it_wants(place: Place) -> None:
    place.project("a.yaml", DECLARED)
    place.project("b.yaml", EVALUATED.replace("甲项目", "乙项目"))
    place.project("batch.yaml", "年度: 2031\n项目: [a.yaml, b.yaml]\n表单: [base, later]\n")
    result = place.build()
    assert result.findings == []
    (waiting,) = result.waiting
    assert (waiting.title, waiting.section, waiting.files, waiting.count) == ("自评表", "自评", ("a.yaml",), 2)
    assert place.made() == ["2031/申报表/乙项目.docx", DECLARATION, "2031/自评表/乙项目.docx"]
    assert OF_ALL not in place.made(), "what lists all projects waits for all of them"


def test_a_paper_that_no_year_wants_is_not_made_and_that_is_said(place: Place) -> None:
    place.project("a.yaml", EVALUATED)
    place.project("batch.yaml", "年度: 2031\n项目: [a.yaml]\n表单:\n  - base\n")
    result = place.build()
    assert said(result.findings) == [("value-without-form", 6, "warning")]
    assert "later" in result.findings[0].message and "- later" in (result.findings[0].hint or "")
    assert place.made() == [DECLARATION]


def test_a_value_beside_an_indicator_without_its_section_is_said(place: Place) -> None:
    place.project("a.yaml", EVALUATED[: EVALUATED.index("自评:")].replace("  执行数: 4.00\n", ""))
    result = place.build()
    assert said(result.findings) == [("value-without-form", 10, "warning")]
    assert "“自评:”" in (result.findings[0].hint or "")
    assert place.made() == [DECLARATION]


def test_a_value_that_its_own_paper_does_not_print_is_an_error(place: Place) -> None:
    place.kind("later", {**LATER, "form.docx": [row.replace("{{ 自评.情况 }}", "") for row in LATER["form.docx"]]})
    place.project("a.yaml", EVALUATED)
    result = place.build()
    assert said(result.findings) == [("value-not-printed", 13, "error")]
    assert place.made() == []


def test_what_one_paper_prints_no_other_needs_to(place: Place) -> None:
    """The later paper leaves out the department of the declaration, the number says why no paper prints it."""
    place.project("a.yaml", EVALUATED + "  内部编号: 七〇一\n")
    assert place.build().findings == []
    assert len(place.made()) == 3


def test_a_folder_that_is_no_year_keeps_its_files_apart(place: Place) -> None:
    place.project("a.yaml", DECLARED, year="2031-sample")
    assert place.build("2031-sample").findings == []
    assert place.made() == ["2031-sample/申报表/甲项目.docx"]


def test_each_paper_has_its_own_bindings(place: Place) -> None:
    loaded, messages = place.load()
    assert loaded and messages == []
    assert {name: len(kind.bindings) for name, kind in loaded.kinds.items()} == {"base": 1, "later": 1}
    assert loaded.kinds["later"].lineage == ("base", "later")
    assert loaded.kinds["later"].roles is loaded.kinds["base"].roles
    assert list(loaded.families) == ["base"]


@pytest.mark.parametrize(
    ("file", "old", "new", "words"),
    [
        ("form", "extends: [base]", "extends: [basis]", "basis"),
        ("form", "extends: [base]", "extends: [later]", "later"),
        ("form", "extends: [base]\n", "", "columns"),
        ("form", "extends: [base]\n", "extends: [base]\nroles: {project_name: 名称, year: 年度}\n", "roles"),
        ("form", "section: 自评", "section: 自我评价", "自我评价"),
        ("form", "each: batch", "each: year", "each"),
        ("schema", "指标: {columns:", "指标表: {columns:", "没有“指标表”这张表格"),
        ("schema", "指标: {columns: {", "指标: {type: dict, columns: {", "不能再写别的"),
        ("schema", "{完成值: {type: line", "{名: {type: text", "“指标[].名”在要接的表里已经有了"),
        ("schema", "{执行数: {type: amount", "{总额: {type: line", "“资金.总额”在要接的表里已经有了"),
        ("schema", "{完成值: {type: line", "{完成值: {type: words", "type"),
        ("rules", "资金.执行数", "资金.执行", "资金.执行"),
    ],
)
def test_a_fault_in_what_a_kind_adds_is_said(file: str, old: str, new: str, words: str, place: Place) -> None:
    place.kind("later", LATER, **{file: (old, new)})
    loaded, messages = place.load()
    assert loaded is None
    assert any(words in message for message in messages), messages


def test_two_kinds_may_ask_for_the_same_field(place: Place) -> None:
    """It is as necessary as the stricter of those asks that the project has come to, and both must print it."""
    place.kind("third", {**LATER, "form.docx": LATER["form.docx"], "list.docx": LATER["list.docx"]})
    place.kind(
        "third",
        {
            "form.yaml": LATER["form.yaml"].replace("section: 自评", "section: 公开").replace("自评", "公开"),
            "schema.yaml": "公开: {type: line}\n指标: {columns: {完成值: {type: line, nullable: true}}}\n",
            "rules.yaml": "rules: []\n",
            "form.docx": ["{{ 名称 }}：{{ 公开 }}", "{%tr for 行 in 指标 %}", "{{ 行.完成值 }}", "{%tr endfor %}"],
            "list.docx": ["全部"],
        },
    )
    loaded, messages = place.load()
    assert loaded, messages
    place.project("a.yaml", DECLARED + "公开: 已公开\n")
    assert place.build().findings == []
    assert place.made() == [OF_ALL.replace("自评", "公开"), "2031/公开表/甲项目.docx", DECLARATION]
    place.project("a.yaml", EVALUATED.replace("      完成值: 4次\n", "") + "公开: 已公开\n")
    assert [(finding.code, finding.kinds) for finding in place.build().findings] == [
        ("field-missing", ("later", "third"))
    ]


def test_kinds_of_two_families_do_not_share_a_folder(place: Place) -> None:
    place.kind("other", BASE)
    place.project("a.yaml", DECLARED)
    result = place.build()
    assert said(result.findings) == [("kind-unknown", None, "error")]
    place.project("batch.yaml", "年度: 2031\n项目: [a.yaml]\n表单:\n  - base\n  - other\n")
    result = place.build()
    assert said(result.findings) == [("kind-unknown", 5, "error")] and place.made() == [DECLARATION]
    place.project("batch.yaml", "年度: 2031\n项目: [a.yaml]\n表单:\n  - other\n")
    assert place.build().findings == []


def test_a_folder_of_kinds_needs_no_batch_file_of_its_own(place: Place) -> None:
    assert not (place.folder / "templates/batch.yaml").exists()
    loaded, messages = place.load()
    assert loaded and messages == [] and loaded.batch_roles["kinds"] == "表单"


def test_what_two_papers_say_alike_is_one_finding_of_both(place: Place) -> None:
    place.kind("later", LATER, rules=("rules:\n", BASE["rules.yaml"] + "    severity: warning\n"))
    place.kind("base", BASE, rules=("columns: [名, 值]", "columns: [名, 值]\n    severity: warning"))
    place.project("a.yaml", EVALUATED.replace("名: 次数", "名: '--'"))
    assert [(finding.code, finding.kinds) for finding in place.build().findings] == [
        ("only-symbols", ("base", "later"))
    ]


def test_a_measure_may_be_printed_as_its_parts(place: Place) -> None:
    rows = [
        row.replace("{{ 行.值 }}", "{{ 行.值 | 符号 }} {{ 行.值 | 数值 }} {{ 行.值 | 单位 }}")
        for row in BASE["form.docx"]
    ]
    place.kind("base", {**BASE, "form.docx": rows})
    place.project("a.yaml", DECLARED)
    assert place.build().findings == []
    without_sign = [row.replace("{{ 行.值 | 符号 }} ", "") for row in rows]
    place.kind("base", {**BASE, "form.docx": without_sign})
    assert said(place.build().findings) == [("value-not-printed", 9, "error")]


def test_what_errors_hold_back_is_named(place: Place) -> None:
    place.project("a.yaml", EVALUATED)
    place.project("b.yaml", EVALUATED.replace("甲项目", "乙项目").replace("完成值: 4次", "完成值:"))
    result = place.build()
    assert result.held == ["自评表"] and result.waiting == []
    assert OF_ALL not in place.made()
    place.project("b.yaml", DECLARED.replace("甲项目", "乙项目"))
    result = place.build()
    assert result.held == [] and [one.title for one in result.waiting] == ["自评表"]
    place.project("b.yaml", EVALUATED.replace("甲项目", "乙项目"))
    result = place.build()
    assert result.held == [] and result.waiting == [] and OF_ALL in place.made()


def test_columns_may_be_added_to_a_table_without_levels(place: Place) -> None:
    place.kind(
        "base",
        BASE,
        schema=("指标:\n", "名单: {type: list, schema: {type: dict, schema: {人: {type: line}}}}\n指标:\n"),
    )
    place.kind("later", LATER, schema=("指标: {columns:", "名单: {columns: {到: {type: line}}}\n指标: {columns:"))
    loaded, messages = place.load()
    assert loaded, messages
    rows = loaded.kinds["later"].visible["名单"]["schema"]["schema"]
    assert list(rows) == ["人", "到"]


def test_a_fault_in_the_rules_is_said_when_a_file_comes_to_the_form(place: Place) -> None:
    rules = place.folder / "templates/later/rules.yaml"
    rules.write_text(rules.read_text(encoding="utf-8").replace("资金.总额", "资金.没有"), encoding="utf-8")
    place.project("1.yaml", DECLARED)
    assert said(place.build().findings) == []
    place.project("2.yaml", EVALUATED)
    place.project("3.yaml", "名称: [")
    built = place.build()
    assert [(finding.code, finding.at.file) for finding in built.findings] == [("form-fault", "rules.yaml")]
    assert built.projects == []
    loaded, messages = place.load()
    assert loaded is None and messages == [finding.message for finding in built.findings]
