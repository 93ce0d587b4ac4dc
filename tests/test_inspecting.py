"""A form kind looked over: one fault at a time in the declaration's own files, each found at its cell."""

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import ROOT, program
from formgen import catalogue, fields, forms, inspecting, package
from formgen.diagnostics import Diagnostic, has_errors
from formgen.filters import FILTERS
from formgen.inspecting import coverage, names

Mend = Callable[[Path], None]

DOCUMENT = "word/document.xml"


def inspect(folder: Path) -> list[Diagnostic]:
    """Return what is found in the kind of a templates folder."""
    loaded, faults = forms.load(folder, lambda path: path.name)
    assert loaded is not None, faults
    (kind,) = loaded.kinds.values()
    return inspecting.inspect(kind, loaded, folder / kind.name, lambda path: path.name)


@pytest.fixture
def templates(tmp_path: Path) -> Path:
    """A copy of the templates with the declaration alone."""
    folder = tmp_path / "templates"
    shutil.copytree(ROOT / "templates/declaration", folder / "declaration")
    shutil.copy(ROOT / "templates/batch.yaml", folder)
    return folder


def word(old: str, new: str, part: str = DOCUMENT, count: int = 1) -> Mend:
    return lambda folder: change(folder / "form.docx", part, old, new, count)


def excel(old: str, new: str, part: str = "xl/worksheets/sheet1.xml") -> Mend:
    return lambda folder: change(folder / "summary.xlsx", part, old, new)


def text(file: str, old: str, new: str) -> Mend:
    def mend(folder: Path) -> None:
        content = (folder / file).read_text(encoding="utf-8")
        assert old in content
        (folder / file).write_text(content.replace(old, new, 1), encoding="utf-8")

    return mend


def change(path: Path, part: str, old: str, new: str, count: int = 1) -> None:
    parts = package.read(path.read_bytes())
    xml = re.sub("&#([0-9]+);", lambda found: chr(int(found[1])), parts[part].decode())
    assert old in xml
    parts[part] = xml.replace(old, new, count).encode()
    path.write_bytes(package.write(parts))


def added(file: str, part: str, content: str) -> Mend:
    def mend(folder: Path) -> None:
        path = folder / file
        path.write_bytes(package.write({**package.read(path.read_bytes()), part: content.encode()}))

    return mend


def both(*mends: Mend) -> Mend:
    def mend(folder: Path) -> None:
        for one in mends:
            one(folder)

    return mend


def relation(file: str, rels: str, kind: str, target: str) -> Mend:
    """Add a link to the outside under the id ``rId99``."""
    xml = (
        f'<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"'
        f' Target="{target}" TargetMode="External"/></Relationships>'
    )
    return lambda folder: change(folder / file, rels, "</Relationships>", xml)


P = '<w:p><w:r><w:rPr><w:rFonts w:eastAsia="宋体"/></w:rPr><w:t>{}</w:t></w:r></w:p>'
END = '<w:p><w:pPr><w:pStyle w:val="FormEnd"/></w:pPr></w:p><w:sectPr>'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
NAME = "{{ 项目名称 }}"
LOOP = "{%tr for 行 in 绩效指标 %}"
CELL_3_2 = "表格 1 第 3 行第 2 列"
LOOP_ROW = "表格 1 第 13 行第 2 列"
ROW_14 = "表格 1 第 14 行第 {} 列"


CHANGE = '<w:rPrChange w:id="1" w:author="张三"/>'
SPLIT_FIELD = (
    '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> DDE</w:instrText></w:r>'
    '<w:r><w:instrText>AUTO a b</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
)


def after(*paragraphs: str) -> Mend:
    """Put paragraphs after the table."""
    return word(END, "".join(P.format(one) for one in paragraphs) + END)


def first_row(text: str) -> str:
    """Return a table of one cell."""
    return (
        '<w:tbl><w:tblPr><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid><w:gridCol w:w="4000"/></w:tblGrid>'
        '<w:tr><w:trPr><w:cantSplit/></w:trPr><w:tc><w:tcPr><w:tcW w:w="4000" w:type="dxa"/></w:tcPr>'
        f"{P.format(text)}</w:tc></w:tr></w:tbl>"
    )


FAULTS: list[tuple[str, str, str | None, Mend]] = [
    # names
    ("unknown name", "field-unknown", CELL_3_2, word(NAME, "{{ 项目名 }}")),
    ("unknown path", "field-unknown", "表格 1 第 6 行第 3 列", word("项目资金总额.总额 |", "项目资金总额.金额 |")),
    ("a path without its group", "field-unknown", "表格 1 第 6 行第 5 列", word("{{ 项目资金.年度", "{{ 年度")),
    ("below a value", "field-unknown", CELL_3_2, word(NAME, "{{ 项目名称.全称 }}")),
    ("column unknown", "field-unknown", ROW_14.format(2), word("行.一级指标", "行.一级")),
    ("a Python method", "field-unknown", CELL_3_2, word(NAME, "{{ 项目资金.items }}")),
    ("variable outside of its loop", "field-unknown", CELL_3_2, word(NAME, "{{ 行.三级指标 }}")),
    ("loop outside of a loop", "field-unknown", CELL_3_2, word(NAME, "{{ loop.index }}")),
    ("unknown part of loop", "field-unknown", ROW_14.format(2), word("行.一级指标 | 竖向合并", "loop.depth")),
    ("loop over nothing", "field-unknown", LOOP_ROW, word(LOOP, "{%tr for 行 in 指标 %}")),
    ("condition on nothing", "field-unknown", CELL_3_2, word(NAME, "{% if 项目 %}有{% endif %}" + NAME)),
    ("is defined on nothing", "field-unknown", CELL_3_2, word(NAME, "{% if 甲 is defined %}有{% endif %}" + NAME)),
    ("elif on nothing", "field-unknown", CELL_3_2, word(NAME, "{% if 年度 %}有{% elif 项目 %}{% endif %}" + NAME)),
    ("name in a table's own row", "field-unknown", ROW_14.format(4), word("行.三级指标 |", "三级指标 |")),
    ("outside of tables", "field-unknown", "正文第 2 段", after("一段", "{{ 甲 }}")),
    ("in Excel", "field-unknown", "汇总!B6", excel("{{ 表.项目名称 }}", "{{ 表.名称 }}")),
    ("in Excel, the loop", "field-unknown", "汇总!A5", excel("for 表 in 项目 ", "for 表 in 项目表 ")),
    ("a project's own in Excel", "field-unknown", "汇总!A1", excel("{{ 汇总表标题 }}", "{{ 绩效指标 | 个数 }}")),
    ("not certain in Excel", "name-not-certain", "汇总!A2", excel("单位：元", "{{ 主管部门 }}")),
    # kinds
    ("money filter on text", "placeholder-misused", CELL_3_2, word(NAME, "{{ 项目名称 | 金额 }}")),
    ("parts of no measure", "placeholder-misused", CELL_3_2, word(NAME, "{{ 项目名称 }}{{ 年度 | 符号 }}")),
    ("count of a text", "placeholder-misused", CELL_3_2, word(NAME, "{{ 项目名称 | 个数 }}")),
    ("a group printed", "placeholder-misused", CELL_3_2, word(NAME, "{{ 项目资金 }}")),
    ("a table printed", "placeholder-misused", CELL_3_2, word(NAME, "{{ 绩效指标 }}")),
    ("compared with another kind", "placeholder-misused", CELL_3_2, word(NAME, "{% if 项目名称 > 3 %}{% endif %}")),
    ("loop over a text", "loop-not-over-rows", LOOP_ROW, word(LOOP, "{%tr for 行 in 项目名称 %}")),
    ("loop over a group", "loop-not-over-rows", LOOP_ROW, word(LOOP, "{%tr for 行 in 项目资金 %}")),
    ("merge outside of a loop", "merge-outside-loop", CELL_3_2, word(NAME, "{{ 项目名称 | 竖向合并 }}")),
    ("merge outside, Excel", "merge-outside-loop", "汇总!A1", excel("{{ 汇总表标题 }}", "{{ 汇总表标题 | 竖向合并 }}")),
    ("merge outside of tables", "merge-outside-loop", "正文第 1 段", after("{{ 项目名称 | 竖向合并 }}")),
    ("a condition printed", "placeholder-misused", CELL_3_2, word(NAME, "{{ 年度 > 3 }}")),
    # braces
    ("full-width braces", "braces-full-width", CELL_3_2, word(NAME, "｛｛ 项目名称 ｝｝")),
    ("full-width inside", "braces-full-width", CELL_3_2, word(NAME, "{｛ 项目名称 ｝}")),
    ("full-width loop", "braces-full-width", LOOP_ROW, word(LOOP, "｛%tr for 行 in 绩效指标 %｝")),
    ("one full-width brace", "braces-full-width", CELL_3_2, word(NAME, "｛ 项目名称 ｝")),
    ("full-width in Excel", "braces-full-width", "汇总!B6", excel("{{ 表.项目名称 }}", "｛｛ 表.项目名称 ｝｝")),
    ("single braces", "braces-unpaired", CELL_3_2, word(NAME, "{ 项目名称 }")),
    ("one brace missing", "braces-unpaired", CELL_3_2, word(NAME, "{{ 项目名称 }")),
    ("no end", "braces-unpaired", CELL_3_2, word(NAME, "{{ 项目名称")),
    ("no begin", "braces-unpaired", CELL_3_2, word(NAME, "项目名称 }}")),
    ("no begin in Excel", "braces-unpaired", "汇总!B6", excel("{{ 表.项目名称 }}", "{{ 表.项目名称 }")),
    (
        "over two paragraphs",
        "placeholder-split",
        CELL_3_2,
        word(NAME, "{{ 项目</w:t></w:r></w:p><w:p><w:r><w:t>名称 }}"),
    ),
    (
        "over two cells",
        "placeholder-split",
        CELL_3_2,
        both(word(NAME, "{{ 项目"), word("项目性质</w:t>", "名称 }}</w:t>")),
    ),
    # loops
    ("for without end", "block-unclosed", LOOP_ROW, word("{%tr endfor %}", "")),
    ("end without for", "block-unclosed", "表格 1 第 15 行第 2 列", word(LOOP, "")),
    ("if without end", "block-unclosed", CELL_3_2, word(NAME, "{% if 年度 %}" + NAME)),
    ("else without if", "block-unclosed", CELL_3_2, word(NAME, NAME + "{% else %}")),
    ("crossed", "block-unclosed", CELL_3_2, word(NAME, "{% if 年度 %}{% for 行 in 绩效指标 %}{% endif %}{% endfor %}")),
    (
        "plain loop over cells",
        "block-across",
        ROW_14.format(4),
        word("{%p for 段 in 行.三级指标 | 段落 %}", "{% for 段 in 行.三级指标 | 段落 %}"),
    ),
    (
        "begin and end of different kind",
        "block-across",
        LOOP_ROW,
        word(LOOP, "{% for 行 in 绩效指标 %}"),
    ),
    (
        "a plain loop where rows are meant",
        "block-across",
        LOOP_ROW,
        both(word(LOOP, "{% for 行 in 绩效指标 %}"), word("{%tr endfor %}", "{% endfor %}")),
    ),
    (
        "a paragraph loop over rows",
        "block-across",
        LOOP_ROW,
        both(word(LOOP, "{%p for 行 in 绩效指标 %}"), word("{%tr endfor %}", "{%p endfor %}")),
    ),
    (
        "end in another table",
        "block-across",
        LOOP_ROW,
        both(word("{%tr endfor %}", ""), word(END, P.format("") + first_row("{%tr endfor %}") + END)),
    ),
    ("a row tag outside of tables", "row-tag-outside-table", "正文第 1 段", after("{%tr if 年度 %}", "{%tr endif %}")),
    ("text beside a row tag", "tag-not-alone", LOOP_ROW, word(LOOP, LOOP + "序号")),
    (
        "a row tag in the row that it repeats",
        "tag-not-alone",
        ROW_14.format(2),
        both(word(LOOP, ""), word("{{ 行.一级指标 | 竖向合并 }}", LOOP + "{{ 行.一级指标 | 竖向合并 }}")),
    ),
    (
        "begin and end in one row",
        "tag-not-alone",
        ROW_14.format(2),
        both(
            word(LOOP, ""),
            word("{%tr endfor %}", ""),
            word("{{ 行.一级指标 | 竖向合并 }}", LOOP + "{{ 行.一级指标 | 竖向合并 }}{%tr endfor %}"),
        ),
    ),
    (
        "text beside a paragraph tag",
        "tag-not-alone",
        ROW_14.format(4),
        word("{%p for 段 in 行.三级", "{{ 年度 }}{%p for 段 in 行.三级"),
    ),
    (
        "text beside a row tag, Excel",
        "tag-not-alone",
        "汇总!A5",
        excel("{%tr for 表 in 项目 %}", "序号{%tr for 表 in 项目 %}"),
    ),
    # code
    ("a call", "template-code-refused", CELL_3_2, word(NAME, "{{ 项目名称.upper() }}")),
    ("a class", "template-code-refused", CELL_3_2, word(NAME, "{{ ''.__class__.__mro__ }}")),
    ("arithmetic", "template-code-refused", CELL_3_2, word(NAME, "{{ 年度 + 1 }}")),
    ("a filter of Jinja", "template-code-refused", CELL_3_2, word(NAME, "{{ 项目名称 | upper }}")),
    ("set", "template-code-refused", CELL_3_2, word(NAME, "{% set 甲 = 1 %}" + NAME)),
    ("include", "template-code-refused", CELL_3_2, word(NAME, "{% include '甲' %}" + NAME)),
    ("a blank before tr", "template-code-refused", LOOP_ROW, word(LOOP, "{% tr for 行 in 绩效指标 %}")),
    ("docxtpl's own merge", "template-code-refused", CELL_3_2, word(NAME, "{% vm %}" + NAME)),
    ("docxtpl's rich text", "template-code-refused", CELL_3_2, word(NAME, "{{r 项目名称 }}")),
    ("full-width bar", "template-code-refused", "表格 1 第 6 行第 3 列", word("总额.总额 | 金额", "总额.总额 ｜ 金额")),
    (
        "a paragraph tag in Excel",
        "template-code-refused",
        "申报表!B13",
        excel("{{ 表.项目绩效目标.项目总目标 }}", "{%p if 表.年度 %}甲{%p endif %}", "xl/worksheets/sheet2.xml"),
    ),
    ("a comment in Excel", "template-code-refused", "汇总!A2", excel("单位：元", "{# 单位：元 #}")),
    ("a formula", "formula-refused", "汇总!I8", excel("<f>SUM(I6:I6)</f>", "<f>I6*2</f>")),
    ("a program called", "formula-refused", "汇总!I8", excel("<f>SUM(I6:I6)</f>", "<f>cmd|'/c calc'!A1</f>")),
    # fonts
    ("no Chinese font", "font-unnamed", "表格 1 第 2 行第 1 列", word(' w:eastAsia="宋体"', "", "word/styles.xml")),
    (
        "a theme font in a run",
        "font-from-theme",
        CELL_3_2,
        word(
            '<w:rFonts w:hint="eastAsia"/></w:rPr><w:t xml:space="preserve">' + NAME,
            '<w:rFonts w:eastAsiaTheme="minorEastAsia"/></w:rPr><w:t xml:space="preserve">' + NAME,
        ),
    ),
    (
        "a theme font in a style",
        "font-from-theme",
        "表格 1 第 1 行第 1 列",
        word('w:eastAsia="黑体"', 'w:eastAsiaTheme="majorEastAsia"', "word/styles.xml"),
    ),
    (
        "a font without a name",
        "font-unnamed",
        "汇总!A2",
        excel('<sz val="10"/><name val="宋体"/>', '<sz val="10"/>', "xl/styles.xml"),
    ),
    ("fonts embedded", "font-embedded", None, added("form.docx", "word/fonts/font1.odttf", "")),
    # who drew it
    (
        "author",
        "origin-in-template",
        None,
        word("<dc:title>", "<dc:creator>张三</dc:creator><dc:title>", "docProps/core.xml"),
    ),
    (
        "company",
        "origin-in-template",
        None,
        word('extended-properties"/>', 'extended-properties"><Company>甲</Company></Properties>', "docProps/app.xml"),
    ),
    ("custom properties", "origin-in-template", None, added("form.docx", "docProps/custom.xml", "<Properties/>")),
    ("people", "origin-in-template", None, added("form.docx", "word/people.xml", "<people/>")),
    (
        "attached template",
        "origin-in-template",
        None,
        both(
            added(
                "form.docx",
                "word/_rels/settings.xml.rels",
                '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>',
            ),
            relation("form.docx", "word/_rels/settings.xml.rels", "attachedTemplate", "file:///C:/甲.dotx"),
        ),
    ),
    ("comments", "origin-sent", None, added("form.docx", "word/comments.xml", "<comments/>")),
    (
        "a tracked insertion",
        "origin-sent",
        CELL_3_2,
        word(
            f'<w:r><w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr><w:t xml:space="preserve">{NAME}</w:t></w:r>',
            f'<w:ins w:id="1" w:author="张三"><w:r><w:t>{NAME}</w:t></w:r></w:ins>',
        ),
    ),
    (
        "a tracked format",
        "origin-sent",
        CELL_3_2,
        word(
            f'<w:rFonts w:hint="eastAsia"/></w:rPr><w:t xml:space="preserve">{NAME}',
            f'<w:rFonts w:hint="eastAsia"/>{CHANGE}</w:rPr><w:t xml:space="preserve">{NAME}',
        ),
    ),
    (
        "a path",
        "origin-sent",
        None,
        word(
            "<w:sectPr>", '<w:bookmarkStart w:id="0" w:name="C:\\Users\\zhang\\甲"/><w:bookmarkEnd w:id="0"/><w:sectPr>'
        ),
    ),
    (
        "custom properties in Excel",
        "origin-in-template",
        None,
        added("summary.xlsx", "docProps/custom.xml", "<Properties/>"),
    ),
    # from outside
    (
        "a hyperlink",
        "link-outside",
        CELL_3_2,
        both(
            relation("form.docx", "word/_rels/document.xml.rels", "hyperlink", "https://example.com"),
            word(
                f'<w:r><w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr><w:t xml:space="preserve">{NAME}',
                f'<w:hyperlink {R} r:id="rId99"/><w:r><w:rPr/><w:t xml:space="preserve">{NAME}',
            ),
        ),
    ),
    (
        "an image from outside",
        "link-outside",
        None,
        relation("form.docx", "word/_rels/document.xml.rels", "image", "https://example.com/a.png"),
    ),
    (
        "a hyperlink in Excel",
        "link-outside",
        "汇总!A2",
        both(
            added(
                "summary.xlsx",
                "xl/worksheets/_rels/sheet1.xml.rels",
                '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>',
            ),
            relation("summary.xlsx", "xl/worksheets/_rels/sheet1.xml.rels", "hyperlink", "https://example.com"),
            excel("</sheetData>", f'</sheetData><hyperlinks><hyperlink {R} ref="A2" r:id="rId99"/></hyperlinks>'),
        ),
    ),
    ("macros", "active-content", None, added("form.docx", "word/vbaProject.bin", "")),
    ("an object", "active-content", None, added("form.docx", "word/embeddings/oleObject1.bin", "")),
    ("macros in Excel", "active-content", None, added("summary.xlsx", "xl/vbaProject.bin", "")),
    ("a chart in Excel", "part-lost", None, added("summary.xlsx", "xl/charts/chart1.xml", "<chart/>")),
    (
        "a field that runs",
        "field-runs",
        "正文第 1 段",
        word(
            END,
            SPLIT_FIELD + END,
        ),
    ),
    (
        "a simple field that runs",
        "field-runs",
        "正文第 1 段",
        word(END, '<w:p><w:fldSimple w:instr="INCLUDETEXT a.docx"/></w:p>' + END),
    ),
    (
        "a field of the day",
        "field-changes",
        "正文第 1 段",
        word(END, '<w:p><w:fldSimple w:instr="DATE \\@ yyyy"/></w:p>' + END),
    ),
    # lay-out
    ("columns that move", "table-not-fixed", "表格 1", word('<w:tblLayout w:type="fixed"/>', "")),
    (
        "a row that splits",
        "row-may-split",
        "表格 1 第 3 行",
        word('<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="400" w:hRule="atLeast"/></w:trPr>', "<w:tr>"),
    ),
    (
        "a height that cuts",
        "row-height-exact",
        "表格 1 第 3 行",
        word(
            '<w:trHeight w:val="400" w:hRule="atLeast"/></w:trPr>', '<w:trHeight w:val="400" w:hRule="exact"/></w:trPr>'
        ),
    ),
    ("no heads", "heads-not-repeated", "表格 1", word("<w:tblHeader/>", "", count=2)),
    (
        "no paragraph at the end",
        "paragraph-missing",
        "表格 1",
        word('<w:p><w:pPr><w:pStyle w:val="FormEnd"/></w:pPr></w:p>', ""),
    ),
    (
        "no paragraph in a cell",
        "paragraph-missing",
        "表格 2 第 1 行第 1 列",
        word(END, P.format("") + first_row("甲").replace(P.format("甲"), first_row("乙")) + END),
    ),
    (
        "in a nested table",
        "field-unknown",
        "表格 2 第 1 行第 1 列内的表格 1 第 1 行第 1 列",
        word(END, P.format("") + first_row("甲").replace(P.format("甲"), first_row("{{ 甲 }}") + P.format("")) + END),
    ),
    (
        "stretched lines",
        "text-justified",
        "正文第 1 段",
        word(
            END,
            P.format("{{ 项目绩效目标.年度总体目标 }}").replace("<w:p>", '<w:p><w:pPr><w:jc w:val="both"/></w:pPr>')
            + END,
        ),
    ),
    ("a cell that cuts", "cell-not-wrapped", "申报表!B13", lambda folder: unwrap(folder / "summary.xlsx")),
    # fields
    ("a field forgotten", "field-not-printed", None, word("{{ 主管部门 }}", "示例部")),
    ("a column forgotten", "field-not-printed", None, word("{{ 行.二级指标 | 竖向合并 }}", "甲")),
    (
        "a field that is only counted",
        "field-not-printed",
        None,
        word("{%p for 段 in 行.指标值 | 段落 %}", "{%p for 段 in 行.指标值 | 单位 | 段落 %}"),
    ),
    ("a table forgotten", "table-without-loop", None, lambda folder: cut_rows(folder / "form.docx", 13, 16)),
    # form.yaml and schema.yaml
    (
        "all one name",
        "output-not-distinct",
        None,
        text("form.yaml", "申报表/{{ 项目名称 }}.docx", "申报表/{{ 年度 }}.docx"),
    ),
    (
        "two outputs of a name",
        "output-not-distinct",
        None,
        text(
            "form.yaml",
            "word:\n",
            'word:\n  - {template: form.docx, output: "申报表/{{ 项目名称 }}.docx", title: 甲}\n',
        ),
    ),
    (
        "an unknown name in an output",
        "field-unknown",
        None,
        text("form.yaml", "申报表/{{ 项目名称 }}", "申报表/{{ 名称 }}{{ 项目名称 }}"),
    ),
    (
        "an unknown name in a title",
        "field-unknown",
        None,
        text("form.yaml", 'title: "{{ 项目名称 }}', 'title: "{{ 名称 }}'),
    ),
    (
        "code in a title",
        "template-code-refused",
        None,
        text("form.yaml", 'title: "{{ 项目名称 }}', 'title: "{{ 项目名称.upper() }}'),
    ),
    (
        "not certain in a name",
        "name-not-certain",
        None,
        text(
            "form.yaml",
            "{% if 实施单位 is defined %}{{ 实施单位 }}{% endif %}{{ 年度 }}年度",
            "{{ 实施单位 }}{{ 年度 }}年度",
        ),
    ),
    (
        "ending of an output",
        "output-ending-wrong",
        None,
        text("form.yaml", "{{ 项目名称 }}.docx", "{{ 项目名称 }}.doc"),
    ),
    ("no template", "template-missing", None, text("form.yaml", "template: form.docx", "template: forms.docx")),
    ("no Word file", "template-fault", None, lambda folder: (folder / "form.docx").write_bytes(b"PK nothing") and None),
    ("no hint", "hint-missing", None, text("schema.yaml", '  meta: {hint: "写四位年份，例如 年度: 2025"}\n', "")),
    ("labels alike", "label-repeated", None, text("schema.yaml", "label: 其他资金（整个项目）", "label: 财政资金")),
]


def cut_rows(path: Path, first: int, last: int) -> None:
    """Take rows out of the table."""
    parts = package.read(path.read_bytes())
    rows = re.findall(r"<w:tr>.*?</w:tr>", parts[DOCUMENT].decode())
    for row in rows[first - 1 : last]:
        parts[DOCUMENT] = parts[DOCUMENT].replace(row.encode(), b"")
    path.write_bytes(package.write(parts))


def unwrap(path: Path) -> None:
    """Take the line breaks out of every cell."""
    parts = package.read(path.read_bytes())
    xml = parts["xl/styles.xml"].decode()
    assert 'wrapText="1"' in xml
    parts["xl/styles.xml"] = xml.replace('wrapText="1"', "").encode()
    path.write_bytes(package.write(parts))


@pytest.mark.parametrize(("code", "part", "mend"), [fault[1:] for fault in FAULTS], ids=[fault[0] for fault in FAULTS])
def test_a_fault_is_found_at_its_place(
    code: str, part: str | None, mend: Mend, templates: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inspecting, "_opened", lambda *_: ())  # slow, and all of these are found without it
    mend(templates / "declaration")
    found = inspect(templates)
    assert (code, part) in {(one.code, one.at.part) for one in found}, [(one.code, str(one.at)) for one in found]
    assert len(found) <= 3, [(one.code, one.message) for one in found]


def with_fields(templates: Path, schema: str, *paragraphs: str, extends: str = "") -> list[Diagnostic]:
    """Return what is found in a kind of these fields and paragraphs; the name and the year are there already."""
    folder = templates / "declaration"
    if extends:
        folder = templates / "later"
        shutil.copytree(templates / "declaration", folder)
    base = "名: {type: line, required: true, meta: {hint: 写}}\n年: {type: year, required: true, meta: {hint: 写}}\n"
    (folder / "schema.yaml").write_text(schema if extends else base + schema, encoding="utf-8")
    head = f"extends: [{extends}]" if extends else "roles: {project_name: 名, year: 年}"
    name = "项目名称" if extends else "名"
    (folder / "form.yaml").write_text(
        f'title: 表\n{head}\nword: [{{template: form.docx, output: "{{{{ {name} }}}}.docx", title: 表}}]\n',
        encoding="utf-8",
    )
    (folder / "rules.yaml").write_text("rules: []\n", encoding="utf-8")
    parts = package.read((folder / "form.docx").read_bytes())
    first = [] if extends else ["{{ 名 }}{{ 年 }}"]
    body = "".join(one if one.startswith("<") else P.format(one) for one in (*first, *paragraphs))
    xml = re.sub("<w:body>.*<w:sectPr>", lambda _: f"<w:body>{body}<w:sectPr>", parts[DOCUMENT].decode())
    parts[DOCUMENT] = xml.encode()
    (folder / "form.docx").write_bytes(package.write(parts))
    loaded, faults = forms.load(templates, lambda path: path.name)
    assert loaded is not None, faults
    return inspecting.inspect(loaded.kinds[folder.name], loaded, folder, lambda path: path.name)


def codes(found: list[Diagnostic]) -> list[str]:
    return [one.code for one in found]


TABLE = """
表:
  type: dict
  meta: {levels: [一级]}
  valuesrules: {type: list, schema: {type: dict, schema: {甲: {type: text}, 乙: {type: amount}}}}
"""


def test_a_table_needs_its_loop_its_levels_and_its_columns(templates: Path) -> None:
    loop = ["{%p for 行 in 表 %}", "{{ 行.一级 }}{{ 行.甲 }}{{ 行.乙 | 金额 }}", "{%p endfor %}"]
    assert codes(with_fields(templates, TABLE, *loop)) == []
    (level,) = with_fields(templates, TABLE, loop[0], "{{ 行.甲 }}{{ 行.乙 }}", loop[2])
    assert (level.code, level.at.file, level.at.line) == ("field-not-printed", "schema.yaml", 4)
    assert "“表.一级”" in level.message
    (column,) = with_fields(templates, TABLE, loop[0], "{{ 行.一级 }}{{ 行.乙 }}", loop[2])
    assert "“表.甲”" in column.message and column.at.line == 7
    (table,) = with_fields(templates, TABLE)
    assert (table.code, table.at.line) == ("table-without-loop", 4)


def test_a_field_may_say_why_it_is_not_printed(templates: Path) -> None:
    field = "甲: {type: line, meta: {hint: 写}}\n"
    assert codes(with_fields(templates, field)) == ["field-not-printed"]
    assert codes(with_fields(templates, field.replace("hint: 写", "unprinted: 只用来核对"))) == []


def test_a_kind_that_extends_another_prints_what_it_adds(templates: Path) -> None:
    schema = "自评:\n  type: dict\n  schema: {情况: {type: text}}\n绩效指标:\n  columns: {得分: {type: number}}\n"
    found = with_fields(templates, schema, extends="declaration")
    assert [(one.code, one.at.line) for one in found] == [("field-not-printed", 3), ("table-without-loop", 4)]
    shutil.rmtree(templates / "later")
    sound = ["{{ 自评.情况 }}", "{%p for 行 in 绩效指标 %}", "{{ 行.三级指标 }}{{ 行.得分 }}", "{%p endfor %}"]
    assert codes(with_fields(templates, schema, *sound, extends="declaration")) == []


def test_two_tables_beside_each_other_are_printed_by_the_one_made_of_both() -> None:
    rows = {"type": "list", "schema": {"type": "dict", "schema": {"甲": {"type": "text"}}}}
    table = {"type": "dict", "meta": {"levels": ["一级"]}, "valuesrules": rows}
    both_sides = {"type": "list", "meta": {"computed": {"side_by_side": ["表", "旁.表二"], "by": "一级"}}}
    schema = {"表": table, "旁": {"type": "dict", "schema": {"表二": table}}, "对照": both_sides}
    assert [sorted(row) for row in fields.shape(schema)["对照"]] == [["一级", "表", "表二"]]
    found = coverage.without_joined_tables({"对照", "对照.一级", "对照.表.甲", "对照.表二.甲", "名"}, schema)
    assert found == {"名", "表", "表.一级", "表.甲", "旁.表二", "旁.表二.一级", "旁.表二.甲"}
    assert [place.key for place in coverage.owned(schema)] == ["表.一级", "表.甲", "旁.表二.一级", "旁.表二.甲"]


WHOLE = """
预算:
  type: dict
  meta: {levels: [来源, 科目]}
  valuesrules:
    type: dict
    valuesrules:
      type: list
      schema: {type: dict, schema: {名: {type: line}, 金额: {type: amount}, 占比: {type: rate}}}
种: {type: line, allowed: [甲, 乙]}
多选: {type: list, schema: {type: line, allowed: [甲, 乙]}}
指标:
  type: list
  schema:
    type: dict
    schema:
      名: {type: text}
      标准: {type: list, schema: {type: dict, schema: {档: {type: line}, 分: {type: number}}}}
      监: {type: dict, schema: {值: {type: result}}}
日: {type: date}
额: {type: amount}
"""
PRINTED = [
    "{%p for 组 in 预算 | 分组 %}",
    "{%p for 行 in 组.各行 %}",
    "{{ 组.来源 }}{{ 行.科目 }}{{ 行.名 }}{{ 行.金额 | 金额 }}{{ 行.占比 }}",
    "{%p endfor %}",
    "小计 {{ 组.各行.金额 | 合计 | 金额 }}",
    "{%p for 子 in 组.各行 | 分组 %}",
    "{{ 子.科目 }}{{ 子.各行.金额 | 合计 | 万元 }}",
    "{%p endfor %}",
    "{%p endfor %}",
    "{{ 种 | 勾选 }}{{ 多选 | 勾选 }}{{ 日 | 年月日 }}{{ 额 | 大写 }}{{ 额 | 万元 }}",
    "{%p for 指 in 指标 %}",
    "{%p for 标 in 指.标准 %}",
    "{{ 指.名 }}{{ 标.档 }}{{ 标.分 }}{{ 指.监.值 | 性质 }}{{ 指.监.值 }}",
    "{%p endfor %}",
    "{%p endfor %}",
    "{{ 指标.标准.分 | 合计 }}{{ 指标.监.值 | 个数 }}{% if '甲' in 多选 %}有{% endif %}{% if 指标 %}有{% endif %}",
]


def test_the_whole_language_is_understood(templates: Path) -> None:
    assert with_fields(templates, WHOLE, *PRINTED) == []


@pytest.mark.parametrize("number", [2, 9, 12])
def test_each_of_its_fields_is_missed(number: int, templates: Path) -> None:
    found = with_fields(templates, WHOLE, *(one for index, one in enumerate(PRINTED) if index != number))
    assert set(codes(found)) == {"field-not-printed"}
    assert len(found) == {2: 4, 9: 4, 12: 4}[number], [one.message for one in found]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("{{ 额 | 勾选 }}", "“额”没有列出"),
        ("{{ 预算.名 | 合计 }}", "一列数"),
        ("{{ 指标 | 分组 }}", "有分级的表格"),
        ("{{ 预算.金额 }}", "一组内容"),
        ("{{ 日 | 大写 }}", "“日”是日期"),
        ("{% if 日 > 3 %}是{% endif %}", "不是同一类内容"),
        ("{{ 额 | 金额 | 大写 }}", "是文字"),
    ],
)
def test_a_filter_of_the_wrong_kind_is_found(typed: str, words: str, templates: Path) -> None:
    (found,) = with_fields(templates, WHOLE, *PRINTED, typed)
    assert found.code == "placeholder-misused" and words in found.message


def test_rows_of_a_group_have_their_deeper_levels_alone(templates: Path) -> None:
    typed = ["{%p for 组 in 预算 | 分组 %}", "{{ 组.科目 }}", "{%p endfor %}"]
    (found,) = with_fields(templates, WHOLE, *PRINTED, *typed)
    assert (found.code, found.hint) == ("field-unknown", "是不是“组.来源”？")


@pytest.mark.parametrize("name", ["项目（元）", "2025年", "数　量", "㎡数", "loop", "none", "指标１"])
def test_a_name_that_no_placeholder_can_have(name: str, templates: Path) -> None:
    found = with_fields(templates, f"“{name}”: {{type: line}}\n".replace("“", '"').replace("”", '"'))
    assert "name-not-usable" in codes(found)


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("{{ 年度总体目标 }}", "是不是“项目绩效目标.年度总体目标”？"),
        ("{{ 项目名 }}", "是不是“项目名称”？"),
        ("{{ 项目资金.当年财政拔款 }}", "是不是“项目资金.当年财政拨款”？"),
        ("{{ 行.三级指标 }}", "“行”是循环的变量，只在它的循环里面有"),
        ("{{ 项目 名称 }}", "字段的名称中间不能有空格"),
        ("{{ 项目名称　｜　段落 }}", "占位符里面的标点要用半角，这里有“｜”"),
        ("{{ 完全不同 }}", "改占位符，或者在 schema.yaml 里加上这个字段"),
    ],
)
def test_the_name_that_was_meant_is_proposed(typed: str, hint: str, templates: Path) -> None:
    word(NAME, NAME + typed)(templates / "declaration")
    (found,) = inspect(templates)
    assert found.hint == hint


def test_in_a_loop_the_rows_own_name_is_proposed(templates: Path) -> None:
    word("{{ 行.二级指标 | 竖向合并 }}", "{{ 二级指标 | 竖向合并 }}")(templates / "declaration")
    (found,) = inspect(templates)
    assert found.hint == "是不是“行.二级指标”？"


def test_headers_text_boxes_and_content_controls_are_looked_into(templates: Path) -> None:
    folder = templates / "declaration"
    header = (
        f'<w:hdr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">{P.format("{{ 甲 }}")}</w:hdr>'
    )
    added("form.docx", "word/header1.xml", header)(folder)
    box = (
        "<w:p><w:r><w:pict><v:shape xmlns:v='urn:schemas-microsoft-com:vml'><v:textbox><w:txbxContent>"
        f"{P.format('{{ 乙 }}')}</w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>"
    )
    control = f"<w:sdt><w:sdtContent>{P.format('{{ 丙 }}')}</w:sdtContent></w:sdt>"
    word(END, box + control + END)(folder)
    assert {(one.code, one.at.part) for one in inspect(templates)} == {
        ("field-unknown", "页眉第 1 段"),
        ("field-unknown", "正文第 1 段的文本框第 1 段"),
        ("field-unknown", "正文第 2 段"),
    }


def test_a_placeholder_over_several_runs_is_one(templates: Path) -> None:
    word(NAME, '{</w:t></w:r><w:r><w:t>{ 项目</w:t></w:r><w:proofErr w:type="spellEnd"/><w:r><w:t>名称 }}')(
        templates / "declaration"
    )
    assert inspect(templates) == []


@pytest.mark.parametrize(
    "typed",
    [
        "{% if 项目资金.其他资金 %}有{% else %}无{% endif %}",
        "{% if 项目性质 == “阶段性项目” and 年度 > 2024 %}是{% endif %}",
        "{{ 项目名称 if 项目资金.其他资金 is defined else 主管部门 }}",
        "{% for 行 in 绩效指标 if 行.指标值 %}{{ loop.index }}{{ 行.三级指标 }}{% endfor %}",
        "{{ 绩效指标 | 定量 | 个数 }}",
        "{# 说明 #}集合 A＝{甲}".replace("{甲}", "｛1，2｝ 见附件"),
    ],
)
def test_what_is_sound_gives_nothing(typed: str, templates: Path) -> None:
    word(NAME, NAME + typed)(templates / "declaration")
    assert inspect(templates) == []


def test_findings_are_in_the_order_of_the_document(templates: Path) -> None:
    folder = templates / "declaration"
    for old in ("{{ 行.指标值", "{{ 实施单位", "{{ 项目名称", "{{ 项目资金.其他资金"):
        word(
            old if "行" not in old else "in 行.指标值", old.replace("{{ ", "{{ 甲") if "行" not in old else "in 行.甲"
        )(folder)
    parts = [one.at.part for one in inspect(templates)]
    assert parts == [CELL_3_2, "表格 1 第 4 行第 4 列", "表格 1 第 9 行第 5 列", ROW_14.format(5)]


def test_a_workbook_that_points_at_nothing_is_damaged(templates: Path) -> None:
    excel('<c r="A3"', '<c r="A9" t="s"><v>99</v></c><c r="A3"')(templates / "declaration")
    (found,) = inspect(templates)
    assert (found.code, found.at.file) == ("template-fault", "summary.xlsx")


def test_a_template_that_only_the_renderer_refuses(templates: Path) -> None:
    path = templates / "declaration/summary.xlsx"
    parts = package.read(path.read_bytes())
    cell = '<row r="1001"><c r="A1001" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
    for part in [name for name in parts if name.startswith("xl/worksheets/sheet1")]:
        parts[part] = parts[part].replace(b"</sheetData>", cell.encode())
    path.write_bytes(package.write(parts))
    (found,) = inspect(templates)
    assert (found.code, found.at.file) == ("template-fault", "summary.xlsx")


def test_a_file_of_another_kind_is_not_written_over(templates: Path) -> None:
    schema = "自评: {type: dict, schema: {情况: {type: text, meta: {unprinted: 试}}}}\n"
    found = with_fields(templates, schema, extends="declaration")
    assert codes(found) == []
    text("form.yaml", 'output: "{{ 项目名称 }}.docx"', 'output: "申报表/{{ 项目名称 }}.docx"')(templates / "later")
    loaded, _ = forms.load(templates, lambda path: path.name)
    assert loaded is not None
    kind = loaded.kinds["later"]
    assert codes(inspecting.inspect(kind, loaded, templates / "later", str)) == ["output-not-distinct"]


def test_every_filter_is_known() -> None:
    assert FILTERS.keys() <= names._FILTERS.keys()


def test_what_the_renderer_refuses_is_an_error_here(templates: Path) -> None:
    """Each fault that would stop `formgen build` is an error of the check."""
    fatal = [fault for fault in FAULTS if fault[0] in ("unknown name", "a call", "comments", "an image from outside")]
    assert len(fatal) == 4
    for _, _, _, mend in fatal:
        shutil.rmtree(templates / "declaration")
        shutil.copytree(ROOT / "templates/declaration", templates / "declaration")
        mend(templates / "declaration")
        assert has_errors(inspect(templates))


@pytest.mark.parametrize("file", ["form.docx", "summary.xlsx"])
def test_a_template_saved_by_another_program_gives_no_error(file: str, templates: Path, tmp_path: Path) -> None:
    soffice = program("soffice", "libreoffice")
    path = templates / "declaration" / file
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    out = tmp_path / "saved"
    command = [soffice, "--headless", profile, "--convert-to", path.suffix[1:], "--outdir", str(out), str(path)]
    subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=True)
    assert (out / file).read_bytes() != path.read_bytes()
    shutil.copy(out / file, path)
    found = inspect(templates)
    assert not has_errors(found), [(one.code, str(one.at), one.message) for one in found]


def test_every_code_has_a_fault_that_shows_it() -> None:
    assert len(FAULTS) > 100
    shown = {code for _, code, _, _ in FAULTS} | {"template-fault", "name-not-usable"}
    elsewhere = {"example-missing", "draft-cleaned", "draft-unsure", "draft-unnamed", "draft-left-blank"}
    assert {entry.code for entry in catalogue.templates.ENTRIES} <= shown | elsewhere


@pytest.mark.parametrize("kind", sorted(path.parent.name for path in ROOT.glob("templates/*/form.yaml")))
def test_a_sound_kind_gives_nothing(kind: str) -> None:
    loaded, _ = forms.load(ROOT / "templates", lambda path: path.name)
    assert loaded is not None
    assert inspecting.inspect(loaded.kinds[kind], loaded, ROOT / "templates" / kind, str) == []
