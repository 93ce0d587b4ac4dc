"""What is accepted without Cerberus is what Cerberus finds nothing wrong with, and gives the same project."""

import copy
import dataclasses
import pickle
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import EXAMPLES, KIND_FOLDERS, ROOT, kind_of
from formgen import fields, forms, schema, source, validator
from formgen.diagnostics import Location
from formgen.project import Project
from formgen.source import Mapping, Node, Scalar, Sequence, child_key
from formgen.values import READERS

FILE = "项目.yaml"


def judged(tree: Mapping, form: fields.Prepared) -> str:
    """Return whether a tree was accepted, after asking Cerberus whether that is right."""
    accepted = schema.accepted(tree, form)
    project, findings = validator.validate(tree, schema.texts(tree), fields.typeable(form))
    assert (accepted is None) == bool(findings)
    if accepted is None:
        return "refused"
    assert everything(accepted) == everything(project)
    assert set(map(id, rows_of(accepted.values))) >= {
        id(row.values) for rows in accepted.tables.values() for row in rows
    }
    return "accepted, with rows" if any(accepted.tables.values()) else "accepted"


def everything(value: Any) -> Any:
    """Return all that is in a value, with types and orders, also what is left out when two are compared."""
    if dataclasses.is_dataclass(value):
        return type(value), [everything(getattr(value, each.name)) for each in dataclasses.fields(value)]
    if isinstance(value, dict):
        return [(key, everything(inner)) for key, inner in value.items()]
    if isinstance(value, (list, tuple)):
        return type(value), [everything(inner) for inner in value]
    return type(value), value, str(value)


def rows_of(value: Any) -> Iterator[Any]:
    """Yield every group inside a value."""
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from rows_of(inner)


# --- random schemas ------------------------------------------------------------------------------------------------

TEXTS = {
    "amount": ["0", "3", "1,234.50", "-0.01", "1.005", "一百"],
    "date": ["2025-01-31", "2025-02-30"],
    "line": ["甲", "乙", "甲乙丙", "12", "12甲", " 甲 ", "甲\n乙", " "],
    "measure": ["≥3 场", "=100%", "≥3", "良好", "<0.5(元/人)"],
    "number": ["0", "9.50", "-0", "1,200", "2.005"],
    "rate": ["98.4%", "0%", "120.00 %", "98.4"],
    "result": ["3 场", "=3.00(场)", "已完成", "甲"],
    "text": ["甲", "甲\n乙", "甲乙丙丁戊", " "],
    "year": ["2025", "1999", "25"],
}
LIMITS: dict[str, list[Any]] = {
    "min": [-1, 0, 2],
    "max": [3, 100, 3000],
    "minlength": [0, 1, 2],
    "maxlength": [1, 3, 9],
    "regex": ["[0-9]+", "甲.*$", "甲|乙", "(?i)[^a]*"],
    "empty": [False],  # an empty list that may be empty, though it has a minlength, is left to Cerberus
}
WHERE = {
    "required": st.booleans(),
    "nullable": st.booleans(),
    "meta": st.fixed_dictionaries(
        {}, optional={"label": st.sampled_from(["标签", 5]), "kinds": st.just(frozenset("表"))}
    ),
}
NAMES = "甲乙丙丁"
WRONG = st.sampled_from(["", "甲", "12", {}, [], {"甲": "1"}, {"丑": {"寅": ["1"]}}, ["甲"], [{"甲": "1"}], [""]])


def limited(draw: st.DrawFn, rules: dict[str, Any], names: tuple[str, ...], allowed: list[Any]) -> dict[str, Any]:
    """Return the rules with a few that any value may have, and now and then with limits."""
    optional = dict(WHERE)
    if draw(st.integers(0, 2)) == 0:
        optional |= {name: st.sampled_from(LIMITS[name]) for name in names} | {"allowed": st.just(allowed)}
    return rules | draw(st.fixed_dictionaries({}, optional=optional))


@st.composite
def scalar_rules(draw: st.DrawFn, types: tuple[str, ...] = tuple(READERS)) -> dict[str, Any]:
    return limited(draw, {"type": draw(st.sampled_from(types))}, tuple(LIMITS), ["甲", "乙", "≥3", 3, 2025])


@st.composite
def some_rules(draw: st.DrawFn, depth: int = 2) -> dict[str, Any]:
    shape = (
        draw(st.sampled_from(["scalar", "scalar", "group", "names", "list", "table", "open"])) if depth else "scalar"
    )
    if shape == "scalar":
        return draw(scalar_rules())
    rules: dict[str, Any] = {"type": "dict"}
    if shape == "group":
        rules["schema"] = draw(form_rules(depth - 1))
    elif shape == "names":
        rules |= {"keysrules": draw(scalar_rules(("line", "text"))), "valuesrules": draw(some_rules(depth - 1))}
        del rules[draw(st.sampled_from(["keysrules", "valuesrules"]))]
        if draw(st.booleans()):
            rules["valuesrules"] = draw(some_rules(depth - 1))
    elif shape == "list":
        inner = draw(some_rules(depth - 1))
        rules = {"type": "list", "schema": draw(scalar_rules()) if inner["type"] == "list" else inner}
    elif shape == "table":
        return draw(table_rules(depth))
    elif draw(st.booleans()):
        rules["type"] = "list"  # of which nothing else is said
    return limited(draw, rules, ("min", "max", "minlength", "maxlength", "empty"), ["甲", "乙"])


@st.composite
def table_rules(draw: st.DrawFn, depth: int = 2) -> dict[str, Any]:
    row = limited(draw, {"type": "dict", "schema": draw(form_rules(depth - 1))}, ("minlength",), ["甲"])
    rules = limited(draw, {"type": "list", "schema": row}, ("minlength", "maxlength"), ["甲"])
    levels = draw(st.lists(st.sampled_from(["一级", "二级"]), max_size=2, unique=True))
    for _ in levels:
        rules = limited(draw, {"type": "dict", "valuesrules": rules}, ("minlength",), ["甲", "乙"])
        if draw(st.booleans()):
            rules["keysrules"] = draw(scalar_rules(("line", "measure")))
    if levels or draw(st.booleans()):
        rules["meta"] = rules.get("meta", {}) | {"levels": levels}
    return rules


def form_rules(depth: int = 2) -> st.SearchStrategy[dict[str, Any]]:
    return st.dictionaries(st.sampled_from(NAMES), some_rules(depth), max_size=2)


@st.composite
def typed(draw: st.DrawFn, rules: dict[str, Any], faulty: bool) -> Any:
    """Return what somebody may type for rules: mostly what they ask for."""
    if faulty and draw(st.integers(0, 9)) == 9:
        return draw(WRONG)
    if rules.get("nullable") and draw(st.integers(0, 3)) == 3:
        return ""
    if not rules:
        return draw(WRONG)
    if rules["type"] in READERS:
        texts = TEXTS[rules["type"]]
        return draw(st.sampled_from(texts if faulty else texts[:2]))
    fewest = max(rules.get("minlength", 0), draw(st.sampled_from([1, 1, 0])))
    if rules["type"] == "list":
        return draw(st.lists(typed(rules.get("schema", {}), faulty), min_size=fewest, max_size=3))
    if "schema" in rules:
        return draw(typed_group(rules["schema"], faulty))
    names = st.sampled_from("甲乙丙" if not faulty else [*NAMES, "", "≥3", "甲乙丙丁"])
    inner = typed(rules.get("valuesrules", {}), faulty)
    return draw(st.dictionaries(names, inner, min_size=fewest, max_size=3))


@st.composite
def typed_group(draw: st.DrawFn, form: dict[str, Any], faulty: bool) -> dict[str, Any]:
    left_out = draw(st.sets(st.sampled_from(sorted(form)))) if form and draw(st.integers(0, 3)) == 3 else set()
    if not faulty or draw(st.booleans()):
        left_out = {name for name in left_out if not form[name].get("required")}
    found = {name: draw(typed(rules, faulty)) for name, rules in form.items() if name not in left_out}
    if faulty and draw(st.integers(0, 9)) == 9:
        found["丑"] = "1"
    return found


def tree_of(value: Any, key: str = "", line: int = 1) -> Node:
    """Return the tree of dicts, lists and texts; each place is another line, though not those of a file."""
    at = Location(FILE, line, len(key) + 1, key=key)
    if isinstance(value, dict):
        nodes = {name: tree_of(inner, child_key(key, name), line + 1) for name, inner in value.items()}
        return Mapping(nodes, {name: Location(FILE, line, key=child_key(key, name)) for name in value}, at)
    if isinstance(value, list):
        return Sequence([tree_of(inner, child_key(key, index), line + 1) for index, inner in enumerate(value)], at)
    return Scalar(value, at, starts=((line, 1),))


def test_every_limit_is_kept_for_every_text_as_by_cerberus() -> None:
    seen: Counter[str] = Counter()
    for rule, limits in {**LIMITS, "allowed": [[], ["甲"], ["12", 3, 2025]]}.items():
        for name, texts in TEXTS.items():
            for limit in limits:
                form = fields.prepare({"甲": {"type": name, rule: limit}})
                for text in texts:
                    tree = tree_of({"甲": text})
                    assert isinstance(tree, Mapping)
                    seen[judged(tree, form)] += 1
    assert min(seen["accepted"], seen["refused"]) > 100, seen


def test_random_files_of_random_schemas_are_accepted_as_cerberus_accepts_them() -> None:
    seen: Counter[str] = Counter()

    @settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.data())
    def judge(data: st.DataObject) -> None:
        form = {**data.draw(form_rules()), "表": data.draw(table_rules())}
        assert list(fields.faults(form)) == []
        tree = tree_of(data.draw(typed_group(form, data.draw(st.booleans()))))
        assert isinstance(tree, Mapping)
        seen[judged(tree, fields.prepare(form))] += 1

    judge()
    assert min(seen["accepted"], seen["accepted, with rows"], seen["refused"]) > 10, seen


# --- the forms that there are --------------------------------------------------------------------------------------


def trees() -> dict[str, tuple[forms.Family, Mapping]]:
    """Return the sound files of the repository, with the family of forms that each is of."""
    found = {}
    for path in EXAMPLES.values():
        loaded, _ = forms.load(path.parents[1], str)
        assert loaded
        found[path] = loaded.family(kind_of(path))
    loaded, _ = forms.load(ROOT / "templates", str)
    assert loaded
    for folder in ("projects", "tests/well_made"):
        for path in (ROOT / folder).rglob("*.yaml"):
            if path.name != forms.BATCH_FILE:
                found[path] = loaded.families["declaration"]
    read = {path: source.read(path.read_bytes(), path.name)[0] for path in found}
    return {str(path.relative_to(ROOT)): (found[path], tree) for path, tree in read.items() if tree}


TREES = trees()


def papers(family: forms.Family) -> list[frozenset[str]]:
    return [frozenset({kind.name}) for kind in family.kinds]


def test_the_sound_files_that_there_are_need_no_cerberus() -> None:
    assert len(TREES) > 20 and len(KIND_FOLDERS) == 2
    for name, (family, tree) in TREES.items():
        assert any(judged(tree, family.schema(begun)) != "refused" for begun in papers(family)), name


def test_their_mutations_are_judged_as_cerberus_does() -> None:
    seen: Counter[str] = Counter()
    every = sorted(TREES)

    @settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.data())
    def judge(data: st.DataObject) -> None:
        family, tree = TREES[data.draw(st.sampled_from(every))]
        value = copy.deepcopy(schema.texts(tree))
        for _ in range(data.draw(st.integers(0, 2))):
            mutate(value, data)
        mutated = tree_of(without_none(value))
        assert isinstance(mutated, Mapping)
        seen[judged(mutated, family.schema(data.draw(st.sampled_from(papers(family)))))] += 1

    judge()
    assert min(seen["accepted, with rows"], seen["refused"]) > 10, seen


ODD = [*(text for texts in TEXTS.values() for text in texts), "", {}, [], {"甲": "1"}, ["甲"]]


def mutate(value: Any, data: st.DataObject) -> None:
    """Change something somewhere in dicts and lists."""
    while True:
        keys = list(value) if isinstance(value, dict) else list(range(len(value)))
        if not keys:
            return
        key = data.draw(st.sampled_from(keys))
        if isinstance(value[key], (dict, list)) and data.draw(st.integers(0, 4)):
            value = value[key]
            continue
        what = data.draw(st.sampled_from(["replace", "replace", "drop", "add", "swap"]))
        if what == "drop":
            del value[key]
        elif what == "add" and isinstance(value, dict):
            value[data.draw(st.sampled_from([*NAMES, "", "其他资金", "x" * 101]))] = data.draw(st.sampled_from(ODD))
        elif what == "swap":
            other = data.draw(st.sampled_from(keys))
            value[key], value[other] = value[other], value[key]
        else:
            value[key] = data.draw(st.sampled_from(ODD))
        return


def without_none(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: without_none(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [without_none(inner) for inner in value]
    return value or ""


# --- around it -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rules", "value"),
    [
        ({"type": "line", "coerce": str, "default": "甲"}, "甲"),
        ({"type": "line", "forbidden": ["甲"]}, "甲"),
        ({"type": "dict", "keysrules": {"type": "year"}, "valuesrules": {"type": "line"}}, {"2025": "甲"}),
        ({"type": "dict", "schema": {}, "valuesrules": {"type": "line"}}, {}),
        ({"type": "list", "meta": {"levels": []}, "schema": {"type": "list", "schema": {"type": "line"}}}, [["甲"]]),
    ],
)
def test_what_is_not_known_here_is_left_to_cerberus(rules: dict[str, Any], value: Any) -> None:
    tree = tree_of({"甲": value})
    assert isinstance(tree, Mapping)
    assert schema.accepted(tree, fields.Prepared({"甲": rules})) is None


def test_a_sound_check_loads_no_cerberus_and_an_unsound_one_does() -> None:
    program = """
import sys
from pathlib import Path
from formgen import checking
checking.run([Path(sys.argv[1])], Path("templates"), str)
print("cerberus" in sys.modules)
"""
    loaded = {}
    for file in ("templates/declaration/example.yaml", "templates/declaration/form.yaml"):
        run = [sys.executable, "-c", program, file]
        loaded[file] = subprocess.run(run, capture_output=True, text=True, check=True, cwd=ROOT).stdout.strip()
    assert list(loaded.values()) == ["False", "True"]


def test_a_project_goes_to_another_process_and_comes_back_whole() -> None:
    assert TREES
    for family, tree in TREES.values():
        project = next(filter(None, (schema.accepted(tree, family.schema(begun)) for begun in papers(family))))
        back: Project = pickle.loads(pickle.dumps(project))
        assert everything(back) == everything(project)
