"""``formgen kind``: a folder from a blank form, and folders looked over, as somebody at the terminal sees it."""

import shutil
from pathlib import Path

import pytest

import blank_forms
from conftest import EXAMPLES, KIND_FOLDERS, ROOT
from formgen import cli, forms


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the unit's form kinds, into which the command is told to go."""
    shutil.copytree(ROOT / "templates", tmp_path / "templates")
    (tmp_path / "projects").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    code = cli.main(["kind", *arguments])
    captured = capsys.readouterr()
    return code, captured.out + captured.err


@pytest.mark.parametrize("folder", KIND_FOLDERS, ids=lambda folder: folder.parent.name)
def test_nothing_is_wrong_with_our_own(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    count = sum(folder in path.parents for path in EXAMPLES.values())
    assert count >= 3
    assert run(capsys, "check", "--templates", str(folder)) == (0, f"检查了 {count} 种表：没有问题\n")


def test_one_kind_alone_is_looked_over(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "templates/monitoring/form.docx").write_bytes(b"nothing")
    assert run(capsys, "check", "declaration") == (0, "检查了 1 种表：没有问题\n")
    code, text = run(capsys, "check")
    assert code == 1 and "templates/monitoring/form.docx: 错误 [template-fault]" in text
    code, text = run(capsys, "check", "申报表")
    assert code == 2 and "self-evaluation" in text


def test_a_fault_of_settings_is_said_before_anything_else(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = here / "templates/narrative/form.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("extends:", "extend:"), encoding="utf-8")
    code, text = run(capsys, "check", "narrative")
    assert code == 1 and "templates/narrative/form.yaml" in text


def test_an_example_is_made_for_trial(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    example = here / "templates/self-evaluation/example.yaml"
    text = example.read_text(encoding="utf-8")
    example.write_text(text.replace("实际完成情况:", "完成情况:"), encoding="utf-8")
    code, said = run(capsys, "check", "self-evaluation")
    assert code == 1 and "templates/self-evaluation/example.yaml:" in said and "[unknown-key]" in said
    example.write_text(text[: text.index("\n自评:")] + "\n", encoding="utf-8")
    code, said = run(capsys, "check", "self-evaluation")
    assert code == 0 and "[example-missing] 例子里没有“自评”这一部分" in said
    example.unlink()
    code, said = run(capsys, "check", "self-evaluation")
    assert code == 0 and "[example-missing] 没有填好的例子" in said


@pytest.mark.parametrize("name", ["research", "budget"])
def test_a_kind_is_made_from_a_blank_form(name: str, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "空白表.docx").write_bytes(blank_forms.data(blank_forms.FORMS[name]))
    code, text = run(capsys, "new", "county-grant", "--from", "空白表.docx")
    assert code == 0 and "错误" not in text
    assert "templates/county-grant/form.docx\n" in text and "formgen kind check county-grant" in text
    made = {path.name for path in (here / "templates/county-grant").iterdir()}
    assert made >= {"form.yaml", "schema.yaml", "rules.yaml", "form.docx", "example.yaml", "schema.json"}
    loaded, findings = forms.load(here / "templates", str)
    assert loaded and not findings and "county-grant" in loaded.kinds
    code, text = run(capsys, "check", "county-grant")
    assert code == 0 and "错误" not in text


def test_without_a_blank_form_there_is_one_to_start_from(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, text = run(capsys, "new", "plain")
    assert code == 0 and "错误" not in text and "警告" not in text
    assert (here / "templates/plain/form.docx").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["new", "自评表"], "小写英文字母"),
        (["new", "../elsewhere"], "小写英文字母"),
        (["new", "declaration"], "已经有了"),
        (["new", "a", "--from", "没有.docx"], "没有建"),
        (["new", "a", "--from", "projects"], "没有建"),
        (["new", "a", "--from", "坏.docx"], "没有建"),
        (["new", "a", "--from", "表.xlsx"], "没有建"),
        (["new"], "命令写错了"),
        ([], "命令写错了"),
    ],
)
def test_what_cannot_be_made_is_said_and_leaves_nothing(
    arguments: list[str], words: str, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "坏.docx").write_bytes(b"PK\x03\x04 nothing")
    shutil.copy(here / "templates/declaration/summary.xlsx", here / "表.xlsx")
    before = sorted((here / "templates").rglob("*"))
    code, text = run(capsys, *arguments)
    assert code == 2 and words in text
    assert sorted((here / "templates").rglob("*")) == before
