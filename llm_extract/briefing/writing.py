"""Writing a briefing to a file, in the form its name ends in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from llm_extract.errors import InputError, StoreError
from llm_extract.reviews import reviewed_results

from .contents import Choices, briefing_of
from .document import Document
from .markdown import to_markdown
from .page import to_html


def _to_docx(document: Document) -> bytes:
    from .word_file import to_docx  # noqa: PLC0415 -- loads python-docx, which other forms do not need

    return to_docx(document)


RENDERERS: dict[str, Callable[[Document], bytes]] = {
    ".html": to_html,
    ".md": to_markdown,
    ".docx": _to_docx,
}


def write_briefing(run: Path, to: Path, choices: Choices | None = None) -> Document:
    """Write a briefing over the results of a run, as a reviewer left them.

    Args:
        run: The run's folder.
        to: The file, whose ending says what it is: .html, .md or .docx.
        choices: What it is to be; an English one over all articles by default.

    Raises InputError for another ending and where no article is left, StoreError where the run
    cannot be read or the file not be written, ReviewError where its review is broken.
    """
    renderer = renderer_for(to)
    document = briefing_of(reviewed_results(run), choices or Choices())
    try:
        to.write_bytes(renderer(document))
    except OSError as error:
        raise StoreError(
            f"{to}: cannot be written ({error.strerror}); name another file"
        ) from error
    return document


def renderer_for(to: Path) -> Callable[[Document], bytes]:
    """What writes a file of this name. Raises InputError where nothing does."""
    ending = to.suffix.lower()
    if ending in RENDERERS:
        return RENDERERS[ending]
    if ending == ".pdf":
        raise InputError(
            f"{to}: PDF is not written; write .html and print it to PDF from a browser, or write "
            ".docx and convert it (`soffice --headless --convert-to pdf FILE.docx`)"
        )
    known = ", ".join(RENDERERS)
    raise InputError(f"{to}: a briefing can be {known}, told by the ending of --to")
