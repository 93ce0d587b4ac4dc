"""Values: what must be quoted, what is not closed, and where a longer value ends.

Owns quotes, brackets, texts below ``|``, and the characters that YAML takes for something else.
"""

import re
from collections.abc import Callable

from formgen.diagnostics import Fix, Location
from formgen.lines import BLANKS, ODD_BLANKS, end_of, speaks
from formgen.slips.names import QUOTED, REMARK, Names
from formgen.slips.outline import COLON, ITEM_OPEN

_BLOCK = re.compile(r"[|>](?:[+-]?[1-9]?|[1-9][+-]?)(?:[ \t]*|[ \t]+#.*)\Z")
REFUSED = {
    "&": "以 & 开头的内容（YAML 的锚点）",
    "*": "以 * 开头的内容（YAML 的引用）",
    "!": "以 ! 开头的内容（YAML 的标签）",
}
_NO_START = "@`%]},"
CLOSING = {"[": "]", "{": "}"}

_ODD_REMARK = re.compile(f"(?<=[{ODD_BLANKS}])#")
_COLON_IN_FLOW = re.compile(r"[{,]\s*([^\s,:：{}\[\]\"']+)(：)")
_COMMA_IN_FLOW = re.compile(r"，(?=(\s*)([^\s,，:：{}\[\]\"']+):(?:\s|\Z))")
_SETTING = re.compile("[a-z_]+")

_LONG_LIMIT = 40_000
"""Characters that a value in quotes or brackets may have before its end is no longer looked for."""


class Values(Names):
    """Looks at a value and says where the next line to look at is."""

    def _value(self, line: int, start: int, parent: int, *, apart: bool = False) -> int:
        """Look at the value that begins somewhere behind `start`; return the next line to look at.

        Args:
            line: from 0.
            start: where to look from.
            parent: the column of the key or dash that the value belongs to.
            apart: whether a blank that was not typed stands before it by now.
        """
        typed = self.lines[line]
        begin = end_of(" \t", typed, start)
        if begin >= len(typed) or (typed[begin] == "#" and (begin > start or apart)):
            self.comments.note(line, begin)
            return line + 1  # the value, if any, follows below
        self.waiting, self.running = None, None
        first = typed[begin]
        if typed[begin:].strip(BLANKS) == "｜":
            place = Location(self.file, line + 1, begin + 1, line + 1, begin + 2)
            message, hint = "这里用了全角的“｜”，要分行写的文字用半角“|”", "改成半角“|”"
            self._say("full-width-bar", message, line, begin, begin + 1, hint, Fix(place, "|"))
            self._edit(line, begin, 1, "|")
            return self._block(line, parent)
        if first in "|>":
            if _BLOCK.match(typed[begin:]):
                self.comments.note(line, begin)
                return self._block(line, parent)
            return self._refuse_block(line, begin, parent)
        if first in "\"'":
            return self._quoted(line, begin, parent)
        if first in CLOSING:
            return self._flow(line, begin, parent)
        end = self._end_of_plain(line, begin)
        self.comments.note(line, end)
        stop = end_of(BLANKS, typed, end)
        if "\t" in typed[end:stop]:  # a tab at the end or before a comment means nothing
            self._edit(line, end, stop - end, " " * (stop - end))
        if remark := _ODD_REMARK.search(typed, begin + 1, end):
            end = len(typed[: remark.start()].rstrip(BLANKS))
            self._say_blank(line, end, remark.start(), "说明的“#”前面有{}，应当是半角空格", " ")
        elif typed[begin:end] != (trimmed := typed[begin:end].rstrip(BLANKS)) and trimmed:
            self._say_blank(line, begin + len(trimmed), end, "内容后面多了{}", "")
            end = begin + len(trimmed)
        if first in REFUSED:
            hint = "如果是要印出来的文字，给整个值加上引号"
            self._say("yaml-refused", f"不接受{REFUSED[first]}", line, begin, begin + 1, hint)
            self._quote(line, begin, end)
        elif first in _NO_START or typed[begin:end] in ("-", "?") or typed[begin : begin + 2] in ("- ", "? "):
            what = "“- ”不能写在冒号后面" if first == "-" else f"内容以“{first}”开头，YAML 不认"
            hint = (
                "列表的每一项另起一行；要印出来就给整个值加上引号" if first == "-" else self._quotes(begin, end, line)
            )
            self._say("value-needs-quotes", what, line, begin, begin + 1, hint)
            self._quote(line, begin, end)
        elif colon := COLON.search(typed, begin, end):
            message = "内容里有半角冒号加空格，YAML 会把前面当成名称"
            hint = "改用全角冒号“：”，或给整个值加上引号"
            self._say("value-needs-quotes", message, line, colon.start(), colon.end(), hint)
            self._quote(line, begin, end)
        else:
            self.running = parent
        return line + 1

    def _end_of_plain(self, line: int, begin: int) -> int:
        typed = self.lines[line]
        remark = REMARK.search(typed, begin)
        return len((typed[: remark.start()] if remark else typed).rstrip(" \t"))

    def _quotes(self, begin: int, end: int, line: int) -> str:
        text = self.lines[line][begin:end]
        shown = text if len(text) <= 20 else f"{text[:20]}…"
        mark = "'" if '"' in shown else '"'
        return f"给整个值加上引号，写成 {mark}{shown}{mark}"

    def _quote(self, line: int, begin: int, end: int) -> None:
        """Make a value quoted text in the mended line."""
        text = self.lines[line][begin:end].replace("'", "''")
        if "'" in text:
            self._edit(line, begin, end - begin, f"'{text}'")
        else:
            self._edit(line, begin, 0, "'")
            self._edit(line, end, 0, "'")

    def _refuse_block(self, line: int, begin: int, parent: int) -> int:
        typed, end = self.lines[line], self._end_of_plain(line, begin)
        first = typed[begin]
        if typed.startswith((">=", ">＝"), begin):
            fix = Fix(Location(self.file, line + 1, begin + 1, line + 1, begin + 3), "≥")
            message, hint = f"内容不能以“{first}”开头，大于等于请写 ≥", f"写成 ≥{typed[begin + 2 : end].strip()[:20]}"
            self._say("value-needs-quotes", message, line, begin, begin + 2, hint, fix)
        else:
            what = "“|”后面不能直接写内容" if first == "|" else "内容不能以“>”开头"
            hint = "文字从下一行写起，前面缩进" if first == "|" else self._quotes(begin, end, line)
            self._say("value-needs-quotes", what, line, begin, begin + 1, hint)
            if first == "|" and self._next_indent(line) > parent:
                self._edit(line, begin + 1, len(typed) - begin - 1, "")
                return self._block(line, parent)
        self._quote(line, begin, end)
        return line + 1

    def _refuse_question(self, line: int, start: int) -> int:
        message, hint = "不接受以 ? 开头的名称（YAML 的复杂键）", "名称直接写；要印出来的内容加引号"
        self._say("yaml-refused", message, line, start, start + 1, hint)
        following = self._drop(line, start)
        if following < len(self.lines) and self.lines[following].startswith(":", start):
            return self._drop(following, start)
        return following

    def _quoted(self, line: int, begin: int, parent: int) -> int:
        typed = self.lines[line]
        quoted = QUOTED.match(typed, begin)
        if quoted:
            rest = typed[quoted.end() :]
            self.comments.note(line, quoted.end())
            if not rest.strip(BLANKS) or (rest[0] in " \t" and rest.lstrip(" \t").startswith("#")):
                return line + 1
            if rest.startswith("#"):
                message, hint = "说明的“#”前面要空一格", "在“#”前面加一个半角空格"
                fix = Fix(Location(self.file, line + 1, quoted.end() + 1, line + 1, quoted.end() + 1), " ")
                self._say("missing-blank", message, line, quoted.end(), quoted.end() + 1, hint, fix)
                self._edit(line, quoted.end(), 0, " ")
                return line + 1
            end = self._end_of_plain(line, quoted.end())
            message = f"引号在这里就结束了，后面的“{typed[quoted.end() : end].strip()[:10]}”不在引号里"
            hint = "要印出来的引号用“ ”，或者把整个值用另一种引号括起来"
            self._say("value-needs-quotes", message, line, begin, begin + 1, hint)
            self._quote(line, begin, end)
            return line + 1
        following = self._end_of_long(line, begin, parent, _end_of_quoted)
        if following:
            return following
        end = self._end_of_plain(line, begin)
        if typed[begin] == '"' and re.search(r"[“”]", typed[begin + 1 : end]):
            hint = "前后用同一种半角引号"
        else:
            hint = "在值的末尾补上同样的引号，或把前面的引号去掉"
        self._say("quote-unclosed", f"引号“{typed[begin]}”没有配对", line, begin, begin + 1, hint)
        self._quote(line, begin, end)
        return line + 1

    def _flow(self, line: int, begin: int, parent: int) -> int:
        typed = self.lines[line]
        following = self._end_of_long(line, begin, parent, end_of_flow)
        if following:
            if following == line + 1:
                self.comments.note(line, begin + end_of_flow(typed[begin:]))
            self._colons_in_flow(line, begin)
            for row in range(line, following):
                self._commas_in_flow(row, begin if row == line else 0)
            return following
        end = self._end_of_plain(line, begin)
        stop = end_of_flow(typed[begin:end])
        if stop:  # closed too early: [必填]项目
            message, at = f"内容以“{typed[begin]}”开头，YAML 会当成列表或一组内容", begin
            self._say("value-needs-quotes", message, line, at, at + 1, self._quotes(begin, end, line))
        else:
            message = f"“{typed[begin]}”没有配对的“{CLOSING[typed[begin]]}”"
            hint = "补上另一半；要印出来就给整个值加上引号"
            self._say("bracket-unclosed", message, line, begin, begin + 1, hint)
        self._quote(line, begin, end)
        return line + 1

    def _colons_in_flow(self, line: int, begin: int) -> None:
        """Say where a full-width colon stands behind a name in braces: ``{年度：2025}``."""
        for found in _COLON_IN_FLOW.finditer(self.lines[line], begin):
            if found[1] in self.names:
                at = found.start(2)
                place = Location(self.file, line + 1, at + 1, line + 1, at + 2)
                message, hint = "这里用了全角冒号“：”，名称后面要用半角冒号", "改成“: ”（半角，后面空一格）"
                self._say("full-width-colon", message, line, at, at + 1, hint, Fix(place, ": "))
                self._edit(line, at, 1, ": ")

    def _commas_in_flow(self, line: int, begin: int) -> None:
        """Say where a full-width comma stands before the next name in braces: ``{type: date，required: true}``."""
        typed = self.lines[line]
        bare = QUOTED.sub(lambda quoted: " " * len(quoted[0]), typed[begin : self._end_of_plain(line, begin)])
        for found in _COMMA_IN_FLOW.finditer(bare):
            at = begin + found.start()
            if found[2] in self.names or _SETTING.fullmatch(found[2]) or typed[at - 1] in "}]\"'":
                place = Location(self.file, line + 1, at + 1, line + 1, at + 2)
                comma = "," if found[1] else ", "
                message, hint = "这里用了全角逗号“，”，大括号里各项之间要用半角逗号", "改成“, ”（半角，后面空一格）"
                self._say("full-width-comma", message, line, at, at + 1, hint, Fix(place, comma))
                self._edit(line, at, 1, comma)

    def _end_of_long(self, line: int, begin: int, parent: int, closed_at: Callable[[str], int]) -> int:
        """Return the line behind a quoted or bracketed value that may go on in deeper lines; 0 when it never ends."""
        text, rows, following = self.lines[line][begin:], [line], line + 1
        while len(text) <= _LONG_LIMIT:
            while following < len(self.lines) and not self.lines[following].strip():
                following += 1
            if following >= len(self.lines):
                break
            typed = self.lines[following]
            if end_of(BLANKS, typed, 0) <= parent and typed.strip(" ,") not in ("]", "}"):
                break
            text = f"{text}\n{typed}"
            rows.append(following)
            following += 1
        stop = closed_at(text)
        rest = text[stop:].split("\n", 1)[0]
        if stop and (not rest.strip(BLANKS) or re.match(r"[ \t]*(?:#|:(?:[ \t]|\Z))", rest)):
            return rows[text.count("\n", 0, stop)] + 1
        return 0

    def _block(self, line: int, parent: int) -> int:
        """Walk over the text below ``|``; return the line behind it."""
        indent: int | None = None
        explicit = re.search(r"[|>][+-]?([1-9])", self.lines[line])
        if explicit:
            indent = parent + int(explicit[1])
        following = line + 1
        while following < len(self.lines):
            typed = self.lines[following]
            if not typed.strip(" "):
                following += 1
                continue
            spaces = len(typed) - len(typed.lstrip(" "))
            if (remark := speaks(typed)) >= 0 and (spaces > parent if indent is None else spaces >= indent):
                message, hint = "这句说明在文字里面，会印到表上", "移到“|”的后面，或者这一项的上面一行"
                self._say("remark-printed", message, following, remark, len(typed), hint)
            if spaces > parent if indent is None else spaces >= indent:
                indent = spaces if indent is None else indent
                following += 1
                continue
            lead = end_of(BLANKS, typed, 0)
            odd = typed[spaces:lead]
            if odd and not self._belongs_above(typed, lead, parent):
                wanted = indent if indent is not None else parent + 2
                fix = Fix(Location(self.file, following + 1, 1, following + 1, lead + 1), " " * wanted)
                message = f"缩进里有{self._blank_name(odd[0])}，缩进只能用半角空格"
                hint = f"删掉行首的空白，改成 {wanted} 个半角空格"
                self._say("blank-character", message, following, spaces, spaces + 1, hint, fix)
                self._edit(following, 0, lead, " " * wanted)
                indent = wanted
            elif indent is not None and spaces > parent and not self._key_like(typed[spaces:]):
                message = f"这一行前面有 {spaces} 个空格，同一段文字的各行都应当有 {indent} 个以上"
                self._say("wrong-indent", message, following, spaces, spaces + 1, "和上一行左边对齐")
                self._edit(following, 0, spaces, " " * indent)
            else:
                break
            following += 1
        return following

    def _belongs_above(self, typed: str, start: int, parent: int) -> bool:
        """Return whether a line below a text, indented by other blanks, is a key or item of an open group."""
        body = typed[start:]
        if not (self._key_like(body) or ITEM_OPEN.match(body)):
            return False
        width, certain = self._width(typed[:start], body)
        return certain and any(level.column == width for level in self.levels)


def _end_of_quoted(text: str) -> int:
    found = QUOTED.match(text)
    return found.end() if found else 0


def end_of_flow(text: str) -> int:
    """Return where the bracket that a text begins with is closed; 0 when it is not."""
    depth, place = 0, 0
    while place < len(text):
        character = text[place]
        if character in "\"'" and (place == 0 or text[place - 1] in " ,[{:\n"):
            quoted = QUOTED.match(text, place)
            if quoted is None:
                return 0
            place = quoted.end()
            continue
        if character == "#" and text[place - 1] in " \n":
            newline = text.find("\n", place)
            if newline < 0:
                return 0
            place = newline
            continue
        depth += (character in "[{") - (character in "]}")
        place += 1
        if depth == 0:
            return place
    return 0
