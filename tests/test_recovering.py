"""Fields found again in finished documents: as we make them, saved again by others, and changed by hand."""

import copy
import io
import re
import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.table import _Cell
from docx.text.paragraph import Paragraph
from hypothesis import HealthCheck, Phase, given, settings
from lxml import etree

from conftest import EXAMPLES, ROOT, kind_of, project_of
from formgen import building, checking, context, fields, package
from formgen.filters import Choice, Choices, Context, Level, Table, TemplateFault, spellings
from formgen.recovering import Recovered, aligning, matching, patterns, recover
from formgen.recovering.ambiguity import ambiguities
from formgen.recovering.document import Place
from formgen.values import printed
from formgen.word import WordTemplate
from readers import Form
from test_office import convert
from test_properties import as_yaml, forms

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
DECLARATION = (ROOT / "templates/declaration/form.docx").read_bytes()


def as_printed(value: Any) -> Any:
    """Return a context as a document shows it."""
    if isinstance(value, dict):
        return {name: as_printed(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [as_printed(inner) for inner in value]
    return str(value) if isinstance(value, Level) else printed(value)


def of_the_paper(values: Any, like: Any) -> Any:
    """Return of what a project says those fields that a paper prints: other papers print the others."""
    if isinstance(like, dict):
        return {name: of_the_paper(values[name], inner) for name, inner in like.items()}
    if isinstance(like, list) and len(like) == len(values):
        return [of_the_paper(value, inner) for value, inner in zip(values, like, strict=True)]
    return values


def contexts(paths: list[Path]) -> list[Context]:
    checked = checking.run(paths, ROOT / "templates", str)
    return [context.build(one.project, one.batch.family.schema(one.begun)) for one in checked.projects if one.project]


def flat(values: Any, key: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(values, dict):
        for name, inner in values.items():
            yield from flat(inner, f"{key}.{name}" if key else name)
    elif isinstance(values, list):
        for number, inner in enumerate(values, start=1):
            yield from flat(inner, f"{key}[{number}]")
    else:
        yield key, values


def text_at(document: bytes, place: Place) -> str:
    """Return what stands at a place, read by python-docx."""
    holder: Any = Document(io.BytesIO(document))
    if place.story != "正文":
        (section,) = holder.sections
        holder = section.header if place.story == "页眉" else section.footer
    if not place.boxes:
        assert place.paragraph
        return holder.paragraphs[place.paragraph - 1].text
    for table, row, column in place.boxes:
        tc = holder.tables[table - 1]._tbl.tr_lst[row - 1].tc_lst[column - 1]
        holder = _Cell(tc, holder)
    return "\n".join(paragraph.text for paragraph in holder.paragraphs)


def prints_of(text: str) -> Iterator[str]:
    """Yield how a document may print what was found as this text."""
    yield text
    if re.fullmatch("-?[0-9,]+[.][0-9]{2}", text):
        yield from spellings(Decimal(text.replace(",", "")))
    elif re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        yield from spellings(date.fromisoformat(text))


def assert_places_are_right(found: Recovered, document: bytes) -> None:
    texts = dict(flat(found.values))
    assert found.places
    for key, place in found.places.items():
        if key in texts:
            text = texts[key] if place.boxes else texts[key].split("\n")[0]  # a value may go on in further paragraphs
            there = text_at(document, place)
            assert any(shown in there for shown in prints_of(text)), f"{key} at {place}"


def changed(document: bytes, change: Callable[[Any], None]) -> bytes:
    """Return a document changed by python-docx."""
    opened = Document(io.BytesIO(document))
    change(opened)
    buffer = io.BytesIO()
    opened.save(buffer)
    return buffer.getvalue()


def said(found: Recovered) -> list[tuple[str, str | None]]:
    return [(finding.code, finding.at.part) for finding in found.findings]


def own_fields(kind: str) -> set[str]:
    """Return the names that a form kind's schema.yaml has at its left margin."""
    lines = (ROOT / "templates" / kind / "schema.yaml").read_text(encoding="utf-8").splitlines()
    return {line.split(":")[0] for line in lines if line and not line.startswith((" ", "#"))}


# --- the declaration -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def declared(year: Path, example_files: dict[str, list[Path]]) -> list[tuple[bytes, Any]]:
    """The documents of the unit's projects and of the example, with what each must hold."""
    wanted = {one["项目名称"]: as_printed(one) for one in contexts([ROOT / "projects/2025"])}
    (example,) = contexts([ROOT / "templates/declaration/example.yaml"])
    wanted[example["项目名称"]] = as_printed(example)
    files = [*year.rglob("*.docx"), *(path for path in example_files["declaration"] if path.suffix == ".docx")]
    files.sort(key=lambda path: path.stem, reverse=True)
    made = [(path.read_bytes(), wanted[path.stem]) for path in files]
    assert len(made) == 4
    return [(document, of_the_paper(values, recover(DECLARATION, document).values)) for document, values in made]


def test_every_field_of_the_declaration_is_found_where_it_stands(declared: list[tuple[bytes, Any]]) -> None:
    for document, wanted in declared:
        found = recover(DECLARATION, document)
        assert found.values == wanted
        assert found.findings == []
        assert found.places.keys() == dict(flat(wanted)).keys()
        assert found.values.keys() == own_fields("declaration")
        assert found.values["绩效指标"][0].keys() == {"一级指标", "二级指标", "三级指标", "指标值"}
        assert_places_are_right(found, document)


def test_a_place_says_where_to_look(declared: list[tuple[bytes, Any]]) -> None:
    places = recover(DECLARATION, declared[0][0]).places
    assert str(places["主管部门"]) == "表格 1 第 4 行第 2 列"
    assert places["绩效指标[2].一级指标"] == places["绩效指标[1].一级指标"], (
        "it is printed once for all rows of its group"
    )
    assert str(places["绩效指标[2].指标值"]) == "表格 1 第 14 行第 5 列"


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_paper_of_a_project_gives_back_what_it_prints(name: str) -> None:
    kind = kind_of(EXAMPLES[name])
    values = context.build(project_of(EXAMPLES[name]), fields.prepare(kind.visible))
    for output in (one for one in kind.word if not one.of_batch):
        template = output.template.read_bytes()
        document = fill(template, values)
        found = recover(template, document)
        assert found.findings == []
        assert found.values == of_the_paper(as_printed(values), found.values)
        assert_places_are_right(found, document)


@given(forms())
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)
def test_whatever_was_typed_is_recovered(made: tuple[dict[str, Any], Form]) -> None:
    project, _ = made
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "一.yaml")
        path.write_text(as_yaml(project), encoding="utf-8")
        (wanted,) = contexts([path])
        result = building.run([path], Path(folder, "out"), ROOT / "templates", str)
        (built,) = result.projects
        document = built.documents[0].read_bytes()
    found = recover(DECLARATION, document)
    assert found.values.keys() == own_fields("declaration")
    assert found.values == of_the_paper(as_printed(wanted), found.values)
    assert found.findings == []
    assert_places_are_right(found, document)


def test_what_libreoffice_saved_again_is_recovered(
    declared: list[tuple[bytes, Any]], soffice: str, tmp_path: Path
) -> None:
    for number, (document, wanted) in enumerate(declared):
        first = tmp_path / f"{number}.docx"
        first.write_bytes(document)
        odt = convert(first, "odt", soffice, tmp_path)  # saved as the same kind, soffice would write over its source
        first.unlink()
        saved = convert(odt, "docx", soffice, tmp_path).read_bytes()
        assert saved != document
        found = recover(DECLARATION, saved)
        assert found.values == wanted
        assert found.findings == []
        assert_places_are_right(found, saved)


# --- changed by hand -------------------------------------------------------------------------------------------------


def rows_of(document: Any, table: int = 0) -> list[Any]:
    return list(document.tables[table]._tbl.tr_lst)


def set_text(document: Any, row: int, column: int, text: str, table: int = 0) -> None:
    holder = document.tables[table]
    cell = _Cell(holder._tbl.tr_lst[row - 1].tc_lst[column - 1], holder)
    cell.text = text


def test_a_value_changed_by_hand_is_recovered_as_changed(declared: list[tuple[bytes, Any]]) -> None:
    document, wanted = declared[0]
    found = recover(DECLARATION, changed(document, lambda opened: set_text(opened, 4, 2, "另一个部门\n第二行")))
    assert found.values == wanted | {"主管部门": "另一个部门\n第二行"}
    assert found.findings == []


def test_a_value_typed_in_several_paragraphs_is_one_value(declared: list[tuple[bytes, Any]]) -> None:
    def change(opened: Any) -> None:
        table = opened.tables[0]
        cell = _Cell(rows_of(opened)[3].tc_lst[1], table)
        cell.text = "上一段"
        cell.add_paragraph("下一段")

    found = recover(DECLARATION, changed(declared[0][0], change))
    assert found.values["主管部门"] == "上一段\n下一段"
    assert found.findings == []


@pytest.mark.parametrize(
    "text", ["主管单位", "主 管 部 门", "上级", "", "负责这个项目的主管部门（盖章）", "主管部门" * 99]
)
def test_a_label_changed_by_hand_is_said_at_its_place(declared: list[tuple[bytes, Any]], text: str) -> None:
    document, wanted = declared[0]
    found = recover(DECLARATION, changed(document, lambda opened: set_text(opened, 4, 1, text)))
    assert found.values == wanted
    assert said(found) == [("document-text-differs", "表格 1 第 4 行第 1 列")]
    assert "主管部门" in found.findings[0].message


@pytest.mark.parametrize("text", ["(2031年度)", "2031年度", "（2031 年度）", "（ 2031年度）", "（2031年）"])
def test_a_value_within_changed_words_is_still_found(declared: list[tuple[bytes, Any]], text: str) -> None:
    found = recover(DECLARATION, changed(declared[0][0], lambda opened: set_text(opened, 2, 1, text)))
    assert found.values["年度"].strip() == "2031"


def test_an_added_row_is_one_more_row(declared: list[tuple[bytes, Any]]) -> None:
    document, wanted = declared[0]

    def change(opened: Any) -> None:
        last = rows_of(opened)[-1]
        last.addnext(copy.deepcopy(last))
        set_text(opened, len(rows_of(opened)), 4, "新的指标")

    found = recover(DECLARATION, changed(document, change))
    rows = wanted["绩效指标"]
    assert found.values["绩效指标"] == [*rows, rows[-1] | {"三级指标": "新的指标"}]
    assert found.findings == []


def test_a_deleted_row_of_the_table_is_one_row_less(declared: list[tuple[bytes, Any]]) -> None:
    document, wanted = declared[0]
    found = recover(DECLARATION, changed(document, lambda opened: opened.tables[0]._tbl.remove(rows_of(opened)[-1])))
    assert found.values["绩效指标"] == wanted["绩效指标"][:-1]
    assert found.findings == []


def test_a_deleted_row_of_the_form_is_missed(declared: list[tuple[bytes, Any]]) -> None:
    document, wanted = declared[0]
    found = recover(DECLARATION, changed(document, lambda opened: opened.tables[0]._tbl.remove(rows_of(opened)[4])))
    assert found.values == wanted | {"计划开始日期": None, "计划完成日期": None}
    assert said(found) == [("document-part-missing", "表格 1 第 5 行")]
    assert "计划开始日期" in found.findings[0].message


def test_a_row_that_the_form_has_not_is_said(declared: list[tuple[bytes, Any]]) -> None:
    document, wanted = declared[0]

    def change(opened: Any) -> None:
        row = rows_of(opened)[3]
        row.addprevious(copy.deepcopy(row))
        for column in (1, 2, 3, 4):
            set_text(opened, 4, column, ["联系人", "张三", "联系电话", "62000000"][column - 1])

    found = recover(DECLARATION, changed(document, change))
    assert found.values == wanted
    assert said(found) == [("document-part-extra", "表格 1 第 4 行")]
    assert "联系人" in found.findings[0].message


def test_a_missing_cell_is_said(declared: list[tuple[bytes, Any]]) -> None:
    document, wanted = declared[0]

    def change(opened: Any) -> None:
        row = rows_of(opened)[2]
        row.remove(row.tc_lst[2])

    found = recover(DECLARATION, changed(document, change))
    assert found.values == wanted
    assert said(found) == [("document-part-missing", "表格 1 第 3 行第 3 列")]
    assert "项目性质" in found.findings[0].message


def test_without_the_table_nothing_is_found(declared: list[tuple[bytes, Any]]) -> None:
    def change(opened: Any) -> None:
        table = opened.tables[0]._tbl
        table.getparent().remove(table)

    found = recover(DECLARATION, changed(declared[0][0], change))
    assert ("document-part-missing", "表格 1") in [(code, part and part[:4]) for code, part in said(found)] or said(
        found
    ) == [("document-part-missing", "第 1 段")]
    assert set(dict(flat(found.values)).values()) == {None}


# --- other forms -----------------------------------------------------------------------------------------------------


class Drawn:
    """A template that is drawn paragraph by paragraph and table by table."""

    def __init__(self) -> None:
        self.document = Document()

    def text(self, *paragraphs: str) -> "Drawn":
        for paragraph in paragraphs:
            self.document.add_paragraph(paragraph)
        return self

    def table(self, *rows: list[str]) -> "Drawn":
        table = self.document.add_table(len(rows), max(map(len, rows)))
        for number, row in enumerate(rows):
            for column, text in enumerate(row):
                table.cell(number, column).text = text
        return self

    def bytes(self) -> bytes:
        buffer = io.BytesIO()
        self.document.save(buffer)
        return buffer.getvalue()


def fill(template: bytes, values: Context) -> bytes:
    return WordTemplate(template).render(values, title="题", company="单位", year=2025)


def assert_comes_back(template: bytes, values: Context, wanted: Any = None) -> Recovered:
    document = fill(template, values)
    found = recover(template, document)
    assert found.values == (as_printed(values) if wanted is None else wanted)
    assert found.findings == []
    assert ambiguities(template) == []
    assert_places_are_right(found, document)
    return found


SIGNED = (
    Drawn()
    .text("{{ 单位 }}文件", "{{ 单位 }}关于报送{{ 名称 }}的函", "{%p if 说明 %}", "说明：{{ 说明 }}", "{%p endif %}")
    .table(["来源", "金额"], ["{%tr for 项 in 预算 %}", ""], ["{{ 项.来源 }}", "{{ 项.金额 }}"], ["{%tr endfor %}", ""])
    .table(["合计", "{{ 合计 }}"])
    .text("经办人：{{ 经办.姓名 }}　电话：{{ 经办.电话 }}", "报送日期：{{ 日期 }}")
)
SIGNED.document.sections[0].header.paragraphs[0].text = "密级：{{ 密级 }}"
SIGNED.document.sections[0].footer.paragraphs[0].text = "编号 {{ 编号 }} 号"


def letter(**other: Any) -> Context:
    return {
        "单位": "示例市特殊教育学校", "名称": "校舍修缮项目", "说明": None, "合计": "12.00",
        "预算": [{"来源": "财政", "金额": "10.00"}, {"来源": "自筹", "金额": "2.00"}],
        "经办": {"姓名": "甲", "电话": ""}, "日期": "2027-03-01", "密级": "公开", "编号": "〔2027〕3",
    } | other  # fmt: skip


def test_a_letter_with_tables_headers_and_an_optional_block() -> None:
    template = SIGNED.bytes()
    found = assert_comes_back(template, letter(说明="分两年\n实施"))
    assert str(found.places["密级"]) == "页眉第 1 段"
    assert str(found.places["编号"]) == "页脚第 1 段"
    assert str(found.places["合计"]) == "表格 2 第 1 行第 2 列"
    assert str(found.places["经办.姓名"]) == "第 4 段"
    assert_comes_back(template, letter(), as_printed(letter()) | {"说明": None})
    empty = letter(预算=[])
    assert_comes_back(template, empty, as_printed(empty) | {"说明": None})


def test_values_may_look_like_the_words_around_them() -> None:
    values = letter(名称="关于报送合计的函的函", 单位="说明：", 日期="报送日期：", 说明="经办人：甲　电话：乙")
    assert_comes_back(SIGNED.bytes(), values)


def test_a_removed_table_leaves_the_others_where_they_are() -> None:
    document = fill(SIGNED.bytes(), letter())

    def change(opened: Any) -> None:
        table = opened.tables[0]._tbl
        table.getparent().remove(table)

    found = recover(SIGNED.bytes(), changed(document, change))
    assert (found.values["合计"], found.values["预算"]) == ("12.00", None)
    assert [finding.code for finding in found.findings] == ["document-part-missing"]
    assert "来源" in found.findings[0].message


def test_the_same_field_in_two_places_must_agree() -> None:
    document = fill(SIGNED.bytes(), letter())

    def change(opened: Any) -> None:
        opened.paragraphs[0].text = "另一个学校文件"

    found = recover(SIGNED.bytes(), changed(document, change))
    assert [(one.code, one.at.part) for one in found.findings] == [("document-values-differ", "第 2 段")]
    assert "第 1 段" in found.findings[0].message


def test_paragraphs_that_somebody_wrote_in_between_are_said() -> None:
    document = fill(SIGNED.bytes(), letter())

    def change(opened: Any) -> None:
        opened.paragraphs[1].insert_paragraph_before("附件：三份，另行报送")

    found = recover(SIGNED.bytes(), changed(document, change))
    assert found.values == as_printed(letter()) | {"说明": None}
    assert said(found) == [("document-part-extra", "第 2 段")]


def test_a_paragraph_that_somebody_wrote_behind_a_label_is_no_part_of_its_value() -> None:
    document = fill(SIGNED.bytes(), letter())
    found = recover(SIGNED.bytes(), changed(document, lambda opened: opened.add_paragraph("抄送：存档")))
    assert found.values == as_printed(letter()) | {"说明": None}
    assert said(found) == [("document-part-extra", "第 5 段")]


@pytest.mark.parametrize(
    "drawn", [Drawn().text("一、概述", "{{ 概述 }}", "二、其他"), Drawn().table(["一", "概述：{{ 概述 }}"])]
)
def test_a_value_with_a_place_of_its_own_may_run_over_paragraphs(drawn: Drawn) -> None:
    def change(opened: Any) -> None:
        holder = opened.tables[0].cell(0, 1) if opened.tables else opened
        (first,) = (paragraph for paragraph in holder.paragraphs if "上一段" in paragraph.text)
        following = copy.deepcopy(first._p)
        first._p.addnext(following)
        Paragraph(following, first._parent).runs[0].text = "下一段"

    found = recover(drawn.bytes(), changed(fill(drawn.bytes(), {"概述": "上一段"}), change))
    assert found.values == {"概述": "上一段\n下一段"}
    assert found.findings == []


def test_a_table_with_many_rows_of_somebody_else_is_still_that_table(declared: list[tuple[bytes, Any]]) -> None:
    document, wanted = declared[0]

    def change(opened: Any) -> None:
        for number in range(12):
            row = rows_of(opened)[3]
            row.addprevious(copy.deepcopy(row))
            for column, text in enumerate(["联系人", f"第 {number} 人", "联系电话", "62000000"], start=1):
                set_text(opened, 4, column, text)

    found = recover(DECLARATION, changed(document, change))
    assert found.values == wanted
    assert {code for code, _ in said(found)} == {"document-part-extra"}
    assert len(found.findings) == 12


def test_many_changes_far_from_each_other_are_found_one_by_one() -> None:
    names = [f"项{number}" for number in range(80)]
    template = Drawn().text(*(f"第 {number} 条的内容是：{{{{ {name} }}}}。" for number, name in enumerate(names)))
    values = {name: f"关于{name}的说明，" * 9 for name in names}

    def change(opened: Any) -> None:
        for number in range(0, 80, 2):
            runs = opened.paragraphs[number].runs
            runs[0].text = runs[0].text.replace("的内容是", "的内容为")

    found = recover(template.bytes(), changed(fill(template.bytes(), values), change))
    assert found.values == values
    assert len(found.findings) == 40


def test_a_paragraph_that_was_moved_leaves_the_others_where_they_are() -> None:
    names = [f"项{number}" for number in range(80)]
    template = Drawn().text(*(f"第 {number} 条的内容是：{{{{ {name} }}}}。" for number, name in enumerate(names)))
    values = {name: f"关于{name}的说明，" * 9 for name in names}

    def change(opened: Any) -> None:
        first = opened.paragraphs[0]._p
        opened.paragraphs[-1]._p.addnext(first)

    found = recover(template.bytes(), changed(fill(template.bytes(), values), change))
    assert found.values | {"项0": ""} == values | {"项0": ""}
    assert said(found)[-1][0] == "document-part-extra"


GRADED = Drawn().table(
    ["序号", "指标", "标准", "分值"],
    ["{%tr for 行 in 指标 %}", "", "", ""],
    ["{%tr for 档 in 行.标准 %}", "", "", ""],
    ["{{ loop.index }}", "{{ 行.名称 }}", "{{ 档.说明 }}", "{{ 档.分值 }}"],
    ["{%tr endfor %}", "", "", ""],
    ["", "小计", "{{ 行.名称 }}", "{{ 行.满分 }}"],
    ["{%tr endfor %}", "", "", ""],
    ["", "合计", "", "{{ 总分 }}"],
)


def graded(counts: list[int]) -> Context:
    rows = [
        {"名称": f"指标{n}", "满分": "20", "标准": [{"说明": f"第 {m} 档", "分值": f"{m}"} for m in range(count)]}
        for n, count in enumerate(counts)
    ]
    return {"指标": rows, "总分": "100"}


@pytest.mark.parametrize("counts", [[], [1], [4, 4], [1, 3, 2], [2, 0, 1]])
def test_loops_in_loops_with_sub_totals(counts: list[int]) -> None:
    assert_comes_back(GRADED.bytes(), graded(counts))


def test_a_sub_total_row_that_was_deleted_is_missed() -> None:
    values = graded([2, 2])
    document = fill(GRADED.bytes(), values)
    found = recover(GRADED.bytes(), changed(document, lambda opened: opened.tables[0]._tbl.remove(rows_of(opened)[3])))
    assert [row["标准"] for row in found.values["指标"]] == [row["标准"] for row in values["指标"]]
    assert said(found) == [("document-part-missing", "表格 1 第 4 行")]


NESTED = (
    Drawn()
    .table(["学校概况", ""])
    .text("{%p for 段 in 概述 | 段落 %}", "　　{{ 段 }}", "{%p endfor %}", "以上情况属实。", "建议：{{ 建议 }}")
)


def nested_template() -> bytes:
    holder = NESTED.document.tables[0].cell(0, 1)
    if not holder.tables:
        inner = holder.add_table(3, 2)
        for row, texts in enumerate(
            [["{%tr for 生 in 学生 %}", ""], ["{{ 生.年级 }}", "{{ 生.人数 }}人"], ["{%tr endfor %}", ""]]
        ):
            for column, text in enumerate(texts):
                inner.cell(row, column).text = text
    return NESTED.bytes()


def test_a_table_in_a_cell_and_paragraphs_in_a_loop() -> None:
    values = {
        "学生": [{"年级": "一年级", "人数": "32"}, {"年级": "二年级", "人数": "人"}],
        "概述": "第一段\n\n　　第三段\n以上情况属实。", "建议": "照办\n",
    }  # fmt: skip
    found = assert_comes_back(nested_template(), values)
    assert str(found.places["学生[2].人数"]) == "表格 1 第 1 行第 2 列里的表格 1 第 2 行第 2 列"
    assert str(found.places["概述"]) == "第 1 段"


def test_lists_in_a_sentence_with_the_last_told_apart() -> None:
    template = Drawn().text(
        "参加单位：{% for 家 in 单位 %}{{ 家.名称 }}{% if not loop.last %}、{% endif %}{% endfor %}。",
        "{% if 类别 == '其他' %}其他（{{ 说明 }}）{% else %}{{ 类别 }}{% endif %}",
    )
    for names in (["甲校"], ["甲校", "乙校", "丙校"]):
        values = {"单位": [{"名称": name} for name in names], "类别": "其他", "说明": "临时"}
        found = recover(template.bytes(), fill(template.bytes(), values))
        assert found.values["单位"] == values["单位"]
        assert found.values["说明"] == "临时"
        assert found.findings == []


def test_filters_are_undone_where_that_is_exact() -> None:
    template = Drawn().table(["数量", "{{ 指标 | 定量 | 个数 }}", "{{ 金额 | 金额 }}"])
    values = {"指标": [], "金额": None}
    found = recover(template.bytes(), fill(template.bytes(), values))
    assert found.values == {"金额": ""}
    assert found.derived == {"指标 | 定量 | 个数": "0"}


GROUPED = (
    Drawn()
    .table(
        ["来源", "名称", "金额（万元）"],
        ["{%tr for 组 in 预算 | 分组 %}", "", ""],
        ["{%tr for 行 in 组.各行 %}", "", ""],
        ["{{ 组.来源 | 竖向合并 }}", "{{ 行.名称 }}", "{{ 行.金额 | 万元 }}"],
        ["{%tr endfor %}", "", ""],
        ["小计", "", "{{ 组.各行.金额 | 合计 }}"],
        ["{%tr endfor %}", "", ""],
    )
    .text("大写：{{ 总额 | 大写 }}", "{{ 性质 | 勾选 }}", "{{ 对象 | 勾选 }}", "{{ 日期 | 年月日 }}")
)


def test_groups_amounts_dates_and_ticked_boxes_come_back_as_the_fields_they_are() -> None:
    rows = [
        {"来源": Level(text, group, first), "名称": name, "金额": Decimal(amount)}
        for text, group, first, name, amount in [
            ("财政", "甲", True, "图书", "15000.00"),
            ("财政", "甲", False, "桌椅", "30000.50"),
            ("自筹", "乙", True, "图书", "0.00"),
            ("财政", "丙", True, "培训", "-45000.00"),
        ]
    ]
    values = {
        "预算": Table(rows, None, ["来源"]),
        "总额": Decimal("100.00"),
        "性质": Choice("经常性", ["经常性", "一次性"]),
        "对象": Choices(["学生", "家长"], ["学生", "教师", "家长"]),
        "日期": date(2027, 1, 9),
    }
    found = recover(GROUPED.bytes(), fill(GROUPED.bytes(), values))
    wanted = as_printed(values)
    assert found.values == {name: wanted[name] for name in ("预算", "性质", "对象", "日期")}
    assert found.derived["总额 | 大写"] == "壹佰元整"
    assert found.derived["预算 | 分组[2] 组.各行.金额 | 合计"] == "0.00"
    assert str(found.places["预算[4].金额"]) == "表格 1 第 7 行第 3 列"
    assert found.findings == []


def test_what_a_row_leaves_out_is_none() -> None:
    template = Drawn().table(
        ["{%tr for 行 in 表 %}", ""],
        ["{{ 行.名称 }}", "{% if 行.备注 %}注：{{ 行.备注 }}{% endif %}"],
        ["{%tr endfor %}", ""],
    )
    assert_comes_back(
        template.bytes(),
        {"表": [{"名称": "甲", "备注": "乙"}, {"名称": "丙", "备注": None}]},
        {"表": [{"名称": "甲", "备注": "乙"}, {"名称": "丙", "备注": None}]},
    )


def test_a_table_that_is_printed_twice_must_have_the_same_rows() -> None:
    rows = (["{%tr for 行 in 表 %}", ""], ["{{ 行.名称 }}", "{{ 行.金额 }}"], ["{%tr endfor %}", ""])
    template = Drawn().table(["名称", "金额"], *rows).text("其中").table(["名称", "金额"], *rows).bytes()
    document = fill(template, {"表": [{"名称": "甲", "金额": "1"}, {"名称": "乙", "金额": "2"}]})
    found = recover(template, changed(document, lambda opened: opened.tables[1]._tbl.remove(rows_of(opened, 1)[1])))
    assert said(found) == [("document-values-differ", "表格 2 第 2 行第 1 列")]


STANDARDS = Drawn().table(
    ["一级", "名称", "标准", "满分"],
    ["{%tr for 行 in 指标 %}", "", "", ""],
    ["{%tr for 档 in 行.标准 %}", "", "", ""],
    ["{{ 行.一级 | 竖向合并 }}", "{{ 行.名称 | 竖向合并 }}", "{{ 档.说明 }}", "{{ 行.满分 | 竖向合并 }}"],
    ["{%tr endfor %}", "", "", ""],
    ["{%tr endfor %}", "", "", ""],
)


@pytest.mark.parametrize("counts", [[1], [2, 3, 1], [4, 4], [1, 1, 1]])
def test_merged_cells_tell_the_items_of_loops_in_loops_apart(counts: list[int]) -> None:
    rows = [
        {
            "一级": Level("产出", "甲", first=number == 0),
            "名称": "同名",
            "满分": "20",
            "标准": [{"说明": f"第 {step} 档"} for step in range(count)],
        }
        for number, count in enumerate(counts)
    ]
    assert_comes_back(STANDARDS.bytes(), {"指标": rows})


def test_a_table_whose_rows_are_all_left_out_may_be_left_out() -> None:
    template = Drawn().text("一").table(["{%tr if 甲 %}", ""], ["甲", "{{ 甲 }}"], ["{%tr endif %}", ""]).text("二")
    for text in ("值", ""):
        found = recover(template.bytes(), fill(template.bytes(), {"甲": text}))
        assert (found.values, found.findings) == ({"甲": text or None}, [])


# --- what cannot be told apart ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("drawn", "words", "place"),
    [
        (Drawn().text("一", "{{ 甲 }}{{ 乙 }}"), ["甲", "乙", "之间没有文字"], "第 2 段"),
        (Drawn().table(["名称", "{{ 甲 }}{% if 丙 %}（{% endif %}{{ 乙 }}"]), ["甲", "乙"], "表格 1 第 1 行第 2 列"),
        (Drawn().text("{% for 段 in 甲 %}{{ 段 }}{% endfor %}"), ["甲"], "第 1 段"),
        (
            Drawn().text(
                *("{%p for 段 in 甲 | 段落 %}", "{{ 段 }}", "{%p endfor %}"),
                *("{%p for 句 in 乙 | 段落 %}", "{{ 句 }}", "{%p endfor %}"),
            ),
            ["甲", "乙", "几段"],
            "第 1 段",
        ),
        (
            Drawn().table(
                *(["{%tr for 行 in 甲 %}", ""], ["{{ 行.一 }}", "{{ 行.二 }}"], ["{%tr endfor %}", ""]),
                *(["{%tr for 行 in 乙 %}", ""], ["{{ 行.三 }}", "{{ 行.四 }}"], ["{%tr endfor %}", ""]),
            ),
            ["行.一", "行.三", "几行"],
            "表格 1 第 2 行第 1 列",
        ),
    ],
)
def test_what_cannot_be_told_apart_is_said_of_the_template(drawn: Drawn, words: list[str], place: str) -> None:
    (finding,) = ambiguities(drawn.bytes(), "form.docx")
    assert (finding.code, finding.at.file, finding.at.part) == ("template-ambiguous", "form.docx", place)
    assert all(word in finding.message for word in words)


def test_a_value_that_touches_another_is_known_from_where_it_stands_alone() -> None:
    template = (
        Drawn()
        .text("{{ 单位 }}{{ 年度 }}年度{{ 单位 }}{{ 名称 }}情况", "填报单位：{{ 单位 }}", "（{{ 年度 }}）")
        .bytes()
    )
    assert_comes_back(template, {"单位": "第 2 中学 2027", "年度": "2027", "名称": "校舍修缮"})


def test_our_own_templates_can_be_turned_round() -> None:
    templates = sorted({path for example in EXAMPLES.values() for path in example.parent.glob("*.docx")})
    assert len(templates) > len(EXAMPLES) / 2
    for path in templates:
        assert ambiguities(path.read_bytes(), path.name) == [], path


def test_a_loop_that_ends_in_another_cell_is_refused() -> None:
    with pytest.raises(TemplateFault, match="跨了单元格"):
        recover(Drawn().table(["{% for 行 in 甲 %}", "{{ 行.一 }}{% endfor %}"]).bytes(), DECLARATION)


# --- documents that have nothing to do with the template -------------------------------------------------------------


def test_another_document_gives_findings_and_no_values() -> None:
    other = Drawn().text(*("甲" * 200 for _ in range(50))).table(*(["乙", "丙"] for _ in range(60))).bytes()
    found = recover(DECLARATION, other)
    assert found.findings
    assert recover(SIGNED.bytes(), other).findings


def test_what_is_no_document_is_refused() -> None:
    for data in (b"", b"PK\x03\x04", (ROOT / "templates/declaration/summary.xlsx").read_bytes()):
        with pytest.raises(package.BadPackage):
            recover(DECLARATION, data)


def test_a_document_made_to_be_slow_ends_the_search(monkeypatch: pytest.MonkeyPatch) -> None:
    slots = "，".join(f"{{{{ 项{number} }}}}" for number in range(60))
    template = Drawn().text(f"{slots}。").bytes()
    hostile = Drawn().text("，" * 5_000).bytes()
    looked_at = 0
    spend = matching.Budget.spend

    def counted(budget: matching.Budget) -> None:
        nonlocal looked_at
        looked_at += 1
        spend(budget)

    monkeypatch.setattr(matching.Budget, "spend", counted)
    found = recover(template, hostile)
    assert [code for code, _ in said(found)] == ["document-unmatched"]
    assert looked_at <= aligning.STATES_LIMIT


def test_one_pattern_serves_many_documents(declared: list[tuple[bytes, Any]]) -> None:
    pattern = patterns.read(DECLARATION)
    assert [recover(pattern, document).values for document, _ in declared] == [wanted for _, wanted in declared]


def test_what_a_program_counts_anew_and_what_was_struck_out_are_no_changes() -> None:
    template = Drawn().text("第一页", "共{{ 数 }}项")
    paragraph = template.document.paragraphs[0]._p
    field = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>'
    field += '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>{}</w:t></w:r>'
    field += '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    field += '<w:fldSimple w:instr="NUMPAGES"><w:r><w:t>{}</w:t></w:r></w:fldSimple>'
    struck = '<w:del w:author="甲"><w:r><w:delText>旧</w:delText><w:t>旧</w:t></w:r></w:del>'
    for xml in etree.fromstring(f'<w:p xmlns:w="{W}">{field.format(1, 1)}</w:p>'):
        paragraph.append(xml)

    def change(opened: Any) -> None:
        first = opened.paragraphs[0]._p
        for text in first.iter(f"{{{W}}}t"):
            text.text = "9" if text.text == "1" else text.text
        first.append(etree.fromstring(f'<w:p xmlns:w="{W}">{struck}</w:p>')[0])

    found = recover(template.bytes(), changed(fill(template.bytes(), {"数": "3"}), change))
    assert (found.values, found.findings) == ({"数": "3"}, [])
