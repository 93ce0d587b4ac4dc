"""The bytes of a YAML file to a tree in which every key and value is the text that was typed, with its place.

Owns the order in which a file is looked at: its encoding, the slips in its lines, and then YAML.
"""

import re
from collections.abc import Collection
from dataclasses import replace
from typing import Any

from formgen import decoding, parsing, slips
from formgen.diagnostics import Diagnostic
from formgen.tree import DEPTH_LIMIT, NODE_LIMIT, Mapping, Node, Scalar, Sequence, child_key

__all__ = ["DEPTH_LIMIT", "NODE_LIMIT", "Mapping", "Node", "Scalar", "Sequence", "child_key", "plain", "read"]


def read(data: bytes, file: str, names: Collection[str] = frozenset()) -> tuple[Mapping | None, list[Diagnostic]]:
    """Return the file's top mapping, or None when it cannot be read, and what was found on the way.

    Args:
        data: the file's bytes.
        file: its name for findings.
        names: the keys that the file may hold, as `slips.find` wants them.

    Findings:
        Those of `decoding`, `slips` and `parsing`.
    """
    lines, findings = decoding.lines_of(data, file, names)
    if lines is None:
        return None, findings
    spoilt = {finding.at.line for finding in findings if finding.code == "character-refused"}
    typed = slips.find(lines, file, names)
    tree, more = parsing.read(typed, file)
    findings += [finding for finding in [*typed.findings, *more] if finding.at.line not in spoilt]
    if tree:
        tree = replace(tree, whole=not (spoilt or typed.lost), remarks=tuple(typed.remarks))
    return tree, findings


def plain(node: Node) -> Any:
    """Return a tree as ordinary objects: dict, list, str, and int or bool for an unquoted ``100`` or ``true``.

    Why: the files of a form kind are settings in which numbers and truth values are meant; a project file never
    comes this way.
    """
    if isinstance(node, Mapping):
        return {key: plain(value) for key, value in node.entries.items()}
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    if node.plain and node.text in ("true", "false"):
        return node.text == "true"
    if node.plain and re.fullmatch(r"-?[0-9]{1,9}", node.text):
        return int(node.text)
    return node.text
