"""Form kinds: a fault in a folder is a finding at its file, never a rule that silently looks at nothing."""

import shutil
from pathlib import Path

import pytest

from conftest import ROOT
from formgen import building, forms
from formgen.diagnostics import Severity


def faults(tmp_path: Path, file: str, old: str, new: str) -> list[str]:
    """Return what is said of the declaration when a piece of one of its files is changed."""
    shutil.copytree(ROOT / "templates", tmp_path / "templates")
    path = tmp_path / "templates" / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    loaded, findings = forms.load(tmp_path / "templates", lambda path: path.name)
    assert (loaded is None) is bool(findings)
    return [finding.message for finding in findings]


def test_the_declaration_is_sound(tmp_path: Path) -> None:
    assert faults(tmp_path, "declaration/form.yaml", "year: 年度", "year: 年度") == []


PARTS = "parts: [项目资金.当年财政拨款, 项目资金.上年结转资金, 项目资金.其他资金]"


@pytest.mark.parametrize(
    ("file", "old", "new", "words"),
    [
        ("form.yaml", "  year: 年度", "  year: 绩效指标", "year"),
        ("form.yaml", "  year: 年度", "  year: 年份", "年份"),
        ("form.yaml", "  total: 项目资金.年度资金申请总额", "  total: 项目名称", "total"),
        ("form.yaml", "  year: 年度\n", "", "year"),
        ("schema.yaml", "required: true\n  maxlength: 100", "required: maybe\n  maxlength: 100", "required"),
        ("schema.yaml", "maxlength: 100\n", "maxlength: abc\n", "maxlength"),
        ("schema.yaml", "type: line\n  required", "type: words\n  required", "type"),
        ("schema.yaml", "type: line\n  required", "typ: line\n  required", "typ"),
        ("schema.yaml", "levels: [一级指标, 二级指标]", "levels: [一级指标]", "levels"),
        ("schema.yaml", "levels: [一级指标, 二级指标]", "levels: 一级指标", "levels"),
        ("schema.yaml", "allowed: [人员类, 运转类, 其他运转类, 特定目标类]", "allowed: 人员类", "allowed"),
        ("schema.yaml", "min: 0,", "min: 零,", "min"),
        ("schema.yaml", "meta: {unlisted: warning, hint: ", "meta: 5  # ", "meta"),
        ("schema.yaml", "levels: [一级指标, 二级指标]", "levels: [三级指标, 指标值]", "levels"),
        ("schema.yaml", "type: line\n  required", "type: line\n  regex: '('\n  required", "regex"),
        ("../batch.yaml", "type: year", "type: yr", "type"),
        ("rules.yaml", "rule: sum-mismatch", "rule: sum-missmatch", "没有这条规则"),
        ("rules.yaml", "rule: sum-mismatch", "rule: [sum-mismatch]", "没有这条规则"),
        ("rules.yaml", "    start: 计划开始日期", "    begin: 计划开始日期", "选项"),
        ("rules.yaml", "    start: 计划开始日期", "    start: 5", "start"),
        ("rules.yaml", "    start: 计划开始日期", "    start: 计划开工日期", "计划开工日期"),
        ("rules.yaml", PARTS, "parts: 项目资金.当年财政拨款", "parts"),
        ("rules.yaml", "columns: [三级指标, 指标值]", "columns: [三级指]", "三级指"),
        ("rules.yaml", "dimensions: [产出指标, 效益指标]", "dimensions: 产出指标", "dimensions"),
        ("rules.yaml", "    table: 绩效指标", "    table: 绩效指标\n    severity: fatal", "severity"),
    ],
)
def test_a_fault_in_a_form_kind_is_said(file: str, old: str, new: str, words: str, tmp_path: Path) -> None:
    messages = faults(tmp_path, f"declaration/{file}", old, new)
    assert messages and any(words in message for message in messages), messages


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("declaration/schema.yaml", "    当年财政拨款: {type: amount", "    当年财政拨款: {type: money"),
        (
            "declaration/schema.yaml",
            "          三级指标:\n            type: text",
            "          三级指标:\n            type: txt",
        ),
        ("self-evaluation/schema.yaml", "rate: [自评.预算执行.年度资金总额.全年执行数,", "rate: [自评.预算执行.没有,"),
        ("self-evaluation/schema.yaml", "绩效指标:\n", "绩效表:\n"),
        ("batch.yaml", "type: year", "type: yr"),
    ],
)
def test_a_fault_of_a_schema_is_said_where_the_field_is_declared(file: str, old: str, new: str, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "templates", tmp_path / "templates")
    path = tmp_path / "templates" / file
    before, found, after = path.read_text(encoding="utf-8").partition(old)
    assert found
    path.write_text(before + new + after, encoding="utf-8")
    _, (finding, *_) = forms.load(tmp_path / "templates", lambda path: path.name)
    assert (finding.code, finding.at.file) == ("form-fault", path.name)
    lines = path.read_text(encoding="utf-8").split("\n")
    changed = before.count("\n") + 1
    label = lines[finding.at.line - 1].strip().partition(":")[0]
    assert 1 < finding.at.line <= changed and f"{label}”" in finding.message, finding
    assert finding.hint and (finding.at.column or 0) >= 1


def test_a_folder_without_form_kinds_is_a_fault(tmp_path: Path) -> None:
    loaded, findings = forms.load(tmp_path, str)
    assert loaded is None
    assert {finding.code for finding in findings} == {"form-fault"}


def test_several_kinds_are_found(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "templates", tmp_path / "templates")
    shutil.copytree(ROOT / "templates/declaration", tmp_path / "templates/other")
    loaded, findings = forms.load(tmp_path / "templates", str)
    assert loaded is not None and not findings
    assert {"declaration", "other"} <= set(loaded.kinds)
    assert sorted(loaded.families) == ["declaration", "other"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("申报表/{{ 项目名称 }}.docx", "申报表/{{ 项目 }}.docx"),
        ("申报表/{{ 项目名称 }}.docx", "申报表/{{ 项目名称 .docx"),
        ("年度财政项目支出绩效目标申报表", "{{ 年度 | 个数 }}"),
        ("{{ 年度 }}年度项目绩效目标汇总表.xlsx", "{{ 没有 }}.xlsx"),
    ],
)
def test_a_wrong_name_of_an_output_is_said_at_form_yaml(old: str, new: str, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "templates", tmp_path / "templates")
    path = tmp_path / "templates/declaration/form.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    result = building.run([ROOT / "projects/2025"], tmp_path / "out", tmp_path / "templates", lambda path: path.name)
    errors = [finding for finding in result.findings if finding.severity is Severity.ERROR]
    assert {(finding.code, finding.at.file) for finding in errors} == {("template-fault", "form.yaml")}
    assert not list((tmp_path / "out").rglob("*.*x"))


def test_an_option_that_a_rule_can_do_without_may_be_left_out(tmp_path: Path) -> None:
    bound = (
        "  - rule: points-sum\n    points: [自评.预算执行.年度资金总额.分值]\n    table: 绩效指标\n    column: 分值\n"
    )
    rules_file = "self-evaluation/rules.yaml"
    text = (ROOT / "templates" / rules_file).read_text(encoding="utf-8")
    assert bound in text, "the rule is bound with all of its options"
    without = bound.replace("    points: [自评.预算执行.年度资金总额.分值]\n", "")
    assert faults(tmp_path / "optional", rules_file, bound, without) == []
    messages = faults(tmp_path / "needed", rules_file, bound, without.replace("    column: 分值\n", ""))
    assert messages and "points-sum 的选项" in messages[0]
