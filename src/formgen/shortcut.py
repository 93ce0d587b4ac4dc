"""The short way from lines to a tree: files in which every line is of the usual kind, read line by line.

Owns which lines are usual: ``name: value``, ``- name: value`` and ``- value``, comments, and blank lines, where a value
is a text, a text in quotes, a list or group in brackets, each in one line, or a text below ``|``. Why: almost every
file is made of these alone, they can have one meaning only, and a parser of all of YAML takes many times as long.
A file that has anything else in it, such as a slip, is not read here at all. Of any other comes out what `slips` and
the parser make of it, and they have nothing to say about it.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace

from formgen.diagnostics import Location
from formgen.lines import Comments, speaks
from formgen.tree import DEPTH_LIMIT, NODE_LIMIT, Mapping, Node, Scalar, Sequence, child_key

_TEXT_LIMIT = 100_000
"""Characters in a file; a form has a few thousand."""

# No text with what YAML or `slips` may take for something else: not at its beginning, no blank before # or behind a
# colon, and in an item no colon at all; a name begins with a letter or digit, but not as a numbered line does.
_FIRST = r"[^\s\-?:,\[\]{}#&*!|>'\"%@`<｜]"
_NAME = r"(?![①-⑳]|[0-9]{1,2}[.、)）])[^\W_](?:[^:：#]{0,98}[^\s:：#])?"
_PLAIN = rf"(?:{_FIRST}|-(?=[0-9])|<(?=[^<]))[^:#]*(?:(?::(?=\S)|(?<=\S)#)[^:#]*)*(?<=\S)"
_ITEM = rf"{_FIRST}[^:：#]*(?:(?<=\S)#[^:：#]*)*(?<=\S)"
_LINE = re.compile(
    r"(?: *#.*)?|"
    rf"(?P<lead> *)(?P<dash>- )?(?:(?P<name>{_NAME}):(?: +(?:(?P<plain>{_PLAIN})|(?P<block>\|)"
    r"|(?P<quoted>\"[^\"\\]*\"|'[^']*')|(?P<flow>[\[{].*[\]}])))?"
    rf"|(?P<item>{_ITEM}))(?: *| +#(?: .*)?)"
)
_NAME_IN_FLOW = re.compile(r"([^\W\d_](?:[^\s,，:：\[\]{}#'\"?]{0,99})): +")
_SCALAR_IN_FLOW = re.compile(
    r"(?P<quoted>\"[^\"\\#]*\"|'[^'#]*')"
    rf"|(?:{_FIRST}|-(?=[0-9]))(?:[^,:\[\]{{}}#'\"?]*[^\s,:\[\]{{}}#'\"?])?"
)
_AFTER_IN_FLOW = re.compile(r" *(?:, *|([\]}]))")
_CLOSING = {"[": "]", "{": "}"}


class _Unusual(Exception):
    """Something in the file is not read here."""


@dataclass(slots=True)
class _Level:
    """An open group or list.

    Attributes:
        column: where its names or dashes stand, from 0.
        node: itself.
        key: its own key.
        waiting: the name in the line before, if nothing stands behind it.
    """

    column: int
    node: Mapping | Sequence
    key: str
    waiting: str | None = None


def read(lines: list[str], file: str, names: Collection[str] = frozenset()) -> Mapping | None:
    """Return the tree of a file of usual lines, in which there is nothing to find; None for any other file.

    Args:
        lines: without their ends, and without characters that no form can show.
        file: its name for places.
        names: the keys that the file may hold, as `slips.find` wants them.
    """
    text = "\n".join(lines)
    nodes = 2 * len(lines) + sum(map(text.count, ",[{"))  # or fewer
    if len(text) > _TEXT_LIMIT or nodes >= NODE_LIMIT or "\t" in text:
        return None
    try:
        return _Reader(lines, file, names).read()
    except _Unusual:
        return None


class _Reader:
    """Walks down the lines; what is made on the way has its place at once."""

    def __init__(self, lines: list[str], file: str, names: Collection[str]) -> None:
        self.lines = lines
        self.file = file
        self.names = names
        self.number = 0  # of the line that is being read, from 1
        self.levels: list[_Level] = []
        self.comments = Comments(lines, file)

    def read(self) -> Mapping:
        """Return the top mapping."""
        top: Mapping | Sequence | None = None
        while self.number < len(self.lines):
            line = _LINE.fullmatch(self.lines[self.number])
            self.number += 1
            if line is None:
                raise _Unusual
            self.comments.note(self.number - 1, line.end(line.lastgroup) if line.lastgroup else 0)
            if line.lastgroup:  # neither a comment nor blank
                self._line(line)
                top = top or self.levels[0].node
        if not isinstance(top, Mapping):
            raise _Unusual
        return replace(top, remarks=tuple(self.comments.remarks()))

    def _line(self, line: re.Match[str]) -> None:
        """Put the item, or the name and its value, where it belongs."""
        column, dash, name = line.end("lead"), line["dash"], line["name"]
        level = self._level(column, is_list=dash is not None)
        node, key = level.node, level.key
        if isinstance(node, Sequence):
            key, column = child_key(key, len(node.items)), column + len(dash)
            if name is None:
                node.items.append(self._scalar(line["item"], column, key))
                return
            level = self._opened(column, key, is_list=False)
            node.items.append(level.node)
            node = level.node
        if name is None or not isinstance(node, Mapping) or name in node.entries:
            raise _Unusual
        key = child_key(key, name)
        node.keys[name] = at = self._place(column, column + len(name), key)
        node.entries[name] = self._value(line, column, key) or Scalar("", at)
        if line.lastgroup == "name":
            level.waiting = name

    def _level(self, column: int, *, is_list: bool) -> _Level:
        """Return the group or list that a line belongs to: one that is open, or the one that it opens."""
        levels = self.levels
        if not levels:
            return self._opened(column, "", is_list=is_list)
        above = levels[-1]
        if above.waiting is not None and isinstance(above.node, Mapping):
            name, above.waiting = above.waiting, None
            if column > above.column or (is_list and column == above.column):
                opened = self._opened(column, child_key(above.key, name), is_list=is_list)
                above.node.entries[name] = opened.node
                return opened
        while levels and (
            column < levels[-1].column
            or (column == levels[-1].column and not is_list and isinstance(levels[-1].node, Sequence))
        ):
            levels.pop()
        if not levels or levels[-1].column != column or isinstance(levels[-1].node, Sequence) != is_list:
            raise _Unusual
        return levels[-1]

    def _opened(self, column: int, key: str, *, is_list: bool) -> _Level:
        if len(self.levels) >= DEPTH_LIMIT:
            raise _Unusual
        beside = is_list and bool(self.levels) and self.levels[-1].column == column  # its dash is counted in by YAML
        at = self._place(column, column + beside, key)
        level = _Level(column, Sequence([], at) if is_list else Mapping({}, {}, at), key)
        self.levels.append(level)
        return level

    def _value(self, line: re.Match[str], column: int, key: str) -> Node | None:
        """Return what stands behind a name; None when nothing does."""
        kind = line.lastgroup
        if kind == "plain":
            return self._scalar(line["plain"], line.start("plain"), key)
        if kind == "quoted":
            text = line["quoted"][1:-1]
            return self._scalar(text, line.start("quoted"), key, quote=1) if text else None
        if kind == "block":
            return self._block(line.start("block"), column, key)
        if kind == "flow":
            if self.names and "：" in line[0]:
                raise _Unusual  # it may stand behind a name
            node, end = self._flow(line.string, line.start("flow"), key, len(self.levels))
            if end != line.end("flow"):
                raise _Unusual
            return node
        return None

    def _place(self, start: int, end: int, key: str) -> Location:
        return Location(self.file, self.number, start + 1, self.number, end + 1, key or None)

    def _scalar(self, text: str, start: int, key: str, *, quote: int = 0) -> Scalar:
        at = self._place(start, start + len(text) + 2 * quote, key)
        return Scalar(text, at, not quote, ((self.number, start + 1 + quote),))

    def _block(self, start: int, parent: int, key: str) -> Scalar:
        """Return the text below ``|``, up to the first line that is not deeper than its key."""
        first = last = following = self.number
        indent = _indent_of(self.lines[first]) if first < len(self.lines) else 0
        if indent <= parent:
            raise _Unusual
        while following < len(self.lines):
            row = self.lines[following]
            if row:
                if speaks(row) >= 0:
                    raise _Unusual  # it may be printed
                spaces = _indent_of(row)
                if spaces < indent:
                    if spaces > parent:
                        raise _Unusual
                    break
                last = following + 1
            following += 1
        rows = self.lines[first:last]
        text = "\n".join([row[indent:] for row in rows])
        starts = tuple((first + 1 + number, min(indent, len(row)) + 1) for number, row in enumerate(rows))
        end = (following + 1, 1) if following < len(self.lines) else (following, len(self.lines[-1]) + 1)
        at = Location(self.file, self.number, start + 1, *end, key)
        self.number = following
        return Scalar(text, at, False, starts)

    def _flow(self, line: str, start: int, key: str, depth: int) -> tuple[Node, int]:
        """Return the text, list or group that begins at a place in a line, and where it ends."""
        if depth > DEPTH_LIMIT:
            raise _Unusual
        opening = line[start : start + 1]
        if opening not in _CLOSING:
            found = _SCALAR_IN_FLOW.match(line, start)
            if found is None:
                raise _Unusual
            quote = 1 if found["quoted"] else 0
            text = found[0][quote : len(found[0]) - quote]
            return self._scalar(text, start, key, quote=quote), found.end()
        at = self._place(start, start + 1, key)
        node = Sequence([], at) if opening == "[" else Mapping({}, {}, at)
        end = start + 1
        while True:
            if isinstance(node, Sequence):
                item, end = self._flow(line, end, child_key(key, len(node.items)), depth + 1)
                node.items.append(item)
            else:
                name = _NAME_IN_FLOW.match(line, end)
                if name is None or name[1] in node.entries:
                    raise _Unusual
                child = child_key(key, name[1])
                node.keys[name[1]] = at = self._place(name.start(), name.end(1), child)
                item, end = self._flow(line, name.end(), child, depth + 1)
                node.entries[name[1]] = Scalar("", at) if isinstance(item, Scalar) and item.blank else item
            after = _AFTER_IN_FLOW.match(line, end)
            if after is None:
                raise _Unusual
            end = after.end()
            if after[1]:
                if after[1] != _CLOSING[opening]:
                    raise _Unusual
                return node, end


def _indent_of(line: str) -> int:
    spaces = len(line) - len(line.lstrip(" "))
    if line and spaces == len(line):
        raise _Unusual
    return spaces
