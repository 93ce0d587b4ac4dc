"""What a clerk sees in an editor while typing: a real YAML language server reads the committed schemas and settings."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from conftest import ROOT, program
from formgen import cli, json_schema
from formgen.diagnostics import SEVERITY_WORDS
from language_server import LanguageServer, NoAnswer

LOCAL = ROOT / "tests/editor/node_modules/.bin/yaml-language-server"
FOLDER = ROOT / "projects/2025"
SETTINGS = json.loads((ROOT / ".vscode/settings.json").read_text(encoding="utf-8"))
MODELINE = "# yaml-language-server: $schema=../../templates/declaration/schema.json\n"
EXAMPLE = (ROOT / "templates/declaration/example.yaml").read_text(encoding="utf-8")
BATCH = (FOLDER / "batch.yaml").read_text(encoding="utf-8")


class Editor:
    """An editor with one text open after the other, as if it were a file of projects/2025."""

    def __init__(self, server: LanguageServer) -> None:
        self._server = server
        self._opened = 0
        self._path = FOLDER
        self._text = ""

    def open(self, text: str) -> list[dict[str, Any]]:
        """Return what is flagged."""
        self._opened += 1  # a new name each time: the server keeps what it knows of an old one
        self._path = FOLDER / f"正在填写-{self._opened}.yaml"
        self._text = text
        return self._server.open(self._path, text)

    def flagged(self, text: str) -> list[tuple[str, str]]:
        """Return each flagged line, as typed, with what is said of it."""
        lines = text.split("\n")
        return [(lines[one["line"] - 1].strip(), one["message"]) for one in self.open(text)]

    def offered(self, text: str) -> dict[str, dict[str, Any]]:
        """Return what is offered where the text has ``|here|``, by its label."""
        before = text[: text.index("|here|")]
        self.open(text.replace("|here|", ""))
        items = self._server.completion(self._path, before.count("\n") + 1, len(before.rpartition("\n")[2]) + 1)
        return {item["label"]: item for item in items}

    def shown(self, key: str) -> str:
        """Return what is shown for the first line that begins with a key."""
        for number, line in enumerate(self._text.split("\n"), start=1):
            if line.lstrip(" -").startswith(f"{key}:"):
                return self._server.hover(self._path, number, line.index(key) + 2)
        raise AssertionError(f"{key} is not typed")


@pytest.fixture(scope="module")
def editor() -> Iterator[Editor]:
    command = str(LOCAL) if LOCAL.exists() else program("yaml-language-server")
    with LanguageServer([command, "--stdio"], ROOT, SETTINGS) as server:
        yield Editor(server)


def changed(old: str, new: str) -> str:
    """Return the example with a part of it typed differently."""
    assert EXAMPLE.count(old) == 1, old
    return EXAMPLE.replace(old, new)


# --- nothing to say --------------------------------------------------------------------------------------------------


def test_the_units_files_and_the_examples_are_sound(editor: Editor) -> None:
    files = [*ROOT.glob("projects/*/*.yaml"), *ROOT.glob("templates/*/example.yaml")]
    assert len(files) >= 5
    for path in files:
        assert editor.flagged(path.read_text(encoding="utf-8")) == [], path.name


def test_whatever_a_check_takes_without_a_word_is_sound(editor: Editor) -> None:
    cases = [path for path in ROOT.glob("tests/cases/*/*.yaml") if not path.with_suffix(".expected").read_bytes()]
    assert len(cases) >= 8
    for path in cases:
        text = path.read_bytes().decode()
        if not re.search(r": (null|~)$", text, re.MULTILINE):  # the server cannot tell these from a blank
            assert editor.flagged(MODELINE + text) == [], path.name


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("项目名称: 东湖区“流动科技馆”进校园（二期）", "项目名称: 2025"),
        ("项目名称: 东湖区“流动科技馆”进校园（二期）", "项目名称: true"),
        ("项目名称: 东湖区“流动科技馆”进校园（二期）", f"项目名称: {'𠮷' * 100}"),
        ("项目名称: 东湖区“流动科技馆”进校园（二期）", "项目名称: |\n  写在竖线下面"),
        ("年度: 2025", '年度: "2025"'),
        ("计划开始日期: 2024-07-01", '计划开始日期: "2024-07-01"'),
        ("1,236,500.50 ", '"1,236,500.50" '),
        ("1,000,000.00", "1000000"),
        ("上年结转资金: 136,500.50", "上年结转资金: 136500.5"),
        ("    其他资金: 200,000.00", "    其他资金:"),
        ("项目性质: 阶段性项目", "项目性质: 长期性项目"),
        (
            "      - 三级指标: 主题课程包\n        指标值: =6.00(个)",
            "      - {三级指标: 主题课程包, 指标值: =6.00(个)}",
        ),
        ("指标值: ≥90%", "指标值: 95"),
    ],
)
def test_another_way_to_type_a_value_is_sound(old: str, new: str, editor: Editor) -> None:
    assert editor.flagged(changed(old, new)) == []


def test_a_group_that_may_be_blank_is_sound_blank(editor: Editor) -> None:
    start, end = EXAMPLE.index("    总额: "), EXAMPLE.index("# 要分段时")
    assert editor.flagged(EXAMPLE[:start] + EXAMPLE[end:]) == []


# --- what is flagged -------------------------------------------------------------------------------------------------


def test_a_wrong_key_is_flagged_at_its_line(editor: Editor) -> None:
    text = changed("主管部门: ", "主管单位: ")
    found = editor.open(text)
    line = text.split("\n").index("主管单位: 示例市科学技术协会") + 1
    assert [(one["line"], one["column"]) for one in found if "主管单位" in one["message"]] == [(line, 1)]
    assert [one["message"] for one in found if "主管部门" in one["message"]], "the missing key is named too"
    assert len(found) == 2


def test_a_wrong_key_in_a_group_and_in_a_row_is_flagged(editor: Editor) -> None:
    assert [line for line, _ in editor.flagged(changed("  上年结转资金: ", "  上年结余资金: "))] == [
        "上年结余资金: 136,500.50"
    ]
    text = changed("指标值: =6.00(个)", "目标值: =6.00(个)")
    flagged = dict(editor.flagged(text))
    assert "目标值: =6.00(个)" in flagged and "- 三级指标: 主题课程包" in flagged


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("年度: 2025", "年度: 二〇二五", "“年度”应当是年份：写四位数字，例如 2025"),
        ("2024-07-01", "2024/07/01", "“计划开始日期”应当是日期：写成 年-月-日，例如 2025-01-01"),
        ("1,000,000.00", "100万", "“当年财政拨款”应当是金额（元），不小于 0：只写数字，例如 2,180,000.00"),
        ("主管部门: 示例市科学技术协会", "主管部门:", "“主管部门”应当是一行文字，最多 100 个字"),
        ("指标值: =6.00(个)", "指标值: =6.00", "“指标值”应当是带单位的数或一句话"),
        ("实施单位: 示例市东湖科技馆", f"实施单位: {'馆' * 101}", "“实施单位”应当是一行文字，最多 100 个字"),
        ("    质量指标:", f"    {'质' * 101}:", "“二级指标”应当是一行文字，最多 100 个字"),
    ],
)
def test_a_value_that_does_not_fit_is_flagged_in_chinese(old: str, new: str, message: str, editor: Editor) -> None:
    ((typed, said),) = editor.flagged(changed(old, new))
    assert new.strip() in typed and message in said


def test_a_batch_file_is_checked_by_its_own_schema(editor: Editor) -> None:
    assert [line for line, _ in editor.flagged(BATCH.replace("汇总表标题:", "汇总表题目:"))] == [
        line for line in BATCH.replace("汇总表标题:", "汇总表题目:").split("\n") if "汇总表题目" in line
    ]


# --- what is offered -------------------------------------------------------------------------------------------------


def test_the_keys_that_are_missing_are_offered_with_their_help(editor: Editor) -> None:
    offered = editor.offered(MODELINE + "年度: 2025\n项目名称: 甲\n|here|\n")
    assert {"项目性质", "主管部门", "计划开始日期", "项目资金", "绩效指标"} <= set(offered)
    assert not {"年度", "项目名称"} & set(offered)
    assert "示例市科学技术协会" in offered["主管部门"]["documentation"]
    assert offered["主管部门"]["insertText"] == "主管部门: "


def test_the_keys_of_a_group_are_offered_inside_it(editor: Editor) -> None:
    offered = editor.offered(MODELINE + "项目资金:\n  年度资金申请总额: 1.00\n  |here|\n项目绩效目标:\n")
    assert {"当年财政拨款", "上年结转资金", "其他资金", "项目资金总额"} <= set(offered)
    assert "结转" in offered["上年结转资金"]["documentation"]
    nested = editor.offered(MODELINE + "项目资金:\n  项目资金总额:\n    |here|\n")
    assert {"总额", "财政资金", "其他资金"} <= set(nested)


def test_the_levels_and_the_columns_of_the_table_are_offered(editor: Editor) -> None:
    offered = editor.offered(MODELINE + "绩效指标:\n  |here|\n")
    assert {"成本指标", "产出指标", "效益指标", "满意度指标"} <= set(offered)
    assert all(label.removesuffix("指标") in ("成本", "产出", "效益", "满意度") for label in offered)
    assert not editor.offered(MODELINE + "绩效指标:\n  产出指标:\n    |here|\n"), "no list, no made-up name"
    row = editor.offered(MODELINE + "绩效指标:\n  产出指标:\n    数量指标:\n      - 三级指标: 甲\n        |here|\n")
    assert "指标值" in row and "≥3.00(场)" in row["指标值"]["documentation"]


def test_usual_values_are_offered_and_nothing_that_yaml_alone_knows(editor: Editor) -> None:
    offered = editor.offered(MODELINE + "项目性质: |here|\n")
    assert {"一次性项目", "阶段性项目", "延续性项目"} <= set(offered)
    for key in ("项目性质", "项目名称", "项目资金:\n  其他资金", "项目绩效目标:\n  项目总目标"):
        assert not {"null", "true", "false"} & set(editor.offered(f"{MODELINE}{key}: |here|\n")), key


# --- what is shown ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("项目名称", "写全称"),
        ("项目性质", "常用写法：其他一次性项目"),
        ("项目资金", "单位是元"),
        ("上年结转资金", "结转到当年"),
        ("总额", "项目资金总额"),
        ("年度总体目标", "冒号后面写"),
        ("产出指标", "一级指标"),
        ("数量指标", "二级指标"),
        ("三级指标", "最多 100 个字"),
        ("指标值", "≥3.00"),
    ],
)
def test_the_help_of_a_label_is_shown_in_chinese(key: str, words: str, editor: Editor) -> None:
    editor.open(EXAMPLE)
    shown = editor.shown(key)
    assert words in shown
    assert "||" not in shown and "schema" not in shown


def test_the_help_is_shown_for_a_key_that_is_still_blank(editor: Editor) -> None:
    editor.open(MODELINE + "年度: 2025\n实施单位:\n")
    assert "写做这个项目的单位的全称" in editor.shown("实施单位")


# --- another form ----------------------------------------------------------------------------------------------------

ROADS: dict[str, Any] = {
    "路段": {
        "type": "line",
        "required": True,
        "regex": "[A-Z][0-9]{1,4}",
        "meta": {"hint": "写公路编号，例如 路段: G312"},
    },
    "等级": {"type": "line", "nullable": True, "allowed": ["高速", "一级", "二级"]},
    "批次": {"type": "line", "allowed": ["1", "2"]},
    "验收": {"type": "list", "minlength": 1, "schema": {"type": "date"}},
    "里程": {"type": "dict", "nullable": True, "schema": {"新建": {"type": "amount", "max": 100}}},
    "指标": {
        "type": "dict",
        "meta": {"levels": ["级别"]},
        "keysrules": {"type": "line", "allowed": ["产出", "效益"], "meta": {"label": "级别"}},
        "valuesrules": {
            "type": "list",
            "schema": {
                "type": "dict",
                "schema": {"名称": {"type": "text", "required": True}, "值": {"type": "measure"}},
            },
        },
    },
}
"""A form of roads that no folder holds, with what the declaration lacks: closed lists, lists, limits, a regex."""

ROAD = """\
路段: G312
等级: 一级
批次: 2
验收: [2026-06-30, 2026-12-31]
里程:
  新建: 12.5
指标:
  产出:
    - 名称: 铺设里程
      值: ≥12 公里
"""


@pytest.fixture
def road_line(tmp_path: Path) -> str:
    """The first line of a file that fills the form of roads."""
    path = tmp_path / "schema.json"
    path.write_text(json_schema.render(ROADS, "公路"), encoding="utf-8")
    return f"# yaml-language-server: $schema={path.as_uri()}\n"


@pytest.mark.parametrize("part", ["\n等级: 一级", "\n  新建: 12.5"])
def test_another_forms_file_is_sound_with_and_without_what_may_be_blank(
    part: str, road_line: str, editor: Editor
) -> None:
    assert editor.flagged(road_line + ROAD) == []
    blank = part.rpartition(":")[0] + ":" if part.startswith("\n等") else ""
    assert editor.flagged(road_line + ROAD.replace(part, blank)) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("路段: G312", "路段: 312国道"),
        ("等级: 一级", "等级: 三级"),
        ("2026-06-30, 2026-12-31", "年底"),
        ("新建: 12.5", "新建: 100.5"),
        ("新建: 12.5", "改建: 12.5"),
        ("  产出:", "  产出指标:"),
        ("名称: 铺设里程", "名称:"),
        ("值: ≥12 公里", "值: ≥12"),
    ],
)
def test_what_another_form_refuses_is_flagged(old: str, new: str, road_line: str, editor: Editor) -> None:
    ((typed, _),) = editor.flagged(road_line + ROAD.replace(old, new))
    assert new.strip() in typed


def test_another_forms_lists_are_offered(road_line: str, editor: Editor) -> None:
    assert set(editor.offered(f"{road_line}等级: |here|\n")) == {"高速", "一级", "二级"}
    assert set(editor.offered(f"{road_line}指标:\n  |here|\n")) == {"产出", "效益"}
    assert "新建" in editor.offered(f"{road_line}里程:\n  |here|\n")
    editor.open(road_line + ROAD)
    assert "写公路编号" in editor.shown("路段") and "只能写：高速、一级、二级" in editor.shown("等级")


# --- the folder's settings -------------------------------------------------------------------------------------------


def vscode(name: str) -> dict[str, Any]:
    """Return one of the files that Visual Studio Code reads when the folder is opened."""
    settings: dict[str, Any] = json.loads((ROOT / ".vscode" / name).read_text(encoding="utf-8"))
    return settings


def test_nothing_that_was_typed_is_changed_by_saving() -> None:
    assert vscode("settings.json")["yaml.format.enable"] is False, "it would put other quotes"
    assert vscode("settings.json")["files.trimTrailingWhitespace"] is False, "it would cut what stands under a |"
    assert vscode("settings.json")["files.encoding"] == "utf8"
    tabs = vscode("settings.json")["[yaml]"]
    assert (tabs["editor.tabSize"], tabs["editor.insertSpaces"], tabs["editor.detectIndentation"]) == (2, True, False)


def test_the_extension_that_reads_the_schemas_is_recommended() -> None:
    assert vscode("extensions.json")["recommendations"] == ["redhat.vscode-yaml"]


def test_the_task_finds_every_finding_at_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    text = changed("完成日期: 2026-06-30", "完成日期: 明年六月").replace("项目性质: 阶段性项目", "项目性质: 长期性项目")
    Path("甲:项目.yaml").write_text(text, encoding="utf-8")
    assert cli.main(["check", "甲:项目.yaml"]) == 1
    printed = capsys.readouterr().out.splitlines()
    (task,) = vscode("tasks.json")["tasks"]
    found = {}
    for matcher in task["problemMatcher"]:
        assert matcher["fileLocation"] == ["relative", "${workspaceFolder}"]
        pattern = matcher["pattern"]
        for match in filter(None, (re.match(pattern["regexp"], line) for line in printed)):
            named = {name: match[number] for name, number in pattern.items() if name != "regexp"}
            line = text.split("\n")[int(named["line"]) - 1]
            typed = line[int(named["column"]) - 1 :]
            found[matcher["severity"]] = (named["file"], typed, named["code"], named["message"])
    assert set(found) == {"error", "warning"}
    assert found["error"][:3] == ("甲:项目.yaml", "明年六月", "date-unreadable")
    assert found["warning"][:3] == ("甲:项目.yaml", "长期性项目", "value-not-listed")
    assert all(message.startswith("“") for *_, message in found.values())


def test_the_task_knows_every_severity() -> None:
    (task,) = vscode("tasks.json")["tasks"]
    matchers = {matcher["severity"]: matcher["pattern"]["regexp"] for matcher in task["problemMatcher"]}
    for severity, word in SEVERITY_WORDS.items():
        line = f"a.yaml:1:2: {word} [some-code] 说明"
        assert [name for name, regexp in matchers.items() if re.match(regexp, line)] == [severity.value]
    make = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert f"\n{task['args'][-1]}: " in make


# --- the client ------------------------------------------------------------------------------------------------------


def test_a_server_that_says_nothing_fails_in_time() -> None:
    with pytest.raises(NoAnswer, match="nothing came"):
        LanguageServer(["sleep", "60"], ROOT, {}, patience=0.2)


def test_a_server_that_ends_is_said() -> None:
    with pytest.raises(NoAnswer, match="has ended"):
        LanguageServer(["true"], ROOT, {})
