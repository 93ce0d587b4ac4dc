"""Nothing is done twice: what the output folder knows of its files, and what a further build does to them."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from conftest import ROOT
from formgen import building, cli, manifest, unchanged
from formgen.context import Context
from formgen.diagnostics import Diagnostic
from formgen.word import WordTemplate
from test_cli import project

OLD = 1_000_000_000
"""A time long before any run of these tests."""


class Unit:
    """A unit's folder: three projects of a year, an output folder, and templates of its own."""

    def __init__(self, root: Path) -> None:
        self.year = root / "projects" / "2025"
        self.out = root / "output"
        self.templates = root / "templates"
        self.year.mkdir(parents=True)
        self.templates.symlink_to(ROOT / "templates")
        for name, title in (("a", "甲项目"), ("b", "乙项目"), ("c", "丙项目")):
            self.write(name, project(title))

    def write(self, name: str, text: str) -> None:
        path = self.year / f"{name}.yaml"
        path.write_text(text, encoding="utf-8")
        os.utime(path, (OLD, OLD))

    def own_templates(self) -> None:
        self.templates.unlink()
        shutil.copytree(ROOT / "templates", self.templates)

    def build(self, *, force: bool = False, paths: list[Path] | None = None) -> building.Build:
        return building.run(paths or [self.year], self.out, self.templates, str, force=force)

    def document(self, title: str) -> Path:
        return self.out / f"2025/申报表/{title}.docx"

    def files(self) -> dict[str, tuple[bytes, int]]:
        """Return the bytes and the time of every file for others."""
        found = [path for path in self.out.glob("2025/**/*") if path.is_file()]
        assert found
        return {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in found}

    def age(self) -> None:
        """Give every file an old time, so that one that is written again can be told."""
        for path in self.out.glob("2025/**/*"):
            os.utime(path, (OLD, OLD))

    def written(self) -> set[str]:
        return {name for name, (_, when) in self.files().items() if when != OLD * 10**9}


@pytest.fixture
def unit(tmp_path: Path) -> Unit:
    made = Unit(tmp_path)
    assert made.build().findings == []
    made.age()
    return made


UNIT = "示例市东湖科技馆"
WORKBOOKS = {f"{UNIT}2025年度项目绩效目标汇总表.xlsx", f"{UNIT}2025年度项目绩效指标汇总表.xlsx"}


def places(findings: list[Diagnostic]) -> list[tuple[str, str]]:
    return [(finding.code, Path(finding.at.file).name) for finding in findings]


# --- what is made again ----------------------------------------------------------------------------------------------


def test_a_second_build_writes_nothing(unit: Unit) -> None:
    built = unit.build()
    assert (built.written, built.findings) == (0, [])
    assert [len(one.documents) for one in built.projects] == [1, 1, 1] and len(built.of_batch) == 2
    assert unit.written() == set()


def test_a_changed_project_is_made_again_with_the_workbooks_and_nothing_else(unit: Unit) -> None:
    unit.write("b", project("乙项目").replace("136,500.50", "136,500.51").replace("1,236,500.50", "1,236,500.51"))
    assert unit.build().written == 1 + len(WORKBOOKS)
    assert unit.written() == {"乙项目.docx", *WORKBOOKS}


def test_of_a_changed_project_only_its_own_document_is_filled(unit: Unit, monkeypatch: pytest.MonkeyPatch) -> None:
    filled: list[str] = []
    render = WordTemplate.render

    def counted(template: WordTemplate, context: Context, **properties: Any) -> bytes:
        filled.append(context["项目名称"])
        return render(template, context, **properties)

    monkeypatch.setattr(WordTemplate, "render", counted)
    unit.write("b", project("乙项目").replace("巡展", "展览"))
    unit.build()
    assert filled == ["乙项目"]


def test_what_python_keeps_beside_a_program_makes_it_no_other(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_bytes(b"pass\n")
    before = manifest.digest_of_files(tmp_path)
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__/a.cpython-311.pyc").write_bytes(b"compiled")
    assert manifest.digest_of_files(tmp_path) == before
    (tmp_path / "a.py").write_bytes(b"pass  \n")
    assert manifest.digest_of_files(tmp_path) != before


def test_after_a_change_the_files_are_those_of_a_first_build(unit: Unit) -> None:
    unit.write("b", project("乙项目").replace("巡展", "展览"))
    unit.build()
    after = {name: content for name, (content, _) in unit.files().items()}
    shutil.rmtree(unit.out)
    unit.build()
    assert after == {name: content for name, (content, _) in unit.files().items()}


def test_a_file_that_was_deleted_comes_again(unit: Unit) -> None:
    unit.document("乙项目").unlink()
    assert unit.build().written == 1
    assert unit.written() == {"乙项目.docx"}


@pytest.mark.parametrize("name", ["form.docx", "schema.yaml", "rules.yaml", "form.yaml", "summary.xlsx"])
def test_whatever_a_file_is_made_of_is_known(name: str, unit: Unit, monkeypatch: pytest.MonkeyPatch) -> None:
    """A part of the templates that is another makes every file anew, which shows in what it is said to be made of."""
    unit.own_templates()
    unit.build()
    before = made_of(unit)
    path = unit.templates / "declaration" / name
    path.write_bytes(path.read_bytes() + (b"\n# other\n" if path.suffix == ".yaml" else b""))
    if path.suffix != ".yaml":  # a comment of the archive, which changes nothing in what is printed
        data = path.read_bytes()
        path.write_bytes(data[:-2] + b"\5\0other")
    assert unit.build().findings == []
    after = made_of(unit)
    assert before.keys() == after.keys() and all(before[file] != after[file] for file in before)


def test_another_version_of_the_program_or_of_a_library_makes_all_anew(
    unit: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = made_of(unit)
    monkeypatch.setattr(building, "libraries", lambda: ["docxtpl-0.0.1.dist-info"])
    unit.build()
    after = made_of(unit)
    assert all(before[file] != after[file] for file in before)


def made_of(unit: Unit) -> dict[str, str]:
    document = json.loads((unit.out / ".formgen/manifest.json").read_text(encoding="utf-8"))
    assert len(document["files"]) == 5
    return {name: record["made_of"] for name, record in document["files"].items()}


def test_the_manifest_tells_nothing_of_the_place(unit: Unit) -> None:
    for path in (unit.out / ".formgen").iterdir():
        assert str(unit.out.parent) not in path.read_text(encoding="utf-8")


def test_another_folder_of_the_same_year_keeps_its_files(unit: Unit, tmp_path: Path) -> None:
    other = tmp_path / "others" / "2025"
    other.mkdir(parents=True)
    (other / "d.yaml").write_text(project("丁项目").replace(UNIT, "示例市西湖科技馆"), encoding="utf-8")
    assert unit.build(paths=[other / "d.yaml"]).findings == []
    assert unit.build().removed == []
    assert unit.document("丁项目").exists()
    assert unit.build(paths=[other / "d.yaml"]).written == 0


# --- what somebody else has changed ----------------------------------------------------------------------------------


def edited(path: Path) -> bytes:
    path.write_bytes(path.read_bytes() + b" ")
    return path.read_bytes()


def test_a_document_that_was_edited_is_said_and_left(unit: Unit) -> None:
    content = edited(unit.document("乙项目"))
    for _ in "12":
        built = unit.build()
        assert places(built.findings) == [("output-changed", "乙项目.docx")]
        assert "有人改过" in built.findings[0].message
        assert [len(one.documents) for one in built.projects] == [1, 0, 1]
        assert unit.document("乙项目").read_bytes() == content


def test_an_edited_document_does_not_keep_the_others_from_being_made(unit: Unit) -> None:
    edited(unit.document("乙项目"))
    unit.age()
    unit.write("a", project("甲项目").replace("巡展", "展览"))
    unit.write("b", project("乙项目").replace("巡展", "展览"))
    assert places(unit.build().findings) == [("output-changed", "乙项目.docx")]
    assert unit.written() == {"甲项目.docx", *WORKBOOKS}


def test_an_edited_workbook_is_said_and_left(unit: Unit) -> None:
    for name in WORKBOOKS:
        edited(unit.out / "2025" / name)
    unit.age()
    built = unit.build()
    assert sorted(places(built.findings)) == [("output-changed", name) for name in sorted(WORKBOOKS)]
    assert built.of_batch == [] and unit.written() == set()


def test_force_overwrites_what_was_edited(unit: Unit) -> None:
    before = unit.document("乙项目").read_bytes()
    edited(unit.document("乙项目"))
    built = unit.build(force=True)
    assert (built.findings, built.written) == ([], 1)
    assert unit.document("乙项目").read_bytes() == before
    assert unit.build().findings == []


def test_a_file_that_formgen_never_wrote_is_said_and_left(unit: Unit) -> None:
    unit.document("丁项目").write_bytes(b"mine")
    unit.write("d", project("丁项目"))
    built = unit.build()
    assert places(built.findings) == [("output-changed", "丁项目.docx")]
    assert "不是 formgen 生成的" in built.findings[0].message
    assert unit.document("丁项目").read_bytes() == b"mine"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_a_pipe_in_the_place_of_a_document_is_said_and_left(unit: Unit) -> None:
    unit.document("乙项目").unlink()
    os.mkfifo(unit.document("乙项目"))
    assert places(unit.build().findings) == [("output-changed", "乙项目.docx")]
    assert unit.document("乙项目").is_fifo()


def test_without_a_manifest_files_that_are_as_they_would_be_are_taken_over(unit: Unit) -> None:
    shutil.rmtree(unit.out / ".formgen")
    assert unit.build().findings == []
    assert unit.written() == set()
    unit.write("a", project("甲项目").replace("巡展", "展览"))
    assert unit.build().findings == [], "and are known from then on"


@pytest.mark.parametrize(
    "content",
    [
        b"", b"{", b"[]", b"null", b'{"format": 1}', b'{"format": 2, "files": {}}', b'{"format": 1, "files": []}',
        b'{"format": 1, "files": {"2025/x.docx": {"digest": 1}}}', b"[" * 100_000, b"\xff\xfe",
        b'{"format":1,"files":{"x":{"digest":1,"made_of":"","folder":"","project":"","paper":""}}}',
    ],
)  # fmt: skip
def test_a_manifest_that_cannot_be_read_is_as_good_as_none(content: bytes, unit: Unit) -> None:
    (unit.out / ".formgen/manifest.json").write_bytes(content)
    assert unit.build().findings == []
    assert unit.written() == set()
    assert len(made_of(unit)) == 5


@pytest.mark.parametrize("name", ["../precious.docx", "2025/../../precious.docx", "{absolute}"])
def test_a_manifest_that_leads_out_of_the_folder_deletes_nothing(name: str, unit: Unit, tmp_path: Path) -> None:
    precious = tmp_path / "precious.docx"
    precious.write_bytes(b"precious")
    path = unit.out / ".formgen/manifest.json"
    document = json.loads(path.read_text(encoding="utf-8"))
    record = next(iter(document["files"].values())) | {"project": "gone.yaml", "digest": manifest.digest(b"precious")}
    document["files"]["2025/申报表/旧项目.docx"] = record
    document["files"][name.format(absolute=precious)] = record
    path.write_text(json.dumps(document), encoding="utf-8")
    unit.document("旧项目").write_bytes(b"precious")
    assert unit.build().removed == [unit.document("旧项目")], "what such a record does where it may"
    assert precious.read_bytes() == b"precious"


# --- projects that are gone ------------------------------------------------------------------------------------------


def test_the_document_of_a_removed_project_goes(unit: Unit) -> None:
    (unit.year / "b.yaml").unlink()
    assert unit.build().removed == [unit.document("乙项目")]
    assert not unit.document("乙项目").exists() and unit.document("甲项目").exists()
    assert unit.build().removed == []


def test_the_document_of_a_renamed_project_goes(unit: Unit) -> None:
    unit.write("b", project("丁项目"))
    assert unit.build().removed == [unit.document("乙项目")]
    assert unit.document("丁项目").exists()


def test_a_project_renamed_in_its_case_alone_keeps_its_document(unit: Unit) -> None:
    """On some systems both names are one file."""
    unit.write("b", project("Abc项目"))
    unit.build()
    unit.write("b", project("ABC项目"))
    assert unit.build().removed == []
    assert unit.document("ABC项目").exists()


def test_an_edited_document_of_a_removed_project_stays(unit: Unit) -> None:
    content = edited(unit.document("乙项目"))
    (unit.year / "b.yaml").unlink()
    built = unit.build()
    assert (built.removed, built.findings) == ([], [])
    assert unit.document("乙项目").read_bytes() == content


def test_a_project_with_an_error_keeps_its_old_document(unit: Unit) -> None:
    unit.write("b", project("乙项目").replace("136,500.50", "1"))
    built = unit.build()
    assert built.removed == [] and {one.code for one in built.findings} == {"sum-mismatch"}
    assert unit.document("乙项目").exists()


def test_a_project_that_cannot_be_read_keeps_its_document_and_no_other_one(unit: Unit) -> None:
    (unit.year / "b.yaml").unlink()
    unit.write("c", "项目名称: [")
    assert unit.build().removed == [unit.document("乙项目")]
    assert unit.document("丙项目").exists()


def test_while_the_batch_has_an_error_nothing_is_removed(unit: Unit) -> None:
    """It may be about which projects there are."""
    (unit.year / "b.yaml").unlink()
    (unit.year / "batch.yaml").write_text("年度: 2025\n项目:\n  - a.yaml\n  - b.yaml\n", encoding="utf-8")
    built = unit.build()
    assert built.removed == [] and {one.code for one in built.findings} == {"project-not-found", "project-unlisted"}
    assert all(unit.document(title).exists() for title in ("甲项目", "乙项目", "丙项目"))


def test_a_build_of_a_part_removes_nothing(unit: Unit) -> None:
    (unit.year / "b.yaml").unlink()
    assert unit.build(paths=[unit.year / "a.yaml"]).removed == []
    assert unit.document("乙项目").exists()


def test_a_workbook_of_another_name_takes_the_place_of_the_old_one(unit: Unit) -> None:
    for name in "abc":
        path = unit.year / f"{name}.yaml"
        unit.write(name, path.read_text(encoding="utf-8").replace(UNIT, "示例市西湖科技馆"))
    assert {path.name for path in unit.build().removed} == WORKBOOKS
    assert len(list(unit.out.glob("2025/*.xlsx"))) == 2


def test_what_a_broken_off_run_has_written_is_known(unit: Unit, monkeypatch: pytest.MonkeyPatch) -> None:
    """After it, no file counts as edited by hand."""
    for name, title in (("a", "甲项目"), ("b", "乙项目"), ("c", "丙项目")):
        unit.write(name, project(title).replace("巡展", "展览"))
    replace = Path.replace

    def break_off(path: Path, target: Path) -> Path:
        if target.name == "丙项目.docx":
            raise KeyboardInterrupt
        return replace(path, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", break_off)
        with pytest.raises(KeyboardInterrupt):
            unit.build()
    assert unit.written() == {"甲项目.docx", "乙项目.docx"}
    for name, title in (("a", "甲项目"), ("b", "乙项目"), ("c", "丙项目")):
        unit.write(name, project(title).replace("巡展", "讲座"))
    assert unit.build().findings == []


# --- a build in which nothing has changed ----------------------------------------------------------------------------


@pytest.fixture
def command(unit: Unit, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Return a function that runs the command and gives its code and text; it must not build when told so."""
    unit.own_templates()
    for path in (*unit.templates.rglob("*"), *unit.templates.parent.glob("projects/*")):
        os.utime(path, (OLD, OLD))
    monkeypatch.chdir(unit.out.parent)

    def run(*options: str, at_once: bool) -> str:
        with monkeypatch.context() as patch:
            if at_once:
                patch.setattr(building, "run", lambda *_, **__: pytest.fail("it builds"))
            code = cli.main(["build", *options])
        text = capsys.readouterr().out
        return f"{code} {text}"

    return run


def test_an_unchanged_build_says_the_same_without_building(unit: Unit, command: Callable[..., str]) -> None:
    first = command(at_once=False)
    assert first.startswith("0 ") and "5 个文件都已经是最新的，没有重新写" in first
    assert command(at_once=True) == first


def test_after_a_first_build_the_next_says_that_all_is_up_to_date(unit: Unit, command: Callable[..., str]) -> None:
    shutil.rmtree(unit.out)
    first = command(at_once=False)
    assert "最新" not in first
    assert command(at_once=True) == first.replace("没有问题", "5 个文件都已经是最新的，没有重新写\n没有问题")


def test_findings_are_said_again_with_their_exit_code(unit: Unit, command: Callable[..., str]) -> None:
    unit.write("b", project("乙项目").replace("136,500.50", "1"))
    first = command(at_once=False)
    assert first.startswith("1 ") and "sum-mismatch" in first
    assert command(at_once=True) == first


def touch(path: Path) -> None:
    content = path.read_bytes()
    path.unlink()
    path.write_bytes(content)
    os.utime(path, (OLD + 1, OLD + 1))


@pytest.mark.parametrize(
    "change",
    [
        lambda unit: touch(unit.year / "a.yaml"),
        lambda unit: unit.write("d", project("丁项目")),
        lambda unit: (unit.year / "b.yaml").unlink(),
        lambda unit: unit.write("a", project("甲项目").replace("136,500.50", "136,500.51")),  # as long, as old
        lambda unit: touch(unit.templates / "declaration/rules.yaml"),
        lambda unit: unit.document("甲项目").unlink(),
        lambda unit: edited(unit.document("甲项目")),
        lambda unit: (unit.out / "2025/申报表/另一个.docx").write_bytes(b"other"),
        lambda unit: shutil.rmtree(unit.out),
        lambda unit: (unit.year / "batch.yaml").write_text("年度: 2025\n", encoding="utf-8"),
    ],
)
def test_after_any_change_a_build_builds(
    change: Callable[[Unit], object], unit: Unit, command: Callable[..., str]
) -> None:
    command(at_once=False)
    command(at_once=True)
    change(unit)
    with pytest.raises(pytest.fail.Exception, match="it builds"):
        command(at_once=True)


@pytest.mark.parametrize("option", [["--strict"], ["projects/2025/a.yaml"], ["--force"]])
def test_another_command_is_not_answered_by_this_one(
    option: list[str], unit: Unit, command: Callable[..., str]
) -> None:
    command(at_once=False)
    with pytest.raises(pytest.fail.Exception, match="it builds"):
        command(*option, at_once=True)


def test_what_was_saved_only_just_now_is_looked_at_again(unit: Unit, command: Callable[..., str]) -> None:
    """Saved again within the same step of the clock, it would look the same."""
    os.utime(unit.year / "a.yaml")
    command(at_once=False)
    with pytest.raises(pytest.fail.Exception, match="it builds"):
        command(at_once=True)


def test_the_program_itself_is_looked_at(command: Callable[..., str], monkeypatch: pytest.MonkeyPatch) -> None:
    command(at_once=False)
    monkeypatch.setattr(unchanged, "libraries", lambda: ["docxtpl-0.0.1.dist-info"])
    with pytest.raises(pytest.fail.Exception, match="it builds"):
        command(at_once=True)


def test_where_nothing_can_be_kept_the_build_is_none_the_worse(
    command: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(30, "read-only")

    monkeypatch.setattr(Path, "write_bytes", refuse)
    assert command(at_once=False).startswith("0 ")
    with pytest.raises(pytest.fail.Exception, match="it builds"):
        command(at_once=True)


@pytest.mark.parametrize("content", [b"", b"0", b"0\n2025\nx\n", b"\xff", b"0\n2025\n999999999\nx"])
def test_a_note_that_cannot_be_read_is_as_good_as_none(content: bytes, unit: Unit, command: Callable[..., str]) -> None:
    first = command(at_once=False)
    (note,) = (unit.out / ".formgen").glob("last-*")
    note.write_bytes(content)
    assert command(at_once=False) == first
