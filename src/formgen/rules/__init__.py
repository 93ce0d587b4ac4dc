"""The checks that look at a whole project or a whole year: what they are, and running those that a kind has bound.

One rule is one module of fixed shape: its name is the code, its docstring the manual, `TITLE` its name for readers,
`SEVERITY` what its findings weigh unless a form kind or a year says otherwise,
`FIELD_OPTIONS` the options that hold field keys, `COLUMN_OPTIONS` those that name columns of `table`, and `check`
yields what it finds. The manual says in Chinese, because clerks read it through ``formgen explain``, `Why` and on what
`Basis`; `Bind`, `Bad` and `Good` are run by a test. A rule does not print, stop or repair, and is silent about what is
missing or unreadable: `schema` has said that already.

`check` sees one form, its first parameter. A rule that compares the forms of a year has `gather` besides: it sees one
form, has the options, and returns what the comparison needs of it, small and picklable, since the form may have been
read in another process. Its `check` sees what was gathered of all, in their order, and yields each finding at the place
in the form that it concerns.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from itertools import islice
from types import FunctionType, ModuleType
from typing import Any

from formgen.diagnostics import Diagnostic, Severity, warning
from formgen.project import Project

CODES = (
    "sum-mismatch",
    "amount-above-total",
    "end-before-start",
    "dates-outside-year",
    "only-symbols",
    "dimension-missing",
    "nothing-quantified",
    "points-sum",
    "score-above-points",
    "project-repeated",
    "full-marks-missed",
    "reason-missing",
    "lost-points-unexplained",
    "result-unit-differs",
    "result-unquantified",
    "unit-missing",
    "indicator-repeated",
    "unit-mismatch",
    "vague-value",
    "value-repeats-name",
    "satisfaction-not-percentage",
    "satisfaction-misplaced",
    "promise-unmeasured",
    "measure-unpromised",
    "leftover-markup",
    "placeholder-left",
    "numbering-broken",
    "text-garbled",
    "two-measures",
    "sentence-name",
    "filler-text",
    "timeliness-vague",
    "timeliness-circular",
    "arithmetic-wrong",
    "rate-over-hundred",
    "cost-vague",
    "cost-is-benefit",
    "other-year",
    "mixed-spelling",
    "measure-unmentioned",
    "same-wording",
    "amount-contradicts",
)
"""Every rule by its code, in the order in which reviewers rank what they send back."""


@dataclass(frozen=True, slots=True)
class Binding:
    """A rule tied to the fields of a form kind; ``severity`` None keeps the rule's own."""

    rule: ModuleType
    options: dict[str, Any]
    severity: Severity | None = None
    kind: str = ""


def code(rule: ModuleType) -> str:
    """Return the code of a rule: ``sum-mismatch`` for the module ``sum_mismatch``."""
    return rule.__name__.rpartition(".")[2].replace("_", "-")


class _Rules(Mapping[str, ModuleType]):
    """The rules by their codes; each is loaded when it is asked for, as most commands need few of them."""

    def __getitem__(self, code: str) -> ModuleType:
        if code not in CODES:
            raise KeyError(code)
        return import_module(f"{__name__}.{code.replace('-', '_')}")

    def __iter__(self) -> Iterator[str]:
        return iter(CODES)

    def __len__(self) -> int:
        return len(CODES)

    def __contains__(self, code: object) -> bool:
        return code in CODES


BY_CODE: Mapping[str, ModuleType] = _Rules()


def option_names(rule: ModuleType) -> set[str]:
    """Return the options that a rule can be bound with."""
    return {name for name in _sees_the_form(rule).__annotations__ if name not in ("project", "return")}


def needed_options(rule: ModuleType) -> set[str]:
    """Return the options that a rule must be bound with: those to which its signature gives no default."""
    return option_names(rule) - set(_sees_the_form(rule).__kwdefaults__ or ())


def option_type(rule: ModuleType, name: str) -> str:
    """Return what an option holds, as the rule's signature writes it: ``str``, ``list[str]``, ``list[list[str]]``."""
    annotation = _sees_the_form(rule).__annotations__[name]
    return annotation.__name__ if annotation is str else str(annotation).removesuffix(" | None")


def looks_at_the_year(rule: ModuleType) -> bool:
    """Return whether a rule compares the projects of a year instead of looking at one."""
    return "gather" in vars(rule)


def _sees_the_form(rule: ModuleType) -> FunctionType:
    """Return the function that has the rule's options."""
    function: FunctionType = rule.gather if looks_at_the_year(rule) else rule.check
    return function


Levels = Mapping[str, Severity]
"""The severities that a year gives to rules, by their codes, over those of the form kind."""


FINDINGS_LIMIT = 50
"""Findings of one rule in one form that are listed."""


def run(project: Project, bindings: Sequence[Binding], levels: Levels | None = None) -> list[Diagnostic]:
    """Return what the bound rules find in a project, of each rule the first ones; more are not read by anybody.

    Findings:
        Those of the rules, and ``too-many-mistakes`` where some are left out.
    """
    findings: list[Diagnostic] = []
    for binding in bindings:
        if not looks_at_the_year(binding.rule):
            found = list(islice(binding.rule.check(project, **binding.options), FINDINGS_LIMIT + 1))
            findings += [_weighed(finding, binding, levels) for finding in found[:FINDINGS_LIMIT]]
            if len(found) > FINDINGS_LIMIT:
                message = f"“{binding.rule.TITLE}”太多，只列出前 {FINDINGS_LIMIT} 处"
                findings.append(warning("too-many-mistakes", message, found[-1].at, "先改好列出来的，再检查一次"))
    return findings


Gathered = tuple[Sequence[Any], ...]
"""What the rules that look at the year need of one project, in the order of their bindings; small and picklable."""


def gather(project: Project, bindings: Sequence[Binding]) -> Gathered:
    """Return what `compare` needs of a project."""
    return tuple(binding.rule.gather(project, **binding.options) for binding in _of_the_year(bindings))


def compare(
    gathered: Sequence[Gathered], bindings: Sequence[Binding], levels: Levels | None = None
) -> list[Diagnostic]:
    """Return what the bound rules find among the projects of a year.

    Args:
        gathered: what `gather` returned for each project with the same bindings.
        bindings: those of a form kind; the rules that look at one project are passed over.
        levels: the severities of the year.
    """
    return [
        _weighed(finding, binding, levels)
        for number, binding in enumerate(_of_the_year(bindings))
        for finding in binding.rule.check([facts[number] for facts in gathered])
    ]


def _of_the_year(bindings: Sequence[Binding]) -> list[Binding]:
    return [binding for binding in bindings if looks_at_the_year(binding.rule)]


RELATED_LIMIT = 20
"""Other places of one finding that are named; nobody goes to thousands of them."""


def _weighed(finding: Diagnostic, binding: Binding, levels: Levels | None) -> Diagnostic:
    """Return a finding with the severity that it has here, and no more related places than anybody looks at."""
    severity = (levels or {}).get(finding.code) or binding.severity or finding.severity
    kinds = (binding.kind,) if binding.kind else ()
    return replace(finding, severity=severity, kinds=kinds, related=finding.related[:RELATED_LIMIT])
