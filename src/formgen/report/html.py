"""Findings beside the forms that they belong to: one page for those who sign the forms and do not read YAML.

The page needs nothing but itself: no script, no picture, no other file. It shows each form as a table with the findings
in its margin, each in the line of the very field; the same findings give the same page, byte for byte.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from html import escape

from formgen.diagnostics import SEVERITY_WORDS, Diagnostic, Location
from formgen.project import Field, Project, Row
from formgen.report import Report, counts, summary, visible
from formgen.values import printed

_TITLE = "项目表检查报告"


def render(report: Report) -> str:
    """Return the page: an overview, a form for each project, and what was found in other files."""
    of_file: dict[str, list[Diagnostic]] = {}
    for finding in report.findings:
        of_file.setdefault(finding.at.file, []).append(finding)
    sections = [
        _Section(report.name(project.file), project.file, of_file.pop(project.file, []), project)
        for project in report.projects
    ]
    sections += [_Section(file.rpartition("/")[2], file, findings) for file, findings in of_file.items()]
    body = [
        f'<header id="top"><h1>{_TITLE}</h1>',
        f'<p class="summary">{_projects(len(report.projects))}{escape(summary(report.findings))}</p></header>',
        *_overview(sections),
    ]
    for number, section in enumerate(sections, start=1):
        body += _section(number, section, report)
    return _PAGE.format(title=_TITLE, style=_STYLE, body="\n".join(body))


@dataclass(frozen=True, slots=True)
class _Section:
    """One file of the report; without a project it is one that gave no form."""

    name: str
    file: str
    findings: list[Diagnostic]
    project: Project | None = None


def _projects(count: int) -> str:
    return f"共 {count} 个项目：" if count else ""


def _overview(sections: Sequence[_Section]) -> Iterator[str]:
    yield '<table class="overview"><thead><tr><th scope="col">序号</th><th scope="col">项目</th>'
    yield (
        "".join(f'<th scope="col">{word}</th>' for word in (*SEVERITY_WORDS.values(), "已忽略"))
        + "</tr></thead><tbody>"
    )
    for number, section in enumerate(sections, start=1):
        name = f'<a href="#s{number}">{_text(section.name)}</a>'
        if section.project is None:
            name += " <small>没有对应的表</small>"
        yield f'<tr><td>{number}</td><th scope="row">{name}</th>{_count_cells(section.findings)}</tr>'
    if len(sections) > 1:
        every = [finding for section in sections for finding in section.findings]
        yield f'</tbody><tfoot><tr><td></td><th scope="row">合计</th>{_count_cells(every)}</tr></tfoot></table>'
    else:
        yield "</tbody></table>"


def _count_cells(findings: Sequence[Diagnostic]) -> str:
    return "".join(f'<td class="{name if count else "none"}">{count}</td>' for name, count in counts(findings).items())


def _section(number: int, section: _Section, report: Report) -> Iterator[str]:
    yield f'<section id="s{number}"><h2>{_text(section.name)}</h2>'
    yield f'<p class="file">{_text(section.file)}<span>{escape(summary(section.findings))}'
    yield '<a class="top" href="#top">回到总览</a></span></p>'
    if section.project is None:
        yield "<p>这个文件没有对应的表。如果它是项目文件，要先改好下面的问题才读得出来。</p>"
        yield from _notes(section.findings)
    else:
        yield from _Form(section.project, section.findings, report).html()
    yield "</section>"


# --- a form as a list of lines --------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Line:
    """A line of the page that findings can stand beside.

    Attributes:
        key: of the field, group, table or row; ``""`` is the form as a whole.
        label: as printed.
        at: where it was typed.
        value: the field; None for a group, for a row, and for what could not be read.
        typed: what was typed where it could not be read.
        row: of a table.
        group: whether it is the head of a group or table.
        notes: what was found there.
    """

    key: str
    label: str
    at: Location
    value: Field | None = None
    typed: str | None = None
    row: Row | None = None
    group: bool = False
    notes: list[Diagnostic] = field(default_factory=list)


class _Form:
    """Lays a project out as lines and gives each finding to the line that it belongs to."""

    def __init__(self, project: Project, findings: Sequence[Diagnostic], report: Report) -> None:
        self.project = project
        self.lines_of = report.lines
        self.of_key: dict[str, list[Diagnostic]] = {}
        for finding in findings:
            if finding.at.key:
                self.of_key.setdefault(finding.at.key, []).append(finding)
        self.whole = _Line("", "", project.places.get("", Location(project.file)), group=True)
        self.lines = [self.whole, *self._lines()]
        self.line_of_key = {level.key: line for line in reversed(self.lines) for level in _groups(line)}
        self.line_of_key |= {line.key: line for line in reversed(self.lines)}
        for finding in findings:
            self._line_of(finding).notes.append(finding)
        self.margin = bool(findings)

    def _lines(self) -> Iterator[_Line]:
        """Yield the lines in the order of the file; what was looked for and not typed comes first in its group."""
        places = {key: at for key, at in self.project.places.items() if key}
        places |= {key: one.at for key, one in self.project.fields.items() if key not in places}
        groups = {"", *(_parent(key) for key in places)} - set(self.project.fields)
        absent = [
            key for key in self.of_key if key not in places and _parent(key) in groups and not self._in_table(key)
        ]
        places |= {key: self.of_key[key][0].at for key in absent}  # what is missing is found at the group around it
        order = {key: number for number, key in enumerate(places)}
        order |= {key: -1 for key in absent if _position(places[key]) == _position(self.whole.at)}
        for key in sorted(places, key=lambda key: (*_position(places[key]), order[key])):
            if not self._in_table(key):
                yield self._line(key, places[key], group=key in groups)
            if key in self.project.tables:
                for row in self.project.tables[key]:
                    yield _Line(row.at.key or key, "", row.at, row=row)

    def _line(self, key: str, at: Location, *, group: bool) -> _Line:
        value = self.project.fields.get(key)
        label = value.label if value else key.rpartition(".")[2]
        if group or key in self.project.tables:
            return _Line(key, label, at, group=True)
        typed = self.project.unreadable.get(key, "") if value is None else None
        return _Line(key, label, at, value, typed)

    def _in_table(self, key: str) -> bool:
        return any(key.startswith((f"{table}.", f"{table}[")) for table in self.project.tables)

    def _line_of(self, finding: Diagnostic) -> _Line:
        """Return the line of the very field, or of the nearest group around it; without a key, the line above."""
        if finding.at.key:
            key = finding.at.key
            while key not in self.line_of_key:
                key = _parent(key)
            return self.line_of_key[key]
        if finding.at.line is None:
            return self.whole
        above = [line for line in self.lines[1:] if (line.at.line or 0) <= finding.at.line]
        return max(above, key=lambda line: line.at.line or 0, default=self.whole)

    # --- lines as tables ---

    def html(self) -> Iterator[str]:
        yield from _notes(self.whole.notes)
        lines = self.lines[1:]
        while lines:
            table = lines[0].key if lines[0].key in self.project.tables else None
            if table is None:
                count = next((at for at, line in enumerate(lines) if line.key in self.project.tables), len(lines))
                yield from self._fields(lines[:count])
            else:
                count = 1 + len(self.project.tables[table])
                yield from self._table(lines[0], lines[1:count])
            lines = lines[count:]

    def _fields(self, lines: Sequence[_Line]) -> Iterator[str]:
        yield f'<table class="form"><colgroup><col class="label"><col>{self._margin_column()}</colgroup><tbody>'
        for line in lines:
            depth = line.key.count(".")
            indent = f' style="padding-left:{0.7 + 1.2 * depth:.1f}em"' if depth else ""
            if line.group:
                classes = _classes("group", _worst(line.notes))
                cells = f'<th{classes} colspan="2" scope="rowgroup"{indent}>{_text(line.label)}</th>'
            else:
                label = f'<th class="label" scope="row"{indent}>{_text(line.label)}</th>'
                cells = f"{label}{self._cell(line.value, line.typed, line.notes)}"
            yield f"<tr>{cells}{self._margin(line.notes)}</tr>"
        yield "</tbody></table>"

    def _table(self, head: _Line, lines: Sequence[_Line]) -> Iterator[str]:
        rows = [line.row for line in lines if line.row]
        depth = max([1, *(len(row.levels) for row in rows)])
        columns = self._columns(lines)
        labels = "".join(f'<th scope="col">{_text(label)}</th>' for label in columns.values())
        yield '<table class="form rows"><colgroup>' + '<col class="level">' * depth + "<col>" * len(columns)
        yield f"{self._margin_column()}</colgroup>"
        classes = _classes("group", _worst(head.notes))
        first = f'<th{classes} colspan="{depth}" scope="colgroup">{_text(head.label)}</th>'
        yield f"<thead><tr>{first}{labels}{self._margin(head.notes)}</tr></thead><tbody>"
        for number, line in enumerate(lines):
            if line.row is None:
                continue
            cells = "".join(self._levels(rows, number, depth))
            for name, label in columns.items():
                key = f"{line.key}.{name}"
                here = [finding for finding in line.notes if finding.at.key == key]
                value = line.row.fields.get(name)
                typed = None if value else self.project.unreadable.get(key, "")
                cells += self._cell(value, typed, here, label)
            yield f"<tr>{cells}{self._margin(line.notes)}</tr>"
        yield "</tbody></table>"

    def _levels(self, rows: Sequence[Row], number: int, depth: int) -> Iterator[str]:
        """Yield the cells of the groups that begin with a row, each as high as its group."""
        for level in range(depth):
            levels = rows[number].levels
            if level >= len(levels):
                yield '<th class="level"></th>'
                continue
            key = levels[level].key
            if number and level < len(rows[number - 1].levels) and rows[number - 1].levels[level].key == key:
                continue
            height = 1
            for row in rows[number + 1 :]:
                if level >= len(row.levels) or row.levels[level].key != key:
                    break
                height += 1
            classes = _classes("level", "inner" if level else "", _worst(self.of_key.get(key, [])))
            yield f'<th{classes} scope="rowgroup" rowspan="{height}">{_text(levels[level].label)}</th>'

    def _columns(self, lines: Sequence[_Line]) -> dict[str, str]:
        """Return the labels of a table's columns by their names, those included that could be read in no row."""
        columns: dict[str, str] = {}
        for line in lines:
            columns |= {name: one.label for name, one in (line.row.fields if line.row else {}).items()}
        rows = {line.key for line in lines}
        for key in self.project.places:
            if _parent(key) in rows and key not in rows:
                name = key.rpartition(".")[2]
                columns.setdefault(name, name)
        return columns

    def _cell(self, value: Field | None, typed: str | None, notes: Sequence[Diagnostic], label: str = "") -> str:
        attributes = _classes(_worst(notes), "" if value else "unread")
        attributes += f' data-label="{_text(label)}"' if label else ""
        return f"<td{attributes}>{_marked(value, notes) if value else _text(typed or '')}</td>"

    def _margin_column(self) -> str:
        return '<col class="margin">' if self.margin else ""

    def _margin(self, notes: Sequence[Diagnostic]) -> str:
        if not self.margin:
            return ""
        return f'<td class="margin">{"".join(_notes(notes))}</td>' if notes else '<td class="margin none"></td>'


def _parent(key: str) -> str:
    """Return the key of what is around: of ``甲.乙[2].丙`` first ``甲.乙[2]``, then ``甲.乙``, then ``甲``."""
    item = re.fullmatch(r"(.*)\[[0-9]+\]", key, re.DOTALL)
    return item[1] if item else key.rpartition(".")[0]


def _classes(*names: str) -> str:
    """Return an attribute for a tag; none for no names."""
    named = " ".join(name for name in names if name)
    return f' class="{named}"' if named else ""


def _worst(notes: Iterable[Diagnostic]) -> str:
    """Return the heaviest severity among those that nobody silenced; ``""`` when there are none."""
    found = {finding.severity for finding in notes if finding.silenced is None}
    return next((level.value for level in SEVERITY_WORDS if level in found), "")


def _groups(line: _Line) -> Sequence[Field]:
    return line.row.levels if line.row else ()


def _position(at: Location) -> tuple[int, int]:
    return at.line or 0, at.column or 0


def _marked(value: Field, notes: Iterable[Diagnostic]) -> str:
    """Return a field's print, the parts that findings point at marked."""
    text = printed(value.value)
    seen = [note.at for note in notes if note.silenced is None]
    stretches = sorted({stretch for at in seen if (stretch := _stretch(value, text, at))})
    done, parts = 0, []
    for start, end in stretches:
        if start >= done:
            parts += [_text(text[done:start]), f"<mark>{_text(text[start:end])}</mark>"]
            done = end
    return "".join([*parts, _text(text[done:])])


def _stretch(value: Field, text: str, at: Location) -> tuple[int, int] | None:
    """Return which part of a text a place is; None when it is all of it, or the print is not what was typed."""
    typed = value.typed
    if typed is None or typed.text != text or not typed.starts or None in (at.line, at.column, at.end_line):
        return None
    start, end = (_offset(typed.starts, text, line, column) for line, column in _ends(at))
    if start is None or end is None or not start < end or (start, end) == (0, len(text)):
        return None
    return start, end


def _ends(at: Location) -> list[tuple[int, int]]:
    return [(at.line or 0, at.column or 0), (at.end_line or 0, at.end_column or 0)]


def _offset(starts: Sequence[tuple[int, int]], text: str, line: int, column: int) -> int | None:
    """Return which character of a text stands at a place of the file."""
    before = 0
    for (start_line, start_column), row in zip(starts, text.split("\n"), strict=False):
        if start_line == line and start_column <= column <= start_column + len(row):
            return before + column - start_column
        before += len(row) + 1
    return None


def _notes(findings: Sequence[Diagnostic]) -> Iterator[str]:
    for finding in findings:
        silenced = finding.silenced is not None
        word = "已忽略" if silenced else SEVERITY_WORDS[finding.severity]
        yield f'<div class="note {"silenced" if silenced else finding.severity.value}">'
        yield f"<p><b>{word}</b>{_text(finding.message)}</p>"
        if silenced:
            yield f"<p>理由：{_text(finding.silenced or '')}</p>"
        elif finding.hint:
            yield f"<p>建议：{_text(finding.hint)}</p>"
        elsewhere = [at for at in finding.related if at.file != finding.at.file]
        for at in dict.fromkeys(elsewhere):
            yield f'<p class="place">另见 {_text(_short(at))}</p>'
        yield f'<p class="place">{_text(_short(finding.at))} <code>{_text(finding.code)}</code></p></div>'


def _short(at: Location) -> str:
    """Return a place without its folders, which stand at the head of the section."""
    file = at.file.rpartition("/")[2]
    return (f"{file}:{at.line}" if at.line else file) + (f" {at.part}" if at.part else "")


def _text(text: str) -> str:
    """Return a text as markup that shows it and does nothing else."""
    return escape("\n".join(visible(line) for line in text.split("\n")))


_PAGE = """<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title}</title>
<style>
{style}</style>
</head>
<body>
{body}
</body>
</html>
"""

_STYLE = """
:root {
  --ink: #1f2328; --soft: #5b626b; --line: #8d949c; --faint: #d8dce0; --head: #f3f4f2;
  --error: #9f1d20; --error-tint: #fbeceb; --warning: #7a4d00; --warning-tint: #fdf4dd;
  --info: #23527c; --info-tint: #e9f1f8; --silenced: #676d75; --silenced-tint: #f3f4f5;
  --serif: "Songti SC", "Source Han Serif SC", "Noto Serif CJK SC", "Noto Serif SC", SimSun, "AR PL SungtiL GB", serif;
  --sans: "PingFang SC", "Microsoft YaHei", "Source Han Sans SC", "Noto Sans CJK SC", "WenQuanYi Zen Hei", sans-serif;
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
  max-width: 72rem; margin: 0 auto; padding: 3rem 2rem 5rem; color: var(--ink); background: #fff;
  font: 0.9375rem/1.65 var(--sans); overflow-wrap: anywhere;
}
p { margin: 0; }
a { color: inherit; text-decoration-color: var(--line); text-underline-offset: 0.2em; }
a:hover, a:focus { text-decoration-color: currentColor; }
h1, h2 { font-family: var(--serif); font-weight: 700; line-height: 1.35; text-wrap: balance; }
h1 { margin: 0 0 0.4rem; font-size: 2rem; letter-spacing: 0.08em; text-align: center; }
h2 { margin: 0 0 0.3rem; font-size: 1.4rem; }
.summary { text-align: center; color: var(--soft); }
header { padding-bottom: 1.4rem; border-bottom: 3px double var(--line); }
section { margin-top: 4rem; padding-top: 1.2rem; border-top: 1px solid var(--line); }
.file {
  display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 2rem; margin-bottom: 1.2rem;
  color: var(--soft);
}
table { width: 100%; border-collapse: collapse; }
th { font-weight: 400; text-align: left; }

.overview { margin-top: 1.8rem; font-variant-numeric: tabular-nums; }
.overview th, .overview td { padding: 0.45rem 0.7rem; border-bottom: 1px solid var(--faint); }
.overview thead th { color: var(--soft); border-bottom-color: var(--line); }
.overview td, .overview th:nth-child(n+3) { width: 5rem; text-align: right; white-space: nowrap; }
.overview td:first-child, .overview th:first-child { width: 4rem; text-align: left; }
.overview th[scope=row] { width: auto; }
.overview tfoot td, .overview tfoot th { border-bottom: 0; border-top: 1px solid var(--line); }
.overview td.error, .overview td.warning, .overview td.info { font-weight: 700; }
.overview td.error { color: var(--error); }
.overview td.warning { color: var(--warning); }
.overview td.info { color: var(--info); }
.overview td.none { color: #9aa1a9; }
.top { margin-left: 1.5em; }
small { color: var(--soft); }

.form { table-layout: fixed; font-family: var(--serif); }
.form + .form { margin-top: -1px; }
.form th, .form td {
  padding: 0.42rem 0.7rem; border: 1px solid var(--line); vertical-align: top; white-space: pre-wrap;
}
.form th.label, .form th.group, .form thead th, .form th.level { background: var(--head); }
.form th.group, .form thead th { font-family: var(--sans); }
.form thead th { text-align: center; }
.form thead th.group { text-align: left; }
.form th.level { text-align: center; vertical-align: middle; }
col.label { width: 20%; }
col.level { width: 11%; }
col.margin { width: 33%; }
.form :is(th, td).error { background: var(--error-tint); box-shadow: inset 3px 0 var(--error); }
.form :is(th, td).warning { background: var(--warning-tint); box-shadow: inset 3px 0 var(--warning); }
.form :is(th, td).info { background: var(--info-tint); box-shadow: inset 3px 0 var(--info); }
.form td.unread { font-family: var(--sans); color: var(--soft); }
mark { color: inherit; background: none; border-bottom: 2px solid currentColor; }
td.error mark { color: var(--error); }
td.warning mark { color: var(--warning); }
td.info mark { color: var(--info); }
.form td.margin {
  padding: 0 0 0.4rem 1.2rem; border: 0; background: none; font: 0.8125rem/1.6 var(--sans);
  white-space: normal;
}

.note { margin: 0 0 0.4rem; padding: 0.35rem 0.7rem; border-left: 3px solid; break-inside: avoid; }
td.margin .note:last-child { margin-bottom: 0; }
section > .note { max-width: 46rem; margin: 0.8rem 0; }
.note b { margin-right: 0.6em; letter-spacing: 0.05em; }
.note p { color: var(--ink); }
.note .place { color: var(--soft); font-size: 0.92em; }
.note code { margin-left: 0.5em; font-family: inherit; }
.note.error { border-color: var(--error); background: var(--error-tint); }
.note.error b { color: var(--error); }
.note.warning { border-color: var(--warning); background: var(--warning-tint); }
.note.warning b { color: var(--warning); }
.note.info { border-color: var(--info); background: var(--info-tint); }
.note.info b { color: var(--info); }
.note.silenced { border-color: #b3b9c0; background: var(--silenced-tint); }
.note.silenced p, .note.silenced b { color: var(--silenced); }

@media screen and (max-width: 46rem) {
  body { padding: 1.6rem 1rem 3rem; }
  h1 { font-size: 1.6rem; letter-spacing: 0.04em; }
  section { margin-top: 2.6rem; }
  .overview th, .overview td { padding: 0.4rem 0.3rem; }
  .overview td, .overview th:nth-child(n+3) { width: 3.2rem; }
  .overview td:first-child, .overview th:first-child { display: none; }
  .form, .form tbody, .form tr, .form th, .form td, .form thead { display: block; width: 100%; }
  .form colgroup, .form thead th:not(.group), .form td.margin.none { display: none; }
  .form th, .form td { border-width: 0 1px 1px; }
  .form tr:first-child > :first-child { border-top-width: 1px; }
  .form + .form { margin-top: 0; }
  .form th.label {
    padding-bottom: 0; border-bottom: 0; background: none; color: var(--soft); font-family: var(--sans);
    font-size: 0.85em;
  }
  .form th.label, .form th.group { padding-left: 0.7rem !important; }
  .form th.level { text-align: left; font-family: var(--sans); font-weight: 700; }
  .form th.level.inner { font-weight: 400; background: #fafaf8; }
  .form td:has(+ td[data-label]) { border-bottom: 0; padding-bottom: 0; }
  .form td[data-label]::before { content: attr(data-label) "  "; color: var(--soft); font: 0.85em var(--sans); }
  .form td.margin { padding: 0.5rem 0 0.5rem 0.6rem; border: solid var(--line); border-width: 0 1px 1px; }
}
@page { size: A4; margin: 16mm 14mm; }
@media print {
  html { font-size: 9.5pt; }
  body { max-width: none; padding: 0; -webkit-print-color-adjust: exact; print-color-adjust: exact; }
  section { margin-top: 0; padding-top: 0; border-top: 0; break-before: page; }
  h2 { break-after: avoid; }
  a { text-decoration: none; }
  .top { display: none; }
  .rows tr, .note { break-inside: avoid; }
  tr:has(> .group) { break-after: avoid; }
}
"""
