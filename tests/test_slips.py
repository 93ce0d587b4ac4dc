"""The slips of a Chinese keyboard: found where YAML is broken or misread, and nowhere in YAML that is sound."""

import io
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from conftest import ROOT
from formgen import slips

NAMES = frozenset({"项目名称", "年度", "项目资金", "其他资金", "绩效指标", "三级指标", "指标值"})
FILES = sorted([*ROOT.glob("projects/*/*.yaml"), *ROOT.glob("templates/**/*.yaml")])


def find(text: str) -> slips.Slips:
    return slips.find(text.split("\n"), "项目.yaml", NAMES)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_slip_is_seen_in_a_sound_file(path: Any) -> None:
    lines = path.read_text(encoding="utf-8").split("\n")
    found = slips.find(lines, path.name, NAMES)
    assert (found.findings, found.lines, found.lost) == ([], lines, False)


def test_sound_files_were_found() -> None:
    assert len(FILES) > 6


TEXTS = st.text(st.sampled_from("甲乙 a1:：#-'\"[]{}|>&*!%@,，\n。\u3000"), max_size=12).map(
    lambda text: re.sub("[\u3000 ]+#", "#", text.strip(" \u3000"))  # what is a slip although YAML takes it
)
KEYS = TEXTS.filter(lambda key: key.strip() and key.strip()[0] not in "-*" and not set(key) & set("\n\u3000"))
TREES = st.recursive(
    TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=500, deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(NAMES)), TREES, min_size=1), st.booleans(), st.sampled_from([2, 4]))
def test_no_slip_is_seen_in_what_another_program_wrote_as_yaml(tree: dict[str, Any], flow: bool, indent: int) -> None:
    writer = YAML(typ="safe", pure=True)
    writer.default_flow_style = flow
    writer.allow_unicode = True
    writer.width = 4096
    writer.indent = indent
    stream = io.StringIO()
    writer.dump(tree, stream)
    assert find(stream.getvalue()).findings == []
