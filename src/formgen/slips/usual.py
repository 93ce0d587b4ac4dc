"""Usual lines: what one look at a line tells to be no slip, where its indent fits.

Owns the pattern. Why: almost every line of almost every file is ``name: value``, ``- name: value``, ``- value``, a
comment or blank, with nothing in it that could be meant in another way; to look for each slip in each takes five times
as long. The pattern is narrow on purpose: a line that it leaves out is looked at in full.
"""

import re

# A name does not begin as a numbered line does. A text does not begin with what YAML may take for something else, has
# no blank before # or behind a colon, and as an item no colon at all: it may be a name.
_FIRST = r"[^\s\-?:,\[\]{}#&*!|>'\"%@`｜]"
_NAME = r"(?![①-⑳]|[0-9]{1,2}[.、)）])[^\W_](?:[^:：#\t]{0,98}[^\s:：#])?"
_PLAIN = rf"(?:{_FIRST}|-(?=[0-9]))[^:#\t]*(?:(?::(?=\S)|(?<=\S)#)[^:#\t]*)*(?<=\S)"
_ITEM = rf"{_FIRST}[^:：#\t]*(?:(?<=\S)#[^:：#\t]*)*(?<=\S)"

USUAL = re.compile(
    r"(?: *#.*)?|"
    rf"(?P<lead> *)(?P<dash>- +)?(?:(?P<name>{_NAME}):(?: +(?:(?P<plain>{_PLAIN})|(?P<block>\|)"
    rf"|(?P<quoted>\"[^\"\\]*\"|'[^']*')))?|(?P<item>{_ITEM}))(?: *| +#(?: .*)?)"
)
"""A usual line as a whole; the last group is what it ends with, and a comment or blank line has no group."""
