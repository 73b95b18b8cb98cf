"""Chinese names in brackets where they are mentioned first, and not again."""

from __future__ import annotations

from collections.abc import Iterable

from llm_extract.records import Lang

from .document import Block, Heading, Name, Plain, Run, Runs, Words
from .walk import changed
from .wording import rules


class Mentions:
    """What has been named so far.

    Args:
        lang: The language of the text around the names.
    """

    def __init__(self, lang: Lang) -> None:
        self._left, self._right = rules()[lang]["brackets"]
        self._known: set[str] = set()

    def blocks(self, blocks: Iterable[Block]) -> tuple[Block, ...]:
        """The blocks with each name's Chinese at its first mention outside headings."""
        return tuple(
            changed(block, self._bare if isinstance(block, Heading) else self._told)
            for block in blocks
        )

    def _told(self, runs: Runs) -> Runs:
        return tuple(plain for run in runs for plain in self._plain(run))

    def _bare(self, runs: Runs) -> Runs:
        return tuple(
            plain for run in runs for plain in (run.runs if isinstance(run, Name) else (run,))
        )

    def _plain(self, run: Run) -> tuple[Plain, ...]:
        if not isinstance(run, Name):
            return (run,)
        if run.key in self._known:
            return run.runs
        self._known.add(run.key)
        if "".join(one.text for one in run.runs) == "".join(one.text for one in run.chinese):
            return run.runs
        return (*run.runs, Words(f" {self._left}"), *run.chinese, Words(self._right))
