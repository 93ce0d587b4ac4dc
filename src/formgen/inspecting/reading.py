"""A template's text as its author sees it: passages with tags, read in order with the loops that they open and close.

Owns the shape of the language: braces, the tags of rows and paragraphs, which begin belongs to which end, and whether
the two stand where they can repeat anything. Word and Excel give their text as passages and nothing else.
"""

import re
import unicodedata
from collections.abc import Hashable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from formgen.context import TemplateFault
from formgen.diagnostics import Diagnostic, Location, error
from formgen.filters import MERGE_DOWN
from formgen.inspecting.names import UNKNOWN, Names, Reader, Scope, Thing


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of text in which a placeholder begins and ends: a paragraph, a cell of a sheet, a line of form.yaml.

    Attributes:
        text: as its author sees it.
        at: where it stands.
        cell: tells apart what holds paragraphs: the cells of tables, the body around the tables.
        row: tells rows apart; None outside of tables.
        table: tells tables and sheets apart; None outside of them.
    """

    text: str
    at: Location
    cell: Hashable = None
    row: Hashable = None
    table: Hashable = None


@dataclass(frozen=True, slots=True)
class Dialect:
    """Which tags a kind of file has beside ``{% %}``, and whether quotes may be typed as “ ”."""

    prefixes: frozenset[str] = frozenset()
    curly_quotes: bool = False
    comments: bool = False


WORD = Dialect(frozenset({"tr", "p", "tc"}), curly_quotes=True, comments=True)
EXCEL = Dialect(frozenset({"tr"}))
LINE = Dialect()


@dataclass(frozen=True, slots=True)
class Printed:
    """What a placeholder printed, and where; for checks of how it is laid out."""

    passage: Passage
    thing: Thing


@dataclass(slots=True)
class _Block:
    """A loop or condition that was opened."""

    word: str
    prefix: str
    passage: Passage
    scope: Scope
    sure: frozenset[str]


TAG = re.compile(r"\{\{(?:(?!\{\{|\}\}|\{%|%\}).)*\}\}|\{%(?:(?!\{\{|\}\}|\{%|%\}).)*%\}|\{#.*?#\}", re.DOTALL)
_PREFIX = re.compile(r"(tr|tc|p|r)\s+(.*)", re.DOTALL)
_OPENERS, _CLOSERS = ("{{", "{%"), ("}}", "%}")
_FULL_WIDTH = re.compile(r"[{｛]\s*｛|｛\s*[{｛%]|[}｝%]\s*｝|｝\s*[}｝]|｛\s*[\w.]+\s*(?:\|\s*\w+\s*)*｝")
_BRACE = re.compile(r"\{\{|\}\}|\{%|%\}|[{}]")
_CURLY_QUOTES = str.maketrans("“”‘’", "\"\"''")


def quoted(tag: str) -> str:
    """Return a tag as a message shows it: in one line, the middle of a long one left out."""
    shown = " ".join(tag.split())
    return shown if len(shown) <= 60 else f"{shown[:40]}…{shown[-15:]}"


@dataclass(slots=True)
class Reading:
    """Reads the passages of one document part, sheet or line.

    Attributes:
        names: what the template may use.
        dialect: of the kind of file.
        findings: what is wrong, in the order of the text.
        printed: what placeholders print, in the order of the text.
    """

    names: Names
    dialect: Dialect
    findings: list[Diagnostic] = field(default_factory=list)
    printed: list[Printed] = field(default_factory=list)
    _open: list[_Block] = field(default_factory=list)
    _rows: dict[Hashable, list[Passage]] = field(default_factory=dict)
    _crowded: set[Hashable] = field(default_factory=set)
    _variables: set[str] = field(default_factory=set)
    _damaged: list[str] = field(default_factory=list)
    _meant_scope: Scope = field(default_factory=dict)

    def read(self, passages: Sequence[Passage]) -> None:
        """Read all passages of a part, in their order."""
        for passage in passages:
            if passage.row is not None:
                self._rows.setdefault(passage.row, []).append(passage)
            self._variables.update(_VARIABLE.findall(passage.text))
        self._braces(passages)
        for passage in passages:
            for match in TAG.finditer(passage.text):
                self._tag(match[0], passage)
        while self._open:
            self._unclosed(self._open.pop(0))
        self.findings = _joined(self.findings)

    # --- braces ---

    def _braces(self, passages: Sequence[Passage]) -> None:
        """Say which braces are no tag: full-width, single, or with their other half in another passage."""
        split: tuple[Passage, str] | None = None
        for passage in passages:
            left = TAG.sub("\0", passage.text)
            wide = _FULL_WIDTH.search(left)
            if wide:
                self._damage(left)
                message = f"“{_around(left, wide.start(), wide.end())}”用了全角的花括号，不起作用，会照样印出来"
                self.findings.append(error("braces-full-width", message, passage.at, "换成半角的 {{ }} 或 {% %}"))
                continue
            braces = list(_BRACE.finditer(left))
            if split and braces and braces[0][0] in _CLOSERS:
                before, begun = split
                where = "两格" if before.cell != passage.cell else "两段"
                message = f"占位符“{begun}…”分在{where}里：在{passage.at.part}才结束"
                hint = "写在同一格的同一段里；中间不要按回车"
                self.findings.append(error("placeholder-split", message, before.at, hint))
                braces, split = braces[1:], None
            elif split:
                if not left.strip():
                    continue
                self._unpaired(*split)
                split = None
            if braces and braces[-1][0] in _OPENERS:
                last = braces.pop()
                split = passage, quoted(left[last.start() :])
            if braces:
                first = braces[0]
                self._unpaired(passage, _around(left, first.start(), first.end()))
        if split:
            self._unpaired(*split)

    def _unpaired(self, passage: Passage, shown: str) -> None:
        hint = "占位符写成 {{ 字段 }}，循环和条件写成 {% … %}，两头都是两个符号"
        message = f"“{shown}”的花括号没有配对，或者只有一个"
        self._damage(TAG.sub("", passage.text))
        self.findings.append(error("braces-unpaired", message, passage.at, hint))

    def _damage(self, text: str) -> None:
        """Remember the loops and conditions that were meant, so that their other ends are not called faults too."""
        self._damaged += _MEANT.findall(text)
        for name in _VARIABLE.findall(text):
            self._meant_scope[name] = Thing(UNKNOWN)

    def _is_damaged(self, word: str) -> bool:
        """Return whether a begin or end that is missing was seen damaged; each damaged one excuses one."""
        if word in self._damaged:
            self._damaged.remove(word)
            return True
        return False

    # --- tags ---

    def _tag(self, tag: str, passage: Passage) -> None:
        inner = tag[2:-2]
        if self.dialect.curly_quotes:
            inner = inner.translate(_CURLY_QUOTES)
        if tag.startswith("{#"):
            if not self.dialect.comments:
                self._refuse(passage, tag, "这里不能写注释，会照样印出来")
        elif tag.startswith("{{"):
            self._placeholder(inner, tag, passage)
        else:
            prefixed = _PREFIX.fullmatch(inner)
            prefix, body = (prefixed[1], prefixed[2]) if prefixed else ("", inner)
            self._control(prefix, body.strip().strip("-+").strip(), tag, passage)

    def _placeholder(self, inner: str, tag: str, passage: Passage) -> None:
        if self.dialect.prefixes and _PREFIX.match(inner):
            self._refuse(passage, tag, "双花括号里面只能写字段和过滤器")
            return
        if MERGE_DOWN in inner and passage.table is None:
            message = f"“{quoted(tag)}”不在表格里，没有可以合并的格"
            self.findings.append(error("merge-outside-loop", message, passage.at, f"去掉“{MERGE_DOWN}”"))
            return
        with self._reader(tag, passage) as reader:
            self.printed += [Printed(passage, thing) for thing in reader.placeholder(inner)]

    def _control(self, prefix: str, body: str, tag: str, passage: Passage) -> None:
        word = body.split(maxsplit=1)[0] if body else ""
        if word in ("tr", "tc", "p"):
            self._damage(tag)
            self._refuse(passage, tag, f"{{% 和 {word} 之间不能有空格", f"写成 {{%{word} … %}}")
            return
        if word not in _WORDS:
            self._refuse(passage, tag, f"没有“{word}”这种写法，只能写 for、if、elif、else 和它们的结尾")
            return
        if prefix and prefix not in self.dialect.prefixes:
            self._refuse(passage, tag, f"这里不能用 {{%{prefix}", "写在同一格里的用 {% … %}，整行的用 {%tr … %}")
            prefix = ""
        self._placed(prefix, tag, passage)
        if word in ("for", "if"):
            self._begin(word, prefix, body, tag, passage)
        elif word in ("elif", "else"):
            self._otherwise(word, body, tag, passage)
        else:
            self._end(word.removeprefix("end"), prefix, tag, passage)

    def _begin(self, word: str, prefix: str, body: str, tag: str, passage: Passage) -> None:
        block = _Block(word, prefix, passage, {}, frozenset())
        if word == "for":  # until the loop is understood, so that its rows are not called unknown
            block.scope = {name: Thing(UNKNOWN) for name in [*re.findall(r"^for\s+(\w+)", body), "loop"]}
        with self._reader(tag, passage) as reader:
            if word == "for":
                block.scope = reader.loop(body)
            else:
                block.sure = reader.condition(body)
        self._open.append(block)

    def _otherwise(self, word: str, body: str, tag: str, passage: Passage) -> None:
        if not self._open or (word == "elif" and self._open[-1].word == "for"):
            message = f"“{quoted(tag)}”前面没有它的 if"
            self.findings.append(error("block-unclosed", message, passage.at, "写在 if 和 endif 之间"))
            return
        block = self._open[-1]
        self._paired(block, passage, tag)
        block.scope, block.sure = {}, frozenset()
        if word == "elif":
            with self._reader(tag, passage) as reader:
                block.sure = reader.condition(body.removeprefix("el"))

    def _end(self, word: str, prefix: str, tag: str, passage: Passage) -> None:
        if word not in [block.word for block in self._open]:
            if self._is_damaged(word):
                return
            message = f"“{quoted(tag)}”前面没有它的 {word}"
            self.findings.append(error("block-unclosed", message, passage.at, f"补上 {word}，或删掉这个结尾"))
            return
        while self._open[-1].word != word:
            self._unclosed(self._open.pop())
        block = self._open.pop()
        if block.prefix != prefix:
            begin, end = f"{{%{block.prefix} {block.word}", f"{{%{prefix} end{word}"
            message = f"开头是“{begin}”，结尾是“{end}”，两头要一样"
            self.findings.append(error("block-across", message, block.passage.at, "两头用同一种写法", passage.at))
        else:
            self._paired(block, passage, tag)

    def _unclosed(self, block: _Block) -> None:
        if self._is_damaged(f"end{block.word}"):
            return
        message = f"这里的 {block.word} 没有结尾"
        end = f"{{%{block.prefix} end{block.word} %}}"
        self.findings.append(error("block-unclosed", message, block.passage.at, f"在后面补上 {end}"))

    # --- where tags stand ---

    def _placed(self, prefix: str, tag: str, passage: Passage) -> None:
        """Say when a tag for rows or paragraphs is not alone there: what stands beside it would be thrown away."""
        others = passage.text.replace(tag, "", 1).strip()
        where = "段"
        if prefix == "tr":
            if passage.row is None:
                message = f"“{quoted(tag)}”重复的是表格的行，这里不是表格"
                self.findings.append(error("row-tag-outside-table", message, passage.at, "表格外面用 {%p … %}"))
                return
            where = "行"
            beside = [one.text for one in self._rows[passage.row] if one is not passage]
            others = " ".join(text for text in (others, *(text.strip() for text in beside)) if text)
        elif prefix != "p":
            return
        alone = passage.row if prefix == "tr" else passage
        if others and alone not in self._crowded:
            self._crowded.add(alone)
            inside = re.search(r"\{%(tr|p)\s", others)
            message = f"“{quoted(tag)}”要单独占一{where}，同一{where}里还有“{quoted(others)}”，生成时会丢掉"
            hint = f"开头、要重复的{where}、结尾各占一{where}" if inside else f"把别的内容移到另一{where}"
            self.findings.append(error("tag-not-alone", message, passage.at, hint))

    def _paired(self, block: _Block, passage: Passage, tag: str) -> None:
        """Say when a begin and its end cannot hold anything between them."""
        begin = block.passage
        if block.prefix == "tr":
            if begin.table != passage.table:
                message = f"开头在{_table(begin)}，它的“{quoted(tag)}”在{_table(passage)}"
                self._across(message, block, passage, "两头要在同一个表格里")
        elif block.prefix == "tc":
            if begin.row != passage.row:
                message = f"{{%tc 的开头和“{quoted(tag)}”不在同一行"
                self._across(message, block, passage, "重复列的两头要在同一行里")
        elif begin.cell != passage.cell:
            message = f"“{{%{block.prefix} {block.word}”和“{quoted(tag)}”在不同的格里"
            hint = (
                "要重复整行，两头都用 {%tr … %}，各占一行"
                if begin.row is not None
                else "两头要在表格外面，或者都在同一格里"
            )
            self._across(message, block, passage, hint)

    def _across(self, message: str, block: _Block, passage: Passage, hint: str) -> None:
        self.findings.append(error("block-across", message, block.passage.at, hint, passage.at))

    # --- what is around a tag ---

    def _scope(self) -> Scope:
        scope: Scope = dict(self._meant_scope)
        for block in self._open:
            scope |= block.scope
        return scope

    def _sure(self) -> Iterator[str]:
        for block in self._open:
            yield from block.sure

    @contextmanager
    def _reader(self, tag: str, passage: Passage) -> Iterator[Reader]:
        """Give a reader for a tag, and take over what it finds."""
        reader = self.names.reader(passage.at, self._scope(), self._sure(), self._variables)
        try:
            yield reader
        except TemplateFault as fault:
            self._refuse(passage, tag, str(fault))
        self.findings += reader.findings

    def _refuse(self, passage: Passage, tag: str, why: str, hint: str | None = None) -> None:
        wide = [one for one in tag if not one.isascii() and unicodedata.normalize("NFKC", one) in _ASCII_FORMS]
        wide += [one for one in tag if one in "。" or (one in "“”‘’" and not self.dialect.curly_quotes)]
        if hint is None and wide:
            hint = f"占位符里面的标点要用半角，这里有“{'”“'.join(dict.fromkeys(wide))}”"
        elif hint is None and re.fullmatch(r"\{\{\s*[\w.]+(\s+[\w.]+)+\s*\}\}", tag):
            hint = "字段的名称中间不能有空格"
        message = f"“{quoted(tag)}”：{why}"
        self.findings.append(error("template-code-refused", message, passage.at, hint or _SPELLED))


_VARIABLE = re.compile(r"[{｛][%％]\s*\w*\s*for\s+(\w+)\s+in\b")
_MEANT = re.compile(r"[{｛]\s*[%％]?\s*(?:tr\s+|p\s+)?(for|if|endfor|endif)\b")


def _joined(findings: list[Diagnostic]) -> list[Diagnostic]:
    """Return the findings with those that say the same of several places as one, the other places related."""
    of_sentence: dict[tuple[str, str], list[Diagnostic]] = {}
    for finding in findings:
        of_sentence.setdefault((finding.code, finding.message), []).append(finding)
    return [
        replace(first, related=tuple(dict.fromkeys((*first.related, *(other.at for other in others)))))
        for first, *others in of_sentence.values()
    ]


_WORDS = frozenset({"for", "if", "elif", "else", "endfor", "endif"})
_SPELLED = "占位符写成 {{ 字段 }} 或 {{ 字段 | 过滤器 }}，循环写成 {% for 变量 in 表格 %}，条件写成 {% if 字段 %}"
_ASCII_FORMS = frozenset("|.,()!\"':%<>=[]{}_")


def _around(text: str, start: int, end: int) -> str:
    """Return a brace with some of what stands beside it."""
    return quoted(text[max(0, start - 8) : end + 12].replace("\0", "…"))


def _table(passage: Passage) -> str:
    return re.sub(r"第 \d+ 行第 \d+ 列$", "", passage.at.part or "").strip() or "表格外面"
