"""Annotations for GitHub: nothing that was typed ends a command or begins another."""

from dataclasses import replace
from urllib.parse import unquote

import pytest

from formgen.diagnostics import Diagnostic, Location, error, info, warning
from formgen.report import Report, github

AT = Location("projects/2026/01.yaml", 3, 5, 3, 8)


def render(*findings: Diagnostic) -> str:
    return github.render(Report(findings, [], lambda file: []))


def test_a_finding_is_one_command_with_its_place_and_what_to_do() -> None:
    assert render(error("sum-mismatch", "各项之和不符", AT, "改总额")) == (
        "::error file=projects/2026/01.yaml,line=3,col=5,endLine=3,endColumn=8,title=sum-mismatch"
        "::各项之和不符%0A提示：改总额\n"
    )


def test_each_severity_has_its_command() -> None:
    made = render(error("a", "甲", AT), warning("a", "甲", AT), info("a", "甲", AT))
    assert [line.split(" ")[0] for line in made.splitlines()] == ["::error", "::warning", "::notice"]


@pytest.mark.parametrize(
    ("at", "properties"),
    [
        (Location("甲.yaml"), "file=甲.yaml"),
        (Location("甲.yaml", 3), "file=甲.yaml,line=3"),
        (Location("甲.yaml", 3, 5), "file=甲.yaml,line=3,col=5"),
        (Location("甲.yaml", 3, 5, 6, 1), "file=甲.yaml,line=3,endLine=6"),
        (Location("a b,c:d%#.yaml", 3, 5), "file=a b%2Cc%3Ad%25#.yaml,line=3,col=5"),
    ],
)
def test_a_place_is_given_as_far_as_it_is_known(at: Location, properties: str) -> None:
    assert render(error("a", "甲", at)) == f"::error {properties},title=a::甲\n"


def test_a_place_in_an_office_file_is_said_in_words() -> None:
    at = Location("汇总.xlsx", part="汇总!C7")
    assert render(error("a", "少了一个值", at)) == "::error file=汇总.xlsx,title=a::汇总!C7：少了一个值\n"


@pytest.mark.parametrize("hostile", ["甲\n::warning::乙", "甲\r\n::error::乙", "100%", "%0A::error::甲", "a,b:c::d"])
def test_nothing_that_was_typed_makes_a_command(hostile: str) -> None:
    made = render(error("a", hostile, Location(hostile, 1), hostile))
    assert made.count("\n") == 1 and made.endswith("\n") and "\r" not in made
    command, message = made[2:-1].split("::", 1)
    assert [pair.split("=")[0] for pair in command.split(" ", 1)[1].split(",")] == ["file", "line", "title"]
    assert unquote(command.split("file=")[1].split(",")[0]) == hostile
    assert unquote(message).count("\n") == 1, "the one before the hint"


def test_silenced_findings_are_left_out() -> None:
    assert render(replace(warning("a", "甲", AT), silenced="上年批复如此")) == ""
