"""formgen: official forms from plain text.

Public are `check`, `build` and `Diagnostic`; nothing else is promised.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from formgen.diagnostics import Diagnostic

__all__ = ["Diagnostic", "build", "check"]
__version__ = "0.1.0"


def __getattr__(name: str) -> type[Diagnostic]:
    """Load `Diagnostic` when it is asked for: the command often does its work without."""
    if name != "Diagnostic":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from formgen.diagnostics import Diagnostic

    return Diagnostic


def check(paths: Sequence[Path], templates: Path | None = None) -> list[Diagnostic]:
    """Return what is wrong with the projects that the paths name, in order; writes nothing.

    Args:
        paths: project files and folders of them.
        templates: the folder of form kinds; None means the one that comes with formgen.
    """
    from formgen import checking
    from formgen.files import default_templates

    return checking.run(paths, templates or default_templates(), str).findings


def build(paths: Sequence[Path], out: Path, templates: Path | None = None) -> list[Diagnostic]:
    """Write the documents of the sound projects that the paths name, and return what is wrong, in order.

    Args:
        paths: project files and folders of them.
        out: the output folder; files go into a folder of their year inside it.
        templates: the folder of form kinds; None means the one that comes with formgen.

    Raises:
        OSError: the files cannot be written.
    """
    from formgen import building
    from formgen.files import default_templates

    return building.run(paths, out, templates or default_templates(), str).findings
