"""The command as a clerk meets it: exit codes, what is printed, which files change."""

import io
import os
import re
import shutil
import zipfile
from pathlib import Path

import pytest

from formgen import __version__, cli, files

TEMPLATES = Path(__file__).resolve().parents[1] / "templates"
SOUND = (TEMPLATES / "declaration" / "example.yaml").read_text(encoding="utf-8")

_FINDING = re.compile(r"[^:\n]+(:[0-9]+:[0-9]+)?: (错误|警告|提示) \[[a-z0-9-]+\] .+")


def project(name: str, year: int = 2025) -> str:
    """Return a sound project of this name and year; unit and figures are those of the invented example."""
    text = re.sub(r"(?m)^项目名称: .*$", f"项目名称: {name}", SOUND)
    text = text.replace("巡展", f"{name[:3]}巡展")  # no two projects say the same
    return text.replace("年度: 2025\n", f"年度: {year}\n", 1)


class Place:
    """A folder like a unit's: projects/2025 with two projects, and templates/."""

    def __init__(self, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.root = root
        self.folder = root / "projects" / "2025"
        self._capsys = capsys
        self.write("a.yaml", project("甲项目"))
        self.write("b.yaml", project("乙项目"))

    def write(self, name: str, content: str | bytes, year: int = 2025) -> Path:
        path = self.root / "projects" / str(year) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def run(self, *arguments: str) -> tuple[int, str]:
        """Run the command; return the exit code and all it printed."""
        try:
            code = cli.main(arguments)
        except SystemExit as left:  # argparse's way out of --help and of a wrong command
            assert isinstance(left.code, int)
            code = left.code
        printed = self._capsys.readouterr()
        text = printed.out + printed.err
        assert "Traceback" not in text and "File " not in text
        assert "\x1b" not in text, "no progress line where nobody looks"
        return code, text

    def findings(self, *arguments: str) -> tuple[int, list[str]]:
        """Run the command; return the exit code and the findings as ``place code``."""
        code, text = self.run(*arguments)
        lines = [line for line in text.split("\n") if re.search(r"\[[a-z0-9-]+\]", line)]
        assert all(_FINDING.fullmatch(line) for line in lines), lines
        return code, [re.sub(r"^(.+?): \S+ \[([a-z0-9-]+)\].*", r"\1 \2", line) for line in lines]

    def outputs(self, folder: str = "output") -> dict[str, bytes]:
        """Return the files in an output folder, without what formgen notes there for itself."""
        out = self.root / folder
        found = [path for path in sorted(out.rglob("*")) if path.is_file() and path.parent.name != ".formgen"]
        return {path.relative_to(out).as_posix(): path.read_bytes() for path in found}


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Place:
    shutil.copytree(TEMPLATES, tmp_path / "templates")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("FORMGEN_DEBUG", raising=False)
    return Place(tmp_path, capsys)


def is_workbook(name: str) -> bool:
    return name.endswith(".xlsx")


DOCUMENTS = {"2025/申报表/甲项目.docx", "2025/申报表/乙项目.docx"}


# --- exit codes ------------------------------------------------------------------------------------------------------


def test_sound_projects_are_0_and_every_file_is_written(place: Place) -> None:
    code, text = place.run("check")
    assert (code, text) == (0, "检查了 2 个项目：没有问题\n")
    assert place.outputs() == {}, "a check writes nothing"
    code, text = place.run("build")
    assert code == 0
    names = set(place.outputs())
    assert names - DOCUMENTS == {name for name in names if is_workbook(name)}
    assert names > DOCUMENTS
    for name, content in place.outputs().items():
        assert zipfile.ZipFile(io.BytesIO(content)).testzip() is None, name
    assert all(f"output/{name}" in text for name in names), "what was written is said"


def test_an_error_in_a_project_is_1(place: Place) -> None:
    place.write("b.yaml", project("乙项目").replace("1,236,500.50", "1,236,500.51", 1))
    line = (
        project("乙项目").split("\n").index("  年度资金申请总额: 1,236,500.50      # 右栏：当年的钱，等于下面三项之和")
        + 1
    )
    for command in ("check", "build"):
        code, findings = place.findings(command)
        assert (code, findings) == (1, [f"projects/2025/b.yaml:{line}:13 sum-mismatch"])


def test_a_warning_alone_is_0(place: Place) -> None:
    place.write("b.yaml", project("乙项目").replace("阶段性项目", "长期性项目"))
    code, findings = place.findings("build")
    assert code == 0
    assert [line.split(" ")[1] for line in findings] == ["value-not-listed"]
    assert set(place.outputs()) > DOCUMENTS


@pytest.mark.parametrize(
    "arguments", [[], ["bild"], ["check", "--out", "x"], ["build", "--nothing"], ["build", "--out"], ["--nothing"]]
)
def test_a_wrong_command_is_2_and_said_in_chinese(place: Place, arguments: list[str]) -> None:
    code, text = place.run(*arguments)
    assert code == 2
    assert "命令写错了" in text and "formgen --help" in text
    assert not re.search(r"usage|error|argument|invalid|required|unrecognized", text.replace("--nothing", ""))


def test_no_projects_folder_is_2(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: Place) -> None:
    (tmp_path / "elsewhere").mkdir()
    shutil.rmtree(tmp_path / "projects")
    monkeypatch.chdir(tmp_path / "elsewhere")
    code, text = place.run("check")
    assert code == 2
    assert "projects/" in text


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (OSError(28, "No space left on device", "output/甲.docx"), "output/甲.docx"),
        (RuntimeError("boom"), "内部错误"),
        (RecursionError("deep"), "内部错误"),
    ],
)
def test_a_broken_machine_and_a_bug_of_ours_are_3(
    place: Place, monkeypatch: pytest.MonkeyPatch, fault: Exception, said: str
) -> None:
    def fail(*arguments: object, **options: object) -> None:
        raise fault

    monkeypatch.setattr("formgen.output.write", fail)
    code, text = place.run("build")
    assert code == 3
    assert said in text
    assert place.outputs() == {}


def test_a_file_open_in_word_is_3_with_its_name(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    assert place.run("build")[0] == 0
    before = place.outputs()

    def locked(self: Path, target: Path) -> None:
        raise PermissionError(13, "in use", str(target))

    place.write("a.yaml", project("甲项目").replace("60所", "61所"))
    monkeypatch.setattr(Path, "replace", locked)
    code, text = place.run("build")
    assert code == 3
    assert "关闭" in text and "甲项目.docx" in text
    assert place.outputs() == before


def test_ctrl_c_is_said_and_leaves_nothing(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*arguments: object, **options: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("formgen.output.write", interrupt)
    code, text = place.run("build")
    assert code == 130
    assert "中断" in text
    assert place.outputs() == {}


# --- files that are no project files ---------------------------------------------------------------------------------


def test_a_missing_file_is_a_finding(place: Place) -> None:
    assert place.findings("check", "nowhere.yaml") == (1, ["nowhere.yaml file-unavailable"])
    assert place.findings("build", "projects/2025/c.yaml") == (1, ["projects/2025/c.yaml file-unavailable"])
    assert place.outputs() == {}


def test_a_missing_file_does_not_stop_the_others(place: Place) -> None:
    code, findings = place.findings("build", "nowhere.yaml", "projects/2025/a.yaml")
    assert (code, findings) == (1, ["nowhere.yaml file-unavailable"])
    assert set(place.outputs()) == {"2025/申报表/甲项目.docx"}


def test_a_folder_without_projects_says_where_some_are(place: Place) -> None:
    (place.root / "empty").mkdir()
    assert place.findings("check", "empty") == (1, ["empty no-projects"])
    code, text = place.run("check", "projects")
    assert code == 1
    assert "是不是 projects/2025" in text


def test_a_folder_named_like_a_file_is_a_finding(place: Place) -> None:
    (place.folder / "c.yaml").mkdir()
    code, findings = place.findings("build")
    assert (code, findings) == (1, ["projects/2025/c.yaml file-unavailable"])


def test_a_file_that_may_not_be_read_is_a_finding(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Path.read_bytes

    def read_bytes(self: Path) -> bytes:
        if self.name == "b.yaml":
            raise PermissionError(13, "denied", str(self))  # root could read any file that a test makes
        return real(self)

    monkeypatch.setattr(Path, "read_bytes", read_bytes)
    code, text = place.run("check")
    assert code == 1
    assert "projects/2025/b.yaml" in text and "权限" in text
    assert place.findings("check", "projects/2025/b.yaml") == (1, ["projects/2025/b.yaml file-unavailable"])


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_a_pipe_does_not_hang(place: Place) -> None:
    os.mkfifo(place.folder / "c.yaml")
    assert place.findings("check") == (1, ["projects/2025/c.yaml file-unavailable"])
    assert place.findings("check", "projects/2025/c.yaml") == (1, ["projects/2025/c.yaml file-unavailable"])
    assert place.findings("build") == (1, ["projects/2025/c.yaml file-unavailable"])


@pytest.mark.parametrize(
    ("content", "finding"),
    [
        (b"", "projects/2025/c.yaml:1:1 file-empty"),
        (b"# \n", "projects/2025/c.yaml:1:1 file-empty"),
        (b"#" * (files.FILE_LIMIT + 1), "projects/2025/c.yaml file-unavailable"),
        (b"#" * files.FILE_LIMIT, "projects/2025/c.yaml:1:1 yaml-too-large"),
        (b"\xff\xfe", "projects/2025/c.yaml:1:1 file-empty"),
        (b"\x89PNG\xff", "projects/2025/c.yaml:1:1 encoding-unknown"),
    ],
)
def test_a_file_that_is_no_project_is_one_finding(place: Place, content: bytes, finding: str) -> None:
    place.write("c.yaml", content)
    assert place.findings("check") == (1, [finding])


def test_gb18030_is_built_and_said(place: Place) -> None:
    place.write("b.yaml", project("乙项目").encode("gb18030"))
    code, findings = place.findings("build")
    assert (code, findings) == (0, ["projects/2025/b.yaml:1:1 encoding-gb18030"])
    assert set(place.outputs()) > DOCUMENTS


@pytest.mark.parametrize("name", [".a.yaml", "说明.txt", "a.yaml~", "~$a.docx"])
def test_other_files_in_the_folder_are_left_alone(place: Place, name: str) -> None:
    place.write(name, b"\xff")
    assert place.run("check") == (0, "检查了 2 个项目：没有问题\n")


# --- what is written -------------------------------------------------------------------------------------------------


def test_one_bad_project_gets_no_document_and_the_others_do(place: Place) -> None:
    place.write("b.yaml", project("乙项目").replace("计划完成日期: 2026-06-30", "计划完成日期: 2026-06-31"))
    code, text = place.run("build")
    assert code == 1
    assert set(place.outputs()) == {"2025/申报表/甲项目.docx"}, "and there is no workbook"
    assert "汇总表没有生成" in text and "没有生成" in text.split("乙项目")[1].split("\n")[0]


def test_a_bad_project_leaves_its_old_document_and_the_workbook(place: Place) -> None:
    assert place.run("build")[0] == 0
    before = place.outputs()
    place.write("a.yaml", project("甲项目").replace("60所", "61所"))
    place.write("b.yaml", project("乙项目").replace("1,000,000.00", "-1.00"))
    assert place.run("build")[0] == 1
    after = place.outputs()
    assert set(after) == set(before)
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"2025/申报表/甲项目.docx"}


def test_the_same_projects_give_the_same_bytes(place: Place) -> None:
    assert place.run("build")[0] == 0
    assert place.run("build", "--out", "again")[0] == 0
    assert place.outputs() == place.outputs("again")


def test_a_part_of_the_projects_leaves_the_workbook_alone_and_says_so(place: Place) -> None:
    assert place.run("build")[0] == 0
    before = place.outputs()
    place.write("a.yaml", project("甲项目").replace("60所", "61所"))
    code, text = place.run("build", "projects/2025/a.yaml")
    assert code == 0
    assert "汇总表没有重新生成" in text and "formgen build projects/2025" in text
    after = place.outputs()
    assert {name for name in before if before[name] != after[name]} == {"2025/申报表/甲项目.docx"}


def test_all_projects_named_one_by_one_are_the_whole_year(place: Place) -> None:
    code, text = place.run("build", "projects/2025/b.yaml", "projects/2025/a.yaml")
    assert code == 0
    assert "汇总表没有" not in text
    assert any(map(is_workbook, place.outputs()))


def test_two_projects_with_one_file_are_refused_naming_both(place: Place) -> None:
    place.write("c.yaml", project("甲/乙"))
    place.write("d.yaml", project("甲:乙"))
    code, text = place.run("build")
    assert code == 1
    one, other = [line for line in text.split("\n") if "output-collision" in line]
    assert one.startswith("projects/2025/c.yaml:6:7: ") and "projects/2025/d.yaml" in one
    assert other.startswith("projects/2025/d.yaml:6:7: ") and "projects/2025/c.yaml" in other
    assert set(place.outputs()) == DOCUMENTS, "the others are written, a workbook is not"


def test_a_name_that_would_leave_the_folder_stays_in_it(place: Place) -> None:
    place.write("b.yaml", project("../../../乙:项目"))
    assert place.run("build")[0] == 0
    (written,) = [name for name in place.outputs() if "乙" in name]
    assert Path(written).parent.as_posix() == "2025/申报表"
    assert sorted(path.name for path in place.root.iterdir()) == ["output", "projects", "templates"]


# --- which projects --------------------------------------------------------------------------------------------------


def test_without_a_path_the_newest_year_is_meant(place: Place) -> None:
    place.write("a.yaml", project("旧项目", 2024).replace("2026-06-30", "2024-12-31"), year=2024)
    (place.root / "projects" / "旧表").mkdir()
    (place.root / "projects" / "2099").write_text("a file", encoding="utf-8")
    assert place.run("build")[0] == 0
    assert {name.split("/")[0] for name in place.outputs()} == {"2025"}


def test_the_projects_are_found_from_a_folder_below(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(place.folder)
    assert place.run("build")[0] == 0
    assert set(place.outputs()) > DOCUMENTS


def order(text: str) -> list[str]:
    """Return the projects' names in the order of the closing table."""
    return re.findall(r"(?m)^(\S项目) ", text)


def test_without_batch_yaml_the_file_names_give_the_order(place: Place) -> None:
    assert order(place.run("build")[1]) == ["甲项目", "乙项目"]


def test_batch_yaml_gives_the_order(place: Place) -> None:
    place.write("batch.yaml", "年度: 2025\n项目:\n  - b.yaml\n  - a\n")
    code, text = place.run("build")
    assert code == 0
    assert order(text) == ["乙项目", "甲项目"]


def test_a_project_that_batch_yaml_does_not_list_comes_last_with_a_warning(place: Place) -> None:
    place.write("batch.yaml", "年度: 2025\n项目:\n  - b.yaml\n")
    code, text = place.run("build")
    assert code == 0
    assert order(text) == ["乙项目", "甲项目"]
    assert re.search(r"projects/2025/batch\.yaml:2:1: 警告 \[project-unlisted\] .*a\.yaml", text)


def test_a_listed_project_that_is_missing_or_listed_twice_is_an_error(place: Place) -> None:
    place.write("batch.yaml", "年度: 2025\n项目:\n  - b.yaml\n  - c.yaml\n  - a.yaml\n  - b\n")
    expected = ["projects/2025/batch.yaml:4:5 project-not-found", "projects/2025/batch.yaml:6:5 project-listed-twice"]
    assert place.findings("check") == (1, expected)


def test_batch_yaml_is_checked_like_any_other_file(place: Place) -> None:
    place.write("batch.yaml", "汇总表标题: 甲\n备注: 乙\n")
    code, findings = place.findings("check")
    assert (code, findings) == (
        1,
        ["projects/2025/batch.yaml:1:1 field-missing", "projects/2025/batch.yaml:2:1 unknown-key"],
    )
    place.write("batch.yaml", b"\xff\xfe")
    assert place.findings("check") == (1, ["projects/2025/batch.yaml:1:1 file-empty"])


def test_a_form_kind_that_is_not_there_is_named_with_those_that_are(place: Place) -> None:
    place.write("batch.yaml", "年度: 2025\n表单:\n  - 自评表\n")
    code, text = place.run("check")
    assert code == 1
    assert "projects/2025/batch.yaml:3:5: 错误 [kind-unknown]" in text
    assert "declaration" in text


def test_batch_yaml_named_as_a_path_means_its_folder(place: Place) -> None:
    place.write("batch.yaml", "年度: 2025\n")
    assert place.run("check", "projects/2025/batch.yaml") == (0, "检查了 2 个项目：没有问题\n")


@pytest.mark.parametrize("with_batch", [True, False])
def test_a_project_of_another_year_is_an_error(place: Place, with_batch: bool) -> None:
    place.write("b.yaml", project("乙项目", 2026))
    if with_batch:
        place.write("batch.yaml", "年度: 2025\n项目: [a.yaml, b.yaml]\n")
    code, findings = place.findings("build")
    assert (code, findings) == (1, ["projects/2025/b.yaml:5:5 year-differs"])
    assert set(place.outputs()) == {"2025/申报表/甲项目.docx"}


def test_two_years_at_once_are_two_batches(place: Place) -> None:
    place.write("a.yaml", project("甲项目", 2026), year=2026)
    code, _ = place.run("build", "projects/2025", "projects/2026")
    assert code == 0
    assert {"2025/申报表/甲项目.docx", "2026/申报表/甲项目.docx"} < set(place.outputs())
    assert len([name for name in place.outputs() if is_workbook(name)]) == 4


def test_templates_that_are_not_there_are_a_finding(place: Place) -> None:
    code, text = place.run("check", "--templates", "nowhere")
    assert code == 1
    assert "nowhere" in text and "[form-fault]" in text


# --- words -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("arguments", [["--help"], ["-h"], ["check", "--help"], ["build", "-h"]])
def test_help_is_chinese(place: Place, arguments: list[str]) -> None:
    code, text = place.run(*arguments)
    assert code == 0
    assert "用法：formgen" in text
    assert not re.search(r"usage|positional|optional|arguments|options|error|show this|exit", text, re.IGNORECASE)


def test_the_version_is_that_of_the_package(place: Place) -> None:
    assert place.run("--version") == (0, f"formgen {__version__}\n")


def test_a_finding_is_clickable_and_says_what_to_do(place: Place) -> None:
    place.write("b.yaml", project("乙项目").replace("计划完成日期: 2026-06-30", "计划完成日期: 2026/06/30"))
    _, text = place.run("check", "projects/2025/b.yaml")
    first, line, caret, hint, closing, end = text.split("\n")
    assert re.fullmatch(r"projects/2025/b\.yaml:12:13: 错误 \[date-unreadable\] .*2026/06/30.*", first)
    assert line == "   12 | 计划完成日期: 2026/06/30"
    assert caret == "      |" + " " * 19 + "^" * 6, "a Chinese character is two columns"
    assert hint == "   提示：写成 2026-06-30"
    assert closing == "检查了 1 个项目：1 个错误"
    assert end == ""


def test_a_console_without_chinese_does_not_end_the_work(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    console = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr("sys.stdout", console)
    assert cli.main(["check"]) == 0
    console.flush()
    assert b"\\u68c0\\u67e5" in console.buffer.getvalue()


def test_one_folder_or_file_named_twice_is_one(place: Place) -> None:
    assert place.run("build", "projects/2025", str(place.folder))[0] == 0
    code, text = place.run("check", "projects/2025/a.yaml", "projects/../projects/2025/a.yaml")
    assert (code, text) == (0, "检查了 1 个项目：没有问题\n")


def test_an_error_in_batch_yaml_keeps_the_workbook_from_being_written(place: Place) -> None:
    place.write("batch.yaml", "年度: 2025\n项目: [a.yaml, c.yaml, b.yaml]\n")
    code, text = place.run("build")
    assert code == 1
    assert set(place.outputs()) == DOCUMENTS
    assert "原有的汇总表没有改动" in text


@pytest.mark.parametrize("command", ["check", "build"])
def test_three_projects_of_one_name_each_name_both_others(place: Place, command: str) -> None:
    for name in ("c", "d"):
        place.write(f"{name}.yaml", project("甲项目"))
    code, text = place.run(command)
    lines = [line for line in text.split("\n") if "project-repeated" in line]
    assert code == 1 and len(lines) == 3
    assert all(line.count(".yaml") == 3 for line in lines)
    assert "output-collision" not in text, "one fault is said once"


def test_a_broken_machine_is_said_without_english(place: Place) -> None:
    (place.root / "out").write_text("a file", encoding="utf-8")
    code, text = place.run("build", "--out", "out")
    assert code == 3
    assert "Not a directory" not in text and "是文件，不是文件夹" in text


def test_a_batch_file_of_another_ending_is_named(place: Place) -> None:
    place.write("batch.yml", "年度: 2025\n")
    assert place.findings("check") == (1, ["projects/2025/batch.yml batch-misnamed"])


def test_a_long_name_does_not_stretch_the_closing_table(place: Place) -> None:
    place.write("b.yaml", project("长" * 100))
    code, text = place.run("build")
    assert code == 0
    (row,) = [line for line in text.split("\n") if line.startswith("长")]
    assert row.split(" ")[0] == "长" * 23 + "…"


def test_a_year_copied_for_the_next_does_not_build_over_what_was_filed(place: Place) -> None:
    assert place.run("build")[0] == 0
    before = place.outputs()
    shutil.copytree(place.folder, place.root / "projects" / "2026")
    code, findings = place.findings("build")
    assert code == 1
    assert findings == [f"projects/2026/{name}.yaml:5:5 year-differs" for name in "ab"]
    assert place.outputs() == before


def test_batch_yaml_of_another_year_than_its_folder_is_an_error(place: Place) -> None:
    place.write("batch.yaml", "年度: 2024\n项目: [a.yaml, b.yaml]\n")
    assert place.findings("check") == (1, ["projects/2025/batch.yaml:1:5 year-differs"])


def test_a_document_of_a_renamed_project_is_named_and_goes(place: Place) -> None:
    assert place.run("build")[0] == 0
    place.write("b.yaml", project("丙项目"))
    code, text = place.run("build")
    assert code == 0
    assert "output/2025/申报表/乙项目.docx 已删除" in text
    assert "2025/申报表/乙项目.docx" not in place.outputs()


def test_a_document_that_nobody_knows_is_named_and_left(place: Place) -> None:
    assert place.run("build")[0] == 0
    (place.root / "output/2025/申报表/旧.docx").write_bytes(b"old")
    assert "output/2025/申报表/旧.docx 不是这次生成的" in place.run("build")[1]
    assert "2025/申报表/旧.docx" in place.outputs()
    assert "不是这次生成的" not in place.run("build", "projects/2025/a.yaml")[1], "a part says nothing of the rest"
