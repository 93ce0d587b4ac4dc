"""Many projects at one time: the same files whatever they are made in, a clean end, and a crash by its name."""

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import Executor, ProcessPoolExecutor
from pathlib import Path

import pytest

from formgen import building, cli, forms, making, parallel
from test_cli import project

TEMPLATES = Path(__file__).resolve().parents[1] / "templates"
COUNT = 7


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of projects of one year, one of them with an error and one that cannot be read."""
    folder = tmp_path_factory.mktemp("unit") / "projects" / "2025"
    folder.mkdir(parents=True)
    for number in range(COUNT):
        (folder / f"{number}.yaml").write_text(project(f"{number}号项目"), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def faulty(year: Path) -> Path:
    folder = year.parent / "2026"
    folder.mkdir()
    for number in range(COUNT):
        text = project(f"{number}号项目", 2026)
        (folder / f"{number}.yaml").write_text(text.replace("136,500.50", "1") if number == 2 else text, "utf-8")
    (folder / "5.yaml").write_text("项目名称: [", encoding="utf-8")
    return folder


def built(paths: list[Path], out: Path, executor: Executor | None) -> tuple[building.Build, dict[str, bytes]]:
    made = building.run(paths, out, TEMPLATES, os.fspath, executor=executor)
    files = {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}
    return made, files


def same(paths: list[Path], tmp_path: Path, executor: Executor) -> None:
    """Assert that an executor makes what this process makes, and says the same."""
    alone, files = built(paths, tmp_path / "alone", None)
    together, others = built(paths, tmp_path / "together", executor)
    assert files == others and len(files) > COUNT
    assert alone.findings == together.findings
    assert [(one.file, one.name, one.total, one.rows, one.findings) for one in alone.projects] == [
        (one.file, one.name, one.total, one.rows, one.findings) for one in together.projects
    ]


@pytest.mark.parametrize("count", [2, 3])
@pytest.mark.parametrize("method", multiprocessing.get_all_start_methods())
def test_any_number_of_processes_makes_the_same_bytes(
    count: int, method: str, year: Path, faulty: Path, tmp_path: Path
) -> None:
    with ProcessPoolExecutor(count, mp_context=multiprocessing.get_context(method)) as executor:
        same([year, faulty], tmp_path, executor)


def test_a_cluster_makes_the_same_bytes(year: Path, faulty: Path, tmp_path: Path) -> None:
    import distributed  # slow to load

    with (
        distributed.LocalCluster(2, threads_per_worker=1, dashboard_address=None, host="127.0.0.1") as cluster,
        distributed.Client(cluster) as client,
        client.get_executor() as executor,
    ):
        same([year, faulty], tmp_path, executor)


def test_a_project_is_worked_on_in_another_process(year: Path, tmp_path: Path) -> None:
    """Else the tests of the same bytes would hold for nothing."""
    with parallel.pool(2) as executor:
        assert executor is not None
        assert set(parallel.in_order(process_of, range(20), executor)) - {os.getpid()}


def process_of(_: object) -> int:
    return os.getpid()


# --- results in order, few at a time ---------------------------------------------------------------------------------


def slow_first(number: int) -> int:
    time.sleep(0.2 if number == 0 else 0)
    return number


@pytest.mark.parametrize("count", [1, 2])
def test_results_come_in_the_order_of_the_items(count: int) -> None:
    with parallel.pool(count) as executor:
        assert list(parallel.in_order(slow_first, range(30), executor)) == list(range(30))


def test_items_are_asked_for_as_results_are_taken() -> None:
    items = iter(range(10_000))
    with parallel.pool(2) as executor:
        results = parallel.in_order(abs, items, executor)
        assert next(results) == 0
        assert next(items) < 200
        results.close()  # type: ignore[attr-defined]


# --- a crash ---------------------------------------------------------------------------------------------------------


def fails_at_three(number: int) -> int:
    if number == 3:
        raise ValueError("three")
    return number


def ends_at_three(number: int) -> int:
    if number == 3:
        os._exit(1)
    return number


@pytest.mark.parametrize("count", [1, 2])
def test_an_exception_names_its_item(count: int) -> None:
    with parallel.pool(count) as executor, pytest.raises(parallel.Crash, match="ValueError: three") as caught:
        list(parallel.in_order(fails_at_three, range(10), executor))
    assert caught.value.item == 3


def test_the_end_of_a_process_names_its_item() -> None:
    with parallel.pool(2) as executor, pytest.raises(parallel.Crash) as caught:
        list(parallel.in_order(ends_at_three, range(10), executor))
    assert caught.value.item == 3


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_crash_is_said_with_the_name_of_the_project(
    jobs: str, year: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    build = making.context.build

    def crash(found: object, schema: object) -> object:
        if found.values["项目名称"] == "4号项目":
            raise ZeroDivisionError("of ours")
        return build(found, schema)  # type: ignore[arg-type]

    monkeypatch.setattr(making.context, "build", crash)
    assert (
        cli.main(["build", "-j", jobs, str(year), "--out", str(tmp_path / "out"), "--templates", str(TEMPLATES)]) == 3
    )
    said = capsys.readouterr().err
    assert "4.yaml" in said and "ZeroDivisionError: of ours" in said and "Traceback" not in said
    assert not list(tmp_path.rglob("*.*x")), "nothing is written"


def test_a_fault_in_the_rules_is_said_by_other_processes_too(year: Path, tmp_path: Path) -> None:
    import shutil

    templates = tmp_path / "templates"
    shutil.copytree(TEMPLATES, templates)
    (templates / "declaration/rules.yaml").write_text("rules:\n  - rule: no-such-rule\n", encoding="utf-8")
    with ProcessPoolExecutor(2) as executor:
        made = building.run([year], tmp_path / "out", templates, os.fspath, executor=executor)
    assert [finding.code for finding in made.findings] == ["form-fault"]
    assert made.findings == forms.load(templates, os.fspath)[1]


# --- being broken off ------------------------------------------------------------------------------------------------


def test_being_broken_off_leaves_no_process() -> None:
    with pytest.raises(KeyboardInterrupt), parallel.pool(2) as executor:
        for number in parallel.in_order(slow_first, range(1000), executor):
            if number == 3:
                assert multiprocessing.active_children()
                raise KeyboardInterrupt
    assert not multiprocessing.active_children()


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="children are found through /proc")
def test_ctrl_c_ends_all_processes_and_leaves_no_file(tmp_path: Path) -> None:
    folder = tmp_path / "projects" / "2025"
    folder.mkdir(parents=True)
    for number in range(400):
        (folder / f"{number:03}.yaml").write_text(project(f"{number:03}号项目"), encoding="utf-8")
    command = [sys.executable, "-m", "formgen", "build", "-j", "2", "--templates", str(TEMPLATES)]
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # tests in the background may have it ignored
    running = subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, stdout=subprocess.PIPE, process_group=0)
    signal.signal(signal.SIGINT, before)
    children = Path(f"/proc/{running.pid}/task/{running.pid}/children")
    while running.poll() is None and len(found := children.read_text().split()) < 2:
        time.sleep(0.01)
    os.killpg(running.pid, signal.SIGINT)  # as a terminal does
    out, err = running.communicate()
    assert (running.returncode, out) == (130, b"")
    assert err.decode().startswith("已中断") and b"Traceback" not in err
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and path.parent != folder]
    assert not any(Path(f"/proc/{child}").exists() for child in found)


# --- how many --------------------------------------------------------------------------------------------------------


def test_few_projects_stay_in_one_process(year: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "cores", lambda: 8)
    assert cli._jobs([year]) == 1
    assert cli._jobs([year] * 50) == 8


@pytest.mark.parametrize("typed", ["0", "-1", "x", "", "1.5", "１0000"])
def test_a_number_of_processes_that_cannot_be_is_wrong_use(typed: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["build", "-j", typed]) == 2
    assert "命令写错了" in capsys.readouterr().err
