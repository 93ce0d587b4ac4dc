"""Places and labels to the fields of a schema: each has its key, its type, and what it can hold.

Owns the choice among keys. A field's key is its label's, inside the groups that it stands under. A label that the form
prints twice goes into a section: the total that it is a part of, the title line above it, its table. What names the
project, its year or its unit is one field, however often it is printed.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from formgen.drafting import labels
from formgen.drafting.grid import Table
from formgen.drafting.labels import Label
from formgen.drafting.layout import Column, Kind, Place, Repeated, is_large
from formgen.drafting.lines import Stretch

Path = tuple[str, ...]

_DEPTH = 5
"""Names in a key at most; a schema takes two levels for each, and source.py reads twelve."""


@dataclass(eq=False, slots=True)
class Entry:
    """One field of the schema.

    Attributes:
        path: its key, from the outermost group in.
        label: as printed.
        type: one of `values.READERS`.
        unit: of the numbers, as printed.
        options: what can be ticked or is usual; empty for free content.
        is_open: whether something else than the options may be written.
        multiple: whether several of the options may be ticked.
        large: whether its place has room for several lines.
        adds_up: of a total under repeated rows, the column that it adds up.
        unprinted: why the form does not print it; empty for the fields of the form.
        part: where it is on the blank form, for people.
    """

    path: Path
    label: Label
    type: str
    unit: str = ""
    options: list[str] = field(default_factory=list)
    is_open: bool = False
    multiple: bool = False
    large: bool = False
    adds_up: str = ""
    unprinted: str = ""
    part: str = ""

    @property
    def key(self) -> str:
        """Its key as templates and rules write it."""
        return ".".join(self.path)


@dataclass(eq=False, slots=True)
class Rows:
    """A table of repeated rows in the schema.

    Attributes:
        path: its key.
        label: as printed.
        levels: the entries of its grouping columns; their options are the names that the form prints.
        columns: the fields of a row; their paths are of the row.
        paths: the names of the levels for each row of the example.
        source: where the form has it.
        figures: for each of these rows what the form prints in its other columns already.
        by_span: the entry of each column of the grid.
    """

    path: Path
    label: Label
    levels: list[Entry]
    columns: list[Entry]
    paths: list[Path]
    source: Repeated
    figures: list[dict[Path, str]] = field(default_factory=list)
    by_span: dict[tuple[int, int], Entry] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """Its key as templates and rules write it."""
        return ".".join(self.path)


@dataclass(eq=False, slots=True)
class Sides:
    """Two tables of a project that the form prints beside one another.

    Attributes:
        path: the key under which templates see both.
        tables: the two.
        source: where the form has them.
    """

    path: Path
    tables: list[Rows]
    source: Repeated

    @property
    def by(self) -> str:
        """The level that both share."""
        return self.tables[0].levels[0].path[0]


@dataclass(slots=True)
class Fields:
    """The fields of a form.

    Attributes:
        entries: in the order of the form.
        tables: likewise.
        sides: which of them stand beside one another.
        of: the entry that each place and stretch prints.
        doubtful: places whose label had to go into a section that the form does not name.
    """

    entries: list[Entry] = field(default_factory=list)
    tables: list[Rows] = field(default_factory=list)
    sides: list[Sides] = field(default_factory=list)
    of: dict[Place | Stretch, Entry] = field(default_factory=dict)
    doubtful: list[Place | Stretch] = field(default_factory=list)


def settle(
    targets: Iterable[Place | Stretch],
    repeated: Iterable[Repeated],
    tables: list[Table],
    captions: dict[int, Label],
    usual: list[Path],
    unit: str,
) -> Fields:
    """Return the fields for what a form asks for.

    Args:
        targets: the places that have a label with a key, in the order of the form.
        repeated: the tables of repeated rows.
        tables: of the document.
        captions: the title over each table, by its number.
        usual: what the levels of indicators are called where a form prints no names.
        unit: of all amounts of the form; empty when it says none.
    """
    fields = Fields()
    taken: set[Path] = set()
    for found in repeated:
        label = _name_of(found, captions)
        path = _free((label.key,), taken)
        halves = found.halves if found.levels else []
        parts = _halves(found, label) if halves else [(path, label, found.levels, _columns(found))]
        made = [_rows(found, *part, usual, unit) for part in parts]
        fields.tables += made
        taken |= {path, *(rows.path for rows in made)}
        if halves:
            fields.sides.append(Sides(path, made, found))
    ordered = list(targets)
    paths = {target: _outside(_base(target), taken) for target in ordered}
    _join_names(paths)
    _nest_twins(ordered, paths, captions, fields.doubtful)
    _part_leaves_from_groups(paths)
    by_path: dict[Path, Entry] = {}
    for target in ordered:
        path = paths[target]
        if path not in by_path:
            entry = _entry(target, path, tables, unit)
            if isinstance(target, Place) and target.is_total and entry.type in ("line", "text"):
                continue  # nobody adds up remarks
            by_path[path] = entry
            fields.entries.append(entry)
        fields.of[target] = by_path[path]
    return fields


def _base(target: Place | Stretch) -> Path:
    return tuple(label.key for label in (*target.groups, target.label) if label and label.key)[-_DEPTH + 1 :]


def _within(group: str, path: Path) -> Path:
    """Return a path with one more group around it, without the next one where it would be too deep."""
    return (group, *path) if len(path) < _DEPTH else (group, *path[1:])


def _outside(path: Path, taken: set[Path]) -> Path:
    """Return a path without the groups whose name a table of rows has."""
    while len(path) > 1 and any(path[:length] in taken for length in range(1, len(path))):
        path = path[1:]
    return (*path[:-1], f"{path[-1]}项") if path in taken else path


def _join_names(paths: dict[Place | Stretch, Path]) -> None:
    """Give what names the project, its year or its unit one path, the shortest, wherever it is printed."""
    for leaf in {path[-1] for path in paths.values() if _names_the_project(path[-1])}:
        found = [target for target, path in paths.items() if path[-1] == leaf]
        shortest = min((paths[target] for target in found), key=len)
        for target in found:
            paths[target] = shortest


def _nest_twins(
    ordered: list[Place | Stretch],
    paths: dict[Place | Stretch, Path],
    captions: dict[int, Label],
    doubtful: list[Place | Stretch],
) -> None:
    """Put labels that are printed twice into sections, each with all that belongs to it."""
    totals = {part: place for place in ordered if isinstance(place, Place) for part in place.parts if part.whole}
    for twins in _twins(ordered, paths):
        wholes = [totals.get(twin) for twin in twins if isinstance(twin, Place)]
        if len(wholes) == len(twins) and len(set(wholes)) == len(twins) and None not in wholes:
            for whole in wholes[:-1]:  # the last one, the current year's, keeps the plain names
                assert whole is not None
                for member in (whole, *whole.parts):
                    paths[member] = _inside(paths[member], paths[whole][-1])
                paths[whole] = (*paths[whole][:-1], _tail(paths[whole][-1]))
    for twins in _twins(ordered, paths):
        sections = [_section(twin) for twin in twins]
        if len(set(sections)) == len(twins):
            for twin, section in ((twin, section) for twin, section in zip(twins, sections, strict=True) if section):
                paths[twin] = _within(section, paths[twin])
    for twins in _twins(ordered, paths):
        numbers = [_table(twin) for twin in twins]
        for twin, number in zip(twins[1:], numbers[1:], strict=True):
            if number != numbers[0]:
                caption = captions.get(number)
                section = caption.key if caption and caption.key else f"表{number}" if number else "表外"
                paths[twin] = _within(section, paths[twin])
                if caption is None:
                    doubtful.append(twin)
    for twins in _twins(ordered, paths):
        for count, twin in enumerate(twins[1:], start=2):
            paths[twin] = (*paths[twin][:-1], f"第{count}处", paths[twin][-1])
            doubtful.append(twin)


def _twins(ordered: list[Place | Stretch], paths: dict[Place | Stretch, Path]) -> Iterator[list[Place | Stretch]]:
    counts = Counter(paths[target] for target in ordered)
    for path, count in counts.items():
        if count > 1 and not _names_the_project(path[-1]):
            yield [target for target in ordered if paths[target] == path]


def _names_the_project(key: str) -> bool:
    return any(pattern.fullmatch(key) for pattern in (labels.IS_PROJECT_NAME, labels.IS_YEAR, labels.IS_UNIT))


def _inside(path: Path, group: str) -> Path:
    return (*path[:-1], group, path[-1])


def _tail(key: str) -> str:
    """Return the end of a total's name that says it is one: 总额 of 项目资金总额."""
    return next((key[-2:] for ending in ("额", "计", "数") if key.endswith(ending)), key)


def _section(target: Place | Stretch) -> str:
    return target.heading.key if isinstance(target, Place) and target.heading else ""


def _table(target: Place | Stretch) -> int:
    return target.cell.table if isinstance(target, Place) else target.table


def _part_leaves_from_groups(paths: dict[Place | Stretch, Path]) -> None:
    """Move a field that has the name of a group into that group."""
    for _ in range(_DEPTH):
        groups = {path[:length] for path in paths.values() for length in range(1, len(path))}
        for target, path in list(paths.items()):
            if path in groups:
                inside = (*path, _tail(path[-1]))
                paths[target] = inside if inside not in paths.values() else (*path, path[-1])


def _entry(target: Place | Stretch, path: Path, tables: list[Table], unit: str) -> Entry:
    label = target.label
    assert label is not None
    if isinstance(target, Stretch):
        entry = Entry(path, label, "line", label.unit or target.unit, part=target.part)
        text, large, ticks = target.text, False, target.ticks
    else:
        entry = Entry(path, label, "line", label.unit or target.unit, part=target.part)
        text, ticks = target.cell.text, target.kind is Kind.CHOICE
        large = is_large(tables[target.cell.table - 1], target.cell)
    over = next((group.unit for group in reversed(target.groups) if group.unit), "")
    if ticks:
        entry.options, entry.is_open = labels.options(text)
        entry.multiple = "多选" in label.text or "多选" in text
    else:
        entry.type = labels.type_of(label, unit=entry.unit, over=over, empty=text, large=large, in_row=False)
        entry.large = large
        if entry.type == "amount":
            entry.unit = entry.unit or over or unit
    return entry


def _name_of(found: Repeated, captions: dict[int, Label]) -> Label:
    """Return the label that names a table of rows: the nearest one over or beside it."""
    caption = captions.get(found.table.number)
    named = (label for label in (*reversed(found.groups), found.heading, caption) if label and label.key)
    return next(named, _stem(found))


def _free(path: Path, taken: set[Path]) -> Path:
    """Return a path that no table has."""
    free, count = path, 2
    while free in taken:
        free, count = (f"{path[0]}第{count}部分",), count + 1
    return free


def _columns(found: Repeated) -> list[Column]:
    return [*found.columns, *(column for _, levels, own in found.halves for column in (*levels, *own))]


def _halves(found: Repeated, label: Label) -> Iterator[tuple[Path, Label, list[Column], list[Column]]]:
    """Yield name, label, levels and columns of each of the tables that stand beside one another."""
    used: set[str] = set()
    for number, (over, levels, columns) in enumerate(found.halves, start=1):
        prefix = _GOAL.sub("", over.key) if over else ""
        prefix = prefix if prefix and prefix not in used else f"第{number}栏"
        used.add(prefix)
        name = Label(f"{prefix}{label.text}", f"{prefix}{label.key}")
        yield (name.key,), name, [*found.levels, *levels], [*found.columns, *columns]


def _rows(
    found: Repeated, path: Path, label: Label, levels: list[Column], columns: list[Column], usual: list[Path], unit: str
) -> Rows:
    rows = Rows(path, label, [], [], [], found)
    used: set[str] = set()
    for column in levels:
        entry = replace(_column(column, used, found, unit), type="line", options=list(column.printed))
        rows.levels.append(entry)
        rows.by_span[column.span] = entry
    for column in columns:
        entry = _column(column, used, found, unit)
        rows.columns.append(entry)
        rows.by_span[column.span] = entry
    unnamed = not any(level.options for level in rows.levels)
    if unnamed and rows.levels and all(labels.IS_LEVEL.fullmatch(level.path[0]) for level in rows.levels):
        rows.paths = list(dict.fromkeys(names[: len(rows.levels)] for names in usual))
        for place, level in enumerate(rows.levels):
            level.options = list(dict.fromkeys(names[place] for names in rows.paths if place < len(names)))
        return rows
    seen: set[Path] = set()
    for printed in found.printed:
        names = tuple(
            name if (name := printed.get(column.span, "")) in level.options else _invented(level)
            for column, level in zip(levels, rows.levels, strict=True)
        )
        figures = {rows.by_span[span].path: text for span, text in printed.items() if span in rows.by_span}
        own = {name: text for name, text in figures.items() if name in {column.path for column in rows.columns}}
        if names not in seen or own:
            rows.paths.append(names)
            rows.figures.append(own)
        seen.add(names)
    return rows


_GOAL = re.compile(r"(?:总体|总)?(?:绩效)?目标$")


def _stem(found: Repeated) -> Label:
    """Return a name for a table that the form gives none: 指标 where its levels are 一级指标 and 二级指标."""
    level = next((column.label.key for column in found.levels if labels.IS_LEVEL.fullmatch(column.label.key)), "")
    return Label(level[2:] or "明细", level[2:] or "明细")


def _column(column: Column, used: set[str], found: Repeated, unit: str) -> Entry:
    over = next((label.unit for label in (column.over, *reversed(found.groups)) if label and label.unit), "")
    key = column.label.key or "内容"
    if column.over and (key in used or labels.IS_TOTAL.fullmatch(key)):
        key = column.over.key + key  # 投资小计
    count = 2
    while key in used:
        key, count = f"{column.label.key or '内容'}第{count}列", count + 1
    used.add(key)
    entry = Entry((key,), column.label, "line", column.label.unit, part=found.part)
    if column.ticks:
        entry.options, entry.is_open = labels.options(column.ticks)
    else:
        entry.type = labels.type_of(column.label, unit=entry.unit, over=over, empty="", large=False, in_row=True)
        entry.unit = entry.unit or ((over or unit) if entry.type == "amount" else "")
    return entry


def _invented(level: Entry) -> str:
    """Return a name for a group of rows where the form prints none."""
    return level.options[0] if level.options else f"示例{level.label.key}"
