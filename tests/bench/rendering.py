"""How long a form takes from its context to its bytes, against deflating the same text and writing the same bytes.

Usage: rendering.py CONTEXTS. Prints the processor's seconds of a form and of the floor, medians over groups measured
in turn.
"""

import statistics
import sys
import tempfile
import time
import zipfile
import zlib
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from contexts import PROPERTIES, Stored
from processes import KIND

from formgen.context import Context
from formgen.word import WordTemplate

GROUP = 25
"""Forms between two looks at the clock: the machine is the same for a form and for its floor."""

ROUNDS = 3


def floor(documents: Sequence[bytes], texts: Sequence[bytes], folder: Path) -> None:
    """Do what nobody can leave out: deflate the text of each form, at zlib's own level, and write the form."""
    for number, (document, text) in enumerate(zip(documents, texts, strict=True)):
        zlib.compress(text)
        (folder / f"{number}.docx").write_bytes(document)


def text_of(document: bytes) -> bytes:
    with zipfile.ZipFile(BytesIO(document)) as archive:
        return archive.read("word/document.xml")


def main(kept: Path) -> None:
    """Measure and print."""
    template = WordTemplate((KIND / "form.docx").read_bytes())
    contexts = [*Stored(kept)]
    groups: list[Sequence[Context]] = [contexts[at : at + GROUP] for at in range(0, len(contexts), GROUP)]
    forms, floors = [], []
    for group in groups * ROUNDS:
        start = time.process_time()
        documents = [template.render(one, **PROPERTIES) for one in group]
        forms.append((time.process_time() - start) / len(group))
        texts = [text_of(document) for document in documents]
        with tempfile.TemporaryDirectory() as folder:
            start = time.process_time()
            floor(documents, texts, Path(folder))
            floors.append((time.process_time() - start) / len(group))
    print(statistics.median(forms), statistics.median(floors))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
