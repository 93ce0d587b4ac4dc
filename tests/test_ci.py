"""What is offered for git hosts and pre-commit: it can be read, and it means the files that are here."""

import re
import tomllib
from typing import Any

import pytest
from ruamel.yaml import YAML

from conftest import ROOT
from formgen.forms import BATCH_FILE

DOCS = [ROOT / "docs/ci.md", ROOT / "docs/editor.md"]
CI = DOCS[0].read_text(encoding="utf-8")
PROJECTS = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.glob("projects/*/*.yaml"))


def parsed(text: str) -> Any:
    return YAML(typ="safe", pure=True).load(text)


def blocks() -> list[Any]:
    """Return the YAML blocks of docs/ci.md as what they say."""
    return [parsed(block) for block in re.findall(r"```yaml\n(.*?)```", CI, re.DOTALL)]


def commands(node: Any) -> list[str]:
    """Return every text in a block that calls formgen."""
    if isinstance(node, dict):
        return [found for child in node.values() for found in commands(child)]
    if isinstance(node, list):
        return [found for child in node for found in commands(child)]
    return [node] if isinstance(node, str) and "formgen check" in node else []


def the_hook() -> dict[str, Any]:
    (hook,) = parsed((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert isinstance(hook, dict)
    return hook


def test_the_hook_runs_a_command_that_is_installed() -> None:
    hook = the_hook()
    assert (hook["id"], hook["language"], hook["pass_filenames"]) == ("formgen-check", "python", True)
    command, *arguments = hook["entry"].split()
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["scripts"]
    assert command in scripts and arguments == ["check"]


def test_the_hook_sees_every_project_and_nothing_else() -> None:
    pattern = the_hook()["files"]
    assert len(PROJECTS) >= 4 and f"projects/2025/{BATCH_FILE}" in PROJECTS
    assert all(re.search(pattern, path) for path in [*PROJECTS, "projects/2026/甲.yml"])
    others = [
        path.relative_to(ROOT).as_posix() for path in ROOT.glob("t*/**/*.yaml") if "node_modules" not in path.parts
    ]
    assert len(others) > 30
    assert not [path for path in others if re.search(pattern, path)]


def test_the_hook_in_the_instructions_is_the_one_that_is_offered() -> None:
    local, remote = [block["repos"][0] for block in blocks() if "repos" in block]
    (shown,) = local["hooks"]
    hook = the_hook()
    same = ("id", "name", "types", "files", "require_serial")
    assert {name: shown[name] for name in same} == {name: hook[name] for name in same}
    assert shown["entry"].endswith(hook["entry"])
    assert remote["hooks"] == [{"id": hook["id"]}]


def test_each_host_has_an_example_that_checks() -> None:
    assert re.findall(r"^## (.+)$", CI, re.MULTILINE) == [
        "提交之前：pre-commit",
        "GitHub Actions",
        "GitLab CI",
        "Gitee Go",
    ]
    hosts = [block for block in blocks() if "repos" not in block]
    assert len(hosts) == 3
    assert all(commands(host) for host in hosts)


def test_github_gets_marks_and_sarif() -> None:
    (github,) = [block for block in blocks() if "jobs" in block]
    steps = github["jobs"]["check"]["steps"]
    assert [step["uses"] for step in steps if "uses" in step] == [
        "actions/checkout@v4",
        "actions/setup-python@v5",
        "github/codeql-action/upload-sarif@v4",
    ]
    assert "formgen check --format github" in commands(steps)
    (sarif,) = [command for command in commands(steps) if "sarif" in command]
    assert f"> {steps[-1]['with']['sarif_file']} " in sarif
    assert github["on"] == ["push", "pull_request"]
    assert github["permissions"]["security-events"] == "write"


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_what_the_instructions_name_is_there(path: Any) -> None:
    text = path.read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    named = re.findall(r"requirements[a-z-]*\.lock|\.vscode/[a-z]+\.json|templates/[a-z./]+\.json", text)
    assert named
    for name in named:
        assert (ROOT / name).is_file(), name
    for target in re.findall(r"make ([a-z-]+)", text):
        assert f"\n{target}: " in makefile, target
