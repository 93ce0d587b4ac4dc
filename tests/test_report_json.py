"""JSON for programs: what docs/json.md promises, key by key."""

import json
import re
from dataclasses import fields
from pathlib import Path

from conftest import ROOT
from formgen import checking
from formgen.diagnostics import Diagnostic, Fix, Location, Severity, error
from formgen.report import Report
from formgen.report import json as report_json

MANUAL = (ROOT / "docs/json.md").read_text(encoding="utf-8")
AT = Location("projects/2026/一 #1.yaml", 3, 5, 3, 8, key="项目资金.其他资金")
FULL = Diagnostic(
    "full-width-digits",
    Severity.WARNING,
    "金额里有全角数字",
    AT,
    "改成半角",
    (Location("projects/2026/二.yaml"), Location("output/2026/汇总.xlsx", part="汇总!C7")),
    Fix(AT, "12.00"),
    "单位的系统如此导出",
)


def render(*findings: Diagnostic) -> str:
    return report_json.render(Report(findings, [], lambda file: []))


def test_every_attribute_of_a_finding_is_there() -> None:
    (found,) = json.loads(render(FULL))["findings"]
    assert list(found) == [one.name for one in fields(Diagnostic)]
    assert list(found["at"]) == [one.name for one in fields(Location)]
    assert list(found["fix"]) == [one.name for one in fields(Fix)]
    assert found["severity"] == "warning"
    assert found["at"] == {
        "file": "projects/2026/一 #1.yaml",
        "line": 3,
        "column": 5,
        "end_line": 3,
        "end_column": 8,
        "key": "项目资金.其他资金",
        "part": None,
    }
    assert found["fix"] == {"at": found["at"], "text": "12.00"}
    assert [one["part"] for one in found["related"]] == [None, "汇总!C7"]
    assert found["silenced"] == "单位的系统如此导出"


def test_what_a_finding_lacks_is_null() -> None:
    (found,) = json.loads(render(error("some-code", "不对", Location("甲.yaml"))))["findings"]
    assert {name for name, value in found.items() if value is None} == {"hint", "fix", "silenced"}
    assert found["related"] == [] and found["at"]["line"] is None


def test_the_summary_counts_what_is_open_and_what_is_silenced() -> None:
    made = json.loads(render(error("a", "甲", AT), FULL))
    assert made["summary"] == {"projects": 0, "error": 1, "warning": 0, "info": 0, "silenced": 1}
    assert made["version"] == 1


def test_chinese_is_readable_and_the_same_findings_give_the_same_text() -> None:
    assert "金额里有全角数字" in render(FULL)
    assert render(FULL) == render(FULL)


def test_the_manual_names_every_key_and_no_other() -> None:
    named = set(re.findall(r"^\| ((?:`[a-z_]+`、?)+) \|", MANUAL, re.MULTILINE))
    keys = {key for group in named for key in re.findall("[a-z_]+", group)}
    assert len(keys) > 15
    assert keys == {
        *("version", "summary", "findings"),
        *(one.name for one in (*fields(Diagnostic), *fields(Location))),
    }


def test_the_example_of_the_manual_is_what_the_mistake_gives(tmp_path: Path) -> None:
    path = tmp_path / "01.yaml"
    text = (ROOT / "templates/declaration/example.yaml").read_text(encoding="utf-8")
    for typed, instead in ((" 136,500.50", ""), ("当年财政拨款: 1,000,000.00", "当年财政拨款: 1,136,500.00")):
        assert typed in text
        text = text.replace(typed, instead)
    path.write_text(text, encoding="utf-8")
    found = checking.run([path], ROOT / "templates", lambda path: f"projects/2025/{path.name}")
    made = report_json.render(Report(found.findings, found.projects, lambda file: []))
    assert f"```json\n{made}```" in MANUAL
