"""The JSON Schema that editors read: fresh, and never stricter than `formgen check`."""

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import EXAMPLES, KIND_FOLDERS, ROOT
from formgen import fields, forms, json_schema
from formgen.values import READERS, Unreadable

TEMPLATES = ROOT / "templates"
MODELINE = "# yaml-language-server: $schema="


def loaded(folder: Path = TEMPLATES) -> forms.Forms:
    found, findings = forms.load(folder, str)
    assert found is not None and not findings
    return found


def rendered() -> dict[Path, str]:
    """Return what each JSON Schema file should hold."""
    texts = {
        folder / name / "schema.json": json_schema.render(kinds.family(kind).schema(frozenset({name})), kind.title)
        for folder in KIND_FOLDERS
        for kinds in [loaded(folder)]
        for name, kind in kinds.kinds.items()
    }
    batch = loaded().batch_schema
    return texts | {TEMPLATES / "batch.schema.json": json_schema.render(batch, forms.BATCH_FILE)}


def of(**rules: Any) -> dict[str, Any]:
    """Return the JSON Schema of one field."""
    node: dict[str, Any] = json_schema.of({"甲": rules}, "表")["properties"]["甲"]
    return node


def accepts(pattern: str, text: str) -> bool:
    """Return whether a pattern takes a text, as ECMAScript reads it: its ``$`` is the very end."""
    return re.search(pattern.replace("$", r"\Z"), text) is not None


# --- the files -------------------------------------------------------------------------------------------------------


def test_the_files_are_those_that_the_schemas_give() -> None:
    texts = rendered()
    assert len(texts) >= 2
    for path, text in texts.items():
        assert path.read_bytes() == text.encode(), f"{path.relative_to(ROOT)} is stale: make schema"


def test_no_file_is_left_over() -> None:
    found = {path for folder in KIND_FOLDERS for path in folder.rglob("*schema.json")}
    assert found == set(rendered())


def test_every_project_file_names_its_schema_in_its_first_line() -> None:
    projects = [*ROOT.glob("projects/*/*.yaml"), *EXAMPLES.values()]
    assert len(projects) >= 5
    for path in projects:
        line = path.read_text(encoding="utf-8").split("\n", 1)[0]
        assert line.startswith(MODELINE), path.name
        named = line.removeprefix(MODELINE)
        wanted = "batch.schema.json" if path.name == forms.BATCH_FILE else "schema.json"
        assert not Path(named).is_absolute()
        assert (path.parent / named).resolve() in rendered() and Path(named).name == wanted


def test_the_line_of_an_example_is_right_where_the_example_is_copied_to() -> None:
    examples = list(ROOT.glob("templates/*/example.yaml"))
    assert examples
    for path in examples:
        named = path.read_text(encoding="utf-8").split("\n", 1)[0].removeprefix(MODELINE)
        assert (ROOT / "projects/2025" / named).resolve() == path.with_name("schema.json")


def test_the_text_is_readable_and_the_same_each_time() -> None:
    kind = loaded().kinds["declaration"]
    text = json_schema.render(kind.visible, kind.title)
    assert text == json_schema.render(kind.visible, kind.title)
    assert text.endswith("}\n") and '\n  "title": "财政项目支出绩效目标申报表"' in text
    assert json.loads(text)["$schema"] == "http://json-schema.org/draft-07/schema#"


def test_every_key_of_every_schema_is_titled_and_explained_in_chinese() -> None:
    def nodes(node: dict[str, Any]) -> list[dict[str, Any]]:
        inner = [*node.get("properties", {}).values(), node.get("additionalProperties"), node.get("items")]
        found = [child for child in inner if isinstance(child, dict)]
        return found + [deeper for child in found for deeper in nodes(child)]

    for path, text in rendered().items():
        found = nodes(json.loads(text))
        assert len(found) >= 4, path
        for node in found:
            assert not node["title"].isascii()
            if "required" not in node:  # a row of a table explains its columns
                assert not node["description"].isascii(), node["title"]


# --- fields ----------------------------------------------------------------------------------------------------------


def test_a_schema_may_be_prepared_or_not() -> None:
    schema = {"甲": {"type": "line", "required": True}, "乙": {"type": "list", "schema": {"type": "amount"}}}
    assert json_schema.of(schema, "表") == json_schema.of(fields.prepare(schema), "表")


def test_a_form_says_what_is_required_and_that_nothing_else_is_known() -> None:
    schema = {"甲": {"type": "line", "required": True}, "乙": {"type": "date"}}
    form = json_schema.of(schema, "表", "说明")
    assert (form["title"], form["description"]) == ("表", "说明")
    assert form["required"] == ["甲"]
    assert form["additionalProperties"] is False
    assert "description" not in json_schema.of(schema, "表")


def test_the_label_and_the_hint_are_what_is_shown() -> None:
    node = of(type="amount", nullable=True, min=0, meta={"label": "总额", "hint": "整个项目的资金"})
    assert node["title"] == "总额"
    assert node["description"] == "整个项目的资金\n金额（元），不小于 0，可以空着"
    assert of(type="date", required=True)["description"] == "写成 年-月-日，例如 2025-01-01\n日期，必填"


def test_a_value_that_does_not_fit_is_said_in_chinese() -> None:
    assert of(type="line", maxlength=9)["errorMessage"] == "“甲”应当是一行文字，最多 9 个字"
    assert of(type="year")["errorMessage"] == "“甲”应当是年份：写四位数字，例如 2025"


def test_a_value_may_be_what_yaml_takes_it_for() -> None:
    assert of(type="amount")["type"] == ["string", "number"]
    assert of(type="year")["type"] == ["string", "integer"]
    assert of(type="date")["type"] == "string"
    assert of(type="number")["type"] == ["string", "number"], "20 without quotes is a number to YAML"
    assert of(type="rate")["type"] == "string", "and 98.35% is a text"
    for name in ("line", "text", "measure", "result"):
        (judged,) = of(type=name)["anyOf"]
        assert judged["if"] == {"type": ["boolean"]}
        assert judged["else"]["type"] == ["string", "number"]


def test_a_value_may_be_blank_where_the_form_may() -> None:
    blank = of(type="date", nullable=True)
    assert blank["anyOf"][0]["if"] == {"type": ["null"]}
    assert accepts(blank["pattern"], "") and not accepts(of(type="date")["pattern"], "")
    group = of(type="dict", nullable=True, schema={"乙": {"type": "line"}})
    assert group["anyOf"] == [{"if": {"type": ["null"]}, "else": {"type": "object"}}]
    assert "type" not in group and list(group["properties"]) == ["乙"]


def test_limits_of_numbers_are_kept() -> None:
    amount = of(type="amount", min=0, max=100)
    assert (amount["minimum"], amount["maximum"]) == (0, 100)
    assert not accepts(amount["pattern"], "-1,000.00") and accepts(of(type="amount", min=-5)["pattern"], "-1,000.00")
    assert (of(type="year")["minimum"], of(type="year", min=2020)["minimum"]) == (1900, 2020)
    assert "minimum" not in of(type="amount")
    number, rate = of(type="number", min=0)["pattern"], of(type="rate", min=0)["pattern"]
    assert accepts(number, "9.5") and not accepts(number, "-9.5")
    assert accepts(rate, "120%") and not accepts(rate, "-5%")
    assert accepts(of(type="number")["pattern"], "-9.5") and accepts(of(type="rate")["pattern"], "-5%")


def test_limits_of_length_count_characters() -> None:
    for name in ("line", "text", "measure"):
        pattern = of(type=name, minlength=2, maxlength=3)["pattern"]
        assert [accepts(pattern, "字" * length) for length in (1, 2, 3, 4)] == [False, True, True, False]
        assert accepts(pattern, "三个字\n"), "the line end of a | block is none of the clerk's"


def test_a_regex_is_the_whole_value() -> None:
    pattern = of(type="line", regex="[0-9]{2}")["pattern"]
    assert accepts(pattern, "12") and not accepts(pattern, "123") and not accepts(pattern, "a12")
    named = of(type="line", regex=r"(?P<year>[0-9]{4})\Z")["pattern"]
    assert "(?<year>[0-9]{4})$" in named and "\\Z" not in named


def test_a_closed_list_flags_what_it_lacks() -> None:
    closed = of(type="line", allowed=["一", "二"])
    assert closed["enum"] == ["一", "二"]
    assert "只能写：一、二" in closed["description"]
    blank = of(type="line", allowed=["一"], nullable=True)
    assert blank["anyOf"] == [
        {"if": {"type": ["null"]}, "else": {"enum": ["一"], "errorMessage": "“甲”应当是一行文字"}}
    ]
    assert "enum" not in blank, "or the server offers null"
    assert of(type="line", allowed=["1", "2"])["anyOf"][0]["if"] == {"type": ["number"]}


def test_an_open_list_is_offered_and_flags_nothing() -> None:
    node = of(type="line", allowed=["一", "二"], meta={"unlisted": "warning"})
    assert [snippet["label"] for snippet in node["defaultSnippets"]] == ["一", "二"]
    assert "enum" not in json.dumps(node)
    assert "常用写法：一、二" in node["description"]


def test_sizes_of_groups_and_lists_are_kept() -> None:
    listed = of(type="list", minlength=1, maxlength=2, schema={"type": "line", "meta": {"label": "乙"}})
    assert (listed["type"], listed["minItems"], listed["maxItems"]) == ("array", 1, 2)
    assert listed["items"]["title"] == "乙"
    assert of(type="list", empty=False)["minItems"] == 1
    assert of(type="dict", minlength=1)["minProperties"] == 1
    assert "minItems" not in of(type="list")


def test_the_levels_of_a_table_are_groups_with_keys_of_their_own() -> None:
    keys = {"type": "line", "maxlength": 5, "allowed": ["产出", "效益"], "meta": {"label": "级", "unlisted": "warning"}}
    values = {"type": "list", "schema": {"type": "line"}}
    open_ = of(type="dict", keysrules=keys, valuesrules=values)
    assert list(open_["properties"]) == ["产出", "效益"]
    assert [entry["title"] for entry in open_["properties"].values()] == ["产出", "效益"]
    assert open_["properties"]["产出"]["description"] == "级"
    assert (open_["additionalProperties"]["title"], open_["additionalProperties"]["type"]) == ("级", "array")
    assert not accepts(open_["propertyNames"]["pattern"], "六个字的名称")
    closed = of(type="dict", keysrules={**keys, "meta": {}}, valuesrules=values)
    assert closed["additionalProperties"] is False and "propertyNames" not in closed
    free = of(type="dict", valuesrules=values)
    assert "properties" not in free and free["additionalProperties"]["type"] == "array"


# --- patterns --------------------------------------------------------------------------------------------------------


def test_every_type_has_its_pattern() -> None:
    assert set(json_schema.TYPES) == set(READERS)


@pytest.mark.parametrize(
    ("name", "texts"),
    [
        ("amount", ["12万", "1,00", "1_0", "1.005", "１２", "-", "1e6"]),
        ("date", ["2025-13-01", "2025-00-10", "2025-1-1", "2025/01/01", "25-01-01", "2025-01-32", "2025-01-01\n"]),
        ("line", ["", " ", "\u3000", "甲\n乙"]),
        ("measure", ["", "  ", "≥", ">=", "≥95", "= 1,500.00 ", "＞＝8"]),
        ("text", ["", "\n", "\u3000"]),
        ("number", ["9分", "1,00", "1_0", "1.005", "２０", "-", "1e2", "", "20 %"]),
        ("rate", ["98.35", "0.98", "98.355%", "%", "９８%", "98‰", "98.35%%", "百分之98", "98.35 百分比"]),
        ("result", ["", "\n", "\u3000"]),
        ("year", ["25", "二〇二五", "20250", "2200", "２125", "2025年"]),
    ],
)
def test_what_is_flagged_while_typing_is_refused_by_the_reader_too(name: str, texts: list[str]) -> None:
    pattern = of(type=name)["pattern"]
    for text in texts:
        assert not accepts(pattern, text), text
        with pytest.raises(Unreadable):
            READERS[name](text)


TYPED = st.one_of(
    st.text("0123456789,.- \u3000\n≥=<>≤＞＝%场次年月(a𠮷", max_size=12),
    st.dates(date(1890, 1, 1), date(2210, 1, 1)).map(str),
    st.integers(0, 10**9).map(lambda number: f"{number:,}.50"),
    st.integers(1800, 2300).map(str),
    st.tuples(st.integers(-200, 200), st.sampled_from(["%", "％", " %", ".5%", ".35 ％"])).map(
        lambda parts: "".join(map(str, parts))
    ),
    st.tuples(st.sampled_from(["≥", ">=", "=", "＜"]), st.integers(0, 9999), st.sampled_from(["场", " %", "(m2)"])).map(
        lambda parts: "".join(map(str, parts))
    ),
)


@pytest.mark.parametrize("name", sorted(READERS))
def test_nothing_that_a_reader_takes_is_flagged(name: str) -> None:
    pattern = of(type=name)["pattern"]
    taken = 0

    @settings(max_examples=500, deadline=None)
    @given(TYPED)
    def holds(text: str) -> None:
        nonlocal taken
        try:
            READERS[name](text)
        except Unreadable:
            return
        taken += 1
        assert accepts(pattern, text)

    holds()
    assert taken > 10
