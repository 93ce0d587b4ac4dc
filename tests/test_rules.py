"""Each rule's manual is true: its examples are run and must give what they say."""

import ast
import pickle
import re
import textwrap
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from formgen import forms, rules, schema, source
from formgen.diagnostics import Diagnostic, Severity
from formgen.project import Project

REPOSITORY = Path(__file__).resolve().parents[1]
FOLDER = Path(rules.__file__).parent
SECTIONS = ("Why", "Basis", "Bind", "Bad", "Good")

_MARK = re.compile(r"#\s*<-\s*([a-z-]+)\s*$")
_SECTION = re.compile(r"^(\w+):\n((?:(?:    .*)?\n)+)", re.MULTILINE)


def sections(rule: ModuleType) -> list[tuple[str, str]]:
    """Return the titled parts of a rule's docstring in their order; Bad and Good may come several times."""
    text = (rule.__doc__ or "") + "\n"
    return [(match[1], textwrap.dedent(match[2]).strip("\n") + "\n") for match in _SECTION.finditer(text)]


def examples() -> Iterator[tuple[str, ModuleType, str]]:
    for rule in rules.BY_CODE.values():
        for number, (title, text) in enumerate(sections(rule)):
            if title in ("Bad", "Good"):
                yield f"{rules.code(rule)}-{title}-{number}", rule, text


EXAMPLES = list(examples())


@pytest.fixture(scope="module")
def family() -> forms.Family:
    loaded, findings = forms.load(REPOSITORY / "templates", str)
    assert loaded is not None, findings
    return loaded.families["declaration"]


def settings(text: str) -> dict[str, Any]:
    tree, findings = source.read(text.encode(), "schema.yaml")
    assert tree is not None and findings == []
    found: dict[str, Any] = source.plain(tree)
    return found


def options(rule: ModuleType) -> dict[str, Any]:
    """Return what the section Bind ties the rule to."""
    (text,) = [text for title, text in sections(rule) if title == "Bind"]
    return settings(text)


def run(
    family: forms.Family,
    rule: ModuleType,
    text: str,
    bound: dict[str, Any] | None = None,
    severity: Severity | None = None,
    levels: rules.Levels | None = None,
) -> list[Diagnostic]:
    """Run one rule alone over a fragment; what the fragment leaves out is none of the rule's business.

    A rule that looks at the year sees the parts between lines of ``---`` as the year's projects.
    """
    binding = rules.Binding(rule, options(rule) if bound is None else bound, severity)
    if not rules.looks_at_the_year(rule):
        return rules.run(fragment(family, text), [binding], levels)
    parts = re.split(r"(?m)^---\n", text)
    lines_before = [sum(part.count("\n") + 1 for part in parts[:number]) for number in range(len(parts))]
    projects = [fragment(family, "\n" * before + part) for before, part in zip(lines_before, parts, strict=True)]
    gathered = [rules.gather(project, [binding]) for project in projects]
    return rules.compare(pickle.loads(pickle.dumps(gathered)), [binding], levels)  # as from another process


def fragment(family: forms.Family, text: str) -> Project:
    """Return the project that a fragment holds."""
    tree, findings = source.read(text.encode(), "例.yaml")
    assert tree is not None and findings == []
    project, findings = schema.validate(tree, family.schema(frozenset({family.root.name})))
    assert {finding.code for finding in findings} <= {"field-missing"}, "an example is sound but for what it leaves out"
    return project


def test_the_list_of_rules_is_the_folder() -> None:
    files = {path.stem for path in FOLDER.glob("*.py")} - {"__init__"}
    assert files, "no rule was found"
    assert sorted(rules.CODES) == sorted(name.replace("_", "-") for name in files)
    assert [rules.code(rule) for rule in rules.BY_CODE.values()] == list(rules.CODES)


@pytest.mark.parametrize("rule", rules.BY_CODE.values(), ids=rules.code)
def test_a_rule_has_the_fixed_shape(rule: ModuleType) -> None:
    titles = [title for title, _ in sections(rule)]
    assert titles[:3] == ["Why", "Basis", "Bind"]
    assert [title for title in SECTIONS if title not in titles] == []
    assert set(titles) == set(SECTIONS)
    assert re.fullmatch(r"[^\x00-\x7f]+", rule.TITLE), "the title is for readers"
    assert set(options(rule)) == rules.option_names(rule)
    assert set(rule.FIELD_OPTIONS) <= rules.option_names(rule)
    assert (rule.__doc__ or "").split("\n")[0].endswith(".")
    manual = dict(sections(rule))
    assert re.search(r"已证实|推断|未证实", manual["Basis"]), "says how sure the basis is"
    assert all(re.search(r"[\u4e00-\u9fff].*。\n\Z", manual[title], re.DOTALL) for title in ("Why", "Basis")), (
        "for clerks"
    )


@pytest.mark.parametrize("rule", rules.BY_CODE.values(), ids=rules.code)
def test_every_code_in_a_rule_is_its_own(rule: ModuleType) -> None:
    assert rule.__file__ is not None
    tree = ast.parse(Path(rule.__file__).read_text(encoding="utf-8"))
    made = [
        node.args[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in ("error", "warning", "info")
    ]
    assert made, "a rule finds something"
    assert {ast.literal_eval(code) for code in made} == {rules.code(rule)}


def test_there_are_examples_of_both_kinds_for_every_rule() -> None:
    assert len(EXAMPLES) >= 2 * len(rules.CODES)


@pytest.mark.parametrize(("rule", "text"), [pytest.param(rule, text, id=name) for name, rule, text in EXAMPLES])
def test_an_example_gives_what_its_marks_say(family: forms.Family, rule: ModuleType, text: str) -> None:
    marked = [
        (number, mark[1]) for number, line in enumerate(text.split("\n"), start=1) if (mark := _MARK.search(line))
    ]
    found = run(family, rule, text)
    assert [(finding.at.line, finding.code) for finding in found] == marked
    for finding in found:
        assert finding.at.column is not None and finding.hint


def test_a_bad_example_is_marked_and_a_good_one_is_not() -> None:
    for name, _, text in EXAMPLES:
        assert bool(_MARK.search(text) or re.search(r"#\s*<-", text)) is ("-Bad-" in name), name


@pytest.mark.parametrize("rule", rules.BY_CODE.values(), ids=rules.code)
def test_a_rule_is_silent_about_what_is_missing(family: forms.Family, rule: ModuleType) -> None:
    assert run(family, rule, "项目名称: 只有名称\n") == []


@pytest.mark.parametrize("rule", rules.BY_CODE.values(), ids=rules.code)
def test_a_form_kind_may_soften_a_rule(family: forms.Family, rule: ModuleType) -> None:
    text = next(text for name, other, text in EXAMPLES if other is rule and "-Bad-" in name)
    own = {finding.severity for finding in run(family, rule, text)}
    other = Severity.INFO if own == {Severity.WARNING} else Severity.WARNING
    assert {finding.severity for finding in run(family, rule, text, severity=other)} == {other}


@pytest.mark.parametrize("rule", rules.BY_CODE.values(), ids=rules.code)
def test_a_year_may_weigh_a_rule_anew(family: forms.Family, rule: ModuleType) -> None:
    text = next(text for name, other, text in EXAMPLES if other is rule and "-Bad-" in name)
    found = run(family, rule, text, severity=Severity.INFO, levels={rules.code(rule): Severity.ERROR})
    assert {finding.severity for finding in found} == {Severity.ERROR}


@pytest.mark.parametrize(
    ("code", "text", "lines"),
    [
        ("sum-mismatch", "项目资金: {年度资金申请总额: 0.30, 当年财政拨款: 0.10, 其他资金: 0.20}", []),
        ("sum-mismatch", "项目资金: {年度资金申请总额: 0.30, 当年财政拨款: 0.10, 其他资金: 0.21}", [1]),
        ("sum-mismatch", "项目资金:\n  年度资金申请总额: 5.00", [2]),
        ("sum-mismatch", "项目资金: {年度资金申请总额: 0.00}", []),
        ("amount-above-total", "项目资金: {年度资金申请总额: 2.00, 项目资金总额: {总额: 2.00}}", []),
        ("amount-above-total", "项目资金: {年度资金申请总额: 2.00, 项目资金总额: {总额: }}", []),
        ("end-before-start", "计划开始日期: 2025-01-02\n计划完成日期: 2025-01-01", [2]),
        ("dates-outside-year", "年度: 2025\n项目性质: 一次性项目\n计划开始日期: 2024-12-31", [3]),
        ("dates-outside-year", "年度: 2025\n计划开始日期: 2026-01-01\n计划完成日期: 2027-01-01", [2]),
        ("dates-outside-year", "年度: 2025\n计划开始日期: 2027-01-01\n计划完成日期: 2024-01-01", []),
        ("dimension-missing", "绩效指标:\n  产出: {数量: [{三级指标: 甲, 指标值: 良好}]}", [1]),
        (
            "dimension-missing",
            "绩效指标:\n  产出: {数量: [{三级指标: 甲, 指标值: 良好}]}\n  效益: {社会: [{三级指标: 乙, 指标值: 良好}]}",
            [],
        ),
        ("dimension-missing", "绩效指标:\n  成本指标: {经济: [{三级指标: 甲, 指标值: 良好}]}", [1, 1]),
        ("only-symbols", "绩效指标:\n  产出: {数量: [{三级指标: ——, 指标值: '*'}]}", [2, 2]),
        ("only-symbols", "绩效指标:\n  产出: {数量: [{三级指标: A-1, 指标值: ≥5件}]}", []),
    ],
)
def test_a_rule_at_its_edges(family: forms.Family, code: str, text: str, lines: list[int]) -> None:
    assert [finding.at.line for finding in run(family, rules.BY_CODE[code], text + "\n")] == lines


def test_a_sum_that_cannot_be_read_is_not_said_again(family: forms.Family) -> None:
    tree, _ = source.read("项目资金: {年度资金申请总额: 5.00, 当年财政拨款: 无}\n".encode(), "例.yaml")
    assert tree is not None
    project, findings = schema.validate(tree, family.schema(frozenset({family.root.name})))
    assert "amount-unreadable" in {finding.code for finding in findings}
    bindings = [binding for kind in family.kinds for binding in kind.bindings]
    assert rules.run(project, bindings) == []


def test_every_rule_is_bound_by_a_kind(family: forms.Family) -> None:
    bound = {rules.code(binding.rule) for kind in family.kinds for binding in kind.bindings}
    assert bound == set(rules.BY_CODE)


def test_of_one_rule_a_form_lists_no_more_than_can_be_read(family: forms.Family) -> None:
    rows = ", ".join(f"{{三级指标: '--', 指标值: ≥{number}件}}" for number in range(rules.FINDINGS_LIMIT + 20))
    found = run(family, rules.BY_CODE["only-symbols"], f"绩效指标: {{产出: {{数量: [{rows}]}}}}\n")
    assert [finding.code for finding in found] == ["only-symbols"] * rules.FINDINGS_LIMIT + ["too-many-mistakes"]
    assert found[-1].severity is Severity.WARNING


def test_of_thousands_of_places_a_finding_names_a_few(family: forms.Family) -> None:
    goal = "XX，" * 300 + "完"
    (finding,) = run(family, rules.BY_CODE["placeholder-left"], f"项目绩效目标:\n  年度总体目标: {goal}\n")
    assert len(finding.related) == rules.RELATED_LIMIT
