"""What articles cost without any network: answers come from this very process, at once.

    python benchmarks/rules_alone.py FOLDER

Prints articles, calls, and seconds of processor time as JSON: the rules' share of a run.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from fake_answers import Form, answer_to

from llm_extract import extract
from llm_extract.errors import BadAnswerError
from llm_extract.model import Answer, Request, T
from llm_extract.profiles import Profile, profile_named
from llm_extract.usage import Usage


@dataclass(frozen=True)
class Took:
    """What a pass over some articles took; `answering` is the processor time of the answers."""

    articles: int
    calls: int
    reasked: int
    cpu_seconds: float
    answering: float


class AnsweringModel:
    """A model that gives the fake server's answers without a server."""

    name = "fake-model"

    def __init__(self, profile: Profile) -> None:
        self.profile = profile
        self.calls = 0
        self.bad = 0
        self.answering = 0.0

    def ask(self, request: Request, answer_type: type[T]) -> Answer[T]:
        """Answer in the form that is asked for."""
        started = time.process_time()
        messages = [{"role": m.role, "content": m.content} for m in request.messages]
        raw = answer_to({"messages": messages}, Form(json.loads(request.answer_schema)))
        self.answering += time.process_time() - started
        self.calls += 1
        try:
            return Answer(answer_type.model_validate_json(raw), raw, Usage())
        except ValueError as error:
            self.bad += 1
            raise BadAnswerError("the made-up answer does not fit", raw, (str(error),)) from error


def run_in_process(paths: Sequence[Path], profile: str = "small") -> Took:
    """Run articles with answers of this process; the tables are loaded before the clock starts."""
    extract(paths[0], AnsweringModel(profile_named(profile)))
    model = AnsweringModel(profile_named(profile))
    started = time.process_time()
    for path in paths:
        extract(path, model)
    spent = time.process_time() - started
    return Took(len(paths), model.calls, model.bad, spent - model.answering, model.answering)


if __name__ == "__main__":
    print(
        json.dumps(asdict(run_in_process(sorted(Path(sys.argv[1]).glob("*.txt")), *sys.argv[2:])))
    )
