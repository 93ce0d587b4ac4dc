"""Mended lines to a tree, by a YAML parser; what it cannot take is told in the clerk's words.

Owns the YAML language as formgen speaks it: mappings, lists and texts. Anchors, aliases, tags and merge keys are
refused while the events are read, so no alias bomb is ever unfolded; every scalar stays text, so ``0123``,
``12.50`` and ``=1.00(次)`` arrive as typed. The only importer of ruamel.yaml.
"""

import re
import sys
from collections.abc import Callable
from typing import Any

from ruamel.yaml import YAML, __with_libyaml__
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    StreamEndEvent,
)

from formgen import decoding, slips
from formgen.diagnostics import Diagnostic, Location, error, warning
from formgen.tree import DEPTH_LIMIT, NODE_LIMIT, Mapping, Node, Scalar, Sequence, child_key

if __with_libyaml__:
    from ruamel.yaml.cyaml import CBaseLoader

_DUPLICATES_LIMIT = 100
"""Keys typed twice that are listed one by one."""

_SHOWN = 30
"""Characters of a text that a message repeats."""

_TRIES = 8
"""How often a file is read on after a line that the parser cannot take; each time the parser starts anew."""

_TRIES_LIMIT = 100_000
"""Characters up to which a file is read more than once; a form has a few thousand."""


def read(typed: slips.Slips, file: str) -> tuple[Mapping | None, list[Diagnostic]]:
    """Return the tree of a file without the lines that the parser cannot take, and what is wrong with those.

    Findings:
        ``yaml-syntax``, ``yaml-refused``, ``yaml-too-deep``, ``yaml-too-large``, ``duplicate-key``,
        ``several-documents``, ``not-a-mapping``, ``file-empty``, ``character-refused`` (through an escape),
        ``lines-folded``, ``text-cut``, ``too-many-mistakes``.
    """
    faults: list[Diagnostic] = []
    known = {finding.at.line for finding in typed.findings}
    short = sum(map(len, typed.lines)) <= _TRIES_LIMIT
    for _ in range(_TRIES if short else 1):
        reader = _Reader(typed, file)
        tree, findings = reader.read()
        if reader.fault is None:
            return tree, [*faults, *findings]
        line = reader.fault.at.line or 1
        if line not in known:
            faults.append(reader.fault)
        if not _leave_out(typed, line - 1):
            break
    return None, faults


def _leave_out(typed: slips.Slips, line: int) -> bool:
    """Take a line and all that hangs on it out of the lines; False when it is out already."""
    if line >= len(typed.lines) or not typed.lines[line].strip():
        return False
    indent = _indent_of(typed.lines[line])
    typed.lines[line], typed.lost = "", True
    for following in range(line + 1, len(typed.lines)):
        if typed.lines[following].strip():
            if _indent_of(typed.lines[following]) <= indent:
                break
            typed.lines[following] = ""
    return True


def _indent_of(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


class _Halt(Exception):
    """The file cannot be read further."""

    def __init__(self, finding: Diagnostic) -> None:
        super().__init__(finding.code)
        self.finding = finding


class _Reader:
    """Builds the tree from the parser's events."""

    def __init__(self, typed: slips.Slips, file: str) -> None:
        self.typed = typed
        self.lines = typed.lines
        self.file = file
        self.findings: list[Diagnostic] = []
        self.fault: Diagnostic | None = None
        self.nodes = 0
        self.duplicates = 0
        text = "\n".join(self.lines)
        self.text = text
        self.refusable = any(sign in text for sign in _REFUSABLE)
        self.cuts: frozenset[int] = frozenset()  # lines with a sign that may cut a text
        if _CUT.search(text):
            self.cuts = frozenset(number for number, line in enumerate(self.lines) if _CUT.search(line))
        self.next: Callable[[], Any]  # returns the parser's next event

    def read(self) -> tuple[Mapping | None, list[Diagnostic]]:
        """Return the top mapping and the findings.

        None when there is no mapping; `fault` then says what the parser cannot take, if that is why.
        """
        tree = self._read_fast() if __with_libyaml__ else None
        if tree:
            return tree, self.findings
        self.findings, self.nodes, self.duplicates = [], 0, 0
        try:
            self.next = iter(YAML(typ="safe", pure=True).parse(self.text)).__next__
            root = self._document()
        except _Halt as halt:
            return None, [*self.findings, halt.finding]
        except MarkedYAMLError as fault:
            self.fault = self._syntax_error(fault)
            return None, []
        except (ValueError, OverflowError):
            self.fault = self._bad_escape()
            return None, []
        if not isinstance(root, Mapping):
            return None, [self._not_a_mapping()]
        return root, self.findings

    def _read_fast(self) -> Mapping | None:
        """Return the top mapping as libyaml reads it, many times faster; None when anything in the text is refused.

        Why: libyaml has other words and places for what it refuses, and takes a few things that the parser in Python
        does not, with tabs, directives, ends of documents and lines of blanks; a text with any of these is left to
        that one.
        """
        if len(self.text) > _TRIES_LIMIT or "\t" in self.text or _DOUBTFUL.search(f"\n{self.text}\n"):
            return None
        try:
            self.next = CBaseLoader(self.text).get_event
            root = self._document()
        except (_Halt, YAMLError, ValueError, OverflowError):
            return None
        return root if isinstance(root, Mapping) else None

    def _not_a_mapping(self) -> Diagnostic:
        message = "整个文件应当由“名称: 内容”这样的行组成，读到的却是别的东西"
        hint = "每行写成 项目名称: 科普资源平台建设，冒号用半角，后面空一格"
        return error("not-a-mapping", message, Location(self.file, 1, 1), hint)

    def _document(self) -> Node:
        root: Node | None = None
        while not isinstance(event := self.next(), StreamEndEvent):
            if isinstance(event, DocumentStartEvent):
                if root is not None:
                    message = "一个文件里有两份内容（中间用 --- 隔开），应当只有一份"
                    hint = "一个项目一个文件；删掉 --- 或拆成两个文件"
                    raise _Halt(error("several-documents", message, self._place(event), hint))
                root = self._node(self.next(), "", 0)
        if root is None:
            message = "文件里只有注释，没有内容"
            raise _Halt(error("file-empty", message, Location(self.file, 1, 1), "参照已有的项目文件填写"))
        return root

    def _node(self, event: Any, key: str, depth: int) -> Node:
        if self.refusable:
            self._refuse(event, key)
        self.nodes += 1
        if self.nodes > NODE_LIMIT:
            message = f"内容超过 {NODE_LIMIT} 项，没有表格需要这么多"
            raise _Halt(error("yaml-too-large", message, self._place(event, key), "拆成几个项目文件"))
        if depth > DEPTH_LIMIT:
            message = f"嵌套超过 {DEPTH_LIMIT} 层，没有表格需要这么深"
            raise _Halt(error("yaml-too-deep", message, self._place(event, key), "检查缩进和括号"))
        if isinstance(event, ScalarEvent):
            return self._scalar(event, key)
        if isinstance(event, MappingStartEvent):
            return self._mapping(event, key, depth)
        return self._sequence(event, key, depth)

    def _mapping(self, start: Any, key: str, depth: int) -> Mapping:
        entries: dict[str, Node] = {}
        keys: dict[str, Location] = {}
        while not isinstance(event := self.next(), MappingEndEvent):
            if self.refusable:
                self._refuse(event, key)
            if not isinstance(event, ScalarEvent):
                message = "冒号前面应当是一个名称，这里却是一组内容"
                raise _Halt(error("yaml-refused", message, self._place(event, key), "值里有括号或大括号时加引号"))
            name = event.value if self._is_simple(event) else self._scalar(event, key).text
            child = child_key(key, name)
            at = self._place(event, child)
            value = self._node(self.next(), child, depth + 1)
            if isinstance(value, Scalar) and not value.text:
                if value.plain and self.cuts:
                    self._warn_of_cut(event, child, after_colon=True)
                value = Scalar("", at)  # nothing was typed, so the place is the key's
            if name in entries:
                self._say_twice(name, at, keys[name])
            else:
                entries[name], keys[name] = value, at
        return Mapping(entries, keys, self._place(start, key))

    def _say_twice(self, name: str, at: Location, first: Location) -> None:
        message = f"“{_short(name)}”写了两次，第一次在第 {first.line} 行"
        self.findings.append(error("duplicate-key", message, at, "留下一个，删掉另一个", first))
        self.duplicates += 1
        if self.duplicates >= _DUPLICATES_LIMIT:
            message = f"写了两次的名称太多，第 {at.line} 行起没有再看"
            raise _Halt(error("too-many-mistakes", message, at, "先改好前面的，再检查一次"))

    def _sequence(self, start: Any, key: str, depth: int) -> Sequence:
        items: list[Node] = []
        while not isinstance(event := self.next(), SequenceEndEvent):
            items.append(self._node(event, child_key(key, len(items)), depth + 1))
        return Sequence(items, self._place(start, key))

    def _is_simple(self, event: Any) -> bool:
        """Return whether a text stands in one line as it is, with nothing in it that there may be a word about."""
        line = event.end_mark.line
        return event.start_mark.line == line and event.style != '"' and line not in self.cuts

    def _scalar(self, event: Any, key: str) -> Scalar:
        at, text = self._place(event, key), event.value
        if not self._is_simple(event):
            text = self._look_at(event, key, at)
        return Scalar(text, at, not event.style, self._starts(event, text))

    def _look_at(self, event: Any, key: str, at: Location) -> str:
        """Note what there is to say about a text; return it as the clerk means it."""
        text: str = event.value
        block = event.style in ("|", ">")
        if block and text.endswith("\n"):
            text = text[:-1]  # the end of the last line is YAML's, not the clerk's
        for character in dict.fromkeys(decoding.UNPRINTABLE.findall(text)):
            self.findings.append(decoding.refused_character(character, at))
        if not block:
            self._warn_of_cut(event, key)
        if event.style != "|" and _content_lines(event) > 1:
            message = "这段文字写成了几行，YAML 会把换行变成空格"
            hint = "要分行就在冒号后面写 |，下一行起缩进；不分行就写在一行里"
            self.findings.append(warning("lines-folded", message, at, hint))
        return text

    def _starts(self, event: Any, text: str) -> tuple[tuple[int, int], ...]:
        """Return line and column of each line of a scalar's text as it was typed, or nothing."""
        line = event.start_mark.line
        if event.style == "|":
            rows = text.split("\n")
            there = self.lines[line + 1 : line + 1 + len(rows)]
            if len(there) != len(rows) or not all(have.endswith(row) for row, have in zip(rows, there, strict=True)):
                return ()
            starts = [(line + 1 + number, len(there[number]) - len(row)) for number, row in enumerate(rows)]
            return tuple([(number + 1, self._column(number, start)) for number, start in starts])
        begin = event.start_mark.column + bool(event.style)
        if line >= len(self.lines) or not self.lines[line].startswith(text, begin):
            return ()
        return ((line + 1, self._column(line, begin)),)

    def _warn_of_cut(self, event: Any, key: str, *, after_colon: bool = False) -> None:
        """Warn of text behind `` #``, which YAML drops: ``见附件 #2``. A comment of ours has a blank after the sign."""
        mark = event.end_mark
        rest = self.lines[mark.line][mark.column :] if mark.line < len(self.lines) else ""
        if after_colon:
            rest = rest.lstrip(" \t").removeprefix(":")
        cut = rest.lstrip(" \t")
        if cut == rest or not re.match(r"#(?!formgen)\S", cut):
            return
        line, start = mark.line + 1, len(self.lines[mark.line]) - len(cut)
        column = self.typed.typed_column(mark.line, start) + 1
        at = Location(self.file, line, column, line, column + len(cut), key=key or None)
        message = f"“{_short(cut)}”不会印出来：空格后面的 # 是说明的开头"
        hint = "要印出来就给整个值加上引号；是说明就在 # 后面空一格"
        finding = warning("text-cut", message, at, hint)
        if finding not in self.findings:  # a blank value may be looked at twice: with its key, and where it would be
            self.findings.append(finding)

    def _refuse(self, event: Any, key: str) -> None:
        """Stop at what formgen's YAML does not have."""
        anchor = isinstance(event, AliasEvent) or getattr(event, "anchor", None)
        merge = isinstance(event, ScalarEvent) and not event.style and event.value == "<<"
        tag = getattr(event, "tag", None) if not isinstance(event, AliasEvent) else None
        if anchor:
            what = "以 & 或 * 开头的内容（YAML 的锚点和引用）"
        elif tag:
            what = "以 ! 开头的内容（YAML 的标签）"
        elif merge:
            what = "<<（YAML 的合并键）"
        else:
            return
        hint = "如果是要印出来的文字，给整个值加上引号"
        raise _Halt(error("yaml-refused", f"不接受{what}", self._place(event, key), hint))

    def _place(self, event: Any, key: str = "") -> Location:
        start, end = event.start_mark, event.end_mark
        line, end_line = start.line, end.line
        column, end_column = self._column(line, start.column), self._column(end_line, end.column)
        return Location(self.file, line + 1, column, end_line + 1, end_column, key or None)

    def _column(self, line: int, column: int) -> int:
        """Return the column, from 1, of a character of a mended line in the line as typed."""
        return (self.typed.typed_column(line, column) if line in self.typed.edits else column) + 1

    def _syntax_error(self, fault: MarkedYAMLError) -> Diagnostic:
        mark = fault.problem_mark or fault.context_mark
        if fault.problem == "could not find expected ':'" or _OPENED.match(str(fault.context or "")):
            mark = fault.context_mark or mark  # where the mistake begins, not where the parser gave up
        at = Location(self.file, 1, 1)
        if mark:
            column = self.typed.typed_column(mark.line, mark.column) + 1
            at = Location(self.file, mark.line + 1, column, mark.line + 1, column + 1)
        problem = str(fault.problem or "")
        for beginning, message, hint in _SYNTAX:
            if problem.startswith(beginning):
                return error("yaml-syntax", message, at, hint)
        return error("yaml-syntax", "这里的写法读不懂", at, _COLON)

    def _bad_escape(self) -> Diagnostic:
        """Return the finding for an escape beyond the last character of Unicode; the parser tells no place."""
        for number, line in enumerate(self.lines, start=1):
            for escape in _LONG_ESCAPE.finditer(line):
                if int(escape[1], 16) > sys.maxunicode:
                    at = Location(self.file, number, escape.start() + 1, number, escape.end() + 1)
                    return error("yaml-syntax", f"没有“{escape[0]}”这个字符", at, "直接输入这个字，或去掉反斜杠")
        return error("yaml-syntax", "这里的写法读不懂", Location(self.file, 1, 1), _QUOTES)


_DOUBTFUL = re.compile(r"\n(?:%| +\n|\.\.\.)")
"""What libyaml takes in another way than the parser in Python; a tab is, too."""

_REFUSABLE = ("&", "*", "!", "<<")
"""Without these there is no anchor, alias, tag or merge key in a text."""

_CUT = re.compile(r"#(?<=[ \t]#)(?!formgen)\S")
"""The beginning of a comment that may have been meant as text."""


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


_OPENED = re.compile("while scanning a quoted scalar|while parsing a flow")
_LONG_ESCAPE = re.compile(r"\\U([0-9A-Fa-f]{8})")


def _content_lines(event: Any) -> int:
    """Return over how many lines a scalar's text was typed; the line of ``>`` or ``|`` holds none of it."""
    if event.style in ("|", ">"):
        return int(event.end_mark.line - event.start_mark.line - 1)
    return int(event.end_mark.line - event.start_mark.line + 1)


_COLON = "检查这一行和上一行：冒号要用半角“:”，后面空一格；下一级比上一级多缩进两格"
_QUOTES = '给整个值加上引号，例如 指标值: "…"'
_SYNTAX = (
    ("could not find expected ':'", "这一行缺少半角冒号", _COLON),
    ("mapping values are not allowed", "一行里有两个“: ”，或者上一行的写法有误", _COLON),
    ("found character '\\t'", "这里有制表符（Tab）", "缩进只用空格；值以 Tab 开头时加引号"),
    ("found character", "值以 YAML 的特殊字符开头", _QUOTES),
    ("expected <block end>", "这一行的缩进和前面对不上，或者引号后面还有文字", _COLON),
    ("sequence entries are not allowed", "“- ”不能写在这里", "列表的每一项另起一行"),
    ("expected chomping or indentation", "“>”或“|”后面不能直接写内容", "大于等于请写 ≥，例如 ≥95%"),
    ("expected a comment or a line break", "“>”或“|”后面不能直接写内容", "大于等于请写 ≥，例如 ≥95%"),
    ("expected alphabetic or numeric character", "值以 * 或 & 开头，YAML 会当成引用", _QUOTES),
    ("found unexpected end of stream", "引号没有配对", "检查前面的引号，前后各要一个"),
    ("expected ',' or", "方括号或大括号没有配对", _QUOTES),
)
"""The parser's problems, by their English beginning, in our words."""
