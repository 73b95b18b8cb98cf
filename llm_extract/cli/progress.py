"""Progress of a run: a line an article on standard error."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from llm_extract.watching import ArticleEnd

from .printing import console

_STEP = 10
"""Per cent of the weights between two lines, where there is no bar."""


class RunProgress:
    """Shows how a run goes, on standard error; `quiet` shows nothing at all."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._console = console(errors=True)
        self._quiet = quiet
        self._fetched = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        return None

    def say(self, message: str) -> None:
        """Show what is being waited for."""
        self._print(message)

    def fetching(self, done: int, total: int) -> None:
        """Show how much of the weights is there."""
        step = 100 * done // total // _STEP
        if step > self._fetched:
            self._fetched = step
            self.say(f"fetching the embedded model, {done / 1e6:,.0f} of {total / 1e6:,.0f} MB")

    def expect(self, articles: int) -> None:
        """So many more articles have been found."""

    def begin(self, name: str) -> None:
        """An article begins."""

    def stage(self, name: str, prompt: str) -> None:
        """A question is about to be asked."""

    def pause(self, reason: str, seconds: float) -> None:
        """Show that nothing is sent for a while."""
        self._print(f"waiting {seconds:.0f} s: {reason}")

    def done(self, end: ArticleEnd) -> None:
        """Say in a line how an article went."""
        if end.failure:
            self._print(f"failed  {end.failure.reason}")
        else:
            self._print(f"done    {end.name}: {end.facts} facts, {end.calls} calls")

    def _print(self, line: str) -> None:
        if not self._quiet:
            self._console.print(line, soft_wrap=True)
