"""From what was matched to values, their places, and findings about what does not fit.

Owns where each text belongs: the field that its placeholder names, in the row that the loops around it have come to.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from formgen.diagnostics import Diagnostic, Location, warning
from formgen.recovering.aligning import Matcher, shown_flow
from formgen.recovering.document import PARAGRAPH_END, TABLE, Piece, Place, paragraph_at, plain_text
from formgen.recovering.patterns import Part, first_field
from formgen.recovering.template import Expression, Loop
from formgen.recovering.trees import Text, Tree, fill_up, nested, texts, undone, without_places
from formgen.values import excerpt


@dataclass(slots=True)
class _Repeated:
    """A loop that is being gone through, and its items so far."""

    loop: Loop
    items: list[Tree] = field(default_factory=list)


class Binder:
    """Puts what was matched where it belongs.

    Attributes:
        findings: what does not fit.
        clear: by their fields, the values that touch no other, as they stand in the document.
    """

    def __init__(self, file: str) -> None:
        self._file = file
        self.clear: dict[str, str] = {}
        self._fields: dict[str, Tree] = {}
        self._derived: dict[str, Tree] = {}
        self._loops: list[_Repeated] = []
        self.findings: list[Diagnostic] = []

    def missing(self, words: str, place: Place) -> None:
        """Add a finding about something that the template has and the document not."""
        hint = "照着模板补上，或者核对这个文件是不是用这份模板做的"
        self.findings.append(warning("document-part-missing", f"少了{words}", self._at(place), hint))

    def _extra(self, words: str, place: Place) -> None:
        message = f"多了{words}，模板里没有"
        self.findings.append(warning("document-part-extra", message, self._at(place), "不需要时删掉；需要时先改模板"))

    def _differs(self, message: str, place: Place) -> None:
        hint = "照着模板改回来；确实要改时，先改模板"
        self.findings.append(warning("document-text-differs", message, self._at(place), hint))

    def _disagree(self, message: str, place: Place) -> None:
        self.findings.append(warning("document-values-differ", message, self._at(place), "核对后改成一样的"))

    def _at(self, place: Place) -> Location:
        return Location(self._file, part=str(place))

    def values(self, printed: Iterable[Expression]) -> tuple[dict[str, Any], dict[str, Any], dict[str, Place]]:
        """Return the fields that a template prints, what else it prints, and where each text stands."""
        fill_up(self._fields, printed)
        places: dict[str, Place] = {}
        fields = {name: without_places(tree, name, places) for name, tree in self._fields.items()}
        derived = {words: without_places(tree, words, places) for words, tree in self._derived.items()}
        return fields, derived, places

    # --- walking -----------------------------------------------------------------------------------------------------

    def flow(self, matcher: Matcher, part: Part, flow: Piece) -> None:
        """Take what a flow holds."""
        _, events = matcher.match(part, flow)
        if events is None:
            self._unmatched(flow.place)
            return
        opened = 0
        changed: set[int] = set()
        for event in events:
            kind, what, *rest = event
            if kind == "open":
                opened = rest[0]
            elif kind == "close":
                text = flow.text[opened : rest[0]]
                expression = part.steps[what][1].expression
                self._take(expression, text, paragraph_at(flow, opened))
                if expression and not expression.loop and what not in part.blurred:
                    self.clear.setdefault(expression.words, text)
            elif kind == "changed":
                if what not in changed:
                    self._note_change(part, flow, what, rest[0])
                changed.add(what)
            elif kind == "added":
                self._note_added(flow, what, rest[0])
            elif kind == "lost":
                self._unmatched(paragraph_at(flow, what[1]))
            else:
                self._structure(matcher, event)

    def _boxes(self, matcher: Matcher, part: Part, piece: Piece) -> None:
        """Take what a table, row or cell holds."""
        if part.kind == "cell":
            flow = shown_flow(part, piece)
            if flow:
                self.flow(matcher, part.flow, flow)
            return
        _, events = matcher.match(part, piece)
        if events is None:
            self._unmatched(piece.place)
            return
        for event in events:
            self._structure(matcher, event)

    def _structure(self, matcher: Matcher, event: tuple[Any, ...]) -> None:
        kind, what, *rest = event
        if kind == "enter":
            self._loops.append(_Repeated(what))
        elif kind == "iter":
            self._loops[-1].items.append(None)
        elif kind == "leave":
            done = self._loops.pop()
            items = [item for item in done.items if any(texts(item))]  # one that prints nothing cannot be seen
            for item in items:
                if isinstance(item, dict):
                    fill_up(item, done.loop.printed)
            if done.loop.expression:
                self._put(done.loop.expression, items)
        elif kind == "box":
            self._boxes(matcher, what, rest[0])
        elif kind == "extra":
            self._extra(f"{_BOX_NAMES[what.kind]}{_quoted(what)}", what.place)
        else:
            self.missing(f"{_BOX_NAMES[what.kind]}{_labels(what)}", rest[0])

    def _unmatched(self, place: Place) -> None:
        message, hint = "这里和模板差别太大，对不上，里面的内容没有读出来", "照着模板改，或者人工核对"
        self.findings.append(warning("document-unmatched", message, self._at(place), hint))

    def _note_change(self, part: Part, flow: Piece, step: int, at: int) -> None:
        """Say that a fixed text was changed, or the words or the end of a paragraph."""
        fixed, place = part.steps[step][1], paragraph_at(flow, at)
        now = flow.text[flow.text.rfind(PARAGRAPH_END, 0, at) + 1 :].split(PARAGRAPH_END, 1)[0]
        found = f"这里是“{excerpt(plain_text(now))}”" if now.strip() else "这里是空的"
        if fixed != PARAGRAPH_END:
            self._differs(f"没有找到固定的文字“{excerpt(plain_text(fixed))}”，{found}", place)
        else:
            self._differs(f"{found}，和模板的文字或分段不同", place)

    def _note_added(self, flow: Piece, start: int, end: int) -> None:
        if flow.text[start:end].strip():
            self._extra(f"一段“{excerpt(plain_text(flow.text[start:end]))}”", paragraph_at(flow, start))

    # --- storing -----------------------------------------------------------------------------------------------------

    def _take(self, expression: Expression | None, text: str, place: Place) -> None:
        if expression:
            self._put(expression, Text(plain_text(text), place))

    def _put(self, expression: Expression, tree: Tree) -> None:
        """Store what stands for an expression, without its filters where they can be undone."""
        loop = expression.loop
        tree, left = undone(expression, tree)
        if left:
            around = "" if loop is None else "".join(_number_words(self._loops, loop))
            self._derived[f"{around}{expression.words}"] = tree
        elif loop is None:
            self._fields[expression.path[0]] = self._merged(
                self._fields.get(expression.path[0]), nested(expression.path[1:], tree)
            )
        else:
            items = next(repeated.items for repeated in self._loops if repeated.loop is loop)
            items[-1] = self._merged(items[-1], nested(expression.path, tree))

    def _merged(self, old: Tree, new: Tree) -> Tree:
        """Return two trees as one; the first of two texts that should be equal is kept."""
        if old is None or new is None:
            return new if old is None else old
        if isinstance(old, dict) and isinstance(new, dict):
            return old | {name: self._merged(old.get(name), tree) for name, tree in new.items()}
        if isinstance(old, list) and isinstance(new, list):
            if len(old) == len(new):
                return [self._merged(one, other) for one, other in zip(old, new, strict=True)]
            place = next(texts([new if new else old])).place
            self._disagree(f"同一张表印在两处，行数不同：{len(old)} 行和 {len(new)} 行", place)
        elif isinstance(old, Text) and isinstance(new, Text) and old.text != new.text:
            message = f"这里是“{excerpt(new.text)}”，{old.place}是“{excerpt(old.text)}”，两处应当相同"
            self._disagree(message, new.place)
        return old


_BOX_NAMES = {"table": "一张表格", "row": "一行", "cell": "一格"}


def _number_words(loops: list[_Repeated], loop: Loop) -> Iterator[str]:
    for repeated in loops:
        if repeated.loop.expression:
            yield f"{repeated.loop.expression.words}[{len(repeated.items)}] "
        if repeated.loop is loop:
            return


def _quoted(piece: Piece) -> str:
    words = " ".join(_words_of(piece)).strip()
    return f"“{excerpt(words)}”" if words else ""


def _words_of(piece: Piece) -> Iterator[str]:
    if piece.text.strip(f"{TABLE}\n"):
        yield plain_text(piece.text).replace("\n", " ").replace(TABLE, "").strip()
    for inside in piece.inside:
        yield from _words_of(inside)


def _labels(part: Part) -> str:
    """Return the fixed texts of a part, or the first of its fields, by which a reader knows it."""
    words = " ".join(_fixedtexts(part)) or first_field(part)
    return f"“{excerpt(words)}”" if words else ""


def _fixedtexts(part: Part) -> Iterator[str]:
    for kind, what in part.steps:
        if kind == "text" and what.strip():
            yield plain_text(what).strip()
        elif kind == "box":
            yield from _fixedtexts(what)
