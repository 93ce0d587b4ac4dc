"""File names that every system takes, and replacement that leaves old files whole."""

import os
import stat
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from formgen import output
from formgen.output import collision_key, safe_name

RESERVED = '<>:"/\\|?*'


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("科普资源平台建设.docx", "科普资源平台建设.docx"),
        ("“走进”活动（二期）.docx", "“走进”活动（二期）.docx"),
        ("a b-c_d.docx", "a b-c_d.docx"),
        ("科普/甲.docx", "科普_甲.docx"),
        ("科普:甲.docx", "科普_甲.docx"),
        (RESERVED + ".docx", "_" * len(RESERVED) + ".docx"),
        ("../../etc/passwd", "_.._.._etc_passwd"),
        ("..", "_"),
        (".", "_"),
        ("", "_"),
        ("   ", "_"),
        ("...", "_"),
        ("/", "_"),
        ("a\x00b", "a_b"),
        ("a\nb\tc", "a_b_c"),
        ("a\x7fb", "a_b"),
        ("名称.", "名称"),
        ("名称. . ", "名称"),
        ("名称 ", "名称"),
        (".隐藏", "_.隐藏"),
        ("~$锁.docx", "_~$锁.docx"),
        ("CON", "_CON"),
        ("con", "_con"),
        ("con.docx", "_con.docx"),
        ("nul.tar.gz", "_nul.tar.gz"),
        ("COM1.docx", "_COM1.docx"),
        ("lpt9", "_lpt9"),
        ("COM¹.docx", "_COM¹.docx"),
        ("CON ", "_CON"),
        ("CONSOLE.docx", "CONSOLE.docx"),
        ("COM10.docx", "COM10.docx"),
        ("e\u0301.docx", "é.docx"),
        ("𠮷.docx", "𠮷.docx"),
    ],
)
def test_a_name_is_made_one_that_every_system_takes(name: str, safe: str) -> None:
    assert safe_name(name) == safe
    assert safe_name(safe) == safe, "a safe name stays"


def fits(name: str) -> bool:
    return (
        0 < len(name.encode()) <= 255
        and not set(name) & set(RESERVED)
        and not name.endswith((".", " "))
        and name == unicodedata.normalize("NFC", name)
    )


@pytest.mark.parametrize("count", [83, 84, 85, 100, 300])
def test_a_long_name_is_cut_to_255_bytes_and_keeps_its_ending(count: int) -> None:
    name = safe_name("科" * count + ".docx")
    assert fits(name)
    assert name.endswith(".docx")
    assert name.startswith("科" * 60)
    assert ("~" in name) is (count > 83), "only a name that does not fit is cut"


@pytest.mark.parametrize("character", ["a", "é", "科", "𠮷"])
@pytest.mark.parametrize("extra", range(4))
def test_a_cut_never_falls_inside_a_character(character: str, extra: int) -> None:
    name = safe_name("x" * extra + character * 300 + ".docx")
    assert fits(name)
    assert set(name.partition("~")[0]) <= {"x", character}


def test_long_names_that_differ_at_their_end_stay_two() -> None:
    one, other = safe_name("科" * 100 + "甲.docx"), safe_name("科" * 100 + "乙.docx")
    assert one != other
    assert one == safe_name("科" * 100 + "甲.docx"), "the same name every time"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("out/ABC.docx", "out/abc.docx", True),
        ("out/é.docx", "out/e\u0301.docx", True),
        ("out/项目①.docx", "out/项目1.docx", False),
        ("out/科普（一）.docx", "out/科普(一).docx", False),
        ("out/straße.docx", "out/STRASSE.docx", True),
        ("out/甲.docx", "out/乙.docx", False),
        ("2025/甲.docx", "2026/甲.docx", False),
    ],
)
def test_names_that_some_file_system_takes_for_one_collide(one: str, other: str, same: bool) -> None:
    assert (collision_key(Path(one)) == collision_key(Path(other))) is same


# --- writing ---------------------------------------------------------------------------------------------------------


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder, hidden ones too."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """Return an output folder with two files of an earlier run."""
    folder = tmp_path / "2025"
    folder.mkdir()
    (folder / "甲.docx").write_bytes(b"old 1")
    (folder / "乙.docx").write_bytes(b"old 2")
    return folder


OLD = {"甲.docx": b"old 1", "乙.docx": b"old 2"}


def test_files_are_written_with_their_folders(tmp_path: Path) -> None:
    output.write({tmp_path / "a" / "b" / "甲.docx": b"1", tmp_path / "乙.xlsx": b"2"})
    assert contents(tmp_path) == {"a/b/甲.docx": b"1", "乙.xlsx": b"2"}


def test_files_are_replaced_and_others_left(old: Path) -> None:
    output.write({old / "甲.docx": b"new"})
    assert contents(old) == OLD | {"甲.docx": b"new"}


def test_nothing_to_write_makes_nothing(tmp_path: Path) -> None:
    output.write({})
    assert list(tmp_path.iterdir()) == []


def failing(fault: BaseException) -> Callable[..., None]:
    def fail(*arguments: object, **options: object) -> None:
        raise fault

    return fail


@pytest.mark.parametrize("fault", [OSError(28, "disk full"), KeyboardInterrupt(), RuntimeError("bug")])
@pytest.mark.parametrize("call", ["replace", "fsync", "open"])
def test_a_failure_leaves_the_old_files_and_no_others(
    old: Path, monkeypatch: pytest.MonkeyPatch, call: str, fault: BaseException
) -> None:
    with monkeypatch.context() as patched:
        for place in (os, Path):
            if hasattr(place, call):
                patched.setattr(place, call, failing(fault))
        with pytest.raises(type(fault)):
            output.write({old / "甲.docx": b"new", old / "丙.docx": b"new"})
    assert contents(old) == OLD


def test_a_failure_in_the_second_file_is_known_before_the_first_is_touched(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[int] = []
    real = os.fsync

    def fsync(handle: int) -> None:
        calls.append(handle)
        if len(calls) == 2:
            raise OSError(28, "disk full")
        real(handle)

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", fsync)
        with pytest.raises(OSError, match="disk full"):
            output.write({old / "甲.docx": b"new", old / "乙.docx": b"new"})
    assert len(calls) == 2
    assert contents(old) == OLD


@pytest.mark.skipif(not hasattr(os, "sync"), reason="Windows flushes file by file")
def test_many_files_are_flushed_at_once_before_the_first_is_touched(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    many = {old / f"{number}.docx": b"new" for number in range(output._FEW)} | {old / "甲.docx": b"new"}
    seen: list[dict[str, bytes]] = []
    monkeypatch.setattr(os, "fsync", failing(AssertionError("one by one")))
    monkeypatch.setattr(os, "sync", lambda: seen.append(contents(old)))
    output.write(many)
    (before,) = seen
    assert before["甲.docx"] == b"old 1"
    assert len(before) == len(OLD) + len(many), "all of them are on the disk, beside their places"
    assert contents(old) == OLD | {path.name: content for path, content in many.items()}
    monkeypatch.setattr(os, "sync", failing(OSError(5, "unplugged")))
    with pytest.raises(OSError, match="unplugged"):
        output.write(dict.fromkeys(many, b"newer"))
    assert contents(old) == OLD | {path.name: content for path, content in many.items()}


def test_a_failure_between_two_files_leaves_each_whole(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Path.replace

    def replace(self: Path, target: Path) -> Path:
        if target.name == "乙.docx":
            raise OSError(5, "unplugged")
        return real(self, target)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", replace)
        with pytest.raises(OSError, match="unplugged"):
            output.write({old / "甲.docx": b"new", old / "乙.docx": b"new"})
    assert contents(old) == OLD | {"甲.docx": b"new"}


def test_a_file_that_is_open_elsewhere_is_said_by_its_name(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", failing(PermissionError(13, "in use")))
        patched.setattr(os, "replace", failing(PermissionError(13, "in use")))
        with pytest.raises(output.Locked) as caught:
            output.write({old / "甲.docx": b"new"})
    assert "甲.docx" in str(caught.value) and "关闭" in str(caught.value)
    assert contents(old) == OLD


@pytest.mark.skipif(os.name != "posix", reason="rights of POSIX")
@pytest.mark.parametrize(("umask", "rights"), [(0o077, 0o600), (0o022, 0o644), (0o002, 0o664)])
def test_the_umask_decides_who_may_read(tmp_path: Path, umask: int, rights: int) -> None:
    before = os.umask(umask)
    try:
        output.write({tmp_path / "甲.docx": b"1"})
        assert os.umask(umask) == umask, "the umask is left as it was"
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "甲.docx").stat().st_mode) == rights


def test_the_path_of_an_output_may_be_a_name_of_255_bytes(tmp_path: Path) -> None:
    name = safe_name("科" * 200 + ".docx")
    output.write({tmp_path / name: b"1"})
    assert contents(tmp_path) == {name: b"1"}


@pytest.mark.parametrize("name", ["科" * 300, "V1." + "科" * 300, "x" * 300])
def test_a_long_name_without_an_ending_fits(name: str) -> None:
    assert fits(safe_name(name))
