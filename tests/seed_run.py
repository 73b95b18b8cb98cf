"""The run of all seeds, replayed from the recordings of the embedded model."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path

from llm_extract.batch import run_all
from llm_extract.cassette import recording
from llm_extract.crews import OwnThread
from llm_extract.inputs import find_inputs
from llm_extract.model_choice import ModelChoice, open_model
from llm_extract.one_article import Job
from llm_extract.store import RunFolder, read_results

ROOT = Path(__file__).parent.parent
SEEDS = sorted((ROOT / "seeds").glob("*.txt"))
CASSETTES = ROOT / "cassettes"


class Silence:
    """Watches a run and says nothing."""

    def expect(self, articles):
        """Say nothing."""

    def begin(self, name):
        """Say nothing."""

    def stage(self, name, prompt):
        """Say nothing."""

    def pause(self, reason, seconds):
        """Say nothing."""

    def done(self, end):
        """Say nothing."""


def replay(out):
    """The results of all seeds, by seed, and the requests recorded for each but never asked."""
    unused = {}

    @contextmanager
    def tape(stem):
        with recording(CASSETTES / f"{stem}.yaml", "replay") as played:
            yield
            unused[stem] = played.unused()

    with open_model(ModelChoice(replay=CASSETTES)) as model:
        crew = OwnThread(Job(model, record=tape), Silence())
        totals = run_all(crew, find_inputs(SEEDS), RunFolder(out), Silence())
    assert [end.failure for end in totals.ends if end.failure] == []
    return {Path(result.article.source).stem: result for result in read_results(out)}, unused
