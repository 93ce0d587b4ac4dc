"""No two projects of a year have one name.

Why:
    多半是复制了一个项目文件，忘了改名称。两张表名称相同，收表的人分不清，生成的文件也会互相覆盖。只差大小写也算相同。

Basis:
    推断：一个单位一年里的项目，名称各不相同。

Bind:
    {name: 项目名称}

Bad:
    项目名称: 社区科普巡展  # <- project-repeated
    ---
    项目名称: 社区科普巡展  # <- project-repeated

Good:
    项目名称: 社区科普巡展
    ---
    项目名称: 校园科普巡展
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from formgen.diagnostics import Diagnostic, Location, Severity, error
from formgen.project import Project

SEVERITY = Severity.ERROR
TITLE = "两个项目同名"
FIELD_OPTIONS = ("name",)


@dataclass(frozen=True, slots=True)
class Name:
    """The name of a project: `alike` is one for all spellings of it."""

    alike: str
    label: str
    at: Location


def gather(project: Project, *, name: str) -> list[Name]:
    """Return the project's name, where it has one."""
    return [
        Name(unicodedata.normalize("NFC", str(field.value)).casefold(), field.label, field.at)
        for field in project.filled(name)
    ]


def check(gathered: Sequence[Sequence[Name]]) -> Iterator[Diagnostic]:
    """Yield an error at each name that another project has too, with the others in related."""
    same: dict[str, list[Name]] = {}
    for names in gathered:
        for name in names:
            same.setdefault(name.alike, []).append(name)
    for names in same.values():
        for name in names if len(names) > 1 else ():
            others = [other.at for other in names if other is not name]
            files = "、".join(dict.fromkeys(other.file for other in others))
            message = f"“{name.label}”与 {files} 的相同"
            yield error("project-repeated", message, name.at, "改其中一个；是同一个项目就删掉一个文件", *others)
