"""docs/forms.md holds: its commands print what it says, its files make a form, its tables list all that there is."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest

import drawn_forms
import forms_page
from conftest import ROOT
from formgen import catalogue, cli, computing, context, fields, forms, package, schema, source
from formgen.computing import OPERATIONS
from formgen.filters import FILTERS, Context
from formgen.forms import FormKind
from formgen.values import READERS, printed

PAGE = forms_page.PAGE.read_text(encoding="utf-8")
KIND = Path("templates/fund-request")
CODE = re.compile(r"`([^`\n]+)`")


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, forms_page.Run]]:
    """The commands of the page, run one after another; the place where they ran is the current folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)  # and back again afterwards
        yield {run.command: run for run in forms_page.follow(tmp_path_factory.mktemp("page"))}


@pytest.fixture(scope="module")
def plan(runs: dict[str, forms_page.Run]) -> tuple[FormKind, Context]:
    """The kind that the page writes, and its example as templates see it."""
    loaded, findings = forms.load(Path("templates"), str)
    assert loaded and not findings
    kind = loaded.kinds["spending-plan"]
    tree, _ = source.read(Path(forms_page.DRAWN, "example.yaml").read_bytes(), "example.yaml")
    assert tree
    whole = loaded.family(kind).schema(frozenset({kind.name}))
    project, findings = schema.validate(tree, whole)
    assert not [*findings, *computing.complete(project, whole, frozenset({kind.name}))]
    return kind, context.build(project, fields.prepare(kind.visible))


def rows(heading: str) -> list[list[str]]:
    """Return the cells of the table whose head begins with a text, the bars inside of them as they are meant."""
    lines = PAGE[PAGE.index(f"\n| {heading} |") + 1 :].splitlines()
    found = []
    for line in lines[2:]:
        if not line.startswith("|"):
            break
        cells = re.split(r"(?<!\\)\|", line.strip("|"))
        found.append([cell.strip().replace("\\|", "|") for cell in cells])
    assert found
    return found


def codes(heading: str, column: int = 0) -> list[str]:
    return [code for row in rows(heading) for code in CODE.findall(row[column])]


# --- what is run ------------------------------------------------------------------------------------------------------


def test_every_command_prints_what_the_page_says(runs: dict[str, forms_page.Run]) -> None:
    assert len(runs) > 4
    for run in runs.values():
        shown, printed_lines = run.shown, run.printed
        if shown[:1] == [forms_page.ELLIPSIS]:
            shown = shown[1:]
            printed_lines = printed_lines[-len(shown) :]
        assert shown == printed_lines, run.command


def test_the_drawn_template_has_every_value_of_its_example(runs: dict[str, forms_page.Run]) -> None:
    document = docx.Document(str(forms_page.finished_plan(Path.cwd())))
    texts = {cell.text for table in document.tables for row in table.rows for cell in row.cells}
    for text in ("□新建　□续建　☑维修", "3.86", "29,400.00", "叁万捌仟陆佰元整", "≥36.00(场)", "到货 30 天之内"):
        assert text in texts
    assert "补充说明：施工期间图书室照常开放。" in [paragraph.text for paragraph in document.paragraphs]


def test_what_is_quoted_of_other_kinds_is_in_them() -> None:
    quoted = [
        block
        for block in forms_page.blocks(PAGE)
        if block.sort == "yaml" and block.file.startswith("templates/") and not block.file.startswith(forms_page.DRAWN)
    ]
    assert len(quoted) > 2
    for block in quoted:
        text = (ROOT / block.file).read_text(encoding="utf-8")
        pieces = "\n".join(block.lines).split(f"\n# {forms_page.ELLIPSIS}\n")
        places = [text.find(f"{piece}\n") for piece in pieces]
        assert -1 not in places, (block.file, pieces)
        assert places == sorted(places)


def changed(file: str, old: str, new: str) -> None:
    """Change the kind's file; of a document its body."""
    path = KIND / file
    parts = package.read(path.read_bytes()) if path.suffix == ".docx" else {file: path.read_bytes()}
    name = "word/document.xml" if path.suffix == ".docx" else file
    text = parts[name].decode()
    assert old in text
    parts[name] = text.replace(old, new, 1).encode()
    path.write_bytes(package.write(parts) if path.suffix == ".docx" else parts[file])


NAME, UNIT, LOOP = "{{ 项目名称 }}", "{{ 申请单位 }}", "{%tr for 行 in 绩效指标 %}"
RUN, PARAGRAPH = "</w:t></w:r>", "</w:t></w:r></w:p><w:p><w:r><w:t>"
INSERTED = f'{RUN}<w:ins w:id="1" w:author="王示例"><w:r><w:t>前{RUN}</w:ins><w:r><w:t>'
MISTAKES = [
    ("form.docx", NAME, "{{ 项目名 }}"),
    ("form.docx", NAME, "｛｛ 项目名称 ｝｝"),
    ("form.docx", NAME, "{{ 项目名称 }"),
    ("form.docx", NAME, f"{{{{ 项目{PARAGRAPH}名称 }}}}"),
    ("form.docx", UNIT, "{{ 项目资金 }}"),
    ("form.docx", UNIT, "{{ 申请单位 | 金额 }}"),
    ("form.docx", UNIT, "{{ 申请单位 | 竖向合并 }}"),
    ("form.docx", "{%tr endfor %}", ""),
    ("form.docx", LOOP, f"指标{LOOP}"),
    ("form.docx", "{{ 完成日期 }}", f"{{{{ 完成日期 }}}}{INSERTED}"),
    ("form.docx", UNIT, ""),
    ("form.yaml", "/{{ 项目名称 }}.docx", "/申请表.docx"),
    ("rules.yaml", "total: 项目资金.合计.本年申请", "total: 项目资金.总计.本年申请"),
    ("example.yaml", "申请单位: ", "申请单位名: "),
    ("form.docx", '<w:tblLayout w:type="fixed"/>', ""),
]
"""Mistakes in the order of the page's last table."""


@pytest.mark.parametrize("number", range(len(MISTAKES)))
def test_a_mistake_gets_the_message_of_the_page(
    number: int, runs: dict[str, forms_page.Run], capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(KIND, "sound", dirs_exist_ok=True)
    capsys.readouterr()
    try:
        changed(*MISTAKES[number])
        cli.main(["kind", "check", KIND.name])
    finally:
        shutil.copytree("sound", KIND, dirs_exist_ok=True)
    messages = [line.removeprefix(f"{KIND.as_posix()}/") for line in capsys.readouterr().out.splitlines()]
    assert f"{rows('消息')[number][0].strip('`')}" in messages


def test_the_page_has_no_message_that_no_mistake_gives() -> None:
    assert len(rows("消息")) == len(MISTAKES)


# --- what is listed ---------------------------------------------------------------------------------------------------


def test_the_tables_list_all_that_a_schema_may_say() -> None:
    assert sorted(codes("type")) == sorted([*READERS, "dict", "list"])
    settings = {code.split(":")[0] for code in codes("规定")}
    assert settings | {"type", "schema", "keysrules", "valuesrules", "meta", "empty"} == fields.SUPPORTED
    computed = {code.strip("{}").split(":")[0] for code in codes("computed 写")}
    assert computed == {*OPERATIONS, fields.SIDE_BY_SIDE}


def test_values_are_printed_as_the_table_says() -> None:
    seen = 0
    for (name, typed, shown), type_name in zip(rows("type"), codes("type"), strict=True):
        assert name == f"`{type_name}`"
        if (found := CODE.findall(typed)) and CODE.findall(shown):
            assert [printed(READERS[type_name](found[0]))] == CODE.findall(shown)
            seen += 1
    assert seen > 6


def test_every_filter_is_explained_and_every_snippet_is_in_the_language() -> None:
    snippets = [code for code in codes("想做的事", 1) if code.startswith("{")]
    snippets += [code for code in CODE.findall(PAGE) if code.startswith(("{%tr if", "{% if"))]
    assert len(snippets) > 30
    language = context.Language()
    for snippet in snippets:
        source_text = re.sub(r"\{%(tr|p)\b", "{%", snippet)
        (word,) = re.findall(r"\{%\s*(\w+)", source_text)[:1] or [""]
        if word in ("for", "if"):
            source_text += "" if "{% endif" in source_text else f"{{% end{word} %}}"
        if not word.startswith("end") and "…" not in source_text and "竖向合并" not in source_text:
            language.check(source_text)
    assert all(f"| {name}" in PAGE.replace("\\|", "|") for name in FILTERS)


def test_placeholders_give_what_the_table_says(plan: tuple[FormKind, Context]) -> None:
    claims = re.findall(r"`(\{\{[^`]*\}\})`，得 `([^`]+)`", PAGE.replace("\\|", "|"))
    assert len(claims) > 4
    for placeholder, shown in claims:
        assert context.fill_in(placeholder, plan[1]) == shown
    assert context.fill_in("{% if 支出合计 > 30000 %}多{% endif %}", plan[1]) == "多"


def test_the_drawn_workbook_is_the_one_of_the_page() -> None:
    lines = PAGE[PAGE.index("|   | A | B |") :].splitlines()[2 : 2 + len(drawn_forms.PLAN_SHEET)]
    for number, (line, cells) in enumerate(zip(lines, drawn_forms.PLAN_SHEET, strict=True), start=1):
        shown = [cell.strip().strip("`").replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        assert shown == [str(number), *(cell or "" for cell in cells)]


def test_codes_links_and_pictures_are_there() -> None:
    named = set(re.findall(r"\[([a-z]+(?:-[a-z]+)+)\]", PAGE))
    assert len(named) > 10
    assert named <= set(catalogue.codes())
    targets = [target for target in re.findall(r"\]\(([^)#]+)\)", PAGE) if "://" not in target]
    assert len(targets) > 5
    for target in targets:
        assert (forms_page.PAGE.parent / target).exists(), target
    for picture in re.findall(r"\(images/([^)]+)\)", PAGE):
        assert (forms_page.PAGE.parent / "images" / picture).stat().st_size < 120_000, picture
