"""What `check` can do besides looking, and the commands that explain: as a clerk meets them."""

import json
import re
import sys
from collections.abc import Callable

import pytest

from conftest import ROOT
from formgen import cli, forms, json_schema, rules
from test_cli import Place, place, project

__all__ = ["place"]  # the fixture

VAGUE = ("        指标值: ≥98.5%                # 印成 ≥98.50(%)", "        指标值: 良好")


def with_vague_value(name: str, comment: str = "") -> str:
    text = project(name)
    assert VAGUE[0] in text
    return text.replace(VAGUE[0], VAGUE[1] + comment)


def line_of(text: str, part: str) -> int:
    (number,) = [number for number, line in enumerate(text.split("\n"), start=1) if part in line]
    return number


# --- weighing --------------------------------------------------------------------------------------------------------


def test_a_warning_counts_only_when_asked(place: Place) -> None:
    place.write("b.yaml", with_vague_value("乙项目"))
    code, findings = place.findings("check", "projects/2025/b.yaml")
    assert code == 0 and [line.split(" ")[1] for line in findings] == ["vague-value"]
    assert place.findings("check", "--strict", "projects/2025/b.yaml") == (1, findings)
    code, _ = place.run("build", "--strict")
    assert code == 1
    assert "2025/申报表/乙项目.docx" in place.outputs(), "a warning keeps no document from being written"


def test_a_silenced_warning_counts_no_more_and_is_counted(place: Place) -> None:
    text = with_vague_value("乙项目", "  # formgen: 忽略 vague-value 因为第三方只给等级")
    place.write("b.yaml", text)
    code, printed = place.run("check", "--strict", "projects/2025/b.yaml")
    assert (code, printed) == (0, "检查了 1 个项目：没有问题，已忽略 1 个\n")


def test_a_year_weighs_rules_anew_in_batch_yaml(place: Place) -> None:
    place.write("b.yaml", with_vague_value("乙项目"))
    place.write("batch.yaml", "年度: 2025\n规则级别:\n  vague-value: 错误\n")
    code, text = place.run("check")
    assert code == 1 and re.search(r"b\.yaml:[0-9]+:[0-9]+: 错误 \[vague-value\]", text)
    place.write("batch.yaml", "年度: 2025\n规则级别: {vague-value: 提示}\n")
    code, text = place.run("check", "--strict")
    assert code == 0 and re.search(r"b\.yaml:[0-9]+:[0-9]+: 提示 \[vague-value\]", text)


@pytest.mark.parametrize(
    ("levels", "found"),
    [
        ("{vague-valu: 提示}", "projects/2025/batch.yaml:2:8 rule-unknown"),
        ("{vague-value: 关闭}", "projects/2025/batch.yaml:2:21 value-not-listed"),
    ],
)
def test_a_level_that_cannot_be_is_said_at_its_place(place: Place, levels: str, found: str) -> None:
    place.write("batch.yaml", f"年度: 2025\n规则级别: {levels}\n")
    assert place.findings("check") == (1, [found])


# --- mending ---------------------------------------------------------------------------------------------------------


def test_fix_mends_the_named_files_shows_the_difference_and_does_nothing_the_second_time(place: Place) -> None:
    sound = project("乙项目")
    typed = sound.replace("项目类别: ", "项目类别：").replace("年度: 2025", "年度: ２０２５", 1)
    other = project("甲项目").replace("项目类别: ", "项目类别：")
    path, untouched = place.write("b.yaml", typed), place.write("a.yaml", other)
    batch = place.write("batch.yaml", "年度：2025\n")
    code, text = place.run("check", "--fix", "projects/2025/b.yaml")
    assert code == 1, "batch.yaml is still wrong"
    assert path.read_text(encoding="utf-8") == sound
    assert untouched.read_text(encoding="utf-8") == other
    assert batch.read_text(encoding="utf-8") == "年度：2025\n", "it was not named"
    batch.unlink()
    assert "-项目类别：" in text and "+项目类别: " in text and "改好了 1 个文件" in text
    code, text = place.run("check", "--fix", "projects/2025/b.yaml")
    assert (code, text) == (0, "没有可以自动改的地方\n检查了 1 个项目：没有问题\n")
    assert path.read_text(encoding="utf-8") == sound


def test_fix_mends_batch_yaml_too_and_never_a_template(place: Place) -> None:
    batch = place.write("batch.yaml", "年度：2025\n")
    schema = place.root / "templates/declaration/schema.yaml"
    before = schema.read_bytes()
    code, _ = place.run("check", "--fix")
    assert code == 0
    assert batch.read_text(encoding="utf-8") == "年度: 2025\n"
    schema.write_bytes(before.replace("项目名称:".encode(), "项目名称：".encode(), 1))
    spoilt = schema.read_bytes()
    assert place.run("check", "--fix")[0] == 1
    assert schema.read_bytes() == spoilt


def test_fix_says_what_is_left(place: Place) -> None:
    place.write("b.yaml", project("乙项目").replace("项目类别: 特定目标类", "项目类别：").replace(">= 2.1", "> = 2.1"))
    code, text = place.run("check", "--fix", "projects/2025/b.yaml")
    assert code == 1
    assert "改好了 1 个文件" in text and "[value-empty]" in text


@pytest.mark.skipif(sys.platform == "win32", reason="rights are not kept there")
def test_fix_keeps_the_rights_of_a_file(place: Place) -> None:
    path = place.write("b.yaml", project("乙项目").replace("项目类别: ", "项目类别："))
    path.chmod(0o640)
    place.run("check", "--fix")
    assert path.stat().st_mode & 0o777 == 0o640


# --- formats ---------------------------------------------------------------------------------------------------------


def _json(text: str) -> bool:
    return [one["code"] for one in json.loads(text)["findings"]] == ["vague-value"]


def _sarif(text: str) -> bool:
    run = json.loads(text)["runs"][0]
    titles = [rule["shortDescription"]["text"] for rule in run["tool"]["driver"]["rules"]]
    return titles == [rules.BY_CODE["vague-value"].TITLE] and len(run["results"]) == 1


def _github(text: str) -> bool:
    return text.startswith("::warning file=projects/2025/b.yaml,line=") and text.count("::") == 2


def _html(text: str) -> bool:
    return text.startswith("<!DOCTYPE html>") and "vague-value" in text and "乙项目" in text


@pytest.mark.parametrize(
    ("name", "holds"),
    [("json", _json), ("sarif", _sarif), ("github", _github), ("html", _html)],
    ids=["json", "sarif", "github", "html"],
)
def test_a_format_is_all_that_standard_output_holds(
    place: Place, capsys: pytest.CaptureFixture[str], name: str, holds: Callable[[str], bool]
) -> None:
    place.write("b.yaml", with_vague_value("乙项目"))
    assert cli.main(["check", "--format", name, "projects/2025/b.yaml"]) == 0
    printed = capsys.readouterr()
    assert holds(printed.out)
    assert printed.err == "检查了 1 个项目：1 个警告\n"


def test_fix_leaves_standard_output_to_the_format(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    place.write("b.yaml", project("乙项目").replace("项目类别: ", "项目类别："))
    assert cli.main(["check", "--fix", "--format", "json", "projects/2025/b.yaml"]) == 0
    printed = capsys.readouterr()
    assert json.loads(printed.out)["findings"] == []
    assert "+项目类别: " in printed.err


def test_text_has_colour_only_on_a_terminal(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.write("b.yaml", with_vague_value("乙项目"))
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert "\x1b" not in place.run("check")[1]
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    cli.main(["check"])
    assert "\x1b[" in place._capsys.readouterr().out
    monkeypatch.setenv("NO_COLOR", "1")
    cli.main(["check"])
    assert "\x1b" not in place._capsys.readouterr().out


# --- explaining ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["sum-mismatch", "full-width-colon", "output-collision"])
def test_explain_tells_of_any_code(place: Place, code: str) -> None:
    exit_code, text = place.run("explain", code)
    assert exit_code == 0
    assert text.startswith(f"{code}（错误）：")


def test_explain_without_a_code_lists_them_and_a_wrong_one_is_told_the_nearest(place: Place) -> None:
    code, text = place.run("explain")
    assert code == 0 and len(text.splitlines()) > 90
    code, text = place.run("explain", "sum-mismach")
    assert (code, text) == (2, "没有“sum-mismach”这个代号。是不是 sum-mismatch？\n")


def test_rules_lists_each_with_the_level_that_the_form_gives_it(place: Place) -> None:
    code, text = place.run("rules")
    assert code == 0
    head, *rows = [line.split() for line in text.splitlines()]
    loaded, _ = forms.load(ROOT / "templates", str)
    assert loaded and head == ["代号", *loaded.kinds, "检查什么"]
    assert [row[0] for row in rows] == list(rules.BY_CODE)
    levels = {row[0]: row[1] for row in rows}
    assert levels["sum-mismatch"] == "错误" and levels["vague-value"] == "警告"
    assert levels["dimension-missing"] == "错误、警告"
    path = place.root / "templates/declaration/rules.yaml"
    text = path.read_text(encoding="utf-8")
    bound = "  - rule: sentence-name\n    table: 绩效指标\n    name: 三级指标\n"
    assert bound in text
    path.write_text(text.replace(bound, ""), encoding="utf-8")
    assert re.search(r"^sentence-name +不检查 ", place.run("rules")[1], re.MULTILINE)


def test_schema_prints_what_the_folder_holds(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    loaded, _ = forms.load(ROOT / "templates", str)
    assert loaded is not None
    kind = loaded.kinds["declaration"]
    schema = loaded.family(kind).schema(frozenset({"declaration"}))
    for arguments, expected in (
        (["schema"], json_schema.render(schema, kind.title)),
        (["schema", "declaration"], json_schema.render(schema, kind.title)),
        (["schema", "batch"], json_schema.render(loaded.batch_schema, forms.BATCH_FILE)),
    ):
        assert cli.main(arguments) == 0
        assert capsys.readouterr().out == expected
    code, text = place.run("schema", "申报")
    assert code == 2 and "declaration" in text and "batch" in text


def test_every_command_in_the_documents_is_one_that_the_program_takes() -> None:
    found = 0
    for path in [ROOT / "README.md", *(ROOT / "docs").glob("*.md"), ROOT / ".pre-commit-hooks.yaml"]:
        for words in re.findall(
            r"formgen ((?:check|build|explain|rules|schema)\b[^`\n|>#（）。，；]*)", path.read_text(encoding="utf-8")
        ):
            arguments = [word for word in words.split() if not word.startswith(("<", "$"))]
            cli._parser(arguments).parse_args(arguments)
            found += 1
    assert found > 10
