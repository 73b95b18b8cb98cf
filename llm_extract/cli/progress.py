"""Progress of a run: a live bar on a terminal, a plain line an article elsewhere."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Self

from rich.progress import BarColumn, Progress, ProgressColumn, Task, TextColumn, TimeElapsedColumn
from rich.text import Text

from llm_extract.batch import Outcome
from llm_extract.store import Failure

from .printing import console

STAGES = {
    "label": "labelling its figures",
    "summarise_zh": "writing it up in Chinese",
    "summarise_en": "writing it up in English",
    "custom": "filling in your schema",
}
_STEP = 10
"""Per cent of the weights between two lines, where there is no bar."""
_ARTICLE_AT_LEAST = 1
_MINUTE = 60


class RunProgress:
    """Shows how a run goes, on standard error.

    Time left is judged by the bytes of the articles done. `quiet` shows nothing at all.
    """

    def __init__(self, inputs: list[Path], *, quiet: bool = False) -> None:
        self._console = console(errors=True)
        self._quiet = quiet
        self._live = self._console.is_terminal and not quiet
        self._sizes = {path: _size(path) for path in inputs}
        self._ended = 0
        self._fetched = 0
        self._reasons: set[str] = set()
        self._bar = Progress(
            TextColumn("{task.fields[count]}"), BarColumn(20), TimeElapsedColumn(), _TimeLeft(),
            TextColumn("{task.description}"),
            console=self._console, transient=True, disable=not self._live,
        )  # fmt: skip
        total = sum(self._sizes.values())
        self._task = self._bar.add_task("", total=total, count=self._count())

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bar.stop()

    def say(self, message: str) -> None:
        """Show what is being waited for."""
        if self._live:
            self._bar.update(self._task, description=message)
        else:
            self._print(message)

    def fetching(self, done: int, total: int) -> None:
        """Show how much of the weights is there."""
        words = f"fetching the embedded model, {done / 1e6:,.0f} of {total / 1e6:,.0f} MB"
        step = 100 * done // total // _STEP
        if self._live or step > self._fetched:
            self._fetched = step
            self.say(words)

    def begin(self, path: Path) -> None:
        """Show the article that is running."""
        self._bar.update(self._task, description=path.name)

    def stage(self, path: Path, prompt: str) -> None:
        """Show what is being done with an article."""
        doing = STAGES.get(prompt, prompt)
        self._bar.update(self._task, description=f"{path.name}: {doing}")

    def done(self, path: Path, outcome: Outcome) -> None:
        """Count an article and say in a line how it went."""
        self._ended += 1
        self._bar.update(self._task, advance=self._sizes[path], count=self._count())
        if isinstance(outcome, Failure):
            self._print(f"failed  {self._reason(path, outcome)}", style="red")
            return
        took = outcome.provenance
        self._print(
            f"done    {path.name}: {len(outcome.facts)} facts, {took.calls} calls, "
            f"{took.cached_calls} from the cache, {took.seconds:.1f} s"
        )

    def _reason(self, path: Path, failure: Failure) -> str:
        """The reason with the article's name, and in full only the first time."""
        if str(path) in failure.reason:
            return failure.reason
        told = failure.reason in self._reasons
        self._reasons.add(failure.reason)
        return f"{path}: {'for the same reason' if told else failure.reason}"

    def _count(self) -> str:
        return f"{self._ended}/{len(self._sizes)}"

    def _print(self, line: str, style: str = "") -> None:
        if not self._quiet:
            self._console.print(line, style=style, soft_wrap=True)


class _TimeLeft(ProgressColumn):
    """Time left if the rest takes as long, byte by byte, as what is done."""

    def render(self, task: Task) -> Text:
        if not task.completed or not task.total or task.elapsed is None:
            return Text("")
        seconds = round(task.elapsed * (task.total - task.completed) / task.completed)
        return Text(f"about {seconds // _MINUTE}:{seconds % _MINUTE:02d} left")


def _size(path: Path) -> int:
    try:
        return max(_ARTICLE_AT_LEAST, path.stat().st_size)
    except OSError:
        return _ARTICLE_AT_LEAST
