"""The Word document: how it is built, what it carries, and templates that must be refused."""

import io
import re
import shutil
from pathlib import Path

import pytest
from docx import Document
from lxml import etree

from conftest import ROOT
from formgen import building, package
from formgen.context import TemplateFault
from formgen.diagnostics import Severity, has_errors
from formgen.word import CELL_END, WordTemplate, text_of
from readers import Cell, word_grid

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
TEMPLATE = (ROOT / "templates/declaration/form.docx").read_bytes()


def with_document(old: str, new: str) -> bytes:
    """Return the declaration's template with a piece of its text changed."""
    parts = package.read(TEMPLATE)
    xml = parts["word/document.xml"].decode()
    assert old in xml
    parts["word/document.xml"] = xml.replace(old, new, 1).encode()
    return package.write(parts)


def table_template(*rows: str) -> bytes:
    """Return a template of one table of one column with these cell texts."""
    cells = "".join(
        '<w:tr><w:tc><w:tcPr><w:tcW w:w="4000" w:type="dxa"/></w:tcPr>'
        f"<w:p><w:r><w:t>{row}</w:t></w:r></w:p></w:tc></w:tr>"
        for row in rows
    )
    parts = package.read(TEMPLATE)
    xml = parts["word/document.xml"].decode()
    parts["word/document.xml"] = re.sub(r"<w:tr>.*</w:tr>", lambda _: cells, xml, flags=re.DOTALL).encode()
    return package.write(parts)


def fill(template: bytes, **values: object) -> bytes:
    return WordTemplate(template).render(values, title="题", company="单位", year=2025)


def documents(year: Path) -> list[Path]:
    found = sorted(year.rglob("*.docx"))
    assert len(found) == 3
    return found


def test_the_table_has_a_fixed_layout_and_rows_that_do_not_split(year: Path) -> None:
    for path in documents(year):
        document = Document(str(path))
        (table,) = document.tables
        xml = table._tbl
        columns = [int(column.get(f"{W}w")) for column in xml.tblGrid.iter(f"{W}gridCol")]
        assert len(columns) == 8
        assert xml.tblPr.find(f"{W}tblLayout").get(f"{W}type") == "fixed"
        assert int(xml.tblPr.find(f"{W}tblW").get(f"{W}w")) == sum(columns)
        for number, tr in enumerate(xml.tr_lst, start=1):
            # only the goals may run over a page: held together, a long one would leave the first page empty
            assert (tr.trPr.find(f"{W}cantSplit") is None) is (number == 11)
            assert tr.trPr.find(f"{W}trHeight").get(f"{W}hRule") == "atLeast"
            start = 0
            for tc in tr.tc_lst:
                end = start + tc.grid_span
                assert int(tc.tcPr.find(f"{W}tcW").get(f"{W}w")) == sum(columns[start:end])
                start = end
        heads = [tr.trPr.find(f"{W}tblHeader") is not None for tr in xml.tr_lst]
        assert heads == [True, True] + [False] * (len(heads) - 2), "title and year repeat on every page"
        section = document.sections[0]
        assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)


def test_every_font_is_named_for_chinese_text(year: Path) -> None:
    """A run's eastAsia font comes from its style or the defaults; without one Word picks whatever it likes."""
    for path in documents(year):
        styles = package.parse(package.read(path.read_bytes())["word/styles.xml"])
        fonts = {fonts.get(f"{W}eastAsia") for fonts in styles.iter(f"{W}rFonts")}
        assert fonts == {"宋体", "黑体"}
        assert styles.find(f"{W}docDefaults//{W}rFonts").get(f"{W}eastAsia") == "宋体"


def test_amounts_stand_right_and_long_text_left(year: Path) -> None:
    styles = {"FormAmount": "right", "FormLongText": "left"}
    for path in documents(year):
        parts = package.read(path.read_bytes())
        for name, side in styles.items():
            (style,) = package.parse(parts["word/styles.xml"]).iterfind(f"{W}style[@{W}styleId='{name}']")
            assert style.find(f"{W}pPr/{W}jc").get(f"{W}val") == side
        for paragraph in package.parse(parts["word/document.xml"]).iter(f"{W}p"):
            text = "".join(paragraph.itertext())
            style = paragraph.find(f"{W}pPr/{W}pStyle").get(f"{W}val")
            if re.fullmatch(r"[0-9,]+\.[0-9]{2}", text):
                assert style == "FormAmount"
            if len(text) > 40:
                assert style == "FormLongText"


def test_the_properties_hold_title_and_unit_and_nothing_else(year: Path) -> None:
    for path in [*documents(year), *year.glob("*.xlsx")]:
        parts = package.read(path.read_bytes())
        core = package.parse(parts["docProps/core.xml"])
        assert [etree.QName(child).localname for child in core] == ["title", "created", "modified"]
        assert "2025" in core[0].text
        app = package.parse(parts["docProps/app.xml"])
        assert [child.text for child in app] == ["上海科技报社"]
        for name, content in parts.items():
            for trace in (b"form.docx", b"summary.xlsx", b"openpyxl", b"python-docx", b"docxtpl", b"creator", b"/tmp"):
                assert trace not in content, f"{path.name} {name}: {trace!r}"


def test_a_template_does_not_pass_on_its_author_or_comments() -> None:
    parts = package.read(TEMPLATE)
    parts["docProps/core.xml"] = parts["docProps/core.xml"].replace(
        b"<dc:title>", b"<dc:creator>\xe7\x94\xb2</dc:creator><dc:title>"
    )
    parts["docProps/app.xml"] = parts["docProps/app.xml"].replace(b"/>", b"><Template>x.dotx</Template></Properties>")
    made = package.read(fill(package.write(parts), **blank_form()))
    assert b"creator" not in made["docProps/core.xml"]
    assert b"dotx" not in made["docProps/app.xml"]


def blank_form() -> dict[str, object]:
    money = dict.fromkeys(["年度资金申请总额", "当年财政拨款", "上年结转资金", "其他资金"])
    return {
        **dict.fromkeys(
            ["项目名称", "年度", "项目性质", "项目类别", "主管部门", "实施单位", "计划开始日期", "计划完成日期"]
        ),
        "项目资金": {**money, "项目资金总额": dict.fromkeys(["总额", "财政资金", "其他资金"])},
        "项目绩效目标": {"项目总目标": None, "年度总体目标": None},
        "绩效指标": [],
    }


def test_blank_values_leave_blank_cells() -> None:
    grid = word_grid(fill(TEMPLATE, **blank_form()))
    assert Cell(6, 8, 1, 1, "") in grid
    assert Cell(11, 2, 1, 4, "") in grid


def test_line_ends_become_paragraphs_or_breaks_and_markup_stays_text() -> None:
    value = "第一行 <w:t>&amp;\n\t{{ 项目 }} ]]>\n"
    data = fill(table_template("{{ 文 }}"), 文=value)
    assert text_of(data).split(CELL_END)[0] == f"{value}\n"
    assert Document(io.BytesIO(data)).tables[0].rows[0].cells[0].text == value


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{{ ''.__class__.__mro__ }}", "字段"),
        ("{{ 'a' * 10**9 }}", "做加减乘除等运算"),
        ("{{ 项目名称.upper() }}", "不能在名称后面写括号"),
        ("{{ 年度 + 1 }}", "不能做加减乘除等运算"),
        ("{{ 项目名称[0] }}", "不能用方括号"),
        ("{{ 项目名称 ~ 年度 }}", "不能用“~”连接文字"),
        ("{{ 1e400 }}", "整数"),
        ("{{ range(9) }}", "不能在名称后面写括号"),
        ("{% set 甲 = 1 %}", "不能用 set"),
        ("{% include '甲' %}", "不能引用别的模板"),
        ("{{ 项目名称 | upper }}", "过滤器"),
        ("{{ 项目名称 | tojson }}", "过滤器"),
        ("{{ 项目名称 is string }}", "不能用"),
        ("｛｛ 项目名称 ｝｝", "全角"),
        ("{{ 项目名称 }", "配对"),
        ("{% if 项目名称 %}", "配对"),
        ("{{ 项目名称 | 金额(1) }}", "不能有括号"),
        ("{{ " + "(" * 3000 + "年度" + ")" * 3000 + " }}", "太深"),
    ],
)
def test_a_template_outside_the_language_is_refused(text: str, words: str) -> None:
    with pytest.raises(TemplateFault, match=words):
        fill(table_template(text), 项目名称="甲")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{{ 项目名 }}", "“项目名”在表格的字段里没有"),
        ("{{ 项目资金.items }}", "“items”在表格的字段里没有"),
        ("{{ 项目资金 }}", "一组内容"),
        ("{{ 项目名称 | 金额 }}", "只用于金额"),
        ("{{ 项目名称 | 个数 }}", "只用于表格"),
        ("{% for 段 in 项目资金 | 段落 %}{{ 段 }}{% endfor %}", "一组内容"),
        ("{{ 项目名称 | 定量 }}", "只用于表格"),
        ("{{ 项目名称 &lt; 年度 }}", "不合适的地方"),
        ("{{ 项目名称 == 年度 }}", "一个判断"),
        ("{% for 字 in 年度 %}{% endfor %}", "不合适的地方"),
        ("{{ range }}", "“range”在表格的字段里没有"),
    ],
)
def test_a_placeholder_without_its_value_is_refused(text: str, words: str) -> None:
    with pytest.raises(TemplateFault, match=words):
        fill(table_template(text), 项目名称="甲", 年度=2025, 项目资金={"总额": None})


def test_a_condition_across_rows_is_refused() -> None:
    template = table_template("{% if 项目名称 %}", "{%tr endif %}")
    fill(template, 项目名称="甲")
    with pytest.raises(TemplateFault, match="不成文件"):
        text_of(fill(template, 项目名称=None))


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 nothing", "不是压缩包".encode()])
def test_what_is_no_word_file_is_refused(data: bytes) -> None:
    with pytest.raises(package.BadPackage):
        WordTemplate(data)


def test_a_package_is_measured_before_it_is_unpacked() -> None:
    parts = package.read(TEMPLATE)
    bomb = package.write({**parts, "word/media/a.bin": b"\0" * (package.UNPACKED_LIMIT + 1)})
    many = package.write({**parts, **{f"word/{number}.xml": b"<a/>" for number in range(package.PARTS_LIMIT)}})
    doctype = package.write({**parts, "word/a.xml": b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'})
    hidden = package.write({**parts, "word/a.xml": b"<!--" + b" " * 9000 + b"--><!DOCTYPE a><a/>"})
    broken = package.write({**parts, "word/styles.xml": parts["word/styles.xml"][:-9]})
    typeless = package.write({name: content for name, content in parts.items() if name != package.TYPES_PART})
    for data in (bomb, many):
        with pytest.raises(package.BadPackage):
            package.read(data)
    rootless = package.write({name: content for name, content in parts.items() if name != "_rels/.rels"})
    for data in (bomb, doctype, hidden, broken, typeless, rootless):
        with pytest.raises(package.BadPackage):
            WordTemplate(data)


def test_a_field_that_the_template_forgets_keeps_everything_from_being_written(tmp_path: Path) -> None:
    templates = tmp_path / "templates"
    shutil.copytree(ROOT / "templates", templates)
    (templates / "declaration/form.docx").write_bytes(with_document("{{ 主管部门 }}", "上海市科学技术协会"))
    out = tmp_path / "out"
    result = building.run([ROOT / "projects/2025/01-科技创新后备人才培养.yaml"], out, templates, str)
    assert not has_errors(result.findings), "the template's own text says the same, so the value does stand there"
    (templates / "declaration/form.docx").write_bytes(with_document("{{ 主管部门 }}", ""))
    result = building.run([ROOT / "projects/2025/01-科技创新后备人才培养.yaml"], tmp_path / "none", templates, str)
    (finding,) = [finding for finding in result.findings if finding.severity is Severity.ERROR]
    assert (finding.code, finding.at.line, finding.at.column) == ("value-not-printed", 10, 7)
    assert not list((tmp_path / "none").rglob("*.*x"))


def test_a_sentence_lost_on_the_way_is_seen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What plain docxtpl does with ``<`` when nothing escapes it: half of the value is gone, and no error."""
    from formgen import word

    monkeypatch.setattr(word._XML, "_to_text", lambda text: text.replace("科技", ""))
    result = building.run([ROOT / "projects/2025/01-科技创新后备人才培养.yaml"], tmp_path, ROOT / "templates", str)
    assert "document-differs" in {finding.code for finding in result.findings}
    assert not list(tmp_path.rglob("*.*x"))


def with_part(name: str, content: bytes = b"", old: bytes = b"", new: bytes = b"") -> bytes:
    """Return the declaration's template with another part, or with a part changed."""
    parts = package.read(TEMPLATE)
    assert old in parts.get(name, b"")
    parts[name] = parts[name].replace(old, new, 1) if old else content
    return package.write(parts)


def with_field(instruction: str) -> bytes:
    """Return the declaration's template with one of Word's fields, its instruction in two runs."""
    middle = len(instruction) // 2
    pieces = "".join(
        f'<w:r><w:instrText xml:space="preserve">{piece}</w:instrText></w:r>'
        for piece in (instruction[:middle], instruction[middle:])
    )
    begin, close = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "end"))
    return with_document("<w:sectPr>", f"<w:p>{begin}{pieces}{close}</w:p><w:sectPr>")


CHANGES = (
    *("ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel", "cellMerge", "numberingChange"),
    *("rPrChange", "pPrChange", "tblPrChange", "tblGridChange", "trPrChange", "tcPrChange", "sectPrChange"),
)


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("part", ["word/document.xml", "word/styles.xml"])
def test_a_template_with_tracked_changes_is_refused(change: str, part: str) -> None:
    end = b"<w:sectPr>" if part == "word/document.xml" else b"</w:styles>"
    data = with_part(part, old=end, new=f'<w:{change} w:id="1" w:author="张三"/>'.encode() + end)
    with pytest.raises(TemplateFault, match="修订"):
        WordTemplate(data)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (with_part("word/vbaProject.bin"), "宏"),
        (with_part("word/vbaData.xml", b"<vba/>"), "宏"),
        (with_part("customUI/customUI.xml", b"<customUI/>"), "宏"),
        (
            with_part(
                package.TYPES_PART,
                old=b"vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
                new=b"vnd.ms-word.document.macroEnabled.main+xml",
            ),
            "宏",
        ),
        (with_part("word/embeddings/oleObject1.bin"), "对象"),
        (with_part("word/activeX/activeX1.xml", b"<ocx/>"), "对象"),
        (
            with_part(
                "word/_rels/document.xml.rels",
                old=b"</Relationships>",
                new=b'<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
                b'aFChunk" Target="page.htm"/></Relationships>',
            ),
            "对象",
        ),
        (with_field(' DDE Excel "C:\\a.xlsx" R1C1 '), "DDE"),
        (with_field(" DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe /k "), "DDEAUTO"),
        (with_field(' INCLUDETEXT "a.docx" '), "INCLUDETEXT"),
        (with_field(' includepicture "http://example.com/a.png" \\d '), "INCLUDEPICTURE"),
        (with_field(" LINK Excel.Sheet.12 a.xlsx "), "LINK"),
        (with_field(' HYPERLINK "http://example.com" '), "HYPERLINK"),
        (
            with_part(
                "word/footer9.xml", f'<w:ftr xmlns:w="{W[1:-1]}"><w:fldSimple w:instr="ASK a"/></w:ftr>'.encode()
            ),
            "ASK",
        ),
        (
            with_document(
                "<w:sectPr>",
                '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:fldSimple w:instr="QUOTE 68 68 69"/>'
                '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p><w:sectPr>',
            ),
            "域",
        ),
        (
            with_document("<w:sectPr>", '<w:p><w:fldSimple w:instr="INCLUDETEXT a.docx"/></w:p><w:sectPr>'),
            "INCLUDETEXT",
        ),
    ],
)
def test_a_template_that_runs_or_loads_something_is_refused(data: bytes, words: str) -> None:
    with pytest.raises(TemplateFault, match=words):
        WordTemplate(data)


@pytest.mark.parametrize(
    "instruction", [" PAGE ", " NUMPAGES \\* MERGEFORMAT ", " =SUM(ABOVE) ", " HYPERLINK \\l 目标 ", " REF a "]
)
def test_fields_that_stay_inside_the_document_are_kept(instruction: str) -> None:
    WordTemplate(with_field(instruction))
