"""What of YAML is read, as which text and from which place; and what is refused."""

import pytest

from formgen import source
from formgen.diagnostics import Diagnostic, Location, Severity

FILE = "项目.yaml"


def read(text: str | bytes) -> tuple[source.Mapping | None, list[Diagnostic]]:
    return source.read(text.encode() if isinstance(text, str) else text, FILE)


def sound(text: str | bytes) -> source.Mapping:
    """Return the tree of a text in which nothing may be found."""
    tree, findings = read(text)
    assert findings == []
    assert tree is not None
    return tree


def marks(findings: list[Diagnostic]) -> list[tuple[int | None, int | None, str]]:
    for finding in findings:
        assert finding.at.file == FILE
        assert finding.hint, "every finding says what to do"
    return [(finding.at.line, finding.at.column, finding.code) for finding in findings]


def refused(text: str | bytes) -> Diagnostic:
    """Return the one error that is found in a text; what else it holds is read all the same."""
    _, findings = read(text)
    (finding,) = findings
    assert finding.severity is Severity.ERROR
    assert marks(findings)
    return finding


# --- encodings and characters ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("data", ["甲: 乙\n".encode(), "甲: 乙\n".encode("utf-8-sig"), "甲: 乙".encode()])
def test_utf8_is_read_with_and_without_a_byte_order_mark(data: bytes) -> None:
    tree = sound(data)
    assert source.plain(tree) == {"甲": "乙"}
    assert (tree.keys["甲"].line, tree.keys["甲"].column) == (1, 1), "the mark takes no column"


def test_gb18030_is_read_and_said() -> None:
    tree, findings = read("甲: 乙𠮷\n".encode("gb18030"))
    assert tree is not None
    assert source.plain(tree) == {"甲": "乙𠮷"}
    (finding,) = findings
    assert (finding.code, finding.severity, finding.at) == (
        "encoding-gb18030",
        Severity.WARNING,
        Location(FILE, 1, 1),
    )
    assert "GB18030" in finding.message


@pytest.mark.parametrize(
    "data", ["甲: 乙\n".encode("utf-16"), b"\xfe\xff" + "甲: 乙\n".encode("utf-16-be")], ids=["little", "big"]
)
def test_utf16_with_its_mark_is_read_and_said(data: bytes) -> None:
    tree, (finding,) = read(data)
    assert tree is not None
    assert source.plain(tree) == {"甲": "乙"}
    assert (finding.code, finding.severity) == ("encoding-utf16", Severity.WARNING)


@pytest.mark.parametrize(
    ("data", "code", "line"),
    [
        ("甲: 乙\n".encode("utf-16") + b"\x00", "encoding-unknown", 1),
        ("甲: 乙\n丙: ".encode() + b"\xff\xff", "encoding-unknown", 2),
        (b"\x89PNG\r\n\x1a\n\x00\x00\xff\xff", "encoding-unknown", 1),
        (b"", "file-empty", 1),
        (b" \r\n\n", "file-empty", 1),
        ("# 只有注释\n".encode(), "file-empty", 1),
        ("\ufeff# 只有注释\n".encode(), "file-empty", 1),
    ],
)
def test_a_file_that_holds_no_text_says_which_kind_it_is(data: bytes, code: str, line: int) -> None:
    finding = refused(data)
    assert (finding.code, finding.at.line, finding.at.column) == (code, line, 1)


def test_windows_line_ends_are_line_ends() -> None:
    tree = sound("# 注释\r\n甲: |\r\n  一\r\n  二\r\n乙:\r\n  丙: 丁\r\n")
    assert source.plain(tree) == {"甲": "一\n二", "乙": {"丙": "丁"}}
    assert tree.keys["乙"].line == 5


@pytest.mark.parametrize(
    "character",
    [
        *(
            "\x00",
            "\x07",
            "\x0b",
            "\x0c",
            "\r",
            "\x1b",
            "\x7f",
            "\x85",
            "\u2028",
            "\u2029",
            "\ufeff",
            "\ufffe",
            "\uffff",
        ),
        *("\u00ad", "\u200b", "\u202e", "\u2060", "\u2066"),
    ],
)
def test_a_character_that_cannot_be_printed_is_refused_at_its_place(character: str) -> None:
    finding = refused(f"年度: 2025\n项目名称: 甲{character}乙\n")
    assert finding.code == "character-refused"
    assert f"U+{ord(character):04X}" in finding.message
    assert finding.at == Location(FILE, 2, 8, 2, 9)


def test_every_such_character_is_listed_but_not_a_thousand_of_them() -> None:
    _, findings = read("甲: a\x00b\n乙: \x07\n")
    assert marks(findings) == [(1, 5, "character-refused"), (2, 4, "character-refused")]
    _, findings = read("甲: a\x00b\x00\n")
    assert marks(findings) == [(1, 5, "character-refused")], "one of a kind in a line says it"
    _, findings = read("甲: \x07\n" * 1000)
    assert len(findings) == 20
    _, (finding,) = read("甲: " + "\x00" * 1000)
    assert finding.code == "character-refused"


@pytest.mark.parametrize(
    ("escape", "name"),
    [
        *((r"\ud800", "U+D800"), (r"\udfff", "U+DFFF"), (r"\u2028", "U+2028"), (r"\L", "U+2028")),
        *((r"\x07", "U+0007"), (r"\0", "U+0000"), (r"\uFFFE", "U+FFFE"), (r"\r", "U+000D")),
    ],
)
def test_an_escape_brings_in_no_character_that_is_refused_when_typed(escape: str, name: str) -> None:
    _, findings = read(f'年度: 2025\n项目名称: "甲{escape}"\n')
    assert marks(findings) == [(2, 7, "character-refused")]
    assert name in findings[0].message
    assert findings[0].at.key == "项目名称"


def test_an_escape_in_a_key_is_looked_at_too() -> None:
    _, findings = read('"甲\\x07": 乙\n')
    assert marks(findings) == [(1, 1, "character-refused")]


def test_rare_characters_are_text() -> None:
    assert source.plain(sound("甲: 𠮷😀\u3000·é\n")) == {"甲": "𠮷😀\u3000·é"}


# --- what YAML has and we do not -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("年度: 2025\n甲: &锚 乙\n", (2, 4)),
        ("甲: &a [1]\n", (1, 4)),
        ("甲: &a {b: 1}\n", (1, 4)),
        ("&a 甲: 1\n", (1, 1)),
        ("甲: *a\n", (1, 4)),
        ("甲: *必填\n", (1, 4)),
        ("甲:\n  - *a\n", (2, 5)),
        ("*a : 1\n", (1, 1)),
        ("甲: !t 乙\n", (1, 4)),
        ("甲: !!python/object/apply:os.system [ls]\n", (1, 4)),
        ("甲: !!str 乙\n", (1, 4)),
        ("!!map\n甲: 乙\n", (1, 1)),
        ("<<: 乙\n", (1, 1)),
        ("甲:\n  <<: 乙\n", (2, 3)),
        ("甲: {<<: 乙}\n", (1, 5)),
        ("[甲, 乙]: 1\n", (1, 1)),
        ("甲:\n  {乙: 1}: 2\n", (2, 3)),
    ],
)
def test_anchors_aliases_tags_merge_keys_and_keys_of_several_parts_are_refused(
    text: str, place: tuple[int, int]
) -> None:
    finding = refused(text)
    assert (finding.code, finding.at.line, finding.at.column) == ("yaml-refused", *place)


def test_the_same_characters_in_quotes_are_text() -> None:
    text = "甲: '*必填'\n乙: '&'\n丙: \"!\"\n丁: '<<'\n"
    assert source.plain(sound(text)) == {"甲": "*必填", "乙": "&", "丙": "!", "丁": "<<"}


def test_an_alias_bomb_is_refused_at_its_first_anchor() -> None:
    lines = ["a0: &a0 [哈, 哈, 哈, 哈, 哈, 哈, 哈, 哈, 哈]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    _, findings = read("\n".join(lines))
    assert marks(findings) == [(number, 5 + (number > 10), "yaml-refused") for number in range(1, 13)]


def nested(levels: int) -> str:
    """Return a list of lists, the innermost holding a text at this depth."""
    return "甲: " + "[" * (levels - 1) + "乙" + "]" * (levels - 1) + "\n"


def test_nesting_has_a_limit_that_no_form_reaches() -> None:
    sound(nested(source.DEPTH_LIMIT))
    finding = refused(nested(source.DEPTH_LIMIT + 1))
    assert (finding.code, finding.at.line, finding.at.column) == ("yaml-too-deep", 1, 4 + source.DEPTH_LIMIT)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("甲: " + "[" * 5000, "bracket-unclosed"),
        ("甲: " + "{a: " * 5000, "bracket-unclosed"),
        ("甲: " + "[" * 5000 + "]" * 5000, "yaml-too-deep"),
        ("- " * 5000 + "a", "yaml-too-deep"),
        ("".join(" " * depth + "甲:\n" for depth in range(500)), "yaml-too-deep"),
    ],
)
def test_thousands_of_levels_are_a_finding_and_no_recursion_error(text: str, code: str) -> None:
    assert refused(text).code == code


def test_a_million_values_are_a_finding_before_they_are_kept() -> None:
    assert refused("甲: [" + "a, " * source.NODE_LIMIT + "b]").code == "yaml-too-large"


@pytest.mark.parametrize(
    ("text", "line"), [("甲: 1\n---\n乙: 2\n", 2), ("---\n甲: 1\n---\n乙: 2\n---\n丙: 3\n", 3), ("甲: 1\n---\n", 2)]
)
def test_a_file_is_one_document(text: str, line: int) -> None:
    finding = refused(text)
    assert (finding.code, finding.at.line, finding.at.column) == ("several-documents", line, 1)


def test_a_document_may_have_its_marks() -> None:
    assert source.plain(sound("---\n甲: 乙\n...\n")) == {"甲": "乙"}


@pytest.mark.parametrize("text", ["- 甲\n- 乙\n", "甲\n", '"甲: 乙"\n'])
def test_a_file_is_a_mapping(text: str) -> None:
    finding = refused(text)
    assert (finding.code, finding.at.line, finding.at.column) == ("not-a-mapping", 1, 1)


def test_a_doubled_key_is_said_at_each_repeat_and_the_first_value_counts() -> None:
    tree, findings = read("甲: 1\n乙:\n  丙: 2\n  丙: 3\n甲: 4\n'甲': 5\n")
    assert tree is not None
    assert source.plain(tree) == {"甲": 1, "乙": {"丙": 2}}
    assert marks(findings) == [(4, 3, "duplicate-key"), (5, 1, "duplicate-key"), (6, 1, "duplicate-key")]
    assert [finding.severity for finding in findings] == [Severity.ERROR] * 3
    assert [(finding.at.key, finding.related[0].line) for finding in findings] == [("乙.丙", 3), ("甲", 1), ("甲", 1)]
    assert "第 3 行" in findings[0].message


@pytest.mark.parametrize(
    ("text", "place", "code"),
    [
        ("甲:\n\t乙: 1\n", (2, 1), "blank-character"),
        ("甲: @乙\n", (1, 4), "value-needs-quotes"),
        ("甲: %乙\n", (1, 4), "value-needs-quotes"),
        ("甲: `乙\n", (1, 4), "value-needs-quotes"),
        ("甲: >=95%\n", (1, 4), "value-needs-quotes"),
        ("甲: 12: 30 分\n", (1, 6), "value-needs-quotes"),
        ('甲: "走进"活动\n', (1, 4), "value-needs-quotes"),
        ("甲:\n  - 1\n 乙: 2\n", (3, 2), "wrong-indent"),
        ("甲: 1\n 乙: 2\n", (2, 2), "wrong-indent"),
        ("甲: {乙: 1\n丙: 2\n", (1, 4), "bracket-unclosed"),
        ("甲: [1, 2}\n丙: 2\n", (1, 4), "yaml-syntax"),
    ],
)
def test_a_slip_of_syntax_is_said_in_chinese_at_its_place(text: str, place: tuple[int, int], code: str) -> None:
    finding = refused(text)
    assert (finding.code, finding.at.line, finding.at.column) == (code, *place)
    words = finding.message + (finding.hint or "")
    assert not any(english in words for english in ("found", "expected", "mapping", "while", "token"))


# --- text as typed ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    [
        *("0123", "12.50", "1_000", "1e6", ".inf", ".nan", "0x1F", "0o17", "-0", "1:30:00", "2025-13-01", "2025-01-01"),
        *("null", "~", "yes", "no", "on", "true", "False", "=", "=1.00(次)", "≥3.00(场)", "2,180,000.00", "甲:乙"),
        *("见附件#2", "a - b", "（一）", "“引号”", "甲[乙]", "100%"),
    ],
)
def test_every_scalar_stays_the_text_that_was_typed(typed: str) -> None:
    value = sound(f"甲: {typed}\n乙:\n  - {typed}\n{typed if ':' not in typed else '丙'}: 丁\n")
    found, items = value.entries["甲"], value.entries["乙"]
    assert isinstance(found, source.Scalar) and isinstance(items, source.Sequence)
    assert found.text == typed
    assert [item.text for item in items.items if isinstance(item, source.Scalar)] == [typed]
    if ":" not in typed:
        assert typed in value.entries, "keys are text too"


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("|\n  一\n  二\n", "一\n二"),
        ("|-\n  一\n  二\n", "一\n二"),
        ("|+\n  一\n  二\n", "一\n二"),
        ("|\n  一\n\n  二\n\n\n", "一\n\n二"),
        ("|+\n  一\n\n\n", "一\n\n"),
        ("|\n    一\n      二\n", "一\n  二"),
        ("|2\n    一\n", "  一"),
        ("|\n  见附件 #2\n  - 甲: *乙\n", "见附件 #2\n- 甲: *乙"),
        ("|  # 注释\n  一\n", "一"),
        ("'一 \" 二'\n", '一 " 二'),
        ("'一''二'\n", "一'二"),
        ('"一\\n二\\t三"\n', "一\n二\t三"),
    ],
)
def test_a_block_keeps_its_lines_and_quotes_what_stands_in_them(typed: str, text: str) -> None:
    tree = sound(f"甲: {typed}乙: 1\n")
    scalar = tree.entries["甲"]
    assert isinstance(scalar, source.Scalar)
    assert (scalar.text, scalar.plain) == (text, False)


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("一\n  二\n", "一 二"),
        ("一\n\n  二\n", "一\n二"),
        (">\n  一\n  二\n", "一 二"),
        ("'一\n  二'\n", "一 二"),
        ('"一\n  二"\n', "一 二"),
    ],
)
def test_lines_that_yaml_would_join_are_a_warning(typed: str, text: str) -> None:
    tree, findings = read(f"年度: 2025\n甲: {typed}乙: 1\n")
    assert tree is not None
    assert source.plain(tree)["甲"] == text
    assert marks(findings) == [(2, 4, "lines-folded")]
    assert findings[0].severity is Severity.WARNING
    assert findings[0].at.key == "甲"


def test_a_folded_block_of_one_line_loses_nothing() -> None:
    assert source.plain(sound("甲: >\n  一\n乙: 1\n")) == {"甲": "一", "乙": 1}


def test_nothing_typed_is_blank_and_not_the_word_for_it() -> None:
    tree = sound("甲:\n乙: ''\n丙: ~\n丁: # 说明\n")
    blanks = {key: isinstance(node, source.Scalar) and node.blank for key, node in tree.entries.items()}
    assert blanks == {"甲": True, "乙": True, "丙": False, "丁": True}


def test_plain_gives_settings_their_numbers_and_truth_values() -> None:
    text = """
    数: 100
    负数: -5
    引号: "100"
    小数: 1.50
    长: 12345678901
    真: true
    假: false
    是: yes
    引号真: "true"
    空:
    列表: [1, 甲, {乙: 2}]
    块: |
      100
    """
    assert source.plain(sound(text)) == {
        **{"数": 100, "负数": -5, "引号": "100", "小数": "1.50", "长": "12345678901"},
        **{"真": True, "假": False, "是": "yes", "引号真": "true", "空": ""},
        **{"列表": [1, "甲", {"乙": 2}], "块": "100"},
    }


# --- places ----------------------------------------------------------------------------------------------------------

SMALL = """\
# 注释
年度: 2025
项目资金:
  其他资金: 1.00
绩效指标:
  - 名称: “走进”活动
    指标值: "≥3"
  - 𠮷: |
      一
      二
空:
"""


def places(node: source.Node, key: str = "") -> dict[str, tuple[Location, Location | None]]:
    """Return where each node and its key stand."""
    found: dict[str, tuple[Location, Location | None]] = {}
    if isinstance(node, source.Mapping):
        for name, child in node.entries.items():
            inner = source.child_key(key, name)
            found |= {inner: (child.at, node.keys[name])} | places(child, inner)
    elif isinstance(node, source.Sequence):
        for index, child in enumerate(node.items):
            inner = source.child_key(key, index)
            found |= {inner: (child.at, None)} | places(child, inner)
    return found


def test_every_key_and_value_knows_where_it_was_typed() -> None:
    tree = sound(SMALL)
    assert (tree.at.line, tree.at.column) == (2, 1)
    found = {}
    for key, (value_at, key_at) in places(tree).items():
        assert value_at.key == key
        assert key_at is None or key_at.key == key
        if "[" in key or key not in ("项目资金", "绩效指标"):
            found[key] = [
                (at.line, at.column, at.end_line, at.end_column) for at in (key_at, value_at) if at is not None
            ]
    assert found["年度"] == [(2, 1, 2, 3), (2, 5, 2, 9)]
    assert found["项目资金.其他资金"] == [(4, 3, 4, 7), (4, 9, 4, 13)]
    assert found["绩效指标[1].名称"] == [(6, 5, 6, 7), (6, 9, 6, 15)]
    assert found["绩效指标[1].指标值"] == [(7, 5, 7, 8), (7, 10, 7, 14)]
    assert found["绩效指标[2].𠮷"][0] == (8, 5, 8, 6), "a rare character is one column"
    assert found["绩效指标[2].𠮷"][1][:2] == (8, 8)
    assert found["空"][0] == (11, 1, 11, 2)
    assert found["绩效指标[1]"][0][:2] == (6, 5)
    assert found["绩效指标[2]"][0][:2] == (8, 5)


def test_the_key_of_a_child_counts_items_from_one() -> None:
    assert source.child_key("", "年度") == "年度"
    assert source.child_key("项目资金", "其他资金") == "项目资金.其他资金"
    assert source.child_key("绩效指标.产出指标.数量指标", 0) == "绩效指标.产出指标.数量指标[1]"


@pytest.mark.parametrize("escape", ["\\U00110000", "\\UFFFFFFFF"])
def test_an_escape_beyond_unicode_is_a_finding(escape: str) -> None:
    finding = refused(f'年度: 2025\n项目名称: "甲{escape}"\n')
    assert (finding.code, finding.at.line, finding.at.column) == ("yaml-syntax", 2, 9)


def test_a_blank_value_is_where_its_key_is() -> None:
    at = sound("甲:\n\n# 注释\n乙: 1\n").entries["甲"].at
    assert (at.line, at.column) == (1, 1)


@pytest.mark.parametrize(
    ("text", "place"),
    [("项目名称：甲\n项目性质: 乙\n", (1, 5)), ("年度：2025\n", (1, 3)), ("甲: 1\n项目名称：乙\n丙: 2\n", (2, 5))],
)
def test_a_full_width_colon_is_named_at_its_place(text: str, place: tuple[int, int]) -> None:
    finding = refused(text)
    assert (finding.at.line, finding.at.column) == place
    assert "全角冒号" in finding.message


@pytest.mark.parametrize("text", ["甲: 1\n乙: 'a\n丙: 2\n", "甲: 1\n乙: [a\n丙: 2\n"])
def test_what_is_not_closed_is_said_where_it_opens(text: str) -> None:
    finding = refused(text)
    assert (finding.at.line, finding.at.column) == (2, 4)


@pytest.mark.parametrize("text", ["甲: 见附件 #2\n", "甲: #无\n", "甲: '乙' #丙\n"])
def test_text_behind_a_number_sign_is_not_lost_silently(text: str) -> None:
    _, (finding,) = read(text)
    assert (finding.code, finding.at.column) == ("text-cut", text.index("#") + 1)


def test_a_remark_behind_a_value_is_no_loss() -> None:
    sound("甲: 乙 # 说明\n丙: # 说明\n丁: |\n  一 #二\n")


@pytest.mark.parametrize(
    "text",
    [
        "年度: 2025\n资金用途:\n  - 设备购置\n  - 人员培训\n",
        "年度: 2025\n资金用途:\n  - 人员培训\n  - 设备购置\n设备购置:\n  - 名称: 甲\n",
    ],
)
def test_an_item_may_be_called_like_a_key(text: str) -> None:
    tree, findings = source.read(text.encode(), "a.yaml", frozenset({"年度", "资金用途", "设备购置", "名称"}))
    assert tree is not None and findings == []
    assert "设备购置" in source.plain(tree)["资金用途"]


def test_a_part_of_a_text_is_found_in_the_file_letter_by_letter() -> None:
    file = "目标: |\n    甲乙丙，\n    丁\n\n    戊己。\n"
    text = sound(file).entries["目标"]
    assert isinstance(text, source.Scalar)
    lines = file.split("\n")
    for start in range(len(text.text)):
        for end in range(start, len(text.text) + 1):
            at = text.span(start, end)
            assert at.line and at.column and at.end_line and at.end_column
            found = lines[at.line - 1 : at.end_line]
            found[-1] = found[-1][: at.end_column - 1]
            found[0] = found[0][at.column - 1 :]
            assert [line.strip() for line in found] == text.text[start:end].split("\n")
    assert text.span(0, len(text.text) + 9) == text.span(0, len(text.text)), "behind the end is no place"
