"""Comments that silence a finding with a reason: ``# formgen: 忽略 vague-value 因为…``.

Owns what such a comment may say and which findings it is about. Why with a reason: a chief who reviews the form reads
why the clerk thinks otherwise. Errors cannot be silenced, since a form with an error is not filed; what nobody needs
any more is said, so that no old comment hides a new fault.
"""

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import replace

from formgen.diagnostics import Diagnostic, Severity, error, warning
from formgen.lines import REMARKS_LIMIT, Remark

_WORDS = re.compile(
    r"忽略\s*(?P<codes>[a-z0-9-]+(?:[\s、，,]+[a-z0-9-]+)*)\s*[，,]?\s*(?:因为\s*[:：]?\s*(?P<reason>.*))?"
)
_HOW = "写成“# formgen: 忽略 代号 因为……”，代号就是消息里方括号中的那个词"


def apply(findings: Sequence[Diagnostic], remarks: Sequence[Remark], known: Container[str]) -> list[Diagnostic]:
    """Return a file's findings, those that a comment silences with its reason, and what is wrong with the comments.

    Args:
        findings: of one file.
        remarks: its comments that speak to formgen.
        known: every code that formgen can say.

    Findings:
        ``silence-unreadable``, ``silence-without-reason``, ``silence-unknown``, ``silence-of-error``,
        ``silence-unused``, ``too-many-mistakes``.
    """
    result = list(findings)
    for remark in remarks[REMARKS_LIMIT:]:
        message = f"以“# formgen:”开头的说明超过 {REMARKS_LIMIT} 条，从这一条起没有再看"
        result.append(error("too-many-mistakes", message, remark.at, "删掉不再需要的说明"))
    for remark in remarks[:REMARKS_LIMIT]:
        words = _WORDS.fullmatch(remark.text)
        if words is None:
            message = f"看不懂这句说明“{remark.text[:40]}”"
            result.append(warning("silence-unreadable", message, remark.at, _HOW))
        elif not (words["reason"] or "").strip():
            message = "忽略一条消息要写明理由，没有理由就不起作用"
            result.append(warning("silence-without-reason", message, remark.at, "在后面写上“因为……”"))
        else:
            for code in re.split(r"[\s、，,]+", words["codes"]):
                result = list(_silenced(result, code, remark, words["reason"].strip(), known))
    return result


def _silenced(
    findings: Sequence[Diagnostic], code: str, remark: Remark, reason: str, known: Container[str]
) -> Iterator[Diagnostic]:
    """Yield the findings, those with a code in the lines of a remark silenced; and what is wrong with the remark."""
    first, last = remark.lines
    used = refused = False
    for finding in findings:
        meant = finding.code == code and first <= (finding.at.line or 0) <= last
        silenced = meant and finding.severity is not Severity.ERROR
        used, refused = used or silenced, refused or (meant and not silenced)
        yield replace(finding, silenced=reason) if silenced else finding
    if code not in known:
        hint = "核对代号；全部代号见 formgen explain"
        yield warning("silence-unknown", f"没有“{code[:40]}”这个代号", remark.at, hint)
    elif refused:
        yield warning("silence-of-error", f"“{code}”在这里是错误，不能忽略", remark.at, "改好错误，删掉这句说明")
    elif not used and not any(_hides(finding) for finding in findings):
        message = f"这句说明没有用到：第 {first} 行" + (f"到第 {last} 行" if last > first else "") + f"没有“{code}”"
        yield warning("silence-unused", message, remark.at, "删掉这句说明，或移到要忽略的那一行")


def _hides(finding: Diagnostic) -> bool:
    """Return whether a finding can keep another one from being found: what cannot be read is judged by no rule."""
    return finding.severity is Severity.ERROR and finding.code != "field-missing"
