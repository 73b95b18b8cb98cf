"""The text as it came, told back from the edits that repaired it."""

from __future__ import annotations

from bisect import bisect_left

from llm_extract.text import Edit, Span, Text


class RawText:
    """The raw characters that a repaired text was made from, as far as its edits tell them.

    The first edit of a stretch holds its raw characters; later ones hold those of the stretches
    between, and words that earlier edits had put there.

    Args:
        text: The repaired text.
    """

    def __init__(self, text: Text) -> None:
        self._characters: dict[int, str] = {}
        self._changed: list[_Stretch] = []
        for edit in text.edits:
            self._undo(edit)
        for segment in text.segments:  # last: what was changed in place stands there changed
            if not segment.is_block:
                self._keep(segment.raw.start, segment.clean.cut(text.clean))

    def cut(self, span: Span) -> str:
        """The raw characters of a raw span; U+FFFD for any that no edit tells."""
        return "".join(self._characters.get(at, "\ufffd") for at in range(span.start, span.end))

    def _keep(self, start: int, characters: str) -> None:
        for at, character in enumerate(characters, start):
            self._characters.setdefault(at, character)

    def _undo(self, edit: Edit) -> None:
        """Take in what an edit says of the raw characters at its place."""
        first = bisect_left(self._changed, edit.raw.start, key=lambda one: one.raw.end - 1)
        last = bisect_left(self._changed, edit.raw.end, key=lambda one: one.raw.start)
        inside = self._changed[first:last]
        if len(inside) == 1 and inside[0].raw.covers(edit.raw):
            inside[0].length += len(edit.after) - len(edit.before)
            return
        at, told = edit.raw.start, edit.before
        for stretch in inside:
            gap = stretch.raw.start - at
            self._keep(at, told[:gap])
            at, told = stretch.raw.end, told[gap + stretch.length :]
        self._keep(at, told)
        if inside or len(edit.before) != len(edit.after):
            self._changed[first:last] = [_Stretch(edit.raw, len(edit.after))]


class _Stretch:
    """A stretch of raw text whose characters no longer stand one for one, and its length now."""

    def __init__(self, raw: Span, length: int) -> None:
        self.raw = raw
        self.length = length
