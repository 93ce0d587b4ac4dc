"""A blank form in Word becomes the folder of a form kind: keys, types, placeholders, and what is refused."""

import io
import random
import shutil
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.shared import Pt
from lxml import etree

import blank_forms
from blank_forms import Blank
from conftest import ROOT
from formgen import building, drafting, fields, forms, inspecting, package, source
from formgen.building import Build
from formgen.diagnostics import Severity
from formgen.drafting import labels, lines
from formgen.package import BadPackage

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def put(folder: Path, draft: drafting.Draft, name: str = "kind") -> Path:
    """Write a draft as the only kind of a templates folder, and return that folder."""
    kind = folder / "templates" / name
    kind.mkdir(parents=True)
    shutil.copy(ROOT / "templates" / "batch.yaml", kind.parent)
    for file, content in draft.files.items():
        (kind / file).write_bytes(content)
    return kind.parent


def built(folder: Path, draft: drafting.Draft) -> Build:
    templates = put(folder, draft)
    (folder / "year").mkdir()
    (folder / "year" / "example.yaml").write_bytes(draft.files["example.yaml"])
    return building.run([folder / "year"], folder / "out", templates, str)


@cache
def drafted(name: str) -> drafting.Draft:
    """Return the draft of one of the blank forms; nobody changes it."""
    return drafting.draft("kind", blank_forms.data(blank_forms.FORMS[name]))


def settings(draft: drafting.Draft, file: str = "schema.yaml") -> dict[str, Any]:
    tree, findings = source.read(draft.files[file], file)
    assert tree is not None
    assert not findings
    found: dict[str, Any] = source.plain(tree)
    return found


def kind_of(rules: dict[str, Any]) -> str:
    return "choice" if rules["type"] == "list" or "allowed" in rules else rules["type"]


def proposed(schema: dict[str, Any], inside: str = "") -> tuple[dict[str, str], dict[str, Any]]:
    """Return the fields of a schema with their types, and its tables, in the manner of `Blank`."""
    found: dict[str, str] = {}
    tables: dict[str, Any] = {}
    for name, rules in schema.items():
        meta = rules.get("meta", {})
        if "computed" in meta and "side_by_side" in meta["computed"]:
            continue
        if fields.is_table(rules):
            columns = {column: kind_of(each) for column, each in (fields.row_schema(rules) or {}).items()}
            tables[inside + name] = (meta.get("levels", []), columns)
        elif rules["type"] == "dict":
            inner, more = proposed(rules["schema"], f"{inside}{name}.")
            found |= inner
            tables |= more
        elif "unprinted" not in meta:
            found[inside + name] = kind_of(rules)
    return found, tables


def cells(draft: drafting.Draft, table: int = 0) -> list[list[str]]:
    """Return the texts of a drafted table, a list for each row; merged cells once."""
    made = Document(io.BytesIO(draft.files["form.docx"])).tables[table]
    return [["".join(node.itertext(f"{W}t")) for node in row._tr.iter(f"{W}tc")] for row in made.rows]


def of(*drawn: str | list[str]) -> drafting.Draft:
    return drafting.draft("kind", blank_forms.data(Blank(list(drawn), {})))


# --- whole forms -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", blank_forms.FORMS)
def test_every_label_of_a_form_gets_its_key_and_type(name: str) -> None:
    form = blank_forms.FORMS[name]
    found, tables = proposed(settings(drafted(name)))
    assert found == form.fields
    assert tables == form.tables


@pytest.mark.parametrize("name", blank_forms.FORMS)
def test_what_is_drafted_builds_at_once(name: str, tmp_path: Path) -> None:
    result = built(tmp_path, drafted(name))
    assert result.findings == []
    assert [len(project.documents) for project in result.projects] == [1]


@pytest.mark.parametrize("name", blank_forms.FORMS)
def test_every_field_is_printed(name: str) -> None:
    draft = drafted(name)
    text = "".join(package.parse(package.read(draft.files["form.docx"])["word/document.xml"]).itertext(f"{W}t"))
    found, tables = proposed(settings(draft))
    assert found
    for key in found:
        assert f"{{{{ {key} " in text or f"in {key} |" in text, key
    for levels, columns in tables.values():
        for column in (*levels, *columns):
            assert f".{column} " in text, column


def test_without_a_form_a_plain_one_is_drafted(tmp_path: Path) -> None:
    draft = drafting.draft("kind", None)
    found, tables = proposed(settings(draft))
    assert {"项目名称", "年度", "项目资金.项目资金总额"} <= found.keys()
    assert tables["绩效指标"][0] == ["一级指标", "二级指标"]
    assert built(tmp_path, draft).findings == []


def test_the_same_form_gives_the_same_folder() -> None:
    data = blank_forms.data(blank_forms.SHANGHAI)
    assert drafting.draft("kind", data).files == drafting.draft("kind", data).files


def test_a_form_inside_a_cell_of_another_is_read_too(tmp_path: Path) -> None:
    made = Document()
    outer = made.add_table(rows=2, cols=2)
    outer.cell(0, 0).text = "项目名称"
    outer.cell(1, 0).text = "经费"
    blank_forms.draw(outer.cell(1, 1).add_table(rows=2, cols=2), ["设备费（元） | .", "差旅费（元） | ."], {})
    draft = drafting.draft("kind", blank_forms.saved(made))
    assert proposed(settings(draft))[0] == {"项目名称": "line", "设备费": "amount", "差旅费": "amount"}
    assert built(tmp_path, draft).findings == []


# --- keys ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("label", "key"),
    [
        ("项目资金（元）", "项目资金"),
        ("一、项目概述", "项目概述"),
        ("（二）立项依据：", "立项依据"),
        ("1.图书资料费", "图书资料费"),
        ("其中：财政资金", "财政资金"),
        ("　　其他资金", "其他资金"),
        ("项 目 名 称", "项目名称"),
        ("项\n目\n资\n金", "项目资金"),
        ("年度（/项目）指标值", "年度指标值"),
        ("最终学历/学位", "最终学历学位"),
        ("ＰＩ姓名", "PI姓名"),
        ("2025年预算数", "预算数"),
        ("金额（万元）（含税）", "金额"),
        ("————", ""),
        ("for", "for项"),
        ("㈠", ""),
    ],
)
def test_a_key_is_the_label_without_what_is_no_name(label: str, key: str) -> None:
    found = labels.key_of(label)
    assert found == key
    assert not found or found.isidentifier()


def test_a_label_printed_twice_goes_into_its_section() -> None:
    draft = of(
        [
            "一、市级 | < | < | <",
            "资金（元） | . | 人数（人） | .",
            "二、区级 | < | < | <",
            "资金（元） | . | 人数（人） | .",
            "三、备注 | . | < | <",
        ]
    )
    found, _ = proposed(settings(draft))
    assert {"市级.资金": "amount", "区级.资金": "amount", "区级.人数": "number"}.items() <= found.items()


def test_what_names_the_project_is_one_field_wherever_it_stands() -> None:
    draft = of("项目名称：________", ["项目名称 | .", "预算金额（元） | ."])
    assert proposed(settings(draft))[0] == {"项目名称": "line", "预算金额": "amount"}


def test_the_label_and_its_unit_are_kept() -> None:
    schema = settings(of(["资助金额（元） | .", "场次（场） | ."]))
    assert schema["资助金额"]["meta"]["label"] == "资助金额（元）"
    assert schema["资助金额"]["meta"]["unit"] == "元"
    assert schema["场次"]["type"] == "number"


def test_what_the_program_needs_and_the_form_lacks_is_added_unprinted() -> None:
    draft = of(["设备名称 | .", "设备费（元） | ."])
    schema = settings(draft)
    assert [name for name, rules in schema.items() if "unprinted" in rules.get("meta", {})] == ["年度", "项目名称"]
    assert {"project_name": "项目名称", "year": "年度"}.items() <= settings(draft, "form.yaml")["roles"].items()


# --- types and placeholders ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "kind", "placeholder"),
    [
        ("补助金额（元） | .", "amount", "{{ 补助金额 }}"),
        ("补助金额（万元） | .", "amount", "{{ 补助金额 | 万元 }}"),
        ("补助金额 | ￥　　　元", "amount", "￥{{ 补助金额 }}元"),
        ("开工日期 | 　　年　　月　　日", "date", "{{ 开工日期 | 年月日 }}"),
        ("开工日期 | .", "date", "{{ 开工日期 }}"),
        ("起止时间 | .", "line", "{{ 起止时间 }}"),
        ("受益人数（人） | .", "number", "{{ 受益人数 }}"),
        ("权重 | .", "number", "{{ 权重 }}"),
        ("预算执行率 | .", "rate", "{{ 预算执行率 }}"),
        ("实施依据 | .", "text", "{%p for 段 in 实施依据 | 段落 %}{{ 段 }}{%p endfor %}"),
        ("实施方式 | □自办 □委托", "choice", "{{ 实施方式 | 勾选 }}"),
        ("实施方式 | 自办□ 委托□", "choice", "{{ 实施方式 | 勾选 }}"),
        ("资金来源 | .", "line", "{{ 资金来源 }}"),
    ],
)
def test_a_place_is_filled_as_its_label_says(row: str, kind: str, placeholder: str) -> None:
    draft = of([row, "联系人 | ."])
    key = labels.key_of(row.partition("|")[0])
    assert proposed(settings(draft))[0][key] == kind
    assert cells(draft)[0][1] == placeholder


def test_options_come_from_the_boxes_and_may_be_open_or_several() -> None:
    schema = settings(of(["用途 | □设备 □差旅 □其他____", "领域 | □教育 □卫生（可多选）"]))
    assert schema["用途"]["allowed"] == ["设备", "差旅", "其他"]
    assert schema["用途"]["meta"]["unlisted"] == "warning"
    assert schema["领域"]["type"] == "list"
    assert schema["领域"]["schema"]["allowed"] == ["教育", "卫生"]


def test_running_text_is_filled_behind_its_colons() -> None:
    draft = of(
        "（20  年度）养护计划",
        "填报单位：________　　填报日期：    年  月  日",
        "是否新建：□是 □否",
        "经办人（签字）：________",
        "说明：本表一式两份。",
        "抄送：示例市交通局。",
    )
    texts = [paragraph.text for paragraph in Document(io.BytesIO(draft.files["form.docx"])).paragraphs]
    assert texts == [
        "（{{ 年度 }}年度）养护计划",
        "填报单位：{{ 填报单位 }}　　填报日期：{{ 填报日期 | 年月日 }}",
        "是否新建：{{ 是否新建 | 勾选 }}",
        "经办人（签字）：________",
        "说明：本表一式两份。",
        "抄送：示例市交通局。",
    ]


def test_placeholders_leave_the_other_runs_of_a_line_as_they_are() -> None:
    made = Document()
    line = made.add_paragraph()
    for text in ("单位", "：", "__", "__", "　　电话：", "____", "。"):
        line.add_run(text).bold = text == "单位"
    found = list(lines.find(line._p, ""))
    assert [stretch.label.key for stretch in found] == ["单位", "电话"]
    for stretch in reversed(found):
        lines.write(stretch, "{{ x }}")
    assert [run.text for run in line.runs] == ["单位", "：", "{{ x }}", "", "　　电话：", "{{ x }}", "。"]
    assert [run.bold for run in line.runs][:2] == [True, False]


# --- repeated rows ---------------------------------------------------------------------------------------------------


def test_repeated_rows_become_a_loop_and_keep_their_formatting() -> None:
    draft = drafted("self-evaluation")
    rows = cells(draft)
    start = next(number for number, row in enumerate(rows) if "{%tr for 行 in 绩效指标 %}" in row)
    assert rows[start + 1][1:3] == ["{{ 行.一级指标 | 竖向合并 }}", "{{ 行.二级指标 | 竖向合并 }}"]
    assert "{%tr endfor %}" in rows[start + 2]
    assert rows[start + 3][-2:] == ["100", "{{ 总分 }}"]
    levels = settings(draft)["绩效指标"]
    assert levels["keysrules"]["allowed"] == ["产出指标", "效益指标", "满意度指标"]


def test_a_row_of_a_fixed_height_may_grow_and_keeps_its_fonts() -> None:
    made = Document()
    table = made.add_table(rows=3, cols=3)
    blank_forms.draw(table, ["序号 | 支出内容 | 金额（元）", "1 | . | .", "2 | . | ."], {})
    table.rows[1].height = Pt(30)
    table.rows[1].height_rule = 2  # exactly
    run = table.cell(1, 0).paragraphs[0].runs[0]
    run.font.size = Pt(9)
    draft = drafting.draft("kind", blank_forms.saved(made))
    body = Document(io.BytesIO(draft.files["form.docx"])).tables[0].rows[2]
    assert body.height == Pt(30)
    assert body._tr.trPr.find(f"{W}trHeight").get(f"{W}hRule") == "atLeast"
    (size,) = {size.get(f"{W}val") for size in body._tr.iter(f"{W}sz")}
    assert size == "18"
    assert cells(draft)[2][0] == "{{ loop.index }}"


def test_the_total_under_repeated_rows_is_computed() -> None:
    schema = settings(drafted("budget"))
    assert schema["合计"]["schema"]["金额"]["meta"]["computed"] == {"sum": ["支出明细.金额"]}


def test_figures_that_the_form_prints_in_its_rows_are_in_the_example() -> None:
    draft = of(
        "评分表",
        [
            "一级指标 | 二级指标 | 分值 | 得分",
            "决策 | 立项 | 12 | .",
            "^ | 目标 | 8 | .",
            "过程 | 管理 | 80 | .",
        ],
    )
    rows = settings(draft, "example.yaml")["评分表"]["决策"]
    assert [row["分值"] for row in (rows if isinstance(rows, list) else rows["立项"])][:1] == [12]


def test_two_tables_beside_one_another_are_two_in_the_project_file() -> None:
    draft = drafted("national")
    schema = settings(draft)
    assert schema["指标"]["meta"]["computed"] == {"side_by_side": ["中期指标", "年度指标"], "by": "一级指标"}
    row = next(row for row in cells(draft) if "行.一级指标" in row[0])
    assert row[1] == "{{ 行.中期指标.二级指标 | 竖向合并 }}"
    assert row[4] == "{{ 行.年度指标.二级指标 | 竖向合并 }}"


# --- rules -----------------------------------------------------------------------------------------------------------


def bound(draft: drafting.Draft, code: str) -> list[dict[str, Any]]:
    return [rule for rule in settings(draft, "rules.yaml")["rules"] if rule["rule"] == code]


def test_totals_with_parts_are_bound_to_their_rule() -> None:
    sums = bound(drafted("shanghai"), "sum-mismatch")
    assert [(rule["total"], rule["parts"]) for rule in sums] == [
        (
            "项目资金.项目资金总额.总额",
            ["项目资金.项目资金总额.财政资金", "项目资金.项目资金总额.其他资金"],
        ),
        ("项目资金.年度资金申请总额", ["项目资金.当年财政拨款", "项目资金.上年结转资金", "项目资金.其他资金"]),
    ]


def test_a_part_of_a_part_is_not_added_twice() -> None:
    sums = bound(drafted("budget"), "sum-mismatch")
    parts = {rule["total"]: rule["parts"] for rule in sums}
    assert parts["资金来源.合计.本年预算"] == ["资金来源.财政拨款.本年预算", "资金来源.事业收入.本年预算"]
    assert parts["资金来源.财政拨款.本年预算"] == ["资金来源.一般公共预算.本年预算", "资金来源.政府性基金.本年预算"]


def test_a_pair_of_dates_is_bound_to_its_rule() -> None:
    (rule,) = bound(drafted("letter"), "end-before-start")
    assert (rule["start"], rule["end"]) == ("计划开始日期", "计划完成日期")


# --- what travels with a document ------------------------------------------------------------------------------------


def test_traces_of_people_are_taken_out_and_said() -> None:
    made = Document()
    made.core_properties.author = "王小明"
    line = made.add_paragraph("项目名称：____")
    made.add_comment(line.runs, text="请核对", author="王小明", initials="W")
    inserted = etree.SubElement(line._p, f"{W}ins", {f"{W}author": "王小明", f"{W}id": "7"})
    inserted.append(deepcopy(line.runs[0]._r))
    inserted[0].find(f"{W}t").text = "（新）"
    removed = etree.SubElement(line._p, f"{W}del", {f"{W}author": "王小明", f"{W}id": "8"})
    etree.SubElement(etree.SubElement(removed, f"{W}r"), f"{W}delText").text = "（旧）"
    link = made.part.relate_to("https://example.com/", RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    hyperlink = etree.SubElement(made.add_paragraph()._p, f"{W}hyperlink", {qn("r:id"): link})
    etree.SubElement(etree.SubElement(hyperlink, f"{W}r"), f"{W}t").text = "办事指南"
    draft = drafting.draft("kind", blank_forms.saved(made))
    parts = package.read(draft.files["form.docx"])
    everything = b"".join(parts.values()).decode("utf-8", "replace")
    for trace in ("王小明", "请核对", "（旧）", "https://example.com", "commentReference"):
        assert trace not in everything
    assert "（新）" in everything
    assert "办事指南" in everything
    said = [finding.message for finding in draft.findings if finding.code == "draft-cleaned"]
    assert len(said) == 4


def test_what_would_run_is_taken_out_and_said() -> None:
    made = Document()
    line = made.add_paragraph("项目名称：____")
    etree.SubElement(line._p, f"{W}fldSimple", {f"{W}instr": "DDEAUTO a b"}).append(deepcopy(line.runs[0]._r))
    for kind in ("begin", "instrText", "separate", "text", "end"):
        run = line.add_run("（结果）" if kind == "text" else "")
        if kind == "instrText":
            etree.SubElement(run._r, f"{W}instrText").text = " MACROBUTTON NoMacro 点击此处 "
        elif kind != "text":
            etree.SubElement(run._r, f"{W}fldChar", {f"{W}fldCharType": kind})
    parts = package.read(blank_forms.saved(made))
    parts["word/vbaProject.bin"] = b"vba"
    parts[package.TYPES_PART] = parts[package.TYPES_PART].replace(
        b"vnd.openxmlformats-officedocument.wordprocessingml.document.main", b"vnd.ms-word.document.macroEnabled.main"
    )
    draft = drafting.draft("kind", package.write(parts))
    written = package.read(draft.files["form.docx"])
    assert "word/vbaProject.bin" not in written
    assert b"macro" not in written[package.TYPES_PART]
    document = written["word/document.xml"].decode()
    assert "（结果）" in document
    assert not any(trace in document for trace in ("DDEAUTO", "MACROBUTTON", "fldChar"))
    said = " ".join(finding.message for finding in draft.findings if finding.code == "draft-cleaned")
    assert "宏" in said
    assert "域" in said


def test_every_run_that_is_written_names_a_chinese_font() -> None:
    draft = drafted("shanghai")
    root = package.parse(package.read(draft.files["form.docx"])["word/document.xml"])
    written = [run for run in root.iter(f"{W}r") if "{{" in "".join(run.itertext())]
    assert len(written) > 10
    in_cells = [run for run in written if "年度 }}年度" not in "".join(run.itertext())]
    assert all(run.find(f"{W}rPr/{W}rFonts").get(f"{W}eastAsia") for run in in_cells)


def test_doubts_name_table_row_and_column() -> None:
    draft = of(["项目名称 | . | .", "单位名称 | . | ."])
    (left, right) = [finding.at.part for finding in draft.findings if finding.code == "draft-unnamed"]
    assert (left, right) == ("表格 1 第 1 行第 3 列", "表格 1 第 2 行第 3 列")


@pytest.mark.parametrize("name", blank_forms.FORMS)
def test_a_draft_passes_the_check_of_form_kinds(name: str, tmp_path: Path) -> None:
    templates = put(tmp_path, drafted(name))
    loaded, _ = forms.load(templates, str)
    assert loaded is not None
    found = inspecting.inspect(loaded.kinds["kind"], loaded, templates / "kind", str)
    assert [finding for finding in found if finding.severity is not Severity.INFO] == []


# --- what is refused -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data", [b"", b"PK\x03\x04", b"%PDF-1.7", (ROOT / "templates/declaration/summary.xlsx").read_bytes()]
)
def test_what_is_no_docx_is_refused(data: bytes) -> None:
    with pytest.raises(BadPackage):
        drafting.draft("kind", data)


def test_a_form_with_placeholders_is_refused() -> None:
    with pytest.raises(BadPackage, match="占位符"):
        drafting.draft("kind", (ROOT / "templates/declaration/form.docx").read_bytes())
    with pytest.raises(BadPackage, match="占位符"):
        of("项目名称：____", "{{ 7*7 }}")


def test_a_document_without_a_word_is_refused() -> None:
    with pytest.raises(BadPackage, match="没有文字"):
        of("")


def test_a_document_that_is_no_form_is_refused() -> None:
    with pytest.raises(BadPackage, match="不像是一张表"):
        of(*[f"项目{chr(0x4E00 + number)}：____" for number in range(500)])


# --- any docx --------------------------------------------------------------------------------------------------------

_TEXTS = (
    *("", "合计", "其中：", "项目名称", "：", "____", "□是 □否", "□", "（元）", "{", "}", "1", "一级指标", "年度"),
    *(
        "（    年度）",
        "　　年　月　日",
        "if",
        "True",
        "a" * 300,
        "\u200b\u202e",
        "“引号”\"'",
        "# 注",
        "- 列",
        "&<>",
        "序号",
    ),
    *(
        "行",
        "段",
        "loop",
        "指标1：",
        "…",
        "单位：万元",
        "𠮷",
        "ﬁ",
        "²",
        "项目名称：项目名称：",
        "~",
        "是否：□A：b □C#d □- ",
    ),
)
_VALUES = ("", "-1", "0", "9999999999", "x", "restart", "continue", "5")


def mutated(data: bytes, dice: random.Random) -> bytes:
    """Return a docx whose body was changed at random places: elements gone, doubled, moved, renamed, texts replaced."""
    parts = package.read(data)
    root = package.parse(parts["word/document.xml"])
    for _ in range(dice.randint(1, 12)):
        elements = list(root.iter(etree.Element))[1:]
        if not elements:
            break
        one, other = dice.choice(elements), dice.choice(elements)
        parent = one.getparent()
        assert parent is not None
        match dice.randint(0, 6):
            case 0:
                parent.remove(one)
            case 1:
                parent.insert(dice.randint(0, len(parent)), deepcopy(one))
            case 2:
                one.append(deepcopy(other)) if one not in list(other.iterancestors()) else None
            case 3:
                one.tag = other.tag
            case 4 if one.attrib:
                one.set(dice.choice(list(one.attrib)), dice.choice(_VALUES))
            case _:
                for text in dice.sample(list(root.iter(f"{W}t")), k=min(1, sum(1 for _ in root.iter(f"{W}t")))):
                    text.text = dice.choice(_TEXTS)
    parts["word/document.xml"] = etree.tostring(root)
    return package.write(parts)


@pytest.mark.parametrize("name", blank_forms.FORMS)
def test_no_docx_is_a_crash_and_every_draft_loads(name: str, tmp_path: Path) -> None:
    data = blank_forms.data(blank_forms.FORMS[name])
    dice = random.Random(name)
    loaded = 0
    for number in range(6):
        try:
            draft = drafting.draft("kind", mutated(data, dice))
        except BadPackage:
            continue
        loaded += 1
        _, findings = forms.load(put(tmp_path / str(number), draft), str)
        assert findings == []
    assert loaded > 2


def test_a_table_made_to_be_slow_is_refused() -> None:
    parts = package.read(blank_forms.data(Blank([["项目名称 | ."]], {})))
    root = package.parse(parts["word/document.xml"])
    (row,) = root.iter(f"{W}tr")
    for _ in range(3_000):
        row.addnext(deepcopy(row))
    parts["word/document.xml"] = etree.tostring(root)
    with pytest.raises(BadPackage, match="不像是一张表"):
        drafting.draft("kind", package.write(parts))


def test_a_unit_said_once_holds_for_the_columns_of_tables_too() -> None:
    form = blank_forms.Blank(
        ["预算表", "填报单位：____　　　单位：万元", ["支出内容|预算金额|备注", ".|.|.", ".|.|.", ".|.|."]], {}
    )
    draft = drafting.draft("units", blank_forms.data(form))
    text = "".join(package.parse(package.read(draft.files["form.docx"])["word/document.xml"]).itertext(f"{W}t"))
    assert "{{ 行.预算金额 | 万元 }}" in text
