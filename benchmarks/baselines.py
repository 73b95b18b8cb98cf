"""llm_extract beside simpler ways to the same results, with the same model and the same scores.

    python benchmarks/baselines.py                      score what is kept; no model is asked
    python benchmarks/baselines.py --ask ours           run ours with the embedded model, timed
    python benchmarks/baselines.py --ask naive langextract --langextract-python PYTHON

Approaches, each scored by the functions of `llm-extract eval` on the articles with a gold answer:

- ours: the whole of llm_extract with the embedded model; without --ask replayed from cassettes/.
- rules: the same with a model that answers nothing, so that the rules' labels and sentences stand.
- naive: the whole article in one call for facts, with figures typed by the model, one for projects
  and events, one for both summaries (benchmarks/naive.py).
- langextract: LangExtract in chunks (benchmarks/langextract_worker.py), for facts alone. It goes
  into an environment of its own, whose Python is named with --langextract-python:
  python3 -m venv .venv-lx && .venv-lx/bin/pip install -r benchmarks/langextract-requirements.txt

Answers of the last two are kept in benchmarks/answers/ with what they took. --ask gets those that
are missing, or are answers to other prompts, articles or versions; without the file, all.
LLM_EXTRACT_MODEL names the file of the model. A row that cannot be made is named and left out.

Scores: quantities found with right value and unit; core facts with indicator, region, status
and period right; with indicator, region and status right; with value, region and status right,
whatever the indicator; projects and events found (F1); key facts the summaries carry; figures in
the summaries that the source does not have (by check_text); seconds and tokens an article.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import langextract_rows
import naive
from baseline_results import langextract_result, naive_result
from baseline_scores import Row, columns
from kept_answers import Answered, AnswerFolder, Kept, Server, digest, embedded, load, stem

from llm_extract import ModelChoice, __version__, extract, open_model, read_article
from llm_extract.cassette import recording
from llm_extract.errors import BadAnswerError, LLMExtractError
from llm_extract.evaluate import read_gold
from llm_extract.model import Answer, Request, T
from llm_extract.records import Article, Result

ROOT = Path(__file__).resolve().parent.parent
CASSETTES = ROOT / "cassettes"
ROWS = ("ours", "rules", "naive", "langextract")
NAMES = {
    "ours": "llm_extract",
    "rules": "its rules without a model",
    "naive": "asked the naive way",
    "langextract": "LangExtract",
}


class NoModel:
    """A model that gives no answer to anything, and needs no network for it."""

    name = "none"

    def ask(self, request: Request, answer_type: type[T]) -> Answer[T]:
        """Raise BadAnswerError, at which the rules' own labels and sentences stand."""
        raise BadAnswerError(f"{request.prompt} is asked of no model for {answer_type.__name__}")


@dataclass
class Task:
    """What is to be done: on which articles, what is asked anew, and with what."""

    articles: list[Article]
    ask: frozenset[str]
    langextract: Path
    kept: AnswerFolder = field(default_factory=AnswerFolder)
    _server: Server | None = field(default=None)

    @contextmanager
    def server(self) -> Iterator[None]:
        """The embedded model's server for what is asked in the context, where it is needed."""
        if not self.ask - {"ours"}:
            yield
            return
        with embedded() as self._server:
            yield

    def asked_with(self, settings: dict[str, str]) -> tuple[Server, dict[str, str]]:
        """The server, and all that is to be told of how its answers were got."""
        if self._server is None:
            raise LookupError("the embedded model's server does not run")
        return self._server, {**machine(), "model": self._server.model, **settings}


def machine() -> dict[str, str]:
    """What the model ran on."""
    try:
        server = f"xllamacpp {version('xllamacpp')}"
    except PackageNotFoundError:
        server = "unknown"
    return {"server": server, "cores": str(os.cpu_count())}


def ours(task: Task) -> Row:
    """The whole of llm_extract: with the embedded model, or its recordings and kept times."""
    row = Row("ours", _live(task) if "ours" in task.ask else _replayed(task))
    kept = task.kept.read("ours")
    known = [(kept.articles.get(stem(r.article)), r) for r in row.results]
    times = [a.seconds for a, r in known if a is not None and a.question == _asked(r)]
    row.seconds = times if len(times) == len(row.results) else []
    row.tokens = [_tokens(result) for result in row.results]
    row.settings = kept.settings | _loads(kept)
    return row


def _live(task: Task) -> list[Result]:
    """Results with every question asked anew, and what they took kept."""
    kept, results = Kept(settings={**machine(), "model": ModelChoice().model_name}), []
    with open_model(ModelChoice(fresh=True)) as model:
        for article in task.articles:
            results.append(extract(article, model))
            took = results[-1].provenance
            kept.articles[stem(article)] = Answered(
                question=_asked(results[-1]),
                calls=took.calls,
                prompt_tokens=took.prompt_tokens,
                completion_tokens=took.completion_tokens,
                seconds=round(took.seconds, 1),
                load=load(),
            )
            print(f"ours: {stem(article)} {took.seconds:.0f} s", file=sys.stderr)
    task.kept.write("ours", kept)
    return results


def _replayed(task: Task) -> list[Result]:
    results = []
    with open_model(ModelChoice(replay=CASSETTES)) as model:
        for article in task.articles:
            with recording(CASSETTES / f"{stem(article)}.yaml", "replay"):
                results.append(extract(article, model))
    return results


def _asked(result: Result) -> str:
    """Tells results of other prompts or articles, whose times are not this one's."""
    return digest(result.article.id, *sorted(result.provenance.prompts.values()))


def _loads(kept: Kept) -> dict[str, str]:
    loads = [a.load for a in kept.articles.values() if a.load is not None]
    return {"load average": f"{min(loads)} to {max(loads)}"} if loads else {}


def _tokens(result: Result) -> int:
    return result.provenance.prompt_tokens + result.provenance.completion_tokens


def rules(task: Task) -> Row:
    """What the rules make of the articles; read twice, as the first reading loads the tables."""
    for _ in range(2):
        results = [extract(article, NoModel()) for article in task.articles]
    return Row("rules", results, [r.provenance.seconds for r in results], [0])


def naively(task: Task) -> Row:
    """The whole article at once, figures typed by the model."""
    if "naive" in task.ask:
        server, settings = task.asked_with(naive.SETTINGS)
        ask = partial(naive.ask_naively, server)
        task.kept.ask_missing("naive", task.articles, settings, ask, naive.question)
    kept = task.kept.checked("naive", task.articles, naive.question)
    return _placed("naive", task, kept, naive_result)


def langextract(task: Task) -> Row:
    """LangExtract in its own environment."""
    if "langextract" in task.ask:
        server, settings = task.asked_with(langextract_rows.versions(task.langextract))
        ask = partial(langextract_rows.ask_langextract, server, task.langextract)
        task.kept.ask_missing(
            "langextract", task.articles, settings, ask, langextract_rows.question
        )
    kept = task.kept.checked("langextract", task.articles, langextract_rows.question)
    row = _placed("langextract", task, kept, langextract_result)
    row.makes = frozenset({"facts"})
    return row


def _placed(
    name: str,
    task: Task,
    kept: Kept,
    result_of: Callable[[Article, Answered, str], tuple[Result, Counter[str]]],
) -> Row:
    row = Row(name, [], settings=kept.settings | _loads(kept))
    for article in task.articles:
        answered = kept.articles[stem(article)]
        result, fates = result_of(article, answered, kept.settings["model"])
        row.results.append(result)
        row.fates += fates
        row.seconds.append(answered.seconds)
        row.tokens.append(_tokens(result))
    return row


MAKERS = {"ours": ours, "rules": rules, "naive": naively, "langextract": langextract}


def rows_of(task: Task, wanted: list[str]) -> list[Row]:
    """The rows that can be made; the others are named with the reason."""
    made = []
    for name in wanted:
        try:
            made.append(MAKERS[name](task))
        except (LookupError, LLMExtractError) as error:
            print(f"{name} is left out: {error}", file=sys.stderr)
    return made


def print_table(rows: list[Row], seeds: Path, gold: Path) -> None:
    """One column an approach, as a Markdown table, and below it how each was run."""
    answers = read_gold(gold)
    print(f"llm_extract {__version__}, Python {platform.python_version()}; articles of {seeds}\n")
    cells = [columns(row, answers) for row in rows]
    print(f"| | {' | '.join(NAMES[row.name] for row in rows)} |")
    print("|---" * (len(rows) + 1) + "|")
    for heading in cells[0]:
        print(f"| {heading} | {' | '.join(told[heading] for told in cells)} |")
    for row in rows:
        if row.settings:
            print(f"\n{row.name}: " + "; ".join(f"{k}: {v}" for k, v in row.settings.items()))
        if row.fates:
            fates = ", ".join(f"{n} {fate}" for fate, n in row.fates.most_common())
            print(f"{row.name}: {row.fates.total()} facts told: {fates}")


def main() -> None:
    """Make the rows that were asked for and print their table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", nargs="+", choices=ROWS, default=list(ROWS))
    parser.add_argument(
        "--ask", nargs="+", choices=("ours", "naive", "langextract"), default=[], metavar="ROW"
    )
    parser.add_argument("--langextract-python", type=Path, default=Path(sys.executable))
    parser.add_argument("--seeds", type=Path, default=ROOT / "seeds")
    parser.add_argument("--gold", type=Path, default=ROOT / "seeds" / "gold")
    options = parser.parse_args()
    articles = [read_article(options.seeds / name) for name in read_gold(options.gold)]
    task = Task(articles, frozenset(options.ask), options.langextract_python)
    with task.server():
        rows = rows_of(task, options.rows)
    if not rows:
        sys.exit(1)
    print_table(rows, options.seeds, options.gold)


if __name__ == "__main__":
    main()
