"""Words looked for together, and patterns tried only where they can begin: the same answers as the plain way."""

import re

from hypothesis import example, given
from hypothesis import strategies as st

from formgen import phrases, project, words
from formgen.diagnostics import Location
from formgen.rules import numbering_broken

TEXTS = st.text(
    alphabet="一二十百万0123.,、；。！5-—至()（）①第是目标年20月前人场%不少于达到以上约 \n甲乙！", max_size=40
)


@given(
    st.lists(st.text(alphabet="甲乙丙丁.", min_size=1, max_size=3), min_size=1),
    st.text(alphabet="甲乙丙丁.", max_size=8),
)
def test_words_occur_in_a_text_before_and_after_they_are_compiled(some: list[str], text: str) -> None:
    sought, held = words.Words(some), any(word in text for word in some)
    assert {sought.occur_in(text) for _ in range(words._WORTH_COMPILING + 2)} == {held}


@given(st.lists(st.text(alphabet="甲乙丙", min_size=1, max_size=3)), st.text(alphabet="甲乙丙", max_size=6))
def test_words_end_where_they_do(some: list[str], text: str) -> None:
    for start in range(len(text) + 1):
        plain = [start + len(word) for word in some if text.startswith(word, start)]
        assert list(words.Words(some).ends(text, start)) == plain


@given(TEXTS)
def test_a_pattern_tried_where_it_can_begin_finds_what_it_would_anywhere(text: str) -> None:
    for pattern, begins in (
        (phrases._QUANTITY, phrases._NUMBER_BEGINS),
        (phrases._YEARS, phrases._YEAR_BEGINS),
        (numbering_broken._MARK, numbering_broken._MARK_BEGINS),
    ):
        found = [match.span() for match in words.matches(pattern, begins, text)]
        assert found == [match.span() for match in pattern.finditer(text)]


@given(TEXTS)
def test_a_text_without_the_end_of_a_mark_holds_none(text: str) -> None:
    assert numbering_broken._A_MARK_ENDS.search(text) or not numbering_broken._MARK.search(text)


@given(TEXTS)
@example("甲5！-3场")
def test_the_numbers_of_a_text_are_those_of_its_sentences(text: str) -> None:
    plain = tuple(phrases.quantities(sentence) for _, sentence in phrases.sentences(text))
    assert phrases.quantities_by_sentence(text) == plain


@given(st.text(alphabet="举办培训不少于的和及一百千0123场，；总计数量项目活动超过", max_size=30))
def test_keywords_are_the_pairs_between_words_that_any_indicator_may_have(text: str) -> None:
    pattern = f"[{phrases._FILLER_SIGNS}]+|{phrases._FILLER_WORDS}"
    pairs = {part[place : place + 2] for part in re.split(pattern, text) for place in range(len(part) - 1)}
    assert phrases.keywords(text) == {pair for pair in pairs if not re.search(f"{phrases._CHINESE}|的|和|及", pair)}


def test_what_was_found_in_a_project_is_remembered_for_it_alone() -> None:
    asked: list[tuple[str, str]] = []

    @project.once_per_project
    def find(form: project.Project, key: str) -> str:
        asked.append((form.file, key))
        return f"{form.file} {key}"

    one, other = (project.Project(file, {}, places={"": Location(file)}) for file in ("一", "二"))
    assert [find(one, "甲"), find(one, "乙"), find(one, "甲")] == ["一 甲", "一 乙", "一 甲"]
    assert [find(other, "甲"), find(one, "甲")] == ["二 甲", "一 甲"]
    assert asked == [("一", "甲"), ("一", "乙"), ("二", "甲"), ("一", "甲")]
